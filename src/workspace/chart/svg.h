// SPDX-License-Identifier: MIT
// Writes one SVG. Places across are shares of the width, places down are pixels, so that a drawing
// in a page grows and shrinks with its column while its letters keep their size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace newlyn::workspace {

/// Text for XML and HTML: marks escaped, and what XML may not hold (control characters, broken
/// UTF-8) replaced by U+FFFD.
std::string xml_text(std::string_view text);

/// Text in lines of at most `width` letters, broken at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, size_t width);

/// Text cut to at most `width` letters, with an ellipsis when anything is lost.
std::string shortened(std::string_view text, size_t width);

/// What a mark means. Each differs in lightness and in form, so that grey paper keeps it.
enum class Ink : uint8_t {
  support,  // filled, dark: speaks for a match; the main series
  against,  // hollow, light: speaks against; the second series
  neutral,  // grey: where one starts, totals
  faint,    // very light: backgrounds of bars
};

/// Where a text hangs on its place.
enum class Hang : uint8_t { begin, middle, end };

/// From and to along one direction.
struct Stretch {
  double from = 0;
  double to = 0;
};

/// A place: a share of the width, pixels down.
struct Place {
  double across = 0;
  double down = 0;
};

/// How a text looks.
struct Lettering {
  Hang hang = Hang::begin;
  bool bold = false;
  bool quiet = false;  // of ticks and remarks
  double shift = 0;    // pixels to the right of its place
  bool halo = false;   // white around the letters, to be read over bars and curves
};

/// One drawing, written element by element from back to front.
class SvgWriter {
 public:
  /// A filled bar, at least as wide as can be seen; nothing when it has no length.
  void bar(Stretch across, Stretch down, Ink ink);
  /// An upright line; dashed for thresholds.
  void upright(double across, Stretch down, bool dashed);
  /// A level line over the whole width.
  void level(double down, bool strong);
  void text(Place place, std::string_view text, Lettering lettering);
  /// A line through places whose `down` is a share of the box, 0 at the top. `pattern` 0 to 3 tells
  /// series apart by colour and by dashes.
  void curve(const std::vector<Place>& places, Stretch box, size_t pattern);
  /// A small piece of a bar, for the legend.
  void sample(Place place, Ink ink);
  /// A short piece of a curve's line, for the legend.
  void curve_sample(Place place, size_t pattern);

  /// Another drawing, over the whole width of this one.
  void place(const SvgWriter& drawing, Stretch down);

  const std::string& body() const noexcept { return body_; }

 private:
  std::string body_;
};

/// The colours of an ink: fill and outline.
std::pair<std::string_view, std::string_view> colours_of(Ink ink) noexcept;

/// What an SVG says of itself to people who do not see it.
struct SvgCaption {
  std::string id;  // unique in the page
  std::string title;
  std::string description;
};

/// The drawing for the inside of a page: as wide as its column, `height` pixels high.
std::string svg_figure(const SvgCaption& caption, const SvgWriter& drawing, double height);

/// The drawing as a file of its own, `width` pixels wide.
std::string svg_file(const SvgCaption& caption, const SvgWriter& drawing, Place size);

}  // namespace newlyn::workspace
