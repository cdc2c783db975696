#include "quota/ledger.h"

namespace segctl::quota {

void add(Record& record, const Entry& entry) {
  Account& account = record.of(entry.meter);
  if (const auto* use = std::get_if<Use>(&entry.what)) {
    account.uses.push_back(*use);
  } else {
    account.caps.push_back(std::get<Cap>(entry.what));
  }
}

Result<Record> MemoryLedger::read(Timestamp now) {
  forget_old(record_, now);
  return record_;
}

Result<void> MemoryLedger::update(Timestamp now, const Decide& decide, Durability) {
  forget_old(record_, now);
  for (const Entry& entry : decide(record_)) add(record_, entry);
  return {};
}

}  // namespace segctl::quota
