// SPDX-License-Identifier: MIT
// Records of parties first, then where they live, then what else the row tells, then relations.
#include "workspace/mapping/propose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "standardise/checked_value.h"
#include "workspace/mapping/header_fields.h"

namespace newlyn::workspace {
namespace {

using profile::PartyColumn;
using profile::PartyKind;
using record::FieldKind;

// How much of the certainty stays when more than the kind of the column had to be guessed.
constexpr double kPartyGuessed = 0.9;
constexpr double kFieldGuessed = 0.6;
// A column is of vehicles where this share of its values are registrations.
constexpr double kMostValues = 0.8;
constexpr size_t kValuesChecked = 200;

constexpr std::array<std::string_view, 5> kParents = {"parent", "mother", "father", "guardian",
                                                      "carer"};
constexpr std::array<std::string_view, 2> kChildren = {"child", "pupil"};
constexpr std::array<std::string_view, 4> kPartners = {"partner", "spouse", "husband", "wife"};
// People who are named in a row about somebody else's home.
constexpr std::array<std::string_view, 15> kElsewhere = {
    "landlord",  "owner",    "proprietor", "agent",   "director", "employee", "witness", "executor",
    "informant", "referrer", "donor",      "nominee", "trustee",  "contact",  "kin"};
constexpr std::array<std::string_view, 4> kTitles = {"title", "salutation", "prefix", "honorific"};
constexpr std::array<std::string_view, 4> kDeaths = {"death", "deceased", "died", "dod"};
constexpr std::array<std::string_view, 3> kWorks = {"occupation", "job", "profession"};
constexpr std::array<std::string_view, 4> kOtherNames = {"maiden", "former", "previous", "alias"};
constexpr std::array<std::string_view, 4> kContactTypes = {"mobile", "home", "work", "fax"};

// Dates of living somewhere, and which of them it begins and ends with.
constexpr std::array<std::string_view, 11> kLiving = {
    "tenancy", "moved",    "move",      "residence", "residency", "resident",
    "lived",   "occupied", "occupancy", "liable",    "liability"};
constexpr std::array<std::string_view, 8> kLivingFrom = {"in",    "start", "started", "from",
                                                         "since", "begin", "began",   "commenced"};
constexpr std::array<std::string_view, 7> kLivingUntil = {"out",   "end",  "ended", "to",
                                                          "until", "left", "ceased"};

constexpr std::array<std::string_view, 2> kPropertyNumbers = {"uprn", "usrn"};

enum class Part { name, place, contact, organisation, other };

Part part_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::full_name:
    case FieldKind::given_name:
    case FieldKind::middle_name:
    case FieldKind::family_name:
    case FieldKind::generation:
    case FieldKind::birth_date:
    case FieldKind::birth_day:
    case FieldKind::birth_month:
    case FieldKind::birth_year:
    case FieldKind::sex:
    case FieldKind::national_id:
      return Part::name;
    case FieldKind::full_address:
    case FieldKind::address_line:
    case FieldKind::house_number:
    case FieldKind::town:
    case FieldKind::county:
    case FieldKind::postcode:
    case FieldKind::country:
      return Part::place;
    case FieldKind::telephone:
    case FieldKind::email:
      return Part::contact;
    case FieldKind::organisation_name:
      return Part::organisation;
    default:
      return Part::other;
  }
}

template <typename List>
bool holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <typename List>
std::string_view word_among(const PartyColumn& column, const List& list) {
  for (const std::string& word : column.words) {
    if (holds(list, word)) return word;
  }
  return {};
}

// Whether one of the words of a party's name is in the list: "joint_tenant".
template <typename List>
bool is_one_of(std::string_view party, const List& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view word) { return party.find(word) != party.npos; });
}

bool names_person(FieldKind kind) {
  return kind == FieldKind::full_name || kind == FieldKind::given_name ||
         kind == FieldKind::family_name || kind == FieldKind::birth_date ||
         kind == FieldKind::national_id;
}

