// SPDX-License-Identifier: MIT
// The verbs about mappings: propose, look at rows, check, apply, and the versions there were.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "source/mapping.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// One line of a proposal.
struct ProposedField {
  std::string record;
  std::string field;
  std::string column;
  double confidence = 0;
  std::string reason;
  std::vector<std::string> examples;  // up to five different values of the column
};

/// The answer of `map`.
struct MapProposal {
  std::string file;
  bool written = false;  // false: a mapping was there already and is left as it is
  source::Mapping mapping;
  std::vector<ProposedField> fields;
  std::vector<std::pair<std::string, std::string>> unmapped;  // column, why
};

/// Proposes a mapping from header words and content, and writes it where there is none yet. A file
/// that is there is never written over. Throws Error as source_check does.
MapProposal map_propose(const Asked& asked, const std::string& source, RunContext& run);

/// One record of a row in a preview: its name and kind, and its standard values by column.
struct PreviewRecord {
  uint64_t row = 0;
  std::string record;
  std::string kind;
  std::vector<std::pair<std::string, std::string>> values;
};

/// The answer of `map --preview`.
struct MapPreview {
  std::vector<PreviewRecord> records;
  uint64_t restricted = 0;  // rows left out: somebody in them asked for restriction
};

/// What the first `rows` rows of the source become. Stores nothing.
MapPreview map_preview(const Asked& asked, const std::string& source, size_t rows, RunContext& run);

/// The answer of `map --check`. Mistakes keep a mapping from being applied; notes do not.
struct MapCheck {
  uint64_t rows = 0;                                        // looked at
  std::vector<std::pair<std::string, uint64_t>> records;    // by record name, how many
  std::vector<std::pair<std::string, uint64_t>> relations;  // "tenant_of: a to b", how many
  std::vector<std::string> mistakes;
  std::vector<std::string> notes;
};

/// Checks a mapping against its source: columns that are not there or not copied, types that
/// clash, SQL that cannot be run, columns without a field. Stores nothing.
MapCheck map_check(const Asked& asked, const std::string& source, RunContext& run);

/// Makes the standard records of a source anew from what is stored, as its mapping says. Returns
/// the version of the mapping that they are made with. Throws Error(request_invalid) for a mapping
/// with mistakes, or without one.
int64_t map_apply(const Asked& asked, const std::string& source, RunContext& run);

/// A text of a mapping that was applied.
struct MapVersion {
  int64_t version = 0;
  int64_t applied = 0;  // when first, microseconds since 1970
  std::string text;
};

/// The versions of a source's mapping that were ever applied, oldest first.
std::vector<MapVersion> map_versions(const Asked& asked, const std::string& source);

/// The page of the standard schema about a kind; all kinds and relations in short for an empty
/// name. Throws Error(request_invalid) for a kind that there is none of.
std::string schema_text(const std::string& kind);

}  // namespace newlyn::workspace
