// SPDX-License-Identifier: MIT
// Fitted models as files: a line that names the format, a line of JSON that says all but the
// tables, and the tables as blocks of bytes, least significant first, which are taken over as they
// are. Of the first format everything was JSON; it is still read.
#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/error.h"
#include "base/random.h"
#include "linkage/fitted_model.h"
#include "linkage/model/condition_sql.h"

namespace newlyn::linkage {
namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "blocks are written as they stand");

constexpr int kFormatVersion = 2;
constexpr std::string_view kFirstLine = "newlyn fitted model\n";

/// Lists of numbers and texts one behind the other; JSON says where each begins.
class Blocks {
 public:
  Blocks() = default;
  explicit Blocks(std::string_view bytes) : read_(bytes) {}

  template <typename Number>
  Json put(const std::vector<Number>& numbers) {
    const size_t at = written_.size();
    written_.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number));
    return {{"at", at}, {"count", numbers.size()}};
  }
  Json put_text(const std::string& text) {
    written_.append(text);
    return {{"at", written_.size() - text.size()}, {"count", text.size()}};
  }
  const std::string& written() const noexcept { return written_; }

  template <typename Number>
  std::vector<Number> take(const Json& place) const {
    // The first format has the numbers themselves.
    if (place.is_array()) return place.get<std::vector<Number>>();
    const auto count = place.at("count").get<size_t>();
    const std::string_view bytes = bytes_of(place, sizeof(Number));
    std::vector<Number> numbers(count);
    if (count > 0) std::memcpy(numbers.data(), bytes.data(), bytes.size());
    return numbers;
  }
  std::string_view take_text(const Json& place) const { return bytes_of(place, 1); }

 private:
  std::string_view bytes_of(const Json& place, size_t of_each) const {
    const auto at = place.at("at").get<size_t>();
    const auto count = place.at("count").get<size_t>();
    if (at > read_.size() || count > (read_.size() - at) / of_each) {
      throw std::runtime_error("its end is missing");
    }
    return read_.substr(at, count * of_each);
  }

  std::string written_;
  std::string_view read_;
};

Json write_rule(const FittedRule& rule, Blocks& blocks) {
  Json json;
  json["rule"] = rule_sql(rule.parts);
  json["finer"] = Json::array();
  for (const KeyPart& part : rule.finer) json["finer"].push_back(rule_sql({part}));
  json["split"] = blocks.put(rule.split);
  json["dropped"] = blocks.put(rule.dropped);
  return json;
}

FittedRule read_rule_json(const Json& json, const Blocks& blocks) {
  FittedRule rule;
  rule.parts = read_rule(json.at("rule").get<std::string>());
  for (const Json& part : json.at("finer")) {
    rule.finer.push_back(read_rule(part.get<std::string>()).at(0));
  }
  rule.split = blocks.take<uint64_t>(json.at("split"));
  rule.dropped = blocks.take<uint64_t>(json.at("dropped"));
  return rule;
}

/// A table ordered by its texts, so that one model is always written the same.
template <typename Number>
Json write_table(const TextNumbers<Number>& table, Blocks& blocks) {
  std::vector<uint32_t> lengths;
  std::string texts;
  std::vector<Number> numbers;
  for (const uint32_t place : table.ordered()) {
    lengths.push_back(static_cast<uint32_t>(table.text(place).size()));
    texts += table.text(place);
    const auto of_text = table.numbers(place);
    numbers.insert(numbers.end(), of_text.begin(), of_text.end());
  }
  return {{"width", table.width()},
          {"lengths", blocks.put(lengths)},
          {"texts", blocks.put_text(texts)},
          {"numbers", blocks.put(numbers)}};
}

/// A table of the first format: keys, and beside each its number or numbers.
template <typename Number>
TextNumbers<Number> read_listed_table(const Json& json) {
  const Json& keys = json.at("keys");
  const Json& numbers = json.at("numbers");
  const bool lists = !numbers.empty() && numbers[0].is_array();
  TextNumbers<Number> table(lists ? numbers[0].size() : 1);
  for (size_t i = 0; i < keys.size(); ++i) {
    const Json& of_key = numbers.at(i);
    const auto read =
        lists ? of_key.get<std::vector<Number>>() : std::vector<Number>{of_key.get<Number>()};
    if (read.size() != table.width()) throw std::runtime_error("a text lacks a number");
    table.add(keys[i].get_ref<const std::string&>(), read);
  }
  return table;
}

template <typename Number>
TextNumbers<Number> read_table(const Json& json, const Blocks& blocks) {
  if (json.contains("keys")) return read_listed_table<Number>(json);
  const auto width = json.at("width").get<size_t>();
  const auto lengths = blocks.take<uint32_t>(json.at("lengths"));
  const auto numbers = blocks.take<Number>(json.at("numbers"));
  std::string_view texts = blocks.take_text(json.at("texts"));
  if (width == 0 || numbers.size() % width != 0 || numbers.size() / width != lengths.size()) {
    throw std::runtime_error("a text lacks a number");
  }
  TextNumbers<Number> table(width);
  for (size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] > texts.size()) throw std::runtime_error("a text is cut short");
    table.add(texts.substr(0, lengths[i]), std::span(numbers).subspan(i * width, width));
    texts.remove_prefix(lengths[i]);
  }
  return table;
}

