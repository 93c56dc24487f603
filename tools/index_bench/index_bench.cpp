// SPDX-License-Identifier: MIT
// How long an index takes over made-up people. In processes of their own, so that what opening
// needs is seen by itself:
//   index_bench load people.csv FOLDER [records]   fits a model, loads, writes a snapshot
//   index_bench ask FOLDER                         opens and asks
//   index_bench add FOLDER                         opens and adds, one by one and many at once
//   index_bench relink FOLDER                      opens and goes over to a model fitted anew
// People as make_people writes them, as CSV or Parquet.
#include <malloc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "index/durable_index.h"
#include "index/view.h"
#include "linkage/fitted_model.h"
#include "store/store.h"

namespace {

using newlyn::Random;
using newlyn::index::Change;
using newlyn::index::DurableIndex;
using newlyn::index::EntityIndex;
using newlyn::index::IndexPlan;
using newlyn::record::FieldKind;

struct People {
  std::vector<newlyn::record::TextColumn> columns;
  size_t count = 0;
};

constexpr size_t kTrained = 100'000;  // records that the model is trained on
constexpr size_t kAsked = 4'000;

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
      "SELECT lower(first_name::VARCHAR), lower(last_name::VARCHAR), "
      "CASE WHEN dob::VARCHAR LIKE '____-__-__' THEN dob::VARCHAR ELSE '' END, "
      "regexp_extract(address, '^\\d+'), lower(regexp_replace(address, '^\\d+ ', '')), "
      "lower(town), lower(replace(postcode, ' ', '')), phone::VARCHAR, lower(email) FROM " +
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

double timed(const std::function<void()>& work) {
  const double from = newlyn::monotonic_seconds();
  work();
  return newlyn::monotonic_seconds() - from;
}

/// Tells the time of one piece of work, and that of all processors: other work may be going on.
double report_once(const char* what, const std::function<void()>& work) {
  const std::clock_t from = std::clock();
  const double seconds = timed(work);
  std::printf("%-34s %8.2f s  processors %8.2f s\n", what, seconds,
              static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC);
  std::fflush(stdout);
  return seconds;
}

/// Memory of the process as the system counts it, in megabytes.
void report_memory(const char* what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS") || line.starts_with("VmHWM")) {
      std::printf("%-34s %s\n", what, line.c_str());
    }
  }
}

/// The p-th share of times, in milliseconds.
double share_of(std::vector<double>& seconds, double share) {
  std::sort(seconds.begin(), seconds.end());
  return seconds[static_cast<size_t>(static_cast<double>(seconds.size() - 1) * share)] * 1e3;
}

/// What a question costs, one after the other: by the clock, and by the processor alone, which
/// other work on the machine does not slow down.
class Timings {
 public:
  explicit Timings(std::string what) : what_(std::move(what)) {}
  void time(const std::function<void()>& work) {
    const std::clock_t from = std::clock();
    seconds_.push_back(timed(work));
    processor_.push_back(static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC);
  }
  ~Timings() {
    double sum = 0;
    for (const double one : processor_) sum += one;
    std::printf(
        "%-48s p50 %7.3f  p99 %7.3f  most %8.3f ms; processor p50 %6.3f  p99 %7.3f ms, "
        "%.0f a second\n",
        what_.c_str(), share_of(seconds_, 0.5), share_of(seconds_, 0.99), share_of(seconds_, 1),
        share_of(processor_, 0.5), share_of(processor_, 0.99),
        static_cast<double>(processor_.size()) / sum);
    std::fflush(stdout);
  }
  Timings(const Timings&) = delete;
  Timings& operator=(const Timings&) = delete;

 private:
  std::string what_;
  std::vector<double> seconds_;
  std::vector<double> processor_;
};

Change add(const std::string& id, std::vector<std::string> values) {
  Change change;
  // By the last digit, so that each source has half of the records, however many there are.
  change.record.key = {(id.back() - '0') % 2 == 0 ? "people" : "customers", id};
  change.record.values = std::move(values);
  return change;
}

std::string journal_in(const std::string& folder) { return folder + "/bench.journal"; }

using Fitted = std::shared_ptr<const newlyn::linkage::FittedModel>;

constexpr const char* kModel = "people.model";
constexpr const char* kLaterModel = "later.model";  // of other records, that a relink goes over to

Fitted model_in(const std::string& folder, const char* name) {
  std::ifstream file(folder + "/" + name);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return newlyn::linkage::read_fitted_model(bytes, name);
}

