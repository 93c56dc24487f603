// SPDX-License-Identifier: MIT
// The verbs that ask about single records in the words of Senzing: get, search, why, how. A
// workspace is opened once for many questions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/entities.h"
#include "workspace/request_context.h"
#include "workspace/search_entities.h"

namespace newlyn::workspace {

/// Another entity that an entity may be, and is not.
struct RelatedEntity {
  FoundEntity found;
  std::string record;  // of the entity that was asked about, which weighs most with it
};

/// An entity with those it may be.
struct LookedEntity {
  EntityView view;
  std::string name;  // of its best view, in one line
  std::vector<RelatedEntity> related;
};

/// An entity that a search found.
struct SearchedEntity {
  FoundEntity found;
  LookedEntity entity;
};

/// Why a record that is not stored is found in an entity, or is not.
struct WhySearchResponse {
  std::string entity;
  FoundEntity found;  // its grade: certainly-not where it is not among those found
  PairReport pair;    // with the likest record
};

/// Which question.
enum class RecordQuestion : uint8_t { get, search, why, how };

/// How a DATA_SOURCE and a RECORD_ID are written as a record: "customers:1001".
std::string record_text(const std::string& data_source, const std::string& record_id);

/// A workspace that is open for questions. Governance is asked about each one, with whose case it
/// is that it names. Each answer is an entry of the log before it is returned. Throws Error as
/// open_desk does; every question throws Error(request_invalid) for what is not there.
class RecordLook {
 public:
  RecordLook(const RequestContext& context, RecordQuestion question, RunContext& run);
  ~RecordLook();
  RecordLook(const RecordLook&) = delete;
  RecordLook& operator=(const RecordLook&) = delete;

  /// `text` is an id or a record.
  LookedEntity get(const std::string& text);
  /// Whom a record may be: its attributes as one JSON object.
  std::vector<SearchedEntity> search(const std::string& attributes);
  WhyResponse why(const std::string& left, const std::string& right);
  WhySearchResponse why_search(const std::string& attributes, const std::string& text);
  HowResponse how(const std::string& text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace newlyn::workspace
