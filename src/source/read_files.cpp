// SPDX-License-Identifier: MIT
// The story of reading: open all inputs, tell their formats, read each, name the sources.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/limits.h"
#include "base/threads.h"
#include "source/bytes/input_file.h"
#include "source/delimited/read_delimited.h"
#include "source/fixed/read_fixed.h"
#include "source/json/read_json.h"
#include "source/parquet/read_parquet.h"
#include "source/source.h"
#include "source/table/column_names.h"
#include "source/table/input_table_writer.h"
#include "source/text/text_stream.h"
#include "source/workbook/read_workbook.h"
#include "source/xml/read_xml.h"

namespace newlyn::source {
namespace {

enum class Form : uint8_t { text, parquet, workbook, refused };

// What a file is, from its first bytes, and in words where it is refused.
struct FormFinding {
  Form form = Form::text;
  std::string_view words;
};

FormFinding form_of(std::string_view head) {
  if (head.starts_with("PAR1")) return {Form::parquet, {}};
  if (head.starts_with("PK\x03\x04")) return {Form::workbook, {}};
  if (head.starts_with("\xD0\xCF\x11\xE0")) {
    return {Form::refused,
            "an old Excel workbook (.xls) or one with a password. Save it as .xlsx "
            "without a password, or as CSV"};
  }
  if (head.starts_with("%PDF")) return {Form::refused, "a PDF document. Export its table as CSV"};
  if (head.starts_with("ORC")) return {Form::refused, "an ORC file. Export it as Parquet or CSV"};
  if (head.starts_with("Obj\x01")) return {Form::refused, "an Avro file. Export it as Parquet"};
  if (head.starts_with("ARROW1")) return {Form::refused, "an Arrow file. Export it as Parquet"};
  if (head.starts_with("BZh")) return {Form::refused, "packed with bzip2. Unpack it, or use gzip"};
  if (head.starts_with("\xFD"
                       "7zXZ")) {
    return {Form::refused, "packed with xz. Unpack it, or use gzip or zstd"};
  }
  if (head.starts_with("7z\xBC\xAF")) return {Form::refused, "a 7-Zip archive. Unpack it first"};
  if (head.starts_with("SQLite format 3")) {
    return {Form::refused, "an SQLite database. Export its table as CSV"};
  }
  return {};
}

FormFinding form_of(const InputFile& file) {
  std::string head(64, '\0');
  head.resize(file.read_at(0, head));
  return form_of(head);
}

// The name of the file without folder and endings: "people.csv.gz" gives "people".
std::string stem_of(const std::string& path) {
  if (path == "-") return "stdin";
  std::filesystem::path name = std::filesystem::path(path).filename();
  if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  const std::string stem = name.stem().string();
  return stem.empty() ? "input" : stem;
}

// A text beginning with a brace is JSON, unless the name says that it is a table.
bool is_json(std::string_view head, const std::string& path) {
  const std::string name = lower(std::filesystem::path(path).filename().string());
  if (name.find(".csv") != name.npos || name.find(".tsv") != name.npos) return false;
  head = trim(head);
  if (head.starts_with("{")) return true;
  if (!head.starts_with("[")) return false;
  const std::string_view inner = trim(head.substr(1));
  return name.find(".json") != name.npos || inner.empty() || inner.starts_with("{");
}

// A text that begins as XML does.
bool is_xml(std::string_view head) {
  head = trim(head);
  return head.starts_with("<?xml") ||
         (head.size() > 2 && head[0] == '<' && std::isalpha(static_cast<unsigned char>(head[1])) &&
          head.find('>') != head.npos);
}

// A stream that hands out what was taken from another one first.
class RewoundText final : public TextStream {
 public:
  RewoundText(std::string begun, TextStream& rest) : begun_(std::move(begun)), rest_(rest) {}
  bool more(std::string& buffer) override {
    if (begun_.empty()) return rest_.more(buffer);
    buffer.append(begun_);
    begun_.clear();
    return true;
  }
  uint64_t repaired() const override { return rest_.repaired(); }

