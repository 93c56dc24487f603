// SPDX-License-Identifier: MIT
// What can happen to an index: records arrive, change and go; people judge and take back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace newlyn::index {

/// A record in a source: never two with one key at a time.
struct RecordKey {
  std::string source;
  std::string id;  // the source's own
  auto operator<=>(const RecordKey&) const = default;
};

/// A value that is shown but not compared, by the name of its field.
struct FieldValue {
  std::string field;
  std::string value;
  bool operator==(const FieldValue&) const = default;
};

/// A record as it came, in standard form.
struct Record {
  RecordKey key;
  std::vector<std::string> values;  // one a column of the fitted model; empty: not known
  std::vector<std::string> vetoes;  // one a veto of the index, valid ones only; empty: not known
  std::string date;                 // of the record, "2026-11-28"; empty: not known
  std::vector<FieldValue> further;
  bool operator==(const Record&) const = default;
};

/// What a person says of two records. `unsure` is kept and decides nothing.
enum class Verdict : uint8_t { same, different, unsure };

/// A person's word on two records, whether they are there or not.
struct Judgement {
  RecordKey left;
  RecordKey right;
  Verdict verdict = Verdict::unsure;
  std::string who;
  std::string why;
  std::string when;
  bool operator==(const Judgement&) const = default;
};

/// A person's word on a value: it is shown whatever the records say, and stays when they change.
struct Correction {
  RecordKey record;  // one of the entity; the correction goes where it goes
  std::string field;
  std::string value;
  std::string who;
  std::string why;
  std::string when;       // "2026-11-28"
  bool disputed = false;  // the value is doubted: what is shown stays, with a flag
  bool operator==(const Correction&) const = default;
};

/// Why nobody may learn that two identities are of one person.
enum class SealGround : uint8_t { adoption, gender_recognition, protected_person };

/// Two identities of one person. While it is in force no entity has records of both, the former one
/// is not there for anybody who asks, and nothing tells that there is a seal. Which of the two a
/// later record is of follows from what it says: see EntityIndex::told_by.
struct Seal {
  std::vector<RecordKey> former;        // there or not
  std::vector<RecordKey> present;       // there or not; none of them a former one
  std::vector<FieldValue> former_said;  // names, dates, numbers; also of records that are gone
  std::vector<FieldValue> present_said;
  SealGround ground = SealGround::adoption;
  std::string who;
  std::string why;
  std::string when;
  bool operator==(const Seal&) const = default;
};

/// One thing that happens.
struct Change {
  enum class Kind : uint8_t {
    add,
    change,
    remove,
    judge,
    withdraw,
    correct,
    withdraw_correction,
    withdraw_step,  // all judgements and corrections in force that one step made
    seal,
    extend_seal,  // by more records of either identity, and by what they say
    lift_seal,
  };
  Kind kind = Kind::add;
  Record record;                   // added or changed; of a removed one the key
  Judgement judgement;             // made
  uint64_t judgement_number = 0;   // withdrawn
  Correction correction;           // made
  uint64_t correction_number = 0;  // withdrawn
  uint64_t step = 0;               // its sequence, when it is withdrawn
  Seal seal;                       // made; of one that is extended the records alone
  uint64_t seal_number = 0;        // extended or lifted
  bool operator==(const Change&) const = default;
};

/// The changes of one step, made when they are needed: a whole register is more than should be in
/// memory at once.
struct ChangeFeed {
  size_t puts = 0;   // records that are added or changed
  size_t takes = 0;  // records that are removed
  size_t others = 0;
  /// The change at a place below count(). Asked for each place once, in order; good until the next.
  std::function<const Change&(size_t place)> at;

  size_t count() const noexcept { return puts + takes + others; }
};

/// A feed of changes that outlive it.
ChangeFeed feed_of(std::span<const Change> changes);

}  // namespace newlyn::index
