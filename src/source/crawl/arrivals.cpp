// SPDX-License-Identifier: MIT
// Arrivals lie beside the store as a small delivery does; then versions, history and what else is
// done become durable together.
#include "source/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/limits.h"
#include "source/crawl/history.h"
#include "source/crawl/store_rows.h"
#include "source/json/senzing.h"

namespace newlyn::source {
namespace {

using store::quote_name;

const std::string* value_of(const ArrivingRecord& record, std::string_view name) {
  for (const auto& [column, value] : record.values) {
    if (column == name) return &value;
  }
  return nullptr;
}

std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(' ');
  if (begin == text.npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::string part_of_key(const std::string& value) {
  std::string part;
  for (const char letter : value) {
    if (letter == '\\' || letter == '|') part += '\\';
    part += letter;
  }
  return part;
}

/// Writes the rows into the table "arrived" beside the store.
void lay_out(store::Store& store, const ArrivalGroup& group) {
  const std::vector<std::string>& columns = group.plan.columns;
  std::string list;
  for (const std::string& column : columns) {
    list += fmt::format("{}{} VARCHAR", list.empty() ? "" : ", ", quote_name(column));
  }
  store.run(fmt::format("CREATE OR REPLACE TABLE arrived ({})", list));
  const auto appender = store.append("arrived");
  const std::vector<std::string>& key = group.definition.key;
  for (const auto& [id, record] : group.rows) {
    for (const std::string& column : columns) {
      const std::string* value = value_of(record, column);
      if (value == nullptr && key.size() == 1 && column == key[0]) value = &record.record_id;
      value == nullptr ? appender->add_null() : appender->add_text(*value);
    }
    appender->end_row();
  }
  appender->close();
}

std::set<std::string> staged_ids(store::Store& store) {
  std::set<std::string> ids;
  for (const auto& row : store.rows("SELECT newlyn_native_id FROM staged").rows) {
    ids.insert(row[0].value_or(""));
  }
  return ids;
}

/// A run of arrivals, which takes over how far deliveries have come.
SourceRun begin_arrivals(store::Store& store, const std::string& source,
                         const std::optional<SourceRun>& last) {
  SourceRun run = begin_run(store, source);
  run.kind = "arrivals";
  run.state = "complete";
  if (!last) return run;
  run.content_hash = last->content_hash;
  run.delivered = last->delivered;
  run.watermark = last->watermark;
  run.definition = last->definition;
  return run;
}

/// Does something in a transaction that is undone where it fails.
void in_transaction(store::Store& store, const std::function<void()>& work) {
  store.run("BEGIN TRANSACTION");
  try {
    work();
    store.run("COMMIT");
  } catch (...) {
    roll_back(store);
    throw;
  }
}

ArrivalFate fate_named(const std::string& operation) {
  if (operation == "added") return ArrivalFate::added;
  if (operation == "changed") return ArrivalFate::changed;
  return ArrivalFate::returned;
}

/// The operations of a run by native id.
std::map<std::string, std::string> operations_of(store::Store& store, const SourceRun& run) {
  std::map<std::string, std::string> operations;
  const auto rows =
      store.rows(fmt::format("SELECT newlyn_native_id, newlyn_operation FROM {} WHERE newlyn_run = "
                             "{}",
                             record_table(run.source), run.run));
  for (const auto& row : rows.rows) operations[row[0].value_or("")] = row[1].value_or("");
  return operations;
}

}  // namespace

ArrivingRecord read_arriving_record(std::string_view json) {
  JsonValue value;
  if (!parse_json(json, value) || !value.is_object()) {
    throw Error(Code::request_invalid, "this is not one JSON object, or it is too deeply nested");
  }
  ArrivingRecord record;
  record.values = flatten_senzing(value);
  for (const auto& [name, text] : record.values) {
    if (name == "DATA_SOURCE") record.data_source = text;
    if (name == "RECORD_ID") record.record_id = trimmed(text);
    if (text.size() > limits::kValueBytesMax) {
      throw Error(Code::request_invalid, fmt::format("the value of {} has more than {} bytes", name,
                                                     limits::kValueBytesMax));
    }
  }
  return record;
}

std::string native_id_of(const Definition& definition, const ArrivingRecord& record) {
  if (definition.key.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("rows of the source {} have no key: name one in sources/{}.toml",
                            definition.name, definition.name));
  }
  std::string id;
  for (const std::string& column : definition.key) {
    const std::string* value = value_of(record, column);
    const bool single = definition.key.size() == 1;
    const std::string text =
        value != nullptr ? trimmed(*value) : (single ? record.record_id : std::string());
    if (text.empty()) {
      throw Error(Code::request_invalid,
                  fmt::format("it has no {}, which is the key", single ? "RECORD_ID" : column));
    }
    id += single ? text : (id.empty() ? "" : "|") + part_of_key(text);
  }
  return id;
}

ArrivalPlan plan_arrivals(store::Store& store, const Definition& definition) {
  ArrivalPlan plan;
  const auto add = [&](const std::string& name) {
    const bool there =
        std::find(plan.columns.begin(), plan.columns.end(), name) != plan.columns.end();
    if (!there) plan.columns.push_back(name);
  };
  for (const MappedColumn& column : definition.columns) add(column.name);
  for (const std::string& column : definition.key) add(column);
  for (const KnownColumn& column : known_columns(store, definition.name)) add(column.name);
  plan.last = last_complete(store, definition.name);
  return plan;
}

std::vector<ArrivalFate> store_arrivals(store::Store& store, const ArrivalGroup& group) {
  const Definition& definition = group.definition;
  Taking taking;
  // What has arrived is short: a line is. And it is UTF-8: JSON is.
  taking.part =
      "(SELECT *, 0 AS newlyn_long, 0 AS newlyn_long_bytes, 0 AS newlyn_broken, NULL AS newlyn_row "
      "FROM arrived)";
  for (const MappedColumn& column : definition.columns) taking.columns.push_back(column.name);
  std::vector<ArrivalFate> fates(group.rows.size(), ArrivalFate::unchanged);
  const BesideStore beside(store);
  lay_out(store, group);
  const Taken taken = take_part(store, definition, taking, OpenSource());
  const std::set<std::string> allowed = staged_ids(store);
  uint64_t kept_away = 0;
  if (group.leaves_out) kept_away = take_out(store, taking, group.leaves_out(store, taking));
  const std::set<std::string> kept = staged_ids(store);
  in_transaction(store, [&] {
    SourceRun run = begin_arrivals(store, definition.name, group.plan.last);
    run.rows_read = group.rows.size();
    run.rows_filtered = taken.rows_filtered + kept_away;
    run.rows_kept = taken.rows_kept - kept_away;
    store_versions(store, {definition, taking, {}}, run);
    end_run(store, run);
    const auto operations = operations_of(store, run);
    for (size_t i = 0; i < group.rows.size(); ++i) {
      const std::string& id = group.rows[i].first;
      const auto operation = operations.find(id);
      if (!allowed.contains(id)) fates[i] = ArrivalFate::filtered;
      if (allowed.contains(id) && !kept.contains(id)) fates[i] = ArrivalFate::kept_away;
      if (operation != operations.end()) fates[i] = fate_named(operation->second);
    }
    store.run(fmt::format("USE {}", kOwnCatalog));
    if (group.also) group.also(run);
  });
  return fates;
}

SourceRun store_departures(store::Store& store, const DepartureGroup& group) {
  SourceRun run;
  in_transaction(store, [&] {
    run = begin_arrivals(store, group.definition.name, group.plan.last);
    store_gone(store, group.native_ids, run);
    end_run(store, run);
    if (group.also) group.also(run);
  });
  return run;
}

std::vector<RecordPresence> record_presence(store::Store& store, const std::string& source,
                                            const std::vector<std::string>& native_ids) {
  std::string listed;
  for (const std::string& id : native_ids) {
    listed += (listed.empty() ? "" : ", ") + store::quote_text(id);
  }
  std::map<std::string, RecordPresence> found;
  const auto rows = store.rows(fmt::format(
      "SELECT newlyn_native_id, arg_max(newlyn_operation, newlyn_version) FROM {} WHERE "
      "newlyn_native_id IN ({}) GROUP BY 1",
      record_table(source), listed));
  for (const auto& row : rows.rows) {
    found[row[0].value_or("")] =
        row[1].value_or("") == "gone" ? RecordPresence::gone : RecordPresence::there;
  }
  std::vector<RecordPresence> presence;
  for (const std::string& id : native_ids) {
    const auto one = found.find(id);
    presence.push_back(one == found.end() ? RecordPresence::never : one->second);
  }
  return presence;
}

}  // namespace newlyn::source
