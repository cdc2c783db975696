#include "base/text.h"
#include "manifest/file_path.h"
#include "manifest/kinds.h"
#include "manifest/web_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace segctl::manifest {
namespace {

constexpr std::array<std::string_view, 15> kKeys = {
    kCommonKeys[0], kCommonKeys[1],   kCommonKeys[2],   kCommonKeys[3], kCommonKeys[4],
    "file_url",     "attribute_name", "attribute_type", "expiry_time",  "file",
    "callback_url", "min_match_rate", "emails",         "changes",      "additions"};
constexpr std::array<std::string_view, 2> kAttributeTypes = {"string", "double"};
constexpr std::array<std::string_view, 2> kChangeKeys = {"add", "remove"};
constexpr std::array<std::string_view, 2> kSourceKeys = {"file_url", "file"};

bool is_space_or_control(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }

constexpr const char* kUrlHint = "MoEngage downloads the CSV from there";

void report_no_uploads(const Node& file, Findings& findings) {
  findings.add(
      Rule::NoUploads, file,
      "a \"file\" without \"file_url\" has to be uploaded, and segctl.yaml does not say where",
      "set `uploads` in segctl.yaml, or give the \"file_url\" that MoEngage downloads");
}

CsvSource read_source(const Node& mapping, std::string_view what, const FileScope& scope,
                      Findings& findings) {
  CsvSource source;
  const Node* file = mapping.find("file");
  const Node* url = mapping.find("file_url");
  if (url != nullptr) {
    source.file_url = read_file_url(*url, findings);
    source.place = findings.source().range(url->span);
  } else if (file == nullptr) {
    findings.add(Rule::MissingKey, mapping,
                 fmt::format("{} needs the key \"file_url\", or \"file\" alone with uploads", what),
                 kUrlHint);
  } else if (scope.terms.uploads == Uploads::None) {
    report_no_uploads(*file, findings);
  }
  if (file != nullptr) source.place = findings.source().range(file->span);
  if (file != nullptr && expect_text(*file, "file", findings)) {
    source.file = find_project_file(*file, scope, findings);
    source.file_as_written = file->text;
  }
  return source;
}

void read_attribute(const Node& document, DesiredFile& file, Findings& findings) {
  const Node* name = require(document, "attribute_name", "a file manifest", findings);
  if (name != nullptr && expect_text(*name, "attribute_name", findings)) {
    file.attribute_name = name->text;
  }
  const Node* type = require(document, "attribute_type", "a file manifest", findings);
  if (type != nullptr && expect_word(*type, "attribute_type", kAttributeTypes, findings)) {
    file.attribute_type =
        type->text == kAttributeTypes[0] ? AttributeType::String : AttributeType::Double;
  }
}

int read_expiry(const Node& document, Findings& findings) {
  const Node* value = require(document, "expiry_time", "a file manifest", findings);
  if (value == nullptr) return 0;
  const auto days = as_integer(*value);
  if (days && *days > 0 && *days <= std::numeric_limits<int>::max()) return static_cast<int>(*days);
  findings.add(Rule::ExpiryTime, *value, "\"expiry_time\" must be a positive number of days",
               "MoEngage archives the segment when they are over");
  return 0;
}

std::optional<unsigned> read_match_rate(const Node& document, Findings& findings) {
  constexpr std::int64_t kAll = 100;
  const Node* value = document.find("min_match_rate");
  if (value == nullptr) return std::nullopt;
  const auto percent = as_integer(*value);
  if (percent && *percent >= 0 && *percent <= kAll) return static_cast<unsigned>(*percent);
  findings.add(Rule::ValueRange, *value, "\"min_match_rate\" is a whole percentage from 0 to 100",
               "80 means that four values of five must match a user");
  return std::nullopt;
}

/// "local@domain.tld", no more: only MoEngage can tell whether it receives anything.
bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at != text.rfind('@')) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.find('.', 1);
  return dot != std::string_view::npos && dot + 1 < domain.size() &&
         std::none_of(text.begin(), text.end(), is_space_or_control);
}

std::vector<std::string> read_emails(const Node& document, Findings& findings) {
  std::vector<std::string> emails;
  const Node* list = document.find("emails");
  if (list == nullptr || !expect(NodeKind::Sequence, *list, "emails", findings)) return emails;
  for (const Node& item : list->items) {
    if (!expect(NodeKind::String, item, "emails", findings)) continue;
    if (!is_email(item.text)) {
      findings.add(Rule::EmailShape, item,
                   fmt::format("{} is not an e-mail address", in_quotes(item.text)));
    }
    emails.push_back(item.text);
  }
  return emails;
}

std::optional<FileChange> read_change(const Node& entry, const FileScope& scope,
                                      Findings& findings) {
  if (!expect(NodeKind::Mapping, entry, "changes", findings)) return std::nullopt;
  check_keys(entry, kChangeKeys, "an entry of changes", findings);
  const Node* add = entry.find("add");
  const Node* remove = entry.find("remove");
  if ((add == nullptr) == (remove == nullptr)) {
    findings.add(Rule::ChangeEntry, entry,
                 "an entry of changes has exactly one of \"add\" and \"remove\"",
                 "write one entry for each; they are applied in order");
    return std::nullopt;
  }
  const std::string_view key = add != nullptr ? "add" : "remove";
  const Node& source = add != nullptr ? *add : *remove;
  if (!expect(NodeKind::Mapping, source, key, findings)) return std::nullopt;
  check_keys(source, kSourceKeys, fmt::format("\"{}\"", key), findings);
  return FileChange{add != nullptr ? MemberOperation::Add : MemberOperation::Remove,
                    read_source(source, fmt::format("\"{}\"", key), scope, findings)};
}

std::vector<FileChange> read_changes(const Node& document, const FileScope& scope,
                                     Findings& findings) {
  std::vector<FileChange> changes;
  const Node* list = document.find("changes");
  if (list == nullptr || !expect(NodeKind::Sequence, *list, "changes", findings)) return changes;
  for (const Node& entry : list->items) {
    if (auto change = read_change(entry, scope, findings)) changes.push_back(std::move(*change));
  }
  return changes;
}

std::optional<CsvSource> read_additions(const Node& document, const FileScope& scope,
                                        Findings& findings) {
  const Node* additions = document.find("additions");
  if (additions == nullptr || !expect(NodeKind::Mapping, *additions, "additions", findings)) {
    return std::nullopt;
  }
  check_keys(*additions, kSourceKeys, "\"additions\"", findings);
  if (document.find("changes") != nullptr) {
    findings.add(Rule::KeyNotAllowed, *additions, "a file manifest has both additions and changes",
                 "keep one: changes are carried out instead of sending file_url's content");
  }
  return read_source(*additions, "\"additions\"", scope, findings);
}

}  // namespace

DesiredFile read_file_segment(const Node& document, const FileScope& scope, Findings& findings) {
  DesiredFile file;
  check_keys(document, kKeys, "a file manifest", findings);
  read_attribute(document, file, findings);
  file.expiry_days = read_expiry(document, findings);
  file.source = read_source(document, "a file manifest", scope, findings);
  file.additions = read_additions(document, scope, findings);
  if (const Node* url = document.find("callback_url")) {
    file.callback_url = read_callback_url(*url, findings);
  }
  file.min_match_rate = read_match_rate(document, findings);
  file.emails = read_emails(document, findings);
  file.changes = read_changes(document, scope, findings);
  return file;
}

}  // namespace segctl::manifest
