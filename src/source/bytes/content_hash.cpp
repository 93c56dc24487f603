// SPDX-License-Identifier: MIT
// Wraps libsodium's generic hash.
#include "source/content_hash.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "base/check.h"

namespace newlyn::source {
namespace {

constexpr size_t kHashBytes = 32;

crypto_generichash_state* state_in(unsigned char* bytes) {
  static_assert(sizeof(crypto_generichash_state) <= 384);
  return reinterpret_cast<crypto_generichash_state*>(bytes);
}

}  // namespace

ContentHash::ContentHash() {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  crypto_generichash_init(state_in(state_), nullptr, 0, kHashBytes);
}

void ContentHash::add(std::span<const char> bytes) {
  crypto_generichash_update(state_in(state_), reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

std::string ContentHash::finish() {
  std::array<unsigned char, kHashBytes> hash{};
  crypto_generichash_final(state_in(state_), hash.data(), hash.size());
  std::string text;
  for (const unsigned char byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace newlyn::source
