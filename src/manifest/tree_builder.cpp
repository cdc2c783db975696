#include "manifest/tree_builder.h"

#include "base/text.h"
#include "manifest/scalar.h"
#include "manifest/text_check.h"

#include <fmt/format.h>

#include <utility>

namespace segctl::manifest {
namespace {

/// From this many keys on they are indexed.
constexpr std::size_t kLongMapping = 32;

}  // namespace

void TreeBuilder::begin_document(Span span) {
  document_ = {};
  open_.clear();
  anchored_.clear();
  errors_before_ = findings_.errors();
  charge(span, {1, 0});
}

Span TreeBuilder::innermost() const { return open_.empty() ? Span{} : open_.back().node.span; }

Document TreeBuilder::take_document() {
  document_.errors = findings_.errors() - errors_before_;
  return std::move(document_);
}

TreeBuilder::Weight TreeBuilder::weigh(const Node& node) {
  Weight total{1, node.text.size()};
  const auto add = [&total](const Node& inner) {
    const Weight weight = weigh(inner);
    total.nodes += weight.nodes;
    total.bytes += weight.bytes;
  };
  for (const Node& item : node.items) add(item);
  for (const Entry& entry : node.entries) {
    add(entry.value);
    total.bytes += entry.key.size();
  }
  return total;
}

void TreeBuilder::charge(Span span, Weight weight) {
  total_.nodes += weight.nodes;
  total_.bytes += weight.bytes;
  if (total_.nodes <= kMostNodes && total_.bytes <= 2 * kMostBytes) return;
  stopped_ = true;
  findings_.add(Rule::TooManyNodes, span,
                fmt::format("the file holds more than {} values, or more than 32 MB of text, once "
                            "aliases are expanded",
                            with_thousands(kMostNodes)),
                "split the file; write aliased values out once, or use fewer of them");
}

void TreeBuilder::add_scalar(Span span, ScalarStyle style, std::string text, AnchorId anchor) {
  Node node;
  node.kind = style == ScalarStyle::Plain ? classify_plain(text) : NodeKind::String;
  node.span = span;
  node.text = std::move(text);
  const bool kept = node.kind == NodeKind::Integer   ? integer_of(node.text).has_value()
                    : node.kind == NodeKind::Decimal ? decimal_of(node.text).has_value()
                                                     : true;
  if (!kept) {
    findings_.add(Rule::NumberNotKept, node, fmt::format("the number {} cannot be kept", node.text),
                  "integers up to 64 bits and decimals up to 17 significant digits can; put an "
                  "identifier in quotes");
  }
  charge(span, {1, node.text.size()});
  if (!stopped_) finish(std::move(node), anchor);
}

void TreeBuilder::add_alias(Span span, AnchorId anchor) {
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    stopped_ = true;
    findings_.add(Rule::AliasCycle, span, "this alias stands inside the value that it repeats",
                  "write the value out");
    return;
  }
  charge(span, weigh(found->second));
  if (!stopped_) finish(found->second, 0);
}

void TreeBuilder::begin(NodeKind kind, Span span, AnchorId anchor) {
  if (open_.size() >= kDeepest) {
    stopped_ = true;
    findings_.add(Rule::TooDeep, span, fmt::format("more than {} levels deep", kDeepest),
                  "no definition needs that; flatten it");
    return;
  }
  charge(span, {1, 0});
  Open& open = open_.emplace_back();
  open.node.kind = kind;
  open.node.span = span;
  open.anchor = anchor;
}

void TreeBuilder::end() {
  Node node = std::move(open_.back().node);
  const AnchorId anchor = open_.back().anchor;
  open_.pop_back();
  finish(std::move(node), anchor);
}

void TreeBuilder::finish(Node node, AnchorId anchor) {
  if (anchor != 0) {
    charge(node.span, weigh(node));
    if (stopped_) return;
    anchored_.insert_or_assign(anchor, node);
  }
  place(std::move(node));
}

void TreeBuilder::place(Node node) {
  if (open_.empty()) {
    document_.root = std::move(node);
    return;
  }
  Open& parent = open_.back();
  if (parent.node.is(NodeKind::Sequence)) {
    parent.node.items.push_back(std::move(node));
  } else if (parent.pending == Pending::Key) {
    place_key(std::move(node));
  } else {
    if (parent.pending == Pending::Value) parent.node.entries.back().value = std::move(node);
    parent.pending = Pending::Key;
  }
}

void TreeBuilder::refuse_key(const Node& key, Rule rule, std::string message, std::string hint) {
  findings_.add(rule, key, std::move(message), std::move(hint));
  open_.back().pending = Pending::DroppedValue;
  document_.complete = false;
}

/// The entry of `key` that stands in the mapping already; adds the key to the index where not.
const Entry* TreeBuilder::find_earlier(Open& mapping, const std::string& key) {
  const std::vector<Entry>& entries = mapping.node.entries;
  if (entries.size() < kLongMapping) return mapping.node.find_entry(key);
  if (mapping.long_index.empty()) {
    for (std::size_t at = 0; at < entries.size(); ++at) {
      mapping.long_index.emplace(entries[at].key, at);
    }
  }
  const auto [at, is_new] = mapping.long_index.emplace(key, entries.size());
  return is_new ? nullptr : &entries[at->second];
}

void TreeBuilder::place_key(Node key) {
  Open& parent = open_.back();
  if (!key.is(NodeKind::String)) {
    refuse_key(key, Rule::KeyType,
               fmt::format("the key of a mapping must be a string, not {}", kind_phrase(key.kind)),
               key.text.empty() ? "" : fmt::format("write \"{}\"", printable(key.text)));
    return;
  }
  const bool quoted = findings_.source().text()[key.span.begin] != '<';
  if (key.text == "<<" && !quoted) {
    refuse_key(key, Rule::MergeKey, "the merge key << is not supported",
               "write the keys out, or alias single values");
    return;
  }
  if (const Entry* first = find_earlier(parent, key.text)) {
    findings_.add(Rule::DuplicateKey, key.span,
                  fmt::format("the key {} is given twice", in_quotes(key.text)),
                  "keep one of the two", first->key_span, "first given here");
    parent.pending = Pending::DroppedValue;
    return;
  }
  parent.node.entries.push_back({std::move(key.text), key.span, {}});
  parent.pending = Pending::Value;
}

Span TreeBuilder::pending_key() const {
  if (open_.empty() || open_.back().pending != Pending::Value) return {};
  return open_.back().node.entries.back().key_span;
}

}  // namespace segctl::manifest
