#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace segctl::members {

/// Longer values are not looked at: nothing that identifies a user is this long, and it bounds the
/// memory that a file without line ends takes. A limit of segctl's own.
inline constexpr std::size_t kMaxValueBytes = 4096;

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// None: the last line, or one that is too long to look at.
enum class LineEnd { Lf, CrLf, None };

/// One line, without its end and without a byte order mark.
struct Line {
  std::string_view text;     ///< empty where the line is too long; valid during the call only
  std::uint64_t number = 0;  ///< from 1
  std::uint64_t offset = 0;  ///< where `text` begins in the file
  LineEnd end = LineEnd::Lf;
  enum class Length { Fits, TooLong } length = Length::Fits;
};

/// Cuts bytes that come in pieces into lines. The pieces' borders make no difference. Memory: one
/// line of kMaxValueBytes.
class LineSplitter {
 public:
  /// Calls `sink(const Line&)` for each line that ends in `bytes`, and `sink.flush()` before bytes
  /// that the sink has seen go away.
  template <class Sink>
  void update(std::string_view bytes, Sink& sink) {
    if (!carried_.empty() || skipping_) {
      const std::size_t taken = complete_carried(bytes, sink);
      bytes.remove_prefix(taken);
    }
    for (std::size_t size = bytes.find('\n'); size != std::string_view::npos;
         size = bytes.find('\n')) {
      emit(bytes.substr(0, size), LineEnd::Lf, sink);
      offset_ += size + 1;
      bytes.remove_prefix(size + 1);
    }
    carry(bytes);
    sink.flush();
  }

  /// Calls `sink` for a last line that no line end closes.
  template <class Sink>
  void finish(Sink& sink) {
    if (!carried_.empty() || skipping_) emit(carried_, LineEnd::None, sink);
    sink.flush();
  }

  /// Forgets a line that has not ended yet.
  void drop_rest() {
    carried_.clear();
    carried_size_ = 0;
    skipping_ = false;
  }

 private:
  /// What the longest line takes with a byte order mark before it and "\r" after it.
  static constexpr std::size_t kMaxRaw = kMaxValueBytes + kByteOrderMark.size() + 1;

  template <class Sink>
  void emit(std::string_view raw, LineEnd end, Sink& sink) {
    Line line{raw, ++number_, offset_, end, Line::Length::Fits};
    if (line.number == 1 && raw.starts_with(kByteOrderMark)) {
      line.text.remove_prefix(kByteOrderMark.size());
      line.offset += kByteOrderMark.size();
    }
    if (end == LineEnd::Lf && line.text.ends_with('\r')) {
      line.text.remove_suffix(1);
      line.end = LineEnd::CrLf;
    }
    if (skipping_ || line.text.size() > kMaxValueBytes) {
      line.text = {};
      line.end = LineEnd::None;
      line.length = Line::Length::TooLong;
    }
    sink(line);
  }

  /// Ends the carried line if its end is in `bytes`; returns how many bytes belong to it.
  template <class Sink>
  std::size_t complete_carried(std::string_view bytes, Sink& sink) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
      carry(bytes);
      return bytes.size();
    }
    const std::size_t before = carried_size_;
    carry(bytes.substr(0, end));
    emit(carried_, LineEnd::Lf, sink);
    sink.flush();
    offset_ += before + end + 1;
    carried_.clear();
    carried_size_ = 0;
    skipping_ = false;
    return end + 1;
  }

  void carry(std::string_view bytes) {
    carried_size_ += bytes.size();
    if (skipping_) return;
    if (carried_.size() + bytes.size() <= kMaxRaw) {
      carried_ += bytes;
      return;
    }
    skipping_ = true;
    carried_.clear();
  }

  std::string carried_;
  std::uint64_t carried_size_ = 0;  ///< of the unfinished line, skipped bytes included
  std::uint64_t offset_ = 0;        ///< where the unfinished line begins
  std::uint64_t number_ = 0;        ///< of the line last ended
  bool skipping_ = false;
};

}  // namespace segctl::members
