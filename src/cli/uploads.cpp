#include "cli/uploads.h"

#include "base/text.h"
#include "base/url.h"
#include "cli/interrupt.h"
#include "http/curl_transport.h"
#include "upload/uploader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace segctl::cli {
namespace {

/// How often the bar moves on: a terminal need not be written to for every piece.
constexpr std::uint64_t kProgressStep = 1024UL * 1024;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

upload::Credentials credentials_from_environment() {
  return {{from_environment("AWS_ACCESS_KEY_ID"), from_environment("AWS_SECRET_ACCESS_KEY"),
           from_environment("AWS_SESSION_TOKEN")},
          from_environment("SEGCTL_UPLOAD_USER"),
          from_environment("SEGCTL_UPLOAD_PASSWORD")};
}

bool uploads_something(const plan::Plan& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [](const plan::Change& change) {
    return std::any_of(change.actions.begin(), change.actions.end(),
                       [](const plan::Action& action) { return !action.upload.empty(); });
  });
}

/// "[########------------] 40 % of 157,286,400 bytes".
std::string bar(std::uint64_t sent, std::uint64_t size) {
  constexpr std::uint64_t kWidth = 20;
  const std::uint64_t done = size == 0 ? kWidth : sent * kWidth / size;
  return fmt::format("[{}{}] {} % of {} bytes", std::string(done, '#'),
                     std::string(kWidth - done, '-'), size == 0 ? 100 : sent * 100 / size,
                     with_thousands(size));
}

/// The uploaded file is another now: somebody wrote over it under its name.
Error spoilt(Error error) {
  if (error.code == ErrorCode::PlanAgain) {
    error.hint = "somebody has written over it: delete it there, and run again";
  }
  return error;
}

}  // namespace

void name_uploads(const Project& project, const std::vector<DesiredSegment>& desired,
                  std::map<Key, plan::FileContents>& contents) {
  if (!project.uploads) return;
  const auto name = [&](const CsvSource& csv, plan::SourceContent& content) {
    if (!csv.file_url.empty() || !content.mark.bytes) return;
    content.upload = upload::object_url(*project.uploads, *content.mark.bytes);
  };
  for (const DesiredSegment& segment : desired) {
    const auto* file = std::get_if<DesiredFile>(&segment.spec);
    const auto found = contents.find(segment.key);
    if (file == nullptr || found == contents.end()) continue;
    name(file->source, found->second.base);
    if (file->additions) name(*file->additions, found->second.additions);
    for (std::size_t i = 0; i < found->second.changes.size(); ++i) {
      name(file->changes[i].source, found->second.changes[i]);
    }
  }
}

Result<void> check_upload_credentials(const Project& project, const plan::Plan& plan) {
  const bool to_s3 = project.uploads && std::holds_alternative<upload::S3Place>(*project.uploads);
  if (!to_s3 || !uploads_something(plan)) return {};
  const upload::AwsCredentials aws = credentials_from_environment().aws;
  if (!aws.access_key.empty() && !aws.secret_key.empty()) return {};
  return fail(ErrorCode::Invalid, "the credentials of the object store are not set",
              "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and for temporary ones "
              "AWS_SESSION_TOKEN");
}

/// What uploading takes. Real even where the workspace is simulated: so is the server.
class CsvDesk::Uploads {
 public:
  Uploads(const upload::Place& place, const Console& console)
      : target_(upload::make_target(place, credentials_from_environment())),
        wire_(interruptible()),
        uploader_(wire_, *target_, clock_,
                  {{},
                   [this](const std::string& shown, std::uint64_t sent, std::uint64_t size) {
                     show(shown, sent, size);
                   },
                   &interrupted()}),
        console_(console) {}

  [[nodiscard]] Result<std::string> put(const CsvSource& csv, const Digest& planned) {
    shown_ = 0;
    auto uploaded = uploader_.put(csv.file, csv.file_as_written, planned);
    console_.end_progress();
    if (!uploaded) return tl::unexpected(std::move(uploaded.error()));
    console_.message(fmt::format("{} {}, {} bytes",
                                 uploaded->was_there ? "already there:" : "uploaded",
                                 printable(csv.file_as_written), with_thousands(uploaded->size)));
    return std::move(uploaded->fetch_url);
  }

 private:
  static http::CurlOptions interruptible() {
    http::CurlOptions options;
    options.stop = &interrupted();
    return options;
  }

  void show(const std::string& file, std::uint64_t sent, std::uint64_t size) {
    if (sent != size && sent < shown_ + kProgressStep && sent >= shown_ && shown_ != 0) return;
    shown_ = sent;
    console_.progress(fmt::format("uploading {} {}", bar(sent, size), printable(file)));
  }

  std::unique_ptr<upload::Target> target_;
  SystemClock clock_;
  http::CurlTransport wire_;
  upload::Uploader uploader_;
  const Console& console_;
  std::uint64_t shown_ = 0;
};

CsvDesk::CsvDesk(const Project& project, source::Inspector& inspector, const Console& console)
    : inspector_(inspector) {
  if (project.uploads) uploads_ = std::make_unique<Uploads>(*project.uploads, console);
}

CsvDesk::~CsvDesk() = default;

Result<apply::ReadyCsv> CsvDesk::make_ready(const CsvSource& csv, AttributeType type,
                                            const ContentMark& planned) {
  CsvSource there = csv;
  if (csv.file_url.empty()) {
    if (!uploads_ || !planned.bytes) {
      return fail(ErrorCode::PlanAgain,
                  fmt::format("{} can't be uploaded", in_quotes(csv.file_as_written)),
                  "its content was not known when the plan was made; plan again");
    }
    auto url = uploads_->put(csv, *planned.bytes);
    if (!url) return tl::unexpected(std::move(url.error()));
    there.file_url = std::move(*url);
  }
  auto content = inspector_.check(there, type, planned);
  if (!content) {
    return tl::unexpected(csv.file_url.empty() ? spoilt(std::move(content.error()))
                                               : std::move(content.error()));
  }
  return apply::ReadyCsv{std::move(*content), std::move(there.file_url)};
}

}  // namespace segctl::cli
