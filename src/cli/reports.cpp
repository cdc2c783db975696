#include "cli/reports.h"

#include "base/append_file.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/github_actions.h"
#include "cli/surroundings.h"
#include "rendering/github.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <tuple>

namespace segctl::cli {
namespace {

std::optional<rendering::Format> format_named(const std::string& name) {
  for (const rendering::NamedFormat& named : rendering::formats()) {
    if (named.name == name) return named.format;
  }
  return std::nullopt;
}

std::string format_names() {
  std::vector<std::string_view> names;
  for (const rendering::NamedFormat& named : rendering::formats()) names.push_back(named.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

ReportRequest parse_request(const std::string& text) {
  const std::size_t at = text.find('=');
  const std::string file = at == std::string::npos ? "" : text.substr(at + 1);
  if (file.empty()) throw CLI::ValidationError("--report", "takes FORMAT=FILE: html=plan.html");
  if (file == "-") {
    throw CLI::ValidationError("--report", "takes a file; --format prints to standard output");
  }
  const auto format = format_named(text.substr(0, at));
  if (!format) {
    throw CLI::ValidationError("--report",
                               fmt::format("there is no format {}; there are {}",
                                           in_quotes(text.substr(0, at)), format_names()));
  }
  return {*format, file};
}

/// The error, with the file that it is about before it.
Error about_report(const ReportRequest& request, Error error) {
  error.message =
      fmt::format("the report {} is not written: {}", in_quotes(request.file), error.message);
  return error;
}

Result<void> write_report(const ReportRequest& request, const std::string& json,
                          const rendering::Surroundings& surroundings) {
  const auto rendered = rendering::render(request.format, json, surroundings);
  if (!rendered) return tl::unexpected(rendered.error());
  return write_file_atomically(request.file, *rendered);
}

/// A bug of a rendering must not hide what was done.
Result<void> write_report_safely(const ReportRequest& request, const std::string& json,
                                 const rendering::Surroundings& surroundings) {
  try {
    return write_report(request, json, surroundings);
  } catch (const std::exception& bug) {
    return fail(ErrorCode::GiveUp,
                fmt::format("a bug of segctl, please report it: {}", bug.what()));
  }
}

ExitCode worse_of(ExitCode code) {
  return code == ExitCode::Done || code == ExitCode::Pending ? ExitCode::Failed : code;
}

bool asks_for(const GlobalOptions& options, rendering::Format format) {
  if (options.rendering == format) return true;
  return std::any_of(options.reports->files.begin(), options.reports->files.end(),
                     [&](const ReportRequest& request) { return request.format == format; });
}

Result<void> tell_github(const Console& console, const GlobalOptions& options,
                         const std::string& json) {
  auto report = rendering::read_report(json);
  if (!report) return tl::unexpected(report.error());
  const rendering::Surroundings surroundings = surroundings_of(options.directory);
  report->path_prefix = surroundings.path_prefix;
  report->run_url = surroundings.run_url;
  if (!asks_for(options, rendering::Format::Github)) {
    const std::string annotations = rendering::github_annotations(*report);
    if (!annotations.empty()) console.problems(annotations);
  }
  auto told = append_to_step_file("GITHUB_OUTPUT", step_outputs(*report));
  if (!told) return told;
  return append_to_step_file("GITHUB_STEP_SUMMARY", step_summary(*report));
}

/// The report file of an earlier run, where this one made none.
void remove_old(const ReportRequest& request) {
  std::error_code error;
  if (std::filesystem::is_regular_file(request.file, error)) {
    std::ignore = remove_file(request.file);
  }
}

}  // namespace

void add_report_option(CLI::App& command, GlobalOptions& options) {
  command
      .add_option_function<std::vector<std::string>>(
          "--report",
          [&options](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) {
              options.reports->files.push_back(parse_request(text));
            }
          },
          "Write a report too (repeatable): html=plan.html")
      ->type_name("FORMAT=FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
}

std::function<ExitCode(const Console&)> reporting(Invocation& invocation,
                                                  std::optional<rendering::Sort> sort,
                                                  std::function<ExitCode(const Console&)> run) {
  invocation.renders = true;
  invocation.sort = sort;
  return [&invocation, sort, run = std::move(run)](const Console& console) {
    const ExitCode code = run(console);
    const GlobalOptions& options = invocation.options;
    if (sort && !options.reports->published) {
      for (const ReportRequest& request : options.reports->files) remove_old(request);
    }
    if (!sort || !in_github_actions()) return code;
    const auto told = append_to_step_file("GITHUB_OUTPUT", exit_outputs(code));
    if (!told) console.error(told.error());
    return told ? code : worse_of(code);
  };
}

void tell_of_wrong_usage(std::string_view command) {
  using rendering::Sort;
  const auto prints = [&](Sort sort) { return command == rendering::sort_word(sort); };
  constexpr std::array kSorts{Sort::Plan, Sort::Outcome, Sort::Drift, Sort::Validation};
  if (!in_github_actions() || std::none_of(kSorts.begin(), kSorts.end(), prints)) return;
  // That it can't be written takes nothing from an exit code that is not 0 in any case.
  std::ignore = append_to_step_file("GITHUB_OUTPUT", exit_outputs(ExitCode::Usage));
}

std::string unfit_format(const Invocation& invocation) {
  const GlobalOptions& options = invocation.options;
  if (options.rendering && !invocation.renders) {
    return fmt::format("this command prints text or json, and not {}",
                       rendering::format_name(*options.rendering));
  }
  if (!invocation.sort) return "";
  std::vector<rendering::Format> wanted;
  if (options.rendering) wanted.push_back(*options.rendering);
  for (const ReportRequest& request : options.reports->files) wanted.push_back(request.format);
  for (const rendering::Format format : wanted) {
    if (rendering::suits(format, *invocation.sort)) continue;
    return fmt::format("{} can't be made of what segctl {} prints", rendering::format_name(format),
                       rendering::sort_word(*invocation.sort));
  }
  return "";
}

bool choose_format(const std::string& name, GlobalOptions& options) {
  options.rendering.reset();
  options.format = name == "json" ? Format::Json : Format::Text;
  if (name == "text" || name == "json") return true;
  options.rendering = format_named(name);
  return options.rendering.has_value();
}

ExitCode write_reports(const Console& console, const GlobalOptions& options,
                       const std::string& json, ExitCode code) {
  options.reports->published = true;
  if (options.reports->files.empty()) return code;
  const rendering::Surroundings surroundings = surroundings_of(options.directory);
  for (const ReportRequest& request : options.reports->files) {
    const auto written = write_report_safely(request, json, surroundings);
    if (written) continue;
    console.error(about_report(request, written.error()));
    remove_old(request);
    code = worse_of(code);
  }
  return code;
}

ExitCode publish(const Console& console, const GlobalOptions& options, const std::string& json,
                 ExitCode code) {
  code = write_reports(console, options, json, code);
  if (!in_github_actions()) return code;
  const auto told = tell_github(console, options, json);
  if (told) return code;
  console.error(told.error());
  return worse_of(code);
}

ExitCode print_document(const Console& console, const GlobalOptions& options,
                        const std::string& json, ExitCode code,
                        const std::function<std::string()>& text) {
  if (options.format == Format::Text && !options.rendering) {
    console.result(text());
    return code;
  }
  const auto rendered = rendering::render(options.rendering.value_or(rendering::Format::Json), json,
                                          surroundings_of(options.directory));
  if (rendered) {
    console.result(*rendered);
    return code;
  }
  console.error(rendered.error());
  return worse_of(code);
}

}  // namespace segctl::cli
