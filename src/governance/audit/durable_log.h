// SPDX-License-Identifier: MIT
// The audit log on a disk: group commit into the journal, tiles behind it.
//
// 1. An entry is answered for only when its group and the head after it are synced: one sync.
// 2. One thread at a time is busy with the journal; who waits meanwhile shares the next group.
// 3. Tiles are written beside the commits, from a copy; the journal keeps every entry until the
//    checkpoint that covers it is durable.
// 4. A sync that failed is never followed by "done": the log refuses until it is opened again,
//    which writes the journal anew.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "governance/audit/disk.h"
#include "governance/audit/journal.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"
#include "governance/audit/subject_keys.h"
#include "governance/audit/tile_writer.h"
#include "governance/audit/typed_keys.h"
#include "governance/audit_log.h"

namespace newlyn::governance {

/// Files of a log's folder.
struct LogFiles {
  std::string folder;
  std::string checkpoint() const { return folder + "/checkpoint"; }
  std::string journal() const { return folder + "/journal"; }
  std::string secret_key() const { return folder + "/log.key"; }
  std::string public_key() const { return folder + "/log.pub"; }
  std::string subject_keys() const { return folder + "/subjects.keys"; }
  std::string typed_keys() const { return folder + "/typed.keys"; }
  std::string lock() const { return folder + "/log.lock"; }
};

/// See AuditLog.
class DurableLog : public AuditLog {
 public:
  DurableLog(LogFiles files, Disk& disk, const KeyRing& ring);

  uint64_t append(const AuditEntry& entry) override;
  void publish() override;
  uint64_t size() const override;
  std::string checkpoint() const override;
  std::vector<AuditRecord> read(uint64_t begin, uint64_t end) const override;
  std::vector<AuditRecord> read_subject(const std::string& subject) const override;
  AuditProof prove(uint64_t number) override;
  bool erase_subject(const std::string& subject) override;
  bool erase_typed(uint64_t number) override;

 private:
  /// One caller whose entry is on its way.
  struct Waiter {
    LogRecord record;
    uint64_t number = 0;
    std::exception_ptr problem;
    bool done = false;
    std::condition_variable woken;  // it is done, or nobody is busy
  };
  using Group = std::vector<std::shared_ptr<Waiter>>;

  void recover(const Journal& journal, const TreeHead& published);
  void begin_journal(uint64_t base, std::string_view groups);
  void commit(const Group& group);
  void write_group(std::span<const LogRecord> records, const TreeHead& head);
  void lead(std::unique_lock<std::mutex>& lock);
  void hand_on(std::unique_lock<std::mutex>& lock);
  void settle() noexcept;
  void publish_held();
  void move_journal(uint64_t size);
  void wait_until_free(std::unique_lock<std::mutex>& lock);
  std::vector<LogRecord> records(uint64_t begin, uint64_t end) const;
  std::vector<LogRecord> bundle(uint64_t index) const;
  AuditRecord read_one(const LogRecord& record, uint64_t number) const;

  const LogFiles files_;
  Disk& disk_;
  const KeyPair key_;
  OpenFile lock_file_;
  // Reading entries asks them, which changes nothing of the log; each has its own lock.
  mutable SubjectKeys keys_;
  mutable TypedKeys typed_keys_;

  mutable std::mutex mutex_;
  std::condition_variable turned_;
  Group queue_;
  bool busy_ = false;    // a thread is writing the journal
  bool failed_ = false;  // until the log is opened again

  CompactTree tree_;
  std::string note_;              // the head over everything
  uint64_t published_ = 0;        // entries under the checkpoint
  uint64_t publish_after_ = 0;    // entries beyond them
  uint64_t recent_begin_ = 0;     // the number of the first of recent_: in no full bundle
  std::deque<LogRecord> recent_;  // so that tiles and readers need not read the journal
  OpenFile journal_;
  size_t journal_end_ = 0;
  unsigned slot_ = 0;
  std::vector<std::pair<uint64_t, size_t>> group_ends_;  // entry number, offset in the journal

  std::mutex publishing_;
  TileWriter tiles_;
};

}  // namespace newlyn::governance
