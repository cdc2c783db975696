#include "apply/recorder.h"

#include "base/fail_point.h"

#include <algorithm>
#include <utility>

namespace segctl::apply {
namespace {

/// A save makes plans stale that were made before, so that a few callbacks wait for the next one.
constexpr std::size_t kManyCallbacks = 100;

}  // namespace

Recorder::Recorder(state::State& state, state::Store& store)
    : state_(state), store_(store), written_(state.segments) {}

bool Recorder::begin() {
  if (trouble_) return false;
  if (journal_) return true;
  auto journal = store_.begin_journal(state_);
  if (!journal) {
    trouble_ = std::move(journal.error());
    return false;
  }
  journal_ = std::move(*journal);
  return true;
}

std::string Recorder::reserve() { return begin() ? journal_->reserve() : std::string(); }

bool Recorder::intend(state::Operation operation) {
  if (!begin()) return false;
  if (auto written = journal_->intend(operation); !written) {
    trouble_ = std::move(written.error());
    return false;
  }
  const Key key = operation.key;
  current_.insert_or_assign(key, std::move(operation));
  return fail_point("before-send") == 0;
}

state::Delta Recorder::delta_of(const plan::Change& change) const {
  state::Delta delta;
  for (const Key& key : {change.previous_key, change.key}) {
    if (key.empty()) continue;
    const auto now = state_.segments.find(key);
    const auto before = written_.find(key);
    if (now == state_.segments.end()) {
      if (before != written_.end()) delta.drop.push_back(key);
    } else if (before == written_.end() || before->second != now->second) {
      delta.set.push_back(now->second);
    }
  }
  return delta;
}

void Recorder::keep(const Result<void>& written) {
  if (!written && !trouble_) trouble_ = written.error();
}

void Recorder::close(const plan::Change& change) {
  const state::Delta delta = delta_of(change);
  const auto current = current_.extract(change.key);
  if (!current && delta == state::Delta{}) return;
  if (begin()) {
    keep(journal_->settle(current ? current.mapped().id : std::string(), delta));
  }
  if (fail_point("recorded") != 0) return;
  for (const Key& key : delta.drop) written_.erase(key);
  for (const RecordedSegment& record : delta.set) written_[record.key] = record;
}

void Recorder::took_effect(const plan::Change& change) {
  close(change);
  const auto about = [&](const state::Operation& open) { return open.key == change.key; };
  for (const state::Operation& open : state_.open) {
    if (about(open) && begin()) keep(journal_->settle(open.id, {}));
  }
  std::erase_if(state_.open, about);
}

void Recorder::had_none(const plan::Change& change) { close(change); }

void Recorder::stays_open(const plan::Change& change) {
  auto current = current_.extract(change.key);
  if (current) state_.open.push_back(std::move(current.mapped()));
}

const state::Operation* Recorder::open_create(const Key& key) const {
  const auto found = std::find_if(
      state_.open.begin(), state_.open.end(),
      [&](const state::Operation& open) { return open.key == key && creates(open.kind); });
  return found == state_.open.end() ? nullptr : &*found;
}

void Recorder::must_commit() {
  static_cast<void>(begin());  // what it can't do is in trouble()
}

void Recorder::commit() {
  if (!journal_ && store_.callbacks_taken() < kManyCallbacks) return;
  journal_.reset();
  auto saved = store_.save(state_);
  if (saved) {
    trouble_.reset();  // what the journal refused is in the state now
  } else {
    trouble_ = std::move(saved.error());
  }
}

}  // namespace segctl::apply
