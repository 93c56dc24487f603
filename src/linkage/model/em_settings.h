// SPDX-License-Identifier: MIT
// How long a model lets expectation maximisation go on.
#pragma once

#include "linkage/model.h"

namespace newlyn::linkage {

/// When expectation maximisation ends: "em_convergence" and "max_iterations" of the settings.
struct EmSettings {
  double converged = 1e-4;  // no number changes by as much in a round
  int rounds_max = 25;
};

/// What the settings of a model say; what they leave open is as Splink has it.
EmSettings em_settings(const Model& model);

}  // namespace newlyn::linkage
