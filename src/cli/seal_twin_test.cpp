// SPDX-License-Identifier: MIT
// Who may not know of a seal reads, verb by verb, what a workspace says in which the records of the
// sealed former identity never were.
//
// 1. One workspace is linked and copied. To the one copy a former identity comes, people look at it
//    and judge it to be the person of a present one, and it is sealed. To the other it never comes.
// 2. In both the same happens before and after: records come, people judge.
// 3. Whoever is no information governance officer asks all that can be read of both. Each answer,
//    its errors and its exit status must be the same, but for what is no answer about people: an
//    id says nothing, so the one of the present identity may be another; entries of the log are
//    proven by their numbers, so some are missing in between. The sources keep their rows, so what
//    is told of sources and their columns is not compared.
// 4. At the end people judge and correct in both, and read the same of it.
#include <gtest/gtest.h>

#include <iostream>
#include <regex>
#include <set>

#include "base/clock.h"
#include "cli/testing/verb_folder.h"
#include "workspace/audit.h"

namespace newlyn::cli {
namespace {

constexpr int64_t kDayMicros = 86'400'000'000;
constexpr int64_t kFirstDay = 20'458 * kDayMicros;  // 5 January 2026

const std::string kHead = "ref,first_name,last_name,dob,street,postcode,phone\n";
const std::string kHousing =
    "1,Edith,Maynard,1981-12-21,26 Peveril Way,AC1 3HN,07700 900001\n"
    "2,Karim,Haddad,1998-11-30,3 Mill Lane,AC1 4XX,07700 900002\n"
    "3,Amal,Haddad,2001-04-09,3 Mill Lane,AC1 4XX,\n"
    "4,Samuel,Okafor,1975-01-01,5 Dell Road,AC1 6QQ,07700 900004\n";
const std::string kSchool =
    "S1,Thomas,Baker,2019-03-04,12 Park Road,AC1 9ZZ,\n"
    "S2,Edith,Maynard,1981-12-21,26 Peveril Way,AC1 3HN,07700 900001\n"
    "S3,Amal,Hadad,2001-04-19,3 Mill Lane,AC1 4XX,\n"
    "S4,Leila,Baker,1988-08-08,12 Park Road,AC1 9ZZ,07700 900005\n";
/// What people did about the two identities before the seal.
enum class Before { apart, judged_one, decided };

/// The former identity; one that a reviewer is asked about is more like the present one.
std::string former_row(Before before) {
  return before == Before::decided
             ? "F1,Thomas,Baker,2019-03-14,12 Park Road,AC1 9ZZ,07700 900009\n"
             : "F1,Qzyxtom,Qzyxmiller,2019-03-04,5 Mill Lane,AC1 4XX,07700 900009\n";
}

const std::string kLater = "S5,Karim,Hadad,1998-11-30,3 Mill Lane,AC1 4XX,07700 900002\n";

/// What is asked, "{1}" being the id of each entity and "{2}" that of the present identity.
const std::vector<std::string> kQuestions = {
    "search qzyxtom",
    "search 2019-03-04 --json",
    "search baker --json",
    "search mill lane --json",
    "search 07700900009",
    "search F1",
    "find --field given_name=Qzyxtom --field family_name=Qzyxmiller --json",
    "find --field given_name=Thomas --field family_name=Baker --field dob=2019-03-04 --json",
    "find list.csv --json",
    "record get get.jsonl",
    "record search ask.jsonl",
    "record why why.jsonl",
    "record how get.jsonl",
    "entity why housing:F1 school:S1",
    "entity why housing:F1 housing:F1",
    "entity why housing:2 housing:3 --json",
    "entity show {1} --json",
    "entity show {1}",
    "entity show {1} --as-at 2026-01-06 --json",
    "entity show {1} --as-at 2026-01-05",
    "entity history {1}",
    "entity how {1} --json",
    "entity export {1} --json",
    "network {1} --hops 2 --json",
    "path {1} {2}",
    "household {1}",
    "household housing:F1",
    "judge list --json",
    "judge list",
    "review list --json",
    "review list --beyond",
    "review agreement",
    "review export --json",
    "export crosswalk --json",
    "export duplicates housing",
    "export duplicates school --json",
    "export entities",
    "export golden",
    "export register",
    "rights requests",
    "rights erase {1}",
    "rights erase housing:F1",
    "rights sealed-identities",
    "seal list",
    "retain",
    "check",
    "link",
    "governance equality --json",
    "breach report --source housing",
    "breach report --source school",
    "audit what-did {who}",
    "audit list --count 10000",
    "audit who-saw {1}",
    "audit who-saw housing:F1",
    "audit who-saw school:S1",
};

/// Single records that are put in at the end, by their verbs: the former one and others.
const std::string kTakenIn =
    R"({"DATA_SOURCE":"HOUSING","RECORD_ID":"F1","first_name":"Qzyxtom","last_name":"Qzyxmiller",)"
    R"("dob":"2019-03-04","street":"5 Mill Lane","postcode":"AC1 4XX"})"
    "\n"
    R"({"DATA_SOURCE":"HOUSING","RECORD_ID":"4","first_name":"Samuel","last_name":"Okafor",)"
    R"("dob":"1975-01-01","street":"5 Dell Road","postcode":"AC1 6QQ","phone":"07700 900004"})"
    "\n"
    R"({"DATA_SOURCE":"HOUSING","RECORD_ID":"X1","first_name":"Joan","last_name":"Pryce",)"
    R"("dob":"1950-02-02","street":"9 Dell Road","postcode":"AC1 6QQ"})"
    "\n";

/// What is done at the end, in this order. The numbers are those of the answers.
const std::vector<std::string> kDeeds = {
    "judge housing:3 school:S4 different --reason strangers",
    "judge housing:4 school:S4 same --reason again",
    "judge housing:2 school:S5 same --reason letter",
    "entity merge {amal} {samuel} --reason trial",
    "judge housing:2 housing:4 unsure --reason blurred --json",
    "entity correct {samuel} --field given_name --value Sam --reason letter",
    "entity correct {samuel} --field given_name --dispute --reason doubt --json",
    "entity history {samuel}",
    "entity show {samuel}",
    "entity correct {samuel} --withdraw 1 --reason mistaken",
    "entity correct {samuel} --withdraw 2 --reason mistaken",
    "entity correct {samuel} --withdraw 3 --reason mistaken",
    "judge withdraw 2 --reason mistaken",
    "judge withdraw 3-4 --reason mistaken",
    "judge withdraw 6 --reason mistaken",
    "entity history {samuel}",
    "entity why housing:4 school:S4",
    "entity export {samuel} --json",
    "judge list",
    "audit list --count 10000",
    "record replace puts.jsonl",
    "record delete gone.jsonl",
    "record add puts.jsonl",
    "record add puts.jsonl",
};

class SealTwins : public VerbFolder, public testing::WithParamInterface<Before> {
 protected:
  SealTwins() { fix_clock(kFirstDay); }
  ~SealTwins() override { fix_clock(-1); }

