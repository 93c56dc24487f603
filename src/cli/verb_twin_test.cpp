// SPDX-License-Identifier: MIT
// What a person sees under a purpose is, byte for byte, the answer of a workspace that never says
// what the purpose hides: for random purposes and the verbs' own text and JSON.
//
// 1. A workspace with three sources of one town is copied twice. In both, what the purpose hides is
//    changed: in the one to other values, which tie strangers together; in the other it is taken
//    away, whole sources, rows and fields. What a masked value keeps is left as it is.
// 2. Both have the same fitted model and, by judgements, the same entities under the same ids,
//    which is made sure of; a purpose with which they have not is left out and counted.
// 3. Everything is asked of both under the same purpose, also by what is hidden, and each answer,
//    its errors and its exit status must be the same.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "base/clock.h"
#include "base/random.h"
#include "cli/testing/verb_workspace.h"

namespace newlyn::cli {
namespace {

constexpr int64_t kDayMicros = 86'400'000'000;
constexpr int64_t kFirstDay = 20'458 * kDayMicros;  // 5 January 2026
constexpr size_t kPeople = 14;
constexpr size_t kQuestions = 26;  // of each purpose

/// How many purposes are tried: NEWLYN_TWINS, else these.
size_t purpose_count() {
  const char* text = std::getenv("NEWLYN_TWINS");
  return text == nullptr ? 14 : std::strtoull(text, nullptr, 10);
}

/// A column of the sources, and the fields that the mapping makes of it.
struct Column {
  std::string name;
  std::vector<std::string> fields;
  std::string masking;  // that fits it, beside hiding it
};
const std::vector<Column> kColumns = {
    {"first_name", {"given_name"}, "known"}, {"last_name", {"family_name"}, "pseudonym"},
    {"dob", {"birth_date"}, "year"},         {"street", {"street", "house_number"}, "known"},
    {"postcode", {"postcode"}, "outcode"},   {"phone", {"telephone"}, "last3"},
    {"email", {"email"}, "known"},           {"county", {"county"}, "known"}};
const std::vector<std::string> kSources = {"housing", "care", "school"};
const std::vector<std::string> kCounties = {"northshire", "southshire", "eastshire"};

using Row = std::map<std::string, std::string>;          // by column
using Table = std::map<std::string, Row>;                // by key
using Town = std::map<std::string, Table, std::less<>>;  // by source

/// What a purpose shows.
struct Purpose {
  std::string name;
  std::vector<std::string> sources;
  std::map<std::string, std::string> masking;  // by column; "hide": the field is not named
  std::string ruled;                           // a source of which some counties are shown
  std::vector<std::string> counties;

