// SPDX-License-Identifier: MIT
// One JSON value with its texts as they stand in the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace newlyn::source {

/// A value: null, a scalar with its text, an array, or an object whose members keep their order.
struct JsonValue {
  enum class Kind : uint8_t { null, scalar, text, array, object };
  Kind kind = Kind::null;
  std::string text;               // of a number, a boolean or a text
  std::vector<std::string> keys;  // of an object, one for each child
  std::vector<JsonValue> children;

  bool is_object() const noexcept { return kind == Kind::object; }
  bool is_array() const noexcept { return kind == Kind::array; }
  /// The member called `key`, or null where there is none.
  const JsonValue* find(std::string_view key) const noexcept;
};

/// Parses one value; true when `json` is nothing but that. Numbers keep all their digits. Values
/// nested deeper than 64 levels are refused. A \u escape that is half of a surrogate pair is
/// read as U+FFFD where the other half is missing, and counted in `halves`.
bool parse_json(std::string_view json, JsonValue& value, uint64_t* halves = nullptr);

/// Writes a value as compact JSON.
std::string write_json(const JsonValue& value);

}  // namespace newlyn::source
