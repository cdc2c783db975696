#pragma once

#include "apply/executor.h"
#include "cli/console.h"
#include "cli/project.h"
#include "source/inspector.h"

#include <map>
#include <memory>
#include <vector>

namespace segctl::cli {

/// Says in `contents` under which URL each CSV will be put that has none of its own. Nothing where
/// the project has no uploads.
void name_uploads(const Project& project, const std::vector<DesiredSegment>& desired,
                  std::map<Key, plan::FileContents>& contents);

/// Fails where `plan` has something to upload and the environment has no credentials for it.
[[nodiscard]] Result<void> check_upload_credentials(const Project& project, const plan::Plan& plan);

/// Uploads CSVs, and looks at all before MoEngage is told of them.
class CsvDesk {
 public:
  /// **Requires:** the inspector and the console outlive it.
  CsvDesk(const Project& project, source::Inspector& inspector, const Console& console);
  ~CsvDesk();
  CsvDesk(const CsvDesk&) = delete;
  CsvDesk& operator=(const CsvDesk&) = delete;

  /// See apply::CsvGate.
  [[nodiscard]] Result<apply::ReadyCsv> make_ready(const CsvSource& csv, AttributeType type,
                                                   const ContentMark& planned);

 private:
  class Uploads;

  source::Inspector& inspector_;
  std::unique_ptr<Uploads> uploads_;  ///< null where the project has none
};

}  // namespace segctl::cli
