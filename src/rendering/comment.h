#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// How a Markdown comment of bounded length is filled.
namespace segctl::rendering {

/// Where what was left out can be found.
inline constexpr const char* kElsewhere = "see the log of the run, or another report of it";

/// How long a name may be where all is told by names alone: the first at which they fit.
inline constexpr std::array<std::size_t, 3> kNameLengths{40, 24, 12};

/// One item of a list, at several lengths.
struct Line {
  std::string whole;
  std::string alone;               ///< without what can be done about it
  std::vector<std::string> names;  ///< the least that must be said of it, for each of kNameLengths
};

struct List {
  std::string heading;
  std::vector<Line> lines;
};

/// A comment in the making.
class Comment {
 public:
  explicit Comment(std::size_t most) : most_(most) {}

  void add(const std::string& text) { text_ += text; }

  /// How much more fits, beyond what is kept free for later.
  [[nodiscard]] std::size_t room() const;

  [[nodiscard]] bool fits(std::size_t bytes) const { return bytes <= room(); }

  /// The same at the end, when no more sentences come that tell what was left out, but one.
  [[nodiscard]] bool fits_at_last(std::size_t bytes) const;

  /// Keeps so much free for what comes at the end.
  void keep_free(std::size_t bytes) { kept_ = bytes; }

  /// A heading and as many lines as fit, whole; then how many were left out.
  void add_list(const List& list);

  /// That so many were left out.
  void add_rest(std::size_t number);

  std::string take() { return std::move(text_); }

 private:
  std::size_t most_;
  std::size_t kept_ = 0;
  std::string text_;
};

/// The lists that are never left out for the sake of something else. Where they are too long for a
/// comment, the last lines are shortened first: to what they are without what can be done, then to
/// their names.
class Essentials {
 public:
  Essentials(std::vector<List> lists, const Comment& comment);

  /// Adds them, and how many lines are shortened.
  void add_to(Comment& comment) const;

 private:
  enum class Length { Name, Alone, Whole };

  [[nodiscard]] const std::string& text_of(std::size_t at) const;
  [[nodiscard]] std::size_t bytes_of(std::size_t at) const;
  [[nodiscard]] std::size_t bytes() const;
  void lengthen(const Comment& comment);
  void add_list(Comment& comment, const List& list, std::size_t first) const;
  void add_names(Comment& comment, std::size_t first, std::size_t end,
                 const std::string& lead) const;

  std::vector<List> lists_;
  std::vector<const Line*> lines_;  ///< of all lists
  std::vector<Length> lengths_;     ///< of each of them
  std::size_t names_ = 0;           ///< which of kNameLengths
};

}  // namespace segctl::rendering
