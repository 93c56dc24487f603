// SPDX-License-Identifier: MIT
// Every verb that a door offers has a rule, leaves the entry that the rule demands, and answers
// nothing when the entry cannot be written.
//
// The verbs are asked of the commands' own help, so that a new one cannot be forgotten: without a
// row in verb_rules, or without an example here, this test fails.
#include "workspace/verb_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "base/clock.h"
#include "base/error.h"
#include "cli/command.h"
#include "workspace/access_pack.h"
#include "workspace/audit.h"
#include "workspace/crosswalk.h"
#include "workspace/link_workspace.h"
#include "workspace/retain.h"
#include "workspace/search_entities.h"
#include "workspace/sources.h"

namespace newlyn::cli {
namespace {

namespace fs = std::filesystem;
using workspace::VerbEffect;

struct Answer {
  int status = 0;
  std::string out;
  std::string err;
};

Answer ask(const std::string& line) {
  std::vector<std::string> arguments;
  std::istringstream words(line);
  for (std::string word; words >> word;) arguments.push_back(word);
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in;
  const Terminal terminal{in, out, err};
  const int status = run(arguments, terminal);
  return {status, out.str(), err.str()};
}

/// The verbs of a command as its help lists them; the command itself when it has none.
std::vector<std::string> verbs_of(const std::string& command) {
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

std::set<std::string> all_verbs() {
  std::set<std::string> all;
  for (const Command& command : commands()) {
    for (const std::string& verb : verbs_of(std::string(command.name))) all.insert(verb);
  }
  return all;
}

using Examples = std::vector<std::pair<std::string, std::string>>;

/// Those about people's rights: the last of them leaves nobody.
Examples rights_examples() {
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

/// How verbs over sources are run, in an order in which each can be.
const Examples kSourceExamples = {
    {"source add", "source add other --from people.csv --key id"},
    {"source list", "source list"},
    {"source check", "source check people"},
    {"source read", "source read people"},
    {"source status", "source status people"},
    {"source link", "source link people 1"},
    {"source schedule", "source schedule --cron"},
    {"map", "map people"},
    {"map", "map people --check"},
    {"map", "map people --preview 1"},
    {"map", "map people --apply"},
    {"map", "map people --versions"},
    {"profile", "profile people"},
    {"quality", "quality people"},
    {"quality", "quality people --history"},
    {"quality", "quality people --failing person.birth_date.valid"},
    {"quality", "quality people --begin"},
    {"catalogue begin", "catalogue begin people"},
    {"catalogue check", "catalogue check people"},
    {"catalogue show", "catalogue show people"},
    {"catalogue export", "catalogue export people --output catalogue.jsonld"},
};

/// The same of what comes after them.
const Examples kLaterExamples = {
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
    {"review export", "review export --output labels.csv"},
    {"entity split", "entity split {1} people:2 --reason test"},
    {"judge", "judge list"},
    {"entity show", "entity show {1}"},
    {"entity correct", "entity correct {1} --field family_name --value amal --reason test"},
    {"entity history", "entity history {1}"},
    {"entity how", "entity how {1}"},
    {"entity why", "entity why {1} {2}"},
    {"entity export", "entity export {1}"},
    {"network", "network {1}"},
    {"path", "path {1} {2}"},
    {"household", "household {1}"},
    {"seal open", "seal open {1} --reason test"},
    {"seal list", "seal list"},
    {"entity merge", "entity merge {1} {2} --reason test"},
    {"judge", "judge withdraw 2 --reason test"},
    {"judge", "judge people:1 people:2 same --reason test"},
    {"export crosswalk", "export crosswalk --output crosswalk.csv"},
    {"export duplicates", "export duplicates people --output worklist.csv"},
    {"export register", "export register"},
    {"purpose add", "purpose add debt.toml --after {version}"},
    {"purpose list", "purpose list"},
    {"purpose show", "purpose show debt"},
    {"purpose key", "purpose key c.jones --output jones.key"},
    {"purpose approve", "purpose approve debt --version {version} --key jones.key"},
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
Examples examples() {
  Examples all = kSourceExamples;
  all.insert(all.end(), kLaterExamples.begin(), kLaterExamples.end());
  for (auto& example : rights_examples()) all.push_back(std::move(example));
  return all;
}

/// Verbs that this workspace refuses, and that still leave their entry: its catalogue is not filled
/// in, who was split is judged different, its purpose seals nobody, and nothing was kept of it.
bool is_incomplete(const std::string& verb) {
  return verb == "catalogue check" || verb == "catalogue export" || verb == "entity merge" ||
         verb == "rollback" || verb == "seal open";
}

/// A folder with a workspace that has a source, a purpose to add, a policy and staff.
class VerbRules : public testing::Test {
 protected:
  VerbRules() : before_(fs::current_path()) {
    std::string pattern = (fs::temp_directory_path() / "newlyn_verbs_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    fs::current_path(folder_);
    write("people.csv",
          "id,first_name,last_name,dob,postcode\n1,Qzyxamal,Qzyxhaddad,2001-04-09,AC1 2AB\n"
          "2,Qzyxkarim,Qzyxhaddad,1998-11-30,AC1 2AB\n");
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
    setenv("NEWLYN_WORKSPACE", (folder_ + "/council").c_str(), 1);
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
          "[schedule]\nread = \"02:00\"\n[review]\ncertain_from = 0.99999\nnear_miss = 20\n"
          "[rights]\ninformation_governance_officers = [\"" +
              workspace::audit_list(std::string(), 1)[0].who + "\"]\n");
    fs::create_directory("council/policy");
    write("council/policy/rules.policy", "@id(\"all\") permit (principal, action, resource);\n");
    write("council/policy/tests.toml",
          "[[test]]\nname = \"all\"\nprincipal = 'User::\"a\"'\naction = 'Action::\"b\"'\n"
          "resource = 'Source::\"c\"'\nexpect = \"permit\"\n");
    write("council/policy/roles.toml",
          "[officer]\nmembers = [\"" + workspace::audit_list(std::string(), 1)[0].who + "\"]\n");
    EXPECT_EQ(ask("purpose add debt.toml").status, 0);
    EXPECT_EQ(ask("purpose key b.smith --output smith.key").status, 0);
    EXPECT_EQ(
        ask("purpose approve debt --version " + version_of("debt") + " --key smith.key").status, 0);
  }
  ~VerbRules() override {
    unsetenv("NEWLYN_WORKSPACE");
    fs::current_path(before_);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }
  /// The name of the one item there is to review.
  std::string item() {
    const Answer list = ask("review list");
    if (list.status == 0) item_ = list.out.substr(0, list.out.find(' '));
    return item_;
  }
  /// An example with the item to review, and the ids of the entities that records 1 and 2 are in.
  std::string filled(std::string line) {
    const size_t place_of_item = line.find("{item}");
    if (place_of_item != std::string::npos) line.replace(place_of_item, 6, item());
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
    if (ask("export crosswalk --output ids.csv").status == 0) {
      std::ifstream file("ids.csv");
      for (std::string line; std::getline(file, line);) {
        if (line.ends_with("," + record)) ids_[record] = line.substr(0, line.find(','));
      }
    }
    return ids_[record];
  }
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
      "fields = { family_name = \"show\" }\n";
  fs::path before_;
  std::string folder_;
  std::map<std::string, std::string> ids_;
  std::string item_;
  std::string version_;
};

TEST(verb_rules, every_verb_of_every_command_has_a_rule_and_every_rule_a_verb) {
  std::set<std::string> ruled;
  for (const auto& rule : workspace::verb_rules()) ruled.insert(std::string(rule.command));
  EXPECT_EQ(all_verbs(), ruled);
}

TEST(verb_rules, every_verb_over_a_workspace_has_an_example) {
  // Tried by making the workspace, and by the test about another machine.
  std::set<std::string> tried = {"init", "key import"};
  for (const auto& [verb, line] : examples()) tried.insert(verb);
  for (const auto& rule : workspace::verb_rules()) {
    const bool inside = rule.effect != VerbEffect::outside && rule.effect != VerbEffect::proof;
    EXPECT_EQ(tried.contains(std::string(rule.command)), inside) << rule.command;
  }
}

TEST_F(VerbRules, every_verb_leaves_its_entry) {
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    const uint64_t before = entry_count();
    const Answer answer = ask(line + " --purpose debt");
    if (is_incomplete(verb)) {
      EXPECT_EQ(answer.status, 2) << line << ": " << answer.err;
    } else {
      EXPECT_EQ(answer.status, 0) << line << ": " << answer.err;
    }
    const uint64_t added = entry_count() - before;
    ASSERT_GE(added, 1U) << line;
    const auto lines = workspace::audit_list(std::string(), added);
    for (const workspace::AuditLine& entry : lines) {
      const auto* rule = workspace::rule_of_entry(entry.verb);
      ASSERT_NE(rule, nullptr) << line << ": " << entry.verb;
      EXPECT_EQ(rule->command, verb) << line << ": " << entry.verb;
      EXPECT_FALSE(entry.who.empty()) << line;
      EXPECT_FALSE(entry.rule.empty()) << line;
    }
    EXPECT_TRUE(lines.back().outcome == "allowed" || lines.back().outcome == "done" ||
                is_incomplete(verb))
        << line << ": " << lines.back().outcome;
    const auto* rule = workspace::rule_of_entry(lines.back().verb);
    ASSERT_NE(rule, nullptr) << line;
    if (rule->effect == VerbEffect::change && lines.size() > 1) {
      EXPECT_EQ(lines[lines.size() - 2].outcome, "intended") << line;
    }
  }
}

TEST_F(VerbRules, a_change_names_the_fields_that_it_touches) {
  std::set<std::string> changed;
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    ask(line);
    const auto entry = workspace::audit_list(std::string(), 1).back();
    const auto* rule = workspace::rule_of_entry(entry.verb);
    ASSERT_NE(rule, nullptr) << line;
    if (rule->effect != VerbEffect::change || is_incomplete(verb)) continue;
    if (entry.outcome == "allowed") continue;  // a look of a verb that changes as well
    changed.insert(verb);
    EXPECT_EQ(entry.outcome, "done") << line;
    EXPECT_EQ(entry.fields.empty(), !rule->no_fields.empty())
        << line << ": names fields and says why it names none, or neither";
  }
  changed.insert("entity merge");  // is refused here; a case shows its entry
  for (const auto& rule : workspace::verb_rules()) {
    if (rule.effect != VerbEffect::change) continue;
    EXPECT_TRUE(changed.contains(std::string(rule.command)) || !rule.no_fields.empty())
        << rule.command << " names no field and does not say why";
  }
}

TEST_F(VerbRules, a_purpose_that_was_said_stands_in_every_entry) {
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    const Answer answer = ask(line + " --purpose debt");
    EXPECT_EQ(answer.status, is_incomplete(verb) ? 2 : 0) << line << ": " << answer.err;
    const auto lines = workspace::audit_list(std::string(), 1);
    EXPECT_EQ(lines.back().purpose, "debt") << line;
  }
}

TEST_F(VerbRules, a_verb_whose_entry_cannot_be_written_answers_nothing_and_changes_nothing) {
  entity_of("1");
  entity_of("2");
  item();
  write("council/audit/journal", "no journal");
  const auto look = [] {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator("council")) {
      if (!entry.is_regular_file()) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      files[entry.path().string()] = text.str();
    }
    files.erase("council/status.json");   // monitoring may know that something was tried
    files.erase("council/store.duckdb");  // is opened by looks that are then refused
    return files;
  };
  const auto before = look();
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    const Answer answer = ask(line);
    EXPECT_NE(answer.status, 0) << line;
    EXPECT_EQ(answer.out, "") << line;
    // Without the split before them these two ask for what cannot be, and are told so first.
    if (verb == "entity merge" || line.starts_with("judge withdraw")) continue;
    EXPECT_NE(answer.err.find("The audit log cannot be opened"), std::string::npos)
        << line << ": " << answer.err;
  }
  EXPECT_EQ(look(), before);
}

