#include "report/explanation.h"
#include "report/json_parts.h"

#include <nlohmann/json.hpp>

namespace segctl::report {
namespace {

Document statements_json(const std::vector<Statement>& statements) {
  Document list = Document::array();
  for (const Statement& statement : statements) {
    list.push_back({{"text", statement.text}, {"parts", statements_json(statement.parts)}});
  }
  return list;
}

}  // namespace

std::string explanations_json(const std::vector<Explanation>& explanations) {
  Document list = Document::array();
  for (const Explanation& explanation : explanations) {
    list.push_back({{"key", explanation.key.str()},
                    {"name", explanation.name.str()},
                    {"kind", kind_word(explanation.kind)},
                    {"archived", explanation.activity == Activity::Archived},
                    {"source", source_json(explanation.source)},
                    {"statements", statements_json(explanation.statements)}});
  }
  Document document = Document::object();
  document["format_version"] = "1.0";
  document["segments"] = std::move(list);
  return pretty(document);
}

}  // namespace segctl::report
