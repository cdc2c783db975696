#include "state/codec_fields.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace segctl::state {

Fields::Fields(const Tree* object, std::string where, std::string& problem)
    : object_(object), where_(std::move(where)), problem_(problem) {
  if (object_ == nullptr || !object_->is_object()) note("", "is no object");
}

bool Fields::has(const char* name) const {
  return object_ != nullptr && object_->is_object() && object_->contains(name);
}

const Tree* Fields::tree(const char* name) {
  if (has(name)) return &object_->at(name);
  note(name, "is missing");
  return nullptr;
}

std::string Fields::text(const char* name) {
  const Tree* value = tree(name);
  if (value != nullptr && value->is_string()) return value->get<std::string>();
  note(name, "is no text");
  return {};
}

std::string Fields::text_or_empty(const char* name) {
  return has(name) ? text(name) : std::string();
}

std::uint64_t Fields::number(const char* name, std::uint64_t smallest, std::uint64_t largest) {
  const Tree* value = tree(name);
  if (value != nullptr && value->is_number_unsigned()) {
    const auto number = value->get<std::uint64_t>();
    if (number >= smallest && number <= largest) return number;
  }
  note(name, fmt::format("is no whole number from {} to {}", smallest, largest));
  return 0;
}

bool Fields::truth(const char* name) {
  const Tree* value = tree(name);
  if (value != nullptr && value->is_boolean()) return value->get<bool>();
  note(name, "is neither true nor false");
  return false;
}

Timestamp Fields::time_or_never(const char* name) {
  if (!has(name)) return {};
  const auto time = parse_utc(text(name));
  if (!time) note(name, "is no time such as 2026-03-01T12:00:00Z");
  return time.value_or(Timestamp{});
}

std::optional<Digest> Fields::digest_or_nothing(const char* name) {
  if (!has(name)) return std::nullopt;
  auto digest = Digest::from_hex(text(name));
  if (!digest) note(name, "is no SHA-256 of 64 hexadecimal digits");
  return digest;
}

std::size_t Fields::word(const char* name, std::span<const std::string_view> words) {
  const std::string found = text(name);
  const auto at = std::find(words.begin(), words.end(), found);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  note(name, "has a value that this segctl doesn't know: " + in_quotes(found));
  return 0;
}

Fields Fields::inner(const char* name) { return {tree(name), path(name), problem_}; }

std::vector<std::string> Fields::texts(const char* name) {
  std::vector<std::string> found;
  const Tree* list = tree(name);
  if (list == nullptr || !list->is_array()) note(name, "is no list");
  if (list == nullptr) return found;
  for (const Tree& item : *list) {
    if (!item.is_string()) note(name, "is no list of texts");
    found.push_back(item.is_string() ? item.get<std::string>() : std::string());
  }
  return found;
}

void Fields::each(const char* name, const std::function<void(Fields)>& take) {
  const Tree* list = tree(name);
  if (list == nullptr || !list->is_array()) return note(name, "is no list");
  for (std::size_t i = 0; i < list->size(); ++i) {
    take({&(*list)[i], path(fmt::format("{}[{}]", name, i)), problem_});
  }
}

std::string Fields::path(std::string_view name) const {
  if (where_.empty() || name.empty()) return where_ + std::string(name);
  return where_ + "." + std::string(name);
}

void Fields::note(std::string_view name, std::string_view what) {
  if (problem_.empty()) problem_ = fmt::format("{} {}", path(name), what);
}

}  // namespace segctl::state
