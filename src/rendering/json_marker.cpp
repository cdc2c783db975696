#include "rendering/json_view.h"
#include "rendering/marker.h"

namespace segctl::rendering {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

Document text_or_null(const std::string& text) {
  return text.empty() ? Document(nullptr) : Document(text);
}

}  // namespace

std::string marker_comment(const Report& report) {
  const Document document = {
      {"v", 1},
      {"of", sort_word(report.sort)},
      {"env", text_or_null(report.environment)},
      {"plan", text_or_null(report.digest.empty() ? "" : "sha256:" + report.digest)},
      {"run", text_or_null(report.run_url)}};
  std::string json = document.dump(-1, ' ', true, Document::error_handler_t::replace);
  json = replaced(std::move(json), "<", "\\u003c");
  json = replaced(std::move(json), ">", "\\u003e");
  json = replaced(std::move(json), "--", "-\\u002d");
  return "<!-- segctl " + json + " -->";
}

}  // namespace segctl::rendering
