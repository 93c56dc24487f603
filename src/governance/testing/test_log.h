// SPDX-License-Identifier: MIT
// Folders, entries and a disk that fails, for the tests of the audit log.
#pragma once

#include <errno.h>

#include <filesystem>
#include <string>

#include "base/random.h"
#include "governance/audit/disk.h"
#include "governance/audit_log.h"

namespace newlyn::governance {

/// A folder that is removed at the end.
class TestFolder {
 public:
  TestFolder() {
    // In memory where there is such a place: the tests sync thousands of times.
    const std::filesystem::path memory = "/dev/shm";
    const bool known = std::filesystem::is_directory(memory);
    const auto place = known ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (place / "newlyn_log_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The entry of the n-th use; every third is about a subject.
inline AuditEntry test_entry(uint64_t n) {
  AuditEntry entry;
  entry.who = "a.haddad@example.org";
  entry.role = "officer";
  entry.purpose = "homelessness_prevention";
  entry.basis = "public_task";
  entry.verb = "search";
  entry.fields = {"family_name", "postcode"};
  entry.count = n;
  entry.outcome = "allowed";
  entry.rule = "officers_search";
  if (n % 3 == 0) {
    entry.subject = "E-" + std::to_string(n / 3);
    entry.about = "Amal Haddad " + std::to_string(n);
  }
  return entry;
}

/// Fails once (or from then on) at its n-th call, in the given way.
class FailingDisk : public Disk {
 public:
  enum class Way { full, short_then_full, unreadable };
  FailingDisk(uint64_t at, Way way, bool for_ever) : at_(at), way_(way), for_ever_(for_ever) {}

  ssize_t write_at(int file, std::string_view bytes, int64_t offset) override {
    if (!fails()) return Disk::write_at(file, bytes, offset);
    if (way_ == Way::short_then_full && bytes.size() > 1) {
      ++at_;  // the rest is what fails
      return Disk::write_at(file, bytes.substr(0, bytes.size() / 2), offset);
    }
    errno = way_ == Way::unreadable ? EIO : ENOSPC;
    return -1;
  }
  int sync(int file) override {
    if (!fails()) return Disk::sync(file);
    errno = EIO;
    return -1;
  }
  int rename_file(const std::string& from, const std::string& to) override {
    if (!fails()) return Disk::rename_file(from, to);
    errno = ENOSPC;
    return -1;
  }
  bool failed() const { return failed_; }

 private:
  bool fails() {
    const bool now = for_ever_ ? calls_ >= at_ : calls_ == at_;
    ++calls_;
    failed_ = failed_ || now;
    return now;
  }

  uint64_t calls_ = 0;
  uint64_t at_;
  Way way_;
  bool for_ever_;
  bool failed_ = false;
};

}  // namespace newlyn::governance