  static std::string done(const std::string& line) {
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 0) << line << ": " << answer.err;
    return answer.out;
  }
  static void name_officer(const std::string& workspace, const std::string& officer) {
    write(workspace + "/newlyn.toml",
          "[purposes]\ndemanded = \"never\"\n[review]\npossible_from = 0.0001\nnear_miss = "
          "10\nsecond_share = 0\n[rights]\ninformation_governance_officers = [\"" +
              officer + "\"]\n");
  }
  void begin() {
    write("housing.csv", kHead + kHousing);
    write("school.csv", kHead + kSchool);
    done("init base");
    use("base");
    name_officer("base", "x.novak");
    for (const std::string source : {"housing", "school"}) {
      done("source add " + source + " --from " + source + ".csv --key ref --gone-after 1");
      done("map " + source);
    }
    done("source read --all");
    done("link");
    done("judge housing:2 housing:3 different --reason siblings");
    who_ = workspace::audit_list(std::string(), 1)[0].who;
    write("get.jsonl",
          "{\"DATA_SOURCE\":\"HOUSING\",\"RECORD_ID\":\"F1\"}\n"
          "{\"DATA_SOURCE\":\"SCHOOL\",\"RECORD_ID\":\"S1\"}\n");
    write("puts.jsonl", kTakenIn);
    write("gone.jsonl",
          "{\"DATA_SOURCE\":\"HOUSING\",\"RECORD_ID\":\"F1\"}\n"
          "{\"DATA_SOURCE\":\"HOUSING\",\"RECORD_ID\":\"X2\"}\n");
    write("ask.jsonl",
          "{\"first_name\":\"Qzyxtom\",\"last_name\":\"Qzyxmiller\",\"dob\":\"2019-03-04\"}\n");
    write("why.jsonl",
          "{\"RECORDS\":[{\"DATA_SOURCE\":\"HOUSING\",\"RECORD_ID\":\"F1\"},"
          "{\"DATA_SOURCE\":\"SCHOOL\",\"RECORD_ID\":\"S1\"}]}\n");
    write("list.csv", kHead + former_row(GetParam()) + kHousing);
  }
  /// People know the former identity, and an officer seals it.
  void seal(const std::string& name) {
    if (GetParam() == Before::judged_one) done("judge housing:F1 school:S1 same --reason seen");
    if (GetParam() == Before::decided) {
      item_ = "barely-LTN7X54-54ed15";  // what asks whether F1 is S1
      done("review claim " + item_);
      done("review decide " + item_ + " different --reason strangers");
    }
    former_ = id_of("HOUSING", "F1");
    done("entity show " + former_);
    done("entity correct " + former_ + " --field given_name --dispute --reason misspelt");
    name_officer(name, who_);
    done(
        "rights seal-identity --former housing:F1 --present school:S1 --ground adoption "
        "--reason order");
    name_officer(name, "x.novak");
  }
  void make(const std::string& name, bool is_sealed) {
    fs::copy("base", name, fs::copy_options::recursive);
    use(name);
    fix_clock(kFirstDay + kDayMicros);
    write("housing.csv", kHead + kHousing + (is_sealed ? former_row(GetParam()) : ""));
    done("source read housing --accept");
    done("link");
    if (is_sealed) seal(name);
    fix_clock(kFirstDay + 2 * kDayMicros);
    write("school.csv", kHead + kSchool + kLater);
    done("source read school --accept");
    done("link");
    done("judge housing:4 school:S4 different --reason strangers");
    done("entity correct " + id_of("HOUSING", "4") +
         " --field given_name --value Sam --reason letter");
    fix_clock(kFirstDay + 3 * kDayMicros);
  }
  /// The id of a record's entity, as somebody asks who leaves no release behind.
  static std::string id_of(const std::string& source, const std::string& key) {
    write("one.jsonl", "{\"DATA_SOURCE\":\"" + source + "\",\"RECORD_ID\":\"" + key + "\"}\n");
    const std::string answer = done("record get one.jsonl");
    std::smatch found;
    const bool has =
        std::regex_search(answer, found, std::regex("\"ENTITY_ID\":\"([0-9A-Z]{7})\""));
    EXPECT_TRUE(has) << answer;
    return has ? found[1].str() : "";
  }

