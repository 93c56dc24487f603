// SPDX-License-Identifier: MIT
// Tokens of rows, of records, and of what identifies people.
#include "workspace/rights/suppression.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "governance/suppression.h"
#include "workspace/files/personal_numbers.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/read_text.h"
#include "workspace/mapping/yield.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using record::FieldKind;

constexpr const char* kSecretPlace = "suppression";
constexpr const char* kFormat = "newlyn suppression 1";
constexpr char kBetween = '\x1f';

std::string tokens_file(const Home& home) { return home.rights() + "/suppressed.json"; }
std::string secret_file(const Home& home) { return home.rights() + "/suppression.key"; }

governance::KeyRing needed_ring(const Home& home) {
  governance::KeyRing ring = home_keys(home).ring;
  if (!ring.empty()) return ring;
  throw Error(Code::access_refused,
              fmt::format("The workspace's key is not here: {} is missing. Without it nobody can "
                          "tell who was erased. Put it back with newlyn key import, or give it in "
                          "NEWLYN_WORKSPACE_KEY.",
                          home.key_file()));
}

Json read_tokens(const Home& home) {
  const std::string file = tokens_file(home);
  if (!fs::exists(file)) return {{"format", kFormat}, {"erased", Json::array()}};
  Json json = Json::parse(read_text(file), nullptr, false);
  const bool good = json.is_object() && json.value("format", "") == kFormat &&
                    json.contains("erased") && json["erased"].is_array();
  if (good) return json;
  throw Error(
      Code::source_unreadable,
      fmt::format("{} is damaged, so nobody can tell who was erased. Put it back from a copy "
                  "of the workspace.",
                  file));
}

std::string first_of(const std::vector<ColumnValue>& values, FieldKind kind) {
  for (const ColumnValue& value : values) {
    if (value.kind == kind && !value.value.empty()) return std::string(value.value);
  }
  return "";
}

bool is_body(const Yield& yield) {
  return yield.labels[1] == "person" || yield.labels[1] == "organisation";
}

/// The columns of a definition as one record a row, as they are standardised without a mapping.
std::vector<Yield> plain_yields(const Delivery& delivery) {
  Yield yield;
  yield.name = delivery.definition.name;
  yield.labels = {"", "person"};
  yield.condition = "true";
  for (const source::MappedColumn& column : delivery.definition.columns) {
    const auto& taken = delivery.taking.columns;
    const auto kind = record::field_kind_named(column.kind);
    if (!kind || std::find(taken.begin(), taken.end(), column.name) == taken.end()) continue;
    yield.expressions.push_back(store::quote_name(column.name));
    yield.columns.push_back({column.name, *kind, 1, ""});
  }
  if (yield.columns.empty()) return {};
  return {yield};
}

std::vector<Yield> body_yields(const Delivery& delivery) {
  if (!delivery.mapping) return plain_yields(delivery);
  std::vector<Yield> yields = record_yields(*delivery.mapping);
  std::erase_if(yields, [](const Yield& yield) { return !is_body(yield); });
  return yields;
}

/// The rows that were taken, with a version, and with columns that the mapping reads and the
/// delivery lacks.
std::string staged_rows(const Delivery& delivery) {
  std::string missing;
  if (delivery.mapping) {
    for (const source::UsedColumn& used : source::used_columns(*delivery.mapping)) {
      const auto& taken = delivery.taking.columns;
      if (std::find(taken.begin(), taken.end(), used.name) != taken.end()) continue;
      missing += fmt::format(", CAST(NULL AS VARCHAR) AS {}", store::quote_name(used.name));
    }
  }
  return fmt::format("(SELECT *, '1' AS newlyn_version{} FROM {})", missing,
                     store::quote_name(delivery.taking.table));
}

/// The values of one record of those that rows yield.
std::vector<ColumnValue> values_of(const standardise::StandardRecords& records, size_t at) {
  std::vector<ColumnValue> values;
  for (const standardise::StandardColumn& column : records.columns) {
    const std::string_view text = column.column.text(at);
    if (!text.empty()) values.push_back({column.column.name, column.kind, text});
  }
  return values;
}

/// What a row yields: names of records that may not be there, and how many may.
struct RowBodies {
  std::vector<std::string> theirs;
  size_t others = 0;
};

}  // namespace

std::string row_text(const std::string& source, const std::string& native_id) {
  return fmt::format("row{0}{1}{0}{2}", kBetween, source, native_id);
}

std::string record_text(const index::RecordKey& key) {
  return fmt::format("record{0}{1}{0}{2}", kBetween, key.source, key.id);
}

std::vector<std::string> identity_texts(const std::vector<ColumnValue>& values) {
  std::set<std::string> texts;
  for (const ColumnValue& value : values) {
    if (value.kind != FieldKind::national_id) continue;
    for (const std::string& number : nhs_numbers_in(value.value)) {
      texts.insert(fmt::format("nhs{}{}", kBetween, number));
    }
    for (const std::string& number : insurance_numbers_in(value.value)) {
      texts.insert(fmt::format("insurance{}{}", kBetween, number));
    }
  }
  std::string person = "person";
  bool whole = true;
  for (const FieldKind kind : {FieldKind::given_name, FieldKind::family_name, FieldKind::birth_date,
                               FieldKind::postcode}) {
    const std::string value = first_of(values, kind);
    whole = whole && !value.empty();
    person += kBetween + value;
  }
  if (whole) texts.insert(person);
  return {texts.begin(), texts.end()};
}