void write_model(const std::string& folder, const char* name, const Fitted& fitted) {
  std::ofstream(folder + "/" + name) << newlyn::linkage::write_fitted_model(*fitted);
}

/// A model trained with a seed on some of the people and fitted to the first `count` of them.
Fitted fit(const People& people, size_t count, uint64_t seed) {
  newlyn::RunContext run;
  newlyn::linkage::LinkRequest request;
  request.seed = seed;
  request.model_alone = true;
  const auto linked = newlyn::linkage::link_records(input_of(people, kTrained), request, run);
  return newlyn::linkage::fit_model(input_of(people, count), {linked->result().model});
}

void load(const std::string& path, const std::string& folder, const std::string& limit) {
  const People people = read_people(path, limit);
  std::printf("%zu records\n", people.count);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  newlyn::RunContext run;
  Fitted fitted;
  report_once("train and fit", [&] { fitted = fit(people, people.count, 1); });
  write_model(folder, kModel, fitted);
  write_model(folder, kLaterModel, fit(people, people.count * 9 / 10, 2));
  IndexPlan plan{fitted, {}};
  plan.checkpoint_seconds = -1;
  DurableIndex index(journal_in(folder), plan, run);
  std::vector<Change> changes;
  for (size_t row = 0; row < people.count; ++row) {
    std::vector<std::string> values;
    for (const auto& column : people.columns) values.emplace_back(column.text(row));
    changes.push_back(add(std::to_string(row), std::move(values)));
  }
  report_once("load", [&] { index.apply(std::move(changes)); });
  report_once("checkpoint", [&] { index.checkpoint(); });
  report_memory("loading, with the model fitted");
}

/// Records of the index and what one would ask about them.
class Questions {
 public:
  explicit Questions(const DurableIndex& index) : index_(index) {
    index.read([&](const EntityIndex& of) { count_ = of.record_count(); });
  }

  /// Records there were at the beginning.
  size_t count() const noexcept { return count_; }

  std::vector<std::string> values() {
    for (;;) {
      const std::string id = std::to_string(random_.below(count_));
      std::optional<newlyn::index::Record> record;
      index_.read([&](const EntityIndex& of) { record = of.record(add(id, {}).record.key); });
      if (record) return record->values;
    }
  }
  /// A record with one letter changed: somebody known who comes again.
  std::vector<std::string> slipped() {
    std::vector<std::string> of = values();
    std::string& value = of[random_.below(of.size())];
    if (!value.empty()) value[random_.below(value.size())] = 'x';
    return of;
  }
  std::string entity() {
    for (;;) {
      const std::string id = std::to_string(random_.below(count_));
      std::optional<std::string> entity;
      index_.read([&](const EntityIndex& of) { entity = of.entity_of(add(id, {}).record.key); });
      if (entity) return *entity;
    }
  }
  /// As people at a desk search: mostly a name with something else, seldom one word alone.
  std::string query() {
    const auto of = slipped();
    switch (random_.below(10)) {
      case 0:
      case 1:
      case 2:
        return of[0] + " " + of[1] + " " + of[2];
      case 3:
      case 4:
        return of[0] + " " + of[1];
      case 5:
        return of[1] + " " + of[6];
      case 6:
        return of[3] + " " + of[4] + " " + of[6];
      case 7:
        return of[random_.below(2) == 0 ? 7 : 8];
      case 8:
        return of[1].substr(0, 4) + " " + of[2];
      default:
        return of[1];
    }
  }

 private:
  const DurableIndex& index_;
  size_t count_ = 0;
  Random random_{1};
};

newlyn::index::View all_of(const EntityIndex& index) { return index.view(); }

newlyn::index::View of_one_source(const EntityIndex& index) {
  newlyn::index::ViewPlan plan;
  plan.filter.sources = {"people"};
  for (const auto& [name, kind] : kinds()) plan.filter.fields[name] = newlyn::record::Masking::show;
  return index.view(std::move(plan));
}

/// Half the sources, no telephone and no e-mail, of dates of birth the year.
newlyn::index::View of_some_fields(const EntityIndex& index) {
  newlyn::index::ViewPlan plan;
  plan.filter.sources = {"people"};
  for (const char* name :
       {"given_name", "family_name", "house_number", "street", "town", "postcode"}) {
    plan.filter.fields[name] = newlyn::record::Masking::show;
  }
  plan.filter.fields["birth_date"] = newlyn::record::Masking::year;
  plan.mask = [](std::string_view value, newlyn::record::Masking) {
    return std::optional(std::string(value.substr(0, 4)));
  };
  return index.view(std::move(plan));
}

