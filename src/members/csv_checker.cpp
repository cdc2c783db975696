#include "members/csv.h"
#include "members/csv_pass.h"
#include "members/spool.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace segctl::members {

struct CsvChecker::Pass {
  Pass(ValueType type, const CsvLimits& limits)
      : csv(std::in_place, type, limits, worker),
        spool(std::make_unique<Spool>(limits.max_bytes)) {}

  Worker worker{Worker::Threads::None};
  std::optional<CsvPass> csv;  ///< nothing once it is finished: the bytes may be kept for longer
  std::unique_ptr<Spool> spool;
  Sha256 digest;
};

CsvChecker::CsvChecker(ValueType type, CsvLimits limits)
    : pass_(std::make_unique<Pass>(type, limits)) {}

CsvChecker::~CsvChecker() = default;
CsvChecker::CsvChecker(CsvChecker&&) noexcept = default;
CsvChecker& CsvChecker::operator=(CsvChecker&&) noexcept = default;

void CsvChecker::update(std::string_view bytes) {
  pass_->spool->append(bytes);
  pass_->digest.update(bytes);
  pass_->csv->update(bytes);
}

CsvReport CsvChecker::finish() {
  CsvReport report = pass_->csv->finish(*pass_->spool, pass_->digest.finish());
  pass_->csv.reset();
  return report;
}

std::unique_ptr<ByteSource> CsvChecker::take_bytes() { return std::move(pass_->spool); }

bool CsvReport::valid() const {
  return std::none_of(findings.begin(), findings.end(), [](const CsvFinding& finding) {
    return finding.severity == Severity::Error;
  });
}

}  // namespace segctl::members