std::vector<std::string> own_columns(const source::Mapping& mapping,
                                     const std::vector<std::string>& records) {
  std::set<std::string> own;
  std::set<std::string> others;
  for (const source::MappedRecord& record : mapping.records) {
    const bool is_own = std::find(records.begin(), records.end(), record.name) != records.end();
    const bool counts =
        record.kind == "person" || record.kind == "organisation" || record.kind == "place";
    if (!is_own && !counts) continue;
    for (const source::MappedField& field : record.fields) {
      for (const std::string* column : {&field.column, &field.start, &field.end}) {
        if (!column->empty()) (is_own ? own : others).insert(*column);
      }
    }
  }
  std::vector<std::string> alone;
  std::set_difference(own.begin(), own.end(), others.begin(), others.end(),
                      std::back_inserter(alone));
  return alone;
}

Suppression::Suppression(const Home& home) {
  const Json json = read_tokens(home);
  if (json["erased"].empty()) return;
  secret_ = open_secret(home);
  for (const Json& one : json["erased"]) {
    Entry& entry = entries_.emplace_back();
    entry.excepted = one.value("excepted", std::vector<std::string>());
    for (const std::string& token : one.value("tokens", std::vector<std::string>())) {
      entries_of_[token].push_back(entries_.size() - 1);
    }
  }
}

bool Suppression::has(const std::string& text, const std::string& source) const {
  const auto found = entries_of_.find(governance::suppression_token(secret_, text));
  if (found == entries_of_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](size_t place) {
    const auto& excepted = entries_[place].excepted;
    return std::find(excepted.begin(), excepted.end(), source) == excepted.end();
  });
}

bool Suppression::has_row(const std::string& source, const std::string& native_id) const {
  return !is_empty() && has(row_text(source, native_id), source);
}

bool Suppression::has_record(const index::RecordKey& key,
                             const std::vector<ColumnValue>& values) const {
  if (is_empty()) return false;
  const std::string source = source_of(key);
  if (has(row_text(source, key.id), source) || has(record_text(key), source)) return true;
  const std::vector<std::string> texts = identity_texts(values);
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return has(text, source); });
}

source::LeftOut Suppression::left_out(store::Store& store, const Delivery& delivery) const {
  source::LeftOut left_out;
  const std::string& source = delivery.definition.name;
  const std::vector<Yield> yields = body_yields(delivery);
  std::map<std::string, RowBodies> rows;
  if (!yields.empty()) {
    const Yielded yielded = take_yields(store, staged_rows(delivery), yields);
    size_t at = 0;
    for (size_t i = 0; i < yields.size(); ++i) {
      for (size_t row = 0; row < yielded.keys[i][0].row_count(); ++row, ++at) {
        const std::string native_id(yielded.keys[i][0].text(row));
        const index::RecordKey key{source + "/" + yields[i].name, native_id};
        const bool is_theirs =
            yields[i].labels[1] == "person" && has_record(key, values_of(yielded.records, at));
        RowBodies& bodies = rows[native_id];
        if (is_theirs) bodies.theirs.push_back(yields[i].name);
        bodies.others += is_theirs ? 0 : 1;
      }
    }
  }
  const auto ids = store.columns(
      fmt::format("SELECT newlyn_native_id FROM {}", store::quote_name(delivery.taking.table)));
  for (size_t row = 0; row < ids[0].row_count(); ++row) {
    const std::string native_id(ids[0].text(row));
    const RowBodies& bodies = rows[native_id];
    const bool alone = !bodies.theirs.empty() && bodies.others == 0;
    if (alone || has_row(source, native_id)) {
      left_out.rows.push_back(native_id);
    } else if (!bodies.theirs.empty()) {
      std::vector<std::string> columns = own_columns(*delivery.mapping, bodies.theirs);
      std::erase_if(columns, [&](const std::string& column) {
        const auto& taken = delivery.taking.columns;
        return std::find(taken.begin(), taken.end(), column) == taken.end();
      });
      left_out.columns.emplace_back(native_id, std::move(columns));
    }
  }
  const size_t count = left_out.rows.size() + left_out.columns.size();
  if (count > 0) {
    left_out.reasons.push_back(
        {"{} of the rows held somebody who was erased: {} left out, {} without what is theirs.",
         {count, left_out.rows.size(), left_out.columns.size()}});
  }
  return left_out;
}

std::string open_secret(const Home& home) {
  return governance::open_sealed(read_text(secret_file(home)), kSecretPlace, needed_ring(home),
                                 secret_file(home));
}

std::string make_secret(const Home& home) {
  make_home_folder(home.rights());
  if (!fs::exists(secret_file(home))) {
    write_home_file(secret_file(home), governance::seal_text(governance::make_suppression_secret(),
                                                             kSecretPlace, needed_ring(home)));
  }
  return open_secret(home);
}

void suppress(const Home& home, const SuppressedPerson& person) {
  Json json = read_tokens(home);
  const std::string secret = make_secret(home);
  std::set<std::string> tokens;
  for (const std::string& text : person.texts) {
    tokens.insert(governance::suppression_token(secret, text));
  }
  json["erased"].push_back({{"erasure", person.erasure},
                            {"made", now_text()},
                            {"excepted", person.excepted},
                            {"tokens", tokens}});
  write_home_file(tokens_file(home), json.dump(1) + "\n");
}

uint64_t reseal_suppression(const Home& home, const governance::KeyRing& ring) {
  if (!fs::exists(secret_file(home))) return 0;
  const std::string secret =
      governance::open_sealed(read_text(secret_file(home)), kSecretPlace, ring, secret_file(home));
  write_home_file(secret_file(home), governance::seal_text(secret, kSecretPlace, ring));
  return 1;
}

}  // namespace newlyn::workspace