std::string record_name(const PartyColumn& column) {
  if (column.party.empty() || column.party == "1") return "person";
  const bool number = std::isdigit(static_cast<unsigned char>(column.party[0])) != 0;
  return number ? "person_" + column.party : column.party;
}

/// Somebody or something that the row names.
struct Party {
  std::string name;  // of its record
  std::string kind;  // person or organisation
  bool subject = false;
  bool has_address = false;
};

// Builds one proposal.
class Proposing {
 public:
  explicit Proposing(const ProposalInput& input) : input_(input) {}

  MapProposal finish() {
    find_parties();
    each(Part::name, [&](const PartyColumn& column) { add_name(column); });
    each(Part::organisation, [&](const PartyColumn& column) { add_organisation(column); });
    each(Part::contact, [&](const PartyColumn& column) { add_contact(column); });
    find_homes();
    each(Part::place, [&](const PartyColumn& column) { add_place(column); });
    theme_ = theme_of(all_words());
    theme_.place_only = parties_.empty();
    for (size_t i = 0; i < input_.columns.size(); ++i) {
      if (part_of(input_.columns[i].column.kind) == Part::other) add_other(i);
    }
    add_later();
    name_events();
    relate();
    return std::move(proposal_);
  }

 private:
  // A key that only tells rows apart. One that says who or which property it is has a field.
  bool is_key(const PartyColumn& column) const {
    return holds(input_.key, column.column.name) && part_of(column.column.kind) == Part::other &&
           word_among(column, kPropertyNumbers).empty();
  }

  template <typename Add>
  void each(Part part, const Add& add) {
    for (const PartyColumn& column : input_.columns) {
      if (part_of(column.column.kind) == part && !is_key(column)) add(column);
    }
  }

  std::vector<std::vector<std::string>> all_words() const {
    std::vector<std::vector<std::string>> all;
    for (const PartyColumn& column : input_.columns) all.push_back(column.words);
    return all;
  }

  void find_parties() {
    for (const PartyColumn& column : input_.columns) {
      const FieldKind kind = column.column.kind;
      const bool person = names_person(kind) &&
                          (column.kind == PartyKind::subject || column.kind == PartyKind::person);
      if (person) remember({record_name(column), "person", column.party.empty()});
    }
    for (const PartyColumn& column : input_.columns) {
      if (column.column.kind != FieldKind::organisation_name) continue;
      remember({"organisation", "organisation", column.party.empty()});
    }
    // Where all people act for somebody, the row is about the organisation.
    const bool all_act = std::all_of(parties_.begin(), parties_.end(), [](const Party& party) {
      return party.kind == "organisation" || is_one_of(party.name, kElsewhere);
    });
    if (Party* organisation = find("organisation"); organisation != nullptr && all_act) {
      organisation->subject = true;
    }
  }

  void remember(const Party& party) {
    if (find(party.name) == nullptr) parties_.push_back(party);
  }

  Party* find(std::string_view name) {
    for (Party& party : parties_) {
      if (party.name == name) return &party;
    }
    return nullptr;
  }

  // The party a column without one belongs to: the subject, else the first.
  const Party* main_party() const {
    for (const Party& party : parties_) {
      if (party.subject) return &party;
    }
    return parties_.empty() ? nullptr : &parties_.front();
  }

  Party* party_of(const PartyColumn& column) {
    if (column.kind == PartyKind::organisation) return find("organisation");
    if (column.kind == PartyKind::person) return find(record_name(column));
    return nullptr;
  }

  void add_name(const PartyColumn& column) {
    const Party* party = party_of(column);
    if (party == nullptr) party = main_person();
    if (party == nullptr) return leave(column, "the row names nobody whose it could be");
    add(*party, column, column.party.empty() ? 1 : kPartyGuessed);
  }

  const Party* main_person() const {
    const Party* found = nullptr;
    for (const Party& party : parties_) {
      if (party.kind != "person") continue;
      if (party.subject) return &party;
      if (found == nullptr) found = &party;
    }
    return found;
  }

