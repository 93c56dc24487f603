// SPDX-License-Identifier: MIT
// The schema names each thing once, its relations join kinds that exist, and its pages are true.
#include "record/schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace newlyn::record {
namespace {

TEST(schema, names_stand_once_and_lead_back) {
  std::set<std::string_view> kinds;
  for (const SchemaKind& kind : schema_kinds()) {
    EXPECT_TRUE(kinds.insert(kind.name).second) << kind.name;
    EXPECT_EQ(schema_kind_named(kind.name), &kind);
    std::set<std::string_view> fields;
    for (const SchemaField& field : kind.fields) {
      EXPECT_TRUE(fields.insert(field.name).second) << kind.name << " " << field.name;
      EXPECT_EQ(schema_field_named(kind, field.name), &field);
      EXPECT_FALSE(field.words.empty()) << field.name;
    }
  }
  EXPECT_EQ(schema_kind_named("persons"), nullptr);
}

TEST(schema, relations_join_kinds_that_exist) {
  for (const SchemaRelation& relation : schema_relations()) {
    EXPECT_EQ(schema_relation_named(relation.name), &relation);
    for (const std::string_view end : {relation.from, relation.to}) {
      std::istringstream words{std::string(end)};
      for (std::string word; words >> word;) {
        EXPECT_NE(schema_kind_named(word), nullptr) << relation.name << " " << word;
      }
    }
  }
  EXPECT_TRUE(schema_end_allows("person organisation", "organisation"));
  EXPECT_FALSE(schema_end_allows("person organisation", "person organisation"));
}

TEST(schema, groups_that_repeat_are_names_addresses_contacts_and_identifiers) {
  for (const SchemaKind& kind : schema_kinds()) {
    for (const SchemaField& field : kind.fields) {
      const bool part = field.name.find('.') != field.name.npos;
      EXPECT_TRUE(field.many || !part) << field.name;
    }
  }
}

TEST(schema, the_pages_say_what_the_table_says) {
  for (const SchemaKind& kind : schema_kinds()) {
    const std::string path = "docs/schema/" + std::string(kind.name) + ".md";
    std::ifstream file(path, std::ios::binary);
    const std::string page((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(page, schema_page(kind))
        << path << " is out of date: newlyn map --schema " << kind.name << " > " << path;
  }
}

}  // namespace
}  // namespace newlyn::record
