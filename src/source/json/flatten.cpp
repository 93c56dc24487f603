// SPDX-License-Identifier: MIT
// Walks objects down to their scalars.
#include "source/json/flatten.h"

namespace newlyn::source {

std::string scalar_text(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::null:
      return {};
    case JsonValue::Kind::scalar:
    case JsonValue::Kind::text:
      return value.text;
    case JsonValue::Kind::array:
    case JsonValue::Kind::object:
      break;
  }
  return write_json(value);
}

void flatten_value(const std::string& name, const JsonValue& value, FlatRecord& record) {
  if (!value.is_object()) {
    record.emplace_back(name, scalar_text(value));
    return;
  }
  for (size_t i = 0; i < value.keys.size(); ++i) {
    flatten_value(name + "." + value.keys[i], value.children[i], record);
  }
}

FlatRecord flatten_object(const JsonValue& object) {
  FlatRecord record;
  for (size_t i = 0; i < object.keys.size(); ++i) {
    flatten_value(object.keys[i], object.children[i], record);
  }
  return record;
}

}  // namespace newlyn::source
