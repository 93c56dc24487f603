// SPDX-License-Identifier: MIT
// Parties from header words, fields from what columns were recognised to be.
#include "workspace/mapping/propose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using record::RecognisedColumn;
using Words = std::vector<std::string>;

// How much of the certainty stays when more than the kind of the column had to be guessed.
constexpr double kPartyGuessed = 0.9;
constexpr double kFieldGuessed = 0.6;

constexpr std::array<std::string_view, 22> kParties = {
    "tenant",   "joint",    "applicant", "claimant", "partner",  "spouse",  "landlord", "owner",
    "keeper",   "child",    "pupil",     "parent",   "mother",   "father",  "guardian", "carer",
    "director", "employee", "witness",   "agent",    "executor", "occupier"};
constexpr std::array<std::string_view, 6> kProperties = {"property", "premises", "dwelling",
                                                         "uprn",     "site",     "building"};

struct Spelling {
  std::string_view word;
  std::string_view means;
};
constexpr std::array<Spelling, 5> kSpellings = {{{"jt", "joint"},
                                                 {"appl", "applicant"},
                                                 {"second", "2"},
                                                 {"first", "1"},
                                                 {"prop", "property"}}};

struct HeaderField {
  std::string_view word;
  std::string_view kind;  // of the schema
  std::string_view field;
};
constexpr std::array<HeaderField, 26> kHeaderFields = {{
    {"vrm", "vehicle", "registration"},
    {"registration", "vehicle", "registration"},
    {"vin", "vehicle", "chassis"},
    {"make", "vehicle", "make"},
    {"colour", "vehicle", "colour"},
    {"iban", "account", "number"},
    {"bank", "account", "number"},
    {"account", "account", "number"},
    {"sort", "account", "bank"},
    {"start", "event", "start"},
    {"from", "event", "start"},
    {"began", "event", "start"},
    {"opened", "event", "start"},
    {"received", "event", "start"},
    {"end", "event", "end"},
    {"to", "event", "end"},
    {"closed", "event", "end"},
    {"ceased", "event", "end"},
    {"amount", "event", "amount"},
    {"paid", "event", "amount"},
    {"balance", "event", "amount"},
    {"status", "event", "status"},
    {"type", "event", "type"},
    {"team", "event", "team"},
    {"outcome", "event", "outcome"},
    {"decision", "event", "outcome"},
}};

char class_of(char c) {
  if (std::isdigit(static_cast<unsigned char>(c)) != 0) return '0';
  if (std::isupper(static_cast<unsigned char>(c)) != 0) return 'A';
  return std::isalpha(static_cast<unsigned char>(c)) != 0 ? 'a' : ' ';
}

// "TENANT1_Surname" is tenant, 1, surname; "firstName" is first, name.
Words words_of(std::string_view header) {
  Words words;
  char before = ' ';
  for (const char c : header) {
    const char now = class_of(c);
    const bool begins = now != before && !(before == 'A' && now == 'a');
    if (now != ' ' && (begins || words.empty())) words.emplace_back();
    if (now != ' ') words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    before = now;
  }
  return words;
}

std::string meaning_of(const std::string& word) {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.word == word) return std::string(spelling.means);
  }
  return word;
}

template <typename List>
bool holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool speaks_of_property(const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return holds(kProperties, meaning_of(word)); });
}

// Whom a header speaks of: "tenant_2", "joint_tenant", "2"; empty where it does not say.
std::string party_of(const Words& words) {
  std::string party;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool name_word = i + 1 < words.size() && words[i + 1] == "name";  // "first name"
    const std::string word = name_word ? words[i] : meaning_of(words[i]);
    const bool number = word.size() == 1 && word[0] >= '1' && word[0] <= '9';
    if (!number && !holds(kParties, word)) continue;
    party += fmt::format("{}{}", party.empty() ? "" : "_", word);
  }
  return party;
}

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

// Builds one proposal, column by column.
class Proposing {
 public:
  explicit Proposing(const ProposalInput& input) : input_(input) {}

  MapProposal finish() {
    for (const RecognisedColumn& column : input_.columns) {
      property_ = property_ ||
                  (part_of(column.kind) != Part::name && speaks_of_property(words_of(column.name)));
    }
    add_all(Part::name);
    add_all(Part::organisation);
    add_all(Part::contact);
    property_ = property_ || parties_.size() != 1;
    add_all(Part::place);
    add_all(Part::other);
    relate();
    return std::move(proposal_);
  }

 private:
  void add_all(Part part) {
    for (const RecognisedColumn& column : input_.columns) {
      if (part_of(column.kind) != part) continue;
      const Words words = words_of(column.name);
      if (part == Part::name) add_to_person(column, words);
      if (part == Part::organisation) {
        remember_party("organisation");
        add("organisation", "organisation", column, 1);
      }
      if (part == Part::contact) add_contact(column, words);
      if (part == Part::place) add_place(column, words);
      if (part == Part::other) add_other(column, words);
    }
  }

  void add_to_person(const RecognisedColumn& column, const Words& words) {
    const std::string party = party_of(words);
    const bool number = !party.empty() && std::isdigit(static_cast<unsigned char>(party[0])) != 0;
    const std::string name = party.empty() || party == "1" ? "person"
                             : number                      ? "person_" + party
                                                           : party;
    remember_party(name);
    add(name, "person", column, party.empty() ? 1 : kPartyGuessed);
  }

  void remember_party(const std::string& name) {
    if (!holds(parties_, name)) parties_.push_back(name);
  }

