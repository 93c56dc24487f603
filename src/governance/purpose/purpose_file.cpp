// SPDX-License-Identifier: MIT
// Reads purpose files.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/toml.h"
#include "governance/agreement.h"
#include "governance/purpose.h"
#include "governance/subject_access.h"

namespace newlyn::governance {
namespace {

constexpr std::array<std::string_view, 21> kMembers = {
    "name",         "reason",           "owner",   "author",
    "lawful_basis", "special_category", "gateway", "dpia",
    "roles",        "sources",          "kinds",   "fields",
    "rows",         "limits",           "start",   "retention_days",
    "end",          "agreement",        "sealed",  "linked_without",
    "relationship"};

[[noreturn]] void refuse(std::string_view member, std::string_view must) {
  throw Error(Code::request_invalid,
              fmt::format("The purpose's {} must be {}. Mend the file.", member, must));
}

using View = toml::node_view<const toml::node>;

std::string text_of(View node, std::string_view member) {
  if (!node) return "";
  const auto text = node.value_exact<std::string>();
  if (!text) refuse(member, "a text in quotes");
  return *text;
}

bool is_written_as_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

std::string date_of(View node, std::string_view member) {
  if (!node) return "";
  if (const auto date = node.value_exact<toml::date>()) {
    return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
  }
  const std::string text = text_of(node, member);
  if (!is_written_as_date(text)) refuse(member, "a date such as 2026-11-28");
  if (!read_day(text)) refuse(member, fmt::format("a day that there is, and {} is none", text));
  return text;
}

std::vector<std::string> list_of(View node, std::string_view member) {
  std::vector<std::string> list;
  if (!node) return list;
  const toml::array* array = node.as_array();
  if (array == nullptr) refuse(member, "a list in brackets");
  for (const toml::node& item : *array) {
    const auto text = item.value_exact<std::string>();
    if (!text) refuse(member, "a list of texts in quotes");
    list.push_back(*text);
  }
  return list;
}

void read_fields(View node, Purpose& purpose) {
  if (!node) return;
  const toml::table* table = node.as_table();
  if (table == nullptr) refuse("fields", "a table: [fields], then family_name = \"show\"");
  for (const auto& [field, word] : *table) {
    const auto masking = record::masking_named(word.value_or(std::string()));
    if (!masking) {
      refuse(fmt::format("field {}", field.str()),
             "show, hide, known, year, outcode, last3 or pseudonym");
    }
    purpose.fields.emplace(field.str(), *masking);
  }
}

std::vector<record::RowRule> read_rules(View node, std::string_view member) {
  std::vector<record::RowRule> rules;
  if (!node) return rules;
  const std::string must = fmt::format("given as [[{}]] with {}field and values", member,
                                       member == "sealed" ? "source, " : "");
  const toml::array* array = node.as_array();
  if (array == nullptr) refuse(member, must);
  for (const toml::node& item : *array) {
    const toml::table* rule = item.as_table();
    if (rule == nullptr) refuse(member, must);
    const std::string under = fmt::format(" under [[{}]]", member);
    rules.push_back({text_of((*rule)["source"], "source" + under),
                     text_of((*rule)["field"], "field" + under),
                     list_of((*rule)["values"], "values" + under)});
  }
  return rules;
}

void read_rows(const toml::table& file, Purpose& purpose) {
  purpose.rows = read_rules(file["rows"], "rows");
  for (const record::RowRule& rule : purpose.rows) {
    if (rule.field.empty()) refuse("field under [[rows]]", "the name of a field");
  }
  purpose.sealed = read_rules(file["sealed"], "sealed");
  for (const record::RowRule& rule : purpose.sealed) {
    if (rule.source.empty()) refuse("source under [[sealed]]", "the name of a source");
    if (rule.field.empty() != rule.values.empty()) {
      refuse("field under [[sealed]]", "given together with values, or neither of them");
    }
  }
}

void read_limits(View node, Purpose& purpose) {
  if (!node) return;
  const toml::table* table = node.as_table();
  if (table == nullptr) refuse("limits", "a table: [limits], then a source = \"council_tax\"");
  for (const auto& [source, limit] : *table) {
    purpose.limits.emplace(source.str(), limit.value_or(std::string()));
  }
}

void read_documents(const toml::table& file, Purpose& purpose) {
  const auto dpia = file["dpia"];
  purpose.dpia_reference = text_of(dpia["reference"], "DPIA reference");
  purpose.dpia_date = date_of(dpia["date"], "DPIA date");
  purpose.dpia_review = date_of(dpia["review"], "DPIA review");
  if (!file["agreement"]) return;
  const auto agreement = file["agreement"];
  purpose.agreement = {text_of(agreement["reference"], "agreement's reference"),
                       list_of(agreement["parties"], "agreement's parties"),
                       list_of(agreement["data_items"], "agreement's data_items"),
                       date_of(agreement["until"], "agreement's until")};
}

}  // namespace

Purpose read_purpose(std::string_view text) {
  toml::table file;
  try {
    file = toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw Error(Code::request_invalid, fmt::format("Line {} of the purpose: {}. Mend the file.",
                                                   error.source().begin.line, error.description()));
  }
  for (const auto& [member, ignored] : file) {
    if (std::find(kMembers.begin(), kMembers.end(), member.str()) == kMembers.end()) {
      throw Error(Code::request_invalid, fmt::format("A purpose has no {}. It has: {}.",
                                                     member.str(), fmt::join(kMembers, ", ")));
    }
  }
  const toml::table& read = file;
  Purpose purpose;
  purpose.name = text_of(read["name"], "name");
  purpose.reason = text_of(read["reason"], "reason");
  purpose.owner = text_of(read["owner"], "owner");
  purpose.author = text_of(read["author"], "author");
  purpose.lawful_basis = text_of(read["lawful_basis"], "lawful_basis");
  purpose.special_category = text_of(read["special_category"], "special_category");
  purpose.gateway = text_of(read["gateway"], "gateway");
  purpose.sources = list_of(read["sources"], "sources");
  if (read["kinds"]) purpose.kinds = list_of(read["kinds"], "kinds");
  purpose.linked_without = list_of(read["linked_without"], "linked_without");
  purpose.roles = list_of(read["roles"], "roles");
  purpose.start = date_of(read["start"], "start");
  purpose.end = date_of(read["end"], "end");
  if (read["retention_days"]) {
    const auto days = read["retention_days"].value_exact<int64_t>();
    if (!days || *days < 1) refuse("retention_days", "a whole number of at least 1");
    purpose.retention_days = static_cast<uint64_t>(*days);
  }
  const std::string relationship = text_of(read["relationship"], "relationship");
  if (!relationship.empty() && relationship != "required") {
    refuse("relationship", "\"required\", or left out");
  }
  purpose.relationship_required = !relationship.empty();
  read_documents(read, purpose);
  if (purpose.agreement) read_agreement_terms(text);
  read_fields(read["fields"], purpose);
  read_rows(read, purpose);
  read_limits(read["limits"], purpose);
  return purpose;
}

}  // namespace newlyn::governance
