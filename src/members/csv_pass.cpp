#include "members/csv_pass.h"

#include "base/text.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace segctl::members {
namespace {

/// Enough to see through a page's leading white space and comments' absence.
constexpr std::size_t kHeadSize = 512;

bool is_utf16(std::string_view head) {
  return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
}

bool is_page(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const std::string start = lower_ascii(head.substr(first, 16));
  return start.starts_with("<!doctype") || start.starts_with("<html") ||
         start.starts_with("<?xml") || start.starts_with("<head") || start.starts_with("<!--");
}

/// Far past the limit a file is wrong however many values repeat; the memory for comparing ends.
std::uint64_t compared_rows(const CsvLimits& limits) {
  constexpr std::uint64_t kFactor = 4;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  return limits.max_rows > kMost / kFactor ? kMost : limits.max_rows * kFactor;
}

}  // namespace

void LineIndex::note(std::uint64_t line, std::uint64_t offset) {
  if ((line - 1) % kStep == 0) offsets_.push_back(offset);
}

std::uint64_t LineIndex::line_at(std::uint64_t offset, const ByteSource& source) const {
  const auto next = std::upper_bound(offsets_.begin(), offsets_.end(), offset);
  if (next == offsets_.begin()) return 1;
  std::uint64_t line = static_cast<std::uint64_t>(next - offsets_.begin() - 1) * kStep + 1;
  std::string block(std::size_t{1} << 16U, '\0');
  for (std::uint64_t at = *(next - 1); at < offset;) {
    const std::size_t want = std::min<std::uint64_t>(block.size(), offset - at);
    const std::size_t got = source.read_at(at, block.data(), want);
    if (got == 0) break;
    line += static_cast<std::uint64_t>(
        std::count(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got), '\n'));
    at += got;
  }
  return line;
}

CsvPass::CsvPass(ValueType type, const CsvLimits& limits, Worker& worker, HashValues hash)
    : type_(type), limits_(limits), values_(hash, worker), most_compared_(compared_rows(limits)) {}

void CsvPass::update(std::string_view bytes) {
  const std::uint64_t left = limits_.max_bytes - std::min(bytes_, limits_.max_bytes);
  bytes_ += bytes.size();
  if (bytes.size() > left) {
    bytes = bytes.substr(0, left);
    if (!findings_.has(CsvRule::TooLarge)) findings_.add(CsvRule::TooLarge, 0);
  }
  if (head_.size() < kHeadSize) head_ += bytes.substr(0, kHeadSize - head_.size());
  lines_.update(bytes, *this);
}

void CsvPass::operator()(const Line& line) {
  index_.note(line.number, line.offset);
  note_line_end(line);
  if (line.length == Line::Length::TooLong) {
    count_row(line);
    return findings_.add(CsvRule::LongValue, line.number);
  }
  check_value(line);
}

void CsvPass::count_row(const Line& line) {
  ++rows_;
  if (rows_ > limits_.max_rows) findings_.add(CsvRule::TooManyRows, line.number);
}

void CsvPass::note_line_end(const Line& line) {
  if (line.end == LineEnd::None) return;
  if (first_end_ == LineEnd::None) first_end_ = line.end;
  if (line.end != first_end_) findings_.add(CsvRule::MixedLineEnds, line.number);
}

void CsvPass::check_value(const Line& line) {
  const std::string_view value = line.text;
  const ByteKinds kinds = byte_kinds(value);
  if ((kinds & ~kHarmless) != 0 || value.empty()) {
    if (is_blank(value)) return findings_.add(CsvRule::EmptyRow, line.number);
    findings_.add(broken_text_rules(value, kinds), line.number);
  }
  count_row(line);
  note_header(value, kinds);
  if ((kinds & kUpper) != 0 && looks_mangled(value)) {
    findings_.add(CsvRule::MangledNumber, line.number);
  }
  if (type_ == ValueType::Double && !is_finite_number(value)) {
    findings_.add(CsvRule::NotANumber, line.number);
  }
  if (rows_ > most_compared_ || line.offset > kMaxOffset) return;
  values_.add(value, line.offset, (kinds & kUpper) != 0 ? Case::HasUpper : Case::Lower);
}

void CsvPass::note_header(std::string_view value, ByteKinds kinds) {
  if (rows_ > 1) {
    rows_with_digit_ += (kinds & kDigitOrAt) != 0 ? 1 : 0;
  } else if (looks_like_name(value)) {
    first_value_ = value;
  }
}

void CsvPass::report_sets(const ByteSource& source, CsvReport& report) {
  const ValueSetReport sets = values_.finish(source);
  const auto tell = [&](CsvRule rule, const Places& places) {
    std::vector<std::uint64_t> lines;
    for (const std::uint64_t offset : places.offsets) {
      lines.push_back(index_.line_at(offset, source));
    }
    findings_.set(rule, places.count, std::move(lines));
  };
  tell(CsvRule::DuplicateValue, sets.duplicates);
  tell(CsvRule::CaseVariant, sets.case_variants);
  report.set_digest = sets.digest;
  report.duplicates = sets.duplicates.count;
}

void CsvPass::report_file(CsvReport& report) {
  const bool data_below = rows_ >= 3 && rows_with_digit_ == rows_ - 1;
  const bool named = rows_ >= 2 && is_usual_column_name(first_value_);
  if (!first_value_.empty() && (data_below || named)) findings_.add(CsvRule::Header, 1);
  // A column's name alone is what an export of nobody looks like.
  const bool header_alone = rows_ == 1 && is_usual_column_name(first_value_);
  if (rows_ == 0 || header_alone) findings_.add(CsvRule::Empty, 0);
  if (is_utf16(head_)) {
    findings_.add(CsvRule::Utf16, 0);
    report.findings = findings_.report_only(CsvRule::Utf16, limits_);
  } else if (is_page(head_)) {
    findings_.add(CsvRule::HtmlPage, 0);
    report.findings = findings_.report_only(CsvRule::HtmlPage, limits_);
  } else {
    report.findings = findings_.report(limits_);
  }
}

CsvReport CsvPass::finish(const ByteSource& source, const Digest& digest) {
  if (findings_.has(CsvRule::TooLarge)) lines_.drop_rest();
  lines_.finish(*this);
  CsvReport report;
  report.digest = digest;
  report.bytes = bytes_;
  report.rows = rows_;
  report_sets(source, report);
  report_file(report);
  return report;
}

}  // namespace segctl::members
