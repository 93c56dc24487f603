// SPDX-License-Identifier: MIT
// The audit log: who did what for which purpose. No entry, no answer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "governance/sealing.h"

namespace newlyn::governance {

class Disk;

/// What one use of data leaves in the log. Only what is sealed may hold anything personal: the
/// names of subjects, `about` and `typed`.
struct AuditEntry {
  std::string who;  // the principal, as the sign-in knows it
  std::string role;
  std::string purpose;              // the purpose's name
  std::string basis;                // its lawful basis
  std::string verb;                 // what was done: "search", "show", "approve_purpose"
  std::vector<std::string> fields;  // the fields that were shown
  uint64_t count = 0;               // records shown
  std::string outcome;              // "allowed", "refused", "intended", "done"
  std::string rule;                 // the rule that decided
  std::string subject;  // whose key encrypts `about`; empty: nobody's, `about` must be empty
  std::string about;    // what is said of the subject; encrypted, beside the tree
  // Further subjects, each once and encrypted under a key of their own: 1,000 at most.
  std::vector<std::string> others = {};
  std::string typed = {};  // what somebody typed, under a key of this entry alone
};

/// Most further subjects of one entry: a leaf counts in 16 bits.
inline constexpr size_t kOthersMax = 1000;

/// An entry as the log holds it.
struct AuditRecord {
  uint64_t number = 0;
  std::string time;  // UTC
  // `subject` and `others` are marks of subjects; `about` and `typed` are empty when their key is
  // gone.
  AuditEntry entry;
  std::string subject_name;              // the subject itself; empty when its key is gone
  std::vector<std::string> other_names;  // the further ones whose keys are there
  bool erased = false;                   // the subject's key is gone
  bool typed_erased = false;             // that of what was typed is
};

/// Where an inclusion proof leads: the entry, its number and the path to the signed head.
struct AuditProof {
  uint64_t number = 0;
  std::string entry;
  std::vector<std::string> path;  // base64, from the leaf upwards
  std::string checkpoint;
};

/// The log of one folder, which one process owns. Safe to use from many threads.
class AuditLog {
 public:
  /// Makes a log and its key in `folder`, which may exist and must hold no log. `name` becomes the
  /// log's name in checkpoints: one word. Keys lie sealed under the ring, or, where it is empty, as
  /// they are. Throws Error.
  static void create(const std::string& folder, const std::string& name, const KeyRing& ring = {});

  /// Opens a log: reads the tree's edge and the journal, takes off what a crash left unfinished.
  /// Throws Error(source_unreadable) when acknowledged entries are missing or damaged, and
  /// Error(request_invalid) when another process has it open, and Error(access_refused) when its
  /// keys are sealed under none of the ring.
  static std::unique_ptr<AuditLog> open(const std::string& folder, const KeyRing& ring = {});
  /// The same on a disk of the test's choice, which must outlive the log.
  static std::unique_ptr<AuditLog> open(const std::string& folder, Disk& disk,
                                        const KeyRing& ring = {});

  /// Seals the keys of a log anew under the first key of the ring; keys that lay open are sealed as
  /// well. Each file is the old one or the new one, whenever it is cut off. Returns how many files
  /// were written. Throws as open does.
  static uint64_t reseal(const std::string& folder, const KeyRing& ring);

  virtual ~AuditLog() = default;

  /// Makes the entry durable and returns its number. Throws Error when it is not: the caller must
  /// refuse the answer. Callers in flight share one sync.
  virtual uint64_t append(const AuditEntry& entry) = 0;

  /// Puts all entries into tiles under a signed checkpoint. Runs by itself every some thousand
  /// entries; closing does not need it.
  virtual void publish() = 0;

  /// The number of durable entries.
  virtual uint64_t size() const = 0;

  /// The newest signed head as a note, to be kept elsewhere and given to verify as `since`.
  virtual std::string checkpoint() const = 0;

  /// Reads published and unpublished entries [begin, end). Requires: begin <= end <= size().
  virtual std::vector<AuditRecord> read(uint64_t begin, uint64_t end) const = 0;

  /// The records of one subject, first or further; empty when its key was destroyed. Reads the
  /// whole log.
  virtual std::vector<AuditRecord> read_subject(const std::string& subject) const = 0;

  /// Proves that an entry is in the log. Publishes first. Requires: number < size().
  virtual AuditProof prove(uint64_t number) = 0;

  /// Destroys the subject's key, so that what the log holds about them can be read no more.
  /// Returns whether there was one.
  virtual bool erase_subject(const std::string& subject) = 0;

  /// Destroys the key of what was typed in an entry. Returns whether there was one. Requires:
  /// number < size().
  virtual bool erase_typed(uint64_t number) = 0;
};

}  // namespace newlyn::governance