  bool shows(const std::string& source, const Row& row) const {
    if (std::find(sources.begin(), sources.end(), source) == sources.end()) return false;
    if (source != ruled) return true;
    return std::find(counties.begin(), counties.end(), row.at("county")) != counties.end();
  }
};

std::string quoted(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "\"" : ", \"") + word + "\"";
  return text;
}

std::string purpose_text(const Purpose& purpose) {
  std::string text =
      "name = \"" + purpose.name +
      "\"\nreason = \"To try.\"\nowner = \"Head\"\nauthor = \"a.haddad\"\n"
      "lawful_basis = \"public_task\"\nsources = [" +
      quoted(purpose.sources) +
      "]\nkinds = [\"person\"]\nroles = [\"officer\"]\nretention_days = 30\nstart = 2020-01-01\n"
      "end = 2999-11-30\ndpia = { reference = \"D\", date = 2020-01-01, review = 2999-10-01 }\n"
      "[fields]\n";
  for (const Column& column : kColumns) {
    const std::string& masking = purpose.masking.at(column.name);
    if (masking == "hide") continue;
    for (const std::string& field : column.fields) text += field + " = \"" + masking + "\"\n";
  }
  if (purpose.ruled.empty()) return text;
  return text + "[[rows]]\nsource = \"" + purpose.ruled + "\"\nfield = \"county\"\nvalues = [" +
         quoted(purpose.counties) + "]\n";
}

Purpose make_purpose(size_t number, Random& random) {
  Purpose purpose;
  purpose.name = "p" + std::to_string(number);
  for (const std::string& source : kSources) {
    if (random.below(3) != 0) purpose.sources.push_back(source);
  }
  if (purpose.sources.empty()) purpose.sources = {kSources[random.below(kSources.size())]};
  for (const Column& column : kColumns) {
    const uint64_t drawn = random.below(10);
    purpose.masking[column.name] = drawn < 5 ? "show" : drawn < 8 ? "hide" : column.masking;
  }
  if (random.below(2) == 0) return purpose;
  purpose.ruled = purpose.sources[random.below(purpose.sources.size())];
  purpose.masking["county"] = "show";
  purpose.counties = {kCounties[random.below(kCounties.size())]};
  if (random.below(2) == 0) purpose.counties.push_back(kCounties[random.below(kCounties.size())]);
  return purpose;
}

/// Two live at each address; each person stands in one to three of the sources, in each with a
/// county of its own.
Town make_town(Random& random) {
  static const std::vector<std::string> kGiven = {"Amal",    "Karim", "Edith", "Joan",  "Omar",
                                                  "Leila",   "Piotr", "Anna",  "Grace", "Kofi",
                                                  "Mairead", "Owen",  "Sofia", "Henry"};
  static const std::vector<std::string> kFamily = {"Haddad", "Maynard", "Pryce", "Novak",
                                                   "Mensah", "Byrne",   "Castle"};
  Town town;
  for (size_t person = 0; person < kPeople; ++person) {
    const std::string number = std::to_string(person);
    const size_t home = person / 2;
    Row row = {{"first_name", kGiven[person]},
               {"last_name", kFamily[home]},
               {"dob", std::to_string(1950 + 3 * person) + "-1" + std::to_string(person % 3) +
                           "-1" + std::to_string(person % 10)},
               {"street", std::to_string(home + 1) + " West Close"},
               {"postcode", "AC" + std::to_string(home + 1) + " 2AB"},
               {"phone", "07700 9001" + std::to_string(10 + person)},
               {"email", "p" + number + "@example.org"}};
    bool is_anywhere = false;
    for (const std::string& source : kSources) {
      const bool is_last = source == kSources.back() && !is_anywhere;
      if (!is_last && random.below(3) == 0) continue;
      is_anywhere = true;
      row["county"] = kCounties[random.below(kCounties.size())];
      town[source][source.substr(0, 1) + number] = row;
    }
  }
  return town;
}

/// What is put in place of what a purpose hides of a value. A masking keeps its part.
std::string other_value(const Column& column, const std::string& masking, const std::string& value,
                        bool is_taken) {
  const size_t sum = value.size() + static_cast<unsigned char>(value[value.size() / 2]);
  constexpr size_t kGroups = 5;  // of strangers
  if (masking == "year") return value.substr(0, 4) + (is_taken ? "-02-03" : "-05-06");
  if (masking == "outcode") return value.substr(0, value.find(' ')) + (is_taken ? " 8XX" : " 9YY");
  if (masking == "last3") return (is_taken ? "020 7946 0" : "0161 496 0") + value.substr(9);
  if (masking == "pseudonym") return value;
  if (masking == "hide" && is_taken) return "";
  // Strangers share it.
  const std::string letter(1, static_cast<char>('a' + sum % kGroups));
  const std::string mark = (is_taken ? "zyx" : "wvu") + letter;
  if (column.name == "dob") return "19" + std::to_string(21 + sum % kGroups) + "-03-04";
  if (column.name == "postcode") return "ZE1 " + std::to_string(sum % kGroups) + "AA";
  if (column.name == "phone") return "01632 96050" + std::to_string(sum % kGroups);
  if (column.name == "email") return mark + "@example.org";
  if (column.name == "street") return std::to_string(91 + sum % kGroups) + " " + mark + " Lane";
  return mark;
}

/// The town as it becomes: with other values where the purpose hides some, or without them.
Town changed(const Town& town, const Purpose& purpose, bool is_taken) {
  Town result;
  for (const auto& [source, table] : town) {
    Table& rows = result[source];
    for (const auto& [key, row] : table) {
      if (!purpose.shows(source, row)) {
        if (!is_taken) rows[key] = row;
        continue;
      }
      Row& after = rows[key];
      for (const Column& column : kColumns) {
        const std::string& masking = purpose.masking.at(column.name);
        const std::string& value = row.at(column.name);
        after[column.name] =
            masking == "show" ? value : other_value(column, masking, value, is_taken);
      }
    }
  }
  return result;
}

class VerbTwins : public testing::Test {
 protected:
  VerbTwins() : before_(fs::current_path()) {
    std::string pattern = (fs::temp_directory_path() / "newlyn_twins_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    fs::current_path(folder_);
    fix_clock(kFirstDay);
  }
  ~VerbTwins() override {
    fix_clock(-1);
    unsetenv("NEWLYN_WORKSPACE");
    fs::current_path(before_);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  static void use(const std::string& workspace) {
    setenv("NEWLYN_WORKSPACE", (fs::current_path() / workspace).c_str(), 1);
  }
  static std::string done(const std::string& line) {
    const Answer answer = ask(line);
    EXPECT_EQ(answer.status, 0) << line << ": " << answer.err;
    return answer.out;
  }
  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }
  static void write_town(const Town& town) {
    for (const auto& [source, table] : town) {
      std::ofstream file(source + ".csv");
      file << "ref";
      for (const Column& column : kColumns) file << "," << column.name;
      for (const auto& [key, row] : table) {
        file << "\n" << key;
        for (const Column& column : kColumns) file << "," << row.at(column.name);
      }
      file << "\n";
    }
  }

  /// The workspace of which the others are copies: linked, with the same entities for good.
  void make_base(const Town& town) {
    write_town(town);
    done("init base");
    use("base");
    write("base/newlyn.toml", "[purposes]\ndemanded = \"never\"\n");
    for (const std::string& source : kSources) {
      done("source add " + source + " --from " + source + ".csv --key ref --gone-after 1");
      done("map " + source);
    }
    done("source read --all");
    done("link");
    for (size_t person = 0; person < kPeople; ++person) judge(town, person);
    who_ = workspace::audit_list(std::string(), 1)[0].who;
    fs::create_directories("base/policy");
    write("base/policy/roles.toml", "[officer]\nmembers = [\"" + who_ + "\"]\n");
    done("purpose key " + who_ + " --output own.key");
  }
  /// All records of a person are one, whatever becomes of them, and their neighbours others.
  static void judge(const Town& town, size_t person) {
    const auto records = [&](size_t number) {
      std::vector<std::string> all;
      for (const auto& [source, table] : town) {
        const std::string key = source.substr(0, 1) + std::to_string(number);
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
  void approve(const Purpose& purpose) {
    write("try.toml", purpose_text(purpose));
    done("purpose add try.toml");
    const std::string shown = done("purpose show " + purpose.name + " --json");
    constexpr std::string_view kBefore = "\"version\": \"";
    const std::string version = shown.substr(shown.rfind(kBefore) + kBefore.size(), 12);
    write("base/purposes/" + purpose.name + "/1.added",
          "{\"who\": \"a.haddad\", \"on\": \"2020-01-01\"}\n");
    done("purpose approve " + purpose.name + " --version " + version + " --key own.key");
  }
  /// Copies the workspace and lets the town become what it is in this one. Returns the crosswalk.
  static std::set<std::string> make_twin(const std::string& name, const Town& town,
                                         const Purpose& purpose) {
    fs::remove_all(name);
    fs::copy("base", name, fs::copy_options::recursive);
    use(name);
    write_town(town);
    for (const auto& [source, table] : town) done("source read " + source + " --accept");
    done("link");
    std::set<std::string> seen;
    std::istringstream rows(done("export crosswalk --purpose " + purpose.name));
    for (std::string row; std::getline(rows, row);) seen.insert(row);
    return seen;
  }

  std::string who_;
  std::string folder_;
  fs::path before_;
};

/// Something to ask, by what stands in any of the towns.
class Asking {
 public:
  Asking(const std::vector<const Town*>& towns, std::vector<std::string> ids, Random& random)
      : towns_(towns), ids_(std::move(ids)), random_(random) {}

  std::string line(size_t number) {
    switch (number % 13) {
      case 0:
        return "search " + word();
      case 1:
        return "search " + word() + " " + word() + " --json";
      case 2:
        return "entity show " + id();
      case 3:
        return "entity show " + id() + " --json";
      case 4:
        return "entity history " + id();
      case 5:
        return "entity why " + record() + " " + record() + (number % 2 == 0 ? "" : " --json");
      case 6:
        return "entity how " + id();
      case 7:
        return "network " + id() + " --hops 2" + (number % 2 == 0 ? "" : " --json");
      case 8:
        return "path " + id() + " " + id();
      case 9:
        return number % 2 == 0 ? "household " + id() : "find list.csv --json";
      case 10:
        return find();
      case 11:
        return number % 2 == 0 ? "export crosswalk --json" : "export duplicates " + source();
      default:
        return "entity export " + id();
    }
  }

 private:
  const Row& row() {
    for (;;) {
      const Town& town = *towns_[random_.below(towns_.size())];
      const Table& table = town.at(source());
      if (table.empty()) continue;
      return std::next(table.begin(), static_cast<ptrdiff_t>(random_.below(table.size())))->second;
    }
  }
  std::string source() { return kSources[random_.below(kSources.size())]; }
  std::string word() {
    for (;;) {
      const std::string& value = row().at(kColumns[random_.below(kColumns.size())].name);
      if (!value.empty()) return value;
    }
  }
  std::string id() { return ids_[random_.below(ids_.size())]; }
  std::string record() {
    const std::string of = source();
    return of + ":" + of.substr(0, 1) + std::to_string(random_.below(kPeople));
  }
  /// As somebody asks who has a form: values without blanks, as this test splits lines at them.
  std::string find() {
    const Row& asked = row();
    std::string line = "find --json";
    for (const Column& column : kColumns) {
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

/// The ids that a crosswalk names.
std::vector<std::string> ids_in(const std::string& crosswalk) {
  std::set<std::string> ids;
  std::istringstream rows(crosswalk);
  std::string row;
  std::getline(rows, row);
  while (std::getline(rows, row)) {
    if (row.find(",person,") != row.npos) ids.insert(row.substr(0, row.find(',')));
  }
  return {ids.begin(), ids.end()};
}

TEST_F(VerbTwins, a_person_sees_what_a_workspace_says_that_has_nothing_else) {
  constexpr uint64_t kSeed = 20261130;
  Random random(kSeed);
  const Town town = make_town(random);
  make_base(town);
  const std::vector<std::string> ids = ids_in(done("export crosswalk"));
  size_t compared = 0;
  size_t shown = 0;
  size_t left_out = 0;
  for (size_t number = 0; number < purpose_count(); ++number) {
    const Purpose purpose = make_purpose(number, random);
    use("base");
    fix_clock(kFirstDay);
    approve(purpose);
    fix_clock(kFirstDay + 30 * kDayMicros);
    const Town other = changed(town, purpose, false);
    const Town taken = changed(town, purpose, true);
    const auto seen = make_twin("with", other, purpose);
    if (seen != make_twin("without", taken, purpose)) {
      ++left_out;
      continue;
    }
    std::string rows;
    for (const std::string& row : seen) rows += row + "\n";
    const std::vector<std::string> own = ids_in("entity_id\n" + rows);
    write_town(other);
    fs::copy_file("care.csv", "list.csv", fs::copy_options::overwrite_existing);
    const std::vector<const Town*> towns = {&town, &other, &taken};
    Asking asking(towns, ids, random);
    for (size_t question = 0; question < kQuestions; ++question) {
      const std::string line = asking.line(question) + " --purpose " + purpose.name;
      use("with");
      const Answer hidden = ask(line);
      use("without");
      const Answer absent = ask(line);
      EXPECT_EQ(hidden.out, absent.out) << "seed " << kSeed << ", " << line << "\n"
                                        << purpose_text(purpose);
      EXPECT_EQ(hidden.err, absent.err) << line << "\n" << purpose_text(purpose);
      EXPECT_EQ(hidden.status, absent.status) << line;
      ++compared;
      shown += std::any_of(own.begin(), own.end(), [&](const std::string& id) {
        return hidden.out.find(id) != hidden.out.npos;
      });
    }
  }
  std::cout << compared << " answers compared, " << shown << " of them showed somebody, "
            << left_out << " purposes left out\n";
  EXPECT_LE(left_out, purpose_count() / 3);
  EXPECT_GT(shown, compared / 3) << "answers that show nobody prove nothing";
}

}  // namespace
}  // namespace newlyn::cli
