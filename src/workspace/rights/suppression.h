// SPDX-License-Identifier: MIT
// Keeps away those who were erased: no reading stores them and no link takes them in.
//
// 1. rights/suppressed.json holds tokens alone, rights/suppression.key the secret that makes them,
//    sealed under the workspace's key. Where nobody was erased, neither is there.
// 2. Where the secret cannot be opened, nothing is read: nobody is stored by mistake.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "governance/sealing.h"
#include "source/crawl.h"
#include "source/mapping.h"
#include "workspace/home.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {

/// A delivery that is being read.
struct Delivery {
  const source::Definition& definition;
  const std::optional<source::Mapping>& mapping;
  const source::Taking& taking;
};

/// The tokens of all who were erased.
class Suppression {
 public:
  /// Throws Error: access_refused where the secret cannot be opened, source_unreadable for a file
  /// of tokens that is damaged.
  explicit Suppression(const Home& home);

  bool is_empty() const noexcept { return entries_.empty(); }
  bool has_row(const std::string& source, const std::string& native_id) const;
  /// Whether a record is theirs: by its key, or by what identifies a person.
  bool has_record(const index::RecordKey& key, const std::vector<ColumnValue>& values) const;
  /// What of a delivery is theirs. A row that yields somebody else too stays without what is theirs
  /// alone.
  source::LeftOut left_out(store::Store& store, const Delivery& delivery) const;

 private:
  struct Entry {
    std::vector<std::string> excepted;  // sources whose records stay
  };
  bool has(const std::string& text, const std::string& source) const;

  std::string secret_;
  std::vector<Entry> entries_;
  std::map<std::string, std::vector<size_t>> entries_of_;  // by token
};

/// What keeps somebody away, before it is made into tokens.
struct SuppressedPerson {
  uint64_t erasure = 0;
  std::vector<std::string> texts;
  std::vector<std::string> excepted;  // sources whose records stay, as the law demands
};

/// What stands for a whole row of a source.
std::string row_text(const std::string& source, const std::string& native_id);
/// What stands for a record of a row that others share.
std::string record_text(const index::RecordKey& key);
/// What identifies a person: valid numbers, and name with date of birth and postcode.
std::vector<std::string> identity_texts(const std::vector<ColumnValue>& values);

/// Columns of a row that are of these records alone: no other record of a person, an organisation
/// or a place reads them.
std::vector<std::string> own_columns(const source::Mapping& mapping,
                                     const std::vector<std::string>& records);

/// Keeps somebody away from now on, durably. Throws Error(access_refused) without the workspace's
/// key.
void suppress(const Home& home, const SuppressedPerson& person);

/// The secret that makes tokens; make_secret makes one where there is none. Throws
/// Error(access_refused) without the workspace's key.
std::string open_secret(const Home& home);
std::string make_secret(const Home& home);

/// Seals the secret anew under the first key of the ring. Returns how many files were written.
uint64_t reseal_suppression(const Home& home, const governance::KeyRing& ring);

}  // namespace newlyn::workspace
