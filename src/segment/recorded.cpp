#include "segment/recorded.h"

#include "segment/canonical.h"

#include <algorithm>
#include <utility>

namespace segctl {
namespace {

using Operations = std::vector<FileOperation>;

/// The users that `failed` was to bring are not there: what was before it is before the next one,
/// and where none is left after it, it is what the record speaks of. Additions stand on what was
/// before them: where that failed, nobody knows what the segment has with them. Of a segment that
/// was made anew since, `failed` says nothing.
void undo_filling(RecordedFile& file, Operations::iterator failed) {
  const auto end = file.operations.end();
  const auto later = failed + 1;
  const auto fills = [](const FileOperation& one) { return one.fills(); };
  const auto stays = [](const FileOperation& one) { return one.fills() && !one.failed(); };
  const auto is_whole = [&](const FileOperation& one) { return stays(one) && one.is_whole(); };
  const auto creates = [](const FileOperation& one) {
    return one.kind == FileOperationKind::Create;
  };
  if (std::any_of(later, end, creates)) return;
  if (const auto next = std::find_if(later, end, fills); next != end) {
    next->content_before = failed->content_before;
    next->rows_before = failed->rows_before;
  }
  if (std::any_of(later, end, is_whole)) return;
  file.content = std::any_of(later, end, stays) ? ContentMark() : failed->content_before;
  file.rows = failed->rows_before;
  file.applied_changes.clear();
}

/// The entries from `failed`'s on are to be carried out again, in their order. Not where it was
/// sent again already, or the segment was filled anew since.
void undo_entry(RecordedFile& file, Operations::iterator failed) {
  const bool outdated = std::any_of(
      failed + 1, file.operations.end(),
      [&](const FileOperation& later) { return later.fills() || later.entry == failed->entry; });
  if (!outdated) take_back(file, *failed);
}

bool is_same(const ContentMark& sent, const ContentMark& now) {
  return same_content(sent, now) || !(sent.known() && now.known());
}

/// Counts back from the newest those that `about` is true of, up to the last that went well.
template <class About>
std::size_t failures(const RecordedFile& file, MatchRate wanted, About about) {
  std::size_t count = 0;
  for (auto at = file.operations.rbegin(); at != file.operations.rend(); ++at) {
    if (!about(*at)) continue;
    const FileStanding standing = standing_of(*at, wanted);
    if (standing == FileStanding::Done) break;
    if (went_wrong(standing)) ++count;
  }
  return count;
}

}  // namespace

bool same_content(const ContentMark& a, const ContentMark& b) {
  if (a.values && b.values) return *a.values == *b.values;
  if (a.bytes && b.bytes) return *a.bytes == *b.bytes;
  return !a.etag.empty() && a.etag == b.etag && !a.etag_url.empty() && a.etag_url == b.etag_url;
}

bool same_change(const ChangeMark& applied, const ChangeMark& now) {
  if (applied.operation != now.operation) return false;
  const bool comparable = applied.content.known() && now.content.known();
  if (comparable) return same_content(applied.content, now.content);
  return !applied.url.empty() && applied.url == now.url;
}

void record_definition(RecordedSegment& record, const Definition& canonical_form) {
  record.definition_text = canonical_text(canonical_form);
  record.definition = DefinitionDigest{sha256(record.definition_text)};
}

std::optional<Definition> recorded_definition(const RecordedSegment& record) {
  if (!record.definition || record.definition_text.empty()) return std::nullopt;
  if (sha256(record.definition_text) != record.definition->digest) return std::nullopt;
  return definition_of_text(record.definition_text);
}

void add_operation(RecordedFile& file, FileOperation operation) {
  if (operation.fills()) {
    std::erase_if(file.operations,
                  [](const FileOperation& one) { return !one.awaited && !one.outcome; });
  }
  file.operations.push_back(std::move(operation));
  if (file.operations.size() > kOperationsKept) file.operations.erase(file.operations.begin());
}

bool take_outcome(RecordedFile& file, const std::string& id, const FileOutcome& outcome) {
  const auto found = std::find_if(file.operations.begin(), file.operations.end(),
                                  [&](const FileOperation& one) { return one.id == id; });
  if (found == file.operations.end() || found->outcome) return false;
  found->outcome = outcome;
  if (!outcome.failed()) return true;
  if (found->fills()) {
    undo_filling(file, found);
  } else {
    undo_entry(file, found);
  }
  return true;
}

void keep_outcomes(const RecordedFile& before, RecordedFile& after) {
  for (const FileOperation& one : before.operations) {
    if (one.outcome) take_outcome(after, one.id, *one.outcome);
  }
}

const FileOperation* last_filling(const RecordedFile& file) {
  const auto found = std::find_if(file.operations.rbegin(), file.operations.rend(),
                                  [](const FileOperation& one) { return one.fills(); });
  return found == file.operations.rend() ? nullptr : &*found;
}

std::size_t failures_of(const RecordedFile& file, const ContentMark& content, MatchRate wanted) {
  return failures(file, wanted, [&](const FileOperation& one) {
    return one.fills() && is_same(one.content, content);
  });
}

std::size_t failures_of(const RecordedFile& file, std::size_t entry, const ContentMark& content,
                        MatchRate wanted) {
  return failures(file, wanted, [&](const FileOperation& one) {
    return one.entry == entry && is_same(one.content, content);
  });
}

void take_back(RecordedFile& file, const FileOperation& operation) {
  if (!operation.entry || *operation.entry >= file.applied_changes.size()) return;
  file.applied_changes.resize(*operation.entry);
  file.rows = operation.rows_before;
}

const FileOperation* last_of_entry(const RecordedFile& file, std::size_t entry) {
  const auto found = std::find_if(file.operations.rbegin(), file.operations.rend(),
                                  [&](const FileOperation& one) { return one.entry == entry; });
  return found == file.operations.rend() ? nullptr : &*found;
}

}  // namespace segctl
