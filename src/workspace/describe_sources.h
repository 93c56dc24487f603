// SPDX-License-Identifier: MIT
// The verbs about the catalogue: begin, check, show, hand out as DCAT.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// A column of a source for those who look for data.
struct FieldDescription {
  std::string name;
  std::string type;  // text, number, date, time, "yes or no", bytes
  std::string description;
  bool described_by_hand = false;    // else by the standard schema
  std::string sensitivity;           // none, personal, special category
  std::vector<std::string> meaning;  // fields of the standard schema: "person name.family"
};

/// A source for those who look for data. What people wrote stands beside what Newlyn knows by
/// itself.
struct SourceDescription {
  std::string source;
  std::string file;  // what a person writes, from the workspace's folder
  std::vector<std::pair<std::string, std::vector<std::string>>> written;  // key, texts
  std::string media_type;
  std::string sensitivity;  // of its most sensitive field, or what was written
  std::string modified;     // day of what is stored; empty: never read
  std::string latency;      // agreed; empty: nothing was
  int64_t age_seconds = 0;
  uint64_t records = 0;
  std::vector<FieldDescription> fields;
  std::vector<std::pair<std::string, std::optional<double>>> quality;  // last scores by dimension
  std::string quality_measured;                                        // day; empty: never

  /// The first text of a key; empty where nothing is written.
  std::string text(std::string_view key) const;
  /// All texts of a key.
  std::vector<std::string> texts(std::string_view key) const;
};

/// Something that a description lacks, or that is not as it has to be.
struct CatalogueGap {
  std::string source;
  std::string what;    // key, or "fields.COLUMN"
  std::string where;   // "catalogue/people.toml", with the line where there is one
  std::string remedy;  // a sentence
};

/// The answer of `catalogue check`.
struct CatalogueCheck {
  std::vector<std::string> sources;  // looked at
  uint64_t fields = 0;               // of them
  std::vector<CatalogueGap> gaps;
};

/// Files that were begun, and those that were there and stay as they are.
struct CatalogueBegun {
  std::vector<std::string> written;
  std::vector<std::string> kept;
};

/// Writes a file to fill in for each source that has none, and one for what holds for all. A file
/// that is there is never written over.
CatalogueBegun catalogue_begin(const Asked& asked, const std::vector<std::string>& sources);

/// Looks for what descriptions lack under the UK Cross-Government Metadata Exchange Model, and for
/// owner, cost, sensitivity and who may ask. No names: all sources.
CatalogueCheck catalogue_check(const Asked& asked, const std::vector<std::string>& sources);

/// Sources with what is written of them and what Newlyn knows. No names: all sources.
std::vector<SourceDescription> catalogue_show(const Asked& asked,
                                              const std::vector<std::string>& sources);

/// Writes the sources as DCAT in JSON-LD. Throws Error(request_invalid) with the first gap when a
/// description is not complete, Error(output_unwritable). Returns how many were written.
uint64_t catalogue_export(const Asked& asked, const std::vector<std::string>& sources,
                          const std::string& output);

}  // namespace newlyn::workspace