/// Everybody in people.csv bears this mark, which no message and no log may.
constexpr std::string_view kMark = "qzyx";

bool is_marked(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text.find(kMark) != std::string::npos;
}

/// Files of the workspace that bear the mark, but for those whose work it is to hold records: the
/// store, the index, fitted models, which know how often a name is borne, and tickets for owners.
std::vector<std::string> marked_files() {
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

TEST_F(VerbRules, nobodys_name_is_in_a_log_or_a_message) {
  for (const auto& [verb, example] : examples()) {
    const std::string line = filled(example);
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, is_incomplete(verb) ? 2 : 0) << line << ": " << answer.err;
    EXPECT_FALSE(is_marked(answer.err)) << line << ": " << answer.err;
  }
  EXPECT_EQ(marked_files(), std::vector<std::string>());
}

/// A field of purposes and the values that people.csv has of it.
struct MatrixField {
  std::string name;
  std::vector<std::string> values;
};
const std::vector<MatrixField> kMatrixFields = {{"given_name", {"qzyxamal", "qzyxkarim"}},
                                                {"family_name", {"qzyxhaddad"}},
                                                {"birth_date", {"2001-04-09", "1998-11-30"}},
                                                {"postcode", {"ac1 2ab", "ac12ab"}}};

/// Whether a verb answers about entities, so that purpose, role and fields decide about it. Those
/// that do not are about sources by their account, about what the law gives a person, about the log
/// or about settings. A new verb is in the matrix until it is named here.
bool is_in_matrix(const std::string& verb) {
  for (const char* other : {"audit", "backup", "breach", "catalogue", "export register",
                            "governance", "key", "link", "map", "policy", "profile", "purpose",
                            "quality", "retain", "rights", "seal list", "source"}) {
    if (verb.starts_with(other)) return false;
  }
  return true;
}

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text;
}

