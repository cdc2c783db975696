#include "base/digest.h"
#include "base/text.h"
#include "rendering/html_parts.h"
#include "rendering/line_diff.h"
#include "rendering/markup.h"
#include "rendering/overview.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::rendering {
namespace {

constexpr std::size_t kLongestSlug = 60;

std::string slug_of(const std::string& text) {
  std::string slug;
  for (const char c : lower_ascii(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) slug += c;
    if (!plain && !slug.empty() && slug.back() != '-') slug += '-';
    if (slug.size() == kLongestSlug) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

std::string span(const char* css_class, const std::string& text) {
  return text.empty() ? "" : fmt::format("<span class=\"{}\">{}</span>", css_class, markup(text));
}

std::string size_words(const Entry& entry) {
  if (!entry.rows_before && !entry.rows_after) return "";
  const auto number = [](const auto& rows) { return rows ? with_thousands(*rows) : "?"; };
  if (!entry.rows_before) return number(entry.rows_after);
  if (entry.rows_before == entry.rows_after) return number(entry.rows_after);
  return number(entry.rows_before) + " → " + number(entry.rows_after);
}

std::string summary_html(const Entry& entry) {
  const bool problem = entry.kind.empty() && entry.name.empty();
  std::string html = "<summary>" + span("badge", entry.what);
  html += span("kind", entry.kind);
  html += span(problem ? "said" : "name", problem ? entry.message : entry.name);
  for (const std::string& tag : entry.tags) html += span("tag", tag);
  html += span("size", size_words(entry));
  return html + span("place", place_words(entry.place)) + "</summary>\n";
}

std::string paragraph(const char* css_class, const std::string& text) {
  return text.empty() ? "" : fmt::format("<p class=\"{}\">{}</p>\n", css_class, markup(text));
}

std::string fact(const char* label, const std::string& value) {
  if (value.empty()) return "";
  return fmt::format("<li><small>{}</small> {}</li>", label, markup(value));
}

std::string facts_html(const Entry& entry) {
  const std::string facts = fact("Key", entry.key == entry.name ? "" : entry.key) +
                            fact("ID", entry.id) + fact("Manifest", place_words(entry.place)) +
                            fact("Content", entry.size);
  return facts.empty() ? "" : "<ul class=\"facts\">" + facts + "</ul>\n";
}

std::string code_cell(const std::string& json) {
  if (json.empty()) return "<td class=\"none\">–</td>";
  return "<td><code>" + markup(json) + "</code></td>";
}

std::string diff_html(const Entry& entry) {
  if (entry.diff.empty()) return "";
  std::string html =
      "<div class=\"scroll\"><table class=\"diff\"><thead><tr><th>What differs</th><th>Before</th>"
      "<th>After</th></tr></thead><tbody>\n";
  for (const Delta& delta : entry.diff) {
    const char* kind = delta.kind == "added"     ? "added"
                       : delta.kind == "removed" ? "removed"
                                                 : "changed";
    html += fmt::format("<tr class=\"{}\"><td>{}<br><small>{}</small></td>{}{}</tr>\n", kind,
                        markup(delta.words), markup(delta.path), code_cell(delta.before),
                        code_cell(delta.after));
  }
  return html + "</tbody></table></div>\n";
}

std::string words_html(const char* heading, const std::vector<std::string>& words) {
  if (words.empty()) return "";
  std::string html = fmt::format("<div class=\"words\"><h3>{}</h3><ul>", heading);
  for (const std::string& line : words) html += "<li>" + markup(line) + "</li>";
  return html + "</ul></div>\n";
}

std::string line_html(std::string_view line, const char* css_class) {
  if (*css_class == '\0') return markup(line) + "\n";
  return fmt::format("<span class=\"{}\">{}\n</span>", css_class, markup(line));
}

std::string definition_html(const char* summary, const std::string& body) {
  return fmt::format("<details class=\"definition\"><summary>{}</summary>\n{}</details>\n", summary,
                     body);
}

std::string side_html(const char* heading, const std::string& lines) {
  return fmt::format("<div><h3>{}</h3><pre>{}</pre></div>\n", heading, lines);
}

/// The whole definition: side by side where it changes.
std::string sides_html(const Entry& entry) {
  if (entry.before.empty() && entry.after.empty()) return "";
  if (entry.before.empty() || entry.after.empty() || entry.before == entry.after) {
    const std::string& only = entry.after.empty() ? entry.before : entry.after;
    return definition_html("The whole definition", "<pre>" + markup_block(only) + "</pre>\n");
  }
  std::string before;
  std::string after;
  for (const DiffRow& row : line_diff(entry.before, entry.after)) {
    before += line_html(row.before, row.same() ? "" : row.in_before ? "removed" : "gap");
    after += line_html(row.after, row.same() ? "" : row.in_after ? "added" : "gap");
  }
  return definition_html("The whole definition, before and after",
                         "<div class=\"sides\">" + side_html("Before", before) +
                             side_html("After", after) + "</div>\n");
}

std::string steps_html(const Entry& entry) {
  if (entry.steps.empty()) return "";
  std::string html = "<div class=\"steps\"><h3>What to do</h3><ul>";
  for (const Step& step : entry.steps) {
    html += "<li>" + markup(step.words);
    if (!step.command.empty()) html += " <code>" + markup(step.command) + "</code>";
    html += "</li>";
  }
  return html + "</ul></div>\n";
}

}  // namespace

std::string Anchors::next(const Entry& entry) {
  const bool problem = entry.key.empty() && entry.name.empty();
  const std::string identity = problem             ? entry.what + " " + place_words(entry.place)
                               : entry.key.empty() ? entry.name
                                                   : entry.key;
  std::string base = (problem ? "problem-" : "segment-") + slug_of(identity);
  if (slug_of(identity) != identity) base += "-" + sha256(identity).hex().substr(0, 8);
  std::string anchor = base;
  for (std::size_t again = 2; !taken_.insert(anchor).second; ++again) {
    anchor = fmt::format("{}--{}", base, again);
  }
  return anchor;
}

const char* kind_class(const std::string& kind) {
  for (const char* known : {"filter", "file", "cohort"}) {
    if (kind == known) return known;
  }
  return "other";
}

std::string entry_html(const Report& report, const Entry& entry, const std::string& anchor,
                       bool open) {
  const bool problem = report.sort == Sort::Validation;
  std::string html =
      fmt::format("<details class=\"entry {} of-{}\" id=\"{}\"{}>\n", group_word(entry.group),
                  kind_class(entry.kind), anchor, open ? " open" : "");
  html += summary_html(entry) + "<div class=\"body\">\n";
  html += paragraph("danger", entry.danger);
  if (!problem) html += paragraph("why", entry.message);
  html += facts_html(entry);
  for (const std::string& note : entry.notes) html += paragraph("note", note);
  html += diff_html(entry);
  if (entry.diff.empty()) {
    html += words_html("What it means",
                       entry.after_words.empty() ? entry.before_words : entry.after_words);
  }
  const std::string snippet =
      entry.snippet.empty() ? "" : "<pre>" + markup_block(entry.snippet) + "</pre>\n";
  html += problem ? snippet + steps_html(entry)
                  : steps_html(entry) +
                        (snippet.empty() ? "" : definition_html("The manifest, to paste", snippet));
  html += sides_html(entry);
  return html +
         fmt::format("<a class=\"link\" href=\"#{}\">Link to this</a>\n</div></details>\n", anchor);
}

}  // namespace segctl::rendering
