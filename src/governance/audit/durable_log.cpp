// SPDX-License-Identifier: MIT
// Opens, recovers, commits and publishes the audit log.
#include "governance/audit/durable_log.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/check.h"
#include "base/clock.h"
#include "base/error.h"
#include "governance/audit/entry_text.h"
#include "governance/base64.h"

namespace newlyn::governance {
namespace {

namespace fs = std::filesystem;

/// Entries in the journal beyond the checkpoint after which tiles are written.
constexpr uint64_t kPublishEvery = 4096;
/// The same for entries that were there when the log was opened: every opening reads them again and
/// writes them anew, and verbs open it for an entry or two.
constexpr uint64_t kPublishFound = 256;

/// Most records of one group: a group is read into memory whole.
constexpr size_t kGroupMax = 4096;

[[noreturn]] void refuse_damaged(const std::string& what) {
  throw Error(
      Code::source_unreadable,
      fmt::format("The audit log cannot be opened: {}. Run newlyn audit verify, and put the "
                  "log back from a backup.",
                  what));
}

std::string read_part(const std::string& path) {
  auto bytes = read_whole(path);
  if (!bytes) refuse_damaged(fmt::format("{} is missing", path));
  return std::move(*bytes);
}

/// The path of a part of the log, which must be there.
std::string part_there(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) refuse_damaged(fmt::format("{} is missing", path));
  return path;
}

// What seals the signing key, wherever the folder lies.
constexpr std::string_view kSigningKey = "audit/log.key";

KeyPair read_key(const LogFiles& files, const KeyRing& ring) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  const std::string text = read_part(files.secret_key());
  const auto key = read_key_pair(
      sealed_with(text) ? open_sealed(text, kSigningKey, ring, files.secret_key()) : text);
  if (!key) refuse_damaged(fmt::format("{} is no signing key", files.secret_key()));
  return *key;
}

TreeHead read_checkpoint(const LogFiles& files, const PublicKey& key) {
  const auto head = open_head(read_part(files.checkpoint()), key);
  if (!head) {
    refuse_damaged(fmt::format("the signature of {} is wrong", files.checkpoint()));
  }
  return *head;
}

/// Nothing of the log may be read before it is locked: another process may be writing it.
OpenFile lock_log(const LogFiles& files) {
  OpenFile file(files.lock(), O_RDWR | O_CREAT);
  if (flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    throw Error(Code::request_invalid,
                fmt::format("Another process writes the audit log in {}. Stop it, or let it do "
                            "this.",
                            files.folder));
  }
  return file;
}

std::string time_text(int64_t micros) {
  std::string text = now_text();
  text.pop_back();
  return fmt::format("{}.{:06}Z", text, micros % 1'000'000);
}

}  // namespace

void AuditLog::create(const std::string& folder, const std::string& name, const KeyRing& ring) {
  if (!is_key_name(name)) {
    throw Error(Code::request_invalid,
                fmt::format("{} cannot name an audit log. Take one word of at most {} letters, "
                            "such as example.org/audit.",
                            name, kKeyNameMax));
  }
  const LogFiles files{folder};
  if (fs::exists(files.secret_key()) || fs::exists(files.checkpoint())) {
    throw Error(Code::request_invalid,
                fmt::format("{} holds an audit log already. Name a folder that has none.", folder));
  }
  std::error_code problem;
  fs::create_directories(folder, problem);
  fs::permissions(folder, fs::perms::owner_all, problem);
  const KeyPair key = make_key_pair(name);
  const std::string note = sign_head({0, hash_of("")}, key);
  Disk& disk = real_disk();
  const std::string secret = key_pair_text(key);
  replace_file(disk, files.secret_key(),
               ring.empty() ? secret : seal_text(secret, kSigningKey, ring));
  replace_file(disk, files.public_key(), public_key_text(public_half(key)) + "\n");
  replace_file(disk, files.journal(), journal_start(0, note));
  replace_file(disk, files.checkpoint(), note);
}

