// SPDX-License-Identifier: MIT
// libsodium's secretstream, under a key made for files alone.
#include "governance/sealed_stream.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "base/check.h"
#include "base/error.h"

namespace newlyn::governance {
namespace {

constexpr std::string_view kWord = "NEWLYN-SEALED-FILE 1 ";
constexpr size_t kIdDigits = 8;
constexpr size_t kHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
static_assert(kSealedPortion == kStreamPortion + crypto_secretstream_xchacha20poly1305_ABYTES);
static_assert(kStreamHead == kWord.size() + kIdDigits + 1 + kHeaderBytes);

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::array<uint8_t, 32> file_key(const SealingKey& key) { return key_for(key, "newlyn files"); }

[[noreturn]] void refuse(const std::string& what, std::string_view why) {
  throw Error(Code::source_unreadable, fmt::format("{} {}. Take another copy.", what, why));
}

}  // namespace

struct StreamSealer::State {
  crypto_secretstream_xchacha20poly1305_state stream;
};

StreamSealer::StreamSealer(const SealingKey& key, std::string_view what)
    : state_(std::make_unique<State>()), what_(what) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  head_ = fmt::format("{}{}\n", kWord, key.id);
  const size_t words = head_.size();
  head_.resize(kStreamHead);
  crypto_secretstream_xchacha20poly1305_init_push(
      &state_->stream, reinterpret_cast<unsigned char*>(head_.data() + words),
      file_key(key).data());
}

StreamSealer::~StreamSealer() { sodium_memzero(state_.get(), sizeof(State)); }

size_t StreamSealer::seal(std::string_view portion, bool is_last, char* into) noexcept {
  unsigned long long bytes = 0;
  const unsigned char tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                    : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  crypto_secretstream_xchacha20poly1305_push(
      &state_->stream, reinterpret_cast<unsigned char*>(into), &bytes, raw(portion), portion.size(),
      raw(what_), what_.size(), tag);
  return bytes;
}

struct StreamOpener::State {
  crypto_secretstream_xchacha20poly1305_state stream;
};

StreamOpener::StreamOpener(std::string_view head, std::string_view what, const KeyRing& ring)
    : state_(std::make_unique<State>()), what_(what), portion_(kStreamPortion, '\0') {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  if (head.size() != kStreamHead || !head.starts_with(kWord)) refuse(what_, "is not a sealed file");
  const std::string_view id = head.substr(kWord.size(), kIdDigits);
  const auto key =
      std::find_if(ring.begin(), ring.end(), [&](const SealingKey& one) { return one.id == id; });
  if (key == ring.end()) throw missing_key(what_, id);
  const int begun = crypto_secretstream_xchacha20poly1305_init_pull(
      &state_->stream, raw(head.substr(kStreamHead - kHeaderBytes)), file_key(*key).data());
  if (begun != 0) refuse(what_, "was changed since it was sealed");
}

StreamOpener::~StreamOpener() { sodium_memzero(state_.get(), sizeof(State)); }

std::string_view StreamOpener::open(std::string_view sealed) {
  unsigned long long bytes = 0;
  unsigned char tag = 0;
  const bool fits = !at_end_ && sealed.size() <= kSealedPortion &&
                    sealed.size() >= kSealedPortion - kStreamPortion;
  if (!fits || crypto_secretstream_xchacha20poly1305_pull(
                   &state_->stream, reinterpret_cast<unsigned char*>(portion_.data()), &bytes, &tag,
                   raw(sealed), sealed.size(), raw(what_), what_.size()) != 0) {
    refuse(what_, "was changed since it was sealed");
  }
  at_end_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  return {portion_.data(), bytes};
}

}  // namespace newlyn::governance
