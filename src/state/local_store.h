#pragma once

#include "state/store.h"

#include <filesystem>
#include <string>
#include <vector>

namespace segctl::state {

/// A state in a file of this machine, mode 0600. Beside it stand `<file>.backup`, the version
/// before the last save, `<file>.journal`, what was done since (see Journal), `<file>.callbacks/`,
/// what MoEngage told since (see CallbackInbox), and `<file>.lock`, which means something only
/// while a process holds it. The directory is made when first needed. The file's format is State's.
///
/// save() compares and then replaces; between the two only lock() keeps another process out.
class LocalStore : public Store {
 public:
  /// `path`: the file, usually `.segctl/state.json`. Nothing is touched before the first call.
  explicit LocalStore(std::filesystem::path path);

  /// Reads up to 64 MiB; a larger file is refused.
  [[nodiscard]] Result<std::optional<State>> load() override;
  /// After a failure the file and `state` are as they were. A file that load() refuses is never
  /// replaced.
  [[nodiscard]] Result<void> save(State& state) override;
  [[nodiscard]] bool has_journal() const override;
  [[nodiscard]] std::size_t callbacks_taken() const override;
  [[nodiscard]] Result<Journal> begin_journal(const State& state) override;
  [[nodiscard]] Result<std::unique_ptr<Lock>> lock(const std::string& holder) override;
  [[nodiscard]] std::string location() const override;

 private:
  /// The state with its journal, without callbacks.
  [[nodiscard]] Result<std::optional<State>> load_replayed() const;
  [[nodiscard]] std::filesystem::path beside(const char* suffix) const;
  /// Keeps `previous` (null where there is none) as the backup, then puts `document` in its place.
  [[nodiscard]] Result<void> write(const std::string* previous, const std::string& document) const;

  std::filesystem::path path_;
  std::vector<std::string> taken_;  ///< names of the callbacks that load() took in
};

}  // namespace segctl::state
