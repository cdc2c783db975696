#include "source/inspector.h"

#include "base/text.h"
#include "base/url.h"

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

plan::SourceContent content_of(const members::CsvReport& report, std::string etag) {
  return {ContentMark{report.digest, report.set_digest, std::move(etag)}, report.rows};
}

void add_findings(const CsvSource& csv, const members::CsvReport& report, const std::string& where,
                  Diagnostics& diagnostics) {
  for (const members::CsvFinding& finding : report.findings) {
    Diagnostic diagnostic;
    diagnostic.rule = finding.rule;
    diagnostic.severity = finding.severity;
    diagnostic.range = csv.place;
    diagnostic.message = fmt::format("{}: {}", printable(where), finding.message);
    diagnostics.push_back(std::move(diagnostic));
  }
}

void add_unreachable(const CsvSource& csv, const Error& error, Diagnostics& diagnostics) {
  Diagnostic diagnostic;
  diagnostic.rule = "csv-unreachable";
  diagnostic.range = csv.place;
  diagnostic.message = error.message;
  diagnostic.hint =
      error.hint.empty()
          ? "MoEngage downloads the file from there: check the URL, or give `file` as "
            "well to know the content without it"
          : error.hint;
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

/// Downloads and checks; findings are in the report.
Result<std::pair<members::CsvReport, std::string>> download(http::Transport& web,
                                                            const std::string& url,
                                                            AttributeType type,
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
  return std::pair{checker.finish(), answer ? etag_of(*answer) : std::string()};
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

Inspector::Inspector(http::Transport& web, members::CsvLimits limits)
    : web_(web), limits_(limits) {}

plan::SourceContent Inspector::read_local(const CsvSource& csv, AttributeType type,
                                          Diagnostics& diagnostics) {
  const auto report = members::check_csv_file(csv.file, value_type(type), limits_);
  if (!report) {
    add_unreachable(csv, report.error(), diagnostics);
    return {};
  }
  add_findings(csv, *report, csv.file_as_written, diagnostics);
  return content_of(*report, {});
}

plan::SourceContent Inspector::fetch(const CsvSource& csv, AttributeType type,
                                     const ContentMark& last, Diagnostics& diagnostics) {
  if (!last.etag.empty()) {
    const auto head = web_.send({http::Method::Head, csv.file_url, {}, {}});
    if (head && head->status == 200 && etag_of(*head) == last.etag) return {last, {}};
  }
  auto got = download(web_, csv.file_url, type, limits_);
  if (!got) {
    add_unreachable(csv, got.error(), diagnostics);
    return {};
  }
  add_findings(csv, got->first, unsigned_url(csv.file_url), diagnostics);
  return content_of(got->first, got->second);
}

plan::SourceContent Inspector::look(const CsvSource& csv, AttributeType type,
                                    const ContentMark& last, Diagnostics& diagnostics) {
  return csv.file.empty() ? fetch(csv, type, last, diagnostics)
                          : read_local(csv, type, diagnostics);
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
    contents.base = look(file->source, file->attribute_type, last, inspected.diagnostics);
    if (!contents.base.rows && record != nullptr && record->file) {
      contents.base.rows = record->file->rows;
    }
    for (std::size_t i = 0; i < file->changes.size(); ++i) {
      const FileChange& change = file->changes[i];
      contents.changes.push_back(
          is_past(record, change, i)
              ? plan::SourceContent{}
              : look(change.source, file->attribute_type, {}, inspected.diagnostics));
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
      return csv.file.empty() ? plan::SourceContent{}
                              : read_local(csv, file->attribute_type, inspected.diagnostics);
    };
    plan::FileContents contents;
    contents.base = look_at(file->source);
    for (const FileChange& change : file->changes) {
      contents.changes.push_back(look_at(change.source));
    }
    inspected.contents.emplace(segment.key, std::move(contents));
  }
  return inspected;
}

Result<plan::SourceContent> Inspector::check(const CsvSource& csv, AttributeType type,
                                             const ContentMark& planned) {
  auto got = download(web_, csv.file_url, type, limits_);
  if (!got) return tl::unexpected(got.error());
  if (!got->first.valid()) {
    return fail(
        ErrorCode::Invalid,
        fmt::format("{} is no valid CSV: {}", unsigned_url(csv.file_url), first_error(got->first)),
        "nothing was sent; mend the file and run again");
  }
  plan::SourceContent content = content_of(got->first, got->second);
  if (planned.known() && !same_content(planned, content.mark)) {
    return fail(
        ErrorCode::PlanAgain,
        fmt::format("{} holds other values than {}", unsigned_url(csv.file_url),
                    csv.file.empty() ? "when the plan was made" : in_quotes(csv.file_as_written)),
        csv.file.empty() ? "plan again" : "upload the file to that URL, then run again");
  }
  return content;
}

}  // namespace segctl::source
