// SPDX-License-Identifier: MIT
// The files of the truth folder, which nothing but scoring reads.
#pragma once

#include <span>
#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {

/// people.csv, names.csv, stays.csv and weddings.csv: the borough as it was on `day`.
void write_town_truth(const Town& town, Day day, const std::string& folder);

/// records.csv and errors.csv: whom each record is about, and what is wrong with it.
void write_record_truth(std::span<const RecordTruth* const> sources, const std::string& folder);

/// written.csv: a number for what each record says of each person, the same as long as it does.
void write_record_contents(std::span<const RecordTruth* const> sources, const std::string& folder);

/// One file per kind of planted thing.
void write_planted_truth(const Planted& planted, const std::string& folder);

}  // namespace newlyn::synthetic
