// SPDX-License-Identifier: MIT
// Lines in, lines out.
#include "cli/record_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/file_options.h"
#include "cli/line_reader.h"
#include "cli/senzing_json.h"
#include "cli/verbs.h"
#include "workspace/look_records.h"
#include "workspace/records.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;
using Json = nlohmann::json;
using workspace::RecordQuestion;
using workspace::RecordVerb;

// So many lines become durable together; more wait for the next group.
constexpr size_t kGroup = 1000;

/// What all verbs over lines of records take.
struct LineOptions : ContextOptions {
  std::string file = "-";
};

void add_line_options(CLI::App& app, LineOptions& options) {
  app.add_option("FILE", options.file,
                 "Lines of JSON, one object each; - reads standard input, which is the default.");
  add_context_options(app, options);
}

std::string counts_text(const workspace::RecordCounts& counts) {
  std::string text = fmt::format("{} lines", counts.read);
  std::string_view between = " = ";
  for (const auto& [count, words] :
       {std::pair{counts.added, "added"}, std::pair{counts.changed, "changed"},
        std::pair{counts.returned, "back again"}, std::pair{counts.unchanged, "unchanged"},
        std::pair{counts.deleted, "deleted"}, std::pair{counts.filtered, "filtered"},
        std::pair{counts.rejected, "rejected"}}) {
    if (count == 0) continue;
    text += fmt::format("{}{} {}", between, count, words);
    between = " + ";
  }
  return text + "\n";
}

int change_records(const LineOptions& options, RecordVerb verb, const Terminal& terminal) {
  RunContext run(nullptr, &stop_requested());
  LineReader reader(options.file, terminal.in);
  workspace::RecordDesk desk(options.context(), verb, run);
  const auto idle = [&] {
    run.check_stop();
    desk.serve();
  };
  for (;;) {
    const std::vector<NumberedLine> lines = reader.next(kGroup, idle);
    if (lines.empty()) break;
    std::vector<workspace::RecordLine> group;
    for (const NumberedLine& line : lines) group.push_back({line.number, line.text});
    for (const auto& outcome : desk.take(group)) terminal.out << outcome_json(outcome);
    terminal.out.flush();
    idle();
  }
  const workspace::RecordCounts& counts = desk.counts();
  terminal.err << counts_text(counts);
  if (counts.read > 0 && counts.rejected == counts.read) {
    throw Error(Code::request_invalid,
                "None of the lines could be taken. REASON in each answer says why.");
  }
  return 0;
}

int add(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Put records into sources, each in place of the one with its key.", "record add");
  LineOptions options;
  add_line_options(app, options);
  app.footer(
      "\nA line is {\"DATA_SOURCE\": \"CUSTOMERS\", \"RECORD_ID\": \"1001\", ...} with Senzing's "
      "attributes, or\nthe columns of the source. It is answered when it is durable, with the "
      "entities it affected.\nLines that come together are done together; a run that was cut off "
      "is run again as it was.\n"
      "\nExample:\n  newlyn record add customers.jsonl\n");
  if (!parse(app, arguments, terminal)) return 0;
  return change_records(options, RecordVerb::add, terminal);
}

int replace(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Put records in place of those that are there; refuses what is not.",
               "record replace");
  LineOptions options;
  add_line_options(app, options);
  app.footer("\nExample:\n  newlyn record replace corrected.jsonl\n");
  if (!parse(app, arguments, terminal)) return 0;
  return change_records(options, RecordVerb::replace, terminal);
}

int remove(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Take records out of sources; their history stays.", "record delete");
  LineOptions options;
  add_line_options(app, options);
  app.footer(
      "\nA line is {\"DATA_SOURCE\": \"CUSTOMERS\", \"RECORD_ID\": \"1001\"}. To erase a person: "
      "newlyn rights erase.\n"
      "\nExample:\n  newlyn record delete gone.jsonl\n");
  if (!parse(app, arguments, terminal)) return 0;
  return change_records(options, RecordVerb::remove, terminal);
}

/// A question as one object. Throws Error(request_invalid).
Json question_of(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) return json;
  throw Error(Code::request_invalid, "this is not one JSON object");
}

