// SPDX-License-Identifier: MIT
// NEWLYN_CHECK: what must hold in every build; a failure is a defect of the program.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace newlyn {

/// Throws Error(Code::internal) that names the place and what should have held.
[[noreturn]] void check_failed(const char* file, int line, std::string_view what,
                               const std::string& values);

/// Joins the values of a failed check for its message.
template <typename... Values>
std::string describe_values(const Values&... values) {
  std::string text;
  ((text += fmt::format(" {}", values)), ...);
  return text;
}

}  // namespace newlyn

#define NEWLYN_CHECK(condition, what, ...)                                                  \
  do {                                                                                      \
    if (!(condition)) [[unlikely]]                                                          \
      ::newlyn::check_failed(__FILE_NAME__, __LINE__, what,                                 \
                             ::newlyn::describe_values(__VA_ARGS__));                       \
  } while (false)
