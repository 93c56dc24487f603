// SPDX-License-Identifier: MIT
// Sources and their runs in words and for programs.
#include "cli/source_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "cli/columns_text.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kNameWidth = 22;
constexpr size_t kIssuesShown = 10;

std::string time_text(int64_t micros) {
  if (micros == 0) return "never";
  const time_t seconds = micros / 1'000'000;
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
  return text;
}

std::string age_text(const workspace::SourceHealth& health) {
  if (health.read_at == 0) return "-";
  const int64_t seconds = health.age_seconds;
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  if (seconds < 172'800) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} days", seconds / 86'400);
}

std::string warnings_text(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings) text += fmt::format("Take note: {}\n", warning);
  return text;
}

// What became of a run before this one that was cut off.
std::string cut_off_text(const source::CrawlReport& report) {
  if (report.resumed) {
    return fmt::format("Run {} was cut off. This run goes on after the {} rows that it had read.\n",
                       report.resumed->run, grouped(report.resumed->rows));
  }
  if (!report.anew.empty()) {
    return fmt::format("A run was cut off before. Everything is read anew, for {}.\n", report.anew);
  }
  if (!report.interrupted_run) return {};
  return fmt::format(
      "Run {} was cut off before it had kept anything to go on from. This run reads anew.\n",
      *report.interrupted_run);
}

std::string names_text(std::string_view what, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  return fmt::format("  {} columns: {}\n", what, fmt::join(names, ", "));
}

std::string schema_text(const source::SchemaChange& schema) {
  std::string text = names_text("new", schema.found) + names_text("lost", schema.lost);
  for (const auto& [column, types] : schema.retyped) {
    text += fmt::format("  retyped column: {} ({})\n", column, types);
  }
  if (schema.kept_back.empty()) return text;
  return text + fmt::format("  what is stored of {} stays as last read\n",
                            fmt::join(schema.kept_back, ", "));
}

Json schema_json(const source::SchemaChange& schema) {
  Json json;
  json["new"] = schema.found;
  json["lost"] = schema.lost;
  json["retyped"] = Json::array();
  for (const auto& [column, types] : schema.retyped) {
    json["retyped"].push_back({{"column", column}, {"types", types}});
  }
  json["kept_back"] = schema.kept_back;
  return json;
}

Json run_json(const source::SourceRun& run) {
  return {{"run", run.run},
          {"source", run.source},
          {"state", run.state},
          {"kind", run.kind},
          {"read", run.rows_read},
          {"kept", run.rows_kept},
          {"rejected", run.rows_rejected},
          {"filtered", run.rows_filtered},
          {"added", run.added},
          {"changed", run.changed},
          {"returned", run.returned},
          {"unchanged", run.unchanged},
          {"unseen", run.unseen},
          {"gone", run.gone},
          {"watermark", run.watermark},
          {"message", run.message}};
}

Json columns_json(const std::vector<workspace::SourceColumnReport>& columns) {
  Json json = Json::array();
  for (const auto& column : columns) {
    json.push_back({{"name", column.name},
                    {"type", column.type},
                    {"kind", column.kind},
                    {"copied", column.copied},
                    {"reason", column.reason}});
  }
  return json;
}

}  // namespace

std::string source_add_text(const workspace::SourceAddResponse& response) {
  std::string text = warnings_text(response.warnings);
  text += fmt::format("{} is defined in {}\n\nCopied\n", response.definition.name, response.file);
  for (const bool copied : {true, false}) {
    if (!copied) text += "\nNot copied\n";
    for (const auto& column : response.columns) {
      if (column.copied != copied) continue;
      text += copied ? fmt::format("  {} {} {}\n", cell(column.name, kNameWidth),
                                   cell(column.kind, 18), column.reason)
                     : fmt::format("  {} {}\n", cell(column.name, kNameWidth), column.reason);
    }
  }
  const bool all = std::all_of(response.columns.begin(), response.columns.end(),
                               [](const auto& column) { return column.copied; });
  if (all) text += "  nothing: every column is copied\n";
  text += fmt::format("\nThe key is {}.\n\nNext:  newlyn source read {}\n", response.key_words,
                      response.definition.name);
  return text;
}

