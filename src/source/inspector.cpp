#include "source/inspector.h"

#include "base/text.h"
#include "base/url.h"
#include "members/csv_diagnostics.h"
#include "members/difference.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::source {
namespace {

members::ValueType value_type(AttributeType type) {
  return type == AttributeType::Double ? members::ValueType::Double : members::ValueType::String;
}

std::string etag_of(const http::Response& response) {
  return std::string(response.header("ETag").value_or(""));
}

/// What the ETag of an answer from `url` says.
ContentMark etag_mark(const std::string& etag, const std::string& url) {
  ContentMark mark;
  if (etag.empty()) return mark;
  mark.etag = etag;
  mark.etag_url = unsigned_url(url);
  return mark;
}

/// `mark` is what the answer that brought the file says of it.
plan::SourceContent content_of(const members::CsvReport& report, ContentMark mark = {}) {
  mark.bytes = report.digest;
  mark.values = report.set_digest;
  return {std::move(mark), report.rows};
}

void add_unreachable(const CsvSource& csv, const Error& error, Diagnostics& diagnostics) {
  Diagnostic diagnostic;
  diagnostic.rule = "csv-unreachable";
  diagnostic.range = csv.place;
  diagnostic.message = error.message;
  diagnostic.hint = error.hint;
  if (error.hint.empty() && csv.file.empty()) {
    diagnostic.hint =
        "MoEngage downloads the file from there: check the URL, or give `file` as well to know the "
        "content without it";
  }
  diagnostics.push_back(std::move(diagnostic));
}

/// An error where the answer is no file.
Result<void> check_status(const http::Response& response, const std::string& url) {
  if (response.status == 200) return {};
  return fail(ErrorCode::GiveUp, fmt::format("{} answers {}", unsigned_url(url), response.status),
              response.status == 403 ? "a signed URL may have expired" : "");
}

/// The first error among the findings, in words.
std::string first_error(const members::CsvReport& report) {
  for (const members::CsvFinding& finding : report.findings) {
    if (finding.severity == Severity::Error) return finding.message;
  }
  return {};
}

/// What an URL brought.
struct Download {
  members::CsvReport report;
  std::string etag;  ///< empty where the answer had none
  std::unique_ptr<members::ByteSource> bytes;
};

/// Downloads and checks; findings are in the report.
Result<Download> download(http::Transport& web, const std::string& url, AttributeType type,
                          members::CsvLimits limits) {
  members::CsvChecker checker(value_type(type), limits);
  std::uint64_t seen = 0;
  const auto answer = web.download({http::Method::Get, url, {}, {}}, [&](std::string_view bytes) {
    seen += bytes.size();
    checker.update(bytes);
    return seen <= limits.max_bytes;  // what is past the limit changes nothing
  });
  if (!answer && seen <= limits.max_bytes) return tl::unexpected(answer.error());
  if (answer) {
    if (auto status = check_status(*answer, url); !status) return tl::unexpected(status.error());
  }
  members::CsvReport report = checker.finish();
  return Download{std::move(report), answer ? etag_of(*answer) : std::string(),
                  checker.take_bytes()};
}

/// Whether the entry was carried out and only a URL tells of it.
bool is_past(const RecordedSegment* record, const FileChange& change, std::size_t entry) {
  return record != nullptr && record->file && entry < record->file->applied_changes.size() &&
         change.source.file.empty() &&
         record->file->applied_changes[entry].url == unsigned_url(change.source.file_url);
}

const RecordedSegment* find(const std::map<Key, RecordedSegment>& recorded, const Key& key) {
  const auto found = recorded.find(key);
  return found == recorded.end() ? nullptr : &found->second;
}

}  // namespace

Inspector::Inspector(http::Transport& web, members::CsvLimits limits,
                     std::optional<members::SnapshotStore> snapshots)
    : web_(web), limits_(limits), snapshots_(std::move(snapshots)) {}