  void add_organisation(const PartyColumn& column) { add(*find("organisation"), column, 1); }

  // A contact without a party is the subject's; a child's is its parent's.
  void add_contact(const PartyColumn& column) {
    const Party* party = party_of(column);
    if (party != nullptr) return add(*party, column, kPartyGuessed);
    for (const Party& other : parties_) {
      const bool parent = is_one_of(other.name, kParents) && main_party()->subject;
      if (parent) return add(other, column, kFieldGuessed);
    }
    if (parties_.empty()) remember({"person", "person", true});
    add(*main_party(), column, parties_.size() == 1 ? 1 : kFieldGuessed);
  }

  void find_homes() {
    for (const PartyColumn& column : input_.columns) {
      const bool address = part_of(column.column.kind) == Part::place && !is_key(column);
      const bool number = holds(column.words, "uprn") && !holds(column.words, "parent");
      const bool marked = column.kind == PartyKind::property && (address || number);
      property_apart_ = property_apart_ || marked;
      site_ = site_ || (marked && (column.party == "site" || column.party == "premises"));
      property_ = property_ || marked || (number && column.kind == PartyKind::subject);
      if (!address) continue;
      if (Party* party = party_of(column)) party->has_address = true;
      if (column.kind == PartyKind::subject) plain_address_ = true;
    }
    const auto at_home = std::count_if(parties_.begin(), parties_.end(),
                                       [&](const Party& party) { return lives_there(party); });
    if (plain_address_ && at_home != 1 && !subject_is_organisation()) property_ = true;
  }

  bool subject_is_organisation() const {
    const Party* party = main_party();
    return party != nullptr && party->kind == "organisation" && party->subject;
  }

  // Whether an address that is nobody's by its header is where this party lives.
  bool lives_there(const Party& party) const {
    if (party.has_address) return false;
    if (party.kind == "organisation") return subject_is_organisation() && party.subject;
    if (subject_is_organisation() && !party.subject) return false;
    return party.subject || !is_one_of(party.name, kElsewhere);
  }

  void add_place(const PartyColumn& column) {
    if (const Party* party = party_of(column)) return add(*party, column, kPartyGuessed);
    if (column.kind == PartyKind::property) {
      add_to("property", "place", column, kPartyGuessed);
      if (!plain_address_) add_to_residents(column);
      return;
    }
    const bool of_property = property_ && !property_apart_;
    if (of_property) add_to("property", "place", column, kPartyGuessed);
    const bool someone = add_to_residents(column);
    if (!someone && !of_property) add_to("property", "place", column, 1);
  }

  bool add_to_residents(const PartyColumn& column) {
    bool someone = false;
    for (const Party& party : parties_) {
      if (!lives_there(party)) continue;
      add(party, column, parties_.size() == 1 ? 1 : kPartyGuessed);
      someone = true;
    }
    return someone;
  }

  void add_other(size_t at) {
    const PartyColumn& column = input_.columns[at];
    if (is_key(column) || column.column.kind == FieldKind::empty) return;
    if (add_of_record(column)) return;
    if (add_to_person(at)) return;
    note_living(column);
    if (add_vehicle(at)) return;
    std::vector<std::string> words = column.words;
    if (column.kind == PartyKind::property && words.size() == 1 && words[0] == "type") {
      return add_field({"place", "type"}, "property", column);
    }
    const bool parent_number = holds(words, "uprn") && holds(words, "parent");
    const auto field =
        parent_number ? std::nullopt : header_field(words, column.column.kind, theme_);
    const bool identifies =
        column.column.kind == FieldKind::account && column.column.reason.starts_with("header '");
    const bool reference = field && field->field == "identifier";
    if (identifies && (!field || reference) && !parties_.empty()) {
      const Party* party = party_of(column);
      return add(party == nullptr ? *main_party() : *party, column, kPartyGuessed);
    }
    if (column.column.kind == FieldKind::free_text) {
      return add_field({"event", "text"}, "event", column);
    }
    if (!field) {
      return leave(column, fmt::format("{}; no field of the schema was found for it",
                                       record::field_kind_row(column.column.kind).words));
    }
    if (field->kind == "event" && !tells_of_event(field->field)) {
      later_.push_back({&column, *field});
      return;
    }
    if (field->kind != "place") return add_field(*field, std::string(field->kind), column);
    const bool site = column.kind == PartyKind::organisation;
    add_field(*field, site ? "organisation_site" : "property", column);
  }

