// SPDX-License-Identifier: MIT
// The parts of a record, read up to where they stand.
#include "index/records/record_bytes.h"

#include "index/journal/byte_codec.h"

namespace newlyn::index {

std::string write_record(const Record& record) {
  ByteWriter writer;
  writer.record(record);
  return writer.take();
}

Record read_record(std::string_view bytes) { return ByteReader(bytes).record(); }

KeyView key_in(std::string_view bytes) {
  ByteReader reader(bytes);
  const std::string_view source = reader.view();
  return {source, reader.view()};
}

void vetoes_in(std::string_view bytes, std::vector<std::string_view>& vetoes) {
  vetoes.clear();
  ByteReader reader(bytes);
  reader.view();
  reader.view();
  for (uint64_t left = reader.count(); left > 0 && reader.is_good(); --left) reader.view();
  for (uint64_t left = reader.count(); left > 0 && reader.is_good(); --left) {
    vetoes.push_back(reader.view());
  }
}

}  // namespace newlyn::index
