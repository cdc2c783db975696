#include "rendering/junit.h"

#include "base/text.h"
#include "rendering/markup.h"
#include "rendering/overview.h"

#include <fmt/format.h>

#include <map>
#include <vector>

namespace segctl::rendering {
namespace {

enum class Verdict { Passed, Failed, Skipped };

/// One `testcase`.
struct Case {
  std::string name;
  std::string class_name;
  std::string file;
  Verdict verdict = Verdict::Passed;
  std::string type;     ///< of the failure
  std::string message;  ///< one line
  std::string output;   ///< several lines
};

using Cases = std::vector<Case>;

Verdict verdict_of(const Report& report, const Entry& entry) {
  switch (entry.group) {
    case Group::Failed:
    case Group::Conflict:
      return Verdict::Failed;
    case Group::Waiting:
      return Verdict::Skipped;
    case Group::Archive:
    case Group::Loss:
    case Group::Change:
      return report.sort == Sort::Drift ? Verdict::Failed : Verdict::Passed;
    case Group::Warning:
      return Verdict::Passed;
    case Group::Quiet:
      return report.sort == Sort::Drift ? Verdict::Skipped : Verdict::Passed;
  }
  return Verdict::Passed;
}

/// Each line begins with a word of ours: a log takes "::error::" at the start of one for a command.
void add_line(std::string& text, const std::string& label, const std::string& words) {
  if (!words.empty()) text += label + printable(words) + "\n";
}

const char* label_of(const Delta& delta) {
  return delta.kind == "added" ? "+ " : delta.kind == "removed" ? "- " : "~ ";
}

std::string output_of(const Entry& entry) {
  std::string text;
  add_line(text, "", entry.what);
  add_line(text, "at ", place_words(entry.place));
  add_line(text, "ID ", entry.id);
  add_line(text, "why: ", entry.message);
  add_line(text, "DESTRUCTIVE: ", entry.danger);
  for (const std::string& tag : entry.tags) add_line(text, "", tag);
  add_line(text, "content: ", entry.size);
  for (const std::string& note : entry.notes) add_line(text, "", note);
  for (const Delta& delta : entry.diff) add_line(text, label_of(delta), delta.words);
  for (const Step& step : entry.steps) {
    add_line(text, "next: ", step.command.empty() ? step.words : step.words + " " + step.command);
  }
  return text;
}

std::string class_of(const Report& report, const std::string& kind) {
  std::string name = std::string("segctl.") + sort_word(report.sort);
  if (!report.environment.empty()) name += "." + report.environment;
  return kind.empty() ? name : name + "." + kind;
}

Case case_of(const Report& report, const Entry& entry) {
  Case one;
  one.name = entry.name.empty() ? entry.key : entry.name;
  if (entry.key != entry.name && !entry.key.empty()) one.name += " (" + entry.key + ")";
  one.class_name = class_of(report, entry.kind);
  one.file = entry.place.file.empty() ? "" : report.path_prefix + entry.place.file;
  one.verdict = verdict_of(report, entry);
  one.type = entry.what;
  one.message = entry.danger.empty() ? entry.message : entry.danger;
  one.output = output_of(entry);
  if (entry.held) {
    one.verdict = Verdict::Failed;
    one.type = "held-back";
    one.message = "a safety limit holds it back";
  }
  return one;
}

Cases segment_cases(const Report& report) {
  Cases cases;
  for (const Entry& entry : report.entries) cases.push_back(case_of(report, entry));
  return cases;
}

std::string problem_line(const Entry& entry) {
  const std::string place = place_words(entry.place);
  std::string text;
  add_line(
      text, entry.group == Group::Failed ? "error" : "warning",
      fmt::format("{}{}: {} [{}]", place.empty() ? "" : " at ", place, entry.message, entry.what));
  for (const Step& step : entry.steps) add_line(text, "  hint: ", step.words);
  return text;
}

/// One case for each file that has a problem, and one for the problems without a place.
Cases file_cases(const Report& report) {
  std::map<std::string, Case> by_file;
  for (const Entry& entry : report.entries) {
    Case& one = by_file[entry.place.file];
    one.name = entry.place.file.empty() ? "the project" : entry.place.file;
    one.class_name = class_of(report, "");
    one.file = entry.place.file.empty() ? "" : report.path_prefix + entry.place.file;
    one.output += problem_line(entry);
    if (entry.group != Group::Failed || one.verdict == Verdict::Failed) continue;
    one.verdict = Verdict::Failed;
    one.type = entry.what;
    one.message = entry.message;
  }
  Cases cases;
  for (auto& [file, one] : by_file) cases.push_back(std::move(one));
  return cases;
}

void add_the_rest(const Report& report, Cases& cases) {
  if (!report.failure.empty()) {
    cases.push_back({"the record", class_of(report, ""), "", Verdict::Failed, "not-recorded",
                     report.failure, report.failure + "\n"});
  }
  if (report.unnamed == 0 && !cases.empty()) return;
  const bool files = report.sort == Sort::Validation;
  std::string name = counted(report.unnamed, files ? "file" : "segment");
  name += files                        ? " without a finding"
          : report.sort == Sort::Drift ? " as segctl left them"
                                       : " as the manifests say";
  cases.push_back({std::move(name), class_of(report, ""), "", Verdict::Passed, "", "", ""});
}

std::string attribute(const char* name, const std::string& value) {
  return fmt::format(" {}=\"{}\"", name, markup(value));
}

std::string case_xml(const Case& one) {
  std::string xml = "    <testcase" + attribute("name", one.name.empty() ? "\"\"" : one.name) +
                    attribute("classname", one.class_name) + " time=\"0\"";
  if (!one.file.empty()) xml += attribute("file", one.file);
  const std::string body = markup_block(one.output);
  if (one.verdict == Verdict::Passed && body.empty()) return xml + "/>\n";
  xml += ">\n";
  const std::string message = attribute("message", one.message);
  if (one.verdict == Verdict::Failed) {
    xml += "      <failure" + message + attribute("type", one.type) + ">" + body + "</failure>\n";
  } else {
    if (one.verdict == Verdict::Skipped) xml += "      <skipped" + message + "/>\n";
    if (!body.empty()) xml += "      <system-out>" + body + "</system-out>\n";
  }
  return xml + "    </testcase>\n";
}

std::size_t count(const Cases& cases, Verdict verdict) {
  std::size_t number = 0;
  for (const Case& one : cases) number += one.verdict == verdict ? 1 : 0;
  return number;
}

std::string totals(const Report& report, const Cases& cases) {
  std::string name = title_of(report);
  if (!report.environment.empty()) name += " " + report.environment;
  return attribute("name", name) +
         fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"0\"", cases.size(),
                     count(cases, Verdict::Failed));
}

}  // namespace

std::string junit(const Report& report) {
  Cases cases = report.sort == Sort::Validation ? file_cases(report) : segment_cases(report);
  add_the_rest(report, cases);
  const std::string attributes = totals(report, cases);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attributes + ">\n";
  xml +=
      fmt::format("  <testsuite{} skipped=\"{}\">\n", attributes, count(cases, Verdict::Skipped));
  for (const Case& one : cases) xml += case_xml(one);
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace segctl::rendering
