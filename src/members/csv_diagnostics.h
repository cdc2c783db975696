#pragma once

#include "base/diagnostic.h"
#include "members/csv.h"

#include <string>

namespace segctl::members {

/// A CSV that a manifest names.
struct NamedCsv {
  Range place;        ///< in the manifest
  std::string shown;  ///< what to call it
  std::string file;   ///< where it is, from the manifest's folder; empty for what was downloaded
};

/// Adds what was found in a CSV, at the manifest's place; with the first line of each in the CSV
/// itself where that is on this machine.
void add_findings(const CsvReport& report, const NamedCsv& csv, Diagnostics& diagnostics);

}  // namespace segctl::members
