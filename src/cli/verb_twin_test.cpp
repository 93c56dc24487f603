// SPDX-License-Identifier: MIT
// What a person sees under a purpose is, byte for byte, the answer of a workspace that never says
// what the purpose and the policy hide: for random readers and the verbs' own text, JSON and files.
//
// 1. A workspace with three sources of one town is copied twice. In both, what the reader does not
//    see is changed: in the one to other values, which tie strangers together; in the other it is
//    taken away, whole sources, rows and fields. What a masked value keeps is left as it is, and so
//    is what says of somebody that they are sealed.
// 2. Both have the same fitted model and, by judgements, the same entities under the same ids,
//    which is made sure of; a reader with whom they have not is left out and counted.
// 3. In the first one somebody who sees all has claimed and answered items of review about records
//    that the reader does not see.
// 4. Everything is asked of both under the same purpose and policy, also by what is hidden, and
//    each answer, its errors, its files and its exit status must be the same.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/clock.h"
#include "cli/testing/twin_town.h"
#include "cli/testing/verb_workspace.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kDayMicros = 86'400'000'000;
constexpr int64_t kFirstDay = 20'458 * kDayMicros;  // 5 January 2026
constexpr size_t kLines = 50;                       // of a file of questions about records
constexpr size_t kOpenEach = 3;                     // of so many pairs one is not judged
constexpr size_t kReviewedItems = 4;                // about hidden records, for each reader

/// A number that the environment may set.
size_t number_of(const char* variable, size_t usual) {
  const char* text = std::getenv(variable);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}
/// How many readers are tried, and from which on.
size_t reader_count() { return number_of("NEWLYN_TWINS", 10); }
uint64_t seed() { return number_of("NEWLYN_TWINS_SEED", 20261130); }

using Ids = std::map<size_t, std::string>;  // of entities, by person

class VerbTwins : public VerbFolder {
 protected:
  VerbTwins() { fix_clock(kFirstDay); }
  ~VerbTwins() override { fix_clock(-1); }

