#pragma once

#include "rendering/document.h"

#include <string>
#include <vector>

namespace segctl::rendering {

/// The sentence that matters first, and how bad it is.
struct Lead {
  Group group = Group::Quiet;
  std::string words;  ///< empty where nothing has to be said beyond the summary
};

[[nodiscard]] Lead lead_of(const Report& report);

/// The entries of one group, in the document's order.
[[nodiscard]] std::vector<const Entry*> entries_of(const Report& report, Group group);

/// The entries that the reviewed branch has nothing to do with.
[[nodiscard]] std::vector<const Entry*> surprises_of(const Report& report);

/// The entries whose audience may take somebody in.
[[nodiscard]] std::vector<const Entry*> widenings_of(const Report& report);

/// How the list of a report's entries of that group is headed: "Archives", "Errors", …
[[nodiscard]] const char* heading_of(const Report& report, Group group);

/// Every group, in the order in which they are shown.
[[nodiscard]] const std::vector<Group>& all_groups();

/// "segctl plan", "segctl drift", …
[[nodiscard]] std::string title_of(const Report& report);

/// "segments/vip.yaml:12"; empty where there is no place. Not escaped.
[[nodiscard]] std::string place_words(const Place& place);

/// How much of a name is shown where there is little room, in code points.
inline constexpr std::size_t kShownName = 48;

/// What an entry is called: the segment's name in quotes, else its key, else its rule; as
/// both_ends() of `limit` code points. Escaped by printable().
[[nodiscard]] std::string name_words(const Entry& entry, std::size_t limit = kShownName);

/// `text`, or as much of its beginning and its end as `limit` code points hold with "…" between
/// them: names that begin alike are told apart by their ends.
[[nodiscard]] std::string both_ends(std::string_view text, std::size_t limit);

/// `text`, or as much of it as `limit` code points hold together with a final "…".
[[nodiscard]] std::string cut(std::string_view text, std::size_t limit);

}  // namespace segctl::rendering