 private:
  std::string begun_;
  TextStream& rest_;
};

class Reader {
 public:
  Reader(store::Store& store, RunContext& run) : store_(store), progress_{run} {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  // A reading that did not come to its end leaves no tables.
  ~Reader() {
    for (const std::string& table : tables_made_) drop(table);
  }

  Reading read(const std::vector<FileRequest>& requests) {
    // Asking what tables there are takes longer than many a small file.
    first_table_ = store_.is_untouched() ? 0
                                         : store_.number(
                                               "SELECT max(try_cast(substr(name, 7) AS BIGINT)) + "
                                               "1 FROM (SELECT table_name AS name FROM "
                                               "duckdb_tables() UNION ALL SELECT view_name FROM "
                                               "duckdb_views()) WHERE starts_with(name, "
                                               "'input_')");
    std::vector<std::shared_ptr<const InputFile>> files;
    for (const FileRequest& request : requests) {
      files.push_back(std::make_shared<const InputFile>(
          InputFile::open(request.path, store_.temporary_folder(), progress_.run)));
      // Text is read twice: to find its encoding, and to read its rows.
      progress_.total += 2 * files.back()->size();
    }
    for (size_t i = 0; i < files.size(); ++i) {
      if (read_file(*files[i], requests[i])) reading_.held.push_back(files[i]);
    }
    name_sources();
    tables_made_.clear();
    return std::move(reading_);
  }

 private:
  // True when the file has to be held: what was made of it reads it where it lies.
  bool read_file(const InputFile& file, const FileRequest& request) {
    request_ = &request;
    const FormFinding found = form_of(file);
    if (found.form == Form::refused) {
      throw Error(Code::source_unreadable, fmt::format("{} is {}.", file.label(), found.words));
    }
    if (!request.sheet.empty() && found.form != Form::workbook) {
      throw Error(Code::request_invalid,
                  fmt::format("{} is no workbook, so it has no sheet '{}'. Leave the sheet out.",
                              file.label(), request.sheet));
    }
    switch (found.form) {
      case Form::parquet:
        read_parquet_file(file);
        break;
      case Form::workbook:
        read_workbook_file(file, request.sheet);
        break;
      case Form::text:
      case Form::refused:
        read_text_file(file, request);
        break;
    }
    file.check_unchanged();
    return found.form == Form::parquet;
  }

  InputTable begin_table(const InputFile& file) const {
    InputTable input;
    input.path = file.given_path();
    input.source_name = stem_of(file.given_path());
    return input;
  }

  ReadingDesk desk() {
    const uint64_t number = static_cast<uint64_t>(first_table_) + reading_.tables.size();
    return {store_, reading_, fmt::format("input_{}", number), request_};
  }

  // The desk for a table that is made next.
  ReadingDesk table_desk() {
    ReadingDesk place = desk();
    tables_made_.push_back(place.table);
    return place;
  }

  // What cannot be dropped is left: the failure that led here is the one to tell.
  void drop(const std::string& table) noexcept {
    try {
      const std::string kind =
          store_.number("SELECT count(*) FROM duckdb_views() WHERE view_name = $1",
                        std::array{store::Parameter::of(std::string_view(table))}) > 0
              ? "VIEW"
              : "TABLE";
      store_.run(fmt::format("DROP {} IF EXISTS {}", kind, store::quote_name(table)));
    } catch (const std::exception&) {
      return;
    }
  }

  void end_table(InputTable input) {
    if (input.rows_kept == 0) {
      desk().warn(fmt::format("'{}' has no rows{}.", input.path,
                              input.rows_rejected == 0 ? "" : " that can be read"));
    }
    if (input.bytes_repaired != 0) {
      desk().warn(
          fmt::format("'{}' has {} bytes that are not valid {}; each was replaced by U+FFFD.",
                      input.path, input.bytes_repaired, input.encoding));
    }
    reading_.tables.push_back(std::move(input));
  }

  void read_parquet_file(const InputFile& file) {
    InputTable input = begin_table(file);
    ReadingDesk place = table_desk();
    std::string hash;
    // The store looks at the end of the file only, while all of it is hashed.
    parallel_ranges(2, 1, [&](size_t first, size_t) {
      if (first == 0) {
        read_parquet(place, file, input);
      } else {
        hash = hash_file(file, progress_);
      }
    });
    input.content_hash = std::move(hash);
    progress_.advance(file.size());
    end_table(std::move(input));
  }

  void read_workbook_file(const InputFile& file, const std::string& wanted) {
    const std::string hash = hash_file(file, progress_);
    const Workbook workbook(file, progress_);
    const size_t before = reading_.tables.size();
    const std::vector<Sheet> sheets = choose_sheets(workbook, wanted, file.label());
    for (const Sheet& sheet : sheets) {
      InputTable input = begin_table(file);
      input.content_hash = hash;
      if (sheets.size() > 1) input.source_name += "_" + sheet.name;
      ReadingDesk place = table_desk();
      if (read_sheet(place, workbook, sheet, input)) {
        end_table(std::move(input));
      } else {
        place.warn(
            fmt::format("Sheet '{}' of '{}' is empty and was left out.", sheet.name, input.path));
      }
    }
    if (reading_.tables.size() > before) return;
    throw Error(Code::source_unreadable,
                fmt::format("{} holds no values in its sheets.", file.label()));
  }

  void read_text_file(const InputFile& file, const FileRequest& request) {
    const TextSurvey survey = survey_text(file, progress_);
    refuse_binary(file, survey);
    InputTable input = begin_table(file);
    input.content_hash = survey.content_hash;
    input.encoding = encoding_name(survey.encoding);
    if (survey.encoding == Encoding::windows1252) {
      desk().warn(fmt::format("'{}' is not UTF-8. It was read as Windows-1252.", input.path));
    }
    const auto decoded = open_text(file, survey, progress_);
    std::string head;
    while (trim(head).empty() && decoded->more(head)) continue;
    const bool json = is_json(head, file.given_path());
    const bool xml = !request.records.empty() || is_xml(head);
    RewoundText text(std::move(head), *decoded);
    ReadingDesk place = table_desk();
    if (!request.layout.empty()) {
      read_fixed(place, text, read_layout(request.layout), input);
    } else if (xml) {
      read_xml(place, text, request.records, input);
    } else if (json) {
      read_json(place, text, file.label(), input);
    } else {
      read_delimited(place, text, file.label(), input);
    }
    end_table(std::move(input));
  }

  static void refuse_binary(const InputFile& file, const TextSurvey& survey) {
    const FormFinding inside = form_of(survey.head);
    if (survey.compression != Compression::none && inside.form != Form::text) {
      throw Error(
          Code::source_unreadable,
          fmt::format("{} holds a packed file that is not text. Unpack it first.", file.label()));
    }
    if (survey.encoding != Encoding::binary) return;
    const OddByte& odd = survey.first_odd;
    throw Error(Code::source_unreadable,
                fmt::format("{} is a binary file, not a text or a known table format. Byte {} of "
                            "line {} is the first that no text has ({:02X} in hexadecimal). "
                            "Newlyn reads CSV, fixed width, JSON, XML, Parquet and Excel (.xlsx): "
                            "if this should be one of them, have it written again.",
                            file.label(), odd.place, odd.line, odd.value));
  }

  // Two inputs of one name get numbers: people, people_2.
  void name_sources() {
    std::set<std::string> taken;
    for (InputTable& table : reading_.tables) {
      const std::string base = table.source_name;
      for (size_t n = 2; !taken.insert(table.source_name).second; ++n) {
        table.source_name = fmt::format("{}_{}", base, n);
      }
    }
  }

  store::Store& store_;
  Progress progress_;
  Reading reading_;
  int64_t first_table_ = 0;
  const FileRequest* request_ = nullptr;  // of the file that is read now
  std::vector<std::string> tables_made_;  // until the reading is complete
};

// Lets the run stop the statements of the store while it is in scope.
class WatchScope {
 public:
  WatchScope(store::Store& store, RunContext& run)
      : store_(store), before_(store.set_watch([&run] { run.check_stop(); })) {}
  WatchScope(const WatchScope&) = delete;
  WatchScope& operator=(const WatchScope&) = delete;
  ~WatchScope() { store_.set_watch(std::move(before_)); }

 private:
  store::Store& store_;
  std::function<void()> before_;
};

}  // namespace

void check_unchanged(const Reading& reading) {
  for (const auto& file : reading.held) file->check_unchanged();
}

Reading read_files(store::Store& store, const std::vector<FileRequest>& requests, RunContext& run) {
  // Made before the watch, so that its tables are dropped after the watch is gone.
  Reader reader(store, run);
  const WatchScope watch(store, run);
  return reader.read(requests);
}

}  // namespace newlyn::source
