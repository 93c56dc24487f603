// SPDX-License-Identifier: MIT
// Streams through zlib and libzstd. Several gzip members or zstd frames in a row are one stream,
// as their formats allow (RFC 1952, RFC 8878).
#include "source/bytes/compression.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <utility>

#include "base/error.h"
#include "base/limits.h"

namespace newlyn::source {
namespace {

constexpr size_t kPackedBytes = size_t{256} << 10;

[[noreturn]] void refuse_cut(const std::string& label, std::string_view format) {
  throw Error(Code::source_unreadable,
              fmt::format("{} is cut short: the {} stream ends before it is complete. Copy or "
                          "download the file again.",
                          label, format));
}

[[noreturn]] void refuse_damaged(const std::string& label, std::string_view format) {
  throw Error(Code::source_unreadable,
              fmt::format("{} is damaged: the {} stream cannot be unpacked. Copy or download the "
                          "file again.",
                          label, format));
}

class GzipReader final : public ByteReader {
 public:
  GzipReader(std::unique_ptr<ByteReader> packed, std::string label)
      : packed_(std::move(packed)), label_(std::move(label)), block_(kPackedBytes, '\0') {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) {
      throw Error(Code::resource_exhausted, "No memory is left to unpack a gzip stream.");
    }
  }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;
  ~GzipReader() override { inflateEnd(&stream_); }

  size_t read(std::span<char> room) override {
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(room.size());
    while (stream_.avail_out == room.size()) {
      if (stream_.avail_in == 0 && !refill()) {
        if (!between_members_) refuse_cut(label_, "gzip");
        return 0;
      }
      if (between_members_ && !begin_member()) return 0;
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state == Z_STREAM_END) {
        between_members_ = true;
      } else if (state != Z_OK && state != Z_BUF_ERROR) {
        refuse_damaged(label_, "gzip");
      }
    }
    unpacked_ += room.size() - stream_.avail_out;
    check_growth(taken_, unpacked_, label_);
    return room.size() - stream_.avail_out;
  }

 private:
  bool refill() {
    const size_t count = packed_->read(block_);
    taken_ += count;
    stream_.next_in = reinterpret_cast<Bytef*>(block_.data());
    stream_.avail_in = static_cast<uInt>(count);
    return count != 0;
  }

  // Zero bytes after the last member are padding, as tapes and some tools leave it.
  bool begin_member() {
    while (*stream_.next_in == 0) {
      ++stream_.next_in;
      if (--stream_.avail_in == 0 && !refill()) return false;
    }
    inflateReset(&stream_);
    between_members_ = false;
    return true;
  }

  std::unique_ptr<ByteReader> packed_;
  std::string label_;
  std::string block_;
  z_stream stream_{};
  uint64_t taken_ = 0;
  uint64_t unpacked_ = 0;
  bool between_members_ = false;
};

class ZstdReader final : public ByteReader {
 public:
  ZstdReader(std::unique_ptr<ByteReader> packed, std::string label)
      : packed_(std::move(packed)),
        label_(std::move(label)),
        block_(kPackedBytes, '\0'),
        stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) {
      throw Error(Code::resource_exhausted, "No memory is left to unpack a zstd stream.");
    }
  }
  ZstdReader(const ZstdReader&) = delete;
  ZstdReader& operator=(const ZstdReader&) = delete;
  ~ZstdReader() override { ZSTD_freeDStream(stream_); }

  size_t read(std::span<char> room) override {
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    while (out.pos == 0) {
      const bool ended = in_.pos == in_.size && !refill();
      // A frame may still hold unpacked bytes when all its packed bytes were taken.
      if (ended && frame_over_) return 0;
      const size_t left = ZSTD_decompressStream(stream_, &out, &in_);
      if (ZSTD_isError(left)) refuse_damaged(label_, "zstd");
      frame_over_ = left == 0;
      if (ended && out.pos == 0 && !frame_over_) refuse_cut(label_, "zstd");
    }
    unpacked_ += out.pos;
    check_growth(taken_, unpacked_, label_);
    return out.pos;
  }

 private:
  bool refill() {
    in_ = {block_.data(), packed_->read(block_), 0};
    taken_ += in_.size;
    return in_.size != 0;
  }

  std::unique_ptr<ByteReader> packed_;
  std::string label_;
  std::string block_;
  ZSTD_DStream* stream_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool frame_over_ = false;
  uint64_t taken_ = 0;
  uint64_t unpacked_ = 0;
};

}  // namespace

Compression compression_of(std::string_view head) noexcept {
  if (head.starts_with("\x1f\x8b")) return Compression::gzip;
  if (head.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  return Compression::none;
}

void check_growth(uint64_t packed, uint64_t unpacked, const std::string& label) {
  if (unpacked < limits::kUnpackedBytesFree) return;
  if (unpacked / limits::kUnpackedRatioMax < packed) return;
  throw Error(Code::resource_exhausted,
              fmt::format("{} unpacks to more than {} times its size, which no table of records "
                          "does. It was not read further. Unpack it yourself if you trust it.",
                          label, limits::kUnpackedRatioMax));
}

std::unique_ptr<ByteReader> unpack(std::unique_ptr<ByteReader> packed, Compression compression,
                                   std::string label) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipReader>(std::move(packed), std::move(label));
    case Compression::zstd:
      return std::make_unique<ZstdReader>(std::move(packed), std::move(label));
    case Compression::none:
      break;
  }
  return packed;
}

}  // namespace newlyn::source