std::unique_ptr<AuditLog> AuditLog::open(const std::string& folder, const KeyRing& ring) {
  return open(folder, real_disk(), ring);
}

uint64_t AuditLog::reseal(const std::string& folder, const KeyRing& ring) {
  const LogFiles files{folder};
  const OpenFile lock = lock_log(files);
  const std::string secret = key_pair_text(read_key(files, ring));
  const std::string subjects = SubjectKeys(files.subject_keys(), real_disk(), ring).resealed(ring);
  const std::string typed = TypedKeys(files.typed_keys(), real_disk(), ring).resealed(ring);
  if (!typed.empty()) replace_file(real_disk(), files.typed_keys(), typed);
  replace_file(real_disk(), files.subject_keys(), subjects);
  replace_file(real_disk(), files.secret_key(), seal_text(secret, kSigningKey, ring));
  return typed.empty() ? 2 : 3;
}

std::unique_ptr<AuditLog> AuditLog::open(const std::string& folder, Disk& disk,
                                         const KeyRing& ring) {
  const LogFiles files{folder};
  if (!fs::exists(files.secret_key())) {
    throw Error(Code::source_missing,
                fmt::format("There is no audit log in {}. Put it back from a backup.", folder));
  }
  return std::make_unique<DurableLog>(files, disk, ring);
}

DurableLog::DurableLog(LogFiles files, Disk& disk, const KeyRing& ring)
    : files_(std::move(files)),
      disk_(disk),
      key_(read_key(files_, ring)),
      lock_file_(lock_log(files_)),
      keys_(files_.subject_keys(), disk, ring),
      typed_keys_(files_.typed_keys(), disk, ring),
      journal_(part_there(files_.journal()), O_RDWR),
      tiles_(files_.folder, read_checkpoint(files_, public_half(key_)).size, disk) {
  const PublicKey key = public_half(key_);
  const auto journal = read_journal(read_part(files_.journal()), key);
  if (!journal) refuse_damaged(fmt::format("{} is no journal", files_.journal()));
  recover(*journal, read_checkpoint(files_, key));
}

void DurableLog::recover(const Journal& journal, const TreeHead& published) {
  published_ = published.size;
  publish_after_ = kPublishEvery;
  TileReader reader(files_.folder, published.size);
  tree_ = tree_at([&](unsigned level, uint64_t index) { return reader.node(level, index); },
                  published.size);
  if (tree_.root() != published.root) refuse_damaged("the tiles do not fit the checkpoint");
  if (journal.base > published.size) refuse_damaged("the checkpoint is older than the journal");
  recent_begin_ = tiles_.full();
  if (published.size > recent_begin_) {
    const auto last = bundle(recent_begin_ / kTileWidth);
    recent_.assign(last.begin(), last.end());
  }
  uint64_t number = journal.base;
  for (const JournalGroup& group : journal.groups) {
    const bool in_tiles = number < published.size;
    number += group.records.size();
    if (number != group.head.size) refuse_damaged("a group of the journal is out of place");
    if (in_tiles) continue;
    for (const LogRecord& record : group.records) {
      if (!sealed_fits(record)) refuse_damaged("sealed values do not fit their entry");
      tree_.append(hash_leaf(record.entry));
      recent_.push_back(record);
    }
    if (tree_.root() != group.head.root) refuse_damaged("a group does not fit its head");
  }
  const auto& [one, other] = journal.slots;
  if (!one && !other) refuse_damaged("the journal's heads are unreadable");
  // The newer of two different heads may be of a group that was cut off before anybody was told.
  const uint64_t acknowledged =
      std::min(one ? one->size : other->size, other ? other->size : one->size);
  if (acknowledged > tree_.size()) {
    refuse_damaged(
        fmt::format("{} entries were acknowledged and {} are there", acknowledged, tree_.size()));
  }
  note_ = sign_head({tree_.size(), tree_.root()}, key_);
  // What a failed sync left in the system's memory may not be on the disk, so all of it is
  // written anew; an unfinished group at the end goes at the same time.
  std::string groups;
  if (tree_.size() - published.size >= kPublishFound) publish_after_ = kPublishFound;
  if (tree_.size() > published.size) {
    std::vector<LogRecord> beyond(recent_.begin() + (published.size - recent_begin_),
                                  recent_.end());
    groups = group_bytes(beyond, note_);
  }
  begin_journal(published.size, groups);
  if (!groups.empty()) group_ends_ = {{tree_.size(), journal_end_}};
}

