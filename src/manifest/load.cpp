#include "manifest/load.h"

#include "base/file.h"
#include "manifest/between.h"
#include "manifest/discover.h"
#include "manifest/read_file.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>
#include <utility>

namespace segctl::manifest {
namespace {

constexpr std::size_t kMostThreads = 8;
/// Fewer files than this are read sooner than a thread starts.
constexpr std::size_t kFilesWorthAThread = 8;

std::size_t thread_count(std::size_t files) {
  const std::size_t cores = std::thread::hardware_concurrency();
  return std::clamp<std::size_t>(std::min(cores, files / kFilesWorthAThread), 1, kMostThreads);
}

std::vector<ManifestFile> read_files(const Discovered& found, const LoadOptions& options) {
  std::vector<ManifestFile> files(found.files.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < files.size(); at = next++) {
      files[at] = read_manifest_file(found.files[at], found.project, options.limits,
                                     {options.uploads, options.data_files});
    }
  };
  std::vector<std::thread> others(thread_count(files.size()) - 1);
  for (std::thread& thread : others) thread = std::thread(work);
  work();
  for (std::thread& thread : others) thread.join();
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
