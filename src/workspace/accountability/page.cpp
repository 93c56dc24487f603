// SPDX-License-Identifier: MIT
// The page of a governance report, made from the document alone.
#include <fmt/format.h>

#include <cctype>

#include "workspace/accountability/document.h"

namespace newlyn::workspace {
namespace {

/// "lawful_basis" as people write it.
std::string heading_of(const std::string& name) {
  std::string text = name;
  for (char& letter : text) letter = letter == '_' ? ' ' : letter;
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string text_of(const Document& value) {
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    return text.empty() ? "not said" : text;
  }
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_array() || value.is_object()) {
    std::string text;
    for (const auto& [name, part] : value.items()) {
      if (!text.empty()) text += "; ";
      text +=
          value.is_object() ? fmt::format("{} {}", heading_of(name), text_of(part)) : text_of(part);
    }
    return text.empty() ? "none" : text;
  }
  return value.dump();
}

/// An object as a table of what it says.
PageTable statements(const Document& object) {
  PageTable table;
  table.header = {"What", "How it is"};
  table.text_columns = 2;
  for (const auto& [name, value] : object.items()) {
    table.rows.push_back({heading_of(name), text_of(value)});
  }
  return table;
}

/// A section with a table, or words where there is nothing.
PageSection list_section(const std::string& id, const std::string& heading, const Document& list,
                         const std::string& none) {
  PageSection section{id, heading, {}, {}, {}};
  if (list.empty()) {
    section.paragraphs = {none};
  } else {
    section.tables = {table_of(list)};
  }
  return section;
}

void add_processing(const Document& record, Page& page) {
  PageSection body{"processing", "Record of processing", {}, {}, {}};
  body.paragraphs = {
      "What is recorded of each processing activity (UK GDPR Article 30), from the purposes, "
      "sources "
      "and audit log of this workspace."};
  Document own = record;
  own.erase("purposes");
  own.erase("other_uses");
  body.tables = {statements(own)};
  if (record["purposes"].empty()) body.paragraphs.push_back("There is no purpose yet.");
  page.sections.push_back(std::move(body));
  size_t number = 0;
  for (const Document& purpose : record["purposes"]) {
    page.sections.push_back({fmt::format("purpose-{}", ++number),
                             "Purpose: " + purpose["name"].get<std::string>(),
                             {},
                             {statements(purpose)},
                             {}});
  }
  page.sections.push_back(list_section("said", "Uses under other words", record["other_uses"],
                                       "Every purpose that was said is one of the above."));
}

void add_assessment(const Document& draft, Page& page) {
  PageSection section{"assessment", "Impact assessment: draft", {}, {}, {}};
  section.paragraphs = {"Why it is needed: " + text_of(draft["why_it_is_needed"]) + ".",
                        "Consultation: " + text_of(draft["consultation"]) +
                            ". Signed off by: " + text_of(draft["signed_off_by"]) + "."};
  if (!draft["sources"].empty()) section.tables.push_back(table_of(draft["sources"]));
  if (!draft["models"].empty()) section.tables.push_back(table_of(draft["models"]));
  if (!draft["necessity"].empty()) section.tables.push_back(table_of(draft["necessity"]));
  section.tables.push_back(table_of(draft["risks"]));
  page.sections.push_back(std::move(section));
}

void add_transparency(const Document& records, Page& page) {
  if (records.empty()) {
    page.sections.push_back({"transparency",
                             "Algorithmic transparency records",
                             {"There is no model in this workspace."},
                             {},
                             {}});
  }
  size_t number = 0;
  for (const Document& record : records) {
    page.sections.push_back(
        {fmt::format("transparency-{}", ++number),
         "Algorithmic transparency record: " + record["model"].get<std::string>(),
         {record["tier_1_whole"].get<bool>() ? "Tier 1 is whole." : "Tier 1 is not whole."},
         {statements(record["tier_1"]), statements(record["tier_2"])},
         {}});
  }
}

}  // namespace

PageTable table_of(const Document& list) {
  PageTable table;
  for (const Document& object : list) {
    std::vector<std::string> row;
    for (const auto& [name, value] : object.items()) {
      if (table.rows.empty()) table.header.push_back(heading_of(name));
      row.push_back(text_of(value));
    }
    table.rows.push_back(std::move(row));
  }
  table.text_columns = table.header.size();
  return table;
}

Page report_page(const Document& report) {
  Page page;
  const Document& processing = report["record_of_processing"];
  const auto controller = processing["controller"].get<std::string>();
  page.title = controller.empty() ? "Governance report" : "Governance report: " + controller;
  page.subtitle = "Made " + report["made"].get<std::string>() +
                  " from what is configured and what was done. Nothing in it was typed for it.";
  page.figures = {{"purposes", std::to_string(processing["purposes"].size())},
                  {"sources", std::to_string(report["impact_assessment"]["sources"].size())},
                  {"models", std::to_string(report["transparency"].size())},
                  {"open points", std::to_string(report["open"].size())}};
  for (const Document& point : report["open"]) {
    page.warnings.push_back(fmt::format("{} {}", text_of(point["what"]), text_of(point["remedy"])));
  }
  add_processing(processing, page);
  add_assessment(report["impact_assessment"], page);
  page.sections.push_back(list_section("agreements", "Sharing agreements", report["agreements"],
                                       "No purpose has a sharing agreement."));
  add_transparency(report["transparency"], page);
  page.sections.push_back(list_section("secure", "Secure by design: the ten principles",
                                       report["secure_by_design"], ""));
  page.foot =
      "A draft for the data protection officer: it says what is configured and was done, and is no "
      "legal advice. It names no data subject.";
  return page;
}

}  // namespace newlyn::workspace
