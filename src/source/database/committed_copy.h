// SPDX-License-Identifier: MIT
// What is committed in an SQLite database with a write-ahead log, read without a lock on it.
#pragma once

#include <string>

#include "base/run_context.h"

namespace newlyn::source {

/// True for an SQLite database that writes ahead: what was committed last stands in DATABASE-wal,
/// and whoever reads it the usual way takes locks in DATABASE-shm, which is writing.
bool writes_ahead(const std::string& database);

/// A copy of such a database with its log, in a folder for this account alone, gone with the
/// object. The database and the files beside it are only read.
class CommittedCopy {
 public:
  /// Copies both as they stand together: where somebody writes the database back from its log
  /// meanwhile, it is copied again. Throws Error: source_unreadable where that does not end,
  /// storage_full, output_unwritable, interrupted.
  CommittedCopy(const std::string& database, const std::string& temporary_folder,
                const RunContext& run);

  /// The database to read in place of the other.
  std::string database() const { return folder_.path + "/copy.sqlite"; }

 private:
  /// A folder that is removed with its files: by us, or by the next store that is opened.
  struct Folder {
    explicit Folder(const std::string& temporary_folder);
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();

    std::string path;
    int lock = -1;
  };

  Folder folder_;
};

}  // namespace newlyn::source
