#pragma once

#include "plan/plan.h"
#include "state/store.h"

#include <map>
#include <optional>

namespace segctl::apply {

/// Keeps the record of one apply: every call is announced in the journal before it is sent, what
/// came of it is written before the next one for the same segment, and the state takes it all in at
/// the end.
class Recorder {
 public:
  /// **Requires:** the store's lock is held, `state` is what it holds and there is no journal; all
  /// outlive the recorder.
  Recorder(state::State& state, state::Store& store);

  /// The ID of a call that is to be intended; empty where the disk refuses.
  [[nodiscard]] std::string reserve();

  /// Makes the intent durable. False where the disk refuses: then nothing may be sent.
  /// **Requires:** the intent before it for the same key is closed.
  [[nodiscard]] bool intend(state::Operation operation);

  /// The step took effect and is in the state's memory: writes down what it left of `change`. Older
  /// calls for the same key whose outcome was open no longer matter.
  void took_effect(const plan::Change& change);

  /// The step certainly had no effect, but may have taught something: writes that down.
  void had_none(const plan::Change& change);

  /// Nobody knows if the step had an effect: it stays open, for the next run to look.
  void stays_open(const plan::Change& change);

  /// A call for the key that an earlier run never heard of and that makes a segment; null: none.
  [[nodiscard]] const state::Operation* open_create(const Key& key) const;

  /// Has commit() save the state although no call was made.
  void must_commit();

  /// Saves the state where anything was recorded, or many callbacks stand beside it, and ends the
  /// journal.
  void commit();

  /// Why the record could not be kept; nothing where it was.
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

 private:
  [[nodiscard]] bool begin();
  [[nodiscard]] state::Delta delta_of(const plan::Change& change) const;
  void close(const plan::Change& change);
  void keep(const Result<void>& written);

  state::State& state_;
  state::Store& store_;
  std::map<Key, RecordedSegment> written_;  ///< the records as disk and journal have them
  std::optional<state::Journal> journal_;
  std::map<Key, state::Operation> current_;  ///< what is intended and not closed, by its change
  std::optional<Error> trouble_;
};

}  // namespace segctl::apply
