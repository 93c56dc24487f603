// SPDX-License-Identifier: MIT
// The story of a run: open, read beside the store, judge, compare and store in one transaction.
#include "source/crawl.h"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "source/crawl/batches.h"
#include "source/crawl/history.h"
#include "source/crawl/judge.h"
#include "source/crawl/store_rows.h"

namespace newlyn::source {
namespace {

using store::Parameter;
using store::quote_name;

// What the definition says about the rows; when it changes, the same files are read anew.
std::string definition_hash(const Definition& definition) {
  std::string words;
  for (const std::string* part :
       {&definition.from, &definition.table, &definition.query, &definition.sheet,
        &definition.layout, &definition.records, &definition.watermark, &definition.where}) {
    words += *part + '\n';
  }
  for (const std::string& key : definition.key) words += "key " + key + '\n';
  for (const MappedColumn& column : definition.columns) words += "copy " + column.name + '\n';
  return fmt::format("{:016x}", hash_bytes(words));
}

class Crawl {
 public:
  Crawl(store::Store& store, const Definition& definition, const CrawlWishes& wishes)
      : store_(store), definition_(definition), wishes_(wishes) {}

  CrawlReport go(RunContext& run) {
    begin();
    try {
      // Files are read, a database is connected to; the columns are then known.
      run.step("opening", [&] { open(run); });
      // The rows are copied beside the store's own data, with their keys.
      if (going_on()) run.step("reading", [&] { read(); });
      // A delivery that is not as agreed waits for a person.
      if (going_on()) run.step("checking", [&] { check(); });
      // New, changed and returned records get a version; all in one transaction with the history.
      if (going_on()) run.step("storing", [&] { store_rows(); });
      // A complete run was written into the history with what it stored.
      if (report_.run.state != "complete") end_without_rows();
    } catch (const Error& error) {
      throw fail(source_failure(definition_, error));
    }
    report_.issues = source_.reading.issues;
    report_.warnings = source_.reading.warnings;
    return std::move(report_);
  }

 private:
  // True until the run has come to its state.
  bool going_on() const { return report_.run.state.empty(); }

  void begin() {
    report_.run = begin_run(store_, definition_.name);
    report_.run.definition = definition_hash(definition_);
    report_.interrupted_run = interrupted_run(store_, definition_.name, report_.run.run);
    before_.last = last_complete(store_, definition_.name);
    before_.last_full = last_full(store_, definition_.name);
    before_.columns = known_columns(store_, definition_.name);
  }

  void open(RunContext& run) {
    source_ = open_source(store_, definition_, run);
    SourceRun& now = report_.run;
    now.content_hash = source_.content_hash;
    for (const DeliveredFile& file : source_.files) {
      now.delivered = std::max(now.delivered, file.written_micros);
    }
    const bool same = before_.last && !now.content_hash.empty() &&
                      before_.last->content_hash == now.content_hash &&
                      before_.last->definition == now.definition;
    if (same && !wishes_.accept && before_.last->delivered == now.delivered) {
      now.state = "nothing new";
      now.message = fmt::format("The files are those of run {}.", before_.last->run);
      return;
    }
    check_columns(definition_, source_.columns);
    report_.schema = compare_columns(definition_, before_.columns, source_.columns);
    if (wishes_.accept) accept_types();
  }

  // A person takes the columns as they are now: only those that are not there are kept back.
  void accept_types() {
    std::erase_if(report_.schema.kept_back, [&](const std::string& column) {
      return std::any_of(source_.columns.begin(), source_.columns.end(),
                         [&](const SourceColumn& now) { return now.name == column; });
    });
  }

  bool has_column(const std::string& name) const {
    return std::any_of(source_.columns.begin(), source_.columns.end(),
                       [&](const SourceColumn& column) { return column.name == name; });
  }

  void read() {
    taking_.columns.clear();
    for (const MappedColumn& column : definition_.columns) {
      const auto& kept_back = report_.schema.kept_back;
      if (std::find(kept_back.begin(), kept_back.end(), column.name) == kept_back.end()) {
        taking_.columns.push_back(column.name);
      }
    }
    taking_.since = watermark_to_read_from();
    SourceRun& now = report_.run;
    now.kind = taking_.since ? "incremental" : "full";
    const Taken taken = take();
    now.rows_read = taken.rows_read;
    now.rows_kept = taken.rows_kept;
    now.rows_rejected = taken.rows_rejected;
    now.rows_filtered = taken.rows_filtered;
    now.watermark = taken.watermark;
    tell_left_out();
    if (now.watermark.empty() && before_.last) now.watermark = before_.last->watermark;
    if (now.kind == "full" && taken.rows_lost > 0) {
      now.kind = "partial";
      source_.reading.warnings.push_back(
          "Rows were rejected whose records are not known, so what this run did not show does not "
          "count towards gone.");
    }
  }