  /// An answer without what may differ, its lines in order.
  std::string plain(std::string text, bool is_of_log, const std::string& present) const {
    if (!item_.empty()) text = std::regex_replace(text, std::regex(item_), "ITEM");
    static const std::vector<std::pair<std::regex, std::string>> kNames = {
        {std::regex("(audit log +)[0-9]+"), "$1N"},
        {std::regex("^(  [a-z :]+ )[0-9]+[.][0-9][0-9]$"), "$1S"}};
    static const std::regex kEntry("^ *[0-9]+  (20..-)");
    static const std::regex kAffected(",\"AFFECTED_ENTITIES\":\\[[^\\]]*\\]");
    std::multiset<std::string> lines;
    std::istringstream in(std::regex_replace(text, std::regex(present), "PRESENT"));
    for (std::string line; std::getline(in, line);) {
      for (const auto& [name, by] : kNames) line = std::regex_replace(line, name, by);
      if (is_of_log) line = std::regex_replace(line, kEntry, "N  $1");
      // Whom a record was put with is told by an id, and of one that is hidden to nobody.
      if (!line.starts_with("{\"LINE\":2")) line = std::regex_replace(line, kAffected, "");
      lines.insert(line);
    }
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    return all;
  }
  /// A question to one of the workspaces.
  Answer ask_in(const std::string& name, std::string line, const std::string& present) {
    use(name);
    line = std::regex_replace(line, std::regex("PRESENT"), present);
    Answer answer = ask(line);
    const bool is_of_log = line.starts_with("audit ");
    answer.out = plain(answer.out, is_of_log, present);
    answer.err = plain(answer.err, is_of_log, present);
    return answer;
  }
  /// The questions, about every entity that is seen and the former one's id.
  std::vector<std::string> questions(const std::set<std::string>& ids) const {
    std::vector<std::string> lines;
    for (const std::string& question : kQuestions) {
      const bool is_of_each = question.find("{1}") != question.npos;
      for (const std::string& id : is_of_each ? ids : std::set<std::string>{""}) {
        std::string line = std::regex_replace(question, std::regex("\\{1\\}"), id);
        line = std::regex_replace(line, std::regex("\\{2\\}"), "PRESENT");
        lines.push_back(std::regex_replace(line, std::regex("\\{who\\}"), who_));
      }
    }
    if (item_.empty()) return lines;
    for (const std::string verb : {"review claim ", "review release "}) {
      lines.push_back(verb + item_);
    }
    lines.push_back("review decide " + item_ + " same --reason again");
    lines.push_back("review decide " + item_ + " withdraw --reason again");
    return lines;
  }

