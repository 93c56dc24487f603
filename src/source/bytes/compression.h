// SPDX-License-Identifier: MIT
// Reading gzip and zstd streams, and telling formats apart by their first bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "source/bytes/byte_reader.h"

namespace newlyn::source {

/// How the bytes of a file are packed.
enum class Compression : uint8_t { none, gzip, zstd };

/// Says how a file that begins with `head` is packed.
Compression compression_of(std::string_view head) noexcept;

/// Throws Error(resource_exhausted) when so many bytes unpacked from so many packed ones are no
/// table of records but a file made to fill a machine.
void check_growth(uint64_t packed, uint64_t unpacked, const std::string& label);

/// Unpacks what `packed` gives. `label` names the file in messages.
/// Throws Error(source_unreadable) while reading when the stream is damaged or cut short.
std::unique_ptr<ByteReader> unpack(std::unique_ptr<ByteReader> packed, Compression compression,
                                   std::string label);

}  // namespace newlyn::source
