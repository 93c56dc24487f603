// SPDX-License-Identifier: MIT
// A record as it is kept: in the bytes that the journal writes it in, seen without being copied.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"

namespace newlyn::index {

/// A record's key where it stands. Orders as RecordKey does.
struct KeyView {
  std::string_view source;
  std::string_view id;

  KeyView() = default;
  KeyView(std::string_view of_source, std::string_view of_id) : source(of_source), id(of_id) {}
  KeyView(const RecordKey& key) : source(key.source), id(key.id) {}  // NOLINT: they are alike
  auto operator<=>(const KeyView&) const = default;
  RecordKey copy() const { return {std::string(source), std::string(id)}; }
};

std::string write_record(const Record& record);
Record read_record(std::string_view bytes);
KeyView key_in(std::string_view bytes);
/// Adds a record's veto values to `vetoes`, in place of what it held.
void vetoes_in(std::string_view bytes, std::vector<std::string_view>& vetoes);

}  // namespace newlyn::index
