// SPDX-License-Identifier: MIT
// Descriptions as TOML, and the rules of the metadata exchange model over them.
#include "workspace/catalogue/description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/toml.h"
#include "standardise/checked_value.h"

namespace newlyn::workspace {
namespace {

constexpr const char* kShared = "all";
constexpr size_t kSummaryMax = 250;

constexpr std::array<std::string_view, 3> kAccess = {"INTERNAL", "OPEN", "COMMERCIAL"};
constexpr std::array<std::string_view, 4> kClassifications = {"OFFICIAL", "SECRET", "TOP_SECRET",
                                                              "NOT_APPLICABLE"};
constexpr std::array<std::string_view, 17> kFrequencies = {
    "continuous",  "daily",           "threeTimesAWeek",  "semiweekly", "weekly",    "biweekly",
    "semimonthly", "monthly",         "threeTimesAMonth", "bimonthly",  "quarterly", "semiannual",
    "annual",      "threeTimesAYear", "biennial",         "triennial",  "irregular"};
constexpr std::array<std::string_view, 3> kSensitivities = {"none", "personal", "special category"};
constexpr std::array<std::string_view, 9> kMediaKinds = {"application/", "audio/",   "font/",
                                                         "image/",       "message/", "model/",
                                                         "multipart/",   "text/",    "video/"};

bool is_slug(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
    return std::islower(letter) != 0 || std::isdigit(letter) != 0 || letter == '-';
  });
}

// An absolute address: a scheme, a colon and something without spaces.
bool is_address(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size()) return false;
  const bool scheme = std::all_of(
      text.begin(), text.begin() + static_cast<ptrdiff_t>(colon), [](unsigned char letter) {
        return std::isalnum(letter) != 0 || letter == '+' || letter == '-' || letter == '.';
      });
  const bool plain = std::none_of(text.begin(), text.end(), [](unsigned char letter) {
    return letter <= ' ' || letter == '<' || letter == '>' || letter == '"';
  });
  return scheme && plain && std::isalpha(static_cast<unsigned char>(text[0])) != 0;
}

bool is_email(const std::string& text) {
  const auto checked =
      standardise::check_values(*standardise::value_kind_named("email"), {text}).front();
  return checked.value_class == standardise::ValueClass::valid;
}

bool is_day(const std::string& text) {
  const auto checked =
      standardise::check_values(*standardise::value_kind_named("date"), {text}).front();
  return checked.value_class == standardise::ValueClass::valid && checked.comparable == text;
}

bool is_media_type(std::string_view text) {
  return std::any_of(kMediaKinds.begin(), kMediaKinds.end(), [&](std::string_view kind) {
    return text.starts_with(kind) && text.size() > kind.size() && text.find(' ') == text.npos;
  });
}

template <typename Words>
std::string not_among(const std::string& text, const Words& words) {
  if (std::find(words.begin(), words.end(), text) != words.end()) return {};
  return fmt::format("is one of: {}", fmt::join(words, ", "));
}

size_t characters_of(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](unsigned char letter) { return (letter & 0xC0) != 0x80; }));
}

/// What is wrong with one text of a key, as the end of a sentence; empty: nothing.
std::string fault_of(std::string_view key, const std::string& text) {
  if (key == "access_rights") return not_among(text, kAccess);
  if (key == "security_classification") return not_among(text, kClassifications);
  if (key == "update_frequency") return not_among(text, kFrequencies);
  if (key == "sensitivity") return not_among(text, kSensitivities);
  if (key == "publisher" || key == "creator") {
    return is_slug(text) ? ""
                         : "is the short name of a body on GOV.UK, such as \"ordnance-survey\"";
  }
  if (key == "identifier" || key == "theme") {
    return is_address(text) ? "" : "is an address, such as \"urn:uuid:...\" or \"https://...\"";
  }
  if (key == "licence") {
    return text == "DATA_SHARE_AGREEMENT" || is_address(text)
               ? ""
               : "is the address of a licence, or \"DATA_SHARE_AGREEMENT\"";
  }
  if (key == "contact_email") return is_email(text) ? "" : "is an e-mail address";
  if (key == "issued") return is_day(text) ? "" : "is a day, such as \"2024-04-01\"";
  if (key == "media_type")
    return is_media_type(text) ? "" : "is a media type, such as \"text/csv\"";
  if (key == "summary") {
    return characters_of(text) <= kSummaryMax && text.find('\n') == text.npos
               ? ""
               : fmt::format("is one line of at most {} characters", kSummaryMax);
  }
  return {};
}

/// Reads one file into what was read before.
class Reader {
 public:
  Reader(const std::string& path, WrittenDescription& written)
      : path_(path),
        file_("catalogue/" + std::filesystem::path(path).filename().string()),
        written_(written) {}

  void read() {
    std::ifstream stream(path_, std::ios::binary);
    if (!stream) return;
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    try {
      take(toml::parse(text));
    } catch (const toml::parse_error& problem) {
      refuse_line(problem.source().begin.line, fmt::format("{}.", problem.description()));
    }
  }