void DurableLog::begin_journal(uint64_t base, std::string_view groups) {
  const std::string aside = files_.journal() + ".part";
  write_file(disk_, aside, journal_start(base, note_) + std::string(groups));
  failed_ = true;  // until it is known which of the two journals is there
  if (disk_.rename_file(aside, files_.journal()) != 0) refuse_unwritable(files_.journal(), errno);
  sync_folder(disk_, files_.folder);
  journal_ = OpenFile(files_.journal(), O_RDWR);
  failed_ = false;
  journal_end_ = kGroupsBegin + groups.size();
  slot_ = 0;
}

uint64_t DurableLog::append(const AuditEntry& entry) {
  NEWLYN_CHECK(!entry.subject.empty() || entry.about.empty(),
               "what is personal belongs to a subject");
  NEWLYN_CHECK(entry.others.size() <= kOthersMax, "the subjects fit into a leaf");
  const auto waiter = std::make_shared<Waiter>();
  waiter->record = record_of(entry, time_text(now_micros()), {keys_, typed_keys_});
  std::unique_lock lock(mutex_);
  queue_.push_back(waiter);
  while (!waiter->done) {
    waiter->woken.wait(lock, [&] { return waiter->done || !busy_; });
    if (!waiter->done) lead(lock);
  }
  const bool long_journal = tree_.size() - published_ >= publish_after_;
  lock.unlock();
  if (waiter->problem) std::rethrow_exception(waiter->problem);
  // The entry is durable: trouble with the tiles is the next publication's, not this answer's.
  if (long_journal && publishing_.try_lock()) {
    const std::unique_lock held(publishing_, std::adopt_lock);
    try {
      publish_held();
    } catch (const Error&) {
      return waiter->number;
    }
  }
  return waiter->number;
}

void DurableLog::lead(std::unique_lock<std::mutex>& lock) {
  const size_t count = std::min(queue_.size(), kGroupMax);
  const Group group(queue_.begin(), queue_.begin() + static_cast<ptrdiff_t>(count));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<ptrdiff_t>(count));
  busy_ = true;
  lock.unlock();
  std::exception_ptr problem;
  try {
    commit(group);
  } catch (...) {
    problem = std::current_exception();
  }
  lock.lock();
  for (const auto& waiter : group) {
    waiter->problem = problem;
    waiter->done = true;
  }
  lock.unlock();
  for (const auto& waiter : group) waiter->woken.notify_one();
  lock.lock();
  const bool quiet = queue_.empty() && !problem;
  if (quiet) {
    lock.unlock();
    settle();
    lock.lock();
  }
  hand_on(lock);
}

/// Lets the next one be busy: who waits for that alone, and the first of those with an entry. Each
/// is woken for itself, as many may wait. Leaves the lock held.
void DurableLog::hand_on(std::unique_lock<std::mutex>& lock) {
  busy_ = false;
  const std::shared_ptr<Waiter> next = queue_.empty() ? nullptr : queue_.front();
  lock.unlock();
  turned_.notify_all();
  if (next != nullptr) next->woken.notify_one();
  lock.lock();
}

