// SPDX-License-Identifier: MIT
// Turns a failed check into an Error.
#include "base/check.h"

#include "base/error.h"

namespace newlyn {

void check_failed(const char* file, int line, std::string_view what, const std::string& values) {
  throw Error(Code::internal,
              fmt::format("This is a defect of Newlyn: it should hold that {}.{} ({}:{})", what,
                          values.empty() ? "" : fmt::format(" Values:{}.", values), file, line));
}

}  // namespace newlyn
