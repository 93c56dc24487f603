// SPDX-License-Identifier: MIT
// An SQLite database with a write-ahead log is read with what is committed last, and nothing beside
// it is touched, not even where it could not be.
#include "source/database/committed_copy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <map>

#include "source/file_hash.h"
#include "source/open_source.h"
#include "source/testing/sample_folder.h"

namespace newlyn::source {
namespace {

namespace fs = std::filesystem;

// Runs a script of Python over the database.
int python(const std::string& script, const std::string& database) {
  const int status = std::system(fmt::format("python3 -c \"{}\" '{}'", script, database).c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr const char* kWritten =
    "import sqlite3, os, sys; c = sqlite3.connect(sys.argv[1]); "
    "c.execute('PRAGMA journal_mode = WAL'); "
    "c.execute('CREATE TABLE tenants (tenant_id INTEGER PRIMARY KEY, surname TEXT)'); "
    "c.executemany('INSERT INTO tenants VALUES (?, ?)', [(i, 'Haddad') for i in range(100)]); "
    "c.commit(); c.execute('PRAGMA wal_checkpoint(TRUNCATE)'); "
    "c.execute('INSERT INTO tenants VALUES (501, \\'Khoury\\')'); c.commit(); os._exit(0)";

Definition tenants(const std::string& database) {
  Definition definition;
  definition.name = "tenants";
  definition.from = database;
  definition.table = "tenants";
  return definition;
}

int64_t rows_of(const std::string& database) {
  const auto store = store::Store::open({});
  RunContext run;
  const OpenSource source = open_source(*store, tenants(database), run);
  return store->number("SELECT count(*) FROM " + source.relation);
}

// The hash and the time of writing of every file of a folder.
std::map<std::string, std::pair<std::string, int64_t>> state_of(const std::string& folder) {
  std::map<std::string, std::pair<std::string, int64_t>> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename()] = {file_hash(entry.path()),
                                      entry.last_write_time().time_since_epoch().count()};
  }
  return files;
}

size_t copies_left() {
  size_t left = 0;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path())) {
    const std::string name = entry.path().filename();
    left += name.starts_with(fmt::format("newlyn-spill-{}-copy", getpid())) ? 1 : 0;
  }
  return left;
}

TEST(committed_copy, what_is_committed_last_is_read_and_no_file_is_touched) {
  const SampleFolder folder;
  const std::string database = folder.path() + "/housing.db";
  ASSERT_EQ(python(kWritten, database), 0);
  ASSERT_GT(fs::file_size(database + "-wal"), 0u);
  ASSERT_TRUE(fs::exists(database + "-shm"));
  const auto before = state_of(folder.path());
  EXPECT_EQ(rows_of(database), 101);
  EXPECT_EQ(state_of(folder.path()), before);
  // Without the index beside it as well, and with an empty log.
  fs::remove(database + "-shm");
  EXPECT_EQ(rows_of(database), 101);
  EXPECT_EQ(folder.count(), 2u);
  fs::remove(database + "-wal");
  EXPECT_EQ(rows_of(database), 100);
  EXPECT_EQ(folder.count(), 1u);
  EXPECT_EQ(copies_left(), 0u);
}

TEST(committed_copy, a_folder_that_may_only_be_read_is_enough) {
  const SampleFolder folder;
  const std::string database = folder.path() + "/housing.db";
  ASSERT_EQ(python(kWritten, database), 0);
  // Somebody else than root is kept from writing by the rights of the folder.
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const bool bound =
      (unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) &&
      mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      mount(folder.path().c_str(), folder.path().c_str(), nullptr, MS_BIND, nullptr) == 0 &&
      mount(nullptr, folder.path().c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) ==
          0;
  EXPECT_TRUE(bound || geteuid() != 0);
  EXPECT_EQ(rows_of(database), 101);
  if (bound) umount(folder.path().c_str());
  fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST(committed_copy, a_database_without_a_log_is_read_in_place) {
  const SampleFolder folder;
  const std::string database = folder.path() + "/plain.db";
  ASSERT_EQ(python("import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
                   "c.execute('CREATE TABLE tenants (tenant_id INTEGER PRIMARY KEY)'); c.commit()",
                   database),
            0);
  EXPECT_FALSE(writes_ahead(database));
  EXPECT_FALSE(writes_ahead(folder.path() + "/none"));
  EXPECT_EQ(rows_of(database), 0);
  EXPECT_EQ(folder.count(), 1u);
}

TEST(committed_copy, while_somebody_writes_every_copy_is_whole) {
  const SampleFolder folder;
  const std::string database = folder.path() + "/busy.db";
  ASSERT_EQ(python(kWritten, database), 0);
  ASSERT_EQ(python("import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
                   "c.execute('CREATE TABLE rents (id INTEGER PRIMARY KEY, amount INTEGER, note "
                   "TEXT)'); c.execute('INSERT INTO rents VALUES (1, 500, 1), (2, 500, 1)'); "
                   "c.commit()",
                   database),
            0);
  const pid_t writer = fork();
  if (writer == 0) {
    // Moves money between two rows: together they always hold the same.
    execlp("python3", "python3", "-c",
           "import sqlite3, sys, time\n"
           "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
           "c.execute('PRAGMA wal_autocheckpoint = 40')\n"
           "for i in range(100000):\n"
           "  c.execute('BEGIN')\n"
           "  c.execute('UPDATE rents SET amount = amount - 1, note = ? WHERE id = 1', ('x' * "
           "3000,))\n"
           "  c.execute('UPDATE rents SET amount = amount + 1, note = ? WHERE id = 2', ('y' * "
           "3000,))\n"
           "  c.execute('COMMIT')\n"
           "  time.sleep(0.005)\n",
           database.c_str(), nullptr);
    _exit(127);
  }
  usleep(400'000);
  int whole = 0;
  int busy = 0;
  for (int i = 0; i < 12; ++i) {
    try {
      const CommittedCopy copy(database, fs::temp_directory_path(), RunContext());
      whole += python(
                   "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
                   "ok = c.execute('PRAGMA integrity_check').fetchone()[0] == 'ok'; "
                   "sum = c.execute('SELECT sum(amount) FROM rents').fetchone()[0]; "
                   "sys.exit(0 if ok and sum == 1000 else 3)",
                   copy.database()) == 0;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::source_unreadable);
      ++busy;
    }
  }
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
  EXPECT_EQ(whole + busy, 12);
  EXPECT_GT(whole, 0);
}

}  // namespace
}  // namespace newlyn::source