  // A status, team or outcome is an event's where something else says that there is one.
  static bool tells_of_event(std::string_view field) {
    return field != "status" && field != "team" && field != "outcome";
  }

  void add_later() {
    for (const auto& [column, field] : later_) {
      if (has("event")) {
        add_field(field, "event", *column);
      } else {
        leave(*column, "the row tells of no event whose it could be");
      }
    }
  }

  // An event of which no column says what it is has the type that the headers of its own columns
  // name, else it is called as its source. One of which only a number is known is told elsewhere.
  void name_events() {
    if (input_.source.empty()) return;
    for (source::MappedRecord& one : proposal_.mapping.records) {
      const auto has_field = [&](std::string_view field) {
        return std::any_of(one.fields.begin(), one.fields.end(),
                           [&](const auto& mapped) { return mapped.field == field; });
      };
      if (one.kind != "event" || has_field("type") || !has_field("start")) continue;
      source::MappedField type;
      type.field = "type";
      std::string_view named;
      for (const PartyColumn& column : input_.columns) {
        const bool of_event = std::any_of(one.fields.begin(), one.fields.end(), [&](const auto& f) {
          return f.column == column.column.name;
        });
        if (of_event && named.empty()) named = event_type_of(column.words);
      }
      type.text = named;
      type.remark = "no column says it; the headers do";
      if (named.empty()) {
        type.text = input_.source;
        std::replace(type.text.begin(), type.text.end(), '_', ' ');
        type.remark = "no column says it: called as its source; write what these events are";
      }
      one.fields.insert(one.fields.begin(), std::move(type));
    }
  }

  // What a row says of itself: whether somebody checked it, when it was changed last. It is said of
  // the record that the row is about.
  bool add_of_record(const PartyColumn& column) {
    const std::string_view field = record_field(column.words, column.column.kind);
    if (field.empty()) return false;
    const Party* party = party_of(column);
    if (party == nullptr) party = main_party();
    if (party != nullptr) return put_in(*party, field, column);
    if (!property_ && !has("property")) return false;
    return put_in({"property", "place", true, false}, field, column);
  }

  // Titles, days of death and occupations are a person's.
  bool add_to_person(size_t at) {
    const PartyColumn& column = input_.columns[at];
    const FieldKind kind = column.column.kind;
    const bool words = kind == FieldKind::category || kind == FieldKind::text;
    const Party* party = party_of(column);
    if (party == nullptr) party = main_person();
    if (party == nullptr || party->kind != "person") return false;
    if (words && !word_among(column, kTitles).empty()) {
      return put_in(*next_person(at, *party), "name.title", column);
    }
    if (words && !word_among(column, kOtherNames).empty() && holds(column.words, "name")) {
      return put_in(*party, "name.family", column);
    }
    if (kind == FieldKind::date && !word_among(column, kDeaths).empty()) {
      return put_in(*party, "death_date", column);
    }
    if (words && !word_among(column, kWorks).empty()) return put_in(*party, "occupation", column);
    return false;
  }

  // A title without a party is that of the name behind it.
  const Party* next_person(size_t at, const Party& otherwise) {
    if (!input_.columns[at].party.empty() || at + 1 >= input_.columns.size()) return &otherwise;
    const Party* next = party_of(input_.columns[at + 1]);
    return next != nullptr && next->kind == "person" ? next : &otherwise;
  }

