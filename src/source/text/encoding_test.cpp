// SPDX-License-Identifier: MIT
// Encodings are found from the bytes, and conversion loses nothing that is valid.
#include "source/text/encoding.h"

#include <gtest/gtest.h>
#include <iconv.h>
#include <rapidcheck/gtest.h>

namespace newlyn::source {
namespace {

using namespace std::string_literals;

Encoding decide(std::string_view bytes, size_t piece = 7) {
  EncodingCensus census;
  for (size_t at = 0; at < bytes.size(); at += piece) census.add(bytes.substr(at, piece));
  return census.decide();
}

struct Decoded {
  std::string text;
  uint64_t repaired;
};

Decoded decode(std::string_view bytes, Encoding encoding, size_t piece = 1000) {
  Decoder decoder(encoding);
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    decoder.decode(bytes.substr(at, piece), false, text);
  }
  decoder.decode({}, true, text);
  return {text, decoder.repaired()};
}

// The slow twin: the C library's conversion. Empty where the library lacks the encoding.
std::string convert(std::string_view bytes, const char* from) {
  const iconv_t conversion = iconv_open("UTF-8", from);
  if (conversion == reinterpret_cast<iconv_t>(-1)) return {};
  std::string out(bytes.size() * 4 + 16, '\0');
  char* in = const_cast<char*>(bytes.data());
  char* to = out.data();
  size_t in_left = bytes.size();
  size_t out_left = out.size();
  iconv(conversion, &in, &in_left, &to, &out_left);
  iconv_close(conversion);
  out.resize(out.size() - out_left);
  return out;
}

TEST(encoding, is_found_from_marks_nulls_and_validity) {
  EXPECT_EQ(decide("name\nJohn\n"), Encoding::utf8);
  EXPECT_EQ(decide("name\nZo\xC3\xAB\n"), Encoding::utf8);
  EXPECT_EQ(decide("\xEF\xBB\xBFname\nJohn\n"), Encoding::utf8);
  EXPECT_EQ(decide("name\nZo\xEB\n"), Encoding::windows1252);
  EXPECT_EQ(decide("\xFF\xFEn\0a\0"s), Encoding::utf16le);
  EXPECT_EQ(decide("\xFE\xFF\0n\0a"s), Encoding::utf16be);
  EXPECT_EQ(decide("n\0a\0m\0e\0\n\0"s), Encoding::utf16le);
  EXPECT_EQ(decide("\0n\0a\0m\0e\0\n"s), Encoding::utf16be);
  EXPECT_EQ(decide("name\0\0\0\0data\0"s), Encoding::binary);
  EXPECT_EQ(decide("\x02\x03\x04\x05\x06\x07 text \x0E\x0F"), Encoding::binary);
}

TEST(encoding, few_nul_bytes_below_the_first_line_are_damage_in_a_text) {
  EXPECT_EQ(decide("id,name\n1,Khoury\n2,Had\0dad\n"s), Encoding::utf8);
  EXPECT_EQ(decide("id,name\n1,Zo\xEB\n2,Had\0dad\n"s), Encoding::windows1252);
  EXPECT_EQ(decide("id,na\0me\n1,Khoury\n2,Haddad\n"s), Encoding::binary);
  EXPECT_EQ(decide("id,name\n1,Kh\0\0\0\0\0\0\0\n"s), Encoding::binary);
  EXPECT_EQ(decide("id,name\n1,Khoury\n2,Had\0\x02\x03\x04\n"s), Encoding::binary);
}

TEST(encoding, the_first_odd_byte_has_a_line_and_a_place) {
  const auto odd = [](std::string_view bytes, size_t piece) {
    EncodingCensus census;
    for (size_t at = 0; at < bytes.size(); at += piece) census.add(bytes.substr(at, piece));
    return census.first_odd();
  };
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{1000}}) {
    EXPECT_EQ(odd("a\nb\n", piece).line, 0u);
    const OddByte line_feeds = odd("a\n\nbc\x02\n\0"s, piece);
    EXPECT_EQ(line_feeds.line, 3u);
    EXPECT_EQ(line_feeds.place, 3u);
    EXPECT_EQ(line_feeds.value, 2);
    EXPECT_EQ(odd("a\r\n\r\nb\0"s, piece).line, 3u);
    EXPECT_EQ(odd("a\r\nb\r\n\0"s, piece).place, 1u);
    EXPECT_EQ(odd("a\r\rb\0"s, piece).line, 3u);
    EXPECT_EQ(odd("\0"s, piece).line, 1u);
  }
}

TEST(encoding, mostly_valid_text_is_damaged_utf8_rather_than_windows1252) {
  EXPECT_EQ(decide("Zo\xC3\xAB, Fran\xC3\xA7ois, J\xC3\xBCrgen, Ren\xE9"), Encoding::utf8);
  EXPECT_EQ(decide("Zo\xEB, Fran\xE7ois, J\xFCrgen, Ren\xC3\xA9"), Encoding::windows1252);
}

TEST(encoding, marks_are_left_out) {
  EXPECT_EQ(decode("\xEF\xBB\xBFname", Encoding::utf8, 1).text, "name");
  EXPECT_EQ(decode("\xFF\xFEn\0a\0"s, Encoding::utf16le, 1).text, "na");
  EXPECT_EQ(decode("\xFE\xFF\0n\0a"s, Encoding::utf16be, 1).text, "na");
  EXPECT_EQ(decode("\xEF\xBB", Encoding::utf8, 1).repaired, 2u);
}

