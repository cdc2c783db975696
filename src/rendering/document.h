#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::rendering {

/// What a document of segctl tells of.
enum class Sort { Plan, Outcome, Drift, Validation };

/// "plan", "apply", "drift", "validate": the command that prints it.
[[nodiscard]] const char* sort_word(Sort sort);

/// What an entry means to who reads it. In the order in which renderings show them.
enum class Group {
  Failed,    ///< went wrong, or may have
  Archive,   ///< a segment goes away
  Loss,      ///< members are taken away
  Conflict,  ///< another segment stands in the way
  Change,    ///< something is, or was, to be done
  Waiting,   ///< not done yet
  Warning,   ///< to know; nothing is to be done now
  Quiet,     ///< as it should be
};

/// A place in a manifest. Numbers count from 1; 0 where unknown. No file: no place.
struct Place {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::uint64_t end_line = 0;
  std::uint64_t end_column = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

/// One thing that differs.
struct Delta {
  std::string kind;    ///< "added", "removed", "changed"
  std::string path;    ///< where in the definition
  std::string before;  ///< as compact JSON; empty where added
  std::string after;   ///< as compact JSON; empty where removed
  std::string words;   ///< the same in a line of words
};

/// A way out.
struct Step {
  std::string words;
  std::string command;  ///< what to type; empty where there is nothing to type
};

/// One segment of a plan, an outcome or a drift report; one problem of a validation.
struct Entry {
  Group group = Group::Change;
  std::string what;  ///< "archive", "failed", "changed-outside", or the name of a rule
  std::string kind;  ///< "filter", "file", "cohort"; empty for a problem
  std::string name;  ///< of the segment; empty for a problem
  std::string key;
  std::string id;
  Place place;
  std::string message;             ///< why, or what happened
  std::string danger;              ///< what is taken away; empty where nothing is
  std::string size;                ///< values before and after, in words
  std::vector<std::string> tags;   ///< short labels: "audience can only widen"
  bool surprise = false;           ///< the branch that is reviewed has nothing to do with it
  bool held = false;               ///< a safety limit holds it back: it is not done
  bool may_widen = false;          ///< somebody may come into an audience that is there
  std::vector<std::string> notes;  ///< more lines of words: "after: KEY", "done of it: unarchive"
  std::optional<std::uint64_t> rows_before;
  std::optional<std::uint64_t> rows_after;
  std::vector<Delta> diff;
  std::vector<std::string> before_words;  ///< the definition in words, a line each
  std::vector<std::string> after_words;
  std::string before;  ///< the definition as indented JSON; empty where there is none
  std::string after;
  std::vector<Step> steps;
  std::string snippet;  ///< the source line of a problem, or what to paste
};

/// A number of a summary.
struct Count {
  std::string name;   ///< the field's: "create"
  std::string label;  ///< "to create"
  std::uint64_t number = 0;
  Group group = Group::Change;
};

/// A safety limit that holds changes back.
struct Held {
  std::string message;
  std::vector<std::string> keys;
  std::string flag;  ///< what lifts it; empty where nothing does
};

/// Something to know that changes nothing.
struct Notice {
  std::string code;
  std::string key;
  Place place;
  std::string message;
};

/// A document of segctl, read from its JSON form: all that a rendering knows. Texts are as they
/// came, not yet escaped.
struct Report {
  Sort sort = Sort::Plan;
  std::string version;  ///< of the segctl that made it; empty where it doesn't say
  std::string created;
  std::string environment;
  std::string workspace;
  std::string digest;   ///< of the plan; empty where there is none
  std::string summary;  ///< the totals, in a sentence
  std::vector<std::string> remarks;
  std::vector<Count> counts;
  std::vector<Entry> entries;  ///< in the document's order
  std::vector<Held> holds;
  std::vector<Notice> notices;
  std::uint64_t unnamed = 0;  ///< segments, or manifests, that are right and have no entry
  std::string failure;        ///< what ended a run; empty where nothing did
  bool complete = true;       ///< drift: whether all was looked at that was to be
  std::string path_prefix;    ///< from the repository to the project directory: "" or "a/b/"
  std::string run_url;        ///< of the CI run; empty where not known

  [[nodiscard]] std::uint64_t count(std::string_view name) const;
};

/// Reads a document that segctl printed with `--format json` or stored. Fails with
/// ErrorCode::Invalid where it is none, or of a major version that is not ours. Fields that a later
/// minor version added are ignored, those that an earlier one didn't have are empty.
[[nodiscard]] Result<Report> read_report(std::string_view json);

}  // namespace segctl::rendering
