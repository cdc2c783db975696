#include "manifest/yaml_writer.h"

#include "base/text.h"
#include "manifest/scalar.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

namespace segctl::manifest {
namespace {

constexpr std::size_t kLongestLine = 100;
/// Characters that mean nothing inside a plain scalar, also between brackets.
constexpr std::string_view kPlainInside = " _-./+@()%*;=&!^$~|<>'";

constexpr std::string_view kKeyOrder[] = {"filter_type",
                                          "filter_operator",
                                          "name",
                                          "action_name",
                                          "attribute_name",
                                          "data_type",
                                          "category",
                                          "key",
                                          "id",
                                          "executed",
                                          "execution",
                                          "type",
                                          "count",
                                          "extract_type",
                                          "operator",
                                          "operator_type",
                                          "aggregation_type",
                                          "negate",
                                          "case_sensitive",
                                          "array_filter_type",
                                          "value_type",
                                          "value",
                                          "value1",
                                          "radius",
                                          "period_unit",
                                          "primary_time_range",
                                          "filters"};

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ' ' || text.back() == ':') return false;
  if (!is_letter_or_digit(text.front()) && !is_high(text.front()) && text.front() != '_') {
    return false;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool safe_colon = c == ':' && is_letter_or_digit(text[at + 1]);
    const bool safe = is_letter_or_digit(c) || is_high(c) || safe_colon ||
                      kPlainInside.find(c) != std::string_view::npos;
    if (!safe) return false;
  }
  return classify_plain(text) == NodeKind::String && printable(text) == text;
}

/// printable() writes the escapes that YAML has, for all but the backslash itself and the quote.
std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '"' && text[at] != '\\') continue;
    out += printable(text.substr(done, at - done));
    out += '\\';
    out += text[at];
    done = at + 1;
  }
  return out + printable(text.substr(done)) + '"';
}

std::string scalar(const Json& value) {
  return value.is_string() ? yaml_string(value.get_ref<const std::string&>()) : value.dump();
}

std::vector<std::string_view> ordered_keys(const Json& mapping) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : mapping.get_ref<const Json::object_t&>()) keys.push_back(key);
  const auto rank = [](std::string_view key) {
    // What is not listed comes before "filters", the longest.
    const auto* const last = std::end(kKeyOrder) - 1;
    const auto* const found = std::find(std::begin(kKeyOrder), last, key);
    return 2 * (found - std::begin(kKeyOrder)) + (found == last && key == *last ? 1 : 0);
  };
  std::stable_sort(keys.begin(), keys.end(),
                   [&](std::string_view a, std::string_view b) { return rank(a) < rank(b); });
  return keys;
}

/// A list or mapping of scalars in brackets, or an empty one; nothing where it takes more lines.
std::string inline_text(const Json& value) {
  if (value.empty()) return value.is_array() ? "[]" : "{}";
  std::string out;
  const auto append = [&](const std::string& prefix, const Json& item) {
    out += (out.empty() ? "" : ", ") + prefix + scalar(item);
  };
  const auto is_structured = [](const Json& item) { return item.is_structured(); };
  if (std::any_of(value.begin(), value.end(), is_structured)) return {};
  if (value.is_array()) {
    for (const Json& item : value) append("", item);
    return "[" + out + "]";
  }
  for (const std::string_view key : ordered_keys(value)) {
    append(yaml_string(key) + ": ", value.at(std::string(key)));
  }
  return "{" + out + "}";
}

}  // namespace

std::string yaml_string(std::string_view text) {
  return is_plain(text) ? std::string(text) : double_quoted(text);
}

void YamlWriter::add(std::string_view key, const Json& value) { write_entry(key, value, 0); }

void YamlWriter::write_entry(std::string_view key, const Json& value, std::size_t indent) {
  text_ += yaml_string(key);
  text_ += ':';
  const std::string on_the_line = value.is_structured() ? inline_text(value) : scalar(value);
  const bool fits = indent + key.size() + on_the_line.size() + 2 <= kLongestLine;
  if (!on_the_line.empty() && (fits || !value.is_structured())) {
    text_ += ' ' + on_the_line + '\n';
    return;
  }
  text_ += '\n' + std::string(indent + 2, ' ');
  value.is_array() ? write_list(value, indent + 2) : write_mapping(value, indent + 2);
}

void YamlWriter::write_mapping(const Json& mapping, std::size_t indent) {
  bool first = true;
  for (const std::string_view key : ordered_keys(mapping)) {
    if (!first) text_.append(indent, ' ');
    write_entry(key, mapping.at(std::string(key)), indent);
    first = false;
  }
}

void YamlWriter::write_list(const Json& list, std::size_t indent) {
  bool first = true;
  for (const Json& item : list) {
    if (!first) text_.append(indent, ' ');
    first = false;
    text_ += "- ";
    if (item.is_object() && !item.empty()) {
      write_mapping(item, indent + 2);
    } else if (item.is_array() && !item.empty()) {
      write_list(item, indent + 2);
    } else {
      text_ += (item.is_structured() ? inline_text(item) : scalar(item)) + '\n';
    }
  }
}

}  // namespace segctl::manifest