 private:
  [[noreturn]] void refuse_line(size_t line, const std::string& why) const {
    throw Error(Code::request_invalid,
                fmt::format("{}:{}: {} Correct the file and try again.", file_, line, why));
  }

  std::string place(const toml::node& node) const {
    return fmt::format("{}:{}", file_, std::max<size_t>(1, node.source().begin.line));
  }

  [[noreturn]] void refuse(const toml::node& node, const std::string& why) const {
    refuse_line(std::max<size_t>(1, node.source().begin.line), why);
  }

  // A text; days may be written without quotes as TOML has them.
  std::string text(const toml::node& node, std::string_view key) const {
    if (const auto value = node.value<std::string>(); value && node.is_string()) return *value;
    if (const auto day = node.value<toml::date>(); day && node.is_date()) {
      return fmt::format("{:04}-{:02}-{:02}", day->year, day->month, day->day);
    }
    refuse(node, fmt::format("{} is a text in quotes.", key));
  }

  void take(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key.str() == "fields") {
        take_fields(node);
        continue;
      }
      const auto& keys = description_keys();
      const auto known = std::find_if(keys.begin(), keys.end(), [&](const DescriptionKey& one) {
        return one.name == key.str();
      });
      if (known == keys.end()) {
        std::vector<std::string_view> names;
        for (const DescriptionKey& one : keys) names.push_back(one.name);
        refuse(node, fmt::format("'{}' is nothing that a description knows. It knows: {}, fields.",
                                 key.str(), fmt::join(names, ", ")));
      }
      take_key(*known, node);
    }
  }

  void take_key(const DescriptionKey& key, const toml::node& node) {
    DescribedText described{{}, place(node)};
    const toml::array* several = node.as_array();
    if (several != nullptr && !key.list) {
      refuse(node, fmt::format("{} is one text, not several.", key.name));
    }
    if (several == nullptr) {
      described.texts = {text(node, key.name)};
    } else {
      for (const toml::node& one : *several) described.texts.push_back(text(one, key.name));
    }
    std::erase(described.texts, "");
    if (!described.texts.empty()) written_.keys[std::string(key.name)] = std::move(described);
  }

  void take_fields(const toml::node& node) {
    const toml::table* fields = node.as_table();
    if (fields == nullptr) refuse(node, "Write fields under [fields], one line a column.");
    for (const auto& [column, one] : *fields) {
      WrittenDescription::Field field;
      field.place = place(one);
      if (const toml::table* parts = one.as_table()) {
        take_parts(*parts, field);
      } else {
        field.description = text(one, column.str());
      }
      written_.fields[std::string(column.str())] = std::move(field);
    }
  }

  void take_parts(const toml::table& parts, WrittenDescription::Field& field) const {
    for (const auto& [key, value] : parts) {
      if (key.str() == "description") {
        field.description = text(value, "description");
      } else if (key.str() == "sensitivity") {
        field.sensitivity = text(value, "sensitivity");
      } else {
        refuse(value,
               fmt::format("A field has a description and a sensitivity, but no '{}'.", key.str()));
      }
    }
  }

  const std::string& path_;
  std::string file_;
  WrittenDescription& written_;
};

std::string toml_quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
  }
  return quoted + "\"";
}

std::string key_text(const DescriptionKey& key, const std::string& value) {
  const std::string remark = fmt::format("  # {}{}{}", key.needed ? "" : "(may stay empty) ",
                                         key.words, key.example.empty() ? "" : ": ") +
                             std::string(key.example);
  return key.list ? fmt::format("{} = [{}]{}\n", key.name, value.empty() ? "" : toml_quoted(value),
                                remark)
                  : fmt::format("{} = {}{}\n", key.name, toml_quoted(value), remark);
}

void add_key_gaps(const WrittenDescription& written, const SourceDescription& description,
                  std::vector<CatalogueGap>& gaps) {
  for (const DescriptionKey& key : description_keys()) {
    const auto found = written.keys.find(key.name);
    if (found == written.keys.end()) {
      if (!key.needed) continue;
      gaps.push_back({description.source, std::string(key.name), description.file,
                      fmt::format("Write {}: {}{}{}.", key.name, key.words,
                                  key.example.empty() ? "" : ", such as ", key.example)});
      continue;
    }
    for (const std::string& text : found->second.texts) {
      const std::string fault = fault_of(key.name, text);
      if (fault.empty()) continue;
      gaps.push_back({description.source, std::string(key.name), found->second.place,
                      fmt::format("{} {}.", key.name, fault)});
      break;
    }
  }
}

void add_field_gaps(const WrittenDescription& written, const SourceDescription& description,
                    std::vector<CatalogueGap>& gaps) {
  for (const FieldDescription& field : description.fields) {
    const std::string what = "fields." + field.name;
    const auto found = written.fields.find(field.name);
    if (field.description.empty()) {
      gaps.push_back({description.source, what,
                      found == written.fields.end() ? description.file : found->second.place,
                      "Write under [fields] what the column holds."});
    }
    if (found == written.fields.end() || found->second.sensitivity.empty()) continue;
    const std::string fault = fault_of("sensitivity", found->second.sensitivity);
    if (fault.empty()) continue;
    gaps.push_back(
        {description.source, what, found->second.place, fmt::format("The sensitivity {}.", fault)});
  }
  for (const auto& [column, field] : written.fields) {
    const auto& fields = description.fields;
    const bool there = std::any_of(fields.begin(), fields.end(),
                                   [&](const auto& one) { return one.name == column; });
    if (there) continue;
    gaps.push_back({description.source, "fields." + column, field.place,
                    "The source copies no column of this name. Take the line out."});
  }
}

}  // namespace