/// When nobody waits, the second slot gets the newest head too: from then on a missing last group
/// is loss and not a write that was cut off. Nobody's answer hangs on it.
void DurableLog::settle() noexcept {
  try {
    write_all(disk_, journal_, journal_slot(note_),
              static_cast<int64_t>(kSectorBytes * (1 + slot_)));
    sync_all(disk_, journal_, files_.journal());
  } catch (const Error&) {
    failed_ = true;
  }
}

void DurableLog::wait_until_free(std::unique_lock<std::mutex>& lock) {
  turned_.wait(lock, [&] { return !busy_; });
}

void DurableLog::commit(const Group& group) {
  if (failed_) {
    throw Error(Code::output_unwritable,
                fmt::format("The audit log in {} could not be made durable before, so nothing is "
                            "answered any more. Check the disk, then start Newlyn again.",
                            files_.folder));
  }
  keys_.sync();
  typed_keys_.sync();
  std::vector<LogRecord> records;
  records.reserve(group.size());
  CompactTree grown = tree_;
  for (const auto& waiter : group) {
    waiter->number = grown.size();
    grown.append(hash_leaf(waiter->record.entry));
    records.push_back(std::move(waiter->record));
  }
  write_group(records, {grown.size(), grown.root()});
  const std::lock_guard lock(mutex_);
  tree_ = std::move(grown);
  group_ends_.emplace_back(tree_.size(), journal_end_);
  std::move(records.begin(), records.end(), std::back_inserter(recent_));
}

void DurableLog::write_group(std::span<const LogRecord> records, const TreeHead& head) {
  const std::string note = sign_head(head, key_);
  const std::string bytes = group_bytes(records, note);
  try {
    write_all(disk_, journal_, bytes, static_cast<int64_t>(journal_end_));
  } catch (const Error&) {
    failed_ = disk_.cut(journal_.number(), static_cast<int64_t>(journal_end_)) != 0;
    throw;
  }
  failed_ = true;  // unless all of this succeeds
  write_all(disk_, journal_, journal_slot(note), static_cast<int64_t>(kSectorBytes * (1 + slot_)));
  sync_all(disk_, journal_, files_.journal());
  failed_ = false;
  slot_ = 1 - slot_;
  journal_end_ += bytes.size();
  const std::lock_guard lock(mutex_);
  note_ = note;
}

void DurableLog::publish() {
  const std::lock_guard one(publishing_);
  publish_held();
}

void DurableLog::publish_held() {
  std::unique_lock lock(mutex_);
  wait_until_free(lock);
  const uint64_t size = tree_.size();
  if (size == published_) return;
  const std::string note = note_;
  const auto first = static_cast<ptrdiff_t>(tiles_.full() - recent_begin_);
  const std::vector<LogRecord> unwritten(recent_.begin() + first, recent_.end());
  lock.unlock();

  tiles_.write(unwritten);
  replace_file(disk_, files_.checkpoint(), note);
  tiles_.remove_outgrown();

  lock.lock();
  wait_until_free(lock);
  busy_ = true;
  lock.unlock();
  std::exception_ptr problem;
  try {
    move_journal(size);
  } catch (...) {
    problem = std::current_exception();
  }
  lock.lock();
  published_ = size;
  publish_after_ = kPublishEvery;
  recent_.erase(recent_.begin(),
                recent_.begin() + static_cast<ptrdiff_t>(tiles_.full() - recent_begin_));
  recent_begin_ = tiles_.full();
  hand_on(lock);
  if (problem) std::rethrow_exception(problem);
}

/// Starts a journal that holds only what came after entry `size`.
void DurableLog::move_journal(uint64_t size) {
  const auto last = std::find_if(group_ends_.begin(), group_ends_.end(),
                                 [&](const auto& end) { return end.first == size; });
  NEWLYN_CHECK(last != group_ends_.end(), "a publication ends where a group ends", size);
  std::string later(journal_end_ - last->second, '\0');
  if (pread(journal_.number(), later.data(), later.size(), static_cast<off_t>(last->second)) !=
      static_cast<ssize_t>(later.size())) {
    refuse_unwritable(files_.journal(), errno);
  }
  const size_t moved = last->second - kGroupsBegin;
  begin_journal(size, later);
  group_ends_.erase(group_ends_.begin(), last + 1);
  for (auto& end : group_ends_) end.second -= moved;
}

