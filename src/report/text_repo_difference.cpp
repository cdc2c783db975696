#include "base/text.h"
#include "report/page.h"
#include "report/repo_difference.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace segctl::report {
namespace {

constexpr std::size_t kHead = 2;
constexpr std::size_t kDetail = 6;

struct Mark {
  const char* sign;
  Paint paint;
};

Mark mark_of(Happened happened) {
  switch (happened) {
    case Happened::Created:
      return {"+ ", Paint::Good};
    case Happened::Removed:
      return {"- ", Paint::Bad};
    case Happened::Renamed:
    case Happened::Changed:
      return {"~ ", Paint::Alter};
    case Happened::Follows:
      return {"> ", Paint::Alter};
  }
  return {"~ ", Paint::Alter};
}

void write_filters(Page& page, const DesiredSegment& segment) {
  const auto* filter = std::get_if<DesiredFilter>(&segment.spec);
  if (filter == nullptr) return;
  page.item(kDetail, "include: ", shown(describe_filter(filter->canonical.included)));
  if (!filter->canonical.excluded.is_null()) {
    page.item(kDetail, "exclude: ", shown(describe_filter(filter->canonical.excluded)));
  }
}

void write_diff(Page& page, const std::vector<Difference>& diff) {
  for (const Difference& difference : diff) {
    const bool added = difference.kind == DifferenceKind::Added;
    const bool removed = difference.kind == DifferenceKind::Removed;
    const Mark mark = added     ? Mark{"+ ", Paint::Good}
                      : removed ? Mark{"- ", Paint::Bad}
                                : Mark{"~ ", Paint::Alter};
    page.item(kDetail, mark.sign, shown(difference.summary), mark.paint);
  }
}

void write_keys(Page& page, const SegmentDifference& found) {
  const DesiredSegment& segment = found.either();
  if (found.before != nullptr && found.after != nullptr && found.before->key != found.after->key) {
    page.item(kDetail, "~ ",
              fmt::format("key {} → {}", key_text(found.before->key), key_text(found.after->key)),
              Paint::Alter);
  } else if (segment.key.str() != segment.name.str()) {
    page.item(kDetail, "", "key " + key_text(segment.key));
  }
}

void write_segment(Page& page, const SegmentDifference& found) {
  const DesiredSegment& segment = found.either();
  const Mark mark = mark_of(found.happened);
  page.blank();
  page.item(kHead, mark.sign,
            fmt::format("{} {} {}", happened_word(found.happened), kind_word(segment.kind()),
                        name_text(segment.name)),
            mark.paint);
  write_keys(page, found);
  page.whole(kDetail, place_text(segment.place), Paint::Place);
  if (found.happened == Happened::Follows) {
    page.item(kDetail, "", "its manifest stays, but one that it refers to changes");
  }
  if (found.effect) page.item(kDetail, "audience: ", effect_text(*found.effect));
  if (found.happened == Happened::Created) write_filters(page, segment);
  write_diff(page, found.diff);
}

std::string totals(const RepoDifference& difference) {
  std::vector<std::string> parts;
  for (const Happened happened : {Happened::Created, Happened::Removed, Happened::Renamed,
                                  Happened::Changed, Happened::Follows}) {
    const auto count = std::count_if(difference.segments.begin(), difference.segments.end(),
                                     [&](const auto& found) { return found.happened == happened; });
    if (count == 0) continue;
    parts.push_back(fmt::format("{} {}", with_thousands(static_cast<std::size_t>(count)),
                                happened_word(happened)));
  }
  if (parts.empty()) {
    return "No difference: " + counted(difference.unchanged, "segment") + " mean the same.";
  }
  parts.push_back(with_thousands(difference.unchanged) + " unchanged");
  return joined(parts, ", ") + ".";
}

}  // namespace

std::string repo_difference_text(const RepoDifference& difference, const Style& style) {
  Page page(style);
  page.item(0, "", fmt::format("From {} to {}", shown(difference.before), shown(difference.after)),
            Paint::Strong);
  for (const SegmentDifference& found : difference.segments) write_segment(page, found);
  page.blank();
  page.whole(0, totals(difference), Paint::Strong);
  return std::move(page).text();
}

}  // namespace segctl::report
