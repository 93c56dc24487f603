// SPDX-License-Identifier: MIT
// The table of the standard schema.
#include "record/schema.h"

#include <algorithm>
#include <array>

namespace newlyn::record {
namespace {

using K = FieldKind;

// What records of several kinds have, and no public term stands for.
constexpr SchemaField kTrustedId = {"identifier.trusted",
                                    K::record_key,
                                    true,
                                    "id of a register that is trusted: one id, one entity",
                                    {}};
constexpr SchemaField kRelationAnchor = {
    "relation.anchor", K::record_key, true, "name under which records point at this one", {}};
constexpr SchemaField kRelationPointer = {
    "relation.pointer",
    K::record_key,
    true,
    "name of the record that this one points at, with its role",
    {}};
// What a record says of itself.
constexpr SchemaField kVerified = {"verified",
                                   K::category,
                                   false,
                                   "whether somebody checked the record: yes, or on which day",
                                   {}};
constexpr SchemaField kLastUpdated = {"last_updated",
                                      K::date,
                                      false,
                                      "day on which the source last changed the record",
                                      {"updated_at", "meta.lastUpdated", "modifiedAt", ""}};

constexpr SchemaField kPersonFields[] = {
    {"name.full", K::full_name, true, "whole name", {"name", "name.text", "name", "contact.name"}},
    {"name.given",
     K::given_name,
     true,
     "given name",
     {"given_name", "name.given", "firstName", ""}},
    {"name.middle",
     K::middle_name,
     true,
     "further given names",
     {"additional_name", "name.given", "middleName", ""}},
    {"name.family",
     K::family_name,
     true,
     "family name",
     {"family_name", "name.family", "lastName", ""}},
    {"name.generation",
     K::generation,
     true,
     "generation after the name",
     {"honorific_suffix", "name.suffix", "nameSuffix", ""}},
    {"name.title",
     K::category,
     true,
     "what stands before the name: Mrs, Dr",
     {"honorific_prefix", "name.prefix", "title", ""}},
    {"birth_date",
     K::birth_date,
     false,
     "date of birth",
     {"birth_date", "birthDate", "birthDate", ""}},
    {"birth_day", K::birth_day, false, "day of birth, where it has a column of its own", {}},
    {"birth_month", K::birth_month, false, "month of birth, where it has a column of its own", {}},
    {"birth_year", K::birth_year, false, "year of birth, where it has a column of its own", {}},
    {"death_date",
     K::date,
     false,
     "date of death",
     {"death_date", "deceasedDateTime", "deathDate", ""}},
    {"sex", K::sex, false, "sex as the source tells it", {"gender", "gender", "gender", ""}},
    {"occupation", K::category, false, "occupation", {"", "", "position", "contact.title"}},
    {"address.full",
     K::full_address,
     true,
     "address in one value",
     {"contact_details.value", "address.text", "address", ""}},
    {"address.line",
     K::address_line,
     true,
     "street line",
     {"", "address.line", "Address.street", "address.address_1"}},
    {"address.house_number", K::house_number, true, "house number", {"", "address.line", "", ""}},
    {"address.town", K::town, true, "town", {"", "address.city", "Address.city", "address.city"}},
    {"address.county",
     K::county,
     true,
     "county or state",
     {"", "address.district", "Address.region", "address.state_province"}},
    {"address.postcode",
     K::postcode,
     true,
     "postcode",
     {"", "address.postalCode", "Address.postalCode", "address.postal_code"}},
    {"address.country",
     K::country,
     true,
     "country",
     {"", "address.country", "Address.country", "address.country"}},
    {"contact.telephone",
     K::telephone,
     true,
     "telephone",
     {"contact_details.value", "telecom.value", "phone", "phone.number"}},
    {"contact.email",
     K::email,
     true,
     "e-mail",
     {"email", "telecom.value", "email", "contact.email"}},
    {"identifier.national",
     K::national_id,
     true,
     "number that a state gave",
     {"identifiers.identifier", "identifier.value", "idNumber", ""}},
    {"identifier.other",
     K::account,
     true,
     "number that another body gave",
     {"identifiers.identifier", "identifier.value", "Identification.number", ""}},
    kTrustedId,
    kRelationAnchor,
    kRelationPointer,
    kVerified,
    kLastUpdated,
};

constexpr SchemaField kOrganisationFields[] = {
    {"name.full",
     K::organisation_name,
     true,
     "name",
     {"name", "Organization.name", "name", "organization.name"}},
    {"type",
     K::category,
     false,
     "legal form or what it does",
     {"classification", "Organization.type", "legalForm", "organization.legal_status"}},
    {"founded",
     K::date,
     false,
     "day it began",
     {"founding_date", "", "incorporationDate", "organization.year_incorporated"}},
    {"dissolved", K::date, false, "day it ended", {"dissolution_date", "", "dissolutionDate", ""}},
    {"address.full",
     K::full_address,
     true,
     "address in one value",
     {"contact_details.value", "Organization.address.text", "address", ""}},
    {"address.line",
     K::address_line,
     true,
     "street line",
     {"", "Organization.address.line", "Address.street", "address.address_1"}},
    {"address.house_number", K::house_number, true, "house number", {}},
    {"address.town",
     K::town,
     true,
     "town",
     {"", "Organization.address.city", "Address.city", "address.city"}},
    {"address.county",
     K::county,
     true,
     "county or state",
     {"", "Organization.address.district", "Address.region", "address.state_province"}},
    {"address.postcode",
     K::postcode,
     true,
     "postcode",
     {"", "Organization.address.postalCode", "Address.postalCode", "address.postal_code"}},
    {"address.country",
     K::country,
     true,
     "country",
     {"", "Organization.address.country", "country", "address.country"}},
    {"contact.telephone",
     K::telephone,
     true,
     "telephone",
     {"contact_details.value", "Organization.telecom.value", "phone", "phone.number"}},
    {"contact.email",
     K::email,
     true,
     "e-mail",
     {"contact_details.value", "Organization.telecom.value", "email", "organization.email"}},
    {"identifier.other",
     K::account,
     true,
     "company, charity or customer number",
     {"identifiers.identifier", "Organization.identifier.value", "registrationNumber",
      "organization_identifier.identifier"}},
    kTrustedId,
    kRelationAnchor,
    kRelationPointer,
    kVerified,
    kLastUpdated,
};

constexpr SchemaField kPlaceFields[] = {
    {"name",
     K::text,
     true,
     "name of the place",
     {"Area.name", "Location.name", "name", "location.name"}},
    {"type",
     K::category,
     false,
     "house, flat, shop, school",
     {"Area.classification", "Location.type", "", ""}},
    {"identifier.property",
     K::account,
     true,
     "property number such as the UPRN",
     {"Area.identifier", "Location.identifier.value", "", "location.external_identifier"}},
    {"address.full",
     K::full_address,
     true,
     "address in one value",
     {"", "Location.address.text", "Address.full", ""}},
    {"address.line",
     K::address_line,
     true,
     "street line",
     {"", "Location.address.line", "Address.street", "address.address_1"}},
    {"address.house_number", K::house_number, true, "house number", {}},
    {"address.town",
     K::town,
     true,
     "town",
     {"", "Location.address.city", "Address.city", "address.city"}},
    {"address.county",
     K::county,
     true,
     "county or state",
     {"", "Location.address.district", "Address.region", "address.state_province"}},
    {"address.postcode",
     K::postcode,
     true,
     "postcode",
     {"", "Location.address.postalCode", "Address.postalCode", "address.postal_code"}},
    {"address.country",
     K::country,
     true,
     "country",
     {"", "Location.address.country", "Address.country", "address.country"}},
    {"easting", K::number, false, "metres east on the national grid", {}},
    {"northing", K::number, false, "metres north on the national grid", {}},
    {"latitude",
     K::number,
     false,
     "degrees north",
     {"", "Location.position.latitude", "Address.latitude", "location.latitude"}},
    {"longitude",
     K::number,
     false,
     "degrees east",
     {"", "Location.position.longitude", "Address.longitude", "location.longitude"}},
    kVerified,
    kLastUpdated,
};

constexpr SchemaField kAccountFields[] = {
    {"number",
     K::account,
     true,
     "account or reference number",
     {"", "Account.identifier.value", "BankAccount.accountNumber", ""}},
    {"bank", K::account, false, "sort code or number of the bank", {"", "", "BankAccount.bic", ""}},
    {"type",
     K::category,
     false,
     "bank account, council tax account, rent account",
     {"", "Account.type", "BankAccount.accountType", ""}},
    {"status", K::category, false, "open, closed", {"", "Account.status", "", ""}},
    {"opened",
     K::date,
     false,
     "day it began",
     {"", "Account.servicePeriod.start", "BankAccount.openingDate", ""}},
    {"closed",
     K::date,
     false,
     "day it ended",
     {"", "Account.servicePeriod.end", "BankAccount.closingDate", ""}},
    {"balance", K::number, false, "amount on it, in pounds", {"", "", "BankAccount.balance", ""}},
};

constexpr SchemaField kVehicleFields[] = {
    {"registration",
     K::account,
     true,
     "number on its plates",
     {"", "", "Vehicle.registrationNumber", ""}},
    {"chassis", K::account, false, "number on its frame", {"", "", "", ""}},
    {"make", K::category, false, "who made it", {}},
    {"model", K::category, false, "what the maker calls it", {"", "", "Vehicle.model", ""}},
    {"colour", K::category, false, "colour", {}},
    {"built",
     K::date,
     false,
     "day it was built or first registered",
     {"", "", "Vehicle.buildDate", ""}},
};

constexpr SchemaField kEventFields[] = {
    {"type",
     K::category,
     false,
     "what it is: see below",
     {"Event.classification", "Encounter.type", "", ""}},
    {"start",
     K::date,
     false,
     "when it was or began",
     {"Event.start_date", "Encounter.period.start", "Event.startDate", ""}},
    {"end",
     K::date,
     false,
     "when it ended",
     {"Event.end_date", "Encounter.period.end", "Event.endDate", ""}},
    {"status", K::category, false, "how it stands", {"Event.status", "Encounter.status", "", ""}},
    {"amount", K::number, false, "money, in pounds", {"", "", "Payment.amount", ""}},
    {"team", K::category, false, "who dealt with it", {"", "Encounter.serviceProvider", "", ""}},
    {"outcome", K::category, false, "what came of it", {}},
    {"text",
     K::free_text,
     false,
     "what was written down; copied only when asked for",
     {"Event.description", "", "Event.description", ""}},
    {"identifier",
     K::account,
     true,
     "its reference",
     {"Event.identifiers.identifier", "Encounter.identifier.value", "Event.recordId", ""}},
};

constexpr SchemaField kInvolvementFields[] = {
    {"service",
     K::category,
     false,
     "which service",
     {"Membership.organization", "EpisodeOfCare.type", "", "service.name"}},
    {"team", K::category, false, "which team", {"", "EpisodeOfCare.team", "", "program.name"}},
    {"worker", K::text, false, "who is responsible", {"", "EpisodeOfCare.careManager", "", ""}},
    {"reason", K::category, false, "why", {"", "EpisodeOfCare.diagnosis", "", ""}},
    {"status", K::category, false, "open, closed", {"", "EpisodeOfCare.status", "", ""}},
    {"start",
     K::date,
     false,
     "day it began",
     {"Membership.start_date", "EpisodeOfCare.period.start", "", ""}},
    {"end",
     K::date,
     false,
     "day it ended",
     {"Membership.end_date", "EpisodeOfCare.period.end", "", ""}},
};

constexpr SchemaField kMarkerFields[] = {
    {"type", K::category, false, "staff safety, protected", {"", "Flag.code", "topics", ""}},
    {"owner", K::text, false, "who answers for it", {"", "Flag.author", "", ""}},
    {"review_date", K::date, false, "day by which it is looked at again", {}},
    {"start", K::date, false, "day it was set", {"", "Flag.period.start", "", ""}},
    {"end", K::date, false, "day it was lifted", {"", "Flag.period.end", "", ""}},
    {"status", K::category, false, "active, lifted", {"", "Flag.status", "", ""}},
};

constexpr SchemaKind kKinds[] = {
    {"person", "A human being.", {"Person", "Patient", "Person", "contact"}, kPersonFields},
    {"organisation",
     "A body that acts under a name of its own: company, charity, school.",
     {"Organization", "Organization", "Organization", "organization"},
     kOrganisationFields},
    {"place",
     "Where somebody lives or something is: a property, a site.",
     {"Area", "Location", "Address", "location"},
     kPlaceFields},
    {"account",
     "A bank account, or a reference under which a body keeps somebody.",
     {"", "Account", "BankAccount", ""},
     kAccountFields},
    {"vehicle", "A vehicle with its plates.", {"", "", "Vehicle", ""}, kVehicleFields},
    {"event",
     "Something that happened at a time.",
     {"Event", "Encounter", "Event", ""},
     kEventFields},
    {"service_involvement",
     "A service works with somebody over a time.",
     {"Membership", "EpisodeOfCare", "", "service"},
     kInvolvementFields},
    {"marker",
     "A warning about somebody or a place, with an owner and a day of review.",
     {"", "Flag", "", ""},
     kMarkerFields},
};

constexpr SchemaRelation kRelations[] = {
    {"lives_at", "person", "place", "lives there", "addressEntity"},
    {"located_at", "organisation", "place", "has its seat or a branch there", "addressEntity"},
    {"works_for", "person", "organisation", "works there", "Employment"},
    {"director_of", "person", "organisation", "directs it", "Directorship"},
    {"tenant_of", "person organisation", "place", "rents it", ""},
    {"owner_of", "person organisation", "place organisation vehicle", "owns it", "Ownership"},
    {"claims", "person organisation", "event", "claims or applied for it", ""},
    {"parent_of", "person", "person", "is its parent or guardian", "Family"},
    {"partner_of", "person", "person", "is its partner", "Family"},
    {"holds", "person organisation", "account", "holds it", "Ownership"},
    {"keeper_of", "person organisation", "vehicle", "keeps it", "Ownership"},
    {"subject", "event service_involvement marker", "person organisation place vehicle account",
     "is about it", "Event.involved"},
    {"place", "event", "place", "was there", "Event.location"},
};

constexpr std::string_view kEventTypes[] = {"case",        "contact",  "visit",
                                            "application", "claim",    "payment",
                                            "attendance",  "decision", "process step"};

template <typename Row>
const Row* named(std::span<const Row> rows, std::string_view name) noexcept {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::span<const SchemaKind> schema_kinds() noexcept { return kKinds; }
std::span<const SchemaRelation> schema_relations() noexcept { return kRelations; }
std::span<const std::string_view> event_types() noexcept { return kEventTypes; }

const SchemaKind* schema_kind_named(std::string_view name) noexcept {
  return named(schema_kinds(), name);
}

const SchemaField* schema_field_named(const SchemaKind& kind, std::string_view name) noexcept {
  return named(kind.fields, name);
}

const SchemaField* schema_field_of(const SchemaKind& kind, FieldKind field) noexcept {
  const auto found = std::find_if(kind.fields.begin(), kind.fields.end(),
                                  [&](const SchemaField& one) { return one.kind == field; });
  return found == kind.fields.end() ? nullptr : &*found;
}

const SchemaRelation* schema_relation_named(std::string_view name) noexcept {
  return named(schema_relations(), name);
}

bool schema_end_allows(std::string_view kinds, std::string_view kind) noexcept {
  while (!kinds.empty()) {
    const size_t end = std::min(kinds.find(' '), kinds.size());
    if (kinds.substr(0, end) == kind) return true;
    kinds.remove_prefix(std::min(end + 1, kinds.size()));
  }
  return false;
}

}  // namespace newlyn::record