uint64_t DurableLog::size() const {
  const std::lock_guard lock(mutex_);
  return tree_.size();
}

std::string DurableLog::checkpoint() const {
  const std::lock_guard lock(mutex_);
  return note_;
}

std::vector<LogRecord> DurableLog::bundle(uint64_t index) const {
  const uint64_t left = published_ - index * kTileWidth;
  const uint64_t width = std::min(left, kTileWidth);
  const auto place = [&](std::string_view kind) {
    return fmt::format("{}/{}", files_.folder, tile_path(kind, index, width));
  };
  auto records = read_bundles(read_part(place("entries")), read_part(place("sealed")), width);
  if (!records) refuse_damaged(fmt::format("{} is damaged", place("entries")));
  return std::move(*records);
}

std::vector<LogRecord> DurableLog::records(uint64_t begin, uint64_t end) const {
  const std::lock_guard lock(mutex_);
  NEWLYN_CHECK(begin <= end && end <= tree_.size(), "the entries are in the log", begin, end);
  std::vector<LogRecord> found;
  while (begin < std::min(end, recent_begin_)) {
    const uint64_t index = begin / kTileWidth;
    const auto part = bundle(index);
    const uint64_t stop = std::min(end - index * kTileWidth, kTileWidth);
    found.insert(found.end(), part.begin() + begin % kTileWidth, part.begin() + stop);
    begin = index * kTileWidth + stop;
  }
  for (; begin < end; ++begin) found.push_back(recent_[begin - recent_begin_]);
  return found;
}

std::vector<AuditRecord> DurableLog::read(uint64_t begin, uint64_t end) const {
  std::vector<AuditRecord> read;
  uint64_t number = begin;
  for (const LogRecord& record : records(begin, end)) {
    read.push_back(read_one(record, number++));
  }
  return read;
}

AuditRecord DurableLog::read_one(const LogRecord& record, uint64_t number) const {
  auto known = read_record(record, {keys_, typed_keys_});
  if (!known) refuse_damaged(fmt::format("entry {} is no JSON", number));
  known->number = number;
  return std::move(*known);
}

std::vector<AuditRecord> DurableLog::read_subject(const std::string& subject) const {
  const auto key = keys_.find(subject);
  std::vector<AuditRecord> read;
  if (!key) return read;
  const std::string mark = subject_mark(*key);
  const uint64_t end = size();
  for (uint64_t begin = 0; begin < end; begin += kTileWidth) {
    uint64_t number = begin;
    for (const LogRecord& record : records(begin, std::min(end, begin + kTileWidth))) {
      if (has_mark(record.entry, mark)) read.push_back(read_one(record, number));
      ++number;
    }
  }
  return read;
}

AuditProof DurableLog::prove(uint64_t number) {
  NEWLYN_CHECK(number < size(), "the entry is in the log", number);
  publish();
  const std::lock_guard one(publishing_);
  TileReader reader(files_.folder, published_);
  const NodeSource node = [&](unsigned level, uint64_t index) { return reader.node(level, index); };
  AuditProof proof;
  proof.number = number;
  proof.entry = records(number, number + 1).front().entry;
  for (const Hash& hash : inclusion_proof(node, number, published_)) {
    proof.path.push_back(base64_of(bytes_of(hash)));
  }
  proof.checkpoint = read_part(files_.checkpoint());
  return proof;
}

bool DurableLog::erase_subject(const std::string& subject) { return keys_.destroy(subject); }

bool DurableLog::erase_typed(uint64_t number) {
  const auto slot = typed_slot(records(number, number + 1).front().entry);
  return slot && typed_keys_.destroy(*slot);
}

}  // namespace newlyn::governance
