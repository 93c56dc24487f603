// SPDX-License-Identifier: MIT
// Changes as bytes: every number in seven-bit groups, every text with its length before it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/change.h"

namespace newlyn::index {

class ByteWriter {
 public:
  void number(uint64_t value) {
    while (value >= 0x80) {
      bytes_ += static_cast<char>(value | 0x80);
      value >>= 7;
    }
    bytes_ += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_ += value;
  }
  void key(const RecordKey& key) {
    text(key.source);
    text(key.id);
  }
  void record(const Record& record) {
    key(record.key);
    number(record.values.size());
    for (const std::string& value : record.values) text(value);
    number(record.vetoes.size());
    for (const std::string& value : record.vetoes) text(value);
    text(record.date);
    number(record.further.size());
    for (const FieldValue& further : record.further) {
      text(further.field);
      text(further.value);
    }
  }
  void judgement(const Judgement& judgement) {
    key(judgement.left);
    key(judgement.right);
    number(static_cast<uint64_t>(judgement.verdict));
    text(judgement.who);
    text(judgement.why);
    text(judgement.when);
  }
  void correction(const Correction& correction) {
    key(correction.record);
    text(correction.field);
    text(correction.value);
    text(correction.who);
    text(correction.why);
    text(correction.when);
    number(correction.disputed ? 1 : 0);
  }
  void keys(const std::vector<RecordKey>& keys) {
    number(keys.size());
    for (const RecordKey& one : keys) key(one);
  }
  void values(const std::vector<FieldValue>& values) {
    number(values.size());
    for (const FieldValue& value : values) {
      text(value.field);
      text(value.value);
    }
  }
  void seal(const Seal& seal) {
    keys(seal.former);
    keys(seal.present);
    values(seal.former_said);
    values(seal.present_said);
    number(static_cast<uint64_t>(seal.ground));
    text(seal.who);
    text(seal.why);
    text(seal.when);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads until something is wrong; from then on everything is empty.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) return fail();
      const auto byte = static_cast<uint8_t>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    return fail();
  }
  /// A number of things that each take a byte at least.
  uint64_t count() {
    const uint64_t value = number();
    return value <= bytes_.size() ? value : fail();
  }
  /// A text where it stands.
  std::string_view view() {
    const uint64_t length = count();
    const std::string_view value = bytes_.substr(0, length);
    bytes_.remove_prefix(length);
    return value;
  }
  std::string text() { return std::string(view()); }
  RecordKey key() {
    RecordKey key;
    key.source = text();
    key.id = text();
    return key;
  }
  Record record() {
    Record record;
    record.key = key();
    for (uint64_t left = count(); left > 0 && is_good_; --left) record.values.push_back(text());
    for (uint64_t left = count(); left > 0 && is_good_; --left) record.vetoes.push_back(text());
    record.date = text();
    for (uint64_t left = count(); left > 0 && is_good_; --left) {
      FieldValue& further = record.further.emplace_back();
      further.field = text();
      further.value = text();
    }
    return record;
  }
  Judgement judgement() {
    Judgement judgement;
    judgement.left = key();
    judgement.right = key();
    const uint64_t verdict = number();
    if (verdict > static_cast<uint64_t>(Verdict::unsure)) fail();
    judgement.verdict = static_cast<Verdict>(verdict);
    judgement.who = text();
    judgement.why = text();
    judgement.when = text();
    return judgement;
  }
  Correction correction() {
    Correction correction;
    correction.record = key();
    correction.field = text();
    correction.value = text();
    correction.who = text();
    correction.why = text();
    correction.when = text();
    correction.disputed = number() == 1;
    return correction;
  }
  std::vector<RecordKey> keys() {
    std::vector<RecordKey> keys;
    for (uint64_t left = count(); left > 0 && is_good_; --left) keys.push_back(key());
    return keys;
  }
  std::vector<FieldValue> values() {
    std::vector<FieldValue> values;
    for (uint64_t left = count(); left > 0 && is_good_; --left) {
      std::string field = text();
      values.push_back({std::move(field), text()});
    }
    return values;
  }
  Seal seal() {
    Seal seal;
    seal.former = keys();
    seal.present = keys();
    seal.former_said = values();
    seal.present_said = values();
    const uint64_t ground = number();
    if (ground > static_cast<uint64_t>(SealGround::protected_person)) fail();
    seal.ground = static_cast<SealGround>(ground);
    seal.who = text();
    seal.why = text();
    seal.when = text();
    return seal;
  }
  bool is_good() const noexcept { return is_good_; }
  bool is_done() const noexcept { return is_good_ && bytes_.empty(); }
  uint64_t fail() noexcept {
    is_good_ = false;
    bytes_ = {};
    return 0;
  }

 private:
  std::string_view bytes_;
  bool is_good_ = true;
};

}  // namespace newlyn::index