  bool put_in(const Party& party, std::string_view field, const PartyColumn& column) {
    const record::SchemaKind& kind = *record::schema_kind_named(party.kind);
    put(record(party.name, party.kind), *record::schema_field_named(kind, field), column,
        kPartyGuessed);
    return true;
  }

  // Since when and until when the people of a row live where it says. The date may tell of an event
  // as well.
  void note_living(const PartyColumn& column) {
    const bool is_of_home = column.column.kind == FieldKind::date &&
                            !word_among(column, kLiving).empty() &&
                            !is_one_of(column.party, kElsewhere);
    if (!is_of_home) return;
    const bool ends = !word_among(column, kLivingUntil).empty();
    if (!ends && word_among(column, kLivingFrom).empty()) return;
    std::string& date = ends ? living_until_ : living_from_;
    if (date.empty()) date = column.column.name;
  }

  // "Vehicle" alone may be a registration or a make: the values say which.
  bool add_vehicle(size_t at) {
    const PartyColumn& column = input_.columns[at];
    const bool named =
        column.words.size() == 1 &&
        (column.words[0] == "vehicle" || column.words[0] == "car" || column.words[0] == "reg");
    if (!named) return false;
    const standardise::ValueKind* kind = standardise::value_kind_named("vehicle_registration");
    std::vector<std::string> values;
    const record::TextColumn& all = *input_.values[at];
    for (record::ValueCode code = 1; code <= all.values.value_count(); ++code) {
      if (values.size() < kValuesChecked) values.emplace_back(all.values[code]);
    }
    size_t good = 0;
    for (const auto& checked : standardise::check_values(*kind, values)) {
      good += checked.value_class != standardise::ValueClass::unreadable &&
              checked.value_class != standardise::ValueClass::missing;
    }
    const bool most = static_cast<double>(good) >= kMostValues * static_cast<double>(values.size());
    if (!most || values.empty()) return false;
    add_field({"vehicle", "registration"}, "vehicle", column);
    return true;
  }

  void leave(const PartyColumn& column, const std::string& why) {
    proposal_.unmapped.emplace_back(column.column.name, why);
  }

  source::MappedRecord& record(const std::string& name, const std::string& kind) {
    auto& records = proposal_.mapping.records;
    for (source::MappedRecord& one : records) {
      if (one.name == name) return one;
    }
    records.push_back({name, kind, "", {}});
    return records.back();
  }

  void add(const Party& party, const PartyColumn& column, double share) {
    add_to(party.name, party.kind, column, share);
  }

  void add_to(const std::string& name, const std::string& kind, const PartyColumn& column,
              double share) {
    const record::SchemaField* field =
        record::schema_field_of(*record::schema_kind_named(kind), column.column.kind);
    if (field == nullptr) {
      return leave(column, fmt::format("the kind {} has no field for it", kind));
    }
    put(record(name, kind), *field, column, share);
  }

  void add_field(const HeaderField& field, const std::string& name, const PartyColumn& column) {
    const std::string kind(field.kind);
    put(record(name, kind),
        *record::schema_field_named(*record::schema_kind_named(kind), field.field), column,
        kFieldGuessed);
  }

  void put(source::MappedRecord& into, const record::SchemaField& field, const PartyColumn& column,
           double share) {
    const bool taken = std::any_of(into.fields.begin(), into.fields.end(),
                                   [&](const auto& one) { return one.field == field.name; });
    if (taken && !field.many) {
      return leave(column, fmt::format("{} {} has a column already", into.name, field.name));
    }
    const double confidence = column.column.confidence * share;
    const std::string reason =
        column.column.reason.empty() ? "as the definition says" : column.column.reason;
    source::MappedField mapped;
    mapped.field = field.name;
    mapped.column = column.column.name;
    mapped.remark = fmt::format("{:.0f} %: {}", confidence * 100, reason);
    if (field.name.starts_with("name.")) mapped.type = word_among(column, kOtherNames);
    if (field.name == "contact.telephone") mapped.type = word_among(column, kContactTypes);
    into.fields.push_back(std::move(mapped));
    proposal_.fields.push_back(
        {into.name, std::string(field.name), column.column.name, confidence, reason, {}});
  }

