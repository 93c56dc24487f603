// SPDX-License-Identifier: MIT
// Long deliveries are read in batches that are kept in the store beside the records, so that a run
// that was cut off is not read from its beginning again.
//
// 1. A batch is kept in one transaction with its counts, its place and the plan it belongs to.
// 2. Batches are no records: nothing but the run that goes on after them looks at them.
// 3. A run goes on only after batches of the same plan: the same files by their hashes or the same
//    table, the same rules, the same columns.
// 4. What a run stores stays one transaction; the batches go in it.
// 5. A batch ends before its long values take more memory than limits::kHeavyBytesMax.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/crawl.h"
#include "source/database/native_sql.h"
#include "source/database/short_rows.h"

namespace newlyn::source {

/// The batches of one delivery.
class Batches {
 public:
  /// Cuts the delivery: files with a key by their rows, tables by a key of one column or the
  /// watermark. Asks a database for the end of the first batch. What is handed over stays. Throws
  /// Error(resource_exhausted) for more long values than a delivery may have together.
  Batches(store::Store& store, const Definition& definition, const Taking& taking,
          const OpenSource& source);

  /// Whether there is more than one. Where there is not, rows are read at once.
  bool are_many() const { return cut_ != Cut::none; }

  /// Why rows can be kept in no order, as a clause; empty where they can or are few.
  const std::string& without_order() const { return without_order_; }

  /// Takes over what a run before `now` has kept, or clears it away where it cannot be gone on
  /// from: then nothing is returned, and `anew` says why.
  std::optional<ResumedRun> take_over(const SourceRun& now, const Taking& taking,
                                      std::string& anew);

  /// Moves to the next batch. `taking` is then told what to read. False when all are kept.
  bool next(Taking& taking);

  /// Keeps the rows that stand in the table of `taking`, with their counts.
  void keep(const SourceRun& now, const Taking& taking, Taken taken);

  /// Puts the rows of all batches into the table of `taking` and returns their counts.
  Taken join(const Taking& taking) const;

 private:
  enum class Cut : uint8_t { none, files, column };

  void cut_files(const OpenSource& source);
  void cut_table(const OpenSource& source);
  void choose_column(const OpenSource& source);
  bool cut_by(const std::string& column);
  std::string plan_of(const SourceRun& now, const Taking& taking) const;
  std::string part_end() const;
  std::string light_part_end(uint64_t rows) const;
  void measure(const NativeTable& table, const NativePart& part);
  void add_sizes(const RowSizes& more);
  std::string table_part(const Taking& taking) const;
  NativeTable table() const;

  store::Store& store_;
  const Definition& definition_;
  Cut cut_ = Cut::none;
  std::vector<std::string> file_parts_;  // each stands after FROM
  uint64_t file_rows_ = 0;
  RowSizes sizes_;  // of the rows that were measured so far
  const Taking& taking_;
  const OpenSource& source_;
  std::string cut_column_;
  std::string without_order_;
  std::string watermark_;  // of the table when its first batch was read
  std::string plan_;
  uint64_t number_ = 0;  // of batches that are kept
  std::string reached_;  // the last value of the last of them
  std::string last_;     // of the batch that is read now; empty: it is the last one
  bool over_ = false;
};

/// Removes the batches of a source.
void drop_batches(store::Store& store, const std::string& source);

}  // namespace newlyn::source
