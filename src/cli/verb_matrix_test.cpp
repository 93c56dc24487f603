// SPDX-License-Identifier: MIT
// Role, purpose, field and verb, each with each, against the answers of the product: who may ask is
// answered with what the purpose shows, as it shows it, everybody else with nothing, and the entry
// names what was shown.
//
// What is expected is in cli/testing/matrix_workspace.h. A verb of the registry without a row there
// fails, as does a field of the schema.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/testing/matrix_workspace.h"
#include "workspace/verb_rules.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::json;

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool names(std::string_view list, std::string_view word) {
  const auto words = words_of(list);
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text;
}

/// What an answer says: its texts, and what stands under the name of each field.
struct Said {
  std::string text;             // of all, small, without blanks and hyphens
  std::set<std::string> words;  // of all
  std::set<std::string> whole;  // texts as they are, small
  std::map<std::string, std::vector<std::string>> values;

  void add(const std::string& key, const std::string& value) {
    std::string packed = lower(value);
    whole.insert(packed);
    std::erase_if(packed, [](char letter) { return letter == ' ' || letter == '-'; });
    text += packed + "\n";
    std::string divided = value;
    std::replace_if(
        divided.begin(), divided.end(),
        [](char letter) { return std::string_view(",:;()'\"").find(letter) != std::string::npos; },
        ' ');
    for (std::string& word : words_of(divided)) words.insert(std::move(word));
    values[key].push_back(value);
  }
  void read(const std::string& key, const Json& at) {
    if (at.is_string()) return add(key, at.get<std::string>());
    if (at.is_array()) {
      for (const Json& one : at) read(key, one);
    }
    if (!at.is_object()) return;
    const auto field = at.find("field");
    const bool is_named = field != at.end() && field->is_string() && at.contains("value");
    for (const auto& [name, value] : at.items()) {
      const bool is_value = name == "value" || name == "written";
      read(is_named && is_value  ? field->get<std::string>()
           : name == "FEAT_DESC" ? key
                                 : lower(name),
           value);
    }
  }
};

/// Answers of questions about records are one document in each line.
Said said_by(const Answer& answer) {
  Said said;
  const Json whole = Json::parse(answer.out, nullptr, false);
  if (!whole.is_discarded()) {
    said.read("", whole);
  } else {
    std::istringstream lines(answer.out);
    for (std::string line; std::getline(lines, line);) {
      const Json one = Json::parse(line, nullptr, false);
      if (one.is_discarded()) {
        said.add("", line);
      } else {
        said.read("", one);
      }
    }
  }
  if (!answer.err.empty()) said.add("", answer.err);
  return said;
}

/// Whether something of the field's values is said.
bool is_said(const MatrixField& field, const Said& said) {
  return std::any_of(field.marks.begin(), field.marks.end(), [&](const std::string& mark) {
    if (mark[0] != '=') return said.text.find(mark) != said.text.npos;
    return said.whole.contains(mark.substr(1));
  });
}

/// Whether a value is one of the field's as it is masked.
bool is_masked_value(const MatrixField& field, const std::string& value) {
  if (field.masked.empty()) {
    return value.size() == 20 && value.find_first_not_of("0123456789abcdef") == value.npos;
  }
  if (field.masking == "known") return value == "known" || value.starts_with("known to ");
  return std::find(field.masked.begin(), field.masked.end(), value) != field.masked.end();
}

/// A verb that is asked, by whom and under what.
struct Asked {
  const MatrixVerb& verb;
  const MatrixRole& role;
  const MatrixPurpose& purpose;
  std::string line;

  std::string words() const { return std::string(role.name) + ": newlyn " + line; }
};

class VerbMatrix : public VerbFolder {
 protected:
  VerbMatrix() {
    write("people.csv", kMatrixPeople);
    write("whole.csv", kMatrixWhole);
    EXPECT_EQ(ask("init council").status, 0);
    use("council");
    // The store is opened for each question: in clear that takes a third of the time.
    write("council/newlyn.toml",
          "[store]\nencryption = \"none\"\n[review]\ncertain_from = 0.99999\nnear_miss = 20\n"
          "[purposes]\ndemanded = \"never\"\n");
    EXPECT_EQ(ask("key rotate").status, 0);
    add_source("people", kMatrixPeopleFields);
    add_source("whole", kMatrixWholeFields);
    EXPECT_EQ(ask("link").status, 0);
    read_ids();
    write_questions();
    who_ = workspace::audit_list(std::string(), 1)[0].who;
    EXPECT_EQ(ask("purpose key " + who_ + " --output own.key").status, 0);
    fs::copy_file("council/policy/starter/rules.policy", "council/policy/rules.policy");
    for (const MatrixPurpose& purpose : kMatrixPurposes) add_purpose(purpose);
    fs::copy("council", "kept", fs::copy_options::recursive);
  }

