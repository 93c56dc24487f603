// SPDX-License-Identifier: MIT
// What a long run carries with it: named and timed steps, progress, and the wish to stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn {

/// One finished step of a run and how long it took.
struct StepTime {
  std::string name;
  double seconds = 0;
};

/// Told about the progress of a run. Called from any thread, at most a few times a second.
class ProgressListener {
 public:
  virtual ~ProgressListener() = default;
  /// A step began. `name` is a verb in its -ing form: "reading".
  virtual void step_began(std::string_view name) = 0;
  /// `done` of `total` units of the step are finished; `total` 0 means not known.
  virtual void advanced(std::string_view name, uint64_t done, uint64_t total) = 0;
  virtual void step_ended(const StepTime& step) = 0;
};

/// Carried by one run. `step` is called from one thread; `advance`, `check_stop` from any.
class RunContext {
 public:
  /// `listener` may be null and must outlive the context; `stop` likewise (null: never stops).
  explicit RunContext(ProgressListener* listener = nullptr,
                      const std::atomic<bool>* stop = nullptr)
      : listener_(listener), stop_(stop) {}

  /// Runs `work` as a named step: times it, tells the listener, and checks for a stop before.
  void step(std::string_view name, const std::function<void()>& work);

  /// Reports progress of the current step.
  void advance(uint64_t done, uint64_t total);

  /// Throws Error(interrupted) when the person asked to stop. Cheap; call it per batch.
  void check_stop() const;

  /// The steps finished so far, in order.
  const std::vector<StepTime>& steps() const { return steps_; }

 private:
  ProgressListener* listener_;
  const std::atomic<bool>* stop_;
  std::string current_;
  std::vector<StepTime> steps_;
};

}  // namespace newlyn
