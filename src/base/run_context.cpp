// SPDX-License-Identifier: MIT
// Times the steps of a run and passes its progress on.
#include "base/run_context.h"

#include "base/clock.h"
#include "base/error.h"

namespace newlyn {

void RunContext::step(std::string_view name, const std::function<void()>& work) {
  check_stop();
  current_ = name;
  if (listener_ != nullptr) listener_->step_began(current_);
  const double began = monotonic_seconds();
  work();
  steps_.push_back({current_, monotonic_seconds() - began});
  if (listener_ != nullptr) listener_->step_ended(steps_.back());
}

void RunContext::advance(uint64_t done, uint64_t total) {
  if (listener_ != nullptr) listener_->advanced(current_, done, total);
}

void RunContext::check_stop() const {
  if (stop_ != nullptr && stop_->load(std::memory_order_relaxed)) {
    throw Error(Code::interrupted, "Stopped as asked. No output was left behind.");
  }
}

}  // namespace newlyn
