// SPDX-License-Identifier: MIT
// Seals as changes of the index of people. What is typed about them stands in the index alone, so
// that it is forgotten with the records.
#include "workspace/sealed_identities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/keep_seals.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

constexpr std::array<std::string_view, 3> kGrounds = {"adoption", "gender_recognition",
                                                      "protected_person"};

index::SealGround ground_named(const std::string& name) {
  const auto found = std::find(kGrounds.begin(), kGrounds.end(), name);
  if (found != kGrounds.end()) return static_cast<index::SealGround>(found - kGrounds.begin());
  throw Error(Code::request_invalid,
              fmt::format("'{}' is no ground for a seal. Name adoption, gender_recognition or "
                          "protected_person.",
                          name));
}

std::vector<std::string> texts_of(const std::vector<index::RecordKey>& keys) {
  std::vector<std::string> texts;
  for (const index::RecordKey& key : keys) texts.push_back(key_text(key));
  return texts;
}

SealLine line_of(const index::EntityIndex& index, const index::NumberedSeal& kept) {
  const index::OpenUnderSeal open = index.open_under(kept.number);
  return {kept.number,
          std::string(kGrounds[static_cast<size_t>(kept.seal.ground)]),
          kept.seal.who,
          kept.seal.why,
          kept.seal.when,
          kept.lifted,
          texts_of(kept.seal.former),
          texts_of(kept.seal.present),
          index.entities_under(kept.seal.former),
          index.entities_under(kept.seal.present),
          texts_of(open.undecided),
          texts_of(open.hidden)};
}

void check_reason_of_seal(const RequestContext& context) {
  if (!context.reason.empty()) return;
  throw Error(Code::request_invalid,
              "A seal needs a reason that another officer can follow. Give it with --reason TEXT.");
}

/// The index of people opened for an officer.
class OfficersDesk {
 public:
  OfficersDesk(const RequestContext& context, const char* verb, RunContext& run)
      : desk_(open_desk({context, verb, "Sealing identities", kinds_named("person")}, run)) {
    if (is_governance_officer(desk_.home, desk_.access->who())) return;
    desk_.access->refuse("newlyn.toml: information_governance_officers under [rights]",
                         "This is for information governance officers alone. Who answers for this "
                         "workspace names them with information_governance_officers under [rights] "
                         "in newlyn.toml.");
  }

  Desk& desk() { return desk_; }
  index::DurableIndex& people() { return *desk_.kinds[0].entities; }

  /// The records that texts name, hidden ones among them.
  std::vector<index::RecordKey> keys_of(const std::vector<std::string>& texts) const {
    std::set<index::RecordKey> keys;
    desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
      const index::View whole = index.whole();
      for (const std::string& text : texts) {
        if (is_record_text(text)) {
          keys.insert(find_key(desk_, whole, text));
          continue;
        }
        for (index::RecordKey& key : whole.records_of(resolve_id(whole, text))) {
          keys.insert(std::move(key));
        }
      }
    });
    return {keys.begin(), keys.end()};
  }

  SealLine line(uint64_t number) const {
    SealLine line;
    desk_.kinds[0].entities->read([&](const index::EntityIndex& index) {
      line = line_of(index, index.seals().at(number - 1));
    });
    return line;
  }

 private:
  Desk desk_;
};

/// What an entity's id names besides records that were named one by one.
void leave_to_named(const std::vector<std::string>& texts,
                    const std::vector<index::RecordKey>& others,
                    std::vector<index::RecordKey>& keys) {
  const bool names_entity = std::any_of(
      texts.begin(), texts.end(), [](const std::string& text) { return !is_record_text(text); });
  if (!names_entity) return;
  std::erase_if(keys, [&](const index::RecordKey& key) {
    return std::find(others.begin(), others.end(), key) != others.end();
  });
}

std::vector<std::string> entities_of(OfficersDesk& officer,
                                     const std::vector<index::RecordKey>& keys) {
  std::vector<std::string> ids;
  officer.people().read([&](const index::EntityIndex& index) { ids = index.entities_under(keys); });
  return ids;
}

