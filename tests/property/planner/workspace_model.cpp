#include "property/planner/workspace_model.h"

#include "segment/canonical.h"

#include <algorithm>

namespace segctl::test {

/// One change while it is being done.
struct WorkspaceModel::Step {
  const plan::Change& change;
  const DesiredSegment* desired;
  const plan::FileContents* contents;
  SegmentId id;  ///< of the segment as it is now: a create changes it
};

LiveWorkspace WorkspaceModel::observed() const {
  LiveWorkspace live;
  for (const auto& [id, segment] : segments) {
    LiveSegment seen = segment;
    if (is_hidden(segment)) continue;
    const bool archived = segment.activity == Activity::Archived;
    if (reading == ListReading::Hidden && archived) seen.listed = LiveSegment::Listed::No;
    if (reading != ListReading::Marked) seen.activity.reset();
    live.segments.push_back(std::move(seen));
  }
  for (const auto& [key, record] : records) {
    if (!segments.contains(record.id)) live.absent.push_back(record.id);
  }
  return live;
}

/// Archived, not listed, and not in the record, so that nobody asks for its ID.
bool WorkspaceModel::is_hidden(const LiveSegment& segment) const {
  return reading == ListReading::Hidden && segment.activity == Activity::Archived &&
         std::none_of(records.begin(), records.end(),
                      [&](const auto& entry) { return entry.second.id == segment.id; });
}

bool WorkspaceModel::meets_hidden_name(const Step& step) const {
  return std::any_of(segments.begin(), segments.end(), [&](const auto& entry) {
    return entry.second.name == step.change.name && is_hidden(entry.second);
  });
}

std::set<Key> WorkspaceModel::carry_out(const plan::Plan& plan, const plan::Input& input) {
  std::set<Key> left_out;
  for (const plan::Change& change : plan.changes) {
    if (change.conflict) left_out.insert(change.key);
  }
  std::set<Key> held;
  for (const plan::Hold& hold : plan.holds) held.insert(hold.keys.begin(), hold.keys.end());
  left_out.insert(held.begin(), held.end());
  for (const plan::Change& change : plan.changes) {
    const bool waits = std::any_of(change.needs.begin(), change.needs.end(),
                                   [&](const Key& need) { return left_out.contains(need); });
    if (change.conflict || waits || held.contains(change.key)) {
      left_out.insert(change.key);
      continue;
    }
    Step step{change, nullptr, nullptr, change.id};
    for (const DesiredSegment& desired : input.desired) {
      if (desired.key == change.key) step.desired = &desired;
    }
    if (const auto found = input.contents.find(change.key); found != input.contents.end()) {
      step.contents = &found->second;
    }
    for (const plan::Action& action : change.actions) {
      const auto found = segments.find(step.id);
      const bool takes_name = action.kind == plan::ActionKind::Create ||
                              (action.kind == plan::ActionKind::Update && found != segments.end() &&
                               found->second.name != change.name) ||
                              action.kind == plan::ActionKind::Rename;
      if (takes_name && meets_hidden_name(step)) {
        left_out.insert(change.key);
        break;
      }
      act(step, action.kind);
    }
  }
  return left_out;
}

void WorkspaceModel::act(Step& step, plan::ActionKind action) {
  switch (action) {
    case plan::ActionKind::Adopt:
      return adopt(step);
    case plan::ActionKind::Forget:
      if (segments.contains(step.change.id)) refuse(step, "forgets what is there");
      records.erase(step.change.key);
      return;
    case plan::ActionKind::Create:
      return create(step);
    case plan::ActionKind::Unarchive:
      return set_activity(step, Activity::Active);
    case plan::ActionKind::Archive:
      return set_activity(step, Activity::Archived);
    case plan::ActionKind::Update:
    case plan::ActionKind::Rename:
      return patch(step);
    case plan::ActionKind::ReplaceUsers:
    case plan::ActionKind::AddUsers:
    case plan::ActionKind::RemoveUsers:
      return fill(step);
    case plan::ActionKind::AddMembers:
    case plan::ActionKind::RemoveMembers:
      return sync(step, action);
  }
}

void WorkspaceModel::create(Step& step) {
  LiveSegment segment;
  segment.id = step.id = SegmentId("made" + std::to_string(++made_));
  segment.name = step.change.name;
  segment.activity = Activity::Active;
  segment.created = now;
  if (step.change.kind == Kind::Filter) {
    segment.type = "ELASTIC_SEARCH";
    segment.definition = sendable(step);
  } else if (step.change.kind == Kind::File) {
    segment.type = "FILE_V2";
  }
  check_unique(step, segment.id, segment.definition ? &segment.definition->as_spelled() : nullptr);
  segments.emplace(segment.id, segment);
  RecordedSegment& record = record_for(step.change);
  record.id = segment.id;
  record.name = segment.name;
  record.activity = Activity::Active;
  record.file.reset();
  record.cohort.reset();
  if (segment.definition) record.definition = definition_digest(*segment.definition);
  if (step.change.kind == Kind::File) fill(step);
  if (step.change.kind == Kind::Cohort) sync(step, plan::ActionKind::Create);
}

/// One payload: by its cohort_id, whatever the name. Nobody is added twice nor removed in vain.
void WorkspaceModel::sync(Step& step, plan::ActionKind action) {
  const auto& wanted = std::get<DesiredCohort>(step.desired->spec);
  Cohort& cohort = cohorts[wanted.cohort_id];
  if (action == plan::ActionKind::Create && segments.contains(cohort.id)) {
    refuse(step, "would go on with " + cohort.id.str());
  }
  if (action == plan::ActionKind::Create) cohort = {step.id, {}};
  if (cohort.id.empty()) cohort.id = step.id;  // taken over: nobody knew who is in it
  const auto found = segments.find(step.id);
  if (found == segments.end() || cohort.id != step.id) return refuse(step, "is no cohort");
  if (found->second.activity == Activity::Archived) return refuse(step, "fills an archived one");
  const std::set<std::string> all(wanted.members.begin(), wanted.members.end());
  const std::size_t before = cohort.members.size();
  if (action == plan::ActionKind::RemoveMembers) {
    std::erase_if(cohort.members, [&](const std::string& uid) { return !all.contains(uid); });
  } else {
    cohort.members.insert(all.begin(), all.end());
  }
  if (cohort.members.size() == before) refuse(step, "sends what is there");
  RecordedSegment& record = record_for(step.change);
  record.id = step.id;
  record.name = found->second.name;
  record.cohort = RecordedCohort{wanted.partner, wanted.cohort_id, cohort.members.size(), 1};
}

/// Update and Rename are one call, so that the second finds its work done.
void WorkspaceModel::patch(Step& step) {
  const auto found = segments.find(step.id);
  if (found == segments.end()) return refuse(step, "404");
  LiveSegment& live = found->second;
  if (live.activity == Activity::Archived || !live.definition) return refuse(step, "403");
  const Definition definition = sendable(step);
  check_unique(step, live.id, &definition);
  live.name = step.change.name;
  live.definition = definition;
  RecordedSegment& record = record_for(step.change);
  record.id = live.id;
  record.name = live.name;
  record.activity = Activity::Active;
  record.definition = definition_digest(definition);
}

void WorkspaceModel::fill(Step& step) {
  const auto found = segments.find(step.id);
  if (found == segments.end()) return refuse(step, "404");
  if (found->second.activity == Activity::Archived) return refuse(step, "fills an archived one");
  const auto& file = std::get<DesiredFile>(step.desired->spec);
  RecordedSegment& record = record_for(step.change);
  record.id = step.id;
  record.name = found->second.name;
  if (!record.file) record.file.emplace();
  record.file->attribute_name = file.attribute_name;
  record.file->attribute_type = file.attribute_type;
  record.file->expiry_days = file.expiry_days;
  record.file->content = step.contents->base.mark;
  record.file->rows = step.contents->base.rows;
}

void WorkspaceModel::set_activity(Step& step, Activity activity) {
  const auto found = segments.find(step.id);
  if (found == segments.end()) return refuse(step, "404");
  if (found->second.activity == activity) refuse(step, "is so already");
  found->second.activity = activity;
  RecordedSegment& record = record_for(step.change);
  record.id = step.id;
  record.name = found->second.name;
  record.activity = activity;
  if (found->second.definition) record.definition = definition_digest(*found->second.definition);
}

void WorkspaceModel::adopt(Step& step) {
  const auto found = segments.find(step.id);
  if (found == segments.end()) return refuse(step, "404");
  RecordedSegment& record = record_for(step.change);
  record.id = step.id;
  record.name = found->second.name;
  record.activity = *found->second.activity;
  if (found->second.definition) record.definition = definition_digest(*found->second.definition);
}

RecordedSegment& WorkspaceModel::record_for(const plan::Change& change) {
  if (auto node = records.extract(change.previous_key)) {
    node.key() = change.key;
    records.insert(std::move(node));
  }
  RecordedSegment& record = records[change.key];
  record.key = change.key;
  record.kind = change.kind;
  record.applied_at = record.verified_at = now;
  return record;
}

/// The definition with the IDs that are known when it is sent.
Definition WorkspaceModel::sendable(const Step& step) {
  std::map<Key, SegmentId> ids;
  for (const auto& [key, record] : records) ids.emplace(key, record.id);
  const Definition definition =
      with_ids(std::get<DesiredFilter>(step.desired->spec).definition, ids);
  for (const Reference& reference : references(definition)) {
    if (!reference.key.empty()) refuse(step, "the ID of " + reference.key.str() + " is not known");
  }
  return definition;
}

/// A name is taken by archived segments as well; a definition is not, in the reading played here.
void WorkspaceModel::check_unique(const Step& step, const SegmentId& own,
                                  const Definition* definition) {
  for (const auto& [id, other] : segments) {
    if (id == own) continue;
    if (other.name == step.change.name) refuse(step, "409: " + id.str() + " has the name");
    const bool same = definition != nullptr && other.definition &&
                      other.activity == Activity::Active &&
                      definition_digest(*other.definition) == definition_digest(*definition);
    if (same) refuse(step, "409: " + id.str() + " has the definition");
  }
}

void WorkspaceModel::refuse(const Step& step, const std::string& why) {
  refusals_.push_back(step.change.key.str() + ": " + why);
}

}  // namespace segctl::test
