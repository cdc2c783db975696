#pragma once

#include "simulator/fingerprint.h"
#include "simulator/json.h"
#include "simulator/switches.h"

#include <string>
#include <vector>

namespace segctl::simulator {

/// What is wrong with a definition, each with its path: "included_filters.filters[0].operator: …".
class FilterProblems {
 public:
  explicit FilterProblems(Switches::Unknown unknown) : unknown_(unknown) {}

  void add(const std::string& path, const std::string& what) {
    found_.push_back(path + ": " + what);
  }

  /// Something that API.md doesn't list: a problem only where the switch refuses the unknown.
  void add_unknown(const std::string& path, const std::string& what) {
    if (unknown_ == Switches::Unknown::Refuse) add(path, what);
  }

  [[nodiscard]] const std::vector<std::string>& found() const { return found_; }

 private:
  Switches::Unknown unknown_;
  std::vector<std::string> found_;
};

/// Whether a group may be without filters.
enum class Empty { Allowed, Refused };

/// Checks a definition's filters against API.md, Filters.
void check_definition(const Json& definition, FilterProblems& problems);

/// Checks `{filter_operator, filters}`.
void check_group(const Json& group, const std::string& path, Place place, Empty empty,
                 FilterProblems& problems);

/// Checks a user_attributes filter, or an attribute of an event.
void check_attribute(const Json& filter, const std::string& path, FilterProblems& problems);

/// Checks an actions filter.
void check_action(const Json& filter, const std::string& path, FilterProblems& problems);

/// Checks a psychographic_event filter.
void check_affinity(const Json& filter, const std::string& path, FilterProblems& problems);

/// The string member `key` where it is one of `known`; a problem, and empty, where it is missing,
/// no string or none of them.
[[nodiscard]] std::string check_word(const Json& object, const char* key, const std::string& path,
                                     const std::vector<std::string_view>& known,
                                     FilterProblems& problems);

/// A problem where the member `key` is there and no boolean.
void check_flag(const Json& object, const char* key, const std::string& path,
                FilterProblems& problems);

/// A problem where the string member `key` is missing or empty.
void check_text(const Json& object, const char* key, const std::string& path,
                FilterProblems& problems);

/// A problem where `member(object, key)` is there though it means nothing.
void check_absent(const Json& object, const char* key, const std::string& path,
                  FilterProblems& problems);

}  // namespace segctl::simulator