Inspector::Looked Inspector::read_local(const CsvSource& csv, AttributeType type,
                                        Diagnostics& diagnostics) {
  auto file = members::RegularFile::open(csv.file);
  if (!file) {
    add_unreachable(csv, file.error(), diagnostics);
    return {};
  }
  auto bytes = std::make_unique<members::RegularFile>(*std::move(file));
  const auto report = members::check_csv_file(*bytes, value_type(type), limits_);
  if (!report) {
    add_unreachable(csv, report.error(), diagnostics);
    return {};
  }
  members::add_findings(*report, {csv.place, csv.file_as_written, csv.file_as_written},
                        diagnostics);
  const members::RegularFile* const opened = bytes.get();
  return {content_of(*report), std::move(bytes), opened, report->valid()};
}

Inspector::Looked Inspector::fetch(const CsvSource& csv, AttributeType type,
                                   const ContentMark& last, Diagnostics& diagnostics) {
  if (!last.etag.empty() && last.etag_url == unsigned_url(csv.file_url)) {
    const auto head = web_.send({http::Method::Head, csv.file_url, {}, {}});
    const bool same = head && head->status == 200 && etag_of(*head) == last.etag;
    if (same) return {{last, {}}, nullptr, nullptr, true};
  }
  auto got = download(web_, csv.file_url, type, limits_);
  if (!got) {
    add_unreachable(csv, got.error(), diagnostics);
    return {};
  }
  members::add_findings(got->report, {csv.place, unsigned_url(csv.file_url), {}}, diagnostics);
  return {content_of(got->report, etag_mark(got->etag, csv.file_url)), std::move(got->bytes),
          nullptr, got->report.valid()};
}

Inspector::Looked Inspector::look(const CsvSource& csv, AttributeType type, const ContentMark& last,
                                  Diagnostics& diagnostics) {
  return csv.file.empty() ? fetch(csv, type, last, diagnostics)
                          : read_local(csv, type, diagnostics);
}

void Inspector::compare(const DesiredFile& file, const RecordedFile& last, const Looked& base,
                        plan::FileContents& contents, Diagnostics& diagnostics) {
  const auto& now = base.content.mark.values;
  const bool is_other = last.content.values && now && *last.content.values != *now;
  const bool by_entries = !file.changes.empty() || !last.applied_changes.empty();
  const bool same_attribute =
      last.attribute_name == file.attribute_name && last.attribute_type == file.attribute_type;
  if (!is_other || by_entries || !same_attribute || !base.valid || !base.bytes) return;
  if (file.additions) try_additions(file, last, base, contents, diagnostics);
  if (!contents.additions_lead_there) compare_with_snapshot(*last.content.values, base, contents);
  if (base.file == nullptr) return;
  if (auto unchanged = base.file->check_unchanged(); !unchanged) {
    add_unreachable(file.source, unchanged.error(), diagnostics);
  }
}

void Inspector::try_additions(const DesiredFile& file, const RecordedFile& last, const Looked& base,
                              plan::FileContents& contents, Diagnostics& diagnostics) {
  Looked additions = look(*file.additions, file.attribute_type, {}, diagnostics);
  if (!additions.valid || !additions.bytes) return;
  const members::Remainder rest = members::remainder(*base.bytes, *additions.bytes);
  contents.additions = std::move(additions.content);
  contents.additions_lead_there = rest.foreign == 0 && rest.digest == *last.content.values;
  if (contents.additions_lead_there) {
    contents.delta = plan::MemberDelta{rest.taken, 0, rest.left};
    return;
  }
  Diagnostic diagnostic;
  diagnostic.rule = "additions-unfit";
  diagnostic.severity = Severity::Warning;
  diagnostic.range = file.additions->place;
  diagnostic.message =
      "what was last applied and the additions together are not the content of file_url: all of it "
      "is sent";
  diagnostic.hint = "additions holds what file_url has more than the last time, and nothing else";
  diagnostics.push_back(std::move(diagnostic));
}

void Inspector::compare_with_snapshot(const Digest& last, const Looked& base,
                                      plan::FileContents& contents) {
  if (!snapshots_) return;
  const auto snapshot = snapshots_->read(last);
  if (!snapshot || !*snapshot) {
    contents.not_compared = fmt::format(
        "how many users come and go is not known: the snapshot of what was last applied {}",
        snapshot ? "is not there" : "can't be used: " + snapshot.error().message);
    return;
  }
  const members::SetDifference found = members::difference(**snapshot, *base.bytes);
  contents.delta = plan::MemberDelta{found.added, found.removed, found.kept};
}

