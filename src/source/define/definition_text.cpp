// SPDX-License-Identifier: MIT
// Definitions as TOML that a person may change: written once with comments, only read afterwards.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/error.h"
#include "base/toml.h"
#include "source/define/toml_text.h"
#include "source/definition.h"

namespace newlyn::source {
namespace {

constexpr std::array<std::string_view, 18> kKeys = {
    "from",       "table",      "query",     "sheet",      "layout",  "records",
    "secret",     "key",        "watermark", "where",      "link",    "with_text",
    "gone_after", "fall_limit", "latency",   "full_every", "columns", "limit"};

[[noreturn]] void refuse(const std::string& path, size_t line, const std::string& why) {
  throw Error(Code::request_invalid,
              fmt::format("{}:{}: {} Correct the definition and try again.",
                          std::filesystem::path(path).filename().string(), line, why));
}

template <typename Value>
void take(const toml::table& table, std::string_view key, Value& into, const std::string& path) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return;
  const auto value = node->value<Value>();
  if (!value) refuse(path, node->source().begin.line, fmt::format("{} has no fit value.", key));
  into = *value;
}

void take_texts(const toml::table& table, Definition& definition, const std::string& path) {
  take(table, "from", definition.from, path);
  take(table, "table", definition.table, path);
  take(table, "query", definition.query, path);
  take(table, "sheet", definition.sheet, path);
  take(table, "layout", definition.layout, path);
  take(table, "records", definition.records, path);
  take(table, "secret", definition.secret, path);
  take(table, "watermark", definition.watermark, path);
  take(table, "where", definition.where, path);
  take(table, "link", definition.link, path);
  take(table, "latency", definition.latency, path);
}

void take_numbers(const toml::table& table, Definition& definition, const std::string& path) {
  take(table, "with_text", definition.with_text, path);
  take(table, "gone_after", definition.gone_after, path);
  take(table, "fall_limit", definition.fall_limit, path);
  take(table, "full_every", definition.full_every, path);
}

void take_lists(const toml::table& table, Definition& definition, const std::string& path) {
  if (const toml::array* key = table["key"].as_array()) {
    for (const toml::node& part : *key) definition.key.push_back(part.value_or(std::string()));
  } else if (const auto one = table["key"].value<std::string>(); one && !one->empty()) {
    definition.key.push_back(*one);
  }
  const toml::table* columns = table["columns"].as_table();
  if (columns == nullptr) refuse(path, 1, "There is no [columns], so nothing would be copied.");
  for (const auto& [name, kind] : *columns) {
    definition.columns.push_back({std::string(name.str()), kind.value_or(std::string())});
  }
}

// A line of the file; one without a value is kept as a comment that shows how it is written.
std::string line(std::string_view key, const std::string& value, std::string_view example) {
  if (!value.empty()) return fmt::format("{} = {}\n", key, toml_text(value));
  return fmt::format("# {} = {}\n", key, toml_text(example));
}

std::string key_line(const std::vector<std::string>& key) {
  std::string list;
  for (const std::string& part : key) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", toml_text(part));
  }
  return fmt::format("key = [{}]\n", list);
}

std::string place_text(const Definition& definition) {
  std::string text = fmt::format("from = {}\n", toml_text(definition.from));
  for (const auto& [key, value] :
       {std::pair("table", &definition.table), std::pair("query", &definition.query),
        std::pair("sheet", &definition.sheet), std::pair("layout", &definition.layout),
        std::pair("records", &definition.records)}) {
    if (!value->empty()) text += fmt::format("{} = {}\n", key, toml_text(*value));
  }
  text +=
      "\n# Where the password is: \"env:NAME\" names a variable of the environment, \"file:PATH\" "
      "a file\n# that only its owner may read (mode 0600). The password itself never stands "
      "here.\n";
  text += line("secret", definition.secret, "env:PASSWORD_OF_THE_SOURCE");
  return text;
}

std::string rules_text(const Definition& definition) {
  std::string text =
      "\n# The columns that make the key of a record. Without any, the key is made of the row's "
      "content.\n";
  text += key_line(definition.key);
  text += "\n# A column that grows with every change: only what is newer is read.\n";
  text += line("watermark", definition.watermark, "last_changed");
  text += "# Rows for which this is not true are left out and counted as filtered.\n";
  text += line("where", definition.where, "status <> 'closed'");
  text += "# Opens a record in its own system; {column} is replaced by the record's value.\n";
  text += line("link", definition.link, "https://system.example.org/record/{id}");
  text += "# How old what is read here may be before the source counts as stale.\n";
  text += line("latency", definition.latency, "1 day");
  text +=
      "# The statutory limit on what it is used for: newlyn purpose law. newlyn source limit sets "
      "it;\n# once set, an information-governance officer alone takes it away.\n";
  text += line("limit", "", "council_tax");
  text += fmt::format(
      "\n# A record that so many complete clean runs do not show is gone. It is never removed.\n"
      "gone_after = {}\n"
      "# A run with so many per cent fewer rows than the last one waits for a person.\n"
      "fall_limit = {}\n"
      "# After so many runs that read only what is newer, one reads everything.\n"
      "full_every = {}\n"
      "# Whether columns of free text may be copied.\n"
      "with_text = {}\n",
      definition.gone_after, definition.fall_limit, definition.full_every, definition.with_text);
  return text;
}

}  // namespace

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

Definition read_definition(const std::string& path, std::string_view name) {
  if (!std::filesystem::exists(path)) {
    throw Error(Code::source_missing,
                fmt::format("There is no source '{}'. newlyn source list shows those there are; "
                            "newlyn source add makes one.",
                            name));
  }
  Definition definition;
  definition.name = name;
  try {
    const toml::table table = toml::parse_file(path);
    for (const auto& [key, value] : table) {
      const bool known = std::find(kKeys.begin(), kKeys.end(), key.str()) != kKeys.end();
      if (known) continue;
      refuse(path, value.source().begin.line,
             fmt::format("'{}' is nothing a definition knows.", key.str()));
    }
    take_texts(table, definition, path);
    take_numbers(table, definition, path);
    take_lists(table, definition, path);
  } catch (const toml::parse_error& problem) {
    refuse(path, problem.source().begin.line, fmt::format("{}.", problem.description()));
  }
  check_definition(definition);
  return definition;
}

std::string definition_text(const Definition& definition,
                            const std::vector<std::pair<std::string, std::string>>& left_out) {
  std::string text = fmt::format(
      "# The source {}. Newlyn reads it in place and never writes to it.\n"
      "# This file is yours: it was written when the source was added and is only read since.\n\n",
      definition.name);
  text += place_text(definition);
  text += rules_text(definition);
  text +=
      "\n# What is copied, and what each column is. A column that is not named here is not "
      "copied.\n[columns]\n";
  for (const MappedColumn& column : definition.columns) {
    text += fmt::format("{} = {}\n", toml_text(column.name), toml_text(column.kind));
  }
  if (!left_out.empty()) text += "\n# Not copied when the source was added:\n";
  for (const auto& [column, reason] : left_out) {
    text += fmt::format("# {}: {}\n", toml_text(column), reason);
  }
  return text;
}

}  // namespace newlyn::source