  /// Gives the one account a role, and no other.
  void take(const MatrixRole& role) {
    write("council/policy/roles.toml",
          "[" + std::string(role.name) + "]\nmembers = [\"" + who_ + "\"]\n");
  }
  std::string filled(std::string_view pattern) const {
    std::string line(pattern);
    for (const auto& [place, id] : ids_) {
      const size_t at = line.find(place);
      if (at != line.npos) line.replace(at, place.size(), id);
    }
    return line;
  }
  /// Fields that were said, by the line that asked.
  using Shown = std::map<std::string_view, std::set<std::string_view>>;
  size_t ask_all(const MatrixRole& role, const MatrixPurpose& purpose, Shown& shown);
  /// Takes back what a verb changed.
  static void put_back() {
    fs::remove_all("council");
    fs::copy("kept", "council", fs::copy_options::recursive);
  }

  size_t asked_ = 0;

 private:
  static void add_source(const std::string& name, const std::vector<std::string>& fields) {
    std::ifstream file(name + ".csv");
    std::string header;
    std::getline(file, header);
    std::replace(header.begin(), header.end(), ',', ' ');
    const auto columns = words_of(header);
    std::string line = "source add " + name + " --from " + name +
                       ".csv --key id --link https://a.example.org/{id}";
    std::string mapping =
        "schema = 1\n[[record]]\nname = \"person\"\nkind = \"person\"\n[record.fields]\n";
    for (size_t i = 0; i < fields.size(); ++i) {
      line += " --column " + columns[i + 1];
      mapping += "\"" + fields[i] + "\" = \"" + columns[i + 1] + "\"\n";
    }
    EXPECT_EQ(ask(line).err, "");
    write("council/sources/" + name + ".map.toml", mapping);
    EXPECT_EQ(ask("source read " + name).err, "");
    EXPECT_EQ(ask("map " + name + " --apply").err, "");
  }
  void read_ids() {
    const Json rows = Json::parse(ask("export crosswalk --json").out).at("records");
    for (const Json& row : rows) {
      const std::string record = row.at("native_id");
      ids_["{" + record.substr(1) + "}"] = row.at("entity_id");
    }
    const Json items = Json::parse(ask("review list --json").out).at("items");
    ids_["{item}"] = items.at(0).at("item");
  }
  static void write_questions() {
    const std::string one = R"({"DATA_SOURCE":"PEOPLE","RECORD_ID":"r1"})";
    write("asked.jsonl", one + "\n");
    write("why.jsonl",
          "{\"RECORDS\":[" + one + R"(,{"DATA_SOURCE":"PEOPLE","RECORD_ID":"r2"}]})" + "\n");
    write("sought.jsonl",
          R"({"NAME_FIRST":"Qzgiven1","NAME_LAST":"Qzhaddad","DATE_OF_BIRTH":"2001-04-09"})"
          "\n");
    write("added.jsonl",
          R"({"DATA_SOURCE":"PEOPLE","RECORD_ID":"r9","given":"Other","family":"Other"})"
          "\n");
  }
  void add_purpose(const MatrixPurpose& purpose) {
    const std::string name(purpose.name);
    write("try.toml", matrix_purpose_text(purpose));
    EXPECT_EQ(ask("purpose add try.toml").err, "");
    if (purpose.name == "unapproved") return;
    write("council/purposes/" + name + "/1.added",
          "{\"who\": \"a.haddad\", \"on\": \"2020-01-01\"}\n");
    const std::string shown = ask("purpose show " + name + " --json").out;
    constexpr std::string_view kBefore = "\"version\": \"";
    const std::string version = shown.substr(shown.rfind(kBefore) + kBefore.size(), 12);
    EXPECT_EQ(ask("purpose approve " + name + " --version " + version + " --key own.key").err, "");
  }

  std::map<std::string, std::string> ids_;
  std::string who_;
};

bool is_of_role(std::string_view roles, const MatrixRole& role) {
  return roles.find(role.letter) != roles.npos;
}

/// What a refused answer says of why: the purpose first, then its roles, then the policy, then what
/// the verb needs to be shown. Empty: it is not refused.
std::string why_refused(const Asked& asked) {
  const std::string purpose(asked.purpose.name);
  if (!asked.purpose.why_not.empty()) return std::string(asked.purpose.why_not);
  if (!is_of_role(asked.purpose.roles, asked.role)) return "The purpose " + purpose + " is for ";
  if (!is_of_role(asked.verb.roles, asked.role)) return "No rule permits it.";
  for (const MatrixField& field : kMatrixFields) {
    if (field.name != asked.verb.needs) continue;
    if (treatment(asked.purpose, field) == Treated::shown) return "";
    return "The purpose " + purpose + " does not show " + std::string(field.name) + " as it is";
  }
  return "";
}

