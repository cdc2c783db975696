#include "cli/present.h"

#include "support/captured_output.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace segctl::cli {
namespace {

using test::CapturedOutput;

Diagnostic problem(Severity severity) {
  Diagnostic diagnostic;
  diagnostic.rule = "url-shape";
  diagnostic.severity = severity;
  diagnostic.range = Range{"segments/f.yaml", {2, 11}, {2, 31}};
  diagnostic.message = "it is wrong";
  diagnostic.source_line = "file_url: https://h/a.csv?sig=SECRET";
  return diagnostic;
}

/// Exit code, stdout and stderr of one ending.
struct Ending {
  ExitCode code;
  std::string out;
  std::string err;
};

template <class Present>
Ending ending(Format format, Present present) {
  GlobalOptions options;
  options.format = format;
  const CapturedOutput out(stdout);
  const CapturedOutput err(stderr);
  const Console console(options);
  const ExitCode code = present(console, options);
  return {code, out.text(), err.text()};
}

Ending invalid(Format format) {
  return ending(format, [](const Console& console, const GlobalOptions& options) {
    return present_invalid(console, options, {problem(Severity::Error)}, {1, 1});
  });
}

Ending validation(Format format, Severity severity) {
  return ending(format, [=](const Console& console, const GlobalOptions& options) {
    return present_validation(console, options, {problem(severity)}, {1, 1});
  });
}

constexpr const char* kText =
    "segments/f.yaml:2:11: error: it is wrong [url-shape]\n"
    " 2 | file_url: https://h/a.csv?**********\n"
    "   |           ^^^^^^^^^^^^^^^^^^^^\n"
    "\n"
    "1 error in 1 manifest\n";

TEST_CASE("what stops a command goes to stderr as text and to stdout as JSON, signatures starred") {
  const Ending text = invalid(Format::Text);
  CHECK(text.code == ExitCode::Invalid);
  CHECK(text.out.empty());
  CHECK(text.err == std::string(kText) + "\n");
  const Ending json = invalid(Format::Json);
  CHECK(json.code == ExitCode::Invalid);
  CHECK(json.err.empty());
  CHECK(json.out.find(R"("snippet": "file_url: https://h/a.csv?**********")") != std::string::npos);
  CHECK(json.out.find("SECRET") == std::string::npos);
}

TEST_CASE("what validate found goes to stdout; warnings alone are valid") {
  CHECK(validation(Format::Text, Severity::Error).code == ExitCode::Invalid);
  CHECK(validation(Format::Text, Severity::Error).out == kText);
  CHECK(validation(Format::Text, Severity::Warning).code == ExitCode::Done);
  CHECK(validation(Format::Json, Severity::Error).code == ExitCode::Invalid);
  const Ending json = validation(Format::Json, Severity::Warning);
  CHECK(json.out.find("SECRET") == std::string::npos);
  CHECK(json.out.find("\"valid\": true") != std::string::npos);
}

TEST_CASE("warnings beside another result go to stderr, signatures starred") {
  const Ending warned = ending(Format::Json, [](const Console& console, const GlobalOptions&) {
    present_warnings(console, {problem(Severity::Warning)});
    return ExitCode::Done;
  });
  CHECK(warned.out.empty());
  CHECK(warned.err.find("warning: it is wrong") != std::string::npos);
  CHECK(warned.err.find("SECRET") == std::string::npos);
}

TEST_CASE("each sort of error ends with its exit code") {
  const auto code_of = [](ErrorCode code) {
    return ending(Format::Text,
                  [=](const Console& console, const GlobalOptions&) {
                    return present_error(console, Error{code, "m", ""});
                  })
        .code;
  };
  CHECK(code_of(ErrorCode::Locked) == ExitCode::Locked);
  CHECK(code_of(ErrorCode::PlanAgain) == ExitCode::Stale);
  CHECK(code_of(ErrorCode::Held) == ExitCode::Held);
  CHECK(code_of(ErrorCode::LookFirst) == ExitCode::Incomplete);
  CHECK(code_of(ErrorCode::Invalid) == ExitCode::Failed);
}

TEST_CASE("a place without a line gets the line from its file, and only there") {
  const test::TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "segments");
  std::ofstream(directory / "segments/f.yaml") << "one\r\ntwo\nthree";
  Project project;
  project.directory = directory.path();
  Diagnostics found(5, problem(Severity::Error));
  for (Diagnostic& diagnostic : found) diagnostic.source_line.clear();
  found[1].range.begin.line = 3;
  found[2].range.begin.line = 9;
  found[3].range.file = "segments/absent.yaml";
  found[4].source_line = "its own";
  fill_source_lines(project, found);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : found) lines.push_back(diagnostic.source_line);
  CHECK(lines == std::vector<std::string>{"two", "three", "", "", "its own"});
}

TEST_CASE("a command that promises to use no network can't") {
  LocalOnly nothing;
  const http::Request request{http::Method::Get, "https://h/", {}, {}};
  CHECK(nothing.send(request).error().code == ErrorCode::GiveUp);
  CHECK(nothing.send_all(std::vector{request, request}).size() == 2);
  CHECK(nothing.download(request, [](std::string_view) { return true; }).error().message ==
        "this command uses no network");
}

}  // namespace
}  // namespace segctl::cli
