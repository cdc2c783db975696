#include "segment/json_text.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <string_view>

namespace segctl {
namespace {

void append(std::string& out, const Json& value);

void append_string(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_array(std::string& out, const Json::array_t& elements) {
  const char* separator = "[";
  for (const Json& element : elements) {
    out += separator;
    append(out, element);
    separator = ",";
  }
  out += elements.empty() ? "[]" : "]";
}

void append_object(std::string& out, const Json::object_t& members) {
  const char* separator = "{";
  for (const auto& [key, value] : members) {
    out += separator;
    append_string(out, key);
    out += ':';
    append(out, value);
    separator = ",";
  }
  out += members.empty() ? "{}" : "}";
}

/// No JSON text reads as binary; its own notation keeps it apart from everything else.
void append_binary(std::string& out, const Json::binary_t& bytes) {
  out += "!";
  if (bytes.has_subtype()) out += std::to_string(bytes.subtype());
  append_string(out, std::string(bytes.begin(), bytes.end()));
}

void append(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      out += "null";
      break;
    case Json::value_t::boolean:
      out += value.get_ref<const bool&>() ? "true" : "false";
      break;
    case Json::value_t::number_integer:
      return append_number(out, value.get_ref<const Json::number_integer_t&>());
    case Json::value_t::number_unsigned:
      return append_number(out, value.get_ref<const Json::number_unsigned_t&>());
    case Json::value_t::number_float:
      return append_number(out, value.get_ref<const Json::number_float_t&>());
    case Json::value_t::string:
      return append_string(out, value.get_ref<const std::string&>());
    case Json::value_t::array:
      return append_array(out, value.get_ref<const Json::array_t&>());
    case Json::value_t::object:
      return append_object(out, value.get_ref<const Json::object_t&>());
    case Json::value_t::binary:
      return append_binary(out, value.get_binary());
    case Json::value_t::discarded:
      out += "!discarded";
      break;
  }
}

}  // namespace

std::string compact_json(const Json& value) {
  std::string out;
  out.reserve(1024);
  append(out, value);
  return out;
}

}  // namespace segctl
