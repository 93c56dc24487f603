// SPDX-License-Identifier: MIT
// The elements of an SVG as text. Everything written by people passes through xml_text.
#include "workspace/chart/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace newlyn::workspace {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::string_view kFont = "Helvetica Neue, Arial, Liberation Sans, sans-serif";
constexpr double kWidthMin = 2;  // pixels of a bar that is not empty

/// The length of the UTF-8 sequence at the beginning of `text`, 0 when it is broken or holds a
/// code point that XML does not allow.
size_t sequence_length(std::string_view text) noexcept {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    const bool allowed = lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r';
    return allowed && lead != 0x7F ? 1 : 0;
  }
  size_t length = 0;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (length == 0 || text.size() < length) return 0;
  uint32_t code = lead & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool outside = code > 0x10FFFF || code == 0xFFFE || code == 0xFFFF;
  return code < kLeast[length] || surrogate || outside ? 0 : length;
}

/// Where letter number `count` begins; the size of the text when it has fewer.
size_t letter_offset(std::string_view text, size_t count) noexcept {
  size_t at = 0;
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && (text[at] & 0xC0) == 0x80) ++at;
    --count;
  }
  return at;
}

std::string_view anchor_of(Hang hang) noexcept {
  if (hang == Hang::middle) return "middle";
  return hang == Hang::end ? "end" : "start";
}

struct CurveLook {
  std::string_view colour;
  std::string_view dashes;
};

constexpr std::array<CurveLook, 4> kCurves = {{
    {"#1d4f91", "none"},
    {"#8a3c08", "7 4"},
    {"#3f4447", "2 3"},
    {"#2f6f3e", "10 3 2 3"},
}};

}  // namespace