std::string source_add_json(const workspace::SourceAddResponse& response) {
  Json json;
  json["source"] = response.definition.name;
  json["file"] = response.file;
  json["key"] = response.definition.key;
  json["key_words"] = response.key_words;
  json["columns"] = columns_json(response.columns);
  json["warnings"] = response.warnings;
  return json.dump(2) + "\n";
}

std::string source_limit_text(const workspace::SourceLimitResponse& response) {
  const std::string before = response.before.empty() ? "" : ", " + response.before + " before";
  return response.now.empty()
             ? fmt::format("{} carries no statutory limit{}.\n", response.source, before)
             : fmt::format(
                   "{} carries the limit {}{}.\n\nA purpose over it works once an "
                   "information-governance officer has recorded the gateway:  newlyn "
                   "purpose gateway\n",
                   response.source, response.now, before);
}

std::string source_limit_json(const workspace::SourceLimitResponse& response) {
  const Json json = {
      {"source", response.source}, {"before", response.before}, {"limit", response.now}};
  return json.dump(2) + "\n";
}

std::string source_list_text(const std::vector<source::Definition>& definitions) {
  if (definitions.empty()) {
    return "There is no source yet. Add one: newlyn source add NAME --from FILE\n";
  }
  std::string text;
  for (const source::Definition& definition : definitions) {
    const std::string& part = definition.table.empty() ? definition.query : definition.table;
    text += fmt::format("{} {}{}{}\n", cell(definition.name, kNameWidth), definition.from,
                        part.empty() ? "" : ", ", part);
  }
  return text;
}

std::string source_list_json(const std::vector<source::Definition>& definitions) {
  Json json = Json::array();
  for (const source::Definition& definition : definitions) {
    json.push_back({{"name", definition.name},
                    {"from", definition.from},
                    {"table", definition.table},
                    {"query", definition.query},
                    {"key", definition.key}});
  }
  return json.dump(2) + "\n";
}

std::string source_check_text(const std::string& name,
                              const workspace::SourceCheckResponse& response) {
  std::string text = fmt::format("{} can be read: {} rows\n\n", name, grouped(response.rows));
  for (const auto& column : response.columns) {
    text += fmt::format("  {} {} {}\n", cell(column.name, kNameWidth), cell(column.type, 12),
                        column.copied ? "copied as " + column.kind : "not copied");
  }
  const std::string schema = schema_text(response.schema);
  if (!schema.empty()) text += "\nSince the last run\n" + schema;
  if (response.may_write) {
    text += fmt::format(
        "\nTake note: The user may change {}. Newlyn never does; give it a user that may only "
        "SELECT.\n",
        response.of_a_query ? "tables of this database" : "this table");
  }
  if (!response.notes.empty()) text += "\n";
  for (const std::string& note : response.notes) text += fmt::format("Take note: {}\n", note);
  return text;
}

std::string source_check_json(const workspace::SourceCheckResponse& response) {
  Json json;
  json["rows"] = response.rows;
  json["may_write"] = response.may_write;
  json["columns"] = columns_json(response.columns);
  json["schema"] = schema_json(response.schema);
  json["notes"] = response.notes;
  return json.dump(2) + "\n";
}

std::string source_read_text(const source::CrawlReport& report) {
  const source::SourceRun& run = report.run;
  std::string text = warnings_text(report.warnings);
  text += cut_off_text(report);
  if (run.state == "nothing new") {
    return text + fmt::format("{}: nothing new. {}\n", run.source, run.message);
  }
  text += fmt::format("{}: read {} rows = {} kept + {} rejected + {} filtered{}\n", run.source,
                      grouped(run.rows_read), grouped(run.rows_kept), grouped(run.rows_rejected),
                      grouped(run.rows_filtered),
                      run.kind == "incremental" ? " (only what is newer)" : "");
  const size_t shown = std::min(report.issues.size(), kIssuesShown);
  for (size_t i = 0; i < shown; ++i) {
    const source::ReadIssue& issue = report.issues[i];
    text += issue.line == 0
                ? fmt::format("  {}\n", issue.reason)
                : fmt::format("  {} line {}: {}\n", issue.file, issue.line, issue.reason);
  }
  if (report.issues.size() > shown) {
    text += fmt::format("  and {} more\n", report.issues.size() - shown);
  }
  text += schema_text(report.schema);
  if (run.state == "held") return text + fmt::format("  held: {}\n", run.message);
  text += fmt::format("  {} new, {} changed, {} back again, {} unchanged\n", grouped(run.added),
                      grouped(run.changed), grouped(run.returned), grouped(run.unchanged));
  if (run.unseen > 0) {
    text += fmt::format("  {} not in this delivery, {} of them now gone\n", grouped(run.unseen),
                        grouped(run.gone));
  }
  return text;
}

