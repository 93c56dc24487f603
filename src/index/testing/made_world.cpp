// SPDX-License-Identifier: MIT
// Families behind doors, twins among them.
#include "index/testing/made_world.h"

#include <algorithm>
#include <array>

#include "record/declared_end.h"
#include "record/trusted_id.h"

namespace newlyn::index {
namespace {

constexpr std::array kGiven = {"anna", "ann",   "hannah", "john", "jon",  "joan",
                               "mary", "marie", "peter",  "pete", "paul", "paula"};
constexpr std::array kFamily = {"smith",  "smyth", "jones", "johns",  "brown",
                                "browne", "patel", "khan",  "murphy", "evans"};
constexpr std::array kStreet = {"high street", "mill lane", "church road", "station road"};

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::string two_digits(uint64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

linkage::LinkInput town_input(size_t people) {
  const std::vector<std::pair<const char*, record::FieldKind>> columns = {
      {"given_name", record::FieldKind::given_name},
      {"family_name", record::FieldKind::family_name},
      {"birth_date", record::FieldKind::birth_date},
      {"house_number", record::FieldKind::house_number},
      {"street", record::FieldKind::address_line},
      {"postcode", record::FieldKind::postcode}};
  std::vector<std::vector<std::string>> rows;
  for (uint64_t person = 0; person < people; ++person) {
    for (uint64_t version = 0; version < 1 + person % 3; ++version) {
      rows.push_back(town_values(person, version));
    }
  }
  linkage::LinkInput input;
  input.record_count = rows.size();
  input.source_names = {"town"};
  input.source_of_record.assign(rows.size(), 0);
  for (size_t c = 0; c < columns.size(); ++c) {
    record::TextColumnBuilder builder(columns[c].first);
    for (const auto& row : rows) builder.add(row[c]);
    input.columns.push_back({columns[c].second, builder.finish()});
  }
  return input;
}

}  // namespace

std::vector<std::string> town_values(uint64_t person, uint64_t version) {
  const uint64_t door = person / 3;  // three to a door
  Random home(door * 7919 + 1);
  Random own(person * 104'729 + 2);
  const std::string family = kFamily[home.below(kFamily.size())];
  const uint64_t house = 1 + home.below(60);
  const size_t street = home.below(kStreet.size());
  const bool twin = person % 3 == 1 && door % 2 == 0;
  Random born((twin ? person - 1 : person) * 31 + 3);
  const std::string date = std::to_string(1930 + born.below(80)) + "-" +
                           two_digits(1 + born.below(12)) + "-" + two_digits(1 + born.below(28));
  std::vector<std::string> values = {
      kGiven[own.below(kGiven.size())],
      family,
      date,
      std::to_string(house),
      kStreet[street],
      "zz" + std::to_string(1 + street) + " " + std::to_string(house % 10) + "xx"};
  Random slips(person * 17 + version);
  for (uint64_t slip = 0; slip < version; ++slip) {
    std::string& value = values[slips.below(values.size())];
    if (slips.below(3) == 0) {
      value.clear();
    } else if (!value.empty()) {
      value[slips.below(value.size())] = static_cast<char>('1' + slips.below(8));
    }
  }
  return values;
}

std::shared_ptr<const linkage::FittedModel> town_model() {
  static const std::shared_ptr<const linkage::FittedModel> fitted = [] {
    RunContext run;
    const auto linked = linkage::link_records(town_input(900), {}, run);
    return linkage::fit_model(town_input(900), {linked->result().model});
  }();
  return fitted;
}

std::shared_ptr<const linkage::FittedModel> stricter_town_model() {
  static const std::shared_ptr<const linkage::FittedModel> fitted =
      linkage::fit_model(town_input(1200), {town_model()->parts().model, 0.999});
  return fitted;
}

std::shared_ptr<const linkage::FittedModel> narrow_town_model() {
  static const std::shared_ptr<const linkage::FittedModel> fitted = [] {
    RunContext run;
    linkage::LinkInput input = town_input(900);
    input.columns.pop_back();
    const auto linked = linkage::link_records(input, {}, run);
    return linkage::fit_model(input, {linked->result().model});
  }();
  return fitted;
}

IndexPlan town_plan() { return {town_model(), {"NHS number"}}; }

Change add_record(std::string source, std::string id, std::vector<std::string> values,
                  std::string veto) {
  Change change;
  change.kind = Change::Kind::add;
  change.record.key = {std::move(source), std::move(id)};
  change.record.values = std::move(values);
  change.record.vetoes = {std::move(veto)};
  return change;
}

Change change_record(std::string source, std::string id, std::vector<std::string> values) {
  Change change = add_record(std::move(source), std::move(id), std::move(values));
  change.kind = Change::Kind::change;
  return change;
}

Change remove_record(std::string source, std::string id) {
  Change change;
  change.kind = Change::Kind::remove;
  change.record.key = {std::move(source), std::move(id)};
  return change;
}

Change judge_records(RecordKey left, RecordKey right, Verdict verdict) {
  Change change;
  change.kind = Change::Kind::judge;
  change.judgement = {std::move(left), std::move(right), verdict, "kay", "seen both", "2026-11-28"};
  return change;
}

Change withdraw_judgement(uint64_t number) {
  Change change;
  change.kind = Change::Kind::withdraw;
  change.judgement_number = number;
  return change;
}

Change withdraw_correction(uint64_t number) {
  Change change;
  change.kind = Change::Kind::withdraw_correction;
  change.correction_number = number;
  return change;
}

Change seal_identity(std::vector<RecordKey> former, std::vector<RecordKey> present) {
  Change change;
  change.kind = Change::Kind::seal;
  change.seal.former = std::move(former);
  change.seal.present = std::move(present);
  change.seal.who = "ines";
  change.seal.why = "order of the court";
  change.seal.when = "2026-11-29";
  return change;
}

Change seal_identity(const EntityIndex& index, std::vector<RecordKey> former,
                     std::vector<RecordKey> present) {
  Change change = seal_identity(std::move(former), std::move(present));
  change.seal.former_said = index.told_by(change.seal.former);
  change.seal.present_said = index.told_by(change.seal.present);
  return change;
}

Change lift_seal(uint64_t number) {
  Change change;
  change.kind = Change::Kind::lift_seal;
  change.seal_number = number;
  return change;
}

Record MadeHistory::some_record() {
  constexpr std::array kVetoes = {"", "", "9990000001", "9990000002", "9990000003"};
  const uint64_t person = random_.below(9);
  Record record;
  record.values = town_values(person, random_.below(4));
  record.vetoes = {kVetoes[random_.below(kVetoes.size())]};
  if (random_.below(2) == 0) {
    const bool points = random_.below(2) == 0;
    std::vector<record::DeclaredEnd> ends(1);
    ends[0] = {!points, "tax", std::to_string(random_.below(4)), points ? "parent" : "", "", ""};
    if (random_.below(3) == 0) ends.push_back({points, "", "1", points ? "" : "tenant", "", ""});
    record.further = {
        {std::string(record::kRelationField), record::declared_ends_text(std::move(ends))}};
  }
  if (random_.below(3) == 0) {
    record.further.push_back({std::string(record::kTrustedIdField), some_trusted_ids()});
  }
  return record;
}

/// Ids of two types, seldom of one person alone, and sometimes two of one type.
std::string MadeHistory::some_trusted_ids() {
  std::vector<record::TrustedId> ids = {{"crm", std::to_string(random_.below(4))}};
  if (random_.below(4) == 0) ids.push_back({"crm", std::to_string(random_.below(4))});
  if (random_.below(3) == 0) ids.push_back({"", std::to_string(random_.below(3))});
  return record::trusted_ids_text(std::move(ids));
}

RecordKey MadeHistory::some_key() {
  return {random_.below(2) == 0 ? "tax" : "care", std::to_string(random_.below(14))};
}

/// A seal made, extended or lifted.
Change MadeHistory::some_seal(const EntityIndex& index) {
  if (!seals_.empty() && random_.below(2) == 0) {
    const NumberedSeal& kept = seals_[random_.below(seals_.size())];
    if (random_.below(3) == 0) return lift_seal(kept.number);
    std::vector<Change> grown = index.seal_extensions();
    if (!grown.empty() && random_.below(2) == 0) return grown[random_.below(grown.size())];
    Change change;
    change.kind = Change::Kind::extend_seal;
    change.seal_number = kept.number;
    change.seal.former = {some_key()};
    change.seal.former_said = index.told_by(change.seal.former);
    return change;
  }
  std::vector<RecordKey> former = {live_[random_.below(live_.size())].key};
  std::vector<RecordKey> present = {some_key()};
  if (random_.below(3) == 0) former.push_back(some_key());
  if (random_.below(3) == 0) present.push_back(some_key());
  return seal_identity(index, std::move(former), std::move(present));
}

Change MadeHistory::next(const EntityIndex& index) {
  const uint64_t dice = random_.below(has_seals_ ? 22 : 20);
  if (dice >= 20 && !live_.empty()) return some_seal(index);
  Change change;
  if (dice < 4 && !live_.empty()) {
    return judge_records(live_[random_.below(live_.size())].key, some_key(),
                         static_cast<Verdict>(random_.below(3)));
  }
  if (dice == 4 && !judgements_.empty()) {
    return withdraw_judgement(judgements_[random_.below(judgements_.size())].number);
  }
  change.record = some_record();
  if (dice < 8 && !live_.empty()) {
    change.kind = dice < 7 ? Change::Kind::remove : Change::Kind::change;
    change.record.key = live_[random_.below(live_.size())].key;
    return change;
  }
  change.record.key = some_key();
  change.kind = index.find(change.record.key) == nullptr ? Change::Kind::add : Change::Kind::change;
  return change;
}

void MadeHistory::note(const Change& change, const Outcome& outcome) {
  if (!outcome.is_done) return;
  if (change.kind == Change::Kind::judge) {
    judgements_.push_back({outcome.judgement_number, change.judgement, false});
    return;
  }
  if (change.kind == Change::Kind::withdraw) {
    std::erase_if(judgements_, [&](const NumberedJudgement& judgement) {
      return judgement.number == change.judgement_number;
    });
    return;
  }
  if (change.kind == Change::Kind::seal) {
    seals_.push_back({outcome.seal_number, change.seal});
    const auto is_of = [](const std::vector<RecordKey>& keys, const RecordKey& key) {
      return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    // Judgements that say the identities to be one fall.
    std::erase_if(judgements_, [&](const NumberedJudgement& judgement) {
      const Judgement& of = judgement.judgement;
      const Seal& seal = change.seal;
      return of.verdict == Verdict::same &&
             ((is_of(seal.former, of.left) && is_of(seal.present, of.right)) ||
              (is_of(seal.former, of.right) && is_of(seal.present, of.left)));
    });
    return;
  }
  if (change.kind == Change::Kind::extend_seal) {
    for (NumberedSeal& kept : seals_) {
      if (kept.number != change.seal_number) continue;
      append(kept.seal.former, change.seal.former);
      append(kept.seal.present, change.seal.present);
      append(kept.seal.former_said, change.seal.former_said);
      append(kept.seal.present_said, change.seal.present_said);
    }
    return;
  }
  if (change.kind == Change::Kind::lift_seal) {
    std::erase_if(seals_,
                  [&](const NumberedSeal& kept) { return kept.number == change.seal_number; });
    return;
  }
  std::erase_if(live_, [&](const Record& record) { return record.key == change.record.key; });
  if (change.kind != Change::Kind::remove) live_.push_back(change.record);
}

std::vector<Change> MadeHistory::what_is_true(uint64_t seed) const {
  std::vector<Change> changes;
  for (const Record& record : live_) {
    Change change;
    change.record = record;
    changes.push_back(std::move(change));
  }
  for (const NumberedJudgement& judgement : judgements_) {
    Change change;
    change.kind = Change::Kind::judge;
    change.judgement = judgement.judgement;
    changes.push_back(std::move(change));
  }
  for (const NumberedSeal& kept : seals_) {
    Change change;
    change.kind = Change::Kind::seal;
    change.seal = kept.seal;
    changes.push_back(std::move(change));
  }
  Random random(seed);
  for (size_t i = changes.size(); i > 1; --i) std::swap(changes[i - 1], changes[random.below(i)]);
  return changes;
}

}  // namespace newlyn::index
