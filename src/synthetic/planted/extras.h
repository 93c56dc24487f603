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

/// The office of the borough: staff who live in it and well-known people, as tables that a council
/// keeps. The looks of some weeks go into the truth, by person, for replaying into an audit log.
/// Planted: those that were curiosity.
struct OfficeFolders {
  std::string extras;
  std::string truth;
};
void write_office(const Town& town, const OfficeFolders& folders, Planted& planted);

/// Ledgers of suppliers; planted: those whose amounts were made up.
void write_ledgers(const Town& town, const std::string& folder, Planted& planted);

}  // namespace newlyn::synthetic
