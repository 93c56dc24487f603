// SPDX-License-Identifier: MIT
// The page of the standard schema about one kind.
#include "record/schema.h"

namespace newlyn::record {
namespace {

std::string cells(std::initializer_list<std::string_view> texts) {
  std::string row = "|";
  for (const std::string_view text : texts) row.append(" ").append(text).append(" |");
  return row + "\n";
}

std::string fields_text(const SchemaKind& kind) {
  std::string text = cells({"field", "what it holds", "read as", "several", "Popolo", "FHIR R4",
                            "FollowTheMoney", "Open Referral"}) +
                     "|---|---|---|---|---|---|---|---|\n";
  const PublicTerms& own = kind.terms;
  text += cells({"(the kind)", kind.name, "", "", own.popolo, own.fhir, own.follow_the_money,
                 own.open_referral});
  for (const SchemaField& field : kind.fields) {
    const PublicTerms& terms = field.terms;
    text += cells({"`" + std::string(field.name) + "`", field.words,
                   field_kind_row(field.kind).name, field.many ? "yes" : "", terms.popolo,
                   terms.fhir, terms.follow_the_money, terms.open_referral});
  }
  return text;
}

std::string relations_text(const SchemaKind& kind) {
  std::string text =
      cells({"relation", "from", "to", "meaning", "FollowTheMoney"}) + "|---|---|---|---|---|\n";
  for (const SchemaRelation& relation : schema_relations()) {
    if (!schema_end_allows(relation.from, kind.name) &&
        !schema_end_allows(relation.to, kind.name)) {
      continue;
    }
    text += cells({"`" + std::string(relation.name) + "`", relation.from, relation.to,
                   relation.words, relation.follow_the_money});
  }
  return text;
}

}  // namespace

std::string schema_page(const SchemaKind& kind) {
  std::string text = "# " + std::string(kind.name) + "\n\n" + std::string(kind.words) +
                     " Version " + std::to_string(kSchemaVersion) +
                     " of the standard schema; see [the guide](../guides/mapping.md).\n\n" +
                     fields_text(kind) +
                     "\nA field that can have several values has, with each, a type, a start, an "
                     "end and its source.\n";
  if (kind.name == "event") {
    text += "Types of events:";
    for (const std::string_view type : event_types()) {
      text.append(type == event_types().front() ? " " : ", ").append(type);
    }
    text += ". A source may use other words.\n";
  }
  return text + "\n## Relations\n\nEach has a start and an end.\n\n" + relations_text(kind);
}

}  // namespace newlyn::record
