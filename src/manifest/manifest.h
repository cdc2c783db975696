#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"
#include "segment/desired.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace segctl::manifest {

/// Another segment that a definition names, and where. Exactly one of key and id is set.
struct SegmentReference {
  Key key;
  SegmentId id;
  Span span;
};

/// One document as far as it could be read. A broken manifest still has its key and name: others
/// may refer to it, or clash with it.
struct Manifest {
  Key key;           ///< empty where neither key nor name could be read
  Span key_span;     ///< of the key, or of the name where the manifest has no key
  SegmentName name;  ///< empty where it could not be read
  Span name_span;
  Activity activity = Activity::Active;
  std::optional<Kind> kind;                  ///< nothing where it could not be read
  std::vector<SegmentReference> references;  ///< of the definition, in the order met
  std::size_t length = 0;                    ///< of the definition as compact JSON, in characters
  std::optional<DesiredSegment> segment;     ///< nothing where the manifest is broken
};

/// Whether all manifests of a file were found, broken ones included.
enum class Completeness : std::uint8_t { Whole, Partial };

/// Whether the project says where CSVs are uploaded to: else each needs its `file_url`.
enum class Uploads : std::uint8_t { None, SetUp };

/// Whether the files that a manifest names are looked at.
enum class DataFiles : std::uint8_t { MustExist, MayBeMissing };

/// What the project says of the files that manifests name.
struct FileTerms {
  Uploads uploads = Uploads::None;
  DataFiles data_files = DataFiles::MustExist;
};

/// Where the manifest's files may be.
struct FileScope {
  std::filesystem::path project;  ///< canonical
  std::filesystem::path folder;   ///< the manifest's own, canonical
  FileTerms terms = {};
};

/// Reads one document; everything wrong with it alone goes to `findings`.
[[nodiscard]] Manifest read_manifest(const Node& document, const FileScope& scope,
                                     Findings& findings);

}  // namespace segctl::manifest
