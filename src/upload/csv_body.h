#pragma once

#include "base/descriptor.h"
#include "base/digest.h"
#include "http/upload_transport.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace segctl::upload {

/// A file on its way to a server, of which it is known what it has to hold.
class CsvBody {
 public:
  /// Opens the file and reads it through. Fails where it can't be read, is no regular file, or
  /// (with ErrorCode::PlanAgain) does not hold the bytes of `planned`. Messages call it `shown`.
  [[nodiscard]] static Result<CsvBody> open(const std::filesystem::path& path,
                                            const std::string& shown, const Digest& planned);

  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// The body from its beginning; it can be asked for several times, one after the other. Its last
  /// piece is not given away before all is known to be the planned bytes: of a file that changes
  /// meanwhile no server gets a whole body. **Requires:** this outlives the upload.
  [[nodiscard]] http::Upload body() const;

 private:
  CsvBody(Descriptor file, std::uint64_t size, const Digest& planned, std::string shown);

  Descriptor file_;
  std::uint64_t size_;
  Digest planned_;
  std::string shown_;
};

}  // namespace segctl::upload
