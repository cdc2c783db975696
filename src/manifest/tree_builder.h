#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace segctl::manifest {

/// One document of a file, read but not yet understood.
struct Document {
  Node root;
  /// Whether all that was written is in `root`. Where it is not, checking `root` would report
  /// things as missing that are there.
  bool complete = true;
  std::size_t errors = 0;  ///< found while reading it
};

/// How a scalar was written.
enum class ScalarStyle { Plain, Quoted };

/// Names an anchor of one document; 0 where there is none.
using AnchorId = std::size_t;

/// Makes Node trees from the events of a YAML parser; reports duplicate and odd keys, numbers that
/// can't be kept, and values beyond the limits of text_check.h.
class TreeBuilder {
 public:
  explicit TreeBuilder(Findings& findings) : findings_(findings) {}

  void begin_document(Span span);
  void add_scalar(Span span, ScalarStyle style, std::string text, AnchorId anchor);
  void add_alias(Span span, AnchorId anchor);
  void begin(NodeKind kind, Span span, AnchorId anchor);
  void end();

  /// True after a limit was met: no further event may be given.
  [[nodiscard]] bool stopped() const { return stopped_; }

  /// Where the key stands whose value comes next; an empty span where none does.
  [[nodiscard]] Span pending_key() const;

  /// Where the innermost list or mapping begins that is not ended; an empty span where none is.
  [[nodiscard]] Span innermost() const;

  [[nodiscard]] Document take_document();

 private:
  enum class Pending { Key, Value, DroppedValue };

  struct Open {
    Node node;
    AnchorId anchor = 0;
    Pending pending = Pending::Key;
    /// Where each key of a long mapping is: looking through all of them for every one takes a time
    /// that grows with the square. Empty while the mapping is short.
    std::unordered_map<std::string, std::size_t> long_index;
  };

  struct Weight {
    std::size_t nodes = 0;
    std::size_t bytes = 0;
  };

  static Weight weigh(const Node& node);
  void charge(Span span, Weight weight);
  void finish(Node node, AnchorId anchor);
  void place(Node node);
  void place_key(Node key);
  static const Entry* find_earlier(Open& mapping, const std::string& key);
  void refuse_key(const Node& key, Rule rule, std::string message, std::string hint);

  Findings& findings_;
  Document document_;
  std::size_t errors_before_ = 0;  ///< the document
  std::vector<Open> open_;
  std::unordered_map<AnchorId, Node> anchored_;
  Weight total_;
  bool stopped_ = false;
};

}  // namespace segctl::manifest
