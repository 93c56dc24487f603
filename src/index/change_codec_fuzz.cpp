// SPDX-License-Identifier: MIT
// Any bytes as a journal's step: read or refused, and what is read is written and read alike.
#include <cstdint>
#include <cstdlib>

#include "index/journal/change_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using newlyn::index::read_changes;
  const auto changes = read_changes({reinterpret_cast<const char*>(data), size});
  if (!changes) return 0;
  const auto again = read_changes(newlyn::index::write_changes(*changes));
  if (!again || *again != *changes) std::abort();
  return 0;
}