struct Reader {
  const char* words;
  newlyn::index::View (*view)(const EntityIndex&);
};

constexpr std::array kReaders = {Reader{"everything", all_of},
                                 Reader{"half the sources hidden", of_one_source},
                                 Reader{"fields hidden too", of_some_fields}};

/// What the first search through a view waits for.
void make_views(const DurableIndex& index) {
  for (const Reader reader : kReaders) {
    Timings timings(std::string("make a view and search once, ") + reader.words);
    index.read([&](const EntityIndex& of) {
      for (int i = 0; i < 5; ++i) {
        timings.time([&] { reader.view(of).search({"nobody there"}); });
      }
    });
  }
}

void ask(const DurableIndex& index, Questions& questions) {
  make_views(index);
  for (const Reader reader : kReaders) {
    Timings timings(std::string("search, ") + reader.words);
    std::vector<newlyn::index::SearchRequest> requests;
    for (size_t i = 0; i < kAsked; ++i) requests.push_back({questions.query()});
    index.read([&](const EntityIndex& of) {
      const newlyn::index::View view = reader.view(of);
      for (const auto& request : requests) timings.time([&] { view.search(request); });
    });
  }
  {
    Timings timings("search for a family name alone");
    for (size_t i = 0; i < kAsked / 8; ++i) {
      const newlyn::index::SearchRequest request{questions.values()[1]};
      timings.time([&] { index.read([&](const EntityIndex& of) { of.search(request); }); });
    }
  }
  for (const Reader reader : kReaders) {
    Timings timings(std::string("show an entity, ") + reader.words);
    std::vector<std::string> entities;
    for (size_t i = 0; i < kAsked; ++i) entities.push_back(questions.entity());
    index.read([&](const EntityIndex& of) {
      const newlyn::index::View view = reader.view(of);
      for (const std::string& entity : entities) {
        timings.time([&] {
          view.golden(entity, {});
          view.history(entity);
          view.households(entity);
        });
      }
    });
  }
  for (const Reader reader : kReaders) {
    Timings timings(std::string("matches of one record, ") + reader.words);
    std::vector<std::vector<std::string>> asked;
    for (size_t i = 0; i < kAsked; ++i) asked.push_back(questions.slipped());
    index.read([&](const EntityIndex& of) {
      const newlyn::index::View view = reader.view(of);
      for (const auto& values : asked) timings.time([&] { view.matches(values, 0); });
    });
  }
  for (const Reader reader : kReaders) {
    Timings timings(std::string("two hops of network, ") + reader.words);
    std::vector<newlyn::index::NetworkRequest> requests;
    for (size_t i = 0; i < kAsked / 4; ++i) requests.push_back({questions.entity(), 2});
    index.read([&](const EntityIndex& of) {
      const newlyn::index::View view = reader.view(of);
      for (const auto& request : requests) timings.time([&] { view.network(request); });
    });
  }
}

