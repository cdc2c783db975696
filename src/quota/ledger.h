#pragma once

#include "base/result.h"
#include "quota/windows.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace segctl::quota {

/// One line of the record.
struct Entry {
  Meter meter = Meter::List;
  std::variant<Use, Cap> what;

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// What is to be added to a record, given what is in it.
using Decide = std::function<std::vector<Entry>(const Record&)>;

/// Where the calls that were made are written down.
class Ledger {
 public:
  virtual ~Ledger() = default;

  /// The record of the last 24 hours, as of `now`. Changes nothing.
  [[nodiscard]] virtual Result<Record> read(Timestamp now) = 0;

  /// How sure an entry has to be before the call that it stands for may leave.
  enum class Durability { Buffered, Synced };

  /// Hands the record of the last 24 hours, as of `now`, to `decide`, once, and writes down what
  /// that returns before anybody else can read: two runs can't take the same place. Fails where the
  /// record can't be read or written; then nothing was added.
  [[nodiscard]] virtual Result<void> update(Timestamp now, const Decide& decide,
                                            Durability durability) = 0;
};

/// Adds `entry` to `record`.
void add(Record& record, const Entry& entry);

/// A record that ends with its process.
class MemoryLedger : public Ledger {
 public:
  MemoryLedger() = default;

  explicit MemoryLedger(Record record) : record_(std::move(record)) {}

  [[nodiscard]] Result<Record> read(Timestamp now) override;
  [[nodiscard]] Result<void> update(Timestamp now, const Decide& decide,
                                    Durability durability) override;

  [[nodiscard]] const Record& record() const { return record_; }

 private:
  Record record_;
};

}  // namespace segctl::quota