/// How many values of a field an answer has. None of another field may be in it.
size_t values_said(const MatrixField& field, const std::string& said, const std::string& line) {
  size_t count = 0;
  for (const MatrixField& other : kMatrixFields) {
    for (const std::string& value : other.values) {
      if (said.find(value) == std::string::npos) continue;
      EXPECT_EQ(other.name, field.name) << value << " by " << line << ": " << said;
      ++count;
    }
  }
  return count;
}

/// The entry of a look names the one field that is shown where the answer has a value of it, and no
/// other in any case.
void expect_fields(const std::string& verb, const MatrixField& field, const std::string& said) {
  const workspace::AuditLine entry = workspace::audit_list(std::string(), 1).back();
  const auto* rule = workspace::rule_of_entry(entry.verb);
  ASSERT_NE(rule, nullptr) << verb;
  ASSERT_EQ(rule->command, verb);
  if (rule->effect != VerbEffect::look && rule->effect != VerbEffect::release) return;
  for (const MatrixField& other : kMatrixFields) {
    if (other.name == field.name) continue;
    EXPECT_EQ(entry.fields.find(other.name), std::string::npos) << verb << ": " << entry.fields;
  }
  const std::string text = lower(said);
  const bool is_said =
      std::any_of(field.values.begin(), field.values.end(),
                  [&](const auto& value) { return text.find(value) != std::string::npos; });
  if (!is_said) return;
  EXPECT_NE(entry.fields.find(field.name), std::string::npos) << verb << ": " << said;
}

