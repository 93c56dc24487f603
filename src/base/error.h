// SPDX-License-Identifier: MIT
// The one exception type and the one table of error codes.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace newlyn {

/// What kind of refusal or failure an Error is. Exit and HTTP status follow from kCodes.
enum class Code : uint8_t {
  request_invalid,     // the call itself is wrong: unknown option, threshold of 1.5
  source_missing,      // a file or source that is not there
  source_unreadable,   // a file that is there and cannot be understood
  model_invalid,       // a model file that cannot be used with this input
  access_refused,      // policy or setting forbids it
  source_held,         // a delivery waits for a person's word
  source_stale,        // a source is older than was agreed, or its last run failed
  output_unwritable,   // the place for the answer cannot be written
  storage_full,        // no room left on the device
  resource_exhausted,  // memory or a stated limit is reached
  interrupted,         // the person stopped the run
  store_failed,        // the embedded store refused for a reason of its own
  internal,            // the program is wrong
};

/// One row of the error table: the code, its public name, process exit status, HTTP status.
struct CodeRow {
  Code code;
  std::string_view name;
  int exit_status;
  int http_status;
  std::string_view meaning;
};

/// The error table: every code has one row.
inline constexpr std::array<CodeRow, 13> kCodes = {{
    {Code::request_invalid, "request_invalid", 2, 400, "The command or request is wrong."},
    {Code::source_missing, "source_missing", 3, 404, "A file or source is not there."},
    {Code::source_unreadable, "source_unreadable", 3, 422, "A file or source cannot be read."},
    {Code::model_invalid, "model_invalid", 4, 422, "The model cannot be used with this input."},
    {Code::access_refused, "access_refused", 5, 403, "A policy or setting forbids it."},
    {Code::source_held, "source_held", 9, 409, "A delivery waits for a person's word."},
    {Code::source_stale, "source_stale", 10, 503, "A source is too old or failing."},
    {Code::output_unwritable, "output_unwritable", 6, 500, "The output cannot be written."},
    {Code::storage_full, "storage_full", 6, 507, "No room is left on the device."},
    {Code::resource_exhausted, "resource_exhausted", 7, 503, "Memory or a limit is used up."},
    {Code::interrupted, "interrupted", 130, 499, "The run was stopped by a person."},
    {Code::store_failed, "store_failed", 8, 500, "The embedded store failed."},
    {Code::internal, "internal", 70, 500, "A defect of the program."},
}};

/// Returns the row of `code`. Never fails: the table holds every code (a test checks it).
const CodeRow& code_row(Code code) noexcept;

/// The only exception type. The message is for a person: a plain sentence, the values, and what
/// the reader can do. It holds no personal data.
class Error : public std::runtime_error {
 public:
  Error(Code code, const std::string& message) : std::runtime_error(message), code_(code) {}
  Code code() const noexcept { return code_; }

 private:
  Code code_;
};

}  // namespace newlyn
