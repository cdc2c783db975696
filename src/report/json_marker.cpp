#include "report/json_marker.h"

#include "report/json_parts.h"

namespace segctl::report {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

}  // namespace

std::string marker_comment(const Marker& marker) {
  const Document document = {{"v", 1},
                             {"env", text_or_null(marker.environment)},
                             {"plan", "sha256:" + marker.plan_digest},
                             {"run", text_or_null(marker.run_url)}};
  std::string json = document.dump(-1, ' ', true, Document::error_handler_t::replace);
  json = replaced(std::move(json), "<", "\\u003c");
  json = replaced(std::move(json), ">", "\\u003e");
  json = replaced(std::move(json), "--", "-\\u002d");
  return "<!-- segctl " + json + " -->";
}

}  // namespace segctl::report
