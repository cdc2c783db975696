#include "manifest/load.h"

#include "base/file.h"
#include "base/parallel.h"
#include "manifest/between.h"
#include "manifest/discover.h"
#include "manifest/read_file.h"

#include <iterator>
#include <utility>

namespace segctl::manifest {
namespace {

/// Fewer files than this are read sooner than a thread starts.
constexpr std::size_t kFilesWorthAThread = 8;

std::vector<ManifestFile> read_files(const Discovered& found, const LoadOptions& options) {
  std::vector<ManifestFile> files(found.files.size());
  parallel_for(files.size(), kFilesWorthAThread, [&](std::size_t at) {
    files[at] = read_manifest_file(found.files[at], found.project, options.limits,
                                   {options.uploads, options.data_files});
  });
  return files;
}

void append(Diagnostics& all, Diagnostics more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void take(ManifestFile& file, Loaded& loaded) {
  ++loaded.files;
  loaded.documents += file.manifests.size();
  if (file.source != nullptr) loaded.documents_of[file.source->file()] += file.manifests.size();
  append(loaded.diagnostics, std::move(file.diagnostics));
  for (Manifest& manifest : file.manifests) {
    if (manifest.segment) loaded.segments.push_back(std::move(*manifest.segment));
  }
}

}  // namespace

bool Loaded::valid() const { return count(diagnostics, Severity::Error) == 0; }

Loaded load_manifests(const LoadOptions& options) {
  Discovered found = discover(options);
  std::vector<ManifestFile> files = read_files(found, options);
  Loaded loaded;
  append(loaded.diagnostics, std::move(found.diagnostics));
  append(loaded.diagnostics, check_between(files, options.limits));
  for (ManifestFile& file : files) take(file, loaded);
  sort_by_place(loaded.diagnostics);
  if (options.warnings == LoadOptions::Warnings::AreErrors) promote_warnings(loaded.diagnostics);
  return loaded;
}

}  // namespace segctl::manifest
