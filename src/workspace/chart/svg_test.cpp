// SPDX-License-Identifier: MIT
// Nothing that people wrote breaks out of a drawing.
#include "workspace/chart/svg.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace newlyn::workspace {
namespace {

TEST(svg, marks_of_xml_are_escaped) {
  EXPECT_EQ(xml_text("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(xml_text("Zo\xC3\xAB \xF0\x9F\x98\x80"), "Zo\xC3\xAB \xF0\x9F\x98\x80");
}

TEST(svg, what_xml_may_not_hold_is_replaced) {
  const std::string broken = "\xEF\xBF\xBD";
  EXPECT_EQ(xml_text(std::string_view("a\0b", 3)), "a" + broken + "b");
  EXPECT_EQ(xml_text("a\x1B[0m"), "a" + broken + "[0m");
  EXPECT_EQ(xml_text("\xC3"), broken);                            // cut short
  EXPECT_EQ(xml_text("\xED\xA0\x80"), broken + broken + broken);  // half of a pair
  EXPECT_EQ(xml_text("\xC0\xAF"), broken + broken);               // longer than it need be
  EXPECT_EQ(xml_text("\xF5\x80\x80\x80"), broken + broken + broken + broken);
  EXPECT_EQ(xml_text("a\tb\n"), "a\tb\n");
}

RC_GTEST_PROP(svg, no_text_breaks_out_of_its_element, (const std::string& text)) {
  const std::string escaped = xml_text(text);
  RC_ASSERT(escaped.find_first_of("<>\"'") == std::string::npos);
  for (const char byte : escaped) {
    const auto code = static_cast<unsigned char>(byte);
    RC_ASSERT(code >= 0x20 || code == '\t' || code == '\n' || code == '\r');
  }
}

TEST(svg, long_words_are_broken_between_letters) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrapped("\xC3\xAB\xC3\xAB\xC3\xAB", 2),
            (std::vector<std::string>{"\xC3\xAB\xC3\xAB", "\xC3\xAB"}));
  EXPECT_EQ(wrapped("", 5), std::vector<std::string>{""});
  EXPECT_EQ(shortened("abcdef", 4), "abc\xE2\x80\xA6");
  EXPECT_EQ(shortened("abcd", 4), "abcd");
}

TEST(svg, a_bar_spans_its_share_of_the_width) {
  SvgWriter svg;
  svg.bar({0.75, 0.25}, {10, 20}, Ink::against);
  EXPECT_NE(svg.body().find("x=\"25.000%\" y=\"10.0\" width=\"50.000%\" height=\"10.0\""),
            std::string::npos);
  SvgWriter empty;
  empty.bar({0.5, 0.5}, {10, 20}, Ink::support);
  EXPECT_TRUE(empty.body().empty());
}

TEST(svg, a_drawing_says_what_it_shows) {
  SvgWriter svg;
  svg.text({0.5, 12}, "a < b", {Hang::middle, true, false});
  const std::string file = svg_file({"one", "Bits & pieces", "Two bars."}, svg, {100, 50});
  EXPECT_NE(file.find("<title id=\"one-title\">Bits &amp; pieces</title>"), std::string::npos);
  EXPECT_NE(file.find("<desc id=\"one-desc\">Two bars.</desc>"), std::string::npos);
  EXPECT_NE(file.find("role=\"img\" aria-labelledby=\"one-title one-desc\""), std::string::npos);
  EXPECT_NE(file.find(">a &lt; b</text>"), std::string::npos);
  const std::string figure = svg_figure({"one", "t", "d"}, svg, 50);
  EXPECT_EQ(figure.find("xmlns"), std::string::npos);  // inside a page there is no need
  EXPECT_NE(figure.find("width=\"100%\" height=\"50\""), std::string::npos);
}

}  // namespace
}  // namespace newlyn::workspace
