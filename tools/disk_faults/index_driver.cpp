// SPDX-License-Identifier: MIT
// A program that a failing disk is tried on.
//
//   index_driver model MODEL           writes the fitted model that the others use
//   index_driver work MODEL JOURNAL N  adds records from the N-th on, several threads at once,
//                                           and prints the number of each that was acknowledged;
//                                           ends with status 0, or with 6 when a write failed
//   index_driver verify MODEL JOURNAL  opens, checks everything and prints the numbers of all
//                                           records that are there
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "index/durable_index.h"
#include "linkage/fitted_model.h"

namespace {

using newlyn::index::Change;
using newlyn::index::DurableIndex;
using newlyn::index::EntityIndex;
using newlyn::index::IndexPlan;

constexpr uint64_t kThreads = 3;
constexpr uint64_t kSteps = 60;

IndexPlan plan_of(const std::string& model) {
  std::ifstream file(model);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  IndexPlan plan{newlyn::linkage::read_fitted_model(bytes, model), {}};
  plan.checkpoint_seconds = 0;  // a snapshot as soon as the last one is written
  return plan;
}

/// A person's given name, family name, date of birth and postcode; everybody is there twice.
std::vector<std::string> values_of(uint64_t n) {
  constexpr std::array kGiven = {"anna", "hannah", "john", "joan", "mary", "peter", "paul"};
  constexpr std::array kFamily = {"smith", "smyth", "jones", "brown", "patel", "khan"};
  const uint64_t person = n / 2;
  newlyn::Random random(person);
  return {kGiven[random.below(kGiven.size())], kFamily[random.below(kFamily.size())],
          std::to_string(1930 + random.below(80)) + "-0" + std::to_string(1 + random.below(9)) +
              "-1" + std::to_string(random.below(10)),
          "zz" + std::to_string(1 + random.below(9)) + " 1xx"};
}

Change nth_change(uint64_t n) {
  Change change;
  change.record.key = {"tax", std::to_string(n)};
  change.record.values = values_of(n);
  return change;
}

newlyn::linkage::LinkInput people(size_t count) {
  using newlyn::record::FieldKind;
  const std::array<std::pair<const char*, FieldKind>, 4> columns = {
      {{"given_name", FieldKind::given_name},
       {"family_name", FieldKind::family_name},
       {"birth_date", FieldKind::birth_date},
       {"postcode", FieldKind::postcode}}};
  newlyn::linkage::LinkInput input;
  input.record_count = count;
  input.source_names = {"tax"};
  input.source_of_record.assign(count, 0);
  for (size_t c = 0; c < columns.size(); ++c) {
    newlyn::record::TextColumnBuilder builder(columns[c].first);
    for (size_t n = 0; n < count; ++n) builder.add(values_of(n)[c]);
    input.columns.push_back({columns[c].second, builder.finish()});
  }
  return input;
}

/// Fits a model to two thousand people.
std::string fitted_model() {
  constexpr size_t kPeople = 2'000;
  newlyn::RunContext run;
  const auto linked = newlyn::linkage::link_records(people(kPeople), {}, run);
  return newlyn::linkage::write_fitted_model(
      *newlyn::linkage::fit_model(people(kPeople), {linked->result().model}));
}

void tell(uint64_t n) {
  std::printf("%llu\n", static_cast<unsigned long long>(n));
  std::fflush(stdout);
}

int work(const IndexPlan& plan, const std::string& journal, uint64_t from) {
  newlyn::RunContext run;
  DurableIndex durable(journal, plan, run);
  std::vector<std::thread> threads;
  std::atomic<int> status{0};
  for (uint64_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (uint64_t step = 0; step < kSteps; ++step) {
        const uint64_t n = from + step * kThreads + thread;
        try {
          durable.apply({nth_change(n)});
        } catch (const newlyn::Error& error) {
          std::fprintf(stderr, "%s\n", error.what());
          status = newlyn::code_row(error.code()).exit_status;
          return;
        }
        tell(n);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return status;
}

int verify(IndexPlan plan, const std::string& journal) {
  plan.checkpoint_seconds = -1;
  newlyn::RunContext run;
  std::vector<std::string> findings;
  DurableIndex durable(journal, plan, run);
  durable.read([&](const EntityIndex& index) {
    findings = index.check(true, run);
    index.each_record([](const newlyn::index::Record& record, const std::string&) {
      std::printf("%s\n", record.key.id.c_str());
    });
  });
  std::fprintf(stderr, "from snapshot: %d\n", durable.state().from_snapshot ? 1 : 0);
  for (const std::string& finding : durable.check_journal(run)) findings.push_back(finding);
  for (const std::string& finding : findings) std::fprintf(stderr, "%s\n", finding.c_str());
  return findings.empty() ? 0 : 1;
}

int run_verb(const std::vector<std::string>& words) {
  newlyn::set_thread_count(1);
  if (words.size() == 2 && words[0] == "model") {
    std::ofstream(words[1]) << fitted_model();
    return 0;
  }
  if (words.size() == 4 && words[0] == "work") {
    return work(plan_of(words[1]), words[2], std::strtoull(words[3].c_str(), nullptr, 10));
  }
  if (words.size() == 3 && words[0] == "verify") return verify(plan_of(words[1]), words[2]);
  std::fputs("Usage: index_driver model|work|verify MODEL [JOURNAL] [FROM]\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_verb({argv + 1, argv + argc});
  } catch (const newlyn::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return newlyn::code_row(error.code()).exit_status;
  }
}
