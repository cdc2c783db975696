#include "rendering/render.h"

#include "rendering/github.h"
#include "rendering/html.h"
#include "rendering/junit.h"
#include "rendering/markdown.h"
#include "rendering/sarif.h"
#include "rendering/terraform.h"

#include <fmt/format.h>

#include <array>

namespace segctl::rendering {
namespace {

constexpr std::array<NamedFormat, 9> kFormats{{{"json", Format::Json},
                                               {"markdown", Format::Markdown},
                                               {"html", Format::Html},
                                               {"junit", Format::JUnit},
                                               {"sarif", Format::Sarif},
                                               {"github", Format::Github},
                                               {"gitlab-terraform", Format::GitlabTerraform},
                                               {"codequality", Format::CodeQuality},
                                               {"tfplan-json", Format::TfplanJson}}};

std::string rendered(Format format, const Report& report, std::string_view json) {
  switch (format) {
    case Format::Json:
      return std::string(json);
    case Format::Markdown:
      return markdown(report);
    case Format::Html:
      return html(report);
    case Format::JUnit:
      return junit(report);
    case Format::Sarif:
      return sarif(report);
    case Format::Github:
      return github_annotations(report);
    case Format::GitlabTerraform:
      return gitlab_terraform(report);
    case Format::CodeQuality:
      return code_quality(report);
    case Format::TfplanJson:
      return tfplan_json(json);
  }
  return {};
}

}  // namespace

std::span<const NamedFormat> formats() { return kFormats; }

std::string_view format_name(Format format) {
  for (const NamedFormat& named : kFormats) {
    if (named.format == format) return named.name;
  }
  return {};
}

bool suits(Format format, Sort sort) {
  if (format == Format::GitlabTerraform) return sort != Sort::Validation;
  return format != Format::TfplanJson || sort == Sort::Plan || sort == Sort::Drift;
}

Result<std::string> render(Format format, std::string_view json, const Surroundings& surroundings) {
  auto report = read_report(json);
  if (!report) return tl::unexpected(report.error());
  if (!suits(format, report->sort)) {
    return fail(ErrorCode::Invalid, fmt::format("{} can't be made of what segctl {} prints",
                                                format_name(format), sort_word(report->sort)));
  }
  report->path_prefix = surroundings.path_prefix;
  report->run_url = surroundings.run_url;
  return rendered(format, *report, json);
}

}  // namespace segctl::rendering
