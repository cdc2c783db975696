#include "callback/body.h"

#include "http/redaction.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace segctl::callback {
namespace {

using Tree = nlohmann::json;

/// More than any file can hold; what is larger is no count.
constexpr std::uint64_t kLargestCount = 1'000'000'000'000;
constexpr std::size_t kKeptCharacters = 500;

/// Reads the fields of one body; the first that is wrong is the problem.
class Fields {
 public:
  explicit Fields(const Tree& object) : object_(object) {}

  std::string text(const char* name, bool needed) {
    const auto found = object_.find(name);
    const bool missing = found == object_.end() || found->is_null();
    if (missing && !needed) return {};
    if (!missing && found->is_string()) return found->get<std::string>();
    note(name, missing ? "is missing" : "is no text");
    return {};
  }

  std::uint64_t count(const char* name) {
    const auto found = object_.find(name);
    if (found != object_.end() && found->is_number_unsigned()) {
      const auto number = found->get<std::uint64_t>();
      if (number <= kLargestCount) return number;
    }
    note(name, found == object_.end() ? "is missing" : "is no whole number from 0");
    return 0;
  }

  int status() {
    constexpr std::uint64_t kFirstFailure = 400;
    constexpr std::uint64_t kLastFailure = 599;
    const std::uint64_t status = count("status");
    const bool known =
        status == FileOutcome::kDone || (status >= kFirstFailure && status <= kLastFailure);
    if (!known) note("status", "is neither 201 nor one from 400 to 599");
    return known ? static_cast<int>(status) : 0;
  }

  void note(const char* name, const char* what) {
    if (problem_.empty()) problem_ = fmt::format("its {} {}", name, what);
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  const Tree& object_;
  std::string problem_;
};

/// The first characters of a UTF-8 text.
std::string shortened(std::string text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && ++characters > kKeptCharacters) {
      text.resize(at);
      return text + "…";
    }
  }
  return text;
}

tl::unexpected<Error> refused(std::string why) {
  return fail(ErrorCode::Invalid, "this is no callback of MoEngage: " + std::move(why),
              "it is a JSON object with segment_name and status, see docs/callbacks.md");
}

}  // namespace

Result<Body> read_body(std::string_view json) {
  if (json.size() > kLongestBody) return refused("it is too long");
  const Tree tree = Tree::parse(json, nullptr, false);
  if (!tree.is_object()) return refused("it is no JSON object");
  Fields fields(tree);
  Body body;
  body.segment = SegmentName(fields.text("segment_name", true));
  body.outcome.status = fields.status();
  if (!body.outcome.failed()) {
    body.outcome.values_found = fields.count("values_found");
    body.outcome.values_processed = fields.count("values_processed");
    body.outcome.user_count = fields.count("user_count");
  } else {
    body.outcome.error_message =
        shortened(http::without_secrets(fields.text("error_message", false)));
  }
  body.outcome.request_id = shortened(fields.text("request_id", false));
  if (!fields.problem().empty()) return refused(fields.problem());
  return body;
}

}  // namespace segctl::callback
