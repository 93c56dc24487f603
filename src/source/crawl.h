// SPDX-License-Identifier: MIT
// Reading a source again and again: what is new, changed or gone, and what waits for a person.
//
// 1. Everything is append-only: versions of records, runs, columns, what was not seen.
// 2. A run is stored whole in one transaction or not at all.
// 3. A record is gone after `gone_after` complete clean runs without it, one after another. Its
//    versions stay.
// 4. A delivery that is not as agreed is held: nothing of it is stored, and it does not count.
// 5. Reading the same data again stores no version.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "source/open_source.h"

namespace newlyn::source {

/// One run over a source, as the history keeps it. read == kept + rejected + filtered.
struct SourceRun {
  int64_t run = 0;
  std::string source;
  int64_t began = 0;  // microseconds since 1970
  int64_t ended = 0;
  std::string state;  // complete, nothing new, held, failed; interrupted when it never ended
  std::string kind;   // full, incremental
  uint64_t rows_read = 0;
  uint64_t rows_kept = 0;
  uint64_t rows_rejected = 0;
  uint64_t rows_filtered = 0;
  uint64_t added = 0;
  uint64_t changed = 0;
  uint64_t returned = 0;  // were gone and are back
  uint64_t unchanged = 0;
  uint64_t unseen = 0;       // known, not gone, and not in this run
  uint64_t gone = 0;         // newly
  std::string content_hash;  // of the files delivered
  int64_t delivered = 0;     // when the newest of them was written
  std::string watermark;
  std::string definition;  // what the definition said of the rows, hashed
  std::string message;     // why it was held or failed
};

/// What became of the columns since the last complete run.
struct SchemaChange {
  std::vector<std::string> found;  // new in the source
  std::vector<std::string> lost;
  std::vector<std::pair<std::string, std::string>> retyped;  // column, "number, now text"
  std::vector<std::string> kept_back;  // copied columns whose last values stay
};

/// A column of the source as the last complete run saw it.
struct KnownColumn {
  std::string name;
  std::string type;
  bool copied = false;
};

/// Why rows are left out, for the warnings of a run: a sentence with {} for each of the counts.
struct LeftOutReason {
  std::string words;
  std::vector<uint64_t> counts;
};

/// What of a delivery may not be stored, by native ids.
struct LeftOut {
  std::vector<std::string> rows;
  std::vector<std::pair<std::string, std::vector<std::string>>> columns;  // of rows that stay
  std::vector<LeftOutReason> reasons;
};

/// How a source is read this time.
struct CrawlWishes {
  bool full = false;    // everything, though a watermark would allow less
  bool accept = false;  // a person takes this delivery as it is, and the columns as they are
  /// Asked about the rows that were taken, before any is stored; those left out count as filtered.
  /// Empty: all may be stored.
  std::function<LeftOut(store::Store&, const Taking&)> leaves_out = {};
};

/// A run that was cut off, and how many of its rows another one goes on after.
struct ResumedRun {
  int64_t run = 0;
  uint64_t rows = 0;
};

/// The report of a run.
struct CrawlReport {
  SourceRun run;
  SchemaChange schema;
  std::vector<ReadIssue> issues;
  std::vector<std::string> warnings;
  std::optional<int64_t> interrupted_run;  // one before this that never ended
  std::optional<ResumedRun> resumed;       // what this run goes on from
  std::string anew;                        // why it does not, where an earlier run had kept rows
};

/// Reads a source as its definition says and stores what changed. A delivery that has to wait ends
/// as a run in state "held". A failure is noted in the history and thrown on; nothing else is
/// stored.
CrawlReport crawl(store::Store& store, const Definition& definition, const CrawlWishes& wishes,
                  RunContext& run);

/// Compares the columns of a source with those known, and with what the definition copies.
SchemaChange compare_columns(const Definition& definition, const std::vector<KnownColumn>& known,
                             const std::vector<SourceColumn>& now);

/// The last `count` runs of a source, newest first.
std::vector<SourceRun> source_runs(store::Store& store, const std::string& source, size_t count);

/// The columns that the last complete run saw; none before there was one.
std::vector<KnownColumn> known_columns(store::Store& store, const std::string& source);

/// A query for the last version of every record in a table of record versions. `table` stands in
/// SQL as it is.
std::string last_versions_sql(const std::string& table);

/// The number of the last complete run; 0 before there was one.
int64_t last_complete_run(store::Store& store, const std::string& source);

/// A run before the number `before` that began after the last one that ended, and never did end.
std::optional<int64_t> interrupted_run(store::Store& store, const std::string& source,
                                       int64_t before);

/// Records known and not gone.
uint64_t record_count(store::Store& store, const std::string& source);

/// The values of a record's last version, by column; none when it is not known.
std::vector<std::pair<std::string, std::string>> record_values(store::Store& store,
                                                               const std::string& source,
                                                               const std::string& native_id);

/// The same of the last version that a run brought which began by a second, "2026-11-28T12:00:00".
std::vector<std::pair<std::string, std::string>> record_values(store::Store& store,
                                                               const std::string& source,
                                                               const std::string& native_id,
                                                               const std::string& by);

/// Erases all versions and the history of a source. For `source remove --with-records`.
void erase_records(store::Store& store, const std::string& source);

/// Removes the rows that runs which were cut off have kept to go on from: of one source, or of all.
void forget_cut_off(store::Store& store, const std::string& source = "");

/// Makes the tables of the history where they are not there. Runs once per opened workspace.
void prepare_history(store::Store& store);

/// Lets a database in memory be the default catalog while this lives, so that what is read lies
/// beside the store's own data and is gone afterwards.
class BesideStore {
 public:
  explicit BesideStore(store::Store& store);
  BesideStore(const BesideStore&) = delete;
  BesideStore& operator=(const BesideStore&) = delete;
  ~BesideStore();

 private:
  store::Store& store_;
};

}  // namespace newlyn::source
