#include "upload/uploader.h"

#include "base/text.h"
#include "base/url.h"
#include "http/retry_after.h"
#include "upload/csv_body.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace segctl::upload {
namespace {

/// How often a store that lags behind is asked for what it has just taken.
constexpr int kLooks = 4;
constexpr Duration kLookWait{500};

bool is_stored(int status) { return status == 200 || status == 201 || status == 204; }

std::optional<std::uint64_t> length_of(const http::Response& response) {
  const std::string_view text = response.header("Content-Length").value_or("");
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

std::string etag_of(const http::Response& response) {
  return std::string(response.header("ETag").value_or(""));
}

/// Whether both are told, byte for byte ones, and speak of different files.
bool are_of_different_files(const std::string& a, const std::string& b) {
  const auto is_strong = [](const std::string& etag) {
    return !etag.empty() && !etag.starts_with("W/");
  };
  return is_strong(a) && is_strong(b) && a != b;
}

}  // namespace

Uploader::Uploader(http::UploadTransport& wire, const Target& target, Clock& clock,
                   UploadOptions options)
    : wire_(wire),
      target_(target),
      clock_(clock),
      options_(std::move(options)),
      random_(std::random_device()()) {}

bool Uploader::try_again(int attempts, const Result<http::Response>& outcome) {
  const auto stopped = [&] { return options_.stop != nullptr && *options_.stop; };
  if (stopped()) return false;
  const auto advice = outcome ? http::advised_wait(*outcome, clock_.now()) : std::nullopt;
  const double random = std::uniform_real_distribution<double>(0, 1)(random_);
  // The name says what the file holds, so that a Put may be repeated like a Get.
  const auto wait =
      http::retry_delay(options_.policy, http::Method::Get, attempts, outcome, advice, random);
  if (!wait) return false;
  clock_.sleep_for(*wait);
  return !stopped();
}

Result<bool> Uploader::is_there(const Digest& bytes, std::uint64_t size) {
  for (int attempts = 1;; ++attempts) {
    const http::Request request = target_.head(bytes, clock_.now());
    const auto answer = wire_.send(request);
    if (try_again(attempts, answer)) continue;
    if (!answer) return tl::unexpected(answer.error());
    if (answer->status == 200) return length_of(*answer) == size;
    if (answer->status == 404) return false;
    if (answer->status == 403 && target_.hides_absence()) return false;  // the Put will tell
    return tl::unexpected(target_.refusal(request, *answer));
  }
}

Result<std::string> Uploader::send(const CsvBody& csv, const std::string& shown,
                                   const Digest& bytes) {
  for (int attempts = 1;; ++attempts) {
    http::Upload body = csv.body();
    body.sent = [&](std::uint64_t sent) {
      if (options_.progress) options_.progress(shown, sent, csv.size());
    };
    const http::Request request = target_.put(bytes, clock_.now());
    const auto answer = wire_.upload(request, body);
    if (try_again(attempts, answer)) continue;
    if (!answer) return tl::unexpected(answer.error());
    if (is_stored(answer->status)) return etag_of(*answer);
    return tl::unexpected(target_.refusal(request, *answer));
  }
}

Result<void> Uploader::verify(const Digest& bytes, std::uint64_t size, const std::string& etag) {
  int looks = 1;
  for (int attempts = 1;; ++attempts) {
    const http::Request request = target_.head(bytes, clock_.now());
    const auto answer = wire_.send(request);
    if (try_again(attempts, answer)) continue;
    if (!answer) return tl::unexpected(answer.error());
    if (answer->status == 404 && looks < kLooks) {
      clock_.sleep_for(kLookWait * looks++);
      continue;
    }
    if (answer->status != 200) return tl::unexpected(target_.refusal(request, *answer));
    const auto length = length_of(*answer);
    const bool whole = !length || *length == size;
    if (whole && !are_of_different_files(etag, etag_of(*answer))) return {};
    return fail(ErrorCode::Retry,
                fmt::format("{} is not the file that was just put there",
                            printable(unsigned_url(request.url))),
                "somebody else writes there, or a cache stands in between; run again");
  }
}

Result<Uploaded> Uploader::put(const std::filesystem::path& file, const std::string& shown,
                               const Digest& planned) {
  const auto csv = CsvBody::open(file, shown, planned);
  if (!csv) return tl::unexpected(csv.error());
  const auto there = is_there(planned, csv->size());
  if (!there) return tl::unexpected(there.error());
  if (!*there) {
    const auto etag = send(*csv, shown, planned);
    if (!etag) return tl::unexpected(etag.error());
    if (auto verified = verify(planned, csv->size(), *etag); !verified) {
      return tl::unexpected(verified.error());
    }
  }
  return Uploaded{target_.fetch_url(planned, clock_.now()), csv->size(), *there};
}

}  // namespace segctl::upload
