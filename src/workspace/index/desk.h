// SPDX-License-Identifier: MIT
// The index of a workspace opened for one verb that was allowed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "index/view.h"
#include "store/store.h"
#include "workspace/entities.h"
#include "workspace/index/access.h"
#include "workspace/index/closed_entities.h"
#include "workspace/index/kind_index.h"

namespace newlyn::workspace {

/// The words that people wrote to judgements and corrections, as a field.
inline constexpr const char* kReason = "reason";

/// Which verb, and over which kinds.
struct DeskRequest {
  const RequestContext& context;
  std::string verb;   // as the log knows it
  std::string words;  // as a sentence begins: "Searching"
  std::vector<const EntityKind*> kinds;
  /// The verb answers through look() alone, so that a purpose may cover some of the sources.
  bool partly = false;
  /// Whom it is about: ids or records. Empty: nobody by name.
  std::vector<std::string> about = {};
  /// Whom a refusal names, where the policy is not told whom it is about. Empty: those of `about`.
  std::vector<std::string> named = {};
  /// Where records of `kinds` declare relations, the other kinds of which some do are opened too,
  /// behind them.
  bool with_related = false;
};

/// What a verb works with. `kinds` has those that were linked and that the purpose has.
struct Desk {
  Home home;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Access> access;
  std::vector<KindIndex> kinds;
  std::vector<const EntityKind*> asked;                       // of which governance is asked
  std::map<std::string, ClosedEntities, std::less<>> closed;  // by kind: of whom nothing is seen
  std::vector<std::string> restricted;     // entities whose values the one who asks may not see
  std::map<std::string, uint64_t> opened;  // whose seal the one who asks broke open, by which entry
};

/// An index of the desk as the one who asks may see it: through the filter of the purpose.
index::View seen_by(const Desk& desk, const KindIndex& open, const index::EntityIndex& index);

/// Asks such a view while nothing changes.
void look(const Desk& desk, const KindIndex& open,
          const std::function<void(const index::View& view)>& ask);

/// Asks the views of all kinds of the desk together, in their order.
void look_at_all(const Desk& desk, const std::function<void(const index::View::Views& views)>& ask);

/// The view of the kind that an id is of; null where the desk has it not open.
const index::View* view_of_kind(const Desk& desk, const index::View::Views& views,
                                const std::string& id);

/// The ids of today of those entities that are in an index.
std::set<std::string> withheld_in(const Desk& desk, const index::View& index);

/// Refuses, with an entry, an entity that is restricted to those cleared for it: for what the law
/// gives a person, which no purpose narrows. Where its class is absent for the one who asks, it is
/// refused in the words for an id that was never given, but to an information governance officer.
void expect_cleared(const Desk& desk, const std::string& id);

/// Refuses, with an entry, an entity or a record of one whose values are withheld, and an entity
/// that is sealed.
void expect_shown(const Desk& desk, const index::View& index, const std::string& text);

/// Refuses, with an entry, under a purpose that some sources may not be used for at all: `words`
/// begin the sentence.
void expect_whole(const Desk& desk, const std::string& words);

/// Opens the store, asks governance over all sources in the index of these kinds, and opens them.
/// Throws Error(request_invalid) where nothing of them was linked.
Desk open_desk(const DeskRequest& request, RunContext& run);

/// The two halves of it, for a desk at which one question comes after another: opens what the verb
/// works with, and asks governance anew about each, which forgets what was known of the one before.
Desk open_indexes(const DeskRequest& request, RunContext& run);
void ask_governance(Desk& desk, const DeskRequest& request);

/// Notes which sources a kind holds: what is asked of purposes without opening the index.
void note_sources(store::Store& store, const EntityKind& kind,
                  const std::vector<std::string>& sources);

/// The sources that kinds hold.
std::vector<std::string> noted_sources(store::Store& store,
                                       const std::vector<const EntityKind*>& kinds);

/// The kind of that name in a list; all kinds for an empty one. Throws Error(request_invalid).
std::vector<const EntityKind*> kinds_named(const std::string& name);

/// The kind that an id or a record ("SOURCE:ID") is of. Throws Error(request_invalid) that says
/// what is wrong with it.
const EntityKind* kind_of_text(const std::string& workspace, const std::string& text);

/// The id that an id leads to today. Throws Error(request_invalid) for one that was never given or
/// has no records any more.
std::string resolve_id(const index::View& index, const std::string& id);

/// The record that is meant by "SOURCE:ID" or "SOURCE/RECORD:ID". Throws Error(request_invalid) for
/// one that is not in the index, or that stands for several.
index::RecordKey find_key(const Desk& desk, const index::View& index, const std::string& text);

/// The record that is meant, or the first one of the entity that is.
index::RecordKey find_key_or_first(const Desk& desk, const index::View& index,
                                   const std::string& text);

/// Whether a text is written as a record and not as an id.
bool is_record_text(const std::string& text);

/// The best view of an entity by the rules of the workspace, without codes made for comparing.
std::vector<EntityValue> best_view(const Home& home, const index::View& index,
                                   const std::string& id, const std::string& as_at);

/// The same where it is shown: its fields are noted for the entry of the answer.
std::vector<EntityValue> shown_view(const Desk& desk, const index::View& index,
                                    const std::string& id, const std::string& as_at);

/// Its summary where that is shown, with its fields noted.
std::string shown_summary(const Desk& desk, const index::View& index, const std::string& id);

/// Notes the fields of values of which a summary is made and shown.
void note_summary(const Desk& desk, const std::vector<EntityValue>& values);

/// A best view in one line: name, date of birth, address.
std::string summary_of(const std::vector<EntityValue>& values);

/// What people said of the values of an entity, also what was withdrawn, by number.
std::vector<CorrectionLine> corrections_on(const index::View& index, const std::string& id);

/// A judgement in the words of answers.
JudgementLine judgement_line(const EntityKind& kind, const index::NumberedJudgement& judgement);

}  // namespace newlyn::workspace
