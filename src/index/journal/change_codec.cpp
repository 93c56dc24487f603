// SPDX-License-Identifier: MIT
// Every number in seven-bit groups, every text with its length before it.
#include "index/journal/change_codec.h"

#include "index/journal/byte_codec.h"

namespace newlyn::index {

std::string write_changes(std::span<const Change> changes) {
  ByteWriter writer;
  writer.number(changes.size());
  for (const Change& change : changes) {
    writer.number(static_cast<uint64_t>(change.kind));
    switch (change.kind) {
      case Change::Kind::add:
      case Change::Kind::change:
        writer.record(change.record);
        break;
      case Change::Kind::remove:
        writer.key(change.record.key);
        break;
      case Change::Kind::judge:
        writer.judgement(change.judgement);
        break;
      case Change::Kind::withdraw:
        writer.number(change.judgement_number);
        break;
      case Change::Kind::correct:
        writer.correction(change.correction);
        break;
      case Change::Kind::withdraw_correction:
        writer.number(change.correction_number);
        break;
      case Change::Kind::withdraw_step:
        writer.number(change.step);
        break;
    }
  }
  return writer.take();
}

std::optional<std::vector<Change>> read_changes(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<Change> changes;
  for (uint64_t left = reader.count(); left > 0 && reader.is_good(); --left) {
    Change& change = changes.emplace_back();
    const uint64_t kind = reader.number();
    if (kind > static_cast<uint64_t>(Change::Kind::withdraw_step)) return std::nullopt;
    change.kind = static_cast<Change::Kind>(kind);
    switch (change.kind) {
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
    }
  }
  if (!reader.is_done()) return std::nullopt;
  return changes;
}

}  // namespace newlyn::index
