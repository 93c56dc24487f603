// SPDX-License-Identifier: MIT
// The standard schema: the kinds of record, their fields and the relations between them, as one
// table that mappings, documents and checks read.
//
// 1. A name never changes its meaning. What is taken away or means something else raises
//    kSchemaVersion; what is added does not.
// 2. Names, addresses, contacts and identifiers can stand several times in a record, each with a
//    type, a start, an end and the source it comes from.
// 3. The pages under docs/schema are schema_page() of each kind; a test compares them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "record/field_kind.h"

namespace newlyn::record {

/// The version of the schema that mappings state.
inline constexpr int kSchemaVersion = 1;

/// What a thing is called in the public schemas. Empty where one has no word for it.
struct PublicTerms {
  std::string_view popolo;
  std::string_view fhir;  // FHIR R4, Patient unless it says otherwise
  std::string_view follow_the_money;
  std::string_view open_referral;  // HSDS 3
};

/// A field of a kind: "name.family". What stands before the dot is a group whose parts belong
/// together.
struct SchemaField {
  std::string_view name;
  FieldKind kind;  // how its values are read and compared
  bool many;       // may have several values, each with type, period and source
  std::string_view words;
  PublicTerms terms;
};

/// A kind of record.
struct SchemaKind {
  std::string_view name;
  std::string_view words;
  PublicTerms terms;
  std::span<const SchemaField> fields;
};

/// A relation between two records, with a start and an end. Several kinds are separated by spaces.
struct SchemaRelation {
  std::string_view name;
  std::string_view from;
  std::string_view to;
  std::string_view words;
  std::string_view follow_the_money;
};

/// All kinds: person, organisation, place, account, vehicle, event, service_involvement, marker.
std::span<const SchemaKind> schema_kinds() noexcept;

/// All relations.
std::span<const SchemaRelation> schema_relations() noexcept;

/// What an event can be: case, contact, visit, ... A source may use other words as well.
std::span<const std::string_view> event_types() noexcept;

/// The kind of that name, or nullptr.
const SchemaKind* schema_kind_named(std::string_view name) noexcept;

/// The field of that name in `kind`, or nullptr.
const SchemaField* schema_field_named(const SchemaKind& kind, std::string_view name) noexcept;

/// The first field of `kind` whose values are of that field kind, or nullptr.
const SchemaField* schema_field_of(const SchemaKind& kind, FieldKind field) noexcept;

/// The relation of that name, or nullptr.
const SchemaRelation* schema_relation_named(std::string_view name) noexcept;

/// Whether `kind` is among the kinds that one end of a relation lists.
bool schema_end_allows(std::string_view kinds, std::string_view kind) noexcept;

/// The page about a kind, in Markdown: its fields with their public terms, its relations.
std::string schema_page(const SchemaKind& kind);

}  // namespace newlyn::record
