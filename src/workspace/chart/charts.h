// SPDX-License-Identifier: MIT
// The few kinds of chart Newlyn draws. Every bar has its number written beside it, so no chart
// needs its colours to be read.
#pragma once

#include <string>
#include <vector>

#include "workspace/chart/scale.h"
#include "workspace/chart/svg.h"

namespace newlyn::workspace {

/// A drawing and how high it is.
struct Drawing {
  SvgWriter svg;
  double height = 0;
};

/// One bar and the number written at its right.
struct Bar {
  double from = 0;
  double to = 0;
  Ink ink = Ink::support;
  std::string text;
};

/// A line of a bar chart: words with bars under them; without bars it is a heading.
struct BarRow {
  std::string label;
  std::vector<Bar> bars;
};

/// What an ink stands for.
struct InkWords {
  Ink ink = Ink::support;
  std::string words;
};

/// An upright dashed line with words at its foot.
struct Mark {
  double at = 0;
  std::string words;
};

/// Level bars, row under row, on one scale that holds them all and zero.
struct BarChart {
  std::vector<BarRow> rows;
  std::vector<InkWords> legend;
  std::vector<Mark> marks;
  double least = 0;  // the scale reaches at least so far: 1 for shares
};
Drawing draw_bars(const BarChart& chart);

/// Upright columns over equal steps of a number; heights by the logarithm, since counts of pairs
/// differ by powers of ten.
struct ColumnChart {
  double first = 0;  // where the first column begins
  double step = 1;
  std::vector<double> counts;
  std::string across_words;
  std::string up_words;
  std::vector<Mark> marks;
};
Drawing draw_columns(const ColumnChart& chart);

/// A point of a curve.
struct Point {
  double across = 0;
  double up = 0;
};

/// One curve with its name.
struct Curve {
  std::string name;
  std::vector<Point> points;
};

/// Up to four curves over one scale.
struct CurveChart {
  std::vector<Curve> curves;
  Scale across;
  Scale up;
  std::string across_words;
  std::string up_words;
  std::vector<Mark> marks;
  double height = 240;  // of the plot
};
Drawing draw_curves(const CurveChart& chart);

}  // namespace newlyn::workspace
