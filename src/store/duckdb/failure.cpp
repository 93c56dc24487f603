// SPDX-License-Identifier: MIT
// Reads the kind of a failure from DuckDB's message, which always begins with it
// ("Out of Memory Error: ..."): pending results give the message alone, so the text is the one
// thing all calls share.
#include "store/duckdb/failure.h"

#include <fmt/format.h>

#include <string>

namespace newlyn::store {
namespace {

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Messages of these kinds may quote a value of a record; messages of other kinds quote names.
bool may_quote_values(std::string_view message) {
  // Connecting reads no record, and the driver's reason is needed; passwords are masked in it.
  if (holds(message, "'SQLDriverConnect' failed")) return false;
  for (const std::string_view kind :
       {"Conversion Error", "Invalid Input Error", "Constraint Error", "Out of Range Error",
        "Mismatch Type Error", "Decimal Error"}) {
    if (message.starts_with(kind)) return true;
  }
  return false;
}

// Blanks everything between quotes: "convert string 'Smith'" becomes "convert string '...'".
std::string without_quoted(std::string_view message) {
  std::string text;
  char open = 0;
  for (const char c : message) {
    if (open == 0 && (c == '\'' || c == '"')) {
      open = c;
      text += c;
      text += "...";
    } else if (open != 0 && c == open) {
      open = 0;
      text += c;
    } else if (open == 0) {
      text += c;
    }
  }
  return text;
}

// The five characters by which ODBC tells what kind of failure it was (ISO 9075, SQLSTATE).
std::string sql_state(std::string_view message) {
  const std::string_view mark = "diagnostics: '";
  const size_t at = message.find(mark);
  if (at == message.npos || message.size() < at + mark.size() + 5) return {};
  return fmt::format(" SQLSTATE {}.", message.substr(at + mark.size(), 5));
}

Code code_of(std::string_view message) {
  if (message.starts_with("INTERRUPT") || message.starts_with("Interrupt")) {
    return Code::interrupted;
  }
  if (holds(message, "No space left") || holds(message, "not enough disk space") ||
      holds(message, "max_temp_directory_size") || holds(message, "Disk quota exceeded")) {
    return Code::storage_full;
  }
  if (message.starts_with("Out of Memory") || holds(message, "failed to allocate") ||
      holds(message, "bad allocation") || holds(message, "std::bad_alloc")) {
    return Code::resource_exhausted;
  }
  return Code::store_failed;
}

}  // namespace

Error failure(std::string_view doing, const char* message) {
  std::string_view reason = message == nullptr ? "no reason was given" : message;
  const Code code = code_of(reason);
  // After an empty line follow the statement, which may hold values, or advice on settings.
  reason = reason.substr(0, reason.find("\n\n"));
  const std::string words =
      may_quote_values(reason) ? without_quoted(reason) + sql_state(reason) : std::string(reason);
  switch (code) {
    case Code::interrupted:
      return {code, "Stopped as asked while the store was at work."};
    case Code::storage_full:
      return {code, fmt::format("No room is left on the device: the store could not {}. Free some "
                                "space, or name a larger temporary folder (TMPDIR). Reason: {}",
                                doing, words)};
    case Code::resource_exhausted:
      return {code, fmt::format("The memory limit is reached: the store could not {}. Close other "
                                "programs, read fewer rows or columns, or use a larger machine. "
                                "Reason: {}",
                                doing, words)};
    default:
      return {code, fmt::format("The store could not {}: {}", doing, words)};
  }
}

}  // namespace newlyn::store
