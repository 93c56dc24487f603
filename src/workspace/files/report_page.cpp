// SPDX-License-Identifier: MIT
// HTML and its style. Everything stands in the one file; its own policy forbids all else.
#include "workspace/files/report_page.h"

#include <fmt/format.h>

#include <string_view>

namespace newlyn::workspace {
namespace {

constexpr std::string_view kStyle = R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:#0b0c0c;
 font:1rem/1.5 "Helvetica Neue",Arial,"Liberation Sans",sans-serif}
a{color:#1d4f91;text-underline-offset:.15em}
a:hover{color:#0b0c0c}
a:focus,summary:focus,.box:focus{outline:3px solid #0b0c0c;outline-offset:0;
 background:#ffdd00;color:#0b0c0c}
.box:focus{background:none}
.skip{position:absolute;left:-999rem}
.skip:focus{position:static;display:block;padding:.5rem 1rem}
header{border-top:10px solid #1d4f91;border-bottom:1px solid #b1b4b6}
header p{margin:0;padding:.75rem 0;font-weight:700}
.wide{max-width:62rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.75rem;line-height:1.15;margin:1.5rem 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.375rem;line-height:1.2;margin:0 0 .75rem;overflow-wrap:anywhere}
p,li{max-width:44rem;margin:0 0 .9rem;overflow-wrap:anywhere}
.quiet{color:#484c4f}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.25rem,1fr));gap:.75rem;
 margin:1.25rem 0}
dl div{border-left:4px solid #1d4f91;background:#f3f4f5;padding:.6rem .75rem}
dt{color:#484c4f;font-size:.9375rem;line-height:1.25}
dd{margin:0;font-size:1.375rem;line-height:1.3;font-weight:700;overflow-wrap:anywhere}
.note{border-left:8px solid #8a3c08;padding:.25rem 0 .25rem 1rem;margin:1.25rem 0}
.note ul{margin:0;padding:0 0 0 1.1rem}
.note p,.note li{margin-bottom:.4rem}
nav ul{columns:15rem;padding:0 0 0 1.1rem;margin:.5rem 0 0}
nav li{margin-bottom:.35rem}
section{border-top:1px solid #b1b4b6;padding:1.5rem 0 .5rem;margin-top:1.5rem}
figure{margin:0 0 1.25rem;max-width:46rem}
figcaption{font-weight:700;margin-bottom:.5rem;overflow-wrap:anywhere}
svg{display:block;max-width:100%}
details{margin:0 0 1.25rem}
summary{cursor:pointer;color:#1d4f91;text-decoration:underline;text-underline-offset:.15em;
 padding:.35rem 0;width:max-content;max-width:100%}
.box{overflow-x:auto;max-width:100%;margin:0 0 1.25rem}
table{border-collapse:collapse;font-size:.9375rem;line-height:1.35;min-width:100%}
caption{text-align:left;font-weight:700;padding:0 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;
 border-bottom:1px solid #b1b4b6;font-weight:400}
thead th{font-weight:700;border-bottom:2px solid #0b0c0c}
td{max-width:26rem;overflow-wrap:break-word}
.short{white-space:nowrap}
.long{min-width:17rem}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
footer{border-top:1px solid #b1b4b6;background:#f3f4f5;margin-top:2rem;padding:1.25rem 0}
footer p{margin:0}
@media (min-width:40em){body{font-size:1.125rem}h1{font-size:2.25rem}h2{font-size:1.5rem}
 .wide{padding:0 1.875rem}}
@media (max-width:30em){tr>:first-child{white-space:normal;overflow-wrap:anywhere;min-width:7rem;
 max-width:9rem}}
@media print{body{font-size:10.5pt}h1{font-size:18pt}h2{font-size:13pt}
 header{border-top-width:4px}.skip,nav{display:none}section{break-before:auto}
 h2,figcaption{break-after:avoid}figure{break-inside:avoid}.box{overflow:visible}
 tr{break-inside:avoid}details::details-content{content-visibility:visible;display:block}
 summary{list-style:none;color:#0b0c0c;text-decoration:none;font-weight:700}
 a{color:#0b0c0c;text-decoration:none}table{font-size:9pt}
 svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

std::string paragraphs_html(const std::vector<std::string>& paragraphs) {
  std::string html;
  for (const std::string& paragraph : paragraphs) {
    html += fmt::format("<p>{}</p>\n", xml_text(paragraph));
  }
  return html;
}

/// How a cell is set: numbers to the right, short words on one line, long ones in a wide column.
std::string_view cell_class(const PageTable& table, size_t column, const std::string& text) {
  constexpr size_t kShort = 24;
  constexpr size_t kLong = 40;
  if (column >= table.text_columns) return " class=\"number\"";
  if (text.size() <= kShort) return " class=\"short\"";
  return text.size() > kLong ? " class=\"long\"" : "";
}

/// A table in a box that scrolls by itself; the box can be reached by keyboard.
std::string table_html(const PageTable& table, const std::string& name) {
  std::string html = fmt::format(
      "<div class=\"box\" role=\"region\" tabindex=\"0\" aria-label=\"Table: {}\">\n<table>\n"
      "<thead><tr>",
      xml_text(name));
  const auto number_class = [&](size_t column) {
    return column >= table.text_columns ? " class=\"number\"" : "";
  };
  for (size_t i = 0; i < table.header.size(); ++i) {
    html += fmt::format("<th scope=\"col\"{}>{}</th>", number_class(i), xml_text(table.header[i]));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) {
    html += "<tr>";
    for (size_t i = 0; i < row.size(); ++i) {
      html += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", number_class(0), xml_text(row[0]))
                     : fmt::format("<td{}>{}</td>", cell_class(table, i, row[i]), xml_text(row[i]));
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n</div>\n";
}

std::string section_html(const PageSection& section) {
  std::string html = fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-h\">\n<h2 id=\"{0}-h\">"
      "{1}</h2>\n{2}",
      section.id, xml_text(section.heading), paragraphs_html(section.paragraphs));
  for (const PageTable& table : section.tables) html += table_html(table, section.heading);
  for (size_t i = 0; i < section.charts.size(); ++i) {
    const PageChart& chart = section.charts[i];
    const std::string id = fmt::format("{}-chart-{}", section.id, i + 1);
    html += fmt::format(
        "<figure>\n<figcaption>{}</figcaption>\n{}</figure>\n", xml_text(chart.title),
        svg_figure({id, chart.title, chart.description}, chart.drawing.svg, chart.drawing.height));
    html += fmt::format("<details>\n<summary>These numbers as a table</summary>\n{}</details>\n",
                        table_html(chart.table, chart.title));
  }
  return html + "</section>\n";
}

std::string figures_html(const Page& page) {
  if (page.figures.empty()) return {};
  std::string html = "<dl>\n";
  for (const auto& [words, number] : page.figures) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", xml_text(words), xml_text(number));
  }
  return html + "</dl>\n";
}

std::string warnings_html(const Page& page) {
  if (page.warnings.empty()) return {};
  std::string html = "<div class=\"note\">\n<p><strong>Please look at</strong></p>\n<ul>\n";
  for (const std::string& warning : page.warnings) {
    html += fmt::format("<li>{}</li>\n", xml_text(warning));
  }
  return html + "</ul>\n</div>\n";
}

std::string contents_html(const Page& page) {
  std::string html =
      "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">On this page</h2>\n"
      "<ul>\n";
  for (const PageSection& section : page.sections) {
    if (!section.in_contents) continue;
    html += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, xml_text(section.heading));
  }
  return html + "</ul>\n</nav>\n";
}

}  // namespace

std::string page_html(const Page& page) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<title>{}</title>\n<style>{}</style>\n</head>\n"
      "<body>\n<a class=\"skip\" href=\"#main\">Go to the report</a>\n"
      "<header><div class=\"wide\"><p>Newlyn</p></div></header>\n"
      "<main id=\"main\" class=\"wide\">\n<h1>{}</h1>\n<p class=\"quiet\">{}</p>\n",
      xml_text(page.title), kStyle, xml_text(page.title), xml_text(page.subtitle));
  html += figures_html(page) + paragraphs_html(page.summary) + warnings_html(page) +
          contents_html(page);
  for (const PageSection& section : page.sections) html += section_html(section);
  return html + fmt::format(
                    "</main>\n<footer><div class=\"wide\"><p class=\"quiet\">{}</p></div>"
                    "</footer>\n</body>\n</html>\n",
                    xml_text(page.foot));
}

}  // namespace newlyn::workspace