void expect_refused(const Asked& asked, const Answer& answer) {
  EXPECT_EQ(answer.status, 5) << asked.words();
  EXPECT_NE((answer.out + answer.err).find(why_refused(asked)), std::string::npos)
      << asked.words() << ": " << answer.out << answer.err;
  const Said said = said_by(answer);
  for (const MatrixField& field : kMatrixFields) {
    EXPECT_FALSE(is_said(field, said)) << asked.words() << " says " << field.name;
    EXPECT_FALSE(said.values.contains(std::string(field.name))) << asked.words();
  }
}

/// Compares what is said of a field with what the purpose says of it.
void expect_treated(const Asked& asked, const MatrixField& field, const Said& said) {
  const std::string name(field.name);
  const Treated how = treatment(asked.purpose, field);
  const bool by_field = asked.verb.answers == Answers::by_field;
  const bool is_sure = asked.verb.answers != Answers::at_most && names(asked.verb.fields, name);
  const auto under = said.values.find(name);
  const bool has_values = under != said.values.end();
  if (how == Treated::shown) {
    EXPECT_TRUE(is_said(field, said) || !is_sure) << asked.words() << " says no " << name;
    EXPECT_TRUE(has_values || !is_sure || !by_field) << asked.words() << ": " << name;
    return;
  }
  EXPECT_FALSE(is_said(field, said)) << asked.words() << " says " << name;
  if (how == Treated::left_out) {
    EXPECT_FALSE(has_values && by_field) << asked.words() << " names " << name;
    for (const std::string& masked : field.masked) {
      if (masked == "known") continue;  // of other fields too
      EXPECT_FALSE(said.words.contains(masked)) << asked.words() << " says " << name;
    }
    return;
  }
  if (!by_field) return;
  EXPECT_TRUE(has_values || !is_sure) << asked.words() << " has nothing of " << name;
  if (!has_values) return;
  for (const std::string& value : under->second) {
    EXPECT_TRUE(is_masked_value(field, value)) << asked.words() << ": " << name << " " << value;
  }
}

/// The entry of an answer names what it shows and how, and nothing that the purpose leaves out.
void expect_entry(const Asked& asked, const Said& said) {
  const workspace::AuditLine entry = workspace::audit_list(std::string(), 1).back();
  const auto* rule = workspace::rule_of_entry(entry.verb);
  ASSERT_NE(rule, nullptr) << asked.words();
  ASSERT_EQ(rule->command, asked.verb.verb);
  EXPECT_EQ(entry.purpose, asked.purpose.name) << asked.words();
  std::set<std::string> named;
  std::istringstream list(entry.fields);
  for (std::string one; std::getline(list >> std::ws, one, ',');) named.insert(one);
  for (const MatrixField& field : kMatrixFields) {
    const std::string name(field.name);
    const std::string partly = name + " (" + std::string(field.masking) + ")";
    const Treated how = treatment(asked.purpose, field);
    EXPECT_FALSE(named.contains(name) && how != Treated::shown) << asked.words() << ": " << name;
    EXPECT_FALSE(named.contains(partly) && how != Treated::masked) << asked.words() << ": " << name;
    const bool is_look = rule->effect == VerbEffect::look || rule->effect == VerbEffect::release;
    const bool has_values = asked.verb.answers == Answers::by_field && said.values.contains(name);
    if (!is_look) continue;
    EXPECT_TRUE(how != Treated::shown || !is_said(field, said) || named.contains(name))
        << asked.words() << " shows " << name << " and notes " << entry.fields;
    EXPECT_TRUE(how != Treated::masked || !has_values || named.contains(partly))
        << asked.words() << " masks " << name << " and notes " << entry.fields;
  }
}

TEST(verb_matrix, has_every_verb_of_the_registry_and_every_field_of_a_person) {
  std::set<std::string_view> ruled;
  for (const MatrixVerb& row : kMatrixVerbs) ruled.insert(row.verb);
  for (const auto& [verb, why] : kOutsideMatrix) {
    EXPECT_TRUE(ruled.insert(verb).second) << verb << " is in the matrix and outside of it";
  }
  std::set<std::string_view> registered;
  for (const auto& rule : workspace::verb_rules()) registered.insert(rule.command);
  EXPECT_EQ(ruled, registered) << "a verb has one row in cli/testing/matrix_workspace.h";
  for (const auto& rule : workspace::verb_rules()) {
    const auto outside = kOutsideMatrix.find(rule.command);
    const bool is_figures = outside != kOutsideMatrix.end() && outside->second == Outside::figures;
    const bool shows = rule.effect == VerbEffect::look || rule.effect == VerbEffect::release;
    EXPECT_FALSE(is_figures && shows && rule.command != "seal list") << rule.command;
    const bool is_of_files =
        outside != kOutsideMatrix.end() && outside->second == Outside::of_files;
    EXPECT_EQ(is_of_files, rule.effect == VerbEffect::outside) << rule.command;
  }
  std::set<std::string> covered;
  for (const MatrixField& field : kMatrixFields) {
    for (const std::string& of : words_of(field.schema)) covered.insert(of);
  }
  std::set<std::string> wanted;
  std::istringstream page(ask("map --schema person").out);
  for (std::string line; std::getline(page, line) && !line.starts_with("## ");) {
    if (line.starts_with("| `")) wanted.insert(line.substr(3, line.find('`', 3) - 3));
  }
  EXPECT_GT(wanted.size(), 20U) << "fields of the schema, from its page";
  EXPECT_EQ(covered, wanted);
  std::set<std::string> filled(kMatrixPeopleFields.begin(), kMatrixPeopleFields.end());
  filled.insert(kMatrixWholeFields.begin(), kMatrixWholeFields.end());
  EXPECT_EQ(filled, wanted) << "a field of which nobody has a value is not tried";
}

