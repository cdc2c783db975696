#include "members/uid_list.h"

#include "members/csv_pass.h"
#include "members/feed.h"
#include "members/line_splitter.h"
#include "members/regular_file.h"
#include "members/value_rules.h"

#include <algorithm>
#include <utility>

namespace segctl::members {
namespace {

/// LineSplitter's sink that keeps what can be a uid.
struct Collector {
  UidList& uids;

  void operator()(const Line& line) const {
    if (!is_blank(line.text)) uids.add(line.text);
  }

  void flush() const {}
};

}  // namespace

void UidList::reserve(std::size_t uids, std::size_t bytes) {
  ends_.reserve(uids);
  text_.reserve(bytes);
}

void UidList::add(std::string_view uid) {
  text_ += uid;
  ends_.push_back(text_.size());
  text_ += '\n';
}

std::string_view UidList::operator[](std::size_t i) const {
  const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1] + 1;
  return std::string_view(text_).substr(begin, ends_[i] - begin);
}

std::size_t UidList::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  return offset < text_.size() ? text_.copy(out, size, offset) : 0;
}

Result<UidFile> read_uid_file(const std::filesystem::path& path, CsvLimits limits) {
  const Result<RegularFile> file = RegularFile::open(path);
  if (!file) return tl::unexpected(file.error());
  UidFile read;
  read.uids.reserve(0, static_cast<std::size_t>(std::min(file->size(), limits.max_bytes)) + 1);
  Collector collector{read.uids};
  LineSplitter lines;
  Worker worker;
  CsvPass pass(ValueType::String, limits, worker);
  const Digest digest = feed(*file, worker, [&](std::string_view bytes) {
    pass.update(bytes);
    lines.update(bytes, collector);
  });
  lines.finish(collector);
  read.report = pass.finish(*file, digest);
  if (auto unchanged = file->check_unchanged(); !unchanged) {
    return tl::unexpected(unchanged.error());
  }
  return read;
}

}  // namespace segctl::members
