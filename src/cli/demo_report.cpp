// SPDX-License-Identifier: MIT
// The stories of the demonstration.
#include "cli/demo_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/columns_text.h"
#include "cli/link_report.h"
#include "cli/quality_report.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;
using workspace::DemoBoroughRequest;
using workspace::DemoBoroughResponse;

constexpr size_t kSourceWidth = 40;

std::string steps_text(const std::vector<StepTime>& steps) {
  std::string text = "\n  How long each step took:\n";
  for (const StepTime& step : steps) {
    text += fmt::format("    {:<24} {:>7.2f} s\n", step.name, step.seconds);
  }
  return text;
}

const workspace::LinkedKind* people_of(const DemoBoroughResponse& response) {
  for (const workspace::LinkedKind& kind : response.linked.kinds) {
    if (kind.kind == "person" && kind.left_out.empty()) return &kind;
  }
  return nullptr;
}

std::string source_count(uint64_t count) { return count == 0 ? "" : grouped(count); }

/// Every source with what it is, and what linking found in it.
std::string sources_text(const DemoBoroughResponse& response) {
  std::string text =
      fmt::format("\n  {} {:<20} {:>9} {:>8} {:>9} {:>11}\n", cell("Source", kSourceWidth),
                  "kept as", "rows", "columns", "persons", "duplicates");
  const workspace::LinkedKind* people = people_of(response);
  for (const workspace::DemoSource& source : response.sources) {
    uint64_t persons = 0;
    uint64_t duplicates = 0;
    for (size_t i = 0; people != nullptr && i < people->sources.size(); ++i) {
      if (people->sources[i].source != source.name) continue;
      persons = people->sources[i].records;
      duplicates = people->sources[i].duplicates;
    }
    text += fmt::format("  {} {:<20} {:>9} {:>8} {:>9} {:>11}\n", cell(source.name, kSourceWidth),
                        source.delivery, grouped(source.rows), source.columns_mapped,
                        source_count(persons), persons == 0 ? "" : grouped(duplicates));
  }
  return text + "  (duplicates: records of one source beyond the first of a person)\n";
}

std::string quality_table(const workspace::QualityResponse& quality) {
  std::string text = fmt::format("\n  {}", cell("Quality", kSourceWidth));
  for (const auto& row : profile::dimensions()) text += fmt::format(" {:>12}", row.name);
  text += "\n";
  for (const workspace::SourceQuality& source : quality.sources) {
    text += "  " + cell(source.name, kSourceWidth);
    for (const auto& one : source.dimensions) text += fmt::format(" {:>12}", score_text(one.score));
    text += "\n";
  }
  return text + "  (accuracy needs a reference to hold the source against)\n";
}

std::string found_text(const DemoBoroughResponse& response) {
  std::string text = "\n";
  for (const workspace::LinkedKind& kind : response.linked.kinds) {
    if (!kind.left_out.empty()) continue;
    text += fmt::format("  {} records are {} {}, {} of them known to several sources.\n",
                        grouped(kind.records), grouped(kind.entities), kind.plural,
                        grouped(kind.in_several_sources));
  }
  return text;
}

/// A field as the sources have it: its value, and what others say instead.
std::string field_text(const workspace::EntityValue& value) {
  constexpr size_t kOthersShown = 2;
  std::string text = fmt::format("    {} {}", cell(value.field, 16), value.chosen.value);
  for (size_t i = 0; i < std::min(kOthersShown, value.others.size()); ++i) {
    const std::string& record = value.others[i].record;
    text += fmt::format("{} {} in {}", i == 0 ? "; elsewhere" : ",", value.others[i].value,
                        record.substr(0, record.find('/')));
  }
  if (value.others.size() > kOthersShown) {
    text += fmt::format(", {} more", value.others.size() - kOthersShown);
  }
  return text + "\n";
}

/// A person: who they are by all sources together, and which sources know them.
std::string person_text(const workspace::EntityView& person, size_t number) {
  std::map<std::string, size_t> sources;
  for (const workspace::EntityRecord& record : person.records) ++sources[record.source];
  std::string text = fmt::format("\n  Person {}, {}: {} of {}\n", number, person.id,
                                 counted(person.records.size(), "record", "records"),
                                 counted(sources.size(), "source", "sources"));
  for (const workspace::EntityValue& value : person.values) text += field_text(value);
  text += "    known to";
  for (const auto& [source, count] : sources) {
    text += fmt::format("{} {}{}", source == sources.begin()->first ? "" : ",", source,
                        count == 1 ? "" : fmt::format(" ({} times)", count));
  }
  return text + "\n";
}

