// SPDX-License-Identifier: MIT
// Transparency records as the Algorithmic Transparency Recording Standard, version 3, names their
// fields: a row for each field of each model.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "workspace/accountability/document.h"

namespace newlyn::workspace {
namespace {

/// A field of the standard and where a record has it: a member of the tier, of the specification
/// (after "specification."), or, after "=", what is said of every model.
struct StandardField {
  std::string_view tier;
  std::string_view section;
  std::string_view field;
  std::string_view from;  // empty: only a person can say it
};

constexpr std::string_view kOwner = "Owner and Responsibility";
constexpr std::string_view kWhy = "Description and Rationale";
constexpr std::string_view kDecision = "Decision making Process";
constexpr std::string_view kTool = "Tool Specification";
constexpr std::string_view kRisks = "Risks, Mitigations and Impact Assessments";

constexpr StandardField kFields[] = {
    {"1", "Overview", "1 - Name", "name"},
    {"1", "Overview", "2 - Description", "description"},
    {"1", "Overview", "3 - Website URL", "website"},
    {"1", "Overview", "4 - Contact email", "contact_email"},
    {"2", kOwner, "1.1 - Organisation or department", "organisation"},
    {"2", kOwner, "1.2 - Team", "team"},
    {"2", kOwner, "1.3 - Senior responsible owner", "senior_responsible_owner"},
    {"2", kOwner, "1.4 - External supplier involvement", "supplier"},
    {"2", kOwner, "1.4.1 - External supplier", ""},
    {"2", kOwner, "1.4.2 - Companies House Number", ""},
    {"2", kOwner, "1.4.3 - External supplier role", ""},
    {"2", kOwner, "1.4.4 - Procurement procedure type", ""},
    {"2", kOwner, "1.4.5 - Data access terms", "data_access_terms"},
    {"2", kWhy, "2.1 - Detailed description", "specification.method"},
    {"2", kWhy, "2.2 - Scope", "scope"},
    {"2", kWhy, "2.3 - Benefit", "benefit"},
    {"2", kWhy, "2.4 - Previous process", "previous_process"},
    {"2", kWhy, "2.5 - Alternatives considered", "alternatives_considered"},
    {"2", kDecision, "3.1 - Process integration", "process_integration"},
    {"2", kDecision, "3.2 - Provided information", "information_given"},
    {"2", kDecision, "3.3 - Frequency and scale of usage", "frequency"},
    {"2", kDecision, "3.4 - Human decisions and review", "human_review"},
    {"2", kDecision, "3.5 - Required training", "training_of_staff"},
    {"2", kDecision, "3.6 - Appeals and review", "appeals"},
    {"2", kTool, "4.1.1 - System architecture",
     "=One program over one folder of files. No port is open and nothing is sent."},
    {"2", kTool, "4.1.2 - Phase", ""},
    {"2", kTool, "4.1.3 - Maintenance", ""},
    {"2", kTool, "4.1.4 - Models", "specification.method"},
    {"2", kTool, "4.2.1 - Model name", "name"},
    {"2", kTool, "4.2.2 - Model version", "specification.file"},
    {"2", kTool, "4.2.3 - Model task", "specification.link_type"},
    {"2", kTool, "4.2.4 - Model input", "specification.comparisons"},
    {"2", kTool, "4.2.5 - Model output", "=A match weight and a probability for each pair."},
    {"2", kTool, "4.2.6 - Model architecture", "specification.blocking_rules"},
    {"2", kTool, "4.2.7 - Model performance", ""},
    {"2", kTool, "4.2.8 - Datasets", "data"},
    {"2", kTool, "4.2.9 - Dataset purposes", ""},
    {"2", kTool, "4.3.1 - Source data name", "data"},
    {"2", kTool, "4.3.2 - Data modality", "=Tabular"},
    {"2", kTool, "4.3.3 - Data description", ""},
    {"2", kTool, "4.3.4 - Data quantities", ""},
    {"2", kTool, "4.3.5 - Sensitive attributes", ""},
    {"2", kTool, "4.3.6 - Data completeness and representativeness", ""},
    {"2", kTool, "4.3.7 - Source data URL", ""},
    {"2", kTool, "4.3.8 - Data collection", ""},
    {"2", kTool, "4.3.9 - Data cleaning", ""},
    {"2", kTool, "4.3.10 - Data sharing agreements", ""},
    {"2", kTool, "4.3.11 - Data access and storage", ""},
    {"2", kRisks, "5.1 - Impact assessment", "impact_assessments"},
    {"2", kRisks, "5.2 - Risks and mitigations", "mitigations"},
};

/// A value as one text; a list with semicolons.
std::string text_of(const Document& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.is_null() ? "" : value.dump();
  std::string text;
  for (const Document& one : value) text += (text.empty() ? "" : "; ") + text_of(one);
  return text;
}

std::string value_of(const Document& record, const StandardField& field) {
  if (field.from.starts_with("=")) return std::string(field.from.substr(1));
  constexpr std::string_view kSpecification = "specification.";
  const bool is_of_tool = field.from.starts_with(kSpecification);
  const std::string member(is_of_tool ? field.from.substr(kSpecification.size()) : field.from);
  const Document& tier_two = record["tier_2"];
  const Document& place = is_of_tool             ? tier_two["specification"]
                          : field.from == "name" ? record["tier_1"]
                          : field.tier == "1"    ? record["tier_1"]
                                                 : tier_two;
  const auto found = place.find(member);
  const std::string text = found == place.end() ? "" : text_of(*found);
  return text.empty() ? "NOT SAID: to be written by a person before it is published" : text;
}

/// A cell of RFC 4180.
std::string cell_of(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string cell = "\"";
  for (const char letter : text) cell += letter == '"' ? "\"\"" : std::string(1, letter);
  return cell + "\"";
}

}  // namespace

std::string transparency_csv(const GovernanceFacts& facts) {
  for (const ModelFacts& model : facts.models) {
    const std::vector<std::string> gaps = tier_one_gaps(facts, model);
    if (gaps.empty()) continue;
    throw Error(Code::request_invalid,
                fmt::format("The transparency record of the model {} is not handed out, because "
                            "Tier 1 lacks {}. Write it there and try again.",
                            model.name, fmt::join(gaps, ", ")));
  }
  std::string csv = "model,tier,section,field,value\r\n";
  for (const Document& record : transparency_records(facts)) {
    for (const StandardField& field : kFields) {
      csv += fmt::format("{},{},{},{},{}\r\n", cell_of(text_of(record["model"])), field.tier,
                         cell_of(std::string(field.section)), cell_of(std::string(field.field)),
                         cell_of(value_of(record, field)));
    }
  }
  return csv;
}

}  // namespace newlyn::workspace
