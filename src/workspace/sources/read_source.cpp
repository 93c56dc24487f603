// SPDX-License-Identifier: MIT
// Reading, removing, linking into the source's own system, and what starts the runs.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "source/note_failure.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/index/source_look.h"
#include "workspace/mapping/expression_faults.h"
#include "workspace/rights/restricted_rows.h"
#include "workspace/rights/suppression.h"
#include "workspace/rights/withheld_rows.h"
#include "workspace/sources.h"
#include "workspace/sources/standardise_source.h"
#include "workspace/sources/write_status.h"

namespace newlyn::workspace {
namespace {

// Writes the status whatever became of the run; a run that failed is what monitoring waits for.
class StatusAfter {
 public:
  StatusAfter(const Home& home, store::Store& store) : home_(home), store_(store) {}
  StatusAfter(const StatusAfter&) = delete;
  StatusAfter& operator=(const StatusAfter&) = delete;
  ~StatusAfter() {
    try {
      write_status(home_, store_);
    } catch (const std::exception&) {
      return;
    }
  }

 private:
  const Home& home_;
  store::Store& store_;
};

struct Job {
  std::string_view name;
  std::string command;
  const std::string& time;
};

std::string cron_line(const Home& home, const std::string& program, const Job& job) {
  const std::string when = job.time == "hourly"
                               ? std::string("0 * * * *")
                               : fmt::format("{} {} * * *", std::stoi(job.time.substr(3)),
                                             std::stoi(job.time.substr(0, 2)));
  return fmt::format("{} {} {} --workspace {}\n", when, program, job.command, home.folder);
}

std::string systemd_units(const Home& home, const std::string& program, const Job& job) {
  const std::string when =
      job.time == "hourly" ? std::string("hourly") : fmt::format("*-*-* {}:00", job.time);
  return fmt::format(
      "# /etc/systemd/system/newlyn-{0}.service\n"
      "[Unit]\nDescription=Newlyn: {1}\n\n"
      "[Service]\nType=oneshot\nExecStart={2} {1} --workspace {3}\nUMask=0077\n\n"
      "# /etc/systemd/system/newlyn-{0}.timer\n"
      "[Unit]\nDescription=When Newlyn runs: {1}\n\n"
      "[Timer]\nOnCalendar={4}\nPersistent=true\n\n"
      "[Install]\nWantedBy=timers.target\n\n",
      job.name, job.command, program, home.folder, when);
}

/// Where something is read, and what for.
struct Reader {
  const Home& home;
  const std::string& purpose;
};

/// Reads one source and standardises what it brought.
source::CrawlReport read_into(const Reader& reader, const std::string& name,
                              const source::CrawlWishes& wishes, RunContext& run) {
  const Home& home = reader.home;
  const source::Definition definition = source::read_definition(home.definition_of(name), name);
  const auto mapping = source::read_mapping(home.mapping_of(name));
  const auto store = open_home_store(home);
  source::prepare_history(*store);
  const StatusAfter status(home, *store);
  const Suppression suppression(home);
  source::CrawlWishes wanted = wishes;
  const WithheldRows withheld(home, name);
  if (!suppression.is_empty() || !withheld.is_empty() || !reader.purpose.empty()) {
    wanted.leaves_out = [&](store::Store& staged, const source::Taking& taking) {
      // The rows were taken and none is stored yet.
      expect_usable(home, reader.purpose, kEndedMeanwhile);
      source::LeftOut left_out;
      if (!suppression.is_empty()) {
        left_out = suppression.left_out(staged, {definition, mapping, taking});
      }
      withheld.add_to(left_out, staged, taking);
      return left_out;
    };
  }
  source::CrawlReport report = source::crawl(*store, with_secret(home, definition), wanted, run);
  try {
    standardise_source(*store, definition, mapping, run);
    if (mapping && source::last_complete_run(*store, name) != 0) {
      for (std::string& fault :
           expression_faults(*store, definition, *mapping, current_rows(name))) {
        report.warnings.push_back(std::move(fault));
      }
    }
  } catch (const Error& error) {
    // The rows are stored; that nothing can be made of them is what monitoring has to hear.
    if (error.code() != Code::interrupted) source::note_failure(*store, name, error.what());
    throw;
  }
  return report;
}

/// Takes a source out. Returns how many records it had.
uint64_t remove_from(const Home& home, const std::string& name, bool with_records) {
  const std::string file = home.definition_of(name);
  if (!std::filesystem::exists(file)) source::read_definition(file, name);
  const auto store = open_home_store(home);
  source::prepare_history(*store);
  const uint64_t records = source::record_count(*store, name);
  source::forget_cut_off(*store, name);
  if (with_records) {
    source::erase_records(*store, name);
    for (const char* made : {"standard_", "relation_", "value_"}) {
      drop_made(*store, made + name);
    }
  }
  std::error_code failed;
  if (!std::filesystem::remove(file, failed)) {
    throw Error(Code::output_unwritable,
                fmt::format("The definition {} cannot be removed: {}.", file, failed.message()));
  }
  std::filesystem::remove(home.mapping_of(name), failed);
  write_status(home, *store);
  return records;
}

/// Refuses a link with a value that may not be shown. The key is what the person asked with.
void expect_shown_link(const source::Definition& definition, const SourceLook& look) {
  const std::string& link = definition.link;
  for (size_t at = link.find('{'); at != link.npos; at = link.find('{', at + 1)) {
    const std::string column = link.substr(at + 1, link.find('}', at) - at - 1);
    const auto& key = definition.key;
    const bool is_key = std::find(key.begin(), key.end(), column) != key.end();
    if (is_key || look.shows(definition.name, column)) continue;
    throw Error(Code::access_refused,
                fmt::format("The link of source '{}' holds its column {}, which this purpose does "
                            "not show. Use another purpose.",
                            definition.name, column));
  }
}

/// The address of a record in its own system.
std::string link_of(const SourceLook& look, const Asked& asked, const std::string& name,
                    const std::string& native_id) {
  RunContext run;
  const Home home = find_home(asked.workspace);
  const source::Definition definition = source::read_definition(home.definition_of(name), name);
  if (definition.link.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("The definition of source '{}' has no link. Add one: link = "
                            "\"https://system.example.org/record/{{id}}\".",
                            name));
  }
  expect_shown_link(definition, look);
  const auto store = open_home_store(home);
  if (restricted_rows(home, *store, {name, asked.purpose}, run).contains(native_id)) {
    throw Error(Code::access_refused,
                fmt::format("{}:{} is restricted at the person's request, or to who is cleared: it "
                            "is shown to the officers named under [rights] in newlyn.toml, or to "
                            "those whom policy/facts.toml clears. newlyn rights requests lists "
                            "requests.",
                            name, native_id));
  }
  const auto values = source::record_values(*store, name, native_id);
  if (values.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("Source '{}' has no record with this key.", name));
  }
  return source::record_link(definition, values);
}

