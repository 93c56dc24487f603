// SPDX-License-Identifier: MIT
// How long an index takes over made-up people: to load and open, to find the matches of one record,
// to add one record durably. `index_bench people.parquet [records] [journal]`; people as
// make_people writes them.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "index/durable_index.h"
#include "linkage/fitted_model.h"
#include "store/store.h"

namespace {

using newlyn::record::FieldKind;

struct People {
  std::vector<newlyn::record::TextColumn> columns;
  size_t count = 0;
};

constexpr size_t kTrained = 100'000;  // records that the model is trained on
constexpr size_t kAsked = 2'000;

const std::vector<std::pair<const char*, FieldKind>>& kinds() {
  static const std::vector<std::pair<const char*, FieldKind>> kinds = {
      {"given_name", FieldKind::given_name},
      {"family_name", FieldKind::family_name},
      {"birth_date", FieldKind::birth_date},
      {"house_number", FieldKind::house_number},
      {"street", FieldKind::address_line},
      {"town", FieldKind::town},
      {"postcode", FieldKind::postcode},
      {"telephone", FieldKind::telephone},
      {"email", FieldKind::email}};
  return kinds;
}

People read_people(const std::string& path, const std::string& limit) {
  const auto store = newlyn::store::Store::open({});
  People people;
  people.columns = store->columns(
      "SELECT lower(first_name), lower(last_name), "
      "CASE WHEN dob LIKE '____-__-__' THEN dob ELSE '' END, "
      "regexp_extract(address, '^\\d+'), lower(regexp_replace(address, '^\\d+ ', '')), "
      "lower(town), lower(replace(postcode, ' ', '')), phone, lower(email) FROM " +
      newlyn::store::quote_text(path) + " LIMIT " + limit);
  people.count = people.columns[0].row_count();
  return people;
}

newlyn::linkage::LinkInput input_of(const People& people, size_t count) {
  newlyn::linkage::LinkInput input;
  input.record_count = std::min(count, people.count);
  input.source_names = {"people"};
  input.source_of_record.assign(input.record_count, 0);
  for (size_t c = 0; c < kinds().size(); ++c) {
    newlyn::record::TextColumnBuilder builder(kinds()[c].first);
    for (size_t row = 0; row < input.record_count; ++row) builder.add(people.columns[c].text(row));
    input.columns.push_back({kinds()[c].second, builder.finish()});
  }
  return input;
}

std::vector<std::string> values_of(const People& people, size_t row) {
  std::vector<std::string> values;
  for (const auto& column : people.columns) values.emplace_back(column.text(row));
  return values;
}

/// A record of the people with one letter changed: somebody known who comes again.
std::vector<std::string> slipped(const People& people, newlyn::Random& random) {
  std::vector<std::string> values = values_of(people, random.below(people.count));
  std::string& value = values[random.below(values.size())];
  if (!value.empty()) value[random.below(value.size())] = 'x';
  return values;
}

void report(const char* what, std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  std::printf("%-28s p50 %8.3f ms  p99 %8.3f ms\n", what, seconds[seconds.size() / 2] * 1e3,
              seconds[seconds.size() * 99 / 100] * 1e3);
}

double timed(const std::function<void()>& work) {
  const double from = newlyn::monotonic_seconds();
  work();
  return newlyn::monotonic_seconds() - from;
}

/// Tells the time of one piece of work, and that of all processors: other work may be going on.
void report_once(const char* what, const std::function<void()>& work) {
  const std::clock_t from = std::clock();
  const double seconds = timed(work);
  std::printf("%-28s %8.1f s  processors %8.1f s\n", what, seconds,
              static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC);
  std::fflush(stdout);
}

newlyn::index::Change add(const std::string& id, std::vector<std::string> values) {
  newlyn::index::Change change;
  change.record.key = {"people", id};
  change.record.values = std::move(values);
  return change;
}

void measure(const People& people, const newlyn::index::IndexPlan& plan,
             const std::string& journal) {
  newlyn::RunContext run;
  std::filesystem::remove(journal);
  {
    newlyn::index::DurableIndex index(journal, plan, run);
    std::vector<newlyn::index::Change> changes;
    for (size_t row = 0; row < people.count; ++row) {
      changes.push_back(add(std::to_string(row), values_of(people, row)));
    }
    report_once("load", [&] { index.apply(std::move(changes)); });
    newlyn::Random random(1);
    std::vector<double> found;
    std::vector<double> added;
    for (size_t i = 0; i < kAsked; ++i) {
      const auto values = slipped(people, random);
      found.push_back(timed([&] {
        index.read([&](const newlyn::index::EntityIndex& of) { of.matches(values, 0); });
      }));
    }
    report("matches of one record", std::move(found));
    std::vector<double> searched;
    report_once("words of all records", [&] {
      index.read([&](const newlyn::index::EntityIndex& of) { of.search("anybody", 10); });
    });
    for (size_t i = 0; i < kAsked / 4; ++i) {
      const auto values = slipped(people, random);
      const std::string query = values[0] + " " + values[1] + " " + values[2];
      searched.push_back(timed([&] {
        index.read([&](const newlyn::index::EntityIndex& of) { of.search(query, 10); });
      }));
    }
    report("search", std::move(searched));
    for (size_t i = 0; i < kAsked / 4; ++i) {
      const auto change = add("new" + std::to_string(i), slipped(people, random));
      added.push_back(timed([&] { index.apply({change}); }));
    }
    report("one record added, durable", std::move(added));
  }
  report_once("open", [&] { newlyn::index::DurableIndex index(journal, plan, run); });
  std::filesystem::remove(journal);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("Usage: index_bench people.parquet [records] [journal]\n", stderr);
    return 2;
  }
  const People people = read_people(argv[1], argc > 2 ? argv[2] : "1000000000");
  std::printf("%zu records\n", people.count);
  newlyn::RunContext run;
  std::shared_ptr<const newlyn::linkage::FittedModel> fitted;
  report_once("train and fit", [&] {
    const auto linked = newlyn::linkage::link_records(input_of(people, kTrained), {}, run);
    fitted = newlyn::linkage::fit_model(input_of(people, people.count), {linked->result().model});
  });
  measure(people, {fitted, {}}, argc > 3 ? argv[3] : "index_bench.journal");
  return 0;
}