TEST_F(VerbRules, role_purpose_and_field_decide_about_every_verb_over_entities) {
  for (const MatrixField& field : kMatrixFields) {
    std::string purpose = kPurpose;
    purpose.replace(purpose.find("debt"), 4, "only_" + field.name);
    purpose.replace(purpose.find("family_name"), 11, field.name);
    write("only.toml", purpose);
    ASSERT_EQ(ask("purpose add only.toml").status, 0);
    const std::string name = "only_" + field.name;
    const std::string version = version_of(name);
    ASSERT_EQ(ask("purpose approve " + name + " --version " + version + " --key smith.key").status,
              0);
  }
  size_t shown = 0;
  for (const MatrixField& field : kMatrixFields) {
    for (const auto& [verb, example] : examples()) {
      if (!is_in_matrix(verb)) continue;
      const std::string line = filled(example) + " --purpose only_" + field.name;
      const Answer answer = ask(line);
      EXPECT_TRUE(answer.status == 0 || answer.status == 2 || answer.status == 5)
          << line << ": " << answer.err;
      shown += values_said(field, lower(answer.out + answer.err), line);
      if (answer.status == 0) expect_fields(verb, field, answer.out);
    }
  }
  EXPECT_GT(shown, kMatrixFields.size() * 4) << "a matrix that shows nothing proves nothing";
}

