// SPDX-License-Identifier: MIT
// Trusted ids stand among what is shown and not compared.
#include "index/trusted_ids.h"

namespace newlyn::index {

std::vector<record::TrustedId> trusted_ids_of(const Record& record) {
  for (const FieldValue& of : record.further) {
    if (of.field == record::kTrustedIdField) return record::read_trusted_ids(of.value);
  }
  return {};
}

}  // namespace newlyn::index
