// SPDX-License-Identifier: MIT
// The verbs that look for entities: search by whatever is known, find by the fields of a record.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// What a person asks of `search`.
struct SearchRequest {
  RequestContext context;
  std::string text;
  std::string kind;  // empty: all
  size_t count = 10;
};

/// An entity that a search found.
struct SearchLine {
  std::string entity;
  std::string kind;
  std::string summary;  // name, date of birth, address of its best view
  std::string record;   // that fits best
  double score = 0;     // in bits
  // How sure it is, from the words, that this is who is meant: a grade of FHIR, or "sealed".
  std::string grade;
  double probability = 0;
  std::vector<std::string> reasons;
  bool sealed = false;  // it exists, and the purpose shows nothing of it
  std::string state;    // "deceased", "moved away"; empty: nothing says either
  std::string since;    // day
};

/// Searches. Those that fit all but as well as the last one asked for are answered too. The grade
/// is certain, probable or possible: words that somebody does not fit rule nobody out. Throws
/// Error(request_invalid) for an empty or far too long text.
std::vector<SearchLine> search_entities(const SearchRequest& request, RunContext& run);

/// What of a search is passed over, a sentence each: days that there are not, as 31 April.
std::vector<std::string> search_notes(const std::string& text);

/// How sure it is that somebody is an entity, in the words of FHIR: certain, probable, possible,
/// certainly-not. And "sealed": somebody who is probably meant exists, and the purpose shows
/// nothing of them.
struct FoundEntity {
  std::string entity;
  std::string grade;
  double probability = 0;
  double weight = 0;
  std::string record;   // of the entity that weighs most
  std::string reason;   // of certainly-not
  std::string summary;  // of its best view; empty for a list
};

/// What a person asks of `find`: fields, or a file of records.
struct FindRequest {
  RequestContext context;
  std::string kind = "person";
  std::vector<std::pair<std::string, std::string>> fields;  // name, value
  std::string json;                                         // further ones as one object
  std::string file;                                         // instead of fields
  std::string output;                                       // of a file; empty: none
  size_t count = 10;
  std::string recipient = {};  // to whom the output is handed
  std::string expires = {};    // the day until which it may be kept
};

/// The answer for one record. `found` is best first; near ties are all there.
struct FoundRecordLine {
  std::string row;  // its key, else its number from 1
  std::vector<FoundEntity> found;
};

/// The answer of `find`. rows_read = rows answered + rows_rejected.
struct FindResponse {
  std::vector<FoundRecordLine> rows;
  uint64_t rows_read = 0;
  uint64_t rows_rejected = 0;
  std::vector<std::string> notes;  // values that cannot be read and were passed over, by column
};

/// Finds who in the index these records are. Stores nothing. Throws Error(request_invalid) for a
/// field that is not known.
FindResponse find_entities(const FindRequest& request, RunContext& run);

/// The grade of a match: `next` is the probability of the next best, `conflict` that two numbers
/// are there which one person cannot have.
std::string match_grade(double probability, double next, bool conflict);

}  // namespace newlyn::workspace
