// SPDX-License-Identifier: MIT
// Every number in seven-bit groups, every text with its length before it.
#include "index/journal/change_codec.h"

namespace newlyn::index {
namespace {

/// What follows the kind of a change.
Change read_change(Change::Kind kind, ByteReader& reader) {
  Change change;
  change.kind = kind;
  switch (kind) {
    case Change::Kind::add:
    case Change::Kind::change:
      change.record = reader.record();
      break;
    case Change::Kind::remove:
      change.record.key = reader.key();
      break;
    case Change::Kind::judge:
      change.judgement = reader.judgement();
      break;
    case Change::Kind::withdraw:
      change.judgement_number = reader.number();
      break;
    case Change::Kind::correct:
      change.correction = reader.correction();
      break;
    case Change::Kind::withdraw_correction:
      change.correction_number = reader.number();
      break;
    case Change::Kind::withdraw_step:
      change.step = reader.number();
      break;
    case Change::Kind::seal:
      change.seal = reader.seal();
      break;
    case Change::Kind::extend_seal:
      change.seal_number = reader.number();
      change.seal = reader.seal();
      break;
    case Change::Kind::lift_seal:
      change.seal_number = reader.number();
      break;
  }
  return change;
}

}  // namespace

void ChangeWriter::add(const Change& change) {
  ++count_;
  bytes_.number(static_cast<uint64_t>(change.kind));
  switch (change.kind) {
    case Change::Kind::add:
    case Change::Kind::change:
      return bytes_.record(change.record);
    case Change::Kind::remove:
      return bytes_.key(change.record.key);
    case Change::Kind::judge:
      return bytes_.judgement(change.judgement);
    case Change::Kind::withdraw:
      return bytes_.number(change.judgement_number);
    case Change::Kind::correct:
      return bytes_.correction(change.correction);
    case Change::Kind::withdraw_correction:
      return bytes_.number(change.correction_number);
    case Change::Kind::withdraw_step:
      return bytes_.number(change.step);
    case Change::Kind::seal:
      return bytes_.seal(change.seal);
    case Change::Kind::extend_seal:
      bytes_.number(change.seal_number);
      return bytes_.seal(change.seal);
    case Change::Kind::lift_seal:
      return bytes_.number(change.seal_number);
  }
}

std::string ChangeWriter::take(std::string prefix) {
  ByteWriter count;
  count.number(count_);
  std::string bytes = bytes_.take();
  bytes.insert(0, prefix + count.take());
  return bytes;
}

std::string write_changes(std::span<const Change> changes) {
  ChangeWriter writer;
  for (const Change& change : changes) writer.add(change);
  return writer.take();
}

std::optional<std::vector<Change>> read_changes(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<Change> changes;
  for (uint64_t left = reader.count(); left > 0 && reader.is_good(); --left) {
    const uint64_t kind = reader.number();
    if (kind > static_cast<uint64_t>(Change::Kind::lift_seal)) return std::nullopt;
    changes.push_back(read_change(static_cast<Change::Kind>(kind), reader));
  }
  if (!reader.is_done()) return std::nullopt;
  return changes;
}

}  // namespace newlyn::index
