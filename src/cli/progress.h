// SPDX-License-Identifier: MIT
// Progress with rate and time left, on a terminal only.
#pragma once

#include <mutex>
#include <ostream>
#include <string>

#include "base/run_context.h"

namespace newlyn::cli {

/// Writes one line that it keeps rewriting, and clears it when a step ends.
class TerminalProgress : public ProgressListener {
 public:
  explicit TerminalProgress(std::ostream& out) : out_(out) {}
  void step_began(std::string_view name) override;
  void advanced(std::string_view name, uint64_t done, uint64_t total) override;
  void step_ended(const StepTime& step) override;

 private:
  void show(const std::string& line);

  std::ostream& out_;
  std::mutex mutex_;
  double began_ = 0;
  double shown_ = 0;
};

}  // namespace newlyn::cli