  // A contact belongs to the party that its header names, else to the first.
  void add_contact(const RecognisedColumn& column, const Words& words) {
    const std::string party = party_of(words);
    for (const std::string& name : parties_) {
      if (name == party || name == "person_" + party) {
        return add(name, kind_of(name), column, kPartyGuessed);
      }
    }
    if (parties_.empty()) remember_party("person");
    const bool sure = parties_.size() == 1;
    add(parties_.front(), kind_of(parties_.front()), column, sure ? 1 : kFieldGuessed);
  }

  void add_place(const RecognisedColumn& column, const Words& words) {
    const std::string party = party_of(words);
    if (!party.empty() && holds(parties_, party) && !speaks_of_property(words)) {
      return add(party, kind_of(party), column, kPartyGuessed);
    }
    if (property_) return add("property", "place", column, kPartyGuessed);
    add(parties_.front(), kind_of(parties_.front()), column, 1);
  }

  std::string kind_of(const std::string& party) const {
    return party == "organisation" ? "organisation" : "person";
  }

  void add_other(const RecognisedColumn& column, const Words& words) {
    if (column.kind == FieldKind::record_key) return;
    if (holds(words, "uprn")) return add_field("property", "place", column, "identifier.property");
    for (const HeaderField& guess : kHeaderFields) {
      if (!holds(words, guess.word)) continue;
      const record::SchemaKind& kind = *record::schema_kind_named(guess.kind);
      const FieldKind wanted = record::schema_field_named(kind, guess.field)->kind;
      const bool fits = wanted == column.kind ||
                        (wanted == FieldKind::category && column.kind == FieldKind::text);
      if (!fits) continue;
      return add_field(std::string(guess.kind), std::string(guess.kind), column,
                       std::string(guess.field));
    }
    if (column.kind == FieldKind::account && !parties_.empty()) {
      return add(parties_.front(), kind_of(parties_.front()), column, kFieldGuessed);
    }
    leave(column, fmt::format("{}; no field of the schema was found for it",
                              record::field_kind_row(column.kind).words));
  }

  void leave(const RecognisedColumn& column, const std::string& why) {
    proposal_.unmapped.emplace_back(column.name, why);
  }

  source::MappedRecord& record(const std::string& name, const std::string& kind) {
    auto& records = proposal_.mapping.records;
    for (source::MappedRecord& one : records) {
      if (one.name == name) return one;
    }
    records.push_back({name, kind, "", {}});
    return records.back();
  }

  void add(const std::string& name, const std::string& kind, const RecognisedColumn& column,
           double share) {
    const record::SchemaField* field =
        record::schema_field_of(*record::schema_kind_named(kind), column.kind);
    if (field == nullptr) {
      return leave(column, fmt::format("the kind {} has no field for it", kind));
    }
    put(record(name, kind), *field, column, share);
  }

  void add_field(const std::string& name, const std::string& kind, const RecognisedColumn& column,
                 const std::string& field) {
    put(record(name, kind), *record::schema_field_named(*record::schema_kind_named(kind), field),
        column, kFieldGuessed);
  }

  void put(source::MappedRecord& into, const record::SchemaField& field,
           const RecognisedColumn& column, double share) {
    const bool taken = std::any_of(into.fields.begin(), into.fields.end(),
                                   [&](const auto& one) { return one.field == field.name; });
    if (taken && !field.many) {
      return leave(column, fmt::format("{} {} has a column already", into.name, field.name));
    }
    const double confidence = column.confidence * share;
    const std::string reason = column.reason.empty() ? "as the definition says" : column.reason;
    source::MappedField mapped;
    mapped.field = field.name;
    mapped.column = column.name;
    mapped.remark = fmt::format("{:.0f} %: {}", confidence * 100, reason);
    into.fields.push_back(std::move(mapped));
    proposal_.fields.push_back(
        {into.name, std::string(field.name), column.name, confidence, reason, {}});
  }

  bool has(std::string_view name) const {
    const auto& records = proposal_.mapping.records;
    return std::any_of(records.begin(), records.end(),
                       [&](const source::MappedRecord& one) { return one.name == name; });
  }

  void relate_if(const std::string& kind, const std::string& from, const std::string& to) {
    if (has(from) && has(to)) proposal_.mapping.relations.push_back({kind, from, to, "", ""});
  }

  static std::string relation_to_property(const std::string& party) {
    if (party == "organisation") return "located_at";
    if (party.find("tenant") != party.npos) return "tenant_of";
    const bool owns = party.find("owner") != party.npos || party.find("landlord") != party.npos;
    return owns ? "owner_of" : "lives_at";
  }

  void relate() {
    for (const std::string& party : parties_) {
      relate_if(relation_to_property(party), party, "property");
      relate_if("keeper_of", party, "vehicle");
      relate_if("holds", party, "account");
      const bool claims = party.starts_with("claimant") || party.starts_with("applicant");
      if (claims) relate_if("claims", party, "event");
      if (!claims) relate_if("subject", "event", party);
      for (const std::string& other : parties_) {
        const bool parent = party.starts_with("parent") || party.starts_with("mother") ||
                            party.starts_with("father") || party.starts_with("guardian");
        const bool child = other.starts_with("child") || other.starts_with("pupil");
        if (parent && child) relate_if("parent_of", party, other);
      }
    }
    relate_if("place", "event", "property");
  }

  const ProposalInput& input_;
  MapProposal proposal_;
  std::vector<std::string> parties_;  // names of the records of people and organisations
  bool property_ = false;
};

}  // namespace

MapProposal propose_mapping(const ProposalInput& input) { return Proposing(input).finish(); }

}  // namespace newlyn::workspace
