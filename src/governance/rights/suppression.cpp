// SPDX-License-Identifier: MIT
// HMAC with libsodium.
#include "governance/suppression.h"

#include <sodium.h>

#include <array>

#include "base/check.h"
#include "base/error.h"

namespace newlyn::governance {
namespace {

using Secret = std::array<unsigned char, crypto_auth_hmacsha256_KEYBYTES>;

std::string hex(const unsigned char* bytes, size_t count) {
  std::string text(count * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, count);
  text.pop_back();
  return text;
}

Secret read_secret(std::string_view text) {
  Secret secret{};
  size_t count = 0;
  const bool read = sodium_hex2bin(secret.data(), secret.size(), text.data(), text.size(), nullptr,
                                   &count, nullptr) == 0 &&
                    count == secret.size();
  if (read) return secret;
  throw Error(
      Code::access_refused,
      "The secret of those who were erased is damaged, so nobody can tell who they are. Put "
      "the file rights/suppression.key back from a copy of the workspace.");
}

}  // namespace

std::string make_suppression_secret() {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  Secret secret;
  randombytes_buf(secret.data(), secret.size());
  return hex(secret.data(), secret.size());
}

std::string suppression_token(std::string_view secret, std::string_view text) {
  const Secret key = read_secret(secret);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> token;
  crypto_auth_hmacsha256(token.data(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size(), key.data());
  return hex(token.data(), token.size());
}

}  // namespace newlyn::governance