/// The units or lines of the schedule.
std::string jobs_text(const Home& home, const std::string& program, bool cron) {
  const HomeSchedule schedule = read_schedule(home);
  const std::string link =
      schedule.link_purpose.empty() ? "link" : "link --purpose " + schedule.link_purpose;
  std::string text;
  for (const Job& job :
       {Job{"read", "source read --all", schedule.read}, Job{"link", link, schedule.link}}) {
    if (job.time.empty()) continue;
    text += cron ? cron_line(home, program, job) : systemd_units(home, program, job);
  }
  if (!text.empty()) return text;
  throw Error(Code::request_invalid,
              fmt::format("{} sets no time. Write read = \"02:00\" under [schedule] there.",
                          home.settings()));
}

}  // namespace

source::CrawlReport source_read(const Asked& asked, const std::string& name,
                                const source::CrawlWishes& wishes, RunContext& run) {
  const Home home = find_home(asked.workspace);
  source::CrawlReport report;
  make_change(home, {"source read", "source " + name, asked.purpose}, [&] {
    report = read_into({home, asked.purpose}, name, wishes, run);
    return report.run.rows_kept;
  });
  return report;
}

uint64_t source_remove(const Asked& asked, const std::string& name, bool with_records) {
  const Home home = find_home(asked.workspace);
  uint64_t records = 0;
  const std::string what =
      fmt::format("source {} {}", name, with_records ? "with its records" : "without its records");
  make_change(home, {"source remove", what, asked.purpose},
              [&] { return records = remove_from(home, name, with_records); });
  return records;
}

std::string source_link(const Asked& asked, const std::string& name, const std::string& native_id) {
  const Home home = find_home(asked.workspace);
  Deed deed{"source link", "source " + name, asked.purpose, 1};
  deed.subject = fmt::format("{}:{}", name, native_id);
  const SourceLook look(home, asked, {"source_link", "Opening a record", {name}});
  return answer_traced(home, deed, [&](Deed&) { return link_of(look, asked, name, native_id); });
}

std::string schedule_text(const Asked& asked, const std::string& program, bool cron) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"source schedule", "the schedule", asked.purpose},
                       [&](Deed&) { return jobs_text(home, program, cron); });
}

}  // namespace newlyn::workspace
