#include "rendering/comment.h"

#include "base/text.h"

#include <fmt/format.h>

namespace segctl::rendering {
namespace {

/// Kept free for the sentences that tell what was left out, and for the folds.
constexpr std::size_t kReserve = 1200;
constexpr std::size_t kLastSentence = 200;
/// Of a list beyond its heading: stars, blanks, a count, and "- and 1,000 by name: ".
constexpr std::size_t kAroundHeading = 48;

}  // namespace

std::size_t Comment::room() const {
  const std::size_t taken = text_.size() + kept_ + kReserve;
  return taken < most_ ? most_ - taken : 0;
}

bool Comment::fits_at_last(std::size_t bytes) const {
  return text_.size() + bytes + kLastSentence <= most_;
}

void Comment::add_list(const List& list) {
  if (list.lines.empty()) return;
  add("\n**" + list.heading + "**\n\n");
  std::size_t added = 0;
  while (added < list.lines.size() && fits(list.lines[added].whole.size())) {
    add(list.lines[added++].whole);
  }
  add_rest(list.lines.size() - added);
}

void Comment::add_rest(std::size_t number) {
  if (number > 0) add(fmt::format("- and {} more: {}\n", with_thousands(number), kElsewhere));
}

Essentials::Essentials(std::vector<List> lists, const Comment& comment) : lists_(std::move(lists)) {
  for (const List& list : lists_) {
    for (const Line& line : list.lines) lines_.push_back(&line);
  }
  lengths_.assign(lines_.size(), Length::Name);
  while (!comment.fits(bytes()) && names_ + 1 < kNameLengths.size()) ++names_;
  lengthen(comment);
}

void Essentials::add_to(Comment& comment) const {
  std::size_t first = 0;
  for (const List& list : lists_) {
    add_list(comment, list, first);
    first += list.lines.size();
  }
  std::size_t shortened = 0;
  for (std::size_t at = 0; at < lines_.size(); ++at) {
    shortened += text_of(at) == lines_[at]->whole ? 0 : 1;
  }
  if (shortened == 0) return;
  comment.add(fmt::format("\n{} shortened to fit a comment: {}.\n",
                          shortened == 1 ? "1 line is" : with_thousands(shortened) + " lines are",
                          kElsewhere));
}

const std::string& Essentials::text_of(std::size_t at) const {
  const Line& line = *lines_[at];
  if (lengths_[at] == Length::Name) return line.names[names_];
  return lengths_[at] == Length::Alone ? line.alone : line.whole;
}

/// Between names stand a comma and a blank.
std::size_t Essentials::bytes_of(std::size_t at) const {
  return text_of(at).size() + (lengths_[at] == Length::Name ? 2 : 0);
}

std::size_t Essentials::bytes() const {
  std::size_t sum = 0;
  for (const List& list : lists_) {
    if (!list.lines.empty()) sum += list.heading.size() + kAroundHeading;
  }
  for (std::size_t at = 0; at < lines_.size(); ++at) sum += bytes_of(at);
  return sum;
}

/// All lines get longer before one of them is whole.
void Essentials::lengthen(const Comment& comment) {
  std::size_t sum = bytes();
  for (const Length length : {Length::Alone, Length::Whole}) {
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const Length before = lengths_[at];
      const std::size_t others = sum - bytes_of(at);
      lengths_[at] = length;
      sum = others + bytes_of(at);
      if (comment.fits(sum)) continue;
      lengths_[at] = before;
      return;
    }
  }
}

void Essentials::add_list(Comment& comment, const List& list, std::size_t first) const {
  if (list.lines.empty()) return;
  const std::size_t end = first + list.lines.size();
  std::size_t named = first;
  while (named < end && lengths_[named] != Length::Name) ++named;
  comment.add("\n**" + list.heading + "**");
  if (named < end) comment.add(" (" + with_thousands(list.lines.size()) + ")");
  comment.add("\n\n");
  for (std::size_t at = first; at < named; ++at) comment.add(text_of(at));
  const std::string others = "- and " + with_thousands(end - named) + " by name: ";
  add_names(comment, named, end, named == first ? "- " : others);
}

void Essentials::add_names(Comment& comment, std::size_t first, std::size_t end,
                           const std::string& lead) const {
  std::size_t at = first;
  while (at < end && comment.fits(bytes_of(at))) {
    comment.add((at == first ? lead : ", ") + text_of(at));
    ++at;
  }
  if (at > first) comment.add("\n");
  comment.add_rest(end - at);
}

}  // namespace segctl::rendering