  static std::string done(const std::string& line) {
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 0) << line << ": " << answer.err;
    return answer.out;
  }
  static void write_town(const Town& town) {
    for (const auto& [source, table] : town) {
      std::ofstream file(source + ".csv");
      file << "ref";
      for (const TownColumn& column : kTownColumns) file << "," << column.name;
      for (const auto& [key, row] : table) {
        file << "\n" << key;
        for (const TownColumn& column : kTownColumns) file << "," << row.at(column.name);
      }
      file << "\n";
    }
  }

  /// The workspace of which the others are copies: linked, with the same entities for good.
  void make_base(const Town& town) {
    write_town(town);
    done("init base");
    use("base");
    // The store is opened for each question: in clear that takes a third of the time.
    write("base/newlyn.toml",
          "[store]\nencryption = \"none\"\n[review]\ncertain_from = 0.99999\nnear_miss = 20\n"
          "[purposes]\ndemanded = \"never\"\n");
    done("key rotate");
    for (const std::string& source : kTownSources) {
      done("source add " + source + " --from " + source +
           ".csv --key ref --gone-after 1 --link https://a.example.org/{ref}");
      done("map " + source);
    }
    done("source read --all");
    done("link");
    for (size_t person = 0; person < kPeopleOfTown; ++person) judge(town, person);
    who_ = workspace::audit_list(std::string(), 1)[0].who;
    fs::create_directories("base/policy");
    write("base/policy/roles.toml", "[officer]\nmembers = [\"" + who_ + "\"]\n");
    done("purpose key " + who_ + " --output own.key");
    for (const std::string& row : rows_of(done("export crosswalk"))) {
      const size_t comma = row.rfind(',');
      if (row.find(",person,") == row.npos) continue;
      ids_[person_of(row.substr(comma + 1))] = row.substr(0, row.find(','));
    }
    // Nobody becomes another, whatever they come to share. Neighbours are told apart already, and
    // some are left for people to review.
    for (const auto& [left, id] : ids_) {
      for (const auto& [right, other] : ids_) {
        if (left / 2 >= right / 2 || (left + right) % kOpenEach == 0) continue;
        done("judge " + id + " " + other + " different --reason seen");
      }
    }
  }
  static std::vector<std::string> rows_of(const std::string& text) {
    std::vector<std::string> rows;
    std::istringstream stream(text);
    for (std::string row; std::getline(stream, row);) rows.push_back(row);
    return rows;
  }
  /// All records of a person are one, whatever becomes of them, and their neighbours others.
  static void judge(const Town& town, size_t person) {
    const auto records = [&](size_t number) {
      std::vector<std::string> all;
      for (const auto& [source, table] : town) {
        const std::string key = town_key(source, number);
        if (table.contains(key)) all.push_back(source + ":" + key);
      }
      return all;
    };
    const std::vector<std::string> own = records(person);
    for (size_t i = 0; i < own.size(); ++i) {
      for (size_t j = i + 1; j < own.size(); ++j) {
        done("judge " + own[i] + " " + own[j] + " same --reason seen");
      }
    }
    if (person % 2 == 0) return;
    done("judge " + own[0] + " " + records(person - 1)[0] + " different --reason seen");
  }
  void approve(const Reader& reader) {
    write("try.toml", purpose_text(reader));
    done("purpose add try.toml");
    const std::string shown = done("purpose show " + reader.name + " --json");
    constexpr std::string_view kBefore = "\"version\": \"";
    const std::string version = shown.substr(shown.rfind(kBefore) + kBefore.size(), 12);
    write("base/purposes/" + reader.name + "/1.added",
          "{\"who\": \"a.haddad\", \"on\": \"2020-01-01\"}\n");
    done("purpose approve " + reader.name + " --version " + version + " --key own.key");
  }
  /// Copies the workspace, lets the town become what it is in this one, and gives it the reader's
  /// policy. Returns the crosswalk.
  std::string make_twin(const std::string& name, const Town& town, const Reader& reader) {
    fs::remove_all(name);
    fs::copy("base", name, fs::copy_options::recursive);
    use(name);
    write_town(town);
    for (const auto& [source, table] : town) done("source read " + source + " --accept");
    done("link");
    if (name == "with") review_hidden(town, reader);
    write(name + "/policy/rules.policy", policy_text(reader));
    write(name + "/policy/facts.toml", facts_text(reader, ids_));
    write(name + "/policy/assigned.csv", cases_text(reader, who_, ids_));
    const Answer seen = ask("export crosswalk --purpose " + reader.name);
    return seen.out + seen.err;  // the policy may forbid all of it
  }

  /// Claims items about hidden records in the workspace that has them, or answers them.
  void review_hidden(const Town& town, const Reader& reader) {
    const auto is_hidden = [&](const std::string& record) {
      const std::string key = record.substr(record.find(':') + 1);
      return row_is(town, reader, record.substr(0, record.find('/')), key) == RowIs::hidden;
    };
    size_t taken = 0;
    const Json list = Json::parse(done("review list --count 200 --beyond --json"));
    for (const Json& item : list["items"]) {
      const bool is_about_hidden =
          is_hidden(item["left"]["record"]) || is_hidden(item["right"]["record"]);
      if (!is_about_hidden) continue;
      const std::string name = item["item"];
      done(taken % 2 == 0 ? "review claim " + name
                          : "review decide " + name + " unsure --reason seen");
      if (++taken == kReviewedItems) break;
    }
    reviewed_ += taken;
  }

  Ids ids_;
  std::string who_;
  size_t reviewed_ = 0;  // items about hidden records
};

/// Something to ask of both workspaces.
struct Question {
  std::string line;
  bool is_lines = false;    // each line of the answer is one of its own
  std::string output = "";  // a file that it writes
};

/// Asks by what stands in any of the towns.
class Asking {
 public:
  Asking(const std::vector<const Town*>& towns, const Ids& ids, Random& random)
      : towns_(towns), random_(random) {
    for (const auto& [person, id] : ids) ids_.push_back(id);
  }

  /// Each verb once, now in this form and now in another; questions about records by files that
  /// this writes.
  std::vector<Question> questions(size_t number) {
    const bool is_even = number % 2 == 0;
    const std::string form = is_even ? "" : " --json";
    const std::string other = is_even ? " --json" : "";
    std::vector<Question> all;
    add_looks(form, all);
    add_rows(other, all);
    add_lines(all);
    const std::string of = source();
    if (is_even) {
      all.push_back({"export duplicates " + of + form});
      all.push_back({"export golden --output out.csv", false, "out.csv"});
      all.push_back({"export entities"});
      all.push_back({"find list.csv --output out.csv", false, "out.csv"});
    } else {
      all.push_back({"export duplicates " + of + " --output out.csv", false, "out.csv"});
      all.push_back({"export golden" + form});
      all.push_back({"export entities --output out.jsonl", false, "out.jsonl"});
      all.push_back({"review export --output out.csv", false, "out.csv"});
    }
    all.push_back({"export crosswalk" + other});
    all.push_back({"review list --count 200 --beyond" + form});
    all.push_back({"review agreement" + other});
    all.push_back({"judge list" + other});
    all.push_back({"review claim" + form});
    all.push_back({"review list --count 200" + other});
    return all;
  }