/// Searches of several threads at once.
void ask_together(const DurableIndex& index, Questions& questions, const Reader& reader) {
  constexpr size_t kThreads = 4;
  std::vector<std::string> queries;
  for (size_t i = 0; i < kAsked; ++i) queries.push_back(questions.query());
  std::optional<newlyn::index::View> view;
  index.read([&](const EntityIndex& of) { view.emplace(reader.view(of)); });
  const double seconds = timed([&] {
    std::vector<std::thread> threads;
    std::atomic<size_t> next{0};
    for (size_t thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&] {
        for (size_t i = next++; i < queries.size(); i = next++) {
          index.read(
              [&](const EntityIndex&) { view->search(newlyn::index::SearchRequest{queries[i]}); });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  std::printf("%-34s %8.0f a second\n", (std::string("searches at once, ") + reader.words).c_str(),
              static_cast<double>(queries.size()) / seconds);
}

/// One record of a hundred is different, as after a day: one step.
void change_some(DurableIndex& index, Questions& questions) {
  constexpr size_t kShare = 100;
  std::vector<Change> changes;
  for (size_t row = 0; row < questions.count(); row += kShare) {
    Change one = add(std::to_string(row), questions.slipped());
    one.kind = Change::Kind::change;
    bool is_there = false;
    index.read([&](const EntityIndex& of) { is_there = of.record(one.record.key).has_value(); });
    if (is_there) changes.push_back(std::move(one));
  }
  report_once("one record of a hundred changed", [&] {
    for (const auto& outcome : index.apply(std::move(changes))) {
      if (!outcome.is_done) std::printf("refused: %s\n", outcome.refusal.c_str());
    }
  });
}

/// All records weighed and put together anew by another model; entities keep their ids.
void relink(DurableIndex& index, const std::string& folder) {
  const Fitted later = model_in(folder, kLaterModel);
  std::vector<newlyn::index::Moved> moved;
  report_once("relink, ids carried over", [&] { moved = index.refit(later); });
  std::printf("%-34s %zu of %zu\n", "records of another entity then", moved.size(),
              Questions(index).count());
  std::unordered_set<std::string> entities;
  index.read([&](const EntityIndex& of) {
    of.each_key([&](const auto&, const std::string& entity) { entities.insert(entity); });
  });
  std::printf("%-34s %zu\n", "entities then", entities.size());
}

void change(DurableIndex& index, Questions& questions) {
  constexpr size_t kThreads = 64;
  constexpr size_t kEach = 300;
  // Nobody who came in an earlier run of the program comes again.
  std::string run_name;
  index.read([&](const EntityIndex& of) { run_name = std::to_string(of.sequence()) + "-"; });
  const auto check = [](const std::vector<newlyn::index::Outcome>& outcomes) {
    if (!outcomes[0].is_done) std::printf("refused: %s\n", outcomes[0].refusal.c_str());
  };
  {
    Timings timings("one record added, durable");
    for (size_t i = 0; i < kAsked; ++i) {
      const Change one = add("new" + run_name + std::to_string(i), questions.slipped());
      std::vector<newlyn::index::Outcome> outcomes;
      timings.time([&] { outcomes = index.apply({one}); });
      check(outcomes);
    }
  }
  std::vector<std::vector<Change>> arrivals(kThreads);
  for (size_t i = 0; i < kThreads * kEach; ++i) {
    arrivals[i % kThreads].push_back(
        add("many" + run_name + std::to_string(i), questions.slipped()));
  }
  const std::clock_t from = std::clock();
  const double seconds = timed([&] {
    std::vector<std::thread> threads;
    for (const std::vector<Change>& of_thread : arrivals) {
      threads.emplace_back([&] {
        for (const Change& one : of_thread) check(index.apply({one}));
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  const double processor = static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
  std::printf("%-34s %8.0f a second; %.0f by processor time\n", "arrivals of 64 threads, durable",
              static_cast<double>(kThreads * kEach) / seconds,
              static_cast<double>(kThreads * kEach) / processor);
  const auto state = index.state();
  std::printf("%-34s %llu, the last in %.2f s %s\n", "snapshots written meanwhile",
              static_cast<unsigned long long>(state.checkpoints), state.checkpoint_seconds,
              state.checkpoint_failure.c_str());
}

// Short enough that a snapshot is begun whenever the one before it has ended: what is told of
// changes includes them.
constexpr double kSnapshotsAllAlong = 0.05;

/// Opens the index of a folder and does some work with it.
void open_and(const std::string& folder,
              const std::function<void(DurableIndex&, Questions&)>& work) {
  newlyn::RunContext run;
  IndexPlan plan;
  report_once("read the fitted model", [&] { plan.fitted = model_in(folder, kModel); });
  plan.checkpoint_seconds = kSnapshotsAllAlong;
  report_memory("with the model");
  std::optional<DurableIndex> index;
  report_once("open", [&] { index.emplace(journal_in(folder), plan, run); });
  malloc_trim(0);
  report_memory("opened");
  for (const std::string& note : index->state().notes) std::printf("%s\n", note.c_str());
  Questions questions(*index);
  work(*index, questions);
  report_once("close", [&] { index.reset(); });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "load" && argc > 3) {
    load(argv[2], argv[3], argc > 4 ? argv[4] : "1000000000");
    return 0;
  }
  if (verb == "ask" && argc > 2) {
    open_and(argv[2], [](const DurableIndex& index, Questions& questions) {
      ask(index, questions);
      for (const Reader& reader : {kReaders[0], kReaders[1]}) {
        ask_together(index, questions, reader);
      }
    });
    return 0;
  }
  if (verb == "add" && argc > 2) {
    open_and(argv[2], [](DurableIndex& index, Questions& questions) {
      change(index, questions);
      change_some(index, questions);
    });
    return 0;
  }
  if (verb == "relink" && argc > 2) {
    open_and(argv[2], [&](DurableIndex& index, Questions&) { relink(index, argv[2]); });
    return 0;
  }
  std::fputs(
      "Usage: index_bench load people.csv FOLDER [records]\n"
      "       index_bench ask FOLDER\n"
      "       index_bench add FOLDER\n"
      "       index_bench relink FOLDER\n",
      stderr);
  return 2;
}
