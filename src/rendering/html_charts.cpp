#include "base/text.h"
#include "rendering/html_parts.h"
#include "rendering/markup.h"
#include "rendering/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace segctl::rendering {
namespace {

// In units of the drawings' view box; a phone shows it at about this size.
constexpr double kWidth = 440;
constexpr double kLabels = 150;
constexpr double kNumbers = 44;
constexpr double kRow = 26;
constexpr std::size_t kMostRows = 12;

constexpr std::array<const char*, 4> kKinds{"filter", "file", "cohort", "other"};

using Tally = std::array<std::uint64_t, kKinds.size()>;

struct Bar {
  std::string label;
  Tally tally{};
  std::uint64_t total = 0;
};

std::size_t kind_number(const Entry& entry) {
  const std::string_view kind = kind_class(entry.kind);
  const auto found = std::find(kKinds.begin(), kKinds.end(), kind);
  return static_cast<std::size_t>(found - kKinds.begin());
}

/// Whether `word` is one of the words of "unarchive, update (entry 1 of changes)".
bool has_word(const std::string& words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string::npos; at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || words[at - 1] == ' ';
    if (begins && (end == words.size() || words[end] == ',' || words[end] == ' ')) return true;
  }
  return false;
}

/// What is done to an entry's segment, in few words: what weighs most of a plan's actions.
std::string label_of(const Report& report, const Entry& entry) {
  // Of several classes of drift the first weighs most.
  if (report.sort == Sort::Drift) return entry.what.substr(0, entry.what.find(','));
  if (report.sort != Sort::Plan) return entry.what;
  for (const char* word :
       {"archive", "create", "update", "rename", "replace-users", "remove-users", "add-users",
        "add-members", "remove-members", "unarchive", "forget", "adopt"}) {
    if (!has_word(entry.what, word)) continue;
    return std::string_view(word).find('-') == std::string_view::npos ? word : "change members";
  }
  return entry.what;
}

std::vector<Bar> bars_of(const Report& report) {
  std::map<std::string, std::size_t> places;
  std::vector<Bar> bars;
  for (const Group group : all_groups()) {
    for (const Entry* entry : entries_of(report, group)) {
      const std::string label = label_of(report, *entry);
      const auto [found, added] = places.emplace(label, bars.size());
      if (added) bars.push_back({label, {}, 0});
      ++bars[found->second].tally[kind_number(*entry)];
      ++bars[found->second].total;
    }
  }
  if (bars.size() > kMostRows) bars.resize(kMostRows);
  return bars;
}

std::string svg_head(const char* title, std::size_t rows) {
  return fmt::format(
      "<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\" "
      "xmlns=\"http://www.w3.org/2000/svg\">\n",
      kWidth, kRow * static_cast<double>(rows) + 4, title);
}

std::string svg_text(double x, double y, const char* css_class, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>", x, y, css_class,
                     markup(text));
}

std::string rectangle(double x, double y, double width, const char* css_class) {
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\" rx=\"2\" class=\"{}\"/>", x,
      y, width, css_class);
}

std::string bar_html(const Bar& bar, double y, std::uint64_t most) {
  const double room = kWidth - kLabels - kNumbers;
  std::string svg = svg_text(kLabels - 8, y + 15, "label", cut(bar.label, 22));
  double x = kLabels;
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
    if (bar.tally[kind] == 0) continue;
    const double width = room * static_cast<double>(bar.tally[kind]) / static_cast<double>(most);
    svg +=
        rectangle(x, y + 4, std::max(width - 1, 1.0), fmt::format("of-{}", kKinds[kind]).c_str());
    x += width;
  }
  return svg + svg_text(x + 6, y + 15, "number", with_thousands(bar.total)) + "\n";
}

