// SPDX-License-Identifier: MIT
// Proposals by record, previews by row, checks with what to do.
#include "cli/map_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/columns_text.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

// The text with its control characters made visible, at its own width.
std::string plain(const std::string& text) { return cell(text, width_of(text)); }

std::string field_text(const workspace::ProposedField& field) {
  std::string examples;
  for (const std::string& example : field.examples) {
    examples += fmt::format("{}{}", examples.empty() ? "" : " | ", plain(example));
  }
  return fmt::format("  {} {} {:>3.0f} %  {}\n", cell(field.field, 20), cell(field.column, 22),
                     field.confidence * 100, examples);
}

template <typename Pairs>
Json counts_json(const Pairs& pairs) {
  Json json = Json::object();
  for (const auto& [name, count] : pairs) json[name] = count;
  return json;
}

}  // namespace

std::string map_proposal_text(const std::string& source, const workspace::MapProposal& proposal) {
  std::string text;
  for (const auto& record : proposal.mapping.records) {
    text += fmt::format("{} ({})\n", record.name, record.kind);
    for (const auto& field : proposal.fields) {
      if (field.record == record.name) text += field_text(field);
    }
  }
  for (const auto& relation : proposal.mapping.relations) {
    text += fmt::format("{} {} {}\n", relation.from, relation.kind, relation.to);
  }
  if (!proposal.unmapped.empty()) text += "\nWithout a field\n";
  for (const auto& [column, why] : proposal.unmapped) {
    text += fmt::format("  {} {}\n", cell(column, 22), why);
  }
  if (proposal.written) {
    return text + fmt::format("\nThe mapping is in {}\n\nNext:  newlyn map {} --preview 3\n",
                              proposal.file, source);
  }
  return text + fmt::format(
                    "\nThis is only proposed: {} is there and stays as it is.\n\nNext:  newlyn map "
                    "{} --check\n",
                    proposal.file, source);
}

std::string map_proposal_json(const workspace::MapProposal& proposal) {
  Json json{{"file", proposal.file}, {"written", proposal.written}, {"fields", Json::array()}};
  for (const auto& field : proposal.fields) {
    json["fields"].push_back({{"record", field.record},
                              {"field", field.field},
                              {"column", field.column},
                              {"confidence", field.confidence},
                              {"reason", field.reason},
                              {"examples", field.examples}});
  }
  json["relations"] = Json::array();
  for (const auto& relation : proposal.mapping.relations) {
    json["relations"].push_back(
        {{"kind", relation.kind}, {"from", relation.from}, {"to", relation.to}});
  }
  json["unmapped"] = counts_json(proposal.unmapped);
  return json.dump(2) + "\n";
}

std::string map_preview_text(const workspace::MapPreview& preview) {
  std::string text;
  uint64_t row = 0;
  for (const auto& record : preview.records) {
    if (record.row != row) text += fmt::format("row {}\n", record.row);
    row = record.row;
    text += fmt::format("  {} ({})\n", record.record, record.kind);
    for (const auto& [column, value] : record.values) {
      text += fmt::format("    {} {}\n", cell(column, 20), plain(value));
    }
  }
  if (preview.records.empty() && preview.restricted == 0) {
    return "The first rows yield no record.\n";
  }
  if (preview.restricted > 0) {
    text += fmt::format(
        "{} rows are left out: restricted at the person's request, or to who is cleared\n",
        preview.restricted);
  }
  return text;
}

std::string map_preview_json(const workspace::MapPreview& preview) {
  Json json = Json::array();
  for (const auto& record : preview.records) {
    json.push_back({{"row", record.row},
                    {"record", record.record},
                    {"kind", record.kind},
                    {"values", counts_json(record.values)}});
  }
  return Json{{"records", json}, {"restricted", preview.restricted}}.dump(2) + "\n";
}

std::string map_check_text(const std::string& source, const workspace::MapCheck& check) {
  std::string text = fmt::format("{}: {} rows looked at\n", source, check.rows);
  for (const auto& [name, count] : check.records) {
    text += fmt::format("  {} {:>8}\n", cell(name, 40), count);
  }
  for (const auto& [name, count] : check.relations) {
    text += fmt::format("  {} {:>8}\n", cell(name, 40), count);
  }
  for (const std::string& note : check.notes) text += fmt::format("Take note: {}\n", note);
  for (const std::string& mistake : check.mistakes) text += fmt::format("Mistake: {}\n", mistake);
  if (check.mistakes.empty()) text += "The mapping can be applied.\n";
  return text;
}

std::string map_check_json(const workspace::MapCheck& check) {
  return Json{{"rows", check.rows},
              {"records", counts_json(check.records)},
              {"relations", counts_json(check.relations)},
              {"notes", check.notes},
              {"mistakes", check.mistakes}}
             .dump(2) +
         "\n";
}

}  // namespace newlyn::cli
