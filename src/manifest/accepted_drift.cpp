#include "manifest/accepted_drift.h"

#include "base/text.h"
#include "manifest/iso_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace segctl::manifest {
namespace {

constexpr std::array<std::string_view, 1> kBlockKeys{"accepted"};
constexpr std::array<std::string_view, 4> kEntryKeys{"key", "class", "reason", "until"};
constexpr std::size_t kDateLength = 10;

/// The classes that speak of one managed segment.
std::vector<std::string_view> acceptable_classes() {
  std::vector<std::string_view> words;
  for (const DriftClass kind : kDriftClasses) {
    const bool of_many = kind == DriftClass::Unmanaged || kind == DriftClass::Unverifiable;
    if (!of_many) words.push_back(drift_word(kind));
  }
  return words;
}

const Node* text_field(const Node& entry, std::string_view key, Findings& findings) {
  const Node* value = require(entry, key, "an entry of accepted", findings);
  return value != nullptr && expect_text(*value, key, findings) ? value : nullptr;
}

std::optional<DriftClass> read_class(const Node& entry, Findings& findings) {
  const Node* value = text_field(entry, "class", findings);
  if (value == nullptr || !expect_word(*value, "class", acceptable_classes(), findings)) {
    return std::nullopt;
  }
  return drift_class(value->text);
}

/// The end of the day that `until` names.
std::optional<Timestamp> read_until(const Node& entry, Findings& findings) {
  const Node* value = text_field(entry, "until", findings);
  if (value == nullptr) return std::nullopt;
  const auto day = parse_iso_time(value->text);
  if (day && value->text.size() == kDateLength) return *day + std::chrono::days(1);
  findings.add(Rule::WrongType, *value, "\"until\" takes a date",
               "write the last day on which it is accepted, as 2026-03-31");
  return std::nullopt;
}

std::optional<AcceptedDrift> read_entry(const Node& entry, Findings& findings) {
  if (!expect(NodeKind::Mapping, entry, "an entry of accepted", findings)) return std::nullopt;
  check_keys(entry, kEntryKeys, "an entry of accepted", findings);
  const Node* key = text_field(entry, "key", findings);
  const auto kind = read_class(entry, findings);
  const Node* reason = text_field(entry, "reason", findings);
  const auto until = read_until(entry, findings);
  if (key == nullptr || !kind || reason == nullptr || !until) return std::nullopt;
  return AcceptedDrift{Key(key->text), *kind, reason->text, *until,
                       findings.source().range(key->span)};
}

}  // namespace

std::vector<AcceptedDrift> read_accepted_drift(const Node& block, Findings& findings) {
  std::vector<AcceptedDrift> list;
  if (!expect(NodeKind::Mapping, block, "drift", findings)) return list;
  check_keys(block, kBlockKeys, "drift", findings);
  const Node* accepted = block.find("accepted");
  if (accepted == nullptr || !expect(NodeKind::Sequence, *accepted, "accepted", findings)) {
    return list;
  }
  for (const Node& item : accepted->items) {
    auto entry = read_entry(item, findings);
    if (!entry) continue;
    const bool twice = std::any_of(list.begin(), list.end(), [&](const AcceptedDrift& other) {
      return other.key == entry->key && other.kind == entry->kind;
    });
    if (twice) {
      findings.add(Rule::KeyNotUnique, *item.find("key"),
                   fmt::format("{} of {} is accepted twice", drift_word(entry->kind),
                               in_quotes(entry->key.str())),
                   "keep one of the two entries");
      continue;
    }
    list.push_back(std::move(*entry));
  }
  return list;
}

}  // namespace segctl::manifest