/// Asks all verbs for a role under a purpose. `shown` gets the fields that were said, by line.
size_t VerbMatrix::ask_all(const MatrixRole& role, const MatrixPurpose& purpose, Shown& shown) {
  size_t refused = 0;
  for (const MatrixVerb& verb : kMatrixVerbs) {
    // Refused twice over, and nothing that it could say.
    const bool is_refused_twice = !purpose.why_not.empty() && !is_of_role(verb.roles, role);
    if (is_refused_twice && verb.fields.empty()) continue;
    const Asked asked{verb, role, purpose,
                      filled(verb.line) + " --purpose " + std::string(purpose.name) + " --json"};
    const Answer answer = ask(asked.line);
    ++asked_;
    if (!why_refused(asked).empty()) {
      ++refused;
      expect_refused(asked, answer);
      continue;
    }
    const bool is_done = answer.status == 0;
    EXPECT_TRUE(is_done || verb.answers == Answers::at_most) << asked.words() << answer.err;
    EXPECT_NE(answer.status, 5) << asked.words() << ": " << answer.err;
    const Said said = said_by(answer);
    for (const std::string& text : said.whole) {
      EXPECT_EQ(text.find('\t'), text.npos)
          << asked.words() << " says " << text << " as it is kept";
    }
    for (const MatrixField& field : kMatrixFields) {
      expect_treated(asked, field, said);
      if (is_said(field, said)) shown[verb.line].insert(field.name);
    }
    if (!is_done) continue;
    expect_entry(asked, said);
    const auto* rule = workspace::rule_of_entry(workspace::entry_name(verb.verb));
    if (rule != nullptr && rule->effect != VerbEffect::change) continue;
    put_back();
    take(role);
  }
  return refused;
}

TEST_F(VerbMatrix, role_purpose_field_and_verb_decide_what_is_said) {
  Shown shown;
  size_t refused = 0;
  for (const MatrixRole& role : kMatrixRoles) {
    take(role);
    for (const MatrixPurpose& purpose : kMatrixPurposes) refused += ask_all(role, purpose, shown);
  }
  std::cout << asked_ << " questions about " << kMatrixFields.size() << " fields each, " << refused
            << " of them refused\n";
  for (const MatrixVerb& verb : kMatrixVerbs) {
    for (const std::string& field : words_of(verb.fields)) {
      EXPECT_TRUE(shown[verb.line].contains(field))
          << verb.line << " never shows " << field << ": what shows nothing proves nothing";
    }
  }
}

TEST_F(VerbRules, verbs_of_settings_and_figures_show_nobody) {
  for (const auto& [verb, example] : examples()) {
    const auto outside = kOutsideMatrix.find(verb);
    const std::string line = filled(example);
    const Answer answer = ask(line);
    if (outside == kOutsideMatrix.end() || outside->second != Outside::figures) continue;
    EXPECT_FALSE(is_marked(answer.out + answer.err)) << line << ": " << answer.out << answer.err;
  }
}

/// Whether a line is about a source as a whole: its settings, its figures, reading it. Such a one
/// shows no value of anybody, and no role of a purpose is asked for it.
bool is_about_settings(const std::string& line) {
  if (line.starts_with("source ")) return !line.starts_with("source link");
  if (line.starts_with("map ")) return line.find("--preview") == line.npos;
  return line.starts_with("quality ") && line.find("--failing") == line.npos;
}

TEST_F(VerbRules, who_has_no_role_of_a_purpose_is_refused_by_every_verb_over_people) {
  std::vector<std::string> lines;
  for (const auto& [verb, example] : examples()) {
    if (kOutsideMatrix.contains(verb) || is_about_settings(example)) continue;
    lines.push_back(under(filled(example, "debt"), "debt"));
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

}  // namespace
}  // namespace newlyn::cli