std::string text_in(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

/// The entity or record that an object names; empty: none.
std::string named_in(const Json& json) {
  const std::string entity = text_in(json, "ENTITY_ID");
  if (!entity.empty()) return entity;
  const std::string source = text_in(json, "DATA_SOURCE");
  const std::string id = text_in(json, "RECORD_ID");
  return source.empty() || id.empty() ? "" : workspace::record_text(source, id);
}

std::string expect_named(const Json& json) {
  std::string text = json.is_object() ? named_in(json) : "";
  if (!text.empty()) return text;
  throw Error(Code::request_invalid,
              "it names nothing: give ENTITY_ID, or DATA_SOURCE and RECORD_ID");
}

std::string answer_why(workspace::RecordLook& look, const Json& json) {
  for (const char* list : {"RECORDS", "ENTITIES"}) {
    const auto two = json.find(list);
    if (two == json.end()) continue;
    if (!two->is_array() || two->size() != 2) {
      throw Error(Code::request_invalid, fmt::format("{} is not a list of two", list));
    }
    return why_result_json(look.why(expect_named((*two)[0]), expect_named((*two)[1])));
  }
  const auto attributes = json.find("ATTRIBUTES");
  if (attributes == json.end() || !attributes->is_object()) {
    throw Error(Code::request_invalid,
                "it has neither RECORDS, nor ENTITIES, nor ATTRIBUTES with an ENTITY_ID");
  }
  return why_search_json(look.why_search(attributes->dump(), expect_named(json)));
}

std::string answer_of(workspace::RecordLook& look, RecordQuestion question,
                      const std::string& line) {
  const Json json = question_of(line);
  switch (question) {
    case RecordQuestion::get:
      return get_json(look.get(expect_named(json)));
    case RecordQuestion::search:
      return searched_json(look.search(line));
    case RecordQuestion::why:
      return answer_why(look, json);
    case RecordQuestion::how:
      break;
  }
  return how_result_json(look.how(expect_named(json)));
}

int ask_records(const LineOptions& options, RecordQuestion question, const Terminal& terminal) {
  RunContext run(nullptr, &stop_requested());
  LineReader reader(options.file, terminal.in);
  workspace::RecordLook look(options.context(), question, run);
  uint64_t answered = 0;
  uint64_t refused = 0;
  uint64_t forbidden = 0;
  std::string why;
  const auto idle = [&] { run.check_stop(); };
  for (;;) {
    const std::vector<NumberedLine> lines = reader.next(1, idle);
    if (lines.empty()) break;
    run.check_stop();
    try {
      const std::string answer = answer_of(look, question, lines[0].text);
      terminal.out << answer << std::flush;
      ++answered;
    } catch (const Error& error) {
      const bool is_of_line =
          error.code() == Code::request_invalid || error.code() == Code::access_refused;
      if (!is_of_line) throw;
      terminal.out << question_error_json(lines[0].number, error.what()) << std::flush;
      ++refused;
      if (error.code() == Code::access_refused) {
        ++forbidden;
        why = error.what();
      }
    }
  }
  if (forbidden > 0 && forbidden == refused && answered == 0)
    throw Error(Code::access_refused, why);
  if (answered == 0 && refused > 0) {
    throw Error(Code::request_invalid,
                "None of the questions could be answered. ERROR in each answer says why.");
  }
  return 0;
}

int get(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Answer with the entity that a record or an id is of, and those it may be.",
               "record get");
  LineOptions options;
  add_line_options(app, options);
  app.footer(
      "\nA line is {\"DATA_SOURCE\": \"CUSTOMERS\", \"RECORD_ID\": \"1001\"} or {\"ENTITY_ID\": "
      "\"7KX3PQM\"}.\n"
      "\nExample:\n  newlyn record get asked.jsonl\n");
  if (!parse(app, arguments, terminal)) return 0;
  return ask_records(options, RecordQuestion::get, terminal);
}

int search(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Answer whom attributes may be of. Nothing of them is stored.", "record search");
  LineOptions options;
  add_line_options(app, options);
  app.footer(
      "\nA line is {\"NAME_FULL\": \"Robert Smith\", \"DATE_OF_BIRTH\": \"1978-12-11\"}. Newlyn's "
      "own forms:\nnewlyn find and newlyn search.\n"
      "\nExample:\n  newlyn record search asked.jsonl\n");
  if (!parse(app, arguments, terminal)) return 0;
  return ask_records(options, RecordQuestion::search, terminal);
}

int why(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Answer why two records, two entities, or attributes and an entity are one or not.",
               "record why");
  LineOptions options;
  add_line_options(app, options);
  app.footer(
      "\nA line is {\"RECORDS\": [{\"DATA_SOURCE\": \"CUSTOMERS\", \"RECORD_ID\": \"1001\"}, "
      "{...}]},\n{\"ENTITIES\": [{\"ENTITY_ID\": \"7KX3PQM\"}, {...}]}, or {\"ATTRIBUTES\": {...}, "
      "\"ENTITY_ID\": \"7KX3PQM\"}.\n"
      "\nExample:\n  newlyn record why asked.jsonl\n");
  if (!parse(app, arguments, terminal)) return 0;
  return ask_records(options, RecordQuestion::why, terminal);
}

int how(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Answer how the records of an entity hang together, step by step.", "record how");
  LineOptions options;
  add_line_options(app, options);
  app.footer(
      "\nA line is as for newlyn record get.\n"
      "\nExample:\n  newlyn record how asked.jsonl\n");
  if (!parse(app, arguments, terminal)) return 0;
  return ask_records(options, RecordQuestion::how, terminal);
}

constexpr std::array<Verb, 7> kVerbs = {
    {{"add", "Put records in, each in place of the one with its key.", add, "customers.jsonl"},
     {"replace", "Put records in place of those that are there.", replace},
     {"delete", "Take records out.", remove},
     {"get", "The entity of a record or an id, and those it may be.", get},
     {"search", "Whom attributes may be of.", search},
     {"why", "Why two are one, or are not.", why},
     {"how", "How an entity hangs together.", how}}};

}  // namespace

int run_record(const std::vector<std::string>& arguments, const Terminal& terminal) {
  return run_verb("record", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
