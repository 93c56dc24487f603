// SPDX-License-Identifier: MIT
// Definitions come back as they were written; durations, names and links.
#include "source/definition.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace newlyn::source {
namespace {

class DefinitionFile : public testing::Test {
 protected:
  DefinitionFile() : path_(testing::TempDir() + "definition_test.toml") {}
  ~DefinitionFile() override { std::filesystem::remove(path_); }
  void write(const std::string& text) const { std::ofstream(path_) << text; }
  std::string path_;
};

TEST_F(DefinitionFile, comes_back_as_it_was_written) {
  Definition definition;
  definition.name = "housing_1";
  definition.from = "postgres://reader@db.example.org:5433/housing";
  definition.query = "SELECT id, \"sur\\name\" FROM tenants";
  definition.secret = "env:HOUSING";
  definition.key = {"id", "part"};
  definition.where = "status <> 'closed'";
  definition.latency = "2 days";
  definition.gone_after = 5;
  definition.fall_limit = 12.5;
  definition.columns = {{"id", "record_key"}, {"sur\\name", "family_name"}};
  write(definition_text(definition, {{"notes", "free text"}}));
  const Definition read = read_definition(path_, "housing_1");
  EXPECT_EQ(read.from, definition.from);
  EXPECT_EQ(read.query, definition.query);
  EXPECT_EQ(read.secret, definition.secret);
  EXPECT_EQ(read.key, definition.key);
  EXPECT_EQ(read.where, definition.where);
  EXPECT_EQ(read.gone_after, 5);
  EXPECT_EQ(read.fall_limit, 12.5);
  EXPECT_FALSE(read.with_text);
  ASSERT_EQ(read.columns.size(), 2);
  EXPECT_EQ(read.columns[1].name, "sur\\name");
}

TEST_F(DefinitionFile, that_says_what_it_does_not_know_is_refused_with_the_line) {
  write("from = \"a.csv\"\nfrm = \"b\"\n[columns]\nid = \"record_key\"\n");
  try {
    read_definition(path_, "people");
    FAIL() << "it was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::request_invalid);
    EXPECT_NE(std::string(error.what()).find(":2: 'frm'"), std::string::npos) << error.what();
  }
}

TEST(definition, durations_are_written_in_words) {
  EXPECT_EQ(seconds_of(""), 0);
  EXPECT_EQ(seconds_of("30 minutes"), 1800);
  EXPECT_EQ(seconds_of("1 hour"), 3600);
  EXPECT_EQ(seconds_of("2 weeks"), 1'209'600);
  for (const char* wrong : {"1", "day", "-1 day", "1 fortnight", "1.5 days"}) {
    EXPECT_THROW(seconds_of(wrong), Error) << wrong;
  }
}

TEST(definition, names_are_small_letters) {
  Definition definition;
  definition.from = "people.csv";
  for (const char* wrong : {"", "People", "1st", "a-b", "../x", "a b"}) {
    definition.name = wrong;
    EXPECT_THROW(check_definition(definition), Error) << wrong;
  }
  definition.name = "housing_repairs_2";
  EXPECT_NO_THROW(check_definition(definition));
}

TEST(definition, links_encode_what_they_carry) {
  Definition definition;
  definition.link = "https://x.example.org/{id}?name={surname}&z=1";
  EXPECT_EQ(record_link(definition, {{"id", "a/b 1"}, {"surname", "O'Brien"}}),
            "https://x.example.org/a%2Fb%201?name=O%27Brien&z=1");
  EXPECT_THROW(record_link(definition, {{"id", "1"}}), Error);
}

TEST(definition, a_secret_that_others_may_read_is_not_used) {
  const std::string path = testing::TempDir() + "definition_test_secret";
  std::ofstream(path) << "pass word\n";
  ::chmod(path.c_str(), 0640);
  EXPECT_THROW(fetch_secret("file:" + path), Error);
  ::chmod(path.c_str(), 0600);
  EXPECT_EQ(fetch_secret("file:" + path), "pass word");
  std::filesystem::remove(path);
  EXPECT_EQ(fetch_secret(""), "");
}

}  // namespace
}  // namespace newlyn::source
