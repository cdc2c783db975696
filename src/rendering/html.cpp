#include "rendering/html.h"

#include "base/digest.h"
#include "base/text.h"
#include "rendering/html_parts.h"
#include "rendering/markup.h"
#include "rendering/overview.h"

#include <fmt/format.h>

#include <set>

namespace segctl::rendering {
namespace {

/// Entries are unfolded where there are no more of them: what matters is read, not searched for.
constexpr std::size_t kUnfoldedSerious = 12;
constexpr std::size_t kUnfoldedOthers = 4;

std::string base64(const Digest& digest) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const std::uint8_t byte : digest.bytes) {
    bits = (bits << 8U) | byte;
    count += 8;
    while (count >= 6) {
      count -= 6;
      text += kDigits[(bits >> static_cast<unsigned>(count)) & 63U];
    }
  }
  text += kDigits[(bits << static_cast<unsigned>(6 - count)) & 63U];
  return text + "=";  // 32 bytes leave two, which one "=" fills up
}

std::string policy() {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; "
      "form-action 'none'",
      base64(sha256(html_style())), base64(sha256(html_script())));
}

std::string heading_words(const Report& report) {
  switch (report.sort) {
    case Sort::Plan:
      return "Plan";
    case Sort::Outcome:
      return "What apply did";
    case Sort::Drift:
      return "Drift";
    case Sort::Validation:
      return "Validation";
  }
  return "Report";
}

std::string head_html(const Report& report) {
  std::string title = heading_words(report);
  if (!report.environment.empty()) title += " · " + report.environment;
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
         fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy()) +
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n"
         "<meta name=\"robots\" content=\"noindex\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n" +
         fmt::format("<title>{} · segctl</title>\n<style>{}</style>\n</head>\n", markup(title),
                     html_style());
}

std::string about(const char* label, const std::string& value) {
  if (value.empty()) return "";
  return fmt::format("<span>{} <b>{}</b></span>", label, markup(value));
}

std::string time_words(const std::string& utc) {
  if (utc.size() < 16) return utc;
  return utc.substr(0, 10) + " " + utc.substr(11, 5) + " UTC";
}

std::string top_html(const Report& report) {
  std::string html =
      "<header class=\"top\">\n<p class=\"brand\">segctl</p>\n<h1>" + heading_words(report);
  if (!report.environment.empty()) html += " for <em>" + markup(report.environment) + "</em>";
  html += "</h1>\n<p class=\"about\">" + about("workspace", report.workspace) +
          about("made", time_words(report.created)) + about("plan", report.digest.substr(0, 12)) +
          about("segctl", report.version);
  if (report.run_url.starts_with("https://")) {
    html += fmt::format("<a href=\"{}\" rel=\"noreferrer\">the run</a>", markup(report.run_url));
  }
  return html + "</p>\n</header>\n";
}

std::string lead_html(const Report& report) {
  const Lead lead = lead_of(report);
  const bool calm = lead.words.empty();
  std::string html = fmt::format("<section class=\"lead {}\">\n<p class=\"first\">{}</p>\n",
                                 group_word(calm ? Group::Quiet : lead.group),
                                 markup(calm ? report.summary : lead.words));
  if (!calm && lead.words != report.summary) html += "<p>" + markup(report.summary) + "</p>\n";
  if (!report.failure.empty()) html += "<p>" + markup(report.failure) + "</p>\n";
  return html + "</section>\n";
}

std::string counts_html(const Report& report) {
  std::string html = "<ul class=\"counts\">\n";
  for (const Count& count : report.counts) {
    const bool there = count.number > 0 && !entries_of(report, count.group).empty();
    const std::string inside =
        fmt::format("<b>{}</b> {}", with_thousands(count.number), markup(count.label));
    html += fmt::format("<li class=\"{}{}\">", group_word(count.group),
                        count.number == 0 ? " zero" : "");
    html += there ? fmt::format("<a href=\"#{}\">{}</a></li>\n", group_word(count.group), inside)
                  : "<span>" + inside + "</span></li>\n";
  }
  return html + "</ul>\n";
}

std::string holds_html(const Report& report) {
  if (report.holds.empty()) return "";
  std::string html = "<section class=\"holds\">\n<h2>Held back</h2>\n<ul>\n";
  for (const Held& held : report.holds) {
    html += "<li><p>" + markup(held.message) + "</p><p class=\"keys\">" +
            markup(fmt::format("{}", fmt::join(held.keys, ", "))) + "</p>";
    if (!held.flag.empty()) {
      html += "<p>If that is meant, add <code>" + markup(held.flag) + "</code></p>";
    }
    html += "</li>\n";
  }
  return html + "</ul>\n</section>\n";
}