 private:
  void add_looks(const std::string& form, std::vector<Question>& all) {
    for (const std::string& line :
         {"search " + word(), "search " + word() + " " + word(),
          "search " + word() + " " + word() + " " + word(), "entity show " + id(),
          "entity show " + id() + " --as-at 2026-01-10", "entity history " + id(),
          "entity why " + record() + " " + record(), "entity why " + id() + " " + id(),
          "entity how " + id(), "network " + id() + " --hops 2", "path " + id() + " " + id(),
          "household " + id(), "find" + fields(), std::string("find list.csv")}) {
      all.push_back({line + form});
    }
    all.push_back({"entity export " + id()});
  }
  void add_rows(const std::string& form, std::vector<Question>& all) {
    const std::string of = source();
    for (const std::string& line :
         {"profile " + of, "profile " + of + " --with-values", "quality " + of,
          "quality " + of + " --failing person.birth_date.valid --with-values",
          "map " + of + " --preview 5", "source status " + of,
          "source link " + of + " " + key(of)}) {
      all.push_back({line + form});
    }
  }
  void add_lines(std::vector<Question>& all) {
    const auto write_lines = [&](const std::string& verb, const std::function<Json()>& make) {
      const std::string path = verb + ".jsonl";
      std::ofstream file(path);
      for (size_t line = 0; line < kLines; ++line) file << make().dump() << "\n";
      all.push_back({"record " + verb + " " + path, true});
    };
    write_lines("get", [&] { return named(); });
    write_lines("how", [&] { return named(); });
    write_lines("search", [&] { return attributes(); });
    write_lines("why", [&]() -> Json {
      switch (random_.below(3)) {
        case 0:
          return {{"RECORDS", {record_json(), record_json()}}};
        case 1:
          return {{"ENTITIES", {{{"ENTITY_ID", id()}}, {{"ENTITY_ID", id()}}}}};
        default:
          return {{"ATTRIBUTES", attributes()}, {"ENTITY_ID", id()}};
      }
    });
  }

  const Row& row() {
    for (;;) {
      const Town& town = *towns_[random_.below(towns_.size())];
      const Table& table = town.at(source());
      if (table.empty()) continue;
      return std::next(table.begin(), static_cast<ptrdiff_t>(random_.below(table.size())))->second;
    }
  }
  std::string source() { return kTownSources[random_.below(kTownSources.size())]; }
  std::string word() {
    for (;;) {
      const std::string& value = row().at(kTownColumns[random_.below(kTownColumns.size())].name);
      if (!value.empty()) return value;
    }
  }
  std::string id() { return ids_[random_.below(ids_.size())]; }
  std::string key(const std::string& of) { return town_key(of, random_.below(kPeopleOfTown)); }
  std::string record() {
    const std::string of = source();
    return of + ":" + key(of);
  }
  Json record_json() {
    std::string of = source();
    const std::string native = key(of);
    for (char& letter : of) letter = static_cast<char>(std::toupper(letter));
    return {{"DATA_SOURCE", of}, {"RECORD_ID", native}};
  }
  Json named() { return random_.below(2) == 0 ? Json{{"ENTITY_ID", id()}} : record_json(); }
  /// As somebody asks who has a form; now and then with a letter too many.
  Json attributes() {
    static const std::map<std::string, std::string> kNames = {
        {"first_name", "NAME_FIRST"}, {"last_name", "NAME_LAST"},       {"dob", "DATE_OF_BIRTH"},
        {"street", "ADDR_LINE1"},     {"postcode", "ADDR_POSTAL_CODE"}, {"phone", "PHONE_NUMBER"},
        {"email", "EMAIL_ADDRESS"}};
    const Row& asked = row();
    Json json = {{"NAME_FIRST", asked.at("first_name") + (random_.below(4) == 0 ? "x" : "")}};
    for (const auto& [column, attribute] : kNames) {
      const std::string& value = asked.at(column);
      if (column != "first_name" && !value.empty() && random_.below(3) != 0) {
        json[attribute] = value;
      }
    }
    return json;
  }
  /// The same as options: values without blanks, as this test splits lines at them.
  std::string fields() {
    const Row& asked = row();
    std::string line;
    for (const TownColumn& column : kTownColumns) {
      std::string value = asked.at(column.name);
      std::erase(value, ' ');
      if (!value.empty() && random_.below(3) != 0) {
        line += " --field " + column.fields[0] + "=" + value;
      }
    }
    return line + " --field given_name=" + asked.at("first_name") + "x";
  }

