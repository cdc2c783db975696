#pragma once

#include "base/clock.h"
#include "http/retry_policy.h"
#include "http/upload_transport.h"
#include "upload/target.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <random>
#include <string>

namespace segctl::upload {

class CsvBody;

/// A CSV that is where MoEngage can fetch it.
struct Uploaded {
  std::string fetch_url;  ///< may be signed: never show it whole
  std::uint64_t size = 0;
  bool was_there = false;  ///< an earlier run had put it there: nothing was sent

  friend bool operator==(const Uploaded&, const Uploaded&) = default;
};

/// How an Uploader behaves where it has a choice.
struct UploadOptions {
  http::RetryPolicy policy;
  /// Told how much of the file has been sent; may be null.
  std::function<void(const std::string& shown, std::uint64_t sent, std::uint64_t size)> progress;
  /// Once true, no further attempt is made. Null: nothing interrupts.
  const std::atomic<bool>* stop = nullptr;
};

/// Puts CSVs where MoEngage can fetch them. A file's name there is made from its bytes, so that to
/// put it again does no harm: what fails in passing is tried again.
class Uploader {
 public:
  /// **Requires:** `wire`, `target` and `clock` outlive it. The clock is the real one: signatures
  /// are dated.
  Uploader(http::UploadTransport& wire, const Target& target, Clock& clock,
           UploadOptions options = {});

  /// Sends the file unless it is there already, looks that it has arrived whole, and says where it
  /// can be fetched. Fails with ErrorCode::PlanAgain where the file doesn't hold `planned`.
  /// Messages call it `shown`.
  [[nodiscard]] Result<Uploaded> put(const std::filesystem::path& file, const std::string& shown,
                                     const Digest& planned);

 private:
  [[nodiscard]] Result<bool> is_there(const Digest& bytes, std::uint64_t size);
  [[nodiscard]] Result<std::string> send(const CsvBody& csv, const std::string& shown,
                                         const Digest& bytes);
  [[nodiscard]] Result<void> verify(const Digest& bytes, std::uint64_t size,
                                    const std::string& etag);
  [[nodiscard]] bool try_again(int attempts, const Result<http::Response>& outcome);

  http::UploadTransport& wire_;
  const Target& target_;
  Clock& clock_;
  UploadOptions options_;
  std::minstd_rand random_;
};

}  // namespace segctl::upload