TEST_F(VerbRules, who_has_no_role_of_a_purpose_is_refused_by_every_verb_over_entities) {
  std::vector<std::string> lines;
  for (const auto& [verb, example] : examples()) {
    if (is_in_matrix(verb)) lines.push_back(filled(example) + " --purpose debt");
  }
  write("council/policy/roles.toml", "[officer]\nmembers = [\"somebody.else\"]\n");
  for (const std::string& line : lines) {
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 5) << line << ": " << answer.err;
    const std::string why =
        "The purpose debt is for officer only. Ask Revenues for the role, or use another purpose.";
    EXPECT_EQ(answer.err, "newlyn: " + why + "\n") << line;
    // Of questions about records each is refused by itself, in the place of its answer.
    const std::string by_line = "{\"LINE\":1,\"ERROR\":\"" + why + "\"}\n";
    const bool is_by_line = line.starts_with("record ") && answer.out == by_line;
    EXPECT_TRUE(answer.out.empty() || is_by_line) << line << ": " << answer.out;
  }
}

constexpr int64_t kYear3000Micros = 32'503'680'000'000'000;

/// Lets the purpose end when a step begins.
class EndsMidway : public ProgressListener {
 public:
  explicit EndsMidway(std::string step) : step_(std::move(step)) {}
  void step_began(std::string_view name) override {
    if (name == step_) fix_clock(kYear3000Micros);
  }
  void advanced(std::string_view /*name*/, uint64_t /*done*/, uint64_t /*total*/) override {}
  void step_ended(const StepTime& /*step*/) override {}

 private:
  std::string step_;
};

/// What a job says whose purpose ends when the step begins; the clock is right again afterwards.
std::string words_of_ended(const std::string& step, const std::function<void(RunContext&)>& job) {
  EndsMidway listener(step);
  RunContext run(&listener);
  std::string words = "it went on to its end";
  try {
    job(run);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::access_refused) << error.what();
    words = error.what();
  }
  fix_clock(-1);
  return words;
}

constexpr std::string_view kStops =
    "The purpose debt may not be used any more, so this stops and keeps nothing. It ended on "
    "2999-11-30.";

