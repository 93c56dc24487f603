// SPDX-License-Identifier: MIT
// Packed streams give the bytes that were packed, or say that they are cut or damaged.
#include "source/bytes/compression.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>

#include "base/error.h"
#include "base/limits.h"
#include "source/content_hash.h"
#include "source/testing/sample_folder.h"

namespace newlyn::source {
namespace {

class MemoryBytes final : public ByteReader {
 public:
  MemoryBytes(std::string bytes, size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  size_t read(std::span<char> room) override {
    const size_t count = std::min({piece_, room.size(), bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, count, room.data());
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  size_t piece_;
  size_t at_ = 0;
};

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

std::string unpacked(const std::string& bytes, size_t piece = 1000) {
  const auto reader =
      unpack(std::make_unique<MemoryBytes>(bytes, piece), compression_of(bytes), "'x'");
  std::string text;
  std::string room(777, '\0');
  while (const size_t count = reader->read(room)) text.append(room, 0, count);
  return text;
}

std::string sample() {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i * 7919 % 10007) + "\n";
  return text;
}

TEST(compression, is_told_from_the_first_bytes) {
  EXPECT_EQ(compression_of(gzip("x")), Compression::gzip);
  EXPECT_EQ(compression_of(zstd("x")), Compression::zstd);
  EXPECT_EQ(compression_of("name,age"), Compression::none);
  EXPECT_EQ(compression_of(""), Compression::none);
}

TEST(compression, streams_give_back_what_was_packed) {
  for (const size_t piece : {1, 13, 100000}) {
    EXPECT_EQ(unpacked(gzip(sample()), piece), sample());
    EXPECT_EQ(unpacked(zstd(sample()), piece), sample());
  }
}

TEST(compression, several_streams_in_a_row_are_one) {
  EXPECT_EQ(unpacked(gzip("one ") + gzip("two ") + gzip("three")), "one two three");
  EXPECT_EQ(unpacked(zstd("one ") + zstd("two")), "one two");
  EXPECT_EQ(unpacked(gzip("padded") + std::string(512, '\0')), "padded");
}

TEST(compression, a_stream_cut_anywhere_is_refused) {
  for (const std::string& whole : {gzip(sample()), zstd(sample())}) {
    for (size_t keep = 4; keep < whole.size(); keep += whole.size() / 11) {
      const Failure cut = failure_of([&] { unpacked(whole.substr(0, keep)); });
      EXPECT_EQ(cut.code, Code::source_unreadable);
      EXPECT_TRUE(cut.says("cut short")) << cut.message;
    }
  }
}

TEST(compression, a_damaged_stream_is_refused) {
  for (std::string whole : {gzip(sample()), zstd(sample())}) {
    for (size_t i = whole.size() / 2; i < whole.size() / 2 + 40; ++i) whole[i] = '\x55';
    EXPECT_EQ(failure_of([&] { unpacked(whole); }).code, Code::source_unreadable);
  }
}

TEST(content_hash, is_blake2b_256) {
  // Test vector: BLAKE2b-256 of the empty text and of "abc".
  ContentHash empty;
  EXPECT_EQ(empty.finish(), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  ContentHash hash;
  hash.add(std::string_view("a"));
  hash.add(std::string_view("bc"));
  EXPECT_EQ(hash.finish(), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(compression, what_grows_without_end_is_not_unpacked) {
  EXPECT_NO_THROW(check_growth(1, limits::kUnpackedBytesFree - 1, "'a.gz'"));
  EXPECT_NO_THROW(check_growth(uint64_t{10} << 20, uint64_t{1} << 30, "'a.gz'"));
  EXPECT_THROW(check_growth(uint64_t{1} << 20, uint64_t{1} << 30, "'a.gz'"), Error);
}

}  // namespace
}  // namespace newlyn::source
