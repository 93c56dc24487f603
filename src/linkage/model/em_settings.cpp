// SPDX-License-Identifier: MIT
// Reads them where the settings keep them.
#include "linkage/model/em_settings.h"

#include <nlohmann/json.hpp>

namespace newlyn::linkage {

EmSettings em_settings(const Model& model) {
  EmSettings settings;
  if (model.settings.empty()) return settings;
  const auto json = nlohmann::json::parse(model.settings);
  const auto converged = json.find("em_convergence");
  if (converged != json.end() && !converged->is_null()) {
    settings.converged = converged->get<double>();
  }
  const auto rounds = json.find("max_iterations");
  if (rounds != json.end() && !rounds->is_null()) settings.rounds_max = rounds->get<int>();
  return settings;
}

}  // namespace newlyn::linkage
