// SPDX-License-Identifier: MIT
// Lays out bars, columns and curves.
#include "workspace/chart/charts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace newlyn::workspace {
namespace {

constexpr double kBarsShare = 0.78;  // of the width; numbers stand to the right of it
constexpr double kLetters = 37;      // of a label on a line: fits a telephone in a wide typeface
constexpr double kLine = 18;         // pixels from one line of text to the next
constexpr double kBar = 13;          // pixels of a bar's height
constexpr double kBarStep = 18;
constexpr double kRowGap = 5;
constexpr double kPlotHeight = 240;
constexpr double kSampleShift = 42;  // pixels: the words of a legend stand beside its sample
constexpr size_t kTicksAcross = 6;
constexpr size_t kTicksUp = 5;

/// The scale that holds every bar and zero.
Scale scale_of(const BarChart& chart) {
  Scale scale{0, 0};
  const auto include = [&](double number) {
    if (!std::isfinite(number)) return;
    scale.low = std::min(scale.low, number);
    scale.high = std::max(scale.high, number);
  };
  for (const BarRow& row : chart.rows) {
    for (const Bar& bar : row.bars) {
      include(bar.from);
      include(bar.to);
    }
  }
  for (const Mark& mark : chart.marks) include(mark.at);
  include(chart.least);
  if (scale.high - scale.low <= 0) scale.high = 1;
  return scale;
}

/// Writes the legend and returns where the next thing may begin.
double draw_legend(SvgWriter& svg, const std::vector<InkWords>& legend) {
  double down = 0;
  for (const InkWords& entry : legend) {
    svg.sample({0, down + 2}, entry.ink);
    svg.text({0, down + 13}, entry.words, {Hang::begin, false, true, kSampleShift});
    down += kLine + 2;
  }
  return legend.empty() ? 0 : down + 6;
}

/// Words at the foot of a mark or tick, kept inside the drawing.
Hang hang_at(double across) noexcept {
  if (across < 0.06) return Hang::begin;
  return across > 0.94 ? Hang::end : Hang::middle;
}

/// Ticks along the foot of a plot and the words for them; returns where the next thing may begin.
double draw_foot(SvgWriter& svg, const Scale& scale, Place foot, const std::string& words) {
  for (const double tick : ticks(scale, kTicksAcross)) {
    const double across = foot.across * scale.place(tick);
    svg.upright(across, {foot.down, foot.down + 5}, false);
    svg.text({across, foot.down + 19}, number_text(tick), {hang_at(across), false, true});
  }
  if (words.empty()) return foot.down + 26;
  double down = foot.down + 38;
  for (const std::string& line : wrapped(words, static_cast<size_t>(kLetters) + 6)) {
    svg.text({0, down}, line, {Hang::begin, false, true});
    down += kLine - 2;
  }
  return down;
}

/// Dashed lines through a plot with their words above it. Each mark has a line of its own.
void draw_marks(SvgWriter& svg, const std::vector<Mark>& marks, const Scale& scale, Stretch down) {
  double words_down = down.from - 6 - kLine * (static_cast<double>(marks.size()) - 1);
  for (const Mark& mark : marks) {
    const double across = scale.place(mark.at);
    svg.upright(across, {words_down + 4, down.to}, true);
    const Hang hang = across > 0.5 ? Hang::end : Hang::begin;
    svg.text({across, words_down}, mark.words, {hang, false, true});
    words_down += kLine;
  }
}

double marks_height(const std::vector<Mark>& marks) {
  return marks.empty() ? 0 : kLine * static_cast<double>(marks.size()) + 4;
}

/// What is written on the level lines of a plot: the numbers, or ten to their power.
struct Levels {
  Scale scale;
  Stretch box;
  bool powers = false;

  double down(double tick) const { return box.to - (box.to - box.from) * scale.place(tick); }
};

/// Level lines first, their numbers last, over what is drawn between.
void draw_lines(SvgWriter& svg, const Levels& levels) {
  for (const double tick : ticks(levels.scale, kTicksUp)) {
    if (levels.powers && tick != std::floor(tick)) continue;
    svg.level(levels.down(tick), false);
  }
  svg.level(levels.box.to, true);
}

void draw_numbers(SvgWriter& svg, const Levels& levels) {
  for (const double tick : ticks(levels.scale, kTicksUp)) {
    if (levels.powers && tick != std::floor(tick)) continue;
    svg.text({0, levels.down(tick) - 3}, number_text(levels.powers ? std::pow(10.0, tick) : tick),
             {Hang::begin, false, true, 0, true});
  }
}

}  // namespace

