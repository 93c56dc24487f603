// SPDX-License-Identifier: MIT
// Joins file, unpacking and decoding into one stream, block by block.
#include "source/text/text_stream.h"

#include <algorithm>

#include "base/clock.h"
#include "source/content_hash.h"

namespace newlyn::source {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr size_t kHeadBytes = 64;
constexpr double kTellSeconds = 0.2;

// Passes bytes on and hashes them, so that a packed file is read only once.
class WatchedReader final : public ByteReader {
 public:
  WatchedReader(const InputFile& file, Progress& progress, ContentHash* hash)
      : reader_(file), progress_(progress), hash_(hash) {}
  size_t read(std::span<char> room) override {
    const size_t count = reader_.read(room);
    if (hash_ != nullptr) hash_->add(room.subspan(0, count));
    progress_.advance(count);
    return count;
  }

 private:
  FileReader reader_;
  Progress& progress_;
  ContentHash* hash_;
};

class DecodedStream final : public TextStream {
 public:
  DecodedStream(std::unique_ptr<ByteReader> bytes, Encoding encoding)
      : bytes_(std::move(bytes)), decoder_(encoding), block_(kBlockBytes, '\0') {}

  bool more(std::string& buffer) override {
    const size_t before = buffer.size();
    while (!ended_ && buffer.size() == before) {
      const size_t count = bytes_->read(block_);
      ended_ = count == 0;
      decoder_.decode({block_.data(), count}, ended_, buffer);
    }
    return buffer.size() != before;
  }
  uint64_t repaired() const override { return decoder_.repaired(); }

 private:
  std::unique_ptr<ByteReader> bytes_;
  Decoder decoder_;
  std::string block_;
  bool ended_ = false;
};

}  // namespace

void Progress::advance(uint64_t bytes) {
  run.check_stop();
  done = std::min(done + bytes, total);
  const double now = monotonic_seconds();
  if (now - told_seconds < kTellSeconds) return;
  told_seconds = now;
  run.advance(done, total);
}

TextSurvey survey_text(const InputFile& file, Progress& progress) {
  TextSurvey survey;
  std::string head(kHeadBytes, '\0');
  head.resize(file.read_at(0, head));
  survey.compression = compression_of(head);
  ContentHash hash;
  const auto bytes = unpack(std::make_unique<WatchedReader>(file, progress, &hash),
                            survey.compression, file.label());
  EncodingCensus census;
  std::string block(kBlockBytes, '\0');
  while (const size_t count = bytes->read(block)) {
    const std::string_view read(block.data(), count);
    if (survey.head.size() < kHeadBytes) {
      survey.head.append(read.substr(0, kHeadBytes - survey.head.size()));
    }
    census.add(read);
  }
  survey.encoding = census.decide();
  survey.first_odd = census.first_odd();
  survey.content_hash = hash.finish();
  return survey;
}

std::string hash_file(const InputFile& file, Progress& progress) {
  ContentHash hash;
  WatchedReader reader(file, progress, &hash);
  std::string block(kBlockBytes, '\0');
  while (reader.read(block) != 0) continue;
  return hash.finish();
}

std::unique_ptr<TextStream> open_text(const InputFile& file, const TextSurvey& survey,
                                      Progress& progress) {
  auto bytes = unpack(std::make_unique<WatchedReader>(file, progress, nullptr), survey.compression,
                      file.label());
  return std::make_unique<DecodedStream>(std::move(bytes), survey.encoding);
}

}  // namespace newlyn::source
