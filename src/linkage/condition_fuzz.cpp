// SPDX-License-Identifier: MIT
// Any bytes as the SQL condition of a given model's level: it is compiled and answered, or refused
// with Error. Conditions made from the bytes are answered as DuckDB answers them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "linkage/testing/condition_trial.h"

namespace newlyn::linkage {
namespace {

/// Longer texts only repeat what shorter ones show, and DuckDB's parser takes long over deep ones.
constexpr size_t kBytesMax = 400;
constexpr int kDepth = 4;
/// Enough for every kind of value but the very long one.
constexpr size_t kRecords = 22;

void check_made(ConditionTrial& trial, const std::string& bytes) {
  Random random(hash_bytes(bytes));
  const std::string condition = ConditionMaker(random).condition(kDepth);
  bool foreign = false;
  if (trial.by_engine(condition, foreign) != trial.by_duckdb(condition)) std::abort();
}

void check_any(ConditionTrial& trial, const std::string& text) {
  bool foreign = false;
  try {
    trial.by_engine(text, foreign);
  } catch (const Error&) {
    return;
  }
}

void check(const std::string& bytes) {
  static ConditionTrial trial(kRecords);
  const std::string text = bytes.substr(1);
  if (static_cast<uint8_t>(bytes[0]) % 2 == 0) {
    check_made(trial, text);
  } else {
    check_any(trial, text);
  }
}

}  // namespace
}  // namespace newlyn::linkage

/// DuckDB's threads keep memory between inputs; a search for leaks after each would take all time.
extern "C" const char* __asan_default_options();
const char* __asan_default_options() { return "detect_leaks=0"; }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0 || size > newlyn::linkage::kBytesMax) return 0;
  newlyn::linkage::check({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