TEST(encoding, every_invalid_byte_becomes_one_replacement) {
  const Decoded decoded = decode("a\xFF\xC3(\xE2\x82z\xED\xA0\x80\xF0\x9F", Encoding::utf8);
  EXPECT_EQ(decoded.repaired, 9u);
  EXPECT_EQ(decoded.text, "a\uFFFD\uFFFD(\uFFFD\uFFFDz\uFFFD\uFFFD\uFFFD");
}

TEST(encoding, a_lone_half_of_a_surrogate_pair_is_repaired_and_no_sign_of_windows1252) {
  EXPECT_EQ(decide("1,\xED\xA0\x80"
                   "Amal"),
            Encoding::utf8);
  EXPECT_EQ(decide("1,\xED\xBF\xBF"), Encoding::utf8);
  EXPECT_EQ(decide("Garc\xED"
                   "a"),
            Encoding::windows1252)
      << "the byte alone is a letter";
  for (const size_t piece : {1U, 2U, 3U, 100U}) {
    const Decoded lone = decode(
        "a\xED\xA0\x80"
        "Amal\xED\xB0\x80",
        Encoding::utf8, piece);
    EXPECT_EQ(lone.text, "a\uFFFDAmal\uFFFD") << piece;
    EXPECT_EQ(lone.repaired, 6u);
    const Decoded two = decode("\xED\xA0\xBD\xED\xB8\x80z", Encoding::utf8, piece);
    EXPECT_EQ(two.text, "\U0001F600z") << piece;
    EXPECT_EQ(two.repaired, 0u);
    EXPECT_EQ(decode("\xED\xA0\xBD\xED\xA0\x80z", Encoding::utf8, piece).text, "\uFFFD\uFFFDz");
    EXPECT_EQ(decode("\xED\xA0\xBD\xED\xB8", Encoding::utf8, piece).text, "\uFFFD\uFFFD\uFFFD");
  }
}

TEST(encoding, windows1252_gives_its_own_characters) {
  EXPECT_EQ(decode("\x80 \x93Zo\xEB\x94 \x9C", Encoding::windows1252).text, "€ “Zoë” œ");
  EXPECT_EQ(decode("\x81", Encoding::windows1252).repaired, 1u);
}

TEST(encoding, utf16_pairs_and_lone_halves) {
  EXPECT_EQ(decode("\x3D\xD8\x00\xDE"s, Encoding::utf16le, 1).text, "\U0001F600");
  const Decoded lone = decode("\x3D\xD8z\0"s, Encoding::utf16le, 3);
  EXPECT_EQ(lone.text, "\uFFFDz");
  EXPECT_EQ(lone.repaired, 2u);
  EXPECT_EQ(decode("z\0y"s, Encoding::utf16le).repaired, 1u);
}

RC_GTEST_PROP(encoding, windows1252_agrees_with_the_c_library, (const std::string& bytes)) {
  std::string valid;
  for (const char c : bytes) {
    if (c != '\x81' && c != '\x8D' && c != '\x8F' && c != '\x90' && c != '\x9D') valid += c;
  }
  const std::string expected = convert(valid, "WINDOWS-1252");
  RC_PRE(valid.empty() == expected.empty());
  RC_ASSERT(decode(valid, Encoding::windows1252, 3).text == expected);
}

RC_GTEST_PROP(encoding, utf16_agrees_with_the_c_library, (const std::vector<uint16_t>& units)) {
  std::string bytes;
  for (const uint16_t unit : units) {
    if (unit >= 0xD800 && unit <= 0xDFFF) continue;
    if (bytes.empty() && (unit == 0xFEFF || unit == 0xFFFE)) continue;
    bytes += static_cast<char>(unit & 0xFF);
    bytes += static_cast<char>(unit >> 8);
  }
  const std::string expected = convert(bytes, "UTF-16LE");
  RC_PRE(bytes.empty() == expected.empty());
  RC_ASSERT(decode(bytes, Encoding::utf16le, 3).text == expected);
}

RC_GTEST_PROP(encoding, decoding_is_the_same_whatever_the_pieces,
              (const std::string& bytes, uint8_t piece)) {
  for (const Encoding encoding :
       {Encoding::utf8, Encoding::utf16le, Encoding::utf16be, Encoding::windows1252}) {
    const Decoded whole = decode(bytes, encoding, bytes.size() + 1);
    const Decoded pieces = decode(bytes, encoding, size_t{piece} % 5 + 1);
    RC_ASSERT(whole.text == pieces.text);
    RC_ASSERT(whole.repaired == pieces.repaired);
    // What comes out is always valid UTF-8.
    RC_ASSERT(decode(whole.text, Encoding::utf8).repaired == 0u);
  }
}

RC_GTEST_PROP(encoding, the_census_is_the_same_whatever_the_pieces,
              (const std::string& bytes, uint8_t piece)) {
  RC_ASSERT(decide(bytes, bytes.size() + 1) == decide(bytes, size_t{piece} % 5 + 1));
}

}  // namespace
}  // namespace newlyn::source
