// SPDX-License-Identifier: MIT
// A workspace in which every verb can be run, and how each is: for the tests that ask all of them.
//
// The verbs are asked of the commands' own help, so that a new one cannot be forgotten: without a
// row in verb_rules, or without an example here, verb_rules_test fails.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/testing/verb_folder.h"
#include "workspace/audit.h"
#include "workspace/verb_rules.h"

namespace newlyn::cli {

using workspace::VerbEffect;

/// The verbs of a command as its help lists them; the command itself when it has none.
inline std::vector<std::string> verbs_of(const std::string& command) {
  std::vector<std::string> verbs;
  std::istringstream help(ask(command + " --help").out);
  std::string line;
  bool listed = false;
  while (std::getline(help, line)) {
    if (line.starts_with("Usage: newlyn " + command + " VERB")) listed = true;
    if (line.starts_with("Subcommands:")) listed = true;
    if (listed && line.starts_with("Example")) break;
    if (!listed || !line.starts_with("  ")) continue;
    verbs.push_back(command + " " + line.substr(2, line.find(' ', 2) - 2));
  }
  if (verbs.empty()) verbs.push_back(command);
  return verbs;
}

inline std::set<std::string> all_verbs() {
  std::set<std::string> all;
  for (const Command& command : commands()) {
    for (const std::string& verb : verbs_of(std::string(command.name))) all.insert(verb);
  }
  return all;
}

using Examples = std::vector<std::pair<std::string, std::string>>;

/// Those about people's rights: the last of them leaves nobody.
inline Examples rights_examples() {
  return {
      {"rights object", "rights object {1} --of debt --reason test"},
      {"rights rectify", "rights rectify {1} --field family_name --value Qzyxother --reason test"},
      {"rights restrict", "rights restrict {1} --reason test"},
      {"rights settle", "rights settle 3 --outcome lifted --reason test"},
      {"rights requests", "rights requests"},
      {"rights seal-identity",
       "rights seal-identity --former people:2 --present people:1 --ground adoption --reason test"},
      {"rights sealed-identities", "rights sealed-identities"},
      {"rights unseal-identity", "rights unseal-identity 1 --reason test"},
      {"rights access", "rights access {1} --received 2025-12-01 --output pack"},
      {"rights erase", "rights erase {1}"},
      {"rights erase", "rights erase {1} --yes --reason test"},
      {"retain", "retain"},
      {"retain", "retain --execute"}};
}

/// The people of the workspace. What one of them has is empty in the other, so that nothing but
/// their names, dates and postcodes speaks for or against their being one.
inline const std::string kPeople =
    "id,first_name,last_name,dob,postcode,street,phone,email,nhs_number,ni_number\n"
    "1,Qzyxamal,Qzyxhaddad,2001-04-09,AC1 2AB,17 Qzyxhill Lane,07700 900417,,9990000018,\n"
    "2,Qzyxkarim,Qzyxhaddad,1998-11-30,AC1 2AB,,,home.qz@example.org,,QQ654321A\n";

/// A line under another purpose than the one at its end, where it has one.
inline std::string under(std::string line, const std::string& purpose) {
  const size_t at = line.find(" --purpose ");
  if (at != std::string::npos) line.erase(at);
  return line + " --purpose " + purpose;
}

/// How verbs over sources are run, in an order in which each can be.
inline const Examples kSourceExamples = {
    {"source add", "source add other --from people.csv --key id"},
    {"source list", "source list"},
    {"source check", "source check people"},
    {"source read", "source read people"},
    {"source status", "source status people"},
    {"source limit", "source limit other benefit --reason test"},
    {"source link", "source link people 1"},
    {"source schedule", "source schedule --cron"},
    {"map", "map people"},
    {"map", "map people --check"},
    {"map", "map people --preview 1"},
    {"map", "map people --apply"},
    {"map", "map people --versions"},
    {"profile", "profile people"},
    {"profile", "profile people --with-values"},
    {"quality", "quality people"},
    {"quality", "quality people --history"},
    {"quality", "quality people --failing person.birth_date.valid"},
    {"quality", "quality people --failing person.birth_date.valid --with-values"},
    {"quality", "quality people --begin"},
    {"catalogue begin", "catalogue begin people"},
    {"catalogue check", "catalogue check people"},
    {"catalogue show", "catalogue show people"},
    {"catalogue export", "catalogue export people --output catalogue.jsonld"},
};

/// The same of what comes after them.
inline const Examples kLaterExamples = {
    {"link", "link"},
    {"search", "search haddad"},
    {"find", "find --field family_name=Qzyxhaddad"},
    {"record add", "record add records.jsonl"},
    {"record replace", "record replace records.jsonl"},
    {"record get", "record get records.jsonl"},
    {"record search", "record search records.jsonl"},
    {"record why", "record why why.jsonl"},
    {"record how", "record how records.jsonl"},
    {"record delete", "record delete records.jsonl"},
    {"review list", "review list"},
    {"review claim", "review claim"},
    {"review release", "review release {item}"},
    {"review decide", "review decide {item} unsure --reason test"},
    {"review agreement", "review agreement"},
    {"review export", "review export --output labels.csv --purpose debt"},
    {"entity split", "entity split {1} people:2 --reason test"},
    {"judge", "judge list"},
    {"entity show", "entity show {1}"},
    {"entity correct", "entity correct {1} --field family_name --value amal --reason test"},
    {"entity history", "entity history {1}"},
    {"entity how", "entity how {1}"},
    {"entity why", "entity why {1} {2}"},
    {"entity export", "entity export {1} --purpose debt"},
    {"network", "network {1}"},
    {"path", "path {1} {2}"},
    {"household", "household {1}"},
    {"seal open", "seal open {1} --reason test"},
    {"seal list", "seal list"},
    {"entity merge", "entity merge {1} {2} --reason test"},
    {"judge", "judge withdraw 2 --reason test"},
    {"judge", "judge people:1 people:2 same --reason test"},
    {"export crosswalk", "export crosswalk --output crosswalk.csv --purpose debt"},
    {"export duplicates", "export duplicates people --output worklist.csv --purpose debt"},
    {"export entities", "export entities --output entities.jsonl --purpose debt"},
    {"export golden", "export golden --output golden.csv --purpose debt"},
    {"export register", "export register"},
    {"export destroyed", "export destroyed 1"},
    {"purpose add", "purpose add debt.toml --after {version}"},
    {"purpose list", "purpose list"},
    {"purpose show", "purpose show debt"},
    {"purpose gateway",
     "purpose gateway debt --version {version} --gateway dea_debt --reason test"},
    {"purpose key", "purpose key c.jones --public jones.pub"},
    {"purpose approve", "purpose approve debt --version {version} --key own.key"},
    {"purpose check", "purpose check debt"},
    {"policy test", "policy test"},
    {"policy list", "policy list"},
    {"policy show", "policy show roles.toml"},
    {"policy put", "policy put facts.toml"},
    {"audit list", "audit list"},
    {"audit who-saw", "audit who-saw people:1"},
    {"audit what-did", "audit what-did nobody"},
    {"audit unusual", "audit unusual"},
    {"audit review", "audit review"},
    {"audit prove", "audit prove 1"},
    {"governance equality", "governance equality"},
    {"governance notice", "governance notice"},
    {"governance report", "governance report --output report.html"},
    {"breach report", "breach report --source people"},
    {"key show", "key show"},
    {"key secret", "key secret housing --from secret.txt"},
    {"key secrets", "key secrets"},
    {"key forget", "key forget housing"},
    {"key export", "key export --output kept.escrow --passphrase-file words.txt"},
    {"key rotate", "key rotate"},
    {"backup", "backup copy"},
    {"rollback", "rollback"},
    {"source remove", "source remove other"},
};

/// How each verb over a workspace is run.
inline Examples examples() {
  Examples all = kSourceExamples;
  all.insert(all.end(), kLaterExamples.begin(), kLaterExamples.end());
  for (auto& example : rights_examples()) all.push_back(std::move(example));
  return all;
}

/// Verbs that this workspace refuses, and that still leave their entry: its catalogue is not filled
/// in, who was split is judged different, and its purpose seals nobody and has no source with a
/// statutory limit, and nothing was kept of it from before.
inline bool is_incomplete(const std::string& verb) {
  return verb == "catalogue check" || verb == "catalogue export" || verb == "entity merge" ||
         verb == "purpose gateway" || verb == "rollback" || verb == "seal open";
}

/// A folder with a workspace that has a source, a purpose to add, a policy and staff.
class VerbRules : public VerbFolder {
 protected:
  /// Makes the folder for the first test of a process, and puts it back for the others.
  VerbRules() {
    const std::string kept = of_process() + "/verbs";
    static std::string version_of_kept;
    if (version_of_kept.empty()) {
      make();
      version_of_kept = version_;
      copy_folder(folder_, kept);
    } else {
      copy_folder(kept, folder_);
      use("council");
      version_ = version_of_kept;
    }
  }
  static std::string who_asks() { return workspace::audit_list(std::string(), 1)[0].who; }
  /// One account runs all of this, and nobody approves what they added: has the latest version
  /// added by somebody else.
  static void let_another_add(const std::string& purpose) {
    const std::string folder = "council/purposes/" + purpose + "/";
    size_t version = 1;
    while (fs::exists(folder + std::to_string(version + 1) + ".toml")) ++version;
    write(folder + std::to_string(version) + ".added",
          "{\"who\": \"a.haddad\", \"on\": \"2020-01-01\"}\n");
  }
  Answer approve(const std::string& purpose) {
    let_another_add(purpose);
    return ask("purpose approve " + purpose + " --version " + version_of(purpose) +
               " --key own.key");
  }
  /// The name of the one item there is to review: what a purpose shows, where one is said, makes
  /// another.
  std::string item(const std::string& purpose) {
    const Answer list = ask(purpose.empty() ? "review list" : under("review list", purpose));
    if (list.status == 0) item_ = list.out.substr(0, list.out.find(' '));
    return item_;
  }
  /// An example with the item to review under a purpose, and the ids of the entities that records 1
  /// and 2 are in.
  std::string filled(std::string line, const std::string& purpose = {}) {
    const size_t place_of_item = line.find("{item}");
    if (place_of_item != std::string::npos) line.replace(place_of_item, 6, item(purpose));
    const bool is_approval = line.starts_with("purpose approve");
    if (is_approval && fs::exists("council/purposes/debt/2.toml")) let_another_add("debt");
    const size_t place_of_version = line.find("{version}");
    if (place_of_version != std::string::npos) {
      line.replace(place_of_version, 9, version_of("debt"));
    }
    for (const char* record : {"1", "2"}) {
      const std::string place = std::string("{") + record + "}";
      const size_t at = line.find(place);
      if (at != std::string::npos) line.replace(at, place.size(), entity_of(record));
    }
    return line;
  }
  /// The version of a purpose that was added last.
  std::string version_of(const std::string& purpose) {
    const std::string shown = ask("purpose show " + purpose + " --json").out;
    constexpr std::string_view kBefore = "\"version\": \"";
    const size_t at = shown.rfind(kBefore);
    if (at != std::string::npos) version_ = shown.substr(at + kBefore.size(), 12);
    return version_;
  }
  std::string entity_of(const std::string& record) {
    if (ask("export crosswalk --output ids.csv --purpose debt").status == 0) {
      std::ifstream file("ids.csv");
      for (std::string line; std::getline(file, line);) {
        if (line.ends_with("," + record)) ids_[record] = line.substr(0, line.find(','));
      }
    }
    return ids_[record];
  }
  /// The id that the last example was filled with.
  const std::string& id_of(const std::string& record) { return ids_[record]; }
  static uint64_t entry_count() {
    workspace::AuditVerifyRequest request;
    request.folder = "council/audit";
    return workspace::audit_verify(request).entries;
  }