  const std::vector<const Town*>& towns_;
  std::vector<std::string> ids_;
  Random& random_;
};

/// What was compared.
struct Tally {
  size_t answers = 0;
  size_t showing = 0;  // of them show somebody
  size_t left_out = 0;
  size_t items = 0;  // of review that were listed
  std::map<std::string, size_t> by_verb;

  void add(const Question& question, const std::string& text, const std::set<std::string>& ids) {
    const size_t blank = question.line.find(' ', question.line.find(' ') + 1);
    const std::string verb = question.line.substr(0, blank);
    const auto count = [&](const std::string& answer) {
      ++answers;
      ++by_verb[verb.substr(0, verb.find_first_of(" "))];
      showing += std::any_of(ids.begin(), ids.end(),
                             [&](const std::string& id) { return answer.find(id) != answer.npos; });
    };
    constexpr std::string_view kOrder = "on one side alone";
    const bool lists = question.line.starts_with("review list");
    for (size_t at = 0; lists && (at = text.find(kOrder, at)) != text.npos; ++at) ++items;
    if (!question.is_lines) return count(text);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) count(line);
  }
};

/// An answer without how long its steps took.
std::string without_times(const std::string& text) {
  static const std::regex kSeconds("\"seconds\": ?[0-9.e+-]+");
  return std::regex_replace(text, kSeconds, "\"seconds\":0");
}

/// The answer of the workspace in use, with the file that it wrote.
Answer ask_whole(const Question& question, const std::string& purpose) {
  if (!question.output.empty()) fs::remove(question.output);
  Answer answer = ask(question.line + " --purpose " + purpose);
  answer.out = without_times(answer.out);
  if (question.output.empty()) return answer;
  std::ostringstream file;
  file << std::ifstream(question.output).rdbuf();
  answer.out += file.str();
  return answer;
}

TEST_F(VerbTwins, a_person_sees_what_a_workspace_says_that_has_nothing_else) {
  Random random(seed());
  const Town town = make_town(random);
  make_base(town);
  Tally tally;
  for (size_t number = 0; number < reader_count(); ++number) {
    const Reader reader = make_reader(number, random);
    use("base");
    fix_clock(kFirstDay);
    approve(reader);
    fix_clock(kFirstDay + 30 * kDayMicros);
    const Town other = changed(town, reader, false);
    const Town taken = changed(town, reader, true);
    const std::string seen = make_twin("with", other, reader);
    if (seen != make_twin("without", taken, reader)) {
      ++tally.left_out;
      continue;
    }
    std::set<std::string> own;
    for (const auto& [person, id] : ids_) {
      if (seen.find(id) != seen.npos) own.insert(id);
    }
    write_town(other);
    fs::copy_file("care.csv", "list.csv", fs::copy_options::overwrite_existing);
    const std::vector<const Town*> towns = {&town, &other, &taken};
    for (const Question& question : Asking(towns, ids_, random).questions(number)) {
      // A preview reads the source itself.
      const bool is_of_files =
          question.line.starts_with("map ") || question.line.starts_with("profile ");
      use("with");
      if (is_of_files) write_town(other);
      const Answer hidden = ask_whole(question, reader.name);
      use("without");
      if (is_of_files) write_town(taken);
      const Answer absent = ask_whole(question, reader.name);
      const std::string about = "seed " + std::to_string(seed()) + ", " + question.line + "\n" +
                                purpose_text(reader) + policy_text(reader) +
                                facts_text(reader, ids_);
      EXPECT_EQ(hidden.out, absent.out) << about;
      EXPECT_EQ(hidden.err, absent.err) << about;
      EXPECT_EQ(hidden.status, absent.status) << about;
      tally.add(question, hidden.out, own);
    }
  }
  std::cout << tally.answers << " answers compared, " << tally.showing
            << " of them showed somebody, " << tally.left_out << " readers left out, "
            << tally.items << " items to review, " << reviewed_ << " hidden ones in hand\n";
  for (const auto& [verb, count] : tally.by_verb) std::cout << "  " << verb << " " << count << "\n";
  EXPECT_GT(reviewed_, 0U) << "nobody had to do with hidden items";
  EXPECT_LE(tally.left_out, reader_count() / 2);
  EXPECT_GT(tally.showing, tally.answers / 4) << "answers that show nobody prove nothing";
}

}  // namespace
}  // namespace newlyn::cli
