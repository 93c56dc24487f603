// SPDX-License-Identifier: MIT
// Any bytes as a model, a condition and a rule: they are read or refused with Error, never more.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "linkage/model.h"
#include "linkage/model/condition_sql.h"

namespace newlyn::linkage {
namespace {

pairs::PairColumns three_columns() {
  pairs::PairColumns columns;
  for (const char* name : {"a", "family_name", "birth_date"}) {
    columns.columns.emplace_back().name = name;
  }
  return columns;
}

/// What is read can be written, and what was written is read to the same.
void check_model(const std::string& text) {
  std::string written;
  try {
    written = write_model(read_model(text));
  } catch (const Error&) {
    return;
  }
  if (write_model(read_model(written)) != written) std::abort();
}

void check_condition(const std::string& text) {
  static const pairs::PairColumns kColumns = three_columns();
  try {
    const std::string written = condition_sql(read_condition(text, kColumns), kColumns);
    // Brackets that writing adds may pass the limit of depth.
    const pairs::Condition again = read_condition(written, kColumns);
    if (columns_of(again, kColumns).size() > kColumns.columns.size()) std::abort();
  } catch (const Error&) {
    return;
  }
}

void check_rule(const std::string& text) {
  std::string written;
  try {
    written = rule_sql(read_rule(text));
  } catch (const Error&) {
    return;
  }
  if (rule_sql(read_rule(written)) != written) std::abort();
}

}  // namespace
}  // namespace newlyn::linkage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  newlyn::linkage::check_model(text);
  newlyn::linkage::check_condition(text);
  newlyn::linkage::check_rule(text);
  return 0;
}