  // The rows of the delivery, at once or in batches after those that an earlier run has kept.
  Taken take() {
    Batches batches(store_, definition_, taking_, source_);
    report_.resumed = batches.take_over(report_.run, taking_, report_.anew);
    if (report_.interrupted_run && !report_.resumed && report_.anew.empty()) {
      report_.anew = batches.without_order();
    }
    if (!batches.are_many()) {
      Taken taken = take_rows(store_, definition_, taking_, source_);
      leave_out(taken);
      return taken;
    }
    if (report_.resumed) {
      report_.run.message = fmt::format("It goes on after the {} rows that run {} had read.",
                                        report_.resumed->rows, report_.resumed->run);
    }
    while (batches.next(taking_)) {
      Taken part = take_part(store_, definition_, taking_, source_);
      leave_out(part);
      batches.keep(report_.run, taking_, std::move(part));
    }
    // All rows are kept, so those that were read into memory go before they come together again.
    for (const InputTable& table : source_.reading.tables) {
      if (!table.typed) store_.run(fmt::format("DROP TABLE {}", quote_name(table.table)));
    }
    store_.give_back_memory();
    Taken taken = batches.join(taking_);
    sum_up(definition_, source_, taken);
    // Somebody may have been erased since the first batches were kept.
    if (report_.resumed) leave_out(taken);
    return taken;
  }

  // Takes rows, and values of rows that stay, out of what was taken.
  void leave_out(Taken& taken) {
    if (!wishes_.leaves_out) return;
    const LeftOut left_out = wishes_.leaves_out(store_, taking_);
    const uint64_t gone = take_out(store_, taking_, left_out);
    taken.rows_kept -= gone;
    taken.rows_filtered += gone;
    rows_left_out_ += gone;
    for (const LeftOutReason& reason : left_out.reasons) add_reason(reason);
  }

  // Batches have the same reasons.
  void add_reason(const LeftOutReason& reason) {
    const auto known = std::find_if(reasons_.begin(), reasons_.end(),
                                    [&](const auto& one) { return one.words == reason.words; });
    if (known == reasons_.end()) {
      reasons_.push_back(reason);
      return;
    }
    for (size_t i = 0; i < reason.counts.size(); ++i) known->counts[i] += reason.counts[i];
  }

  void tell_left_out() {
    for (const LeftOutReason& reason : reasons_) {
      fmt::dynamic_format_arg_store<fmt::format_context> counts;
      for (const uint64_t count : reason.counts) counts.push_back(count);
      source_.reading.warnings.push_back(fmt::vformat(reason.words, counts));
    }
  }

  // Nothing where everything is to be read.
  std::optional<std::string> watermark_to_read_from() {
    if (definition_.watermark.empty() || !source_.files.empty()) return std::nullopt;
    if (!has_column(definition_.watermark)) {
      source_.reading.warnings.push_back(
          fmt::format("The watermark column '{}' is not in the source, so everything was read.",
                      definition_.watermark));
      return std::nullopt;
    }
    if (wishes_.full || !before_.last || before_.last->watermark.empty()) return std::nullopt;
    if (before_.last->definition != report_.run.definition) return std::nullopt;
    if (runs_since_full(store_, definition_.name) >= definition_.full_every) return std::nullopt;
    return before_.last->watermark;
  }

  void check() {
    if (wishes_.accept) return;
    // What may not be stored was delivered all the same.
    SourceRun delivered = report_.run;
    delivered.rows_kept += rows_left_out_;
    const std::string reason = reason_to_hold(definition_, report_.schema, before_, delivered);
    if (reason.empty()) return;
    report_.run.state = "held";
    report_.run.message = reason;
  }

  void store_rows() {
    StoringRows rows{definition_, taking_, report_.schema.kept_back};
    store_.run("BEGIN TRANSACTION");
    try {
      store_versions(store_, rows, report_.run);
      if (report_.run.kind == "full") store_absence(store_, rows, report_.run);
      report_.run.state = "complete";
      store_columns(store_, report_.run,
                    columns_to_note(definition_, report_.schema, before_.columns, source_.columns));
      end_run(store_, report_.run);
      drop_batches(store_, definition_.name);
      store_.run("COMMIT");
    } catch (...) {
      report_.run.state.clear();
      roll_back(store_);
      throw;
    }
  }

  // What a run that is held or brings nothing new has read is not gone on from.
  void end_without_rows() {
    drop_batches(store_, definition_.name);
    end_run(store_, report_.run);
  }

  // Notes the failure, as far as the store lets us, and hands it on.
  Error fail(const Error& error) {
    SourceRun& now = report_.run;
    now.state = error.code() == Code::interrupted ? "interrupted" : "failed";
    now.message = error.what();
    try {
      end_run(store_, now);
    } catch (const Error&) {
      return error;
    }
    return error;
  }

  store::Store& store_;
  const Definition& definition_;
  const CrawlWishes& wishes_;
  CrawlReport report_;
  Before before_;
  OpenSource source_;
  Taking taking_;
  uint64_t rows_left_out_ = 0;  // delivered, but may not be stored
  std::vector<LeftOutReason> reasons_;
};

}  // namespace

CrawlReport crawl(store::Store& store, const Definition& definition, const CrawlWishes& wishes,
                  RunContext& run) {
  const BesideStore beside(store);
  return Crawl(store, definition, wishes).go(run);
}

}  // namespace newlyn::source