std::shared_ptr<const NameClasses> read_names(const Json& json, const Blocks& blocks) {
  auto names = std::make_shared<NameClasses>();
  names->shares = json.at("shares").get<std::vector<float>>();
  names->given = read_table<float>(json.at("given"), blocks);
  names->family = read_table<float>(json.at("family"), blocks);
  if (json.contains("middle")) names->middle = read_table<float>(json["middle"], blocks);
  if (json.contains("together")) names->together = read_table<float>(json["together"], blocks);
  for (const TextNumbers<float>* table : {&names->given, &names->family, &names->middle}) {
    if (table->size() == 0 || table->width() == names->shares.size()) continue;
    throw std::runtime_error("a name does not have a number for each class");
  }
  if (names->together.width() != 1) {
    throw std::runtime_error("names that come together do not have one number");
  }
  return names;
}

/// The model inside. One record alone teaches nothing: what was fitted to it compares nothing,
/// which is no fault here as it would be in a model that somebody gives.
Model read_model_inside(const Json& json, const std::string& name) {
  if (!json.at("comparisons").empty()) return read_model(json.dump(), name);
  Model model;
  model.link_type = json.at("link_type").get<std::string>();
  model.prior = json.at("probability_two_random_records_match").get<double>();
  return model;
}

FittedParts read_parts(const Json& json, const Blocks& blocks, const std::string& name) {
  FittedParts parts;
  parts.version = json.at("version").get<std::string>();
  parts.threshold = json.at("threshold").get<double>();
  parts.model = read_model_inside(json.at("model"), name);
  for (const Json& column : json.at("columns")) {
    const auto kind = record::field_kind_named(column.at("kind").get<std::string>());
    parts.columns.push_back({column.at("name").get<std::string>(), kind.value()});
  }
  for (const Json& rule : json.at("rules")) parts.rules.push_back(read_rule_json(rule, blocks));
  parts.order = json.at("order").get<std::vector<uint16_t>>();
  for (const auto& [column, words] : json.at("words").items()) {
    FittedWords& read = parts.words[column];
    read.rows = words.at("rows").get<double>();
    read.weights = read_table<float>(words.at("weights"), blocks);
  }
  for (const auto& [column, terms] : json.at("terms").items()) {
    TermTable& read = parts.model.terms[column];
    read.records = terms.at("records").get<uint64_t>();
    read.known = terms.at("known").get<uint64_t>();
    read.counts = read_table<uint64_t>(terms.at("counts"), blocks);
  }
  if (json.contains("names")) parts.model.names = read_names(json["names"], blocks);
  return parts;
}

/// The parts of a file's bytes. Throws what the reader of JSON throws, and std::runtime_error.
FittedParts read_bytes(const std::string& bytes, const std::string& name) {
  if (!bytes.starts_with(kFirstLine)) return read_parts(Json::parse(bytes), {}, name);
  const std::string_view rest = std::string_view(bytes).substr(kFirstLine.size());
  const size_t end = std::min(rest.find('\n'), rest.size());
  const Json json = Json::parse(rest.substr(0, end));
  if (json.at("format").get<int>() != kFormatVersion) {
    throw Error(Code::model_invalid,
                name + " was written by a later version of Newlyn. Fit the model again.");
  }
  const std::string_view blocks = rest.substr(std::min(end + 1, rest.size()));
  if (hash_bytes(blocks) != json.at("check").get<uint64_t>()) {
    throw std::runtime_error("it was changed or cut short after it was written");
  }
  return read_parts(json, Blocks(blocks), name);
}

}  // namespace

std::string write_fitted_model(const FittedModel& fitted) {
  const FittedParts& parts = fitted.parts();
  Blocks blocks;
  Json json;
  json["format"] = kFormatVersion;
  json["version"] = parts.version;
  json["threshold"] = parts.threshold;
  json["columns"] = Json::array();
  for (const FittedColumn& column : parts.columns) {
    json["columns"].push_back(
        {{"name", column.name}, {"kind", record::field_kind_row(column.kind).name}});
  }
  json["order"] = parts.order;
  json["rules"] = Json::array();
  for (const FittedRule& rule : parts.rules) json["rules"].push_back(write_rule(rule, blocks));
  json["words"] = Json::object();
  for (const auto& [column, words] : parts.words) {
    json["words"][column] = {{"rows", words.rows}, {"weights", write_table(words.weights, blocks)}};
  }
  json["terms"] = Json::object();
  for (const auto& [column, terms] : parts.model.terms) {
    json["terms"][column] = {{"records", terms.records},
                             {"known", terms.known},
                             {"counts", write_table(terms.counts, blocks)}};
  }
  if (parts.model.names != nullptr) {
    const NameClasses& names = *parts.model.names;
    json["names"] = {{"shares", names.shares},
                     {"given", write_table(names.given, blocks)},
                     {"family", write_table(names.family, blocks)},
                     {"middle", write_table(names.middle, blocks)},
                     {"together", write_table(names.together, blocks)}};
  }
  Model model = parts.model;
  model.terms.clear();
  json["model"] = Json::parse(write_model(model));
  json["check"] = hash_bytes(blocks.written());
  return std::string(kFirstLine) + json.dump() + "\n" + blocks.written();
}

std::shared_ptr<const FittedModel> read_fitted_model(const std::string& bytes,
                                                     const std::string& name) {
  try {
    return std::make_shared<FittedModel>(read_bytes(bytes, name));
  } catch (const std::exception& problem) {
    if (dynamic_cast<const Error*>(&problem) != nullptr) throw;
    throw Error(Code::model_invalid,
                name + " is not a fitted model: " + problem.what() + ". Fit the model again.");
  }
}

}  // namespace newlyn::linkage