/// The requests that somebody made go with the person, and so with the present identity.
void hand_on(OfficersDesk& officer, const index::Seal& seal,
             const std::vector<std::string>& before) {
  const std::vector<std::string> after = entities_of(officer, seal.present);
  if (after.empty()) return;
  for (const std::string& id : before) {
    if (std::find(after.begin(), after.end(), id) == after.end()) {
      hand_on_requests(officer.desk().home, id, after.front());
    }
  }
}

/// Of what records say that come under a seal, what the other identity has said stays its own.
void leave_words(const index::EntityIndex& index, uint64_t number, index::Seal& by) {
  const std::vector<index::NumberedSeal> seals = index.seals();
  if (number > seals.size()) return;
  const auto leave = [](std::vector<index::FieldValue>& said,
                        const std::vector<index::FieldValue>& others) {
    std::erase_if(said, [&](const index::FieldValue& value) {
      return std::find(others.begin(), others.end(), value) != others.end();
    });
  };
  leave(by.former_said, seals[number - 1].seal.present_said);
  leave(by.present_said, seals[number - 1].seal.former_said);
}

std::vector<std::string> named_in(const SealRequest& request) {
  std::vector<std::string> named = request.former;
  named.insert(named.end(), request.present.begin(), request.present.end());
  return named;
}

uint64_t apply_one(OfficersDesk& officer, index::Change change) {
  const index::Outcome outcome = officer.people().apply({std::move(change)}).front();
  if (!outcome.is_done) throw Error(Code::request_invalid, outcome.refusal);
  return outcome.seal_number;
}

}  // namespace

SealLine rights_seal_identity(const SealRequest& request, RunContext& run) {
  return answer_asked(request.context, {"rights_seal_identity", named_in(request)}, [&] {
    check_reason_of_seal(request.context);
    index::Change change;
    change.seal_number = request.number;
    change.kind =
        request.number == 0 ? index::Change::Kind::seal : index::Change::Kind::extend_seal;
    if (request.number == 0) change.seal.ground = ground_named(request.ground);
    OfficersDesk officer(request.context, "rights_seal_identity", run);
    change.seal.former = officer.keys_of(request.former);
    change.seal.present = officer.keys_of(request.present);
    leave_to_named(request.present, change.seal.former, change.seal.present);
    leave_to_named(request.former, change.seal.present, change.seal.former);
    change.seal.who = officer.desk().access->who();
    change.seal.why = request.context.reason;
    change.seal.when = now_text();
    officer.people().read([&](const index::EntityIndex& index) {
      change.seal.former_said = index.told_by(change.seal.former);
      change.seal.present_said = index.told_by(change.seal.present);
      if (request.number > 0) leave_words(index, request.number, change.seal);
    });
    const std::vector<std::string> before = entities_of(officer, change.seal.present);
    uint64_t number = 0;
    const uint64_t records = change.seal.former.size() + change.seal.present.size();
    officer.desk().access->change({records, "", request.ground}, [&] {
      number = apply_one(officer, change);
      keep_seals_whole(officer.people());
      note_journal(*officer.desk().store, officer.desk().kinds[0]);
      hand_on(officer, change.seal, before);
      return records;
    });
    return officer.line(number);
  });
}

std::vector<SealLine> rights_sealed_identities(const RequestContext& context, RunContext& run) {
  return answer_asked(context, {"rights_sealed_identities"}, [&] {
    OfficersDesk officer(context, "rights_sealed_identities", run);
    std::vector<SealLine> lines;
    officer.people().read([&](const index::EntityIndex& index) {
      for (const index::NumberedSeal& kept : index.seals()) lines.push_back(line_of(index, kept));
    });
    officer.desk().access->answered({lines.size(), "", ""});
    return lines;
  });
}

SealLine rights_unseal_identity(const RequestContext& context, uint64_t number, RunContext& run) {
  return answer_asked(context, {"rights_unseal_identity"}, [&] {
    check_reason_of_seal(context);
    OfficersDesk officer(context, "rights_unseal_identity", run);
    officer.desk().access->change({1, "", fmt::format("seal {}", number)}, [&] {
      index::Change change;
      change.kind = index::Change::Kind::lift_seal;
      change.seal_number = number;
      apply_one(officer, std::move(change));
      note_journal(*officer.desk().store, officer.desk().kinds[0]);
      return uint64_t{1};
    });
    return officer.line(number);
  });
}

}  // namespace newlyn::workspace
