#include "apply/steps.h"
#include "base/url.h"
#include "moengage/bodies.h"
#include "segment/callback_url.h"
#include "state/callback_inbox.h"

#include <algorithm>
#include <utility>

namespace segctl::apply {
namespace {

/// A file segment appears in List within seconds of its create.
constexpr int kLooks = 4;

const DesiredFile& file_of(const Step& step) { return std::get<DesiredFile>(step.desired->spec); }

moengage::FileCall call_of(const Step& step, const SegmentId& id, const ReadyCsv& csv) {
  const DesiredFile& file = file_of(step);
  moengage::FileCall call;
  call.name = step.change.name;
  call.id = id;
  call.attribute_name = file.attribute_name;
  call.attribute_type = attribute_type_word(file.attribute_type);
  call.file_url = csv.file_url;
  call.callback_url = file.callback_url;
  call.emails = file.emails;
  call.users = csv.content.rows;
  return call;
}

ContentMark planned_mark(const Step& step, std::optional<std::size_t> entry) {
  if (step.contents == nullptr) return {};
  if (!entry) return step.contents->base.mark;
  return *entry < step.contents->changes.size() ? step.contents->changes[*entry].mark
                                                : ContentMark{};
}

/// The CSV as MoEngage will find it, or nothing and the change ended.
std::optional<ReadyCsv> made_ready(Step& step, const CsvSource& csv, const ContentMark& planned) {
  auto ready = step.tools.gate(csv, file_of(step).attribute_type, planned);
  if (ready) return std::move(*ready);
  end_failed(step, ready.error().message, ready.error().hint);
  if (step.tools.stop.load()) {  // an upload ends when the user says so; MoEngage heard of nothing
    step.outcome.fate = plan::Fate::Deferred;
    step.outcome.hint = "run again to go on";
  }
  return std::nullopt;
}

/// What to record once the call has landed: the manifest's own words. The content is the caller's.
RecordedSegment landed_record(const Step& step, const SegmentId& id) {
  RecordedSegment record = next_record(step);
  record.id = id;
  record.name = step.change.name;
  record.activity = Activity::Active;
  if (!record.file) record.file.emplace();
  record.file->attribute_name = file_of(step).attribute_name;
  record.file->attribute_type = file_of(step).attribute_type;
  return record;
}

Took accept(Step& step, RecordedSegment landed) {
  step.outcome.fate = plan::Fate::Accepted;
  keep(step, std::move(landed));
  return Took::Effect;
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

/// Of a call that is about to be sent, what the record will know of it.
FileOperation operation_of(const Step& step, FileOperationKind kind,
                           const plan::SourceContent& content) {
  FileOperation operation;
  operation.kind = kind;
  operation.sent = step.tools.clock.now();
  operation.awaited = names_operation(file_of(step).callback_url);
  operation.values = content.rows;
  operation.content = content.mark;
  const auto record = step.state.segments.find(step.change.key);
  const bool fresh = kind == FileOperationKind::Create || record == step.state.segments.end();
  if (fresh || !record->second.file) return operation;
  operation.content_before = record->second.file->content;
  operation.rows_before = record->second.file->rows;
  return operation;
}

/// Gives the call its ID, its callback URL and its place in the record that it leaves. False: the
/// change has ended, and nothing may be sent.
bool enlist(Step& step, moengage::FileCall& call, RecordedSegment& landed,
            FileOperation operation) {
  const std::string& token = step.tools.callback_token;
  if (names_token(call.callback_url) && !is_callback_token(token)) {
    end_failed(step, "its callback_url has {token}, and SEGCTL_CALLBACK_TOKEN holds none",
               "set it to the token of `segctl callback serve`: at least 16 letters and digits");
    return false;
  }
  operation.id = step.recorder.reserve();
  if (operation.id.empty()) {
    end_unrecordable(step.recorder, step.outcome);
    return false;
  }
  const std::string name = state::callback_name(operation.id, step.state.lineage);
  call.callback_url = filled_callback_url(call.callback_url, name, token);
  add_operation(*landed.file, std::move(operation));
  return true;
}

/// The ID of the operation that was added last.
const std::string& id_of(const RecordedSegment& landed) {
  return landed.file->operations.back().id;
}

/// MoEngage may name the callback URL, and with it the token, where it refuses it.
moengage::Failure masked(const Step& step, moengage::Failure failure) {
  const std::string& token = step.tools.callback_token;
  failure.error.message = without_token(std::move(failure.error.message), token);
  failure.error.hint = without_token(std::move(failure.error.hint), token);
  return failure;
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
  const auto csv = made_ready(step, file.source, planned_mark(step, std::nullopt));
  if (!csv) return Took::No;
  RecordedSegment landed = landed_record(step, present_id(step));
  landed.file->content = csv->content.mark;
  landed.file->rows = csv->content.rows;
  landed.file->applied_changes.clear();
  moengage::FileCall call = call_of(step, landed.id, *csv);
  // A replace counts the users that are new to the segment (API.md).
  if (!step.change.routes.empty() && step.change.routes.front().users) {
    call.users = step.change.routes.front().users;
  }
  FileOperation operation = operation_of(step, FileOperationKind::ReplaceUsers, csv->content);
  if (!enlist(step, call, landed, std::move(operation))) return Took::No;
  const auto body = moengage::encode_file_change(call);
  if (!intend(step, state::OperationKind::ReplaceUsers, landed, body, id_of(landed))) {
    return Took::No;
  }
  const auto answer = step.tools.writer.replace_users(call);
  if (!answer) {
    end_with(step, masked(step, answer.error()));
    return Took::No;
  }
  return accept(step, std::move(landed));
}

/// Adds what the content has more than the last time; what the segment has then is all of it.
Took add_additions(Step& step) {
  const auto csv = made_ready(step, *file_of(step).additions, step.contents->additions.mark);
  if (!csv) return Took::No;
  RecordedSegment landed = landed_record(step, present_id(step));
  landed.file->content = step.contents->base.mark;
  landed.file->rows = step.contents->base.rows;
  moengage::FileCall call = call_of(step, landed.id, *csv);
  FileOperation operation = operation_of(step, FileOperationKind::AddUsers, csv->content);
  operation.content = landed.file->content;  // what the segment has with them
  if (!enlist(step, call, landed, std::move(operation))) return Took::No;
  const auto body = moengage::encode_file_change(call);
  if (!intend(step, state::OperationKind::AddUsers, landed, body, id_of(landed))) {
    return Took::No;
  }
  const auto answer = step.tools.writer.add_users(call);
  if (!answer) {
    end_with(step, masked(step, answer.error()));
    return Took::No;
  }
  return accept(step, std::move(landed));
}

Took apply_entry(Step& step, std::size_t entry) {
  const FileChange& change = file_of(step).changes[entry];
  const auto csv = made_ready(step, change.source, planned_mark(step, entry));
  if (!csv) return Took::No;
  const bool adds = change.operation == MemberOperation::Add;
  RecordedSegment landed = landed_record(step, present_id(step));
  if (const FileOperation* before = last_of_entry(*landed.file, entry)) {
    take_back(*landed.file, FileOperation(*before));  // one that was carried out goes once more
  }
  const auto rows_before = landed.file->rows;
  count_rows(*landed.file, change.operation, csv->content);
  landed.file->applied_changes.push_back(
      {change.operation, csv->content.mark, unsigned_url(change.source.file_url)});
  moengage::FileCall call = call_of(step, landed.id, *csv);
  FileOperation operation = operation_of(
      step, adds ? FileOperationKind::AddUsers : FileOperationKind::RemoveUsers, csv->content);
  operation.entry = entry;
  operation.rows_before = rows_before;
  if (!enlist(step, call, landed, std::move(operation))) return Took::No;
  const auto kind = adds ? state::OperationKind::AddUsers : state::OperationKind::RemoveUsers;
  const auto body = moengage::encode_file_change(call);
  if (!intend(step, kind, landed, body, id_of(landed))) return Took::No;
  const auto answer =
      adds ? step.tools.writer.add_users(call) : step.tools.writer.remove_users(call);
  if (!answer) {
    end_with(step, masked(step, answer.error()));
    return Took::No;
  }
  return accept(step, std::move(landed));
}

}  // namespace

bool can_create_file(Step& step) {
  return made_ready(step, file_of(step).source, planned_mark(step, std::nullopt)).has_value();
}

Took create_file(Step& step) {
  const DesiredFile& file = file_of(step);
  const auto csv = made_ready(step, file.source, planned_mark(step, std::nullopt));
  if (!csv) return Took::No;
  moengage::FileCall call = call_of(step, {}, *csv);
  call.expiry_days = file.expiry_days;
  RecordedSegment landed = landed_record(step, {});
  landed.file = RecordedFile{csv->content.rows,      csv->content.mark, file.attribute_name,
                             file.attribute_type,    file.expiry_days,  {},
                             landed.file->operations};
  FileOperation operation = operation_of(step, FileOperationKind::Create, csv->content);
  if (!enlist(step, call, landed, std::move(operation))) return Took::No;
  const auto body = moengage::encode_new_file(call);
  if (!intend(step, state::OperationKind::CreateFile, landed, body, id_of(landed))) {
    return Took::No;
  }
  const auto answer = step.tools.writer.create_file(call);
  const bool settles = !answer && (is_open(answer.error()) || may_be_ours(step, answer.error()));
  if (!answer && !settles) {
    end_with(step, masked(step, answer.error()));
    return Took::No;
  }
  if (!answer && !is_open(answer.error())) {
    // It was an earlier create that MoEngage accepted: its ID is the one that a callback will name.
    landed.file->operations.back().id = step.recorder.open_create(step.change.key)->id;
  }
  landed.id = answer ? answer->id : SegmentId();
  if (landed.id.empty()) landed.id = id_by_name(step);
  // The plan saw no segment of that name: one that is there now is the one asked for.
  if (!answer && is_open(answer.error()) && landed.id.empty()) {
    end_with(step, masked(step, answer.error()));
    return Took::No;
  }
  return accept(step, std::move(landed));
}

Took change_members(Step& step, const plan::Action& action) {
  if (action.kind == plan::ActionKind::ReplaceUsers) return replace_users(step);
  if (!action.entry) return add_additions(step);
  return apply_entry(step, *action.entry);
}

}  // namespace segctl::apply