Drawing draw_bars(const BarChart& chart) {
  Drawing drawing;
  SvgWriter& svg = drawing.svg;
  const Scale scale = scale_of(chart);
  const auto across = [&](double number) { return kBarsShare * scale.place(number); };
  double down = draw_legend(svg, chart.legend) + marks_height(chart.marks);
  const double top = down;
  for (const BarRow& row : chart.rows) {
    if (row.bars.empty()) down += kRowGap + 4;
    for (const std::string& line : wrapped(row.label, static_cast<size_t>(kLetters))) {
      svg.text({0, down + 14}, line, {Hang::begin, row.bars.empty(), false});
      down += kLine;
    }
    down += 2;
    for (const Bar& bar : row.bars) {
      svg.bar({0, kBarsShare}, {down, down + kBar}, Ink::faint);
      svg.bar({across(bar.from), across(bar.to)}, {down, down + kBar}, bar.ink);
      svg.text({1, down + 12}, bar.text, {Hang::end, false, false});
      if (scale.low < 0) svg.upright(across(0), {down, down + kBar + 2}, false);
      down += kBarStep;
    }
    down += kRowGap;
  }
  Scale marks = scale;
  marks.high = scale.low + (scale.high - scale.low) / kBarsShare;
  if (!chart.marks.empty()) draw_marks(svg, chart.marks, marks, {top, down});
  drawing.height = down + 4;
  if (scale.low < 0) drawing.height = draw_foot(svg, scale, {kBarsShare, down}, "");
  return drawing;
}

Drawing draw_columns(const ColumnChart& chart) {
  Drawing drawing;
  SvgWriter& svg = drawing.svg;
  const double width = chart.step * static_cast<double>(chart.counts.size());
  const Scale across{chart.first, chart.first + width};
  double most = 1;
  for (const double count : chart.counts) most = std::max(most, count);
  // One pair is still a column: the scale begins below it.
  const Scale up{-0.3, std::max(1.0, std::log10(most) + 0.2)};
  svg.text({0, 13}, chart.up_words, {Hang::begin, false, true});
  const double top = kLine + 8 + marks_height(chart.marks);
  const Stretch box{top, top + kPlotHeight};
  const Levels levels{up, box, true};
  draw_lines(svg, levels);
  for (size_t i = 0; i < chart.counts.size(); ++i) {
    if (chart.counts[i] < 1) continue;
    const double from = chart.first + chart.step * static_cast<double>(i);
    const double height = (box.to - box.from) * up.place(std::log10(chart.counts[i]));
    svg.bar({across.place(from), across.place(from + chart.step)}, {box.to - height, box.to},
            Ink::support);
  }
  draw_numbers(svg, levels);
  draw_marks(svg, chart.marks, across, box);
  drawing.height = draw_foot(svg, across, {1, box.to}, chart.across_words) + 2;
  return drawing;
}

Drawing draw_curves(const CurveChart& chart) {
  Drawing drawing;
  SvgWriter& svg = drawing.svg;
  double down = 0;
  for (size_t i = 0; i < chart.curves.size(); ++i) {
    svg.curve_sample({0, down + 7}, i);
    svg.text({0, down + 14}, chart.curves[i].name, {Hang::begin, false, true, kSampleShift});
    down += kLine + 2;
  }
  if (!chart.up_words.empty()) {
    svg.text({0, down + 17}, chart.up_words, {Hang::begin, false, true});
    down += kLine;
  }
  const double top = down + kLine + 8 + marks_height(chart.marks);
  const Stretch box{top, top + chart.height};
  const Levels levels{chart.up, box, false};
  draw_lines(svg, levels);
  for (size_t i = 0; i < chart.curves.size(); ++i) {
    std::vector<Place> places;
    for (const Point& point : chart.curves[i].points) {
      places.push_back({chart.across.place(point.across), 1 - chart.up.place(point.up)});
    }
    svg.curve(places, box, i);
  }
  draw_numbers(svg, levels);
  draw_marks(svg, chart.marks, chart.across, box);
  drawing.height = draw_foot(svg, chart.across, {1, box.to}, chart.across_words) + 2;
  return drawing;
}

}  // namespace newlyn::workspace
