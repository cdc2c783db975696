// Writes one JSON report of every sort, ordinary and hostile, into the directory that it is given:
// NAME.SORT.json, for check_schemas.py.
#include "report/json_diagnostics.h"
#include "report/json_drift.h"
#include "report/json_outcome.h"
#include "report/json_plan.h"
#include "unit/report/drift_samples.h"
#include "unit/report/samples.h"

#include <filesystem>
#include <fstream>

namespace {

using namespace segctl;

class Samples {
 public:
  explicit Samples(std::filesystem::path directory) : directory_(std::move(directory)) {}

  void write(const std::string& name, const plan::Plan& plan, const report::PlanHeader& header) {
    write(name, "plan", report::plan_json(plan, header));
  }

  void write(const std::string& name, const plan::Outcome& outcome,
             const report::PlanHeader& header) {
    write(name, "outcome", report::outcome_json(outcome, header));
  }

  void write(const std::string& name, const plan::Drift& drift, const report::PlanHeader& header) {
    write(name, "drift", report::drift_json(drift, header, report::Unmanaged::Listed));
  }

  void write(const std::string& name, const Diagnostics& diagnostics) {
    write(name, "diagnostics", report::diagnostics_json(diagnostics, {4, 12}));
  }

 private:
  void write(const std::string& name, const std::string& sort, const std::string& json) {
    std::ofstream(directory_ / (name + "." + sort + ".json"), std::ios::binary) << json;
  }

  std::filesystem::path directory_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 64;
  Samples samples(arguments[1]);
  samples.write("empty", plan::Plan{}, {});
  samples.write("full", test::sample_plan(), test::sample_header());
  samples.write("empty", plan::Outcome{}, {});
  samples.write("full", test::sample_outcome(), test::sample_header());
  samples.write("empty", Diagnostics{});
  samples.write("full", test::sample_diagnostics());
  samples.write("empty", plan::Drift{}, {});
  samples.write("full", test::sample_drift(), test::sample_header());
  const std::string hostile = test::hostile_names()[2];
  samples.write("hostile", test::hostile_plan(hostile), test::sample_header());
  samples.write("hostile", test::hostile_outcome(hostile), test::sample_header());
  samples.write("hostile", test::hostile_drift(hostile), test::sample_header());
  samples.write("hostile", test::hostile_diagnostics(hostile));
}
