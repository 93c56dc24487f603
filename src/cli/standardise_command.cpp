// SPDX-License-Identifier: MIT
// newlyn standardise.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "workspace/standardise_values.h"

namespace newlyn::cli {
namespace {

using workspace::StandardisedValue;

std::string written_json(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string line_of(std::string_view name, const std::string& text) {
  return text.empty() ? std::string() : fmt::format("  {:<13} {}\n", name, text);
}

std::string values_text(const std::vector<StandardisedValue>& values) {
  std::string text;
  for (const StandardisedValue& value : values) {
    text += value.value + "\n";
    text += line_of("class", value.value_class);
    text += line_of("compared as", value.comparable.empty() ? "nothing" : value.comparable);
    text += line_of("written", value.written);
    for (const auto& [name, part] : value.parts) text += line_of(name, part);
    text += line_of("remark", value.remark);
    text += line_of("perhaps", value.suggestion);
  }
  return text;
}

std::string values_json(const std::string& kind, const std::vector<StandardisedValue>& values) {
  nlohmann::ordered_json json;
  json["kind"] = kind;
  json["values"] = nlohmann::ordered_json::array();
  for (const StandardisedValue& value : values) {
    nlohmann::ordered_json one;
    one["value"] = value.value;
    one["class"] = value.value_class;
    one["comparable"] = value.comparable;
    one["written"] = value.written;
    one["remark"] = value.remark;
    one["suggestion"] = value.suggestion;
    one["parts"] = nlohmann::ordered_json::object();
    for (const auto& [name, part] : value.parts) one["parts"][name] = part;
    json["values"].push_back(std::move(one));
  }
  return written_json(json);
}

std::string kinds_text() {
  std::string text;
  for (const workspace::ValueKindLine& kind : workspace::value_kinds()) {
    text += fmt::format("{:<21} {}, like {}\n", kind.name, kind.words, kind.example);
  }
  return text;
}

std::string kinds_json() {
  nlohmann::ordered_json json;
  json["kinds"] = nlohmann::ordered_json::array();
  for (const workspace::ValueKindLine& kind : workspace::value_kinds()) {
    json["kinds"].push_back(
        {{"name", kind.name}, {"words", kind.words}, {"example", kind.example}});
  }
  return written_json(json);
}

std::vector<std::string> lines_of(std::istream& in) {
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

int run_standardise(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Say of values how they are read: what they are compared as, whether they are what they "
      "should be, what is wrong and what was probably meant. The values count as one column: they "
      "tell together whether the day or the month comes first.",
      "standardise");
  std::string kind;
  std::vector<std::string> values;
  bool list = false;
  bool json = false;
  app.add_option("KIND", kind, "What the values are: ni_number, postcode, birth_date ...");
  app.add_option("VALUE", values, "The values; without any, the lines of standard input.");
  app.add_flag("--list", list, "Name the kinds.");
  app.add_flag("--json", json, "Answer in JSON.");
  app.footer("\nExample:\n  newlyn standardise nhs_number '999 000 0018'\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (list) {
    terminal.out << (json ? kinds_json() : kinds_text());
    return 0;
  }
  if (kind.empty()) {
    throw Error(Code::request_invalid,
                "Say what kind the values are: newlyn standardise KIND VALUE. The kinds: newlyn "
                "standardise --list.");
  }
  workspace::standardise_values(kind, {});  // a wrong kind is told before anything is read
  if (values.empty()) values = lines_of(terminal.in);
  const std::vector<StandardisedValue> answers = workspace::standardise_values(kind, values);
  terminal.out << (json ? values_json(kind, answers) : values_text(answers));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
