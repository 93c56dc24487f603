// SPDX-License-Identifier: MIT
// newlyn search and newlyn find.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/entity_report.h"
#include "cli/file_options.h"

namespace newlyn::cli {
namespace {

constexpr int kCountMax = 10'000;

std::vector<std::pair<std::string, std::string>> read_fields(
    const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error(Code::request_invalid,
                  fmt::format("--field {} is not understood. Write the field, an equals sign and "
                              "the value: --field family_name=Haddad.",
                              text));
    }
    fields.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return fields;
}

}  // namespace

int run_search(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Search entities by whatever is known of them.", "search");
  ContextOptions options;
  workspace::SearchRequest request;
  std::vector<std::string> words;
  app.add_option(
         "TEXT", words,
         "Names or parts of them, a date of birth, a postcode, an address, a telephone, any "
         "number. What is in quotes must stand there as it is.")
      ->required();
  app.add_option("--kind", request.kind, "person, organisation or place. Default: all.");
  app.add_option("--count", request.count, "How many to show; near-ties come on top. Default 10.")
      ->check(CLI::Range(1, kCountMax));
  add_context_options(app, options);
  app.footer(
      "\nEach answer has a grade of FHIR and how likely it is, from these words, that it is meant: "
      "certain\n(0.99 or more, and nobody else likely), probable (0.5), possible.\n"
      "\nExamples:\n  newlyn search \"amal hadad 9 apr 2001\"\n"
      "  newlyn search '\"haddad\" AC1 2AB'\n");
  if (!parse(app, arguments, terminal)) return 0;
  for (const std::string& word : words) request.text += (request.text.empty() ? "" : " ") + word;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto lines = workspace::search_entities(request, run);
  const auto notes = workspace::search_notes(request.text);
  return say(terminal, options.json ? search_json(lines, notes) : search_text(lines, notes));
}

int run_find(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Say who in the index a record is. Nothing of it is stored.", "find");
  ContextOptions options;
  workspace::FindRequest request;
  std::vector<std::string> fields;
  app.add_option("FILE", request.file,
                 "A list of records instead of fields, answered a line each.");
  app.add_option("--field", fields,
                 "A field and its value: --field family_name=Haddad. May be "
                 "repeated.");
  app.add_option("--record", request.json, "The fields as one JSON object.");
  app.add_option("--kind", request.kind, "person, organisation or place. Default: person.");
  app.add_option("--count", request.count, "How many to show; near-ties come on top. Default 10.")
      ->check(CLI::Range(1, kCountMax));
  app.add_option("--output,-o", request.output,
                 "Write the answers for a list: .csv, .tsv, .parquet or .jsonl.");
  add_handing_options(app, request);
  add_context_options(app, options);
  app.footer(
      "\nGrades are those of FHIR: certain (probability 0.99 or more, and nobody else likely),\n"
      "probable (0.5), possible (0.01), certainly-not (below, or another NHS or National "
      "Insurance\n"
      "number).\n"
      "\nExamples:\n  newlyn find --field given_name=Amal --field family_name=Haddad "
      "--field dob=2001-04-09\n"
      "  newlyn find --record '{\"name.full\": \"Amal Haddad\", \"postcode\": \"AC1 2AB\"}'\n"
      "  newlyn find list.csv --output found.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.fields = read_fields(fields);
  if (!request.file.empty() && (!fields.empty() || !request.json.empty())) {
    throw Error(Code::request_invalid,
                "Give a FILE or fields of one record, not both. See newlyn find --help.");
  }
  if (request.file.empty() && !request.output.empty()) {
    throw Error(Code::request_invalid, "--output is for a list. Name a FILE of records.");
  }
  if (request.output.empty() && !(request.recipient.empty() && request.expires.empty())) {
    throw Error(Code::request_invalid,
                "--recipient and --expires are about a file that is handed out. Name it with "
                "--output.");
  }
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::find_entities(request, run);
  return say(terminal, options.json ? find_json(response) : find_text(request, response));
}

}  // namespace newlyn::cli
