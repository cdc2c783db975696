#include "report/text_drift.h"

#include "base/text.h"
#include "report/diff_lines.h"
#include "report/drift_ways.h"
#include "report/drift_words.h"
#include "report/page.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::report {
namespace {

constexpr std::size_t kHead = 2;    ///< columns before a finding's mark
constexpr std::size_t kDetail = 6;  ///< columns before its details

void write_title(Page& page, const plan::Drift& drift, const PlanHeader& header) {
  std::vector<std::string> parts;
  if (!header.environment.empty()) parts.push_back(shown(header.environment));
  if (!header.workspace.empty()) parts.push_back("workspace " + shown(header.workspace));
  if (!parts.empty()) page.item(0, "", "Drift in " + joined(parts, ", "), Paint::Strong);
  if (drift.scope != plan::Scope::Paths) return;
  std::vector<std::string> paths;
  for (const std::string& path : header.paths) paths.push_back(shown(path));
  page.item(0, "Only: ", joined(paths, ", ") + "; what is declared elsewhere is not looked at");
}

std::string identity_text(const plan::Finding& finding) {
  std::vector<std::string> parts;
  if (finding.key.str() != finding.name.str()) parts.push_back("key " + key_text(finding.key));
  if (!finding.id.empty()) parts.push_back("ID " + shown(finding.id.str()));
  return joined(parts, ", ");
}

void write_sign(Page& page, const plan::Sign& sign) {
  const char* guess = sign.certainty == plan::Certainty::Guess ? " (a guess)" : "";
  page.item(kDetail, "", fmt::format("{}{}: {}", drift_word(sign.kind), guess, shown(sign.words)));
  const std::string acceptance = acceptance_text(sign);
  if (acceptance.empty()) return;
  page.item(kDetail + 2, "", acceptance, Paint::Faint);
  const std::string place = place_text(sign.accepted->source);
  if (!place.empty()) page.whole(kDetail + 2, place, Paint::Place);
}

void write_way(Page& page, const NextStep& way) {
  page.item(kDetail, "", way.words);
  if (!way.command.empty()) page.whole(kDetail + 2, way.command, Paint::Strong);
}

/// What was there is the applied definition, or the manifest's where that is not known.
const char* diff_title(const plan::Finding& finding) {
  return finding.basis == plan::Basis::Applied ? "from what segctl wrote to what MoEngage has:"
                                               : "from the manifest (what segctl wrote is recorded "
                                                 "as a digest) to what MoEngage has:";
}

void write_yaml(Page& page, const plan::Finding& finding) {
  if (finding.yaml.empty()) return;
  page.item(kDetail, "", "or paste:");
  std::string_view rest = finding.yaml;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    page.whole(kDetail + 2, shown(rest.substr(0, end)), Paint::Faint);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

/// What all parts of a report are written with.
struct Listing {
  const PlanHeader& header;
  const Shown& shown;
};

struct Mark {
  const char* sign;
  Paint paint;
};

Mark mark_of(const plan::Finding& finding, plan::Standing standing) {
  if (standing != plan::Standing::Drift) return {"· ", Paint::Plain};
  if (finding.sign(DriftClass::DeletedOutside) != nullptr) return {"- ", Paint::Bad};
  return {"! ", Paint::Alter};
}

void write_drift(Page& page, const plan::Finding& finding, const Listing& listing) {
  page.item(kDetail, "last right: ", seen_text(finding.seen_right));
  page.item(kDetail, "who: ", author_text(finding));
  if (!finding.diff.empty()) {
    page.item(kDetail, "", diff_title(finding));
    write_diff(page, kDetail + 2, finding.diff);
  }
  const NextStep take = way_to_take(finding, listing.header.environment);
  write_way(page, take);
  if (listing.shown.yaml == Yaml::Shown || take.command.empty()) write_yaml(page, finding);
  write_way(page, way_to_restore(finding, listing.header.environment));
}

void write_finding(Page& page, const plan::Finding& finding, plan::Standing standing,
                   const Listing& listing) {
  const Mark mark = mark_of(finding, standing);
  page.blank();
  page.item(kHead, mark.sign,
            fmt::format("{} {}: {}", kind_word(finding.kind), name_text(finding.name),
                        classes_text(finding, standing)),
            mark.paint);
  const std::string identity = identity_text(finding);
  if (!identity.empty()) page.item(kDetail, "", identity);
  if (!finding.source.file.empty()) page.whole(kDetail, place_text(finding.source), Paint::Place);
  for (const plan::Sign& sign : finding.signs) write_sign(page, sign);
  if (standing == plan::Standing::Drift) write_drift(page, finding, listing);
}

/// The standing under which a finding is shown: the one that weighs most.
bool is_shown_as(const plan::Finding& finding, plan::Standing standing) {
  for (const plan::Standing heavier :
       {plan::Standing::Drift, plan::Standing::Accepted, plan::Standing::Ignored}) {
    if (heavier == standing) break;
    if (finding.has(heavier)) return false;
  }
  return finding.has(standing);
}

void write_section(Page& page, const plan::Drift& drift, plan::Standing standing, const char* title,
                   const Listing& listing) {
  bool titled = *title == '\0';
  for (const plan::Finding& finding : drift.findings) {
    if (!is_shown_as(finding, standing)) continue;
    if (!titled) {
      page.blank();
      page.item(0, "", title, Paint::Strong);
      titled = true;
    }
    write_finding(page, finding, standing, listing);
  }
}

void write_unmanaged(Page& page, const plan::Drift& drift, Unmanaged unmanaged) {
  if (drift.unmanaged.empty()) return;
  page.blank();
  const bool listed = unmanaged == Unmanaged::Listed;
  page.item(0, "",
            counted(drift.unmanaged.size(), "unmanaged segment") +
                (listed ? ":" : " in the workspace; --unmanaged lists them."));
  if (!listed) return;
  for (const plan::Stranger& one : drift.unmanaged) {
    page.item(
        kHead, "· ",
        fmt::format("{} ({}), ID {}", name_text(one.name),
                    one.type.empty() ? "type unknown" : shown(one.type), shown(one.id.str())));
  }
}

void write_acceptances(Page& page, const plan::Drift& drift) {
  page.blank();
  for (const plan::Acceptance& entry : drift.ran_out) {
    page.item(0, "ran out: ",
              fmt::format("{} of {} was accepted until {} [{}]", drift_word(entry.kind),
                          key_text(entry.key), last_day(entry), place_text(entry.source)),
              Paint::Alter);
  }
  for (const plan::Acceptance& entry : drift.needless) {
    page.item(0, "needless: ",
              fmt::format("{} of {} is accepted, and not there [{}]", drift_word(entry.kind),
                          key_text(entry.key), place_text(entry.source)));
  }
}

}  // namespace

std::string drift_text(const plan::Drift& drift, const PlanHeader& header, const Shown& shown,
                       const Style& style) {
  const Listing listing{header, shown};
  Page page(style);
  write_title(page, drift, header);
  write_section(page, drift, plan::Standing::Drift, "", listing);
  write_section(page, drift, plan::Standing::Accepted, "Accepted:", listing);
  write_section(page, drift, plan::Standing::Ignored, "Ignored:", listing);
  write_section(page, drift, plan::Standing::Note, "To know:", listing);
  write_unmanaged(page, drift, shown.unmanaged);
  write_acceptances(page, drift);
  page.blank();
  for (const std::string& line : coverage_lines(drift)) page.item(0, "", line);
  page.blank();
  page.item(0, "", drift_summary_line(drift), Paint::Strong);
  return std::move(page).text();
}

}  // namespace segctl::report