Inspected Inspector::inspect(const std::vector<DesiredSegment>& desired,
                             const std::map<Key, RecordedSegment>& recorded) {
  Inspected inspected;
  for (const DesiredSegment& segment : desired) {
    const auto* file = std::get_if<DesiredFile>(&segment.spec);
    // What is not to be created or changed needs no look: an old file may be gone by now.
    if (file == nullptr || segment.activity == Activity::Archived) continue;
    const RecordedSegment* record = find(recorded, segment.key);
    const ContentMark last =
        record != nullptr && record->file ? record->file->content : ContentMark{};
    plan::FileContents contents;
    const Looked base = look(file->source, file->attribute_type, last, inspected.diagnostics);
    contents.base = base.content;
    if (record != nullptr && record->file) {
      compare(*file, *record->file, base, contents, inspected.diagnostics);
    }
    if (!contents.base.rows && record != nullptr && record->file) {
      contents.base.rows = record->file->rows;
    }
    for (std::size_t i = 0; i < file->changes.size(); ++i) {
      const FileChange& change = file->changes[i];
      contents.changes.push_back(
          is_past(record, change, i)
              ? plan::SourceContent{}
              : look(change.source, file->attribute_type, {}, inspected.diagnostics).content);
    }
    inspected.contents.emplace(segment.key, std::move(contents));
  }
  return inspected;
}

Inspected Inspector::inspect_local(const std::vector<DesiredSegment>& desired) {
  Inspected inspected;
  for (const DesiredSegment& segment : desired) {
    const auto* file = std::get_if<DesiredFile>(&segment.spec);
    if (file == nullptr) continue;
    const auto look_at = [&](const CsvSource& csv) {
      return csv.file.empty()
                 ? plan::SourceContent{}
                 : read_local(csv, file->attribute_type, inspected.diagnostics).content;
    };
    plan::FileContents contents;
    contents.base = look_at(file->source);
    if (file->additions) contents.additions = look_at(*file->additions);
    for (const FileChange& change : file->changes) {
      contents.changes.push_back(look_at(change.source));
    }
    inspected.contents.emplace(segment.key, std::move(contents));
  }
  return inspected;
}

Result<plan::SourceContent> Inspector::check(const CsvSource& csv, AttributeType type,
                                             const ContentMark& planned) {
  checked_.reset();
  checked_bytes_.reset();
  auto got = download(web_, csv.file_url, type, limits_);
  if (!got) return tl::unexpected(got.error());
  if (!got->report.valid()) {
    return fail(
        ErrorCode::Invalid,
        fmt::format("{} is no valid CSV: {}", unsigned_url(csv.file_url), first_error(got->report)),
        "nothing was sent; mend the file and run again");
  }
  plan::SourceContent content = content_of(got->report, etag_mark(got->etag, csv.file_url));
  if (planned.known() && !same_content(planned, content.mark)) {
    return fail(
        ErrorCode::PlanAgain,
        fmt::format("{} holds other values than {}", unsigned_url(csv.file_url),
                    csv.file.empty() ? "when the plan was made" : in_quotes(csv.file_as_written)),
        csv.file.empty() ? "plan again" : "upload the file to that URL, then run again");
  }
  if (snapshots_) {
    checked_ = got->report.set_digest;
    checked_bytes_ = std::move(got->bytes);
  }
  return content;
}

Result<void> Inspector::keep_snapshot(const ContentMark& before, const ContentMark& now) {
  const auto bytes = std::move(checked_bytes_);
  const bool is_new = now.values && (!before.values || *before.values != *now.values);
  if (!snapshots_ || !bytes || !is_new) return {};
  if (*checked_ == *now.values) return snapshots_->write(members::Snapshot::of(*bytes, *checked_));
  // What was sent are the additions.
  if (!before.values) return {};
  const auto old = snapshots_->read(*before.values);
  if (!old || !*old) return {};
  return snapshots_->write((*old)->with(*bytes, *now.values));
}

}  // namespace segctl::source