  bool has(std::string_view name) const {
    const auto& records = proposal_.mapping.records;
    return std::any_of(records.begin(), records.end(),
                       [&](const source::MappedRecord& one) { return one.name == name; });
  }

  void relate_if(const std::string& kind, const std::string& from, const std::string& to) {
    if (!has(from) || !has(to)) return;
    source::MappedRelation relation{kind, from, to, "", ""};
    if (kind == "lives_at" || kind == "tenant_of") {
      relation.start = living_from_;
      relation.end = living_until_;
    }
    proposal_.mapping.relations.push_back(std::move(relation));
  }

  static std::string relation_to_property(const Party& party) {
    if (party.kind == "organisation") return "located_at";
    if (party.name.find("tenant") != party.name.npos) return "tenant_of";
    const bool owns =
        is_one_of(party.name, std::array<std::string_view, 3>{"owner", "landlord", "proprietor"});
    return owns ? "owner_of" : "lives_at";
  }

  // Where a property stands beside somebody's own address, it is not where they live.
  bool belongs_to(const Party& party) const {
    if (party.kind == "organisation") return property_apart_ || party.subject;
    if (relation_to_property(party) == "owner_of") return true;
    if (property_apart_ && site_ && (plain_address_ || party.has_address)) return false;
    return !is_one_of(party.name, kElsewhere);
  }

  void relate_people() {
    for (const Party& party : parties_) {
      if (party.kind != "person") continue;
      for (const Party& other : parties_) {
        if (&other == &party) continue;
        const bool child = other.subject || is_one_of(other.name, kChildren);
        if (is_one_of(party.name, kParents) && child && other.kind == "person" &&
            !is_one_of(other.name, kParents)) {
          relate_if("parent_of", party.name, other.name);
        }
        if (is_one_of(party.name, kPartners) && &other == main_party()) {
          relate_if("partner_of", party.name, other.name);
        }
        if (other.kind != "organisation") continue;
        const bool directs = party.name.find("director") != party.name.npos;
        const bool works = other.subject && is_one_of(party.name, kElsewhere);
        if (directs) relate_if("director_of", party.name, other.name);
        if (works && !directs) relate_if("works_for", party.name, other.name);
      }
    }
  }

  void relate() {
    for (const Party& party : parties_) {
      if (belongs_to(party)) relate_if(relation_to_property(party), party.name, "property");
      if (party.kind == "organisation") relate_if("located_at", party.name, "organisation_site");
    }
    relate_people();
    if (const Party* party = main_party()) {
      relate_if("keeper_of", party->name, "vehicle");
      relate_if("holds", party->name, "account");
      const bool claims =
          party->name.starts_with("claimant") || party->name.starts_with("applicant");
      if (claims) relate_if("claims", party->name, "event");
      if (!claims) relate_if("subject", "event", party->name);
      relate_if("subject", "service_involvement", party->name);
      relate_if("subject", "marker", party->name);
    } else {
      relate_if("subject", "marker", "property");
    }
    relate_if("place", "event", "property");
  }

  const ProposalInput& input_;
  MapProposal proposal_;
  std::vector<Party> parties_;
  TableTheme theme_;
  std::vector<std::pair<const PartyColumn*, HeaderField>> later_;
  std::string living_from_;  // columns; empty: none
  std::string living_until_;
  bool property_ = false;        // the row tells of a property
  bool property_apart_ = false;  // and headers say that they are about it
  bool site_ = false;            // of which one is where work is done, not where somebody lives
  bool plain_address_ = false;   // an address under headers that do not say whose
};

}  // namespace

MapProposal propose_mapping(const ProposalInput& input) { return Proposing(input).finish(); }

}  // namespace newlyn::workspace