const workspace::DemoQuestion* question_named(const std::string& name) {
  for (const workspace::DemoQuestion& question : workspace::demo_questions()) {
    if (question.name == name) return &question;
  }
  return nullptr;
}

}  // namespace

std::string sample_story(const workspace::LinkFilesRequest& request,
                         const workspace::LinkFilesResponse& response) {
  std::string text = fmt::format(
      "\nNewlyn read {} records of synthetic people from {}.\n"
      "It recognised the columns by itself, looked at {} pairs that could be one person\n"
      "(of {} possible ones) and found {} people: {} records are duplicates.\n",
      grouped(response.records), request.files[0], grouped(response.pairs),
      grouped(response.records * (response.records - 1) / 2), grouped(response.entities),
      grouped(response.duplicates));
  for (size_t i = 0; i < response.examples.size(); ++i) {
    text += fmt::format("\n  Person {}, as {} records spell them:\n", i + 1,
                        response.examples[i].records.size());
    text += entity_text(response.examples[i]);
  }
  text += steps_text(response.steps);
  return text + fmt::format(
                    "\n  The rows with their cluster_id: {}\n  What was done, for the file: "
                    "{}\n",
                    request.output, response.receipt);
}

std::string borough_story(const DemoBoroughRequest& request, const DemoBoroughResponse& response) {
  uint64_t rows = 0;
  for (const workspace::DemoSource& source : response.sources) rows += source.rows;
  std::string text = "\n";
  if (const auto* question = question_named(request.question)) {
    text += fmt::format("{}\nOnly the systems that know something about it were read.\n",
                        question->words);
  }
  if (response.residents > 0) {
    text += fmt::format("Newlyn made a borough of {} people. Nobody in it exists.\n",
                        grouped(response.residents));
  }
  text += fmt::format("It read {} rows from {} where they are, and said what their columns mean.\n",
                      grouped(rows), counted(response.sources.size(), "table", "tables"));
  text += sources_text(response) + found_text(response) + quality_table(response.quality);
  for (size_t i = 0; i < response.people.size(); ++i) {
    text += person_text(response.people[i], i + 1);
  }
  return text + steps_text(response.steps);
}

std::string borough_json(const DemoBoroughResponse& response) {
  Json json{{"town", response.town},
            {"workspace", response.home},
            {"profile_page", response.profile_page},
            {"quality_page", response.quality_page},
            {"sources", Json::array()},
            {"kinds", Json::array()},
            {"people", Json::array()},
            {"steps", Json::array()}};
  for (const workspace::DemoSource& source : response.sources) {
    json["sources"].push_back({{"name", source.name},
                               {"delivery", source.delivery},
                               {"rows", source.rows},
                               {"columns_mapped", source.columns_mapped}});
  }
  for (const workspace::LinkedKind& kind : response.linked.kinds) {
    json["kinds"].push_back({{"kind", kind.kind},
                             {"records", kind.records},
                             {"entities", kind.entities},
                             {"in_several_sources", kind.in_several_sources}});
  }
  for (const workspace::EntityView& person : response.people) json["people"].push_back(person.id);
  for (const StepTime& step : response.steps) {
    json["steps"].push_back({{"name", step.name}, {"seconds", step.seconds}});
  }
  return json.dump(2) + "\n";
}

std::string next_words(const DemoBoroughResponse& response, const std::string& program) {
  const std::string person = response.people.empty() ? "ID" : response.people.front().id;
  return fmt::format(
      "\n  To look at: {1}\n              {2}\n"
      "\n  What to try next:\n"
      "    {0} search \"a name, a street, a date of birth\" --workspace {3}\n"
      "    {0} entity show {4} --workspace {3}\n"
      "    {0} entity how {4} --workspace {3}      why these records are one person\n"
      "    {0} audit what-did $(id -un) --workspace {3}    every look left a trace\n"
      "    {0} demo --question permits_after_death --output question\n"
      "    {0} dedupe your_file.csv --output linked.csv     your own records\n"
      "    {0} init our_council                             your own systems\n\n",
      program, response.profile_page, response.quality_page, response.home, person);
}

std::string questions_text() {
  std::string text = "Questions:\n";
  for (const workspace::DemoQuestion& question : workspace::demo_questions()) {
    text += fmt::format("  {:<22} {}\n", question.name, question.words);
  }
  return text;
}

}  // namespace newlyn::cli
