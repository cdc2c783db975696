#include "simulator/switches.h"

#include "base/text.h"
#include "simulator/json.h"

#include <array>
#include <initializer_list>
#include <type_traits>

namespace segctl::simulator {
namespace {

using Words = std::initializer_list<std::string_view>;

/// Calls `visit(json name, field, words)` for every switch; a word's place is its enumerator.
template <class AnySwitches, class Visit>
void each_switch(AnySwitches& switches, Visit&& visit) {
  visit("archived_in_list", switches.archived_in_list,
        Words{"marked_flag", "marked_status", "hidden", "unmarked"});
  visit("get_answers", switches.get_answers, Words{"object", "list"});
  visit("archive_status", switches.archive_status, Words{"200", "202"});
  visit("create_file_answer", switches.create_file_answer, Words{"with_id", "without_id"});
  visit("patch_without_excluded", switches.patch_without_excluded, Words{"keep", "clear"});
  visit("archived_definitions", switches.archived_definitions, Words{"conflict", "free"});
  visit("bad_name", switches.bad_name, Words{"refuse", "silent"});
  visit("unknown_filters", switches.unknown_filters, Words{"accept", "refuse"});
  visit("unknown_references", switches.unknown_references, Words{"accept", "refuse"});
  visit("rewrite", switches.rewrite, Words{"none", "defaults", "full", "shuffle"});
  visit("limits", switches.limits, Words{"off", "documented"});
  visit("rate_headers", switches.rate_headers, Words{"none", "retry_after", "x_ratelimit"});
  visit("v2_db_name", switches.v2_db_name, Words{"optional", "required"});
  visit("idle_archive", switches.idle_archive, Words{"off", "on"});
  visit("list_lag_seconds", switches.list_lag_seconds, Words{});
  visit("list_lag_calls", switches.list_lag_calls, Words{});
  visit("file_delay_seconds", switches.file_delay_seconds, Words{});
  visit("known_users", switches.known_users, Words{});
}

template <class Field>
Json shown(const Field& field, Words words) {
  if constexpr (std::is_enum_v<Field>) {
    return std::string(*(words.begin() + static_cast<std::ptrdiff_t>(field)));
  } else {
    return field;
  }
}

std::string joined(Words words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

/// Reads `value` into `field`; what would have been right where it can't be, else empty.
template <class Field>
std::string read(const Json& value, Field& field, Words words) {
  if constexpr (std::is_enum_v<Field>) {
    const std::string word = value.is_string() ? value.get<std::string>() : dump(value);
    for (const std::string_view* known = words.begin(); known != words.end(); ++known) {
      if (*known != word) continue;
      field = static_cast<Field>(known - words.begin());
      return {};
    }
    return "one of " + joined(words);
  } else if constexpr (std::is_same_v<Field, long>) {
    if (!value.is_number_integer() || value < 0) return "an integer from 0";
    field = value.get<long>();
    return {};
  } else {
    if (!value.is_string()) return "a string";
    field = value.get<std::string>();
    return {};
  }
}

Result<void> set_one(Switches& switches, const std::string& name, const Json& value) {
  std::string known;
  std::string wanted;
  bool found = false;
  each_switch(switches, [&](const char* candidate, auto& field, Words words) {
    known.append(known.empty() ? "" : ", ").append(candidate);
    if (name != candidate) return;
    found = true;
    wanted = read(value, field, words);
  });
  if (!found) {
    return fail(ErrorCode::Invalid, "the simulator has no switch " + in_quotes(name),
                "the switches are " + known);
  }
  if (wanted.empty()) return {};
  return fail(ErrorCode::Invalid, "the switch " + in_quotes(name) + " takes " + wanted + ", not " +
                                      printable(dump(value)));
}

}  // namespace

std::string to_json_text(const Switches& switches) {
  Json object = Json::object();
  each_switch(switches, [&](const char* name, const auto& field, Words words) {
    object[name] = shown(field, words);
  });
  return dump(object);
}

Result<void> set_switches(Switches& switches, std::string_view object) {
  const auto parsed = parse_json(object);
  if (!parsed || !parsed->is_object()) {
    return fail(ErrorCode::Invalid, "the switches are no JSON object");
  }
  Switches changed = switches;
  for (const auto& [name, value] : parsed->items()) {
    if (auto set = set_one(changed, name, value); !set) return set;
  }
  switches = changed;
  return {};
}

}  // namespace segctl::simulator