  static constexpr const char* kPurpose =
      "name = \"debt\"\nreason = \"To agree payments people can keep.\"\nowner = \"Revenues\"\n"
      "author = \"a.haddad\"\nlawful_basis = \"public_task\"\nsources = [\"people\"]\n"
      "roles = [\"officer\"]\nretention_days = 30\nstart = 2020-01-01\nend = 2999-11-30\n"
      "dpia = { reference = \"DPIA-18\", date = 2020-01-01, review = 2999-10-01 }\n"
      "fields = { family_name = \"show\", birth_date = \"show\" }\n";
  // Of a key that nobody has the other half of.
  static constexpr const char* kPublicHalf =
      "c.jones+9316090a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n";
  std::map<std::string, std::string> ids_;
  std::string item_;
  std::string version_;

 private:
  void make() {
    write("people.csv", kPeople);
    write("records.jsonl",
          "{\"DATA_SOURCE\":\"PEOPLE\",\"RECORD_ID\":\"3\",\"first_name\":\"Qzyxanna\","
          "\"last_name\":\"Qzyxlee\",\"dob\":\"1971-06-24\",\"NAME_FULL\":\"Qzyxanna Qzyxlee\"}\n");
    write("why.jsonl",
          "{\"RECORDS\":[{\"DATA_SOURCE\":\"PEOPLE\",\"RECORD_ID\":\"1\"},"
          "{\"DATA_SOURCE\":\"PEOPLE\",\"RECORD_ID\":\"2\"}]}\n");
    write("debt.toml", kPurpose);
    write("facts.toml", "[team.revenues]\nmembers = [\"a.haddad\"]\n");
    write("secret.txt", "a secret of the housing system");
    write("words.txt", "four random words here");
    fs::permissions("secret.txt", fs::perms::owner_read);
    fs::permissions("words.txt", fs::perms::owner_read);
    EXPECT_EQ(ask("init council").status, 0);
    use("council");
    // The store is opened for each question: in clear that takes a third of the time.
    write("council/newlyn.toml", "[store]\nencryption = \"none\"\n");
    EXPECT_EQ(ask("key rotate").status, 0);
    EXPECT_EQ(ask("source add people --from people.csv --key id --link https://a.example.org/{id}")
                  .status,
              0);
    EXPECT_EQ(ask("source read people").status, 0);
    EXPECT_EQ(ask("map people").status, 0);
    EXPECT_EQ(ask("map people --apply").status, 0);
    EXPECT_EQ(ask("link").status, 0);
    fs::create_directory("council/retention");
    write("council/retention/1.toml",
          "[[rule]]\nsource = \"people\"\ntrigger = \"date 2020-01-01\"\nreason = \"test\"\n");
    write("council/staff.csv", "account,team\na.haddad,revenues\n");
    write("council/newlyn.toml",
          "[store]\nencryption = \"none\"\n[schedule]\nread = \"02:00\"\n[review]\ncertain_from = "
          "0.99999\nnear_miss = 20\n"
          "[rights]\ninformation_governance_officers = [\"" +
              who_asks() + "\"]\n");
    fs::create_directory("council/policy");
    write("council/policy/rules.policy", "@id(\"all\") permit (principal, action, resource);\n");
    write("council/policy/tests.toml",
          "[[test]]\nname = \"all\"\nprincipal = 'User::\"a\"'\naction = 'Action::\"b\"'\n"
          "resource = 'Source::\"c\"'\nexpect = \"permit\"\n");
    write("council/policy/roles.toml", "[officer]\nmembers = [\"" + who_asks() +
                                           "\"]\n[administrator]\nmembers = [\"" + who_asks() +
                                           "\"]\n");
    write("jones.pub", kPublicHalf);
    EXPECT_EQ(ask("purpose add debt.toml").status, 0);
    EXPECT_EQ(ask("purpose key " + who_asks() + " --output own.key").status, 0);
    EXPECT_EQ(approve("debt").status, 0);
  }
};

/// What no message and no log may have of the people in people.csv: their names and addresses, NHS
/// and National Insurance numbers, telephones, e-mail, dates of birth. Without blanks and hyphens.
inline constexpr std::string_view kMarks[] = {
    "qzyx", "9990000018", "qq654321", "900417", "home.qz@example.org", "20010409", "19981130"};

inline bool is_marked(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  std::erase_if(text, [](char letter) { return letter == ' ' || letter == '-'; });
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

/// Files of the workspace that bear the mark, but for those whose work it is to hold records: the
/// store, the index, fitted models, which know how often a name is borne, and tickets for owners.
inline std::vector<std::string> marked_files() {
  std::vector<std::string> marked;
  for (const auto& entry : fs::recursive_directory_iterator("council")) {
    const std::string path = entry.path().string();
    const bool holds_records =
        path.starts_with("council/store.duckdb") || path.starts_with("council/index/") ||
        path.starts_with("council/models/") || path.starts_with("council/rights/tickets/");
    if (!entry.is_regular_file() || holds_records) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    if (is_marked(text.str())) marked.push_back(path);
  }
  return marked;
}

}  // namespace newlyn::cli