namespace {

Json read_json(const source::CrawlReport& report) {
  Json json = run_json(report.run);
  if (report.interrupted_run) json["cut_off_run"] = *report.interrupted_run;
  if (report.resumed) {
    json["resumed"] = {{"run", report.resumed->run}, {"rows", report.resumed->rows}};
  }
  json["schema"] = schema_json(report.schema);
  json["warnings"] = report.warnings;
  json["issues"] = Json::array();
  for (const source::ReadIssue& issue : report.issues) {
    json["issues"].push_back(
        {{"file", issue.file}, {"line", issue.line}, {"reason", issue.reason}});
  }
  return json;
}

}  // namespace

std::string source_read_json(const source::CrawlReport& report) {
  return read_json(report).dump(2) + "\n";
}

std::string source_reads_json(const std::vector<source::CrawlReport>& reports) {
  Json json = {{"sources", Json::array()}};
  for (const source::CrawlReport& report : reports) json["sources"].push_back(read_json(report));
  return json.dump(2) + "\n";
}

std::string source_status_text(const std::vector<workspace::SourceHealth>& all) {
  if (all.empty()) return "There is no source yet. Add one: newlyn source add NAME --from FILE\n";
  std::string text =
      fmt::format("{} {} {} {} {:>12}  rows of full runs\n", cell("source", kNameWidth),
                  cell("health", 11), cell("last read", 16), cell("age", 8), "records");
  for (const workspace::SourceHealth& health : all) {
    text += fmt::format("{} {} {} {} {:>12}  {}\n", cell(health.name, kNameWidth),
                        cell(health.health, 11), cell(time_text(health.read_at), 16),
                        cell(age_text(health), 8),
                        health.figures_hidden ? "not shown" : grouped(health.records),
                        fmt::join(health.trend, " "));
    if (!health.message.empty()) text += fmt::format("  {}\n", health.message);
  }
  return text;
}

std::string source_details_text(const workspace::SourceHealth& health) {
  std::string text = source_status_text({health});
  if (!health.latency.empty()) text += fmt::format("\nAgreed age: {}\n", health.latency);
  for (const bool copied : {true, false}) {
    text += copied ? "\nCopied\n" : "\nNot copied\n";
    for (const source::KnownColumn& column : health.columns) {
      if (column.copied == copied) {
        text += fmt::format("  {} {}\n", cell(column.name, kNameWidth), column.type);
      }
    }
  }
  text += health.figures_hidden ? "\nRuns: not shown, as the purpose does not show all of it\n"
                                : "\nRuns\n";
  for (const source::SourceRun& run : health.runs) {
    text += fmt::format("  {:>4} {} {} read {} = {} + {} + {}; {} new, {} changed, {} gone{}{}\n",
                        run.run, time_text(run.began), cell(run.state, 11), run.rows_read,
                        run.rows_kept, run.rows_rejected, run.rows_filtered, run.added, run.changed,
                        run.gone, run.message.empty() ? "" : ": ", run.message);
  }
  return text;
}

std::string source_status_json(const std::vector<workspace::SourceHealth>& all) {
  Json json = Json::array();
  for (const workspace::SourceHealth& health : all) {
    Json runs = Json::array();
    for (const source::SourceRun& run : health.runs) runs.push_back(run_json(run));
    Json columns = Json::array();
    for (const source::KnownColumn& column : health.columns) {
      columns.push_back({{"name", column.name}, {"type", column.type}, {"copied", column.copied}});
    }
    json.push_back({{"name", health.name},
                    {"health", health.health},
                    {"message", health.message},
                    {"age_seconds", health.age_seconds},
                    {"records", health.figures_hidden ? Json(nullptr) : Json(health.records)},
                    {"trend", health.trend},
                    {"columns", columns},
                    {"runs", runs}});
    if (health.figures_hidden) json.back()["figures"] = "not shown";
  }
  return json.dump(2) + "\n";
}

}  // namespace newlyn::cli
