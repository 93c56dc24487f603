// SPDX-License-Identifier: MIT
// Files beside the sources, for questions about processes, rounds and ledgers.
#pragma once

#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {

/// A log of starting a care worker: 71 steps, about 79 days, the same things asked again and again.
/// Planted: which 18 steps would do, and where a thing is asked that was given before.
void write_process_log(const Town& town, const std::string& folder, Planted& planted);

/// One day of bulky waste: the stops with their coordinates and the rounds as they are driven.
void write_rounds(const Town& town, const std::string& folder, Planted& planted);

/// Ledgers of suppliers; planted: those whose amounts were made up.
void write_ledgers(const Town& town, const std::string& folder, Planted& planted);

}  // namespace newlyn::synthetic