std::string xml_text(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  while (!text.empty()) {
    const size_t length = sequence_length(text);
    if (length == 0) {
      escaped += kReplacement;
      text.remove_prefix(1);
      continue;
    }
    switch (text[0]) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return escaped;
}

std::vector<std::string> wrapped(std::string_view text, size_t width) {
  std::vector<std::string> lines;
  while (letter_offset(text, width) < text.size()) {
    const size_t end = letter_offset(text, width);
    const size_t space = text.substr(0, end + 1).rfind(' ');
    const bool at_space = space != std::string_view::npos && space > 0;
    lines.emplace_back(text.substr(0, at_space ? space : end));
    text.remove_prefix(at_space ? space + 1 : end);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string shortened(std::string_view text, size_t width) {
  if (letter_offset(text, width) == text.size()) return std::string(text);
  return std::string(text.substr(0, letter_offset(text, width > 0 ? width - 1 : 0))) +
         std::string(kEllipsis);
}

std::pair<std::string_view, std::string_view> colours_of(Ink ink) noexcept {
  switch (ink) {
    case Ink::support:
      return {"#1d4f91", "#1d4f91"};
    case Ink::against:
      return {"#fbe3d3", "#8a3c08"};
    case Ink::neutral:
      return {"#6b7276", "#6b7276"};
    case Ink::faint:
      return {"#eceeef", "none"};
  }
  return {"#000", "none"};
}

void SvgWriter::bar(Stretch across, Stretch down, Ink ink) {
  if (across.from == across.to) return;
  const double from = 100 * std::min(across.from, across.to);
  const double width = 100 * std::max(across.from, across.to) - from;
  const auto [fill, outline] = colours_of(ink);
  if (outline != "none") {
    // Under the bar lies a line of its colour: what is too short for a bar is still seen.
    body_ +=
        fmt::format("<rect x=\"{:.3f}%\" y=\"{:.1f}\" width=\"{}\" height=\"{:.1f}\" fill=\"{}\"/>",
                    std::min(from, 99.5), down.from, kWidthMin, down.to - down.from, outline);
  }
  body_ += fmt::format(
      "<rect x=\"{:.3f}%\" y=\"{:.1f}\" width=\"{:.3f}%\" height=\"{:.1f}\" fill=\"{}\" "
      "stroke=\"{}\"/>\n",
      from, down.from, width, down.to - down.from, fill, outline);
}

void SvgWriter::upright(double across, Stretch down, bool dashed) {
  body_ += fmt::format(
      "<line x1=\"{0:.3f}%\" x2=\"{0:.3f}%\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\"{4}/>\n",
      100 * across, down.from, down.to, dashed ? "#0b0c0c" : "#b1b4b6",
      dashed ? " stroke-dasharray=\"5 4\"" : "");
}

void SvgWriter::level(double down, bool strong) {
  body_ +=
      fmt::format("<line x1=\"0\" x2=\"100%\" y1=\"{0:.1f}\" y2=\"{0:.1f}\" stroke=\"{1}\"/>\n",
                  down, strong ? "#0b0c0c" : "#dcdedf");
}

void SvgWriter::text(Place place, std::string_view text, Lettering lettering) {
  body_ += fmt::format(
      "<text x=\"{:.3f}%\" y=\"{:.1f}\"{} text-anchor=\"{}\" font-size=\"{}\" fill=\"{}\"{}{}>{}"
      "</text>\n",
      100 * place.across, place.down,
      lettering.shift != 0 ? fmt::format(" dx=\"{:.0f}\"", lettering.shift) : "",
      anchor_of(lettering.hang), lettering.quiet ? 12 : 14, lettering.quiet ? "#484c4f" : "#0b0c0c",
      lettering.bold ? " font-weight=\"700\"" : "",
      lettering.halo ? " stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\"" : "",
      xml_text(text));
}

void SvgWriter::curve(const std::vector<Place>& places, Stretch box, size_t pattern) {
  const CurveLook& look = kCurves[pattern % kCurves.size()];
  std::string points;
  for (const Place& place : places) {
    points += fmt::format("{}{:.2f},{:.2f}", points.empty() ? "" : " ", 1000 * place.across,
                          1000 * place.down);
  }
  body_ += fmt::format(
      "<svg x=\"0\" y=\"{:.1f}\" width=\"100%\" height=\"{:.1f}\" viewBox=\"0 0 1000 1000\" "
      "preserveAspectRatio=\"none\" overflow=\"visible\"><polyline points=\"{}\" fill=\"none\" "
      "stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"{}\" stroke-linejoin=\"round\" "
      "vector-effect=\"non-scaling-stroke\"/></svg>\n",
      box.from, box.to - box.from, points, look.colour, look.dashes);
}

void SvgWriter::sample(Place place, Ink ink) {
  const auto [fill, outline] = colours_of(ink);
  body_ += fmt::format(
      "<svg x=\"{:.3f}%\" y=\"{:.1f}\" width=\"34\" height=\"13\"><rect x=\"1\" y=\"1\" "
      "width=\"32\" height=\"11\" fill=\"{}\" stroke=\"{}\"/></svg>\n",
      100 * place.across, place.down, fill, outline);
}

void SvgWriter::curve_sample(Place place, size_t pattern) {
  const CurveLook& look = kCurves[pattern % kCurves.size()];
  body_ += fmt::format(
      "<svg x=\"{:.3f}%\" y=\"{:.1f}\" width=\"34\" height=\"6\"><line x1=\"0\" x2=\"34\" y1=\"3\" "
      "y2=\"3\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"{}\"/></svg>\n",
      100 * place.across, place.down, look.colour, look.dashes);
}

void SvgWriter::place(const SvgWriter& drawing, Stretch down) {
  body_ += fmt::format("<svg x=\"0\" y=\"{:.1f}\" width=\"100%\" height=\"{:.1f}\">\n{}</svg>\n",
                       down.from, down.to - down.from, drawing.body_);
}

std::string svg_figure(const SvgCaption& caption, const SvgWriter& drawing, double height) {
  return fmt::format(
      "<svg role=\"img\" aria-labelledby=\"{0}-title {0}-desc\" width=\"100%\" height=\"{1:.0f}\" "
      "font-family=\"{2}\">\n<title id=\"{0}-title\">{3}</title>\n<desc id=\"{0}-desc\">{4}"
      "</desc>\n{5}</svg>\n",
      xml_text(caption.id), height, kFont, xml_text(caption.title), xml_text(caption.description),
      drawing.body());
}

std::string svg_file(const SvgCaption& caption, const SvgWriter& drawing, Place size) {
  constexpr double kMargin = 16;
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"{0}-title "
      "{0}-desc\" width=\"{1:.0f}\" height=\"{2:.0f}\" viewBox=\"0 0 {1:.0f} {2:.0f}\" "
      "font-family=\"{3}\">\n<title id=\"{0}-title\">{4}</title>\n<desc "
      "id=\"{0}-desc\">{5}</desc>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
      "<svg x=\"{6}\" y=\"{6}\" width=\"{7:.0f}\" height=\"{8:.0f}\">\n{9}</svg>\n</svg>\n",
      xml_text(caption.id), size.across + 2 * kMargin, size.down + 2 * kMargin, kFont,
      xml_text(caption.title), xml_text(caption.description), kMargin, size.across, size.down,
      drawing.body());
}

}  // namespace newlyn::workspace
