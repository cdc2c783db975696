#include "apply/steps.h"
#include "base/url.h"

#include <algorithm>

namespace segctl::apply {
namespace {

/// A file segment appears in List within seconds of its create.
constexpr int kLooks = 4;

const DesiredFile& file_of(const Step& step) { return std::get<DesiredFile>(step.desired->spec); }

moengage::FileCall call_of(const Step& step, const CsvSource& csv, const SegmentId& id,
                           const plan::SourceContent& content) {
  const DesiredFile& file = file_of(step);
  moengage::FileCall call;
  call.name = step.change.name;
  call.id = id;
  call.attribute_name = file.attribute_name;
  call.attribute_type = attribute_type_word(file.attribute_type);
  call.file_url = csv.file_url;
  call.callback_url = file.callback_url;
  call.emails = file.emails;
  call.users = content.rows;
  return call;
}

ContentMark planned_mark(const Step& step, std::optional<std::size_t> entry) {
  if (step.contents == nullptr) return {};
  if (!entry) return step.contents->base.mark;
  return *entry < step.contents->changes.size() ? step.contents->changes[*entry].mark
                                                : ContentMark{};
}

/// The CSV as MoEngage will find it, or nothing and the change ended.
std::optional<plan::SourceContent> checked(Step& step, const CsvSource& csv,
                                           std::optional<std::size_t> entry) {
  auto content = step.tools.gate(csv, file_of(step).attribute_type, planned_mark(step, entry));
  if (content) return std::move(*content);
  end_failed(step, content.error().message, content.error().hint);
  return std::nullopt;
}

/// The state's file entry, filled with the manifest's own words.
RecordedFile& remember(Step& step, const SegmentId& id) {
  RecordedSegment& record = record_for(step);
  record.id = id;
  record.name = step.change.name;
  record.activity = Activity::Active;
  if (!record.file) record.file.emplace();
  record.file->attribute_name = file_of(step).attribute_name;
  record.file->attribute_type = file_of(step).attribute_type;
  step.outcome.id = id;
  step.outcome.fate = plan::Fate::Accepted;
  return *record.file;
}

void remember_base(Step& step, const SegmentId& id, const plan::SourceContent& content) {
  RecordedFile& file = remember(step, id);
  file.content = content.mark;
  file.rows = content.rows;
}

SegmentId id_by_name(Step& step) {
  const auto found = look_up(step, step.change.name, kLooks);
  return found && *found ? (*found)->id : SegmentId();
}

/// The segment's ID by now: the state's where this run made it, else the plan's.
SegmentId present_id(const Step& step) {
  const auto record = step.state.segments.find(step.change.key);
  return record == step.state.segments.end() ? step.change.id : record->second.id;
}

void count_rows(RecordedFile& file, MemberOperation operation, const plan::SourceContent& content) {
  if (!file.rows || !content.rows) return;
  if (operation == MemberOperation::Add) {
    *file.rows += *content.rows;  // at most: values that were there already count twice
  } else {
    *file.rows -= std::min(*file.rows, *content.rows);
  }
}

Took replace_users(Step& step) {
  const DesiredFile& file = file_of(step);
  const auto content = checked(step, file.source, std::nullopt);
  if (!content) return Took::No;
  const SegmentId id = present_id(step);
  const auto answer = step.tools.writer.replace_users(call_of(step, file.source, id, *content));
  if (!answer) {
    end_with(step, answer.error());
    return Took::No;
  }
  remember_base(step, id, *content);
  step.state.segments[step.change.key].file->applied_changes.clear();
  return Took::Effect;
}

Took apply_entry(Step& step, std::size_t entry) {
  const FileChange& change = file_of(step).changes[entry];
  const auto content = checked(step, change.source, entry);
  if (!content) return Took::No;
  const SegmentId id = present_id(step);
  const moengage::FileCall call = call_of(step, change.source, id, *content);
  const auto answer = change.operation == MemberOperation::Add
                          ? step.tools.writer.add_users(call)
                          : step.tools.writer.remove_users(call);
  if (!answer) {
    end_with(step, answer.error());
    return Took::No;
  }
  RecordedFile& file = remember(step, id);
  count_rows(file, change.operation, *content);
  file.applied_changes.push_back(
      {change.operation, content->mark, unsigned_url(change.source.file_url)});
  return Took::Effect;
}

}  // namespace

Took create_file(Step& step) {
  const DesiredFile& file = file_of(step);
  const auto content = checked(step, file.source, std::nullopt);
  if (!content) return Took::No;
  moengage::FileCall call = call_of(step, file.source, {}, *content);
  call.expiry_days = file.expiry_days;
  const auto answer = step.tools.writer.create_file(call);
  if (!answer && !is_open(answer.error())) {
    end_with(step, answer.error());
    return Took::No;
  }
  SegmentId id = answer ? answer->id : SegmentId();
  if (id.empty()) id = id_by_name(step);
  // The plan saw no segment of that name: one that is there now is the one asked for.
  if (!answer && id.empty()) {
    end_with(step, answer.error());
    return Took::No;
  }
  step.state.segments[step.change.key].file.reset();
  remember_base(step, id, *content);
  step.state.segments[step.change.key].file->expiry_days = file.expiry_days;
  return Took::Effect;
}

Took change_members(Step& step, const plan::Action& action) {
  if (action.kind == plan::ActionKind::ReplaceUsers) return replace_users(step);
  return apply_entry(step, *action.entry);
}

}  // namespace segctl::apply