TEST_F(VerbRules, a_purpose_that_ends_while_it_is_linked_under_leaves_nothing_of_that) {
  const std::string before = ask("export crosswalk").out;
  write("people.csv",
        "id,first_name,last_name,dob,postcode\n1,Qzyxamal,Qzyxhaddad,2001-04-09,AC1 2AB\n"
        "2,Qzyxkarim,Qzyxhaddad,1998-11-30,AC1 2AB\n3,Qzyxlayla,Qzyxokoro,1975-07-02,AC1 3HN\n");
  ASSERT_EQ(ask("source read people").status, 0);
  const std::string words = words_of_ended("linking people", [](RunContext& run) {
    workspace::LinkWorkspaceRequest request;
    request.context.purpose = "debt";
    workspace::link_workspace(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_EQ(ask("export crosswalk").out, before);
  // What ended stays ended, although the clock was set back.
  for (const char* line : {"link", "source read people", "search haddad", "purpose check debt"}) {
    const Answer refused = ask(line + std::string(" --purpose debt"));
    EXPECT_EQ(refused.status, 5) << line;
    EXPECT_NE(refused.err.find("It ended on 2999-11-30."), std::string::npos) << refused.err;
  }
  EXPECT_EQ(ask("export crosswalk").out, before);
  ASSERT_EQ(ask("link").status, 0);
  EXPECT_NE(ask("export crosswalk").out, before);
}

TEST_F(VerbRules, a_purpose_that_ends_while_entities_are_exported_hands_nothing_out) {
  const std::string words = words_of_ended("exporting people", [](RunContext& run) {
    workspace::ExportRequest request;
    request.context.purpose = "debt";
    request.output = "out.csv";
    workspace::export_crosswalk(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.csv"));
  EXPECT_EQ(ask("export register").out.find("crosswalk"), std::string::npos);
}

TEST_F(VerbRules, a_purpose_that_ends_while_duplicates_are_exported_hands_nothing_out) {
  const std::string words = words_of_ended("exporting people", [](RunContext& run) {
    workspace::ExportRequest request;
    request.context.purpose = "debt";
    request.source = "people";
    request.output = "out.csv";
    workspace::export_duplicates(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.csv"));
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_list_is_found_answers_nothing) {
  const std::string words = words_of_ended("finding", [](RunContext& run) {
    workspace::FindRequest request;
    request.context.purpose = "debt";
    request.file = "people.csv";
    request.output = "out.csv";
    workspace::find_entities(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("out.csv"));
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_pack_is_gathered_leaves_no_pack) {
  const std::string entity = entity_of("1");
  const std::string words = words_of_ended("gathering records", [&](RunContext& run) {
    workspace::AccessPackRequest request;
    request.context.purpose = "debt";
    request.entity = entity;
    request.folder = "pack";
    workspace::rights_access(request, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_FALSE(fs::exists("pack"));
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_source_is_read_stores_no_row) {
  write("people.csv",
        "id,first_name,last_name,dob,postcode\n1,Qzyxamal,Qzyxhaddad,2001-04-09,AC1 2AB\n"
        "2,Qzyxkarim,Qzyxhaddad,1998-11-30,AC1 2AB\n3,Qzyxlayla,Qzyxokoro,1975-07-02,AC1 3HN\n");
  const std::string words = words_of_ended("reading", [](RunContext& run) {
    workspace::source_read({"", "debt"}, "people", {}, run);
  });
  EXPECT_TRUE(words.starts_with(kStops)) << words;
  EXPECT_NE(ask("source link people 3").status, 0) << "a row is there";
  ASSERT_EQ(ask("source read people").status, 0);
  EXPECT_EQ(ask("source link people 3").status, 0);
}

TEST_F(VerbRules, a_purpose_that_ends_while_a_deletion_is_planned_deletes_nothing) {
  const std::string words = words_of_ended("planning", [](RunContext& run) {
    workspace::RetainRequest request;
    request.asked.purpose = "debt";
    request.execute = true;
    workspace::retain(request, run);
  });
  EXPECT_TRUE(words.starts_with("The purpose debt may not be used. It ended on 2999-11-30."))
      << words;
  EXPECT_EQ(ask("source link people 1").status, 0);
  const Answer executed = ask("retain --execute");
  EXPECT_EQ(executed.status, 0) << executed.err;
  EXPECT_NE(ask("source link people 1").status, 0) << "there was something to delete";
}

TEST_F(VerbRules, an_officer_alone_sees_who_is_restricted) {
  const std::string show = filled("entity show {1}");
  EXPECT_EQ(ask(filled("rights restrict {1} --reason test")).status, 0);
  const Answer refused = ask(show);
  EXPECT_EQ(refused.status, 5) << refused.err;
  EXPECT_FALSE(is_marked(refused.out));
  const std::string who = workspace::audit_list(std::string(), 1)[0].who;
  write("council/newlyn.toml", "[rights]\nofficers = [\"somebody.else\"]\n");
  EXPECT_EQ(ask(show).status, 5);
  write("council/newlyn.toml", "[rights]\nofficers = [\"" + who + "\"]\n");
  const Answer shown = ask(show);
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_TRUE(is_marked(shown.out));
}

TEST_F(VerbRules, what_goes_wrong_names_nobody) {
  write("bad.csv",
        "id,first_name,last_name,dob\n1,Qzyxamal,Qzyxhaddad,2001-04-09,Qzyxtoo,Qzyxmany\n"
        "2,\"Qzyxopen,Qzyx,1\n");
  const std::vector<std::string> lines = {
      "source link people Qzyxkey",
      "source add bad --from bad.csv --key id",
      "source add cast --from people.csv --key id --where CAST(last_name_AS_INTEGER)>1",
      "source add cast2 --from people.csv --key id --where last_name::INTEGER>1",
      "source read cast2",
      "source check cast2",
      "source add cast3 --from people.csv --key last_name",
      "source read cast3",
      "map cast2 --check",
      "profile bad.csv",
      "dedupe bad.csv --output linked.csv",
      "dedupe people.csv --output linked.csv --model people.csv",
      "match people.csv bad.csv --output matched.csv",
      "explain people.csv --pairs 2",
      "report page.html people.csv bad.csv",
      "blocking people.csv",
      "train people.csv --save-model model.json",
      "compare people.csv people.csv --cluster first_name,last_name",
      "evaluate people.csv",
      "audit who-saw Qzyxnobody",
      "breach report --user Qzyxnobody",
  };
  for (const std::string& line : lines) {
    const Answer answer = ask(line);
    EXPECT_FALSE(is_marked(answer.err)) << line << ": " << answer.err;
  }
  write("council/sources/people.map.toml",
        "schema = 1\n[[record]]\nname = \"one\"\nkind = \"person\"\n[record.fields]\n"
        "\"name.family\" = { sql = \"CAST(last_name AS INTEGER)\" }\n");
  for (const char* line : {"map people --check", "map people --preview 2", "map people --apply",
                           "source read people --full"}) {
    const Answer answer = ask(line);
    EXPECT_FALSE(is_marked(answer.err)) << line << ": " << answer.err;
    if (std::string(line).ends_with("--check")) {
      EXPECT_FALSE(is_marked(answer.out)) << answer.out;
    }
  }
  EXPECT_EQ(marked_files(), std::vector<std::string>());
}

TEST_F(VerbRules, a_workspace_is_restored_on_another_machine_with_its_exported_key) {
  ASSERT_EQ(ask("key secret housing --from secret.txt").status, 0);
  ASSERT_EQ(ask("source link people 1 --purpose casework").status, 0);
  ASSERT_EQ(ask("key export --output kept.escrow --passphrase-file words.txt").status, 0);
  ASSERT_EQ(ask("backup copy").status, 0);
  fs::remove_all("council");
  setenv("NEWLYN_WORKSPACE", (folder_ + "/elsewhere").c_str(), 1);
  EXPECT_EQ(ask("restore copy elsewhere --key kept.escrow --passphrase-file secret.txt").status, 5);
  EXPECT_FALSE(fs::exists("elsewhere"));
  ASSERT_EQ(ask("restore copy elsewhere --key kept.escrow --passphrase-file words.txt").status, 0);
  // The key that was in the folder is in the copy, and one that is lost is put back.
  EXPECT_EQ(ask("source list").status, 0);
  fs::remove("elsewhere/workspace.key");
  EXPECT_EQ(ask("source list").status, 5);
  ASSERT_EQ(ask("key import kept.escrow --passphrase-file words.txt").status, 0);
  const Answer saw = ask("audit who-saw people:1");
  EXPECT_NE(saw.out.find("casework"), std::string::npos) << saw.out << saw.err;
  EXPECT_EQ(ask("key secrets").out, "housing\n");
  EXPECT_EQ(ask("key rotate").status, 0);
  EXPECT_EQ(ask("source read people").status, 0);
  EXPECT_EQ(ask("audit verify").status, 0);
  // A backup from before the rotation opens with the key of that time, and no other.
  EXPECT_EQ(ask("restore copy third --key elsewhere/workspace.key").status, 5);
  EXPECT_EQ(ask("restore copy third --key kept.escrow --passphrase-file words.txt").status, 0);
}

}  // namespace
}  // namespace newlyn::cli
