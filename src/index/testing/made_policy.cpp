// SPDX-License-Identifier: MIT
// Everything is drawn: who is where, what is hidden, what is asked.
#include "index/testing/made_policy.h"

#include <array>
#include <bit>

#include "index/testing/made_world.h"
#include "record/declared_end.h"

namespace newlyn::index {
namespace {

using record::Masking;

constexpr std::array kSources = {"tax", "care", "crime"};
constexpr std::array kWards = {"north", "south", "east", ""};
constexpr std::array kFields = {"given_name",    "family_name", "birth_date", "house_number",
                                "street",        "postcode",    "telephone",  "email",
                                "vehicle",       "uprn",        "ward",       "verified",
                                "tenancy_start", "tenancy_end", "relation",   "reason"};
constexpr uint64_t kPeople = 20;

RecordKey some_key(Random& random) {
  return {kSources[random.below(kSources.size())], std::to_string(random.below(30))};
}

void add_further(Record& record, const std::string& field, const std::string& value) {
  if (!value.empty()) record.further.push_back({field, value});
}

/// Names that records are pointed at by, and point at.
std::string some_ends(Random& random) {
  constexpr std::array kRoles = {"", "parent", "landlord"};
  std::vector<record::DeclaredEnd> ends(1 + random.below(3));
  for (record::DeclaredEnd& end : ends) {
    end.is_anchor = random.below(2) == 0;
    end.domain = random.below(4) == 0 ? "" : "care";
    end.key = std::to_string(random.below(9));
    if (end.is_anchor) continue;
    end.role = kRoles[random.below(kRoles.size())];
    if (random.below(3) == 0) end.from = "202" + std::to_string(random.below(6));
  }
  return record::declared_ends_text(std::move(ends));
}

Record some_record(Random& random) {
  constexpr std::array kVetoes = {"", "", "9990000001", "9990000002"};
  const uint64_t person = random.below(kPeople);
  Record record;
  record.key = some_key(random);
  record.values = town_values(person, random.below(4));
  record.vetoes = {kVetoes[random.below(kVetoes.size())]};
  record.date = random.below(4) == 0 ? "" : "202" + std::to_string(random.below(6)) + "-03-01";
  const std::string some = std::to_string(random.below(9));
  // A word that stands in several columns, of which one may be hidden.
  if (random.below(3) == 0) record.values[random.below(2) * 4] = record.values[1] + " lane";
  if (random.below(2) == 0) add_further(record, "email", "p" + some + "@example.org");
  // What stands besides a compared value of the same name is shown in its place.
  if (random.below(6) == 0) add_further(record, "family_name", record.values[1] + "-long");
  if (random.below(2) == 0) {
    add_further(record, "telephone", "07700900" + std::to_string(random.below(900) % 12 + 100));
  }
  add_further(record, "tenancy_end", random.below(3) == 0 ? "2023-01-01" : "");
  add_further(record, "tenancy_start", random.below(2) == 0 ? "2021-01-01" : "");
  if (random.below(2) == 0) add_further(record, "uprn", "10000" + std::to_string(person / 3));
  if (random.below(3) == 0) add_further(record, "vehicle", "zz" + some + " abc");
  if (random.below(2) == 0) add_further(record, "relation", some_ends(random));
  if (random.below(4) == 0) add_further(record, "verified", "yes");
  // A field that one source does not have.
  const std::string ward = kWards[random.below(kWards.size())];
  if (record.key.source != "crime") add_further(record, "ward", ward);
  return record;
}

Change some_change(const EntityIndex& town, Random& random, const std::vector<Record>& records) {
  Change change;
  const uint64_t dice = random.below(20);
  const Record& one = records[random.below(records.size())];
  if (dice < 3) {
    change = judge_records(one.key, records[random.below(records.size())].key,
                           static_cast<Verdict>(random.below(3)));
    return change;
  }
  if (dice == 3) return withdraw_judgement(1 + random.below(5));
  if (dice < 6) {
    change.kind = Change::Kind::correct;
    const std::string field = kFields[random.below(kFields.size() - 1)];
    change.correction = {one.key,     field,        "1977-07-07",        "kay",
                         "saw paper", "2025-01-01", random.below(3) == 0};
    return change;
  }
  if (dice < 8) return remove_record(one.key.source, one.key.id);
  change.record = some_record(random);
  const bool is_there = town.record(change.record.key).has_value();
  change.kind = is_there ? Change::Kind::change : Change::Kind::add;
  return change;
}

std::vector<Record> records_in(const EntityIndex& town) {
  std::vector<Record> records;
  town.each_record([&](const Record& record, const std::string&) { records.push_back(record); });
  return records;
}

/// What a masking leaves: not what governance does, but as little and as much.
std::optional<std::string> masked(std::string_view value, Masking masking) {
  switch (masking) {
    case Masking::known:
      return "known";
    case Masking::year:
      return value.size() == 10 ? std::optional(std::string(value.substr(0, 4))) : std::nullopt;
    case Masking::outcode:
      return std::string(value.substr(0, 3));
    case Masking::last_characters:
      return "..." + std::string(value.substr(value.size() - std::min<size_t>(3, value.size())));
    default:
      return "code" + std::to_string(value.size() * 31 + static_cast<unsigned char>(value[0]));
  }
}

/// Answers in bytes: every text with its length, every number whole.
class Bytes {
 public:
  Bytes& operator<<(const std::string& text) {
    bytes_ += std::to_string(text.size()) + ":" + text + "\n";
    return *this;
  }
  Bytes& operator<<(uint64_t number) { return *this << std::to_string(number); }
  Bytes& operator<<(double number) { return *this << std::bit_cast<uint64_t>(number); }
  Bytes& operator<<(const RecordKey& key) { return *this << key.source << key.id; }
  Bytes& operator<<(const std::optional<std::string>& text) {
    return *this << text.value_or("nothing");
  }
  Bytes& operator<<(const ValueOrigin& origin) {
    return *this << origin.value << origin.record << origin.date;
  }
  Bytes& operator<<(const NetworkLink& link) {
    return *this << link.left << link.right << link.relation << link.value
                 << uint64_t{link.entities} << link.first_date << link.last_date << link.domain
                 << link.key << link.role << link.from << link.until;
  }
  Bytes& operator<<(const Record& record) {
    *this << record.key << record.date << uint64_t{record.values.size()};
    for (const std::string& value : record.values) *this << value;
    for (const std::string& veto : record.vetoes) *this << veto;
    for (const FieldValue& of : record.further) *this << of.field << of.value;
    return *this;
  }
  Bytes& operator<<(const NumberedJudgement& of) {
    return *this << of.number << of.judgement.left << of.judgement.right
                 << static_cast<uint64_t>(of.judgement.verdict) << of.judgement.who
                 << of.judgement.why << of.judgement.when << uint64_t{of.withdrawn} << of.sequence;
  }
  Bytes& operator<<(const NumberedCorrection& of) {
    return *this << of.number << of.correction.record << of.correction.field << of.correction.value
                 << of.correction.who << of.correction.why << of.correction.when
                 << uint64_t{of.correction.disputed} << uint64_t{of.withdrawn} << of.sequence;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

void put_search(const View& view, const SearchRequest& request, Bytes& bytes) {
  const SearchAnswer answer = view.search(request);
  for (const SearchHit& hit : answer.hits) {
    bytes << hit.entity << hit.key << hit.score << hit.odds;
    for (const std::string& reason : hit.reasons) bytes << reason;
  }
  bytes << uint64_t{answer.further} << answer.further_odds;
}

void put_entity(const View& view, const std::string& id, Bytes& bytes) {
  GoldenRules rules;
  rules.of_field["given_name"] = GoldenRule::frequent;
  rules.of_field["family_name"] = GoldenRule::longest;
  rules.of_field["postcode"] = GoldenRule::trusted;
  rules.of_field["telephone"] = GoldenRule::verified;
  rules.rank_of_source = {{"care", 1}, {"tax", 2}};
  bytes << view.resolve(id);
  for (const GoldenValue& value : view.golden(id, rules)) {
    bytes << value.field << value.chosen << value.rule << uint64_t{value.disputed};
    for (const ValueOrigin& other : value.others) bytes << other;
  }
  for (const RecordKey& key : view.records_of(id)) {
    bytes << *view.record(key) << view.entity_of(key);
    for (const auto& correction : view.corrections_of(key)) bytes << correction;
  }
}

/// What speaks for two records being one, and what people said.
void put_pair(const View& view, const std::pair<RecordKey, RecordKey>& pair,
              const linkage::FittedModel& fitted, Bytes& bytes) {
  const auto left = view.record(pair.first);
  const auto right = view.record(pair.second);
  bytes << view.entity_of(pair.first) << view.entity_of(pair.second);
  for (const auto& judgement : view.judgements_of(pair.first)) bytes << judgement;
  if (!left || !right) return;
  const std::vector<std::string> first = fitted.complete(left->values);
  const std::vector<std::string> second = fitted.complete(right->values);
  linkage::ValueRows rows{first.size(), {first.begin(), first.end()}};
  rows.values.insert(rows.values.end(), second.begin(), second.end());
  bytes << fitted.weights_of_first(rows).front();
}

void put_network(const View& view, const NetworkRequest& request, Bytes& bytes) {
  const auto network = view.network(request);
  if (!network) return;
  for (const NetworkEntity& of : network->entities) {
    bytes << of.entity << uint64_t{of.hops} << of.through;
  }
  for (const NetworkLink& link : network->links) bytes << link;
  for (const NetworkHub& hub : network->hubs) {
    bytes << hub.entity << hub.relation << hub.value << uint64_t{hub.entities}
          << uint64_t{hub.or_more};
  }
  bytes << uint64_t{network->left_out};
}

void put_paths(const View& view, const PathRequest& request, Bytes& bytes) {
  const auto answer = view.paths(request);
  if (!answer) return;
  for (const EntityPath& path : answer->paths) {
    bytes << path.cost;
    for (const std::string& entity : path.entities) bytes << entity;
    for (const auto& step : path.steps) {
      for (const NetworkLink& link : step) bytes << link;
    }
  }
}

void put_households(const View& view, const std::string& id, Bytes& bytes) {
  for (const Household& of : view.households(id)) {
    bytes << of.relation << of.value << uint64_t{of.elsewhen} << uint64_t{of.or_more};
    for (const HouseholdMember& one : of.members) bytes << one.entity << one.from << one.until;
  }
}

}  // namespace

IndexPlan secret_town_plan() {
  IndexPlan plan = town_plan();
  plan.variants = [](std::string_view word) {
    return word == "ann" ? std::vector<std::string>{"anna", "hannah"} : std::vector<std::string>{};
  };
  plan.relations = {{"telephone", {"telephone"}},
                    {"email", {"email"}},
                    {"vehicle", {"vehicle"}},
                    {"property", {"uprn"}},
                    {"address", {"house_number", "postcode"}}};
  return plan;
}

std::unique_ptr<EntityIndex> secret_town(uint64_t seed) {
  Random random(seed);
  auto town = std::make_unique<EntityIndex>(secret_town_plan());
  RunContext run;
  std::vector<Change> first;
  for (int n = 0; n < 30; ++n) {
    Change change;
    change.record = some_record(random);
    first.push_back(std::move(change));
  }
  town->apply(first, run);
  for (int n = 0; n < 60; ++n) {
    const Change change = some_change(*town, random, records_in(*town));
    town->apply({&change, 1}, run);
  }
  return town;
}

ViewPlan made_reader(Random& random) {
  ViewPlan reader;
  record::AccessFilter& filter = reader.filter;
  for (const char* source : kSources) {
    if (random.below(3) > 0) filter.sources.emplace_back(source);
  }
  // Some hide little, some show little.
  const uint64_t shown = random.below(12);
  for (const char* field : kFields) {
    const bool is_shown = random.below(12) <= shown;
    const Masking masking = is_shown ? Masking::show : static_cast<Masking>(random.below(7));
    if (masking != Masking::hide) filter.fields[field] = masking;
  }
  if (random.below(3) == 0) {
    const std::string source = random.below(2) == 0 ? "" : kSources[random.below(3)];
    filter.rows.push_back({source, "ward", {kWards[random.below(4)], "north"}});
  }
  if (random.below(4) == 0) filter.rows.push_back({"", "family_name", {"smith", "jones", "khan"}});
  if (random.below(2) == 0) {
    filter.sealed.push_back({kSources[random.below(3)], "", {}});
  } else if (random.below(2) == 0) {
    filter.sealed.push_back({"", "ward", {"south", "east"}});
  }
  reader.mask = masked;
  if (random.below(3) == 0) {
    reader.made_of = [](const std::string& column) {
      return column == "street" ? std::vector<std::string>{"street", "postcode"}
                                : std::vector<std::string>{};
    };
  }
  reader.veto_fields = {random.below(2) == 0 ? std::vector<std::string>{"birth_date"}
                                             : std::vector<std::string>{}};
  return reader;
}

MadeRequest::MadeRequest(const EntityIndex& town, Random& random) {
  const std::vector<Record> records = records_in(town);
  kind_ = static_cast<Kind>(random.below(12) < 4 ? 0 : random.below(9));
  count_ = 1 + random.below(6);
  const Record& one = records[random.below(records.size())];
  const Record& other = records[random.below(records.size())];
  left_ = one.key;
  right_ = other.key;
  id_ = *town.entity_of(one.key);
  other_ = *town.entity_of(other.key);
  // An id of long ago, as somebody has it on paper.
  const auto steps = town.history(id_);
  for (const EntityStep& step : steps) {
    const bool is_former = step.words.ends_with(" merged into it") && random.below(3) == 0;
    if (is_former) id_ = step.words.substr(0, step.words.find(' '));
  }
  values_ = town_values(random.below(kPeople), random.below(3));
  make_query(records, random);
  words_ = "kind " + std::to_string(static_cast<int>(kind_)) + ", \"" + query_ + "\", " + id_ +
           ", " + other_;
}

void MadeRequest::make_query(const std::vector<Record>& records, Random& random) {
  constexpr std::array kOdd = {"ann",          "jo",    "\"smith\"", "smit",     "smyht",
                               "zz",           "1",     "lane",      "mil lane", "nobody",
                               "24 june 1950", "north", "known"};
  const Record& record = records[random.below(records.size())];
  for (uint64_t words = 1 + random.below(5); words > 0; --words) {
    std::string word;
    switch (random.below(6)) {
      case 0:
        word = kOdd[random.below(kOdd.size())];
        break;
      case 1:
        word = record.key.id;
        break;
      case 2:
        if (!record.further.empty()) {
          word = record.further[random.below(record.further.size())].value;
        }
        break;
      default:
        word = record.values[random.below(record.values.size())];
        break;
    }
    if (random.below(6) == 0 && !word.empty()) word.erase(random.below(word.size()), 1);
    if (random.below(6) == 0) word.resize(std::min<size_t>(word.size(), 3));
    query_ += word + " ";
  }
}

std::string MadeRequest::answer(const View& view) const {
  Bytes bytes;
  switch (kind_) {
    case Kind::search:
      put_search(view, {query_, count_, count_}, bytes);
      break;
    case Kind::matches:
      for (const Match& match : view.matches(values_, -20)) {
        bytes << match.entity << match.key << match.weight;
      }
      break;
    case Kind::show:
      put_entity(view, id_, bytes);
      break;
    case Kind::history:
      for (const EntityStep& step : view.history(id_)) bytes << step.sequence << step.words;
      break;
    case Kind::pair:
      put_pair(view, {left_, right_}, *secret_town_plan().fitted, bytes);
      break;
    case Kind::network:
      put_network(view, {id_, count_ % 3, 4 + count_, 12}, bytes);
      break;
    case Kind::path:
      put_paths(view, {id_, other_}, bytes);
      break;
    case Kind::household:
      put_households(view, id_, bytes);
      break;
    case Kind::all:
      view.each_record(
          [&](const Record& record, const std::string& entity) { bytes << entity << record; });
      view.each_key(
          [&](const RecordKey& key, const std::string& entity) { bytes << entity << key; });
      for (const auto& judgement : view.judgements()) bytes << judgement;
      break;
  }
  return bytes.take();
}

}  // namespace newlyn::index
