#include "cli/payload.h"

#include "base/file.h"
#include "manifest/text_check.h"
#include "manifest/yaml_reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>

namespace segctl::cli {
namespace {

Result<std::string> read_standard_input() {
  std::string text;
  std::array<char, 65536> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
    text.append(buffer.data(), got);
    if (text.size() > manifest::kMostBytes) {
      return fail(ErrorCode::Invalid, "standard input is larger than a payload can be");
    }
  }
  return text;
}

const manifest::Node* filters_of(const manifest::Node& root, const char* key) {
  const manifest::Node* node = root.find(key);
  return node != nullptr && node->is(manifest::NodeKind::Mapping) ? node : nullptr;
}

tl::unexpected<Error> no_payload(const std::string& shown) {
  return fail(ErrorCode::Invalid, fmt::format("{} is no Segment Payload", shown),
              "it needs `name` and `included_filters`, as Generate Payload on the dashboard writes "
              "them; for other kinds write a manifest");
}

}  // namespace

Result<Payload> read_payload(const std::string& file, Diagnostics& diagnostics) {
  const bool standard_input = file == "-";
  const std::string shown = standard_input ? "standard input" : file;
  auto text = standard_input ? read_standard_input() : read_file(file, manifest::kMostBytes);
  if (!text) return tl::unexpected(text.error());
  const manifest::Source source(shown, std::move(*text));
  manifest::Findings findings(source);
  manifest::Documents documents;
  if (check_text(findings)) documents = read_documents(findings);
  diagnostics = findings.take();
  if (count(diagnostics, Severity::Error) > 0) return Payload{};
  if (documents.list.empty()) return no_payload(shown);
  const manifest::Node* root = &documents.list.front().root;
  // What Get answers stands in `data`.
  if (const manifest::Node* data = filters_of(*root, "data")) root = data;
  const manifest::Node* name = root->find("name");
  const manifest::Node* included = filters_of(*root, "included_filters");
  if (name == nullptr || !name->is(manifest::NodeKind::String) || included == nullptr) {
    return no_payload(shown);
  }
  Payload payload{SegmentName(name->text), {manifest::to_json(*included), nullptr}};
  if (const manifest::Node* excluded = filters_of(*root, "excluded_filters")) {
    payload.definition.excluded = manifest::to_json(*excluded);
  }
  return payload;
}

}  // namespace segctl::cli