const std::vector<DescriptionKey>& description_keys() {
  static const std::vector<DescriptionKey> keys = {
      {"identifier", true, false, "an address that is the source's alone and never changes", ""},
      {"title", true, false, "what people call it", "Council tax accounts"},
      {"description", true, false, "what it holds, why it is kept, what it can be used for", ""},
      {"summary", false, false, "the same in at most 250 characters", ""},
      {"alternative_title", false, true, "other names", ""},
      {"owner", true, false, "who answers for it, as a role", "head of revenues"},
      {"publisher", true, false, "the body that hands it out, as GOV.UK writes it", ""},
      {"creator", true, true, "the bodies that make it, as GOV.UK writes them", ""},
      {"contact_name", true, false, "the team to ask", "data team"},
      {"contact_email", true, false, "where to write to", "data@example.org"},
      {"who_may_ask", true, false, "who may ask for it, and for what", "teams of the council"},
      {"access_rights", true, false, "INTERNAL, OPEN or COMMERCIAL", ""},
      {"security_classification", true, false, "OFFICIAL, SECRET, TOP_SECRET or NOT_APPLICABLE",
       ""},
      {"licence", true, false, "address of the licence, or DATA_SHARE_AGREEMENT", ""},
      {"cost", true, false, "what its use costs, and whom", "none"},
      {"sensitivity", false, false,
       "none, personal or special category; without it that of its most sensitive field", ""},
      {"version", true, false, "which version this is", "1"},
      {"update_frequency", true, false, "how often the system changes it", "daily"},
      {"issued", false, false, "the day since when it can be had", "2024-04-01"},
      {"keyword", false, true, "words to find it by", ""},
      {"theme", false, true, "addresses of what it is about", ""},
      {"media_type", false, false, "in what form it is, where the program cannot tell", "text/csv"},
  };
  return keys;
}

std::string WrittenDescription::text(std::string_view key) const {
  const auto found = keys.find(key);
  return found == keys.end() ? "" : found->second.texts.front();
}

WrittenDescription read_description(const Home& home, const std::string& source) {
  WrittenDescription written;
  Reader(home.catalogue() + "/" + kShared + ".toml", written).read();
  if (source != kShared) Reader(home.catalogue() + "/" + source + ".toml", written).read();
  return written;
}

std::vector<CatalogueGap> gaps_of(const WrittenDescription& written,
                                  const SourceDescription& description) {
  std::vector<CatalogueGap> gaps;
  add_key_gaps(written, description, gaps);
  if (description.modified.empty()) {
    gaps.push_back({description.source, "modified", "sources/" + description.source + ".toml",
                    fmt::format("Read the source, so that it is known how fresh it is: newlyn "
                                "source read {}.",
                                description.source)});
  }
  add_field_gaps(written, description, gaps);
  return gaps;
}

std::string description_text(const SourceDescription& description) {
  std::string text = fmt::format(
      "# What the source {0} is, for those who look for data. This file is yours: Newlyn writes "
      "it\n"
      "# once and only reads it after. What is the same for all sources can stand in all.toml.\n"
      "#   newlyn catalogue check {0}    says what is lacking\n\n",
      description.source);
  for (const DescriptionKey& key : description_keys()) {
    const bool shared = key.name == "publisher" || key.name == "creator" ||
                        key.name == "contact_name" || key.name == "contact_email" ||
                        key.name == "who_may_ask" || key.name == "access_rights" ||
                        key.name == "security_classification" || key.name == "licence";
    if (!shared && key.name != "media_type") text += key_text(key, description.text(key.name));
  }
  text +=
      "\n# What each column holds. Where the mapping gives it a field, the schema's words will do:"
      "\n# they stand as comments. COLUMN = { description = \"...\", sensitivity = \"none\" } "
      "sets the\n# sensitivity: none, personal, special category.\n[fields]\n";
  for (const FieldDescription& field : description.fields) {
    text += fmt::format("{}{} = {}\n", field.description.empty() ? "" : "# ",
                        toml_quoted(field.name), toml_quoted(field.description));
  }
  return text;
}

std::string shared_description_text() {
  std::string text =
      "# What is the same for all sources of this workspace. The file of a source stands above "
      "it.\n"
      "# This file is yours: Newlyn writes it once and only reads it after.\n\n";
  for (const DescriptionKey& key : description_keys()) {
    for (const std::string_view name :
         {"publisher", "creator", "contact_name", "contact_email", "who_may_ask", "access_rights",
          "security_classification", "licence"}) {
      if (key.name == name) text += key_text(key, "");
    }
  }
  return text;
}

}  // namespace newlyn::workspace
