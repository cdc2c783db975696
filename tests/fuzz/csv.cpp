// A CSV behind a byte that says what it holds and how it comes: its report is the same however its
// bytes are cut.
#include "members/csv.h"

#include "fuzz.h"

#include <random>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segctl;
  if (size == 0) return 0;
  const std::uint8_t choice = data[0];
  const auto type = (choice & 1U) != 0 ? members::ValueType::Double : members::ValueType::String;
  const members::CsvLimits limits =
      (choice & 2U) != 0 ? members::CsvLimits{} : members::CsvLimits{200, 10};
  const std::string_view bytes = fuzz::as_text(data + 1, size - 1);

  members::CsvChecker whole(type, limits);
  whole.update(bytes);
  const members::CsvReport expected = whole.finish();
  fuzz::require(expected.bytes == bytes.size(), "every byte is counted");
  fuzz::require(expected.duplicates <= expected.rows, "a duplicate is a row");

  members::CsvChecker pieces(type, limits);
  std::minstd_rand random(choice);
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t length = std::min<std::size_t>(random() % 9, rest.size());
    pieces.update(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  fuzz::require(pieces.finish() == expected, "where the bytes are cut makes no difference");
  return 0;
}