std::string chips_html(const Report& report) {
  std::string html;
  for (const Group group : all_groups()) {
    if (entries_of(report, group).empty()) continue;
    html += fmt::format(
        "<button type=\"button\" class=\"chip {0}\" data-group=\"{0}\" aria-pressed=\"true\">{1}"
        "</button>\n",
        group_word(group), heading_of(report, group));
  }
  return html;
}

std::string kinds_html(const Report& report) {
  std::set<std::string> kinds;
  for (const Entry& entry : report.entries) kinds.insert(kind_class(entry.kind));
  kinds.erase("other");
  if (kinds.size() < 2) return "";
  std::string html = "<select aria-label=\"Kind\"><option value=\"\">every kind</option>";
  for (const std::string& kind : kinds) {
    html += fmt::format("<option value=\"{0}\">{0}</option>", kind);
  }
  return html + "</select>\n";
}

/// Shown by the script, which alone can use it.
std::string tools_html(const Report& report) {
  if (report.entries.empty()) return "";
  return "<section class=\"tools\" aria-label=\"Search and filters\" hidden>\n"
         "<input type=\"search\" placeholder=\"Search names, keys, IDs, filters\" "
         "aria-label=\"Search\">\n" +
         kinds_html(report) + "<div class=\"chips\">\n" + chips_html(report) +
         "</div>\n<div class=\"all\"><button type=\"button\" data-all=\"open\">Unfold "
         "all</button>\n"
         "<button type=\"button\" data-all=\"close\">Fold all</button>\n"
         "<output aria-live=\"polite\"></output></div>\n</section>\n";
}

bool is_serious(Group group) {
  return group == Group::Failed || group == Group::Archive || group == Group::Loss ||
         group == Group::Conflict;
}

std::string group_html(const Report& report, Group group, Anchors& anchors) {
  const std::vector<const Entry*> entries = entries_of(report, group);
  if (entries.empty()) return "";
  const bool open = entries.size() <= (is_serious(group) ? kUnfoldedSerious : kUnfoldedOthers);
  std::string html =
      fmt::format("<section class=\"group\" id=\"{}\">\n<h2>{} <span>{}</span></h2>\n",
                  group_word(group), heading_of(report, group), with_thousands(entries.size()));
  for (const Entry* entry : entries) html += entry_html(report, *entry, anchors.next(*entry), open);
  return html + "</section>\n";
}

std::string notices_html(const Report& report) {
  if (report.notices.empty()) return "";
  std::string html = "<section class=\"notices\">\n<h2>Warnings <span>" +
                     with_thousands(report.notices.size()) + "</span></h2>\n<ul>\n";
  for (const Notice& notice : report.notices) {
    html += "<li>";
    if (!notice.key.empty()) html += "<b>" + markup(notice.key) + "</b> ";
    html += markup(notice.message) + " <small>" + markup(notice.code);
    const std::string place = place_words(notice.place);
    if (!place.empty()) html += " · " + markup(place);
    html += "</small></li>\n";
  }
  return html + "</ul>\n</section>\n";
}

std::string remarks_html(const Report& report) {
  if (report.remarks.empty()) return "";
  std::string html = "<section class=\"remarks\">\n<h2>Also</h2>\n<ul>\n";
  for (const std::string& remark : report.remarks) html += "<li>" + markup(remark) + "</li>\n";
  return html + "</ul>\n</section>\n";
}

}  // namespace

const char* group_word(Group group) {
  switch (group) {
    case Group::Failed:
      return "failed";
    case Group::Archive:
      return "archive";
    case Group::Loss:
      return "loss";
    case Group::Conflict:
      return "conflict";
    case Group::Change:
      return "change";
    case Group::Waiting:
      return "waiting";
    case Group::Warning:
      return "warning";
    case Group::Quiet:
      return "quiet";
  }
  return "quiet";
}

std::string html(const Report& report) {
  Anchors anchors;
  std::string page = head_html(report) + "<body>\n" + top_html(report) + "<main>\n" +
                     lead_html(report) + counts_html(report) + holds_html(report) +
                     charts_html(report) + tools_html(report);
  for (const Group group : all_groups()) page += group_html(report, group, anchors);
  page += notices_html(report) + remarks_html(report);
  page += "</main>\n<footer>One file, made by segctl; it loads nothing.</footer>\n<script>" +
          html_script() + "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace segctl::rendering
