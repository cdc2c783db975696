#include "report/explanation.h"
#include "report/page.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::report {
namespace {

constexpr std::size_t kStep = 4;

void write_parts(Page& page, const std::vector<Statement>& parts, std::size_t indent) {
  // Deep groups stay readable: further in they all start in one column.
  constexpr std::size_t kFurthest = 40;
  for (const Statement& part : parts) {
    page.item(std::min(indent, kFurthest), "- ", shown(part.text));
    write_parts(page, part.parts, indent + kStep);
  }
}

void write_explanation(Page& page, const Explanation& explanation) {
  page.blank();
  const bool named = explanation.key.str() == explanation.name.str();
  page.item(
      0, "",
      fmt::format("{}: {}{} segment{}", name_text(explanation.name, 60),
                  explanation.activity == Activity::Archived ? "archived " : "",
                  kind_word(explanation.kind), named ? "" : ", key " + key_text(explanation.key)),
      Paint::Strong);
  page.whole(0, place_text(explanation.source), Paint::Place);
  for (const Statement& statement : explanation.statements) {
    page.item(2, "", shown(statement.text));
    write_parts(page, statement.parts, kStep);
  }
}

}  // namespace

std::string explanations_text(const std::vector<Explanation>& explanations, const Style& style) {
  Page page(style);
  for (const Explanation& explanation : explanations) write_explanation(page, explanation);
  return std::move(page).text();
}

}  // namespace segctl::report
