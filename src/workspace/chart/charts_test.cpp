// SPDX-License-Identifier: MIT
// Where bars, columns and curves are drawn, and that nothing breaks the drawing.
#include "workspace/chart/charts.h"

#include <gtest/gtest.h>

#include <limits>

namespace newlyn::workspace {
namespace {

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(charts, bars_begin_where_zero_lies) {
  BarChart chart;
  chart.rows = {{"up", {{0, 30, Ink::support, "+30"}}}, {"down", {{0, -10, Ink::against, "-10"}}}};
  const std::string body = draw_bars(chart).svg.body();
  // From -10 to 30 on 78 % of the width: zero lies at a quarter of it.
  EXPECT_NE(body.find("x=\"19.500%\" y=\"20.0\" width=\"58.500%\""), std::string::npos) << body;
  EXPECT_NE(body.find("x=\"0.000%\" y=\"63.0\" width=\"19.500%\""), std::string::npos) << body;
}

TEST(charts, shares_are_drawn_against_the_whole) {
  BarChart chart;
  chart.least = 1;
  chart.rows = {{"half", {{0, 0.5, Ink::support, "50 %"}}}};
  EXPECT_NE(draw_bars(chart).svg.body().find("width=\"39.000%\""), std::string::npos);
}

TEST(charts, every_row_makes_the_drawing_higher) {
  BarChart chart;
  double height = 0;
  for (int i = 0; i < 5; ++i) {
    chart.rows.push_back({"row", {{0, 1, Ink::support, "1"}}});
    EXPECT_GT(draw_bars(chart).height, height);
    height = draw_bars(chart).height;
  }
}

TEST(charts, numbers_without_end_are_drawn_without_harm) {
  BarChart chart;
  const double endless = std::numeric_limits<double>::infinity();
  chart.rows = {{"endless", {{0, endless, Ink::support, "-"}, {0, -endless, Ink::against, "-"}}}};
  const std::string body = draw_bars(chart).svg.body();
  EXPECT_EQ(body.find("inf"), std::string::npos);
  EXPECT_EQ(body.find("nan"), std::string::npos);
}

TEST(charts, empty_charts_are_drawings_too) {
  EXPECT_GE(draw_bars({}).height, 0);
  EXPECT_GT(draw_columns({}).height, 0);
  EXPECT_GT(draw_curves({}).height, 0);
  EXPECT_EQ(draw_columns({}).svg.body().find("nan"), std::string::npos);
}

TEST(charts, a_single_pair_is_still_a_column) {
  ColumnChart chart;
  chart.counts = {0, 1, 1000};
  EXPECT_EQ(count_of(draw_columns(chart).svg.body(), "<rect"), 4U);  // two columns, two rects each
}

TEST(charts, curves_are_told_apart_without_colour) {
  CurveChart chart;
  chart.curves = {{"one", {{0, 0}, {1, 1}}}, {"two", {{0, 1}, {1, 0}}}};
  const std::string body = draw_curves(chart).svg.body();
  EXPECT_NE(body.find("points=\"0.00,1000.00 1000.00,0.00\""), std::string::npos) << body;
  EXPECT_NE(body.find("stroke-dasharray=\"none\""), std::string::npos);
  EXPECT_NE(body.find("stroke-dasharray=\"7 4\""), std::string::npos);
}

}  // namespace
}  // namespace newlyn::workspace
