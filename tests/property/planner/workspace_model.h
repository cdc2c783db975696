#pragma once

#include "plan/planner.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace segctl::test {

/// How List shows archived segments: API.md leaves it open.
enum class ListReading { Marked, Hidden, Unmarked };

/// A workspace and the record that segctl keeps of it, with as much of MoEngage's rules as a plan
/// can run into. What a plan does is done here at once; what MoEngage would refuse is written down.
class WorkspaceModel {
 public:
  /// What stands in MoEngage, with `activity` always set.
  std::map<SegmentId, LiveSegment> segments;
  std::map<Key, RecordedSegment> records;

  /// What MoEngage has of each cohort_id: one is made once, and changed by its cohort_id.
  struct Cohort {
    SegmentId id;
    std::set<std::string> members;

    friend bool operator==(const Cohort&, const Cohort&) = default;
  };

  std::map<std::string, Cohort> cohorts;
  ListReading reading = ListReading::Marked;
  Timestamp now{};

  /// What an observer sees.
  [[nodiscard]] LiveWorkspace observed() const;

  /// Does what the plan says, in its order. A change in conflict is left out, one that is held
  /// back, one that meets a name that List hides, and what needs one that was left out. Returns the
  /// keys of all of these.
  std::set<Key> carry_out(const plan::Plan& plan, const plan::Input& input);

  /// What MoEngage would have answered with an error, in words.
  [[nodiscard]] const std::vector<std::string>& refusals() const { return refusals_; }

 private:
  struct Step;

  [[nodiscard]] bool meets_hidden_name(const Step& step) const;
  [[nodiscard]] bool is_hidden(const LiveSegment& segment) const;
  void act(Step& step, plan::ActionKind action);
  void create(Step& step);
  void patch(Step& step);
  void fill(Step& step);
  void sync(Step& step, plan::ActionKind action);
  void set_activity(Step& step, Activity activity);
  void adopt(Step& step);
  RecordedSegment& record_for(const plan::Change& change);
  [[nodiscard]] Definition sendable(const Step& step);
  void check_unique(const Step& step, const SegmentId& own, const Definition* definition);
  void refuse(const Step& step, const std::string& why);

  std::vector<std::string> refusals_;
  int made_ = 0;
};

}  // namespace segctl::test