std::string legend(const std::vector<Bar>& bars) {
  Tally all{};
  for (const Bar& bar : bars) {
    for (std::size_t kind = 0; kind < kKinds.size(); ++kind) all[kind] += bar.tally[kind];
  }
  std::string html;
  for (std::size_t kind = 0; kind + 1 < kKinds.size(); ++kind) {
    if (all[kind] == 0) continue;
    html += fmt::format(" <span class=\"key of-{}\">{}</span>", kKinds[kind], kKinds[kind]);
  }
  return html;
}

std::string bars_html(const Report& report) {
  const std::vector<Bar> bars = bars_of(report);
  if (bars.empty()) return "";
  std::uint64_t most = 1;
  for (const Bar& bar : bars) most = std::max(most, bar.total);
  const char* title = report.sort == Sort::Validation ? "What was found" : "Changes by kind";
  std::string html = "<figure>" + svg_head(title, bars.size());
  for (std::size_t i = 0; i < bars.size(); ++i) {
    html += bar_html(bars[i], kRow * static_cast<double>(i), most);
  }
  return html +
         fmt::format("</svg><figcaption><b>{}</b>{}</figcaption></figure>\n", title, legend(bars));
}

std::uint64_t distance(const Entry& entry) {
  const std::uint64_t before = entry.rows_before.value_or(0);
  const std::uint64_t after = entry.rows_after.value_or(0);
  return before > after ? before - after : after - before;
}

/// The segments whose size is known before or after, those that change most first.
std::vector<const Entry*> sized(const Report& report) {
  std::vector<const Entry*> list;
  for (const Entry& entry : report.entries) {
    if (entry.rows_before || entry.rows_after) list.push_back(&entry);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Entry* a, const Entry* b) { return distance(*a) > distance(*b); });
  if (list.size() > kMostRows) list.resize(kMostRows);
  return list;
}

std::string dot(double x, double y, const char* css_class) {
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\" class=\"{}\"/>", x, y, css_class);
}

/// A line from the size before to the one after.
std::string size_html(const Entry& entry, double y, double most) {
  const double room = kWidth - kLabels - 96;
  const auto place = [&](const std::optional<std::uint64_t>& rows) {
    return kLabels + 6 + room * static_cast<double>(*rows) / most;
  };
  const bool fewer =
      entry.rows_before && entry.rows_after && *entry.rows_after < *entry.rows_before;
  std::string svg = svg_text(kLabels - 8, y + 15, "label", name_words(entry, 20));
  double right = 0;
  if (entry.rows_before && entry.rows_after) {
    svg +=
        fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>",
                    place(entry.rows_before), y + 11, place(entry.rows_after), y + 11,
                    fewer ? "fewer" : "more");
  }
  if (entry.rows_before) {
    svg += dot(place(entry.rows_before), y + 11, "before");
    right = place(entry.rows_before);
  }
  if (entry.rows_after) {
    svg += dot(place(entry.rows_after), y + 11, fewer ? "fewer" : "more");
    right = std::max(right, place(entry.rows_after));
  }
  const auto& last = entry.rows_after ? entry.rows_after : entry.rows_before;
  return svg + svg_text(right + 10, y + 15, "number", with_thousands(*last)) + "\n";
}

std::string sizes_html(const Report& report) {
  const std::vector<const Entry*> entries = sized(report);
  if (entries.empty()) return "";
  std::uint64_t most = 1;
  for (const Entry* entry : entries) {
    most = std::max({most, entry->rows_before.value_or(0), entry->rows_after.value_or(0)});
  }
  std::string html = "<figure>" + svg_head("Audience sizes", entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    html += size_html(*entries[i], kRow * static_cast<double>(i), static_cast<double>(most));
  }
  return html +
         "</svg><figcaption><b>Audience sizes</b> <span class=\"key before\">before</span> "
         "<span class=\"key more\">after</span> <span class=\"key fewer\">after, fewer</span>"
         "</figcaption></figure>\n";
}

}  // namespace

std::string charts_html(const Report& report) {
  const std::string charts = bars_html(report) + sizes_html(report);
  return charts.empty() ? "" : "<section class=\"charts\">\n" + charts + "</section>\n";
}

}  // namespace segctl::rendering
