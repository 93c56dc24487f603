// SPDX-License-Identifier: MIT
// Looks up the error table.
#include "base/error.h"

namespace newlyn {

const CodeRow& code_row(Code code) noexcept {
  for (const CodeRow& row : kCodes) {
    if (row.code == code) return row;
  }
  return kCodes.back();
}

}  // namespace newlyn
