// SPDX-License-Identifier: MIT
// The sinks that write text.
#include "synthetic/writers/text_sinks.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "synthetic/people/words.h"
#include "synthetic/writers/text_file.h"

namespace newlyn::synthetic {
namespace {

// What all of them share: the file and the table that is being written.
class TextSink : public TableSink {
 public:
  explicit TextSink(std::string path) : path_(std::move(path)) {}
  void begin(const TableSpec& table) override {
    if (file_ == nullptr) file_ = std::make_unique<TextFile>(path_);
    table_ = table;
  }
  void end() override {}
  void close() override {
    if (file_ != nullptr) file_->close();
    file_.reset();
  }

 protected:
  std::string path_;
  TableSpec table_;
  std::unique_ptr<TextFile> file_;
};

class DelimitedSink final : public TextSink {
 public:
  DelimitedSink(std::string path, const DelimitedForm& form, bool several)
      : TextSink(std::move(path)), form_(form), several_(several) {}

  void begin(const TableSpec& table) override {
    if (several_) {
      const std::filesystem::path whole(base_.empty() ? path_ : base_);
      base_ = whole.string();
      close();
      path_ = (whole.parent_path() / fmt::format("{}_{}{}", whole.stem().string(), table.name,
                                                 whole.extension().string()))
                  .string();
    }
    const bool fresh = file_ == nullptr;
    TextSink::begin(table);
    if (fresh && form_.encoding == TextEncoding::utf16) file_->add("\xFF\xFE");
    std::vector<std::string> names;
    for (const ColumnSpec& column : table.columns) names.emplace_back(column.name);
    row(names);
  }

  void row(std::span<const std::string> cells) override {
    line_.clear();
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line_ += form_.delimiter;
      add_cell(form_.upper_case ? upper_case(cells[i]) : cells[i]);
    }
    line_ += form_.line_end;
    file_->add(form_.encoding == TextEncoding::utf8 ? line_ : encoded(line_, form_.encoding));
  }

 private:
  void add_cell(const std::string& cell) {
    const char marks[] = {form_.delimiter, '"', '\n', '\r', 0};
    if (!form_.quote_all && cell.find_first_of(marks) == std::string::npos) {
      line_ += cell;
      return;
    }
    line_ += '"';
    for (const char letter : cell) {
      if (letter == '"') line_ += '"';
      line_ += letter;
    }
    line_ += '"';
  }

  DelimitedForm form_;
  bool several_;
  std::string base_;
  std::string line_;
};

// The bytes of the first `letters` letters of UTF-8 text, and how many letters those are.
std::pair<std::string_view, size_t> first_letters(std::string_view text, size_t letters) {
  size_t at = 0;
  size_t count = 0;
  while (at < text.size() && count < letters) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    ++count;
  }
  return {text.substr(0, at), count};
}

class FixedWidthSink final : public TextSink {
 public:
  using TextSink::TextSink;

  void begin(const TableSpec& table) override {
    TextSink::begin(table);
    TextFile layout(path_ + ".layout.txt");
    layout.add("name,begins,width\n");
    int begins = 1;
    for (const ColumnSpec& column : table.columns) {
      layout.add(fmt::format("{},{},{}\n", column.name, begins, column.width));
      begins += column.width;
    }
    layout.close();
  }

  void row(std::span<const std::string> cells) override {
    for (size_t i = 0; i < cells.size(); ++i) {
      const auto width = static_cast<size_t>(table_.columns[i].width);
      const std::string plain = without_accents(cells[i]);
      const auto [text, letters] = first_letters(plain, width);
      file_->add(text);
      for (size_t pad = letters; pad < width; ++pad) file_->add(' ');
    }
    file_->add("\r\n");
  }
};

std::string json_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    if (letter == '\n') {
      quoted += "\\n";
    } else {
      quoted += letter;
    }
  }
  return quoted + '"';
}

class JsonLinesSink final : public TextSink {
 public:
  using TextSink::TextSink;

  void row(std::span<const std::string> cells) override {
    std::string line = "{";
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      const ColumnSpec& column = table_.columns[i];
      const bool bare = column.kind == CellKind::integer || column.kind == CellKind::number;
      line += fmt::format("{}\"{}\":{}", line.size() > 1 ? "," : "", column.name,
                          bare ? cells[i] : json_text(cells[i]));
    }
    file_->add(line + "}\n");
  }
};

std::string xml_escaped(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += letter;
    }
  }
  return escaped;
}

class XmlSink final : public TextSink {
 public:
  using TextSink::TextSink;

