#include "moengage/cohort_body.h"

#include "segment/json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace segctl::moengage {
namespace {

constexpr std::string_view kBefore = R"({"uid":")";
constexpr std::string_view kBehind = R"("})";

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// What stands for a character between the quotes of a JSON string.
std::string escaped(char c) {
  if (is_plain(c)) return {c};
  if (c == '"' || c == '\\') return {'\\', c};
  return fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

Json parameters_of(const CohortTerms& terms) {
  Json parameters{{"cohort_name", terms.name.str()}, {"cohort_id", terms.cohort_id}};
  if (!terms.description.empty()) parameters["cohort_description"] = terms.description;
  return parameters;
}

}  // namespace

Result<CohortBody> CohortBody::begin(const CohortTerms& terms, MemberOperation operation) {
  const bool adds = operation == MemberOperation::Add;
  try {
    const Json partner(terms.partner);
    std::string head = fmt::format(R"({{"action":"{}","partner":{},"parameters":{})",
                                   adds ? "add_members" : "remove_members", partner.dump(),
                                   parameters_of(terms).dump());
    head.back() = ',';  // the parameters go on
    return CohortBody(head + R"("members":[)");
  } catch (const Json::type_error&) {  // the only reason is a string that is not UTF-8
    return fail(ErrorCode::Invalid, "a text of the cohort is not UTF-8",
                "save the manifest as UTF-8");
  }
}

void CohortBody::add(std::string_view uid) {
  if (text_.size() > head_) text_ += ',';
  text_ += kBefore;
  if (std::all_of(uid.begin(), uid.end(), is_plain)) {
    text_ += uid;
  } else {
    for (const char c : uid) text_ += escaped(c);
  }
  text_ += kBehind;
}

std::size_t CohortBody::bytes_of(std::string_view uid) {
  std::size_t bytes = kBefore.size() + kBehind.size() + 1;
  for (const char c : uid) bytes += is_plain(c) ? 1 : escaped(c).size();
  return bytes;
}

std::size_t CohortBody::room(std::size_t limit) const {
  const std::size_t most = limit + 1;  // the first uid has no comma
  const std::size_t taken = head_ + kEnd.size();
  return most > taken ? most - taken : 0;
}

}  // namespace segctl::moengage
