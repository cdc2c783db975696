#include "manifest/yaml_reader.h"

#include "manifest/surrogates.h"
#include "manifest/yaml_syntax.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <streambuf>
#include <string>
#include <utility>

namespace segctl::manifest {
namespace {

/// Lets yaml-cpp read a text without a copy of it.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // never written: there is no put area
    setg(begin, begin, begin + text.size());
  }
};

/// Unwinds the parser after the builder has stopped.
struct Stopped {};

/// Hands yaml-cpp's events to the tree builder.
class Events : public YAML::EventHandler {
 public:
  Events(Findings& findings, const JoinedSurrogates* joined)
      : findings_(findings), builder_(findings), joined_(joined) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    builder_.begin_document(mark_span(mark));
    check();
  }

  void OnDocumentEnd() override { documents_.push_back(builder_.take_document()); }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add_scalar(null_span(mark), ScalarStyle::Plain, {}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_alias(token_span(mark), anchor);
    check();
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool plain = tag == "?";
    const Span span = scalar_span(findings_.source().text(), offset(mark), value);
    if (!plain && is_unclosed(findings_.source().text(), span.begin)) {
      report_syntax(findings_, span.begin, YAML::ErrorMsg::EOF_IN_SCALAR);
      throw Stopped{};
    }
    if (!plain && tag != "!" && tag != "tag:yaml.org,2002:str") report_tag(mark, tag);
    add_scalar(span, plain ? ScalarStyle::Plain : ScalarStyle::Quoted, value, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    begin(NodeKind::Sequence, "tag:yaml.org,2002:seq", mark, tag, anchor);
  }

  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    begin(NodeKind::Mapping, "tag:yaml.org,2002:map", mark, tag, anchor);
  }

  void OnMapEnd() override { end(); }

  [[nodiscard]] std::uint32_t offset(const YAML::Mark& mark) const {
    const auto at = static_cast<std::uint32_t>(std::max(mark.pos, 0));
    return joined_ == nullptr ? at : joined_->original_offset(at);
  }

  /// Where the parser gave up; for a bracket that is never closed, where that stands.
  [[nodiscard]] std::uint32_t place_of(const YAML::Exception& problem) const {
    const bool unclosed = problem.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW ||
                          problem.msg == YAML::ErrorMsg::END_OF_MAP_FLOW;
    return unclosed ? builder_.innermost().begin : offset(problem.mark);
  }

  [[nodiscard]] std::vector<Document> take_documents() { return std::move(documents_); }

 private:
  void check() const {
    if (builder_.stopped()) throw Stopped{};
  }

  void add_scalar(Span span, ScalarStyle style, std::string text, YAML::anchor_t anchor) {
    builder_.add_scalar(span, style, std::move(text), anchor);
    check();
  }

  void begin(NodeKind kind, std::string_view own_tag, const YAML::Mark& mark,
             const std::string& tag, YAML::anchor_t anchor) {
    if (tag != "?" && tag != "!" && tag != own_tag) report_tag(mark, tag);
    builder_.begin(kind, mark_span(mark), anchor);
    check();
  }

  void end() {
    builder_.end();
    check();
  }

  void report_tag(const YAML::Mark& mark, const std::string& tag) {
    findings_.add(Rule::YamlTag, token_span(mark), fmt::format("the tag {} is not supported", tag),
                  "leave it out; put a text that looks like something else in quotes");
  }

  [[nodiscard]] Span mark_span(const YAML::Mark& mark) const {
    return {offset(mark), offset(mark)};
  }

  [[nodiscard]] Span token_span(const YAML::Mark& mark) const {
    return word_span(findings_.source().text(), offset(mark));
  }

  /// A value that is left out has its key's place: yaml-cpp gives that of whatever comes next.
  [[nodiscard]] Span null_span(const YAML::Mark& mark) const {
    const Span key = builder_.pending_key();
    const Span word = token_span(mark);
    const std::string_view text = findings_.source().text();
    const bool written = word.begin < text.size() &&
                         std::string_view("~nN").find(text[word.begin]) != std::string_view::npos;
    return written || key.end == 0 ? word : key;
  }

  Findings& findings_;
  TreeBuilder builder_;
  const JoinedSurrogates* joined_;
  std::vector<Document> documents_;
};

/// Nothing where the file holds escaped surrogates, which yaml-cpp refuses one by one.
std::optional<Documents> parse(Findings& findings, const JoinedSurrogates* joined) {
  TextBuffer buffer(joined == nullptr ? findings.source().text() : joined->text());
  std::istream stream(&buffer);
  Events events(findings, joined);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) {
    }
    return Documents{events.take_documents(), Completeness::Whole};
  } catch (const Stopped&) {
    // the builder has reported why
  } catch (const YAML::Exception& problem) {
    if (joined == nullptr && problem.msg.starts_with(YAML::ErrorMsg::INVALID_UNICODE)) return {};
    report_syntax(findings, events.place_of(problem), problem.msg);
  }
  return Documents{events.take_documents(), Completeness::Partial};
}

}  // namespace

Documents read_documents(Findings& findings) {
  Findings first_try(findings.source(), findings.limits());
  if (auto documents = parse(first_try, nullptr)) {
    findings = std::move(first_try);
    return std::move(*documents);
  }
  const JoinedSurrogates joined(findings.source().text());
  return parse(findings, &joined).value();
}

}  // namespace segctl::manifest
