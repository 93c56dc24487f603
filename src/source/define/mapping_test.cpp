// SPDX-License-Identifier: MIT
// Mappings come back as they were written, and mistakes are told with their line.
#include "source/mapping.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace newlyn::source {
namespace {

class MappingFile : public testing::Test {
 protected:
  MappingFile() : path_(testing::TempDir() + "mapping_test.map.toml") {}
  ~MappingFile() override { std::filesystem::remove(path_); }

  std::string refusal_of(const std::string& text) const {
    std::ofstream(path_) << text;
    try {
      read_mapping(path_);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::request_invalid);
      return error.what();
    }
    return "it was taken";
  }

  std::string path_;
};

TEST_F(MappingFile, comes_back_as_it_was_written) {
  Mapping mapping;
  mapping.left_out = {"no\"tes"};
  mapping.records = {{"tenant_1", "person", "kind = 'T'", {}}, {"home", "place", "", {}}};
  mapping.records[0].fields = {
      {"contact.telephone", "tel", "", "", "home", "since", "", "90 %"},
      {"contact.telephone", "mob", "", "replace(value, ' ', '')", "", "", "", ""},
      {"name.family", "surname", "", "", "", "", "", "99 %: header"},
      {"relation.pointer", "works_at", "", "", "", "since", "", "", "register", "office"},
      {"identifier.trusted", "number", "", "", "", "", "", "", "register"}};
  mapping.records[1].fields = {{"type", "", "flat", "", "", "", "", ""}};
  mapping.relations = {{"tenant_of", "tenant_1", "home", "from_date", ""}};
  std::ofstream(path_) << mapping_text("tenancies", mapping);
  const auto read = read_mapping(path_);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->left_out, mapping.left_out);
  ASSERT_EQ(read->records.size(), 2);
  ASSERT_EQ(read->records[0].fields.size(), 5);
  EXPECT_EQ(read->records[0].when, "kind = 'T'");
  EXPECT_EQ(read->records[0].fields[0].type, "home");
  EXPECT_EQ(read->records[0].fields[0].start, "since");
  EXPECT_EQ(read->records[0].fields[1].clean, "replace(value, ' ', '')");
  EXPECT_EQ(read->records[1].fields[0].text, "flat");
  EXPECT_EQ(read->records[0].fields[3].field, "name.family");
  EXPECT_EQ(read->records[0].fields[4].role, "office");
  EXPECT_EQ(read->records[0].fields[4].domain, "register");
  ASSERT_EQ(read->relations.size(), 1);
  EXPECT_EQ(read->relations[0].start, "from_date");
  EXPECT_EQ(used_columns(*read).size(), 9);
}

TEST_F(MappingFile, mistakes_are_told_with_their_line) {
  const std::string head = "schema = 1\n[[record]]\nkind = \"person\"\n[record.fields]\n";
  EXPECT_NE(refusal_of(head + "\"name.last\" = \"S\"\n").find(":5: The kind person has no field"),
            std::string::npos);
  EXPECT_NE(refusal_of(head + "sex = [\"A\", \"B\"]\n").find("one value"), std::string::npos);
  EXPECT_NE(refusal_of(head + "sex = { clean = \"1\" }\n").find("needs a column"),
            std::string::npos);
  EXPECT_NE(refusal_of(head + "sex = 3\n").find("needs a column"), std::string::npos);
  EXPECT_NE(refusal_of(head + "sex = { column = \"S\", domain = \"D\" }\n").find("has no domain"),
            std::string::npos);
  EXPECT_NE(refusal_of(head + "\"relation.anchor\" = { column = \"S\", role = \"D\" }\n")
                .find("has no role"),
            std::string::npos);
  EXPECT_NE(refusal_of("schema = 1\n[[record]]\nkind = \"dog\"\n").find("no kind of record"),
            std::string::npos);
  EXPECT_NE(refusal_of("[[record]]\n").find("schema = 1"), std::string::npos);
  EXPECT_NE(refusal_of("schema = 1\n").find("no [[record]]"), std::string::npos);
  EXPECT_NE(refusal_of("schema = \n").find(":1:"), std::string::npos);
  const std::string relation = head + "sex = \"S\"\n[[relation]]\n";
  EXPECT_NE(refusal_of(relation + "kind = \"eats\"\n").find("no relation 'eats'"),
            std::string::npos);
  EXPECT_NE(refusal_of(relation + "kind = \"parent_of\"\nfrom = \"person\"\nto = \"x\"\n")
                .find("no record is called that"),
            std::string::npos);
  EXPECT_NE(refusal_of(relation + "kind = \"holds\"\nfrom = \"person\"\nto = \"person\"\n")
                .find("not from person to person"),
            std::string::npos);
}

}  // namespace
}  // namespace newlyn::source