  std::string who_;
  std::string former_;  // the id that the former identity had
  std::string item_;    // what was decided about it
};

TEST_P(SealTwins, who_may_not_know_of_a_seal_reads_what_is_said_where_nobody_is_sealed) {
  begin();
  make("with", true);
  const std::string present = id_of("SCHOOL", "S1");
  make("without", false);
  const std::string alone = id_of("SCHOOL", "S1");
  EXPECT_EQ(present != alone, GetParam() != Before::apart)
      << "an id that stood for both stays with the former one";
  std::set<std::string> all = {"PRESENT", former_};
  for (const char* workspace : {"with", "without"}) {
    use(workspace);
    std::istringstream rows(done("export crosswalk"));
    for (std::string row; std::getline(rows, row);) all.insert(row.substr(0, row.find(',')));
  }
  for (const char* no_other : {"entity_id", present.c_str(), alone.c_str()}) all.erase(no_other);
  size_t compared = 0;
  for (const std::string& line : questions(all)) {
    const Answer hidden = ask_in("with", line, present);
    const Answer absent = ask_in("without", line, alone);
    EXPECT_EQ(hidden.out, absent.out) << line;
    EXPECT_EQ(hidden.err, absent.err) << line;
    EXPECT_EQ(hidden.status, absent.status) << line;
    EXPECT_EQ(hidden.out.find("eal_identity"), hidden.out.npos) << line;
    ++compared;
  }
  std::string amal;
  std::string samuel;
  for (const char* workspace : {"with", "without"}) {
    use(workspace);
    amal = id_of("HOUSING", "3");
    samuel = id_of("HOUSING", "4");
  }
  for (std::string line : kDeeds) {
    line = std::regex_replace(line, std::regex("\\{amal\\}"), amal);
    line = std::regex_replace(line, std::regex("\\{samuel\\}"), samuel);
    const Answer hidden = ask_in("with", line, present);
    const Answer absent = ask_in("without", line, alone);
    EXPECT_EQ(hidden.out, absent.out) << line;
    EXPECT_EQ(hidden.err, absent.err) << line;
    EXPECT_EQ(hidden.status, absent.status) << line;
    ++compared;
  }
  std::cout << compared << " answers compared\n";
  EXPECT_GT(compared, 100U);
}

std::string name_of(const testing::TestParamInfo<Before>& tried) {
  if (tried.param == Before::apart) return "apart";
  return tried.param == Before::decided ? "decided" : "judged_one";
}

INSTANTIATE_TEST_SUITE_P(former, SealTwins,
                         testing::Values(Before::apart, Before::judged_one, Before::decided),
                         name_of);

}  // namespace
}  // namespace newlyn::cli
