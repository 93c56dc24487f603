// SPDX-License-Identifier: MIT
// A workspace in which every field of a person has a value that nothing else has, purposes over
// these fields, and for every verb whose it is and which fields it answers with: what the matrix of
// role, purpose, field and verb is made of.
//
// 1. What is expected is written here, in words and in the files of the purposes. None of it is
//    asked of the rooms that decide and mask.
// 2. A verb of the registry that has no row in kMatrixVerbs, and a field of the schema that no row
//    of kMatrixFields names, fail the test.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/testing/verb_workspace.h"

namespace newlyn::cli {

/// A field of purposes: its values of two people, by what they are known in an answer.
struct MatrixField {
  std::string_view name;            // as purposes have it
  std::string_view schema;          // the fields of the schema that become it
  size_t group;                     // three groups take turns at being shown, masked and left out
  std::string_view masking;         // where its group is masked
  std::vector<std::string> marks;   // parts of its values, small, without blanks and hyphens
  std::vector<std::string> masked;  // what is shown of its values; empty: a pseudonym
};

/// What people are found by together is in one group, names with the birth date and the parts of an
/// address; what each is found by alone is in all three, so that every purpose finds somebody.
inline const std::vector<MatrixField> kMatrixFields = {
    {"given_name", "name.given name.full", 1, "known", {"qzgiven"}, {"known"}},
    {"family_name", "name.family name.full", 1, "known", {"qzhadd"}, {"known"}},
    {"middle_name", "name.middle", 2, "known", {"qzmiddle"}, {"known"}},
    {"generation", "name.generation", 0, "known", {"=iii", "=junior", "=3", "=2"}, {"known"}},
    {"name_title", "name.title", 1, "known", {"qztitle"}, {"known"}},
    {"birth_date",
     "birth_date birth_day birth_month birth_year",
     1,
     "year",
     {"20010409", "19981130", "20010231"},
     {"2001", "1998"}},
    {"death_date", "death_date", 0, "year", {"20240217", "20230318"}, {"2024", "2023"}},
    {"sex", "sex", 2, "known", {"=m", "=f", "=male", "=female"}, {"known"}},
    {"occupation", "occupation", 2, "known", {"qzjob"}, {"known"}},
    {"street", "address.line address.full", 0, "known", {"qzroad"}, {"known"}},
    {"house_number", "address.house_number address.full", 0, "known", {"9317"}, {"known"}},
    {"postcode", "address.postcode", 0, "outcode", {"ac12ab"}, {"AC1"}},
    {"town", "address.town", 2, "known", {"qztown"}, {"known"}},
    {"county", "address.county", 1, "known", {"qzshire"}, {"known"}},
    {"country", "address.country", 2, "known", {"qzia"}, {"known"}},
    {"nhs_number",
     "identifier.national",
     0,
     "last3",
     {"9990000018", "9990000026"},
     {"...018", "...026"}},
    {"telephone",
     "contact.telephone",
     1,
     "last3",
     {"7700900417", "7700900538"},
     {"...417", "...538"}},
    {"email", "contact.email", 2, "pseudonym", {"qz.one@", "qz.two@"}, {}},
    {"account", "identifier.other", 0, "pseudonym", {"qz665577", "qz665588"}, {}},
    {"trusted_id", "identifier.trusted", 1, "pseudonym", {"qztrust"}, {}},
    {"relation", "relation.anchor relation.pointer", 2, "known", {"qzanchor"}, {"known"}},
    {"verified", "verified", 1, "known", {"20251129", "20251128"}, {"known"}},
    {"last_updated", "last_updated", 2, "known", {"20251013", "20251014"}, {"known"}},
};

/// How a verb answers with values.
enum class Answers : uint8_t {
  by_field,  // each value under its field: what is masked is seen to be
  in_words,  // in sentences and lists of words: what is shown is in it
  at_most,   // perhaps, by what the purpose finds or has to compare
};

/// A verb in the matrix, asked under each role and purpose.
struct MatrixVerb {
  std::string_view verb;
  std::string_view line;  // how it is asked
  Answers answers;
  std::string_view roles;        // whose it is by the policy to begin with: letters of kMatrixRoles
  std::string_view fields = "";  // in its answer where the purpose shows them
  std::string_view needs = "";   // the field that it is only done by where that is shown as it is
};

inline constexpr std::string_view kSummary =
    "given_name family_name birth_date house_number street";
inline constexpr std::string_view kOfRecord =
    "given_name family_name middle_name generation name_title birth_date death_date sex occupation "
    "street house_number postcode town county country nhs_number telephone email account "
    "trusted_id";

inline const std::vector<MatrixVerb> kMatrixVerbs = {
    // People, as the purpose shows them.
    {"search", "search 9990000018", Answers::at_most, "vcri", "street house_number"},
    {"search", "search Qzgiven1 Qzhaddad", Answers::at_most, "vcri",
     "given_name family_name birth_date"},
    {"find",
     "find --field given_name=Qzgiven1 --field family_name=Qzhaddad --field birth_date=2001-04-09 "
     "--field postcode=AC12AB --field email=qz.one@example.org",
     Answers::at_most, "vcri", "given_name family_name birth_date"},
    {"entity show", "entity show {1}", Answers::by_field, "vcri", kOfRecord},
    {"entity history", "entity history {1}", Answers::at_most, "vcri"},
    {"entity how", "entity how {1}", Answers::at_most, "vcri"},
    {"entity why", "entity why people:r1 people:r2", Answers::by_field, "vcri", kOfRecord},
    {"entity export", "entity export {1}", Answers::by_field, "i", kOfRecord},
    {"entity correct", "entity correct {1} --field town --value Other --reason test",
     Answers::at_most, "c", "", "town"},
    {"entity merge", "entity merge {1} {2} --reason test", Answers::at_most, "r"},
    {"entity split", "entity split {1} whole:r1 --reason test", Answers::at_most, "r"},
    {"household", "household {1}", Answers::at_most, "vcri", "house_number street"},
    {"network", "network {1}", Answers::in_words, "vcri", kSummary},
    {"path", "path {1} {2}", Answers::at_most, "vcri", "house_number street"},
    {"record get", "record get asked.jsonl", Answers::by_field, "vcri", kOfRecord},
    {"record search", "record search sought.jsonl", Answers::at_most, "vcri",
     "given_name family_name birth_date telephone trusted_id"},
    {"record why", "record why why.jsonl", Answers::at_most, "vcri", "given_name sex email"},
    {"record how", "record how asked.jsonl", Answers::at_most, "vcri"},
    {"record add", "record add added.jsonl", Answers::at_most, "c"},
    {"record replace", "record replace added.jsonl", Answers::at_most, "c"},
    {"record delete", "record delete asked.jsonl", Answers::at_most, "i"},
    {"review list", "review list", Answers::at_most, "r", "given_name family_name street"},
    {"review claim", "review claim", Answers::at_most, "r", "given_name family_name street"},
    {"review decide", "review decide {item} unsure --reason test", Answers::at_most, "r"},
    {"review release", "review release {item}", Answers::at_most, "r"},
    {"review agreement", "review agreement", Answers::at_most, "rai"},
    {"review export", "review export --output labels.csv", Answers::at_most, "a"},
    {"judge", "judge people:r1 people:r2 different --reason test", Answers::at_most, "r"},
    {"judge", "judge list", Answers::at_most, "r"},
    {"export crosswalk", "export crosswalk", Answers::at_most, "ai"},
    {"export duplicates", "export duplicates people", Answers::at_most, "ai"},
    {"export entities", "export entities", Answers::by_field, "ai", kOfRecord},
    {"export golden", "export golden", Answers::in_words, "ai", kOfRecord},
    {"seal open", "seal open {1} --reason test", Answers::at_most, "c"},
    // Rows of a source, as the purpose shows the fields that they are.
    {"map", "map people --preview 2", Answers::at_most, "ad", "given_name birth_date relation"},
    {"profile", "profile people --with-values", Answers::at_most, "a", "family_name street"},
    {"quality", "quality people --failing person.birth_date.valid --with-values", Answers::at_most,
     "a", "birth_date"},
    {"source link", "source link people r1", Answers::at_most, "ca"},
};

/// Why a verb is not in the matrix.
enum class Outside : uint8_t {
  figures,   // it answers with settings and numbers: a test asks it and finds nobody in its answer
  by_law,    // what the law gives a person is given whole, whatever a purpose shows
  of_log,    // it tells what was asked, as the log keeps it sealed
  of_files,  // it works on files that a person names, without a workspace's purposes
};

inline const std::map<std::string_view, Outside> kOutsideMatrix = {
    {"audit checkpoint", Outside::figures},
    {"audit list", Outside::of_log},
    {"audit prove", Outside::figures},
    {"audit review", Outside::of_log},
    {"audit unusual", Outside::of_log},
    {"audit verify", Outside::figures},
    {"audit what-did", Outside::of_log},
    {"audit who-saw", Outside::of_log},
    {"backup", Outside::figures},
    {"blocking", Outside::of_files},
    {"borough create", Outside::of_files},
    {"borough load", Outside::of_files},
    {"breach report", Outside::of_log},
    {"catalogue begin", Outside::figures},
    {"catalogue check", Outside::figures},
    {"catalogue export", Outside::figures},
    {"catalogue show", Outside::figures},
    {"check", Outside::figures},
    {"compare", Outside::of_files},
    {"dedupe", Outside::of_files},
    {"demo", Outside::of_files},
    {"evaluate", Outside::of_files},
    {"explain", Outside::of_files},
    {"export destroyed", Outside::figures},
    {"export register", Outside::figures},
    {"governance equality", Outside::figures},
    {"governance notice", Outside::figures},
    {"governance report", Outside::figures},
    {"init", Outside::figures},
    {"key export", Outside::figures},
    {"key forget", Outside::figures},
    {"key import", Outside::figures},
    {"key rotate", Outside::figures},
    {"key secret", Outside::figures},
    {"key secrets", Outside::figures},
    {"key show", Outside::figures},
    {"link", Outside::figures},
    {"match", Outside::of_files},
    {"policy list", Outside::figures},
    {"policy put", Outside::figures},
    {"policy show", Outside::figures},
    {"policy test", Outside::figures},
    {"purpose add", Outside::figures},
    {"purpose approve", Outside::figures},
    {"purpose check", Outside::figures},
    {"purpose gateway", Outside::figures},
    {"purpose key", Outside::figures},
    {"purpose law", Outside::of_files},
    {"purpose list", Outside::figures},
    {"purpose show", Outside::figures},
    {"report", Outside::of_files},
    {"restore", Outside::of_files},
    {"retain", Outside::figures},
    {"rights access", Outside::by_law},
    {"rights due", Outside::of_files},
    {"rights erase", Outside::by_law},
    {"rights object", Outside::by_law},
    {"rights rectify", Outside::by_law},
    {"rights requests", Outside::by_law},
    {"rights restrict", Outside::by_law},
    {"rights seal-identity", Outside::by_law},
    {"rights sealed-identities", Outside::by_law},
    {"rights settle", Outside::by_law},
    {"rights unseal-identity", Outside::by_law},
    {"rollback", Outside::figures},
    {"seal list", Outside::figures},
    {"source add", Outside::figures},
    {"source check", Outside::figures},
    {"source limit", Outside::figures},
    {"source list", Outside::figures},
    {"source read", Outside::figures},
    {"source remove", Outside::figures},
    {"source schedule", Outside::figures},
    {"source status", Outside::figures},
    {"standardise", Outside::of_files},
    {"train", Outside::of_files},
    {"version", Outside::of_files},
};

/// A purpose of the matrix. Those that work show one group of the fields, mask the next and leave
/// the third out.
struct MatrixPurpose {
  std::string_view name;
  size_t shown;              // the group that is shown, of three
  std::string_view roles;    // by their first letters
  std::string_view why_not;  // what is said where it may not be used at all
};

inline constexpr std::array<MatrixPurpose, 5> kMatrixPurposes = {{
    {"first", 0, "vcraid", ""},
    {"second", 1, "crai", ""},
    {"third", 2, "vcrid", ""},
    {"ended", 0, "vcraid", "It ended on 2021-01-01."},
    {"unapproved", 0, "vcraid", "It is not approved."},
}};

/// A role of the policy to begin with, and its letter here.
struct MatrixRole {
  std::string_view name;
  char letter;
};

inline constexpr std::array<MatrixRole, 6> kMatrixRoles = {{
    {"viewer", 'v'},
    {"caseworker", 'c'},
    {"reviewer", 'r'},
    {"analyst", 'a'},
    {"information_governance_officer", 'i'},
    {"administrator", 'd'},
}};

/// How a purpose treats a field, by what this file says.
enum class Treated : uint8_t { shown, masked, left_out };

inline Treated treatment(const MatrixPurpose& purpose, const MatrixField& field) {
  constexpr std::array kTurns = {Treated::shown, Treated::masked, Treated::left_out};
  return kTurns[(field.group + 3 - purpose.shown) % 3];
}

inline std::string matrix_purpose_text(const MatrixPurpose& purpose) {
  std::string roles;
  for (const MatrixRole& role : kMatrixRoles) {
    if (purpose.roles.find(role.letter) == purpose.roles.npos) continue;
    roles += (roles.empty() ? "\"" : ", \"") + std::string(role.name) + "\"";
  }
  std::string text = "name = \"" + std::string(purpose.name) +
                     "\"\nreason = \"To try.\"\nowner = \"Head\"\nauthor = \"a.haddad\"\n"
                     "lawful_basis = \"public_task\"\nsources = [\"people\", \"whole\"]\n"
                     "roles = [" +
                     roles + "]\nretention_days = 30\nstart = 2020-01-01\nend = " +
                     (purpose.name == "ended" ? "2021-01-01" : "2999-11-30") +
                     "\ndpia = { reference = \"D\", date = 2020-01-01, review = 2999-10-01 }\n"
                     "[fields]\n";
  for (const MatrixField& field : kMatrixFields) {
    const Treated how = treatment(purpose, field);
    if (how == Treated::left_out) continue;
    const std::string_view word = how == Treated::shown ? "show" : field.masking;
    text += std::string(field.name) + " = \"" + std::string(word) + "\"\n";
  }
  return text;
}

/// The people as one source has them, each part in a column, and as another has them, in whole.
inline const std::string kMatrixPeople =
    "id,given,middle,family,generation,title,born,died,sex,job,street,house,town,county,postcode,"
    "country,phone,mail,nhs,account,trusted,anchor,pointer,checked,changed\n"
    "r1,Qzgiven1,Qzmiddle1,Qzhaddad,III,Qztitle1,2001-04-09,2024-02-17,female,Qzjob1,Qzroad,9317,"
    "Qztown,Qzshire1,AC1 2AB,Qzia1,07700 900417,qz.one@example.org,9990000018,Qz665577,Qztrust1,"
    "Qzanchor1,Qzanchor2,2025-11-29,2025-10-13\n"
    "r2,Qzgiven2,Qzmiddle2,Qzhaddad,Junior,Qztitle2,1998-11-30,2023-03-18,male,Qzjob2,Qzroad,9317,"
    "Qztown,Qzshire2,AC1 2AB,Qzia2,07700 900538,qz.two@example.org,9990000026,Qz665588,Qztrust2,"
    "Qzanchor2,Qzanchor1,2025-11-28,2025-10-14\n"
    "r3,Qzgiven3,,Qzhadden,,,2001-02-31,,,,,,,,,,,,,,,,,,\n";
inline const std::string kMatrixWhole =
    "id,whole,day,month,year,address\n"
    "r1,Qzgiven1 Qzhaddad,9,4,2001,9317 Qzroad\n"
    "r2,Qzgiven2 Qzhaddad,30,11,1998,9317 Qzroad\n";

/// What their columns are, in the order of the file.
inline const std::vector<std::string> kMatrixPeopleFields = {"name.given",
                                                             "name.middle",
                                                             "name.family",
                                                             "name.generation",
                                                             "name.title",
                                                             "birth_date",
                                                             "death_date",
                                                             "sex",
                                                             "occupation",
                                                             "address.line",
                                                             "address.house_number",
                                                             "address.town",
                                                             "address.county",
                                                             "address.postcode",
                                                             "address.country",
                                                             "contact.telephone",
                                                             "contact.email",
                                                             "identifier.national",
                                                             "identifier.other",
                                                             "identifier.trusted",
                                                             "relation.anchor",
                                                             "relation.pointer",
                                                             "verified",
                                                             "last_updated"};
inline const std::vector<std::string> kMatrixWholeFields = {"name.full", "birth_day", "birth_month",
                                                            "birth_year", "address.full"};

}  // namespace newlyn::cli