  void begin(const TableSpec& table) override {
    TextSink::begin(table);
    file_->add(fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{}List>\n", table.name));
  }
  void row(std::span<const std::string> cells) override {
    file_->add(fmt::format("  <{}>\n", table_.name));
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      const std::string_view name = table_.columns[i].name;
      file_->add(fmt::format("    <{0}>{1}</{0}>\n", name, xml_escaped(cells[i])));
    }
    file_->add(fmt::format("  </{}>\n", table_.name));
  }
  void end() override { file_->add(fmt::format("</{}List>\n", table_.name)); }
};

std::string_view sql_type(CellKind kind) {
  switch (kind) {
    case CellKind::integer:
      return "integer";
    case CellKind::number:
      return "numeric(12,2)";
    case CellKind::date:
      return "date";
    case CellKind::text:
      break;
  }
  return "text";
}

std::string create_table(const TableSpec& table, char quote) {
  std::string sql =
      fmt::format("DROP TABLE IF EXISTS {0}{1}{0};\nCREATE TABLE {0}{1}{0} (\n", quote, table.name);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    sql += fmt::format("  {0}{1}{0} {2}{3}\n", quote, table.columns[i].name,
                       sql_type(table.columns[i].kind), i + 1 < table.columns.size() ? "," : "");
  }
  return sql + ")";
}

class PostgresSink final : public TextSink {
 public:
  using TextSink::TextSink;

  void begin(const TableSpec& table) override {
    const bool fresh = file_ == nullptr;
    TextSink::begin(table);
    if (fresh) {
      file_->add("SET client_encoding = 'UTF8';\nSET client_min_messages = warning;\nBEGIN;\n");
    }
    file_->add(create_table(table, '"') + ";\n");
    file_->add(fmt::format("COPY \"{}\" FROM stdin;\n", table.name));
  }
  void row(std::span<const std::string> cells) override {
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) file_->add('\t');
      add_cell(cells[i]);
    }
    file_->add('\n');
  }
  void end() override { file_->add("\\.\n"); }
  void close() override {
    file_->add("COMMIT;\n");
    TextSink::close();
  }

 private:
  void add_cell(const std::string& cell) {
    if (cell.empty()) file_->add("\\N");
    for (const char letter : cell) {
      if (letter == '\n') {
        file_->add("\\n");
        continue;
      }
      if (letter == '\\') file_->add('\\');
      file_->add(letter);
    }
  }
};

class MariadbSink final : public TextSink {
 public:
  using TextSink::TextSink;

  void begin(const TableSpec& table) override {
    const bool fresh = file_ == nullptr;
    TextSink::begin(table);
    if (fresh) file_->add("SET NAMES utf8mb4;\nSET autocommit = 0;\n");
    file_->add(create_table(table, '`') + " DEFAULT CHARSET=utf8mb4;\n");
    in_statement_ = 0;
  }
  void row(std::span<const std::string> cells) override {
    file_->add(in_statement_ == 0 ? fmt::format("INSERT INTO `{}` VALUES\n(", table_.name)
                                  : std::string(",\n("));
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) file_->add(',');
      add_cell(cells[i]);
    }
    file_->add(')');
    if (++in_statement_ == kRowsPerStatement) end();
  }
  void end() override {
    if (in_statement_ > 0) file_->add(";\n");
    in_statement_ = 0;
  }
  void close() override {
    file_->add("COMMIT;\n");
    TextSink::close();
  }

 private:
  static constexpr int kRowsPerStatement = 500;

  void add_cell(const std::string& cell) {
    if (cell.empty()) {
      file_->add("NULL");
      return;
    }
    file_->add('\'');
    for (const char letter : cell) {
      if (letter == '\'' || letter == '\\') file_->add('\\');
      file_->add(letter);
    }
    file_->add('\'');
  }

  int in_statement_ = 0;
};

}  // namespace

std::unique_ptr<TableSink> delimited_sink(const std::string& path, const DelimitedForm& form,
                                          bool several) {
  return std::make_unique<DelimitedSink>(path, form, several);
}
std::unique_ptr<TableSink> fixed_width_sink(const std::string& path) {
  return std::make_unique<FixedWidthSink>(path);
}
std::unique_ptr<TableSink> json_lines_sink(const std::string& path) {
  return std::make_unique<JsonLinesSink>(path);
}
std::unique_ptr<TableSink> xml_sink(const std::string& path) {
  return std::make_unique<XmlSink>(path);
}
std::unique_ptr<TableSink> postgres_sink(const std::string& path) {
  return std::make_unique<PostgresSink>(path);
}
std::unique_ptr<TableSink> mariadb_sink(const std::string& path) {
  return std::make_unique<MariadbSink>(path);
}

}  // namespace newlyn::synthetic
