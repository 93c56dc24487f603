// SPDX-License-Identifier: MIT
// Signed notes: one that another program signed, our own, and none of either changed.
#include "governance/audit/note.h"

#include <gtest/gtest.h>

#include <string>

namespace newlyn::governance {
namespace {

// The example in the documentation of golang.org/x/mod/sumdb/note.
constexpr std::string_view kForeignKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kForeignNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(note, a_note_that_another_program_signed_is_opened) {
  const auto key = read_public_key(kForeignKey);
  ASSERT_TRUE(key);
  const auto text = open_note(kForeignNote, *key);
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->starts_with("If you think"));
}

TEST(note, no_byte_of_a_note_can_be_changed) {
  const KeyPair key = make_key_pair("example.org/audit");
  const std::string note = sign_head({7, hash_of("seven")}, key);
  ASSERT_EQ(open_head(note, public_half(key))->size, 7u);
  for (size_t i = 0; i < note.size(); ++i) {
    for (const char change : {'\x01', '\x20', '\x80'}) {
      std::string changed = note;
      changed[i] = static_cast<char>(changed[i] ^ change);
      EXPECT_FALSE(open_head(changed, public_half(key))) << i;
    }
    EXPECT_FALSE(open_head(note.substr(0, i), public_half(key))) << i;
  }
}

TEST(note, witnesses_may_sign_after_the_log) {
  const KeyPair key = make_key_pair("example.org/audit");
  const KeyPair witness = make_key_pair("example.org/witness");
  const std::string note = sign_head({7, hash_of("seven")}, key);
  const std::string text = note.substr(0, note.find("\n\n") + 1);
  const std::string both = note + sign_note(text, witness).substr(text.size() + 1);
  EXPECT_FALSE(open_head(both, public_half(key)));
  EXPECT_TRUE(open_head(both, public_half(key), true));
  EXPECT_EQ(open_note(both, public_half(witness), true), text);
}

TEST(note, keys_are_read_as_they_are_written) {
  const KeyPair key = make_key_pair("example.org/audit");
  EXPECT_EQ(read_key_pair(key_pair_text(key))->secret, key.secret);
  const std::string text = public_key_text(public_half(key));
  EXPECT_EQ(read_public_key(text + "\n")->bytes, public_half(key).bytes);
  EXPECT_FALSE(read_public_key(text.substr(1)));
  EXPECT_FALSE(read_public_key(""));
  std::string changed = key_pair_text(key);
  changed[changed.size() - 5] = changed[changed.size() - 5] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(read_key_pair(changed));
  EXPECT_FALSE(is_key_name("two words"));
  EXPECT_FALSE(is_key_name(std::string(kKeyNameMax + 1, 'a')));
}

}  // namespace
}  // namespace newlyn::governance
