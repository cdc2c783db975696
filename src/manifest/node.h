#pragma once

#include "manifest/source.h"
#include "segment/json.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::manifest {

/// What a node is under the manifests' typing rules (see classify_plain()).
enum class NodeKind : std::uint8_t { Null, Bool, Integer, Decimal, String, Sequence, Mapping };

/// "a string", "a list", …: for messages.
[[nodiscard]] std::string_view kind_phrase(NodeKind kind);

struct Entry;

/// One value of a YAML document, and where it stands. Aliases are already expanded.
struct Node {
  NodeKind kind = NodeKind::Null;
  Span span;                   ///< only the beginning is known of lists and mappings
  std::string text;            ///< a scalar's text, quotes and escapes resolved
  std::vector<Node> items;     ///< of a Sequence
  std::vector<Entry> entries;  ///< of a Mapping, in the order written, each key once

  /// The value of `key`, or null where this is no mapping or has no such key.
  [[nodiscard]] const Node* find(std::string_view key) const;

  [[nodiscard]] const Entry* find_entry(std::string_view key) const;

  [[nodiscard]] bool is(NodeKind wanted) const { return kind == wanted; }

  [[nodiscard]] bool is_number() const {
    return kind == NodeKind::Integer || kind == NodeKind::Decimal;
  }

  [[nodiscard]] bool is_true() const;
};

/// One key of a mapping with its value.
struct Entry {
  std::string key;
  Span key_span;
  Node value;
};

/// The node as JSON: 64-bit integers and doubles keep their value. Where a number can't be kept
/// (the reader has reported it), null stands in its place.
[[nodiscard]] Json to_json(const Node& node);

}  // namespace segctl::manifest
