// SPDX-License-Identifier: MIT
// A page of figures as one HTML file: no script, no request to anywhere, good on a telephone and on
// paper.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "workspace/chart/charts.h"

namespace newlyn::workspace {

/// Numbers as a table. The first `text_columns` columns are words, the others numbers.
struct PageTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  size_t text_columns = 1;
};

/// A chart, what it says of itself, and its numbers, folded under it.
struct PageChart {
  std::string title;
  std::string description;
  Drawing drawing;
  PageTable table;
};

/// A section of the page: words, tables that stand open, charts.
struct PageSection {
  std::string id;
  std::string heading;
  std::vector<std::string> paragraphs;
  std::vector<PageTable> tables;
  std::vector<PageChart> charts;
  bool in_contents = true;  // false for one of very many, which would make the list useless
};

/// The whole page.
struct Page {
  std::string title;
  std::string subtitle;
  std::vector<std::pair<std::string, std::string>> figures;  // "people found", "818"
  std::vector<std::string> summary;
  std::vector<std::string> warnings;
  std::vector<PageSection> sections;
  std::string foot;
};

/// Writes the page. All texts are escaped.
std::string page_html(const Page& page);

}  // namespace newlyn::workspace
