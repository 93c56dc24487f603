// SPDX-License-Identifier: MIT
// The sheet as people get it: named, shuffled, with the fields of both records side by side.
#include "workspace/evaluation/judgement_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "profile/profile.h"
#include "workspace/files/describe_records.h"

namespace newlyn::workspace {
namespace {

using Json = nlohmann::ordered_json;

/// The lines of the sheet: each column of each input has one, shared by columns of one name, and
/// between inputs by columns of one meaning.
class FieldList {
 public:
  explicit FieldList(const std::vector<std::vector<record::RecognisedColumn>>& recognised) {
    for (size_t input = 0; input < recognised.size(); ++input) {
      for (const record::RecognisedColumn& column : recognised[input]) add(input, column);
    }
  }
  std::vector<std::string> labels() const {
    std::vector<std::string> labels;
    for (const Field& field : fields_) labels.push_back(field.label);
    return labels;
  }
  size_t count() const noexcept { return fields_.size(); }
  /// The line of a column of an input; nothing for one that is not on the sheet.
  std::optional<size_t> line_of(size_t input, const std::string& column) const {
    const auto found = line_of_column_.find({input, column});
    if (found == line_of_column_.end()) return std::nullopt;
    return found->second;
  }

 private:
  struct Field {
    std::string label;
    record::FieldKind kind = record::FieldKind::text;
    std::map<size_t, bool> has_input;
  };
  void add(size_t input, const record::RecognisedColumn& column);

  std::vector<Field> fields_;
  std::map<std::pair<size_t, std::string>, size_t> line_of_column_;
};

void FieldList::add(size_t input, const record::RecognisedColumn& column) {
  using record::FieldKind;
  // Columns that are never compared are not on the sheet, so they need no line.
  if (column.kind >= FieldKind::record_key) return;
  const auto take = [&](size_t line) {
    fields_[line].has_input[input] = true;
    line_of_column_[{input, column.name}] = line;
  };
  for (size_t line = 0; line < fields_.size(); ++line) {
    if (fields_[line].label == column.name && !fields_[line].has_input.contains(input)) {
      return take(line);
    }
  }
  const bool has_meaning = column.kind < FieldKind::account;
  for (size_t line = 0; has_meaning && line < fields_.size(); ++line) {
    if (fields_[line].kind == column.kind && !fields_[line].has_input.contains(input)) {
      return take(line);
    }
  }
  fields_.push_back({column.name, column.kind, {}});
  take(fields_.size() - 1);
}

size_t input_number(const LinkedFiles& files, uint32_t record) {
  return static_cast<size_t>(&files.input_of(record) - files.inputs.data());
}

std::vector<SheetField> fields_of(const LinkedFiles& files, const FieldList& list,
                                  const RecordPair& records, const SheetPair& pair) {
  std::vector<SheetField> fields;
  for (const std::string& label : list.labels()) fields.push_back({label, "", ""});
  const auto place = [&](uint32_t record, const RecordReport& report,
                         std::string SheetField::*side) {
    const size_t input = input_number(files, record);
    for (const auto& [name, value] : report.values) {
      const auto line = list.line_of(input, name);
      if (line) fields[*line].*side = value;
    }
  };
  place(records.left, pair.left, &SheetField::left);
  place(records.right, pair.right, &SheetField::right);
  return fields;
}

/// What the columns of every input are. A given model knows its own columns only, so for it they
/// are recognised here: what looks like a known answer must not be on the sheet.
std::vector<std::vector<record::RecognisedColumn>> recognised_inputs(LinkedFiles& files,
                                                                     const EvaluateRequest& request,
                                                                     RunContext& run) {
  std::vector<std::vector<record::RecognisedColumn>> recognised;
  profile::ColumnWishes wishes;
  wishes.ignored = request.link.ignored;
  wishes.ignored.insert(wishes.ignored.end(), request.by.begin(), request.by.end());
  wishes.truth_column = request.link.truth;
  const bool given = files.linkage->result().model.raw_columns;
  for (const InputColumns& input : files.inputs) {
    recognised.push_back(given ? profile::recognise_columns(
                                     source::load_columns(*files.store, *input.table, run), wishes)
                               : input.recognised);
  }
  return recognised;
}

std::string sheet_name(const LinkedFiles& files, const EvaluateRequest& request,
                       const std::vector<SampleStratum>& strata) {
  uint64_t hash = hash_mix(request.link.seed, request.sample);
  for (const InputColumns& input : files.inputs) {
    hash = hash_mix(hash, hash_bytes(input.table->content_hash));
  }
  for (const SampleStratum& stratum : strata) {
    for (const RecordPair& pair : stratum.drawn) hash = hash_mix(hash, rank_of(pair, 0));
  }
  return fmt::format("{:06x}", hash & 0xFF'FFFF);
}

/// Makes a value safe to open: no line ends, no control characters, no formula.
std::string safe_cell(std::string_view value) {
  std::string cell;
  for (const char letter : value) {
    const auto byte = static_cast<unsigned char>(letter);
    cell += byte < 0x20 || byte == 0x7F ? ' ' : letter;
  }
  const size_t first = cell.find_first_not_of(' ');
  const bool formula =
      first != std::string::npos && std::string_view("=+-@").find(cell[first]) != std::string::npos;
  return formula ? "'" + cell : cell;
}

std::string csv_cell(std::string_view value) {
  const std::string cell = safe_cell(value);
  if (cell.find_first_of(",;\"'\t") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char letter : cell)
    text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return text + "\"";
}

}  // namespace

Sheet make_sheet(LinkedFiles& files, std::vector<SampleStratum> strata,
                 const EvaluateRequest& request, RunContext& run) {
  Sheet sheet;
  sheet.name = sheet_name(files, request, strata);
  sheet.seed = request.link.seed;
  struct Drawn {
    uint64_t rank = 0;
    RecordPair pair;
    size_t stratum = 0;
  };
  std::vector<Drawn> drawn;
  const uint64_t shuffle = hash_mix(request.link.seed, hash_bytes("order of the sheet"));
  for (size_t i = 0; i < strata.size(); ++i) {
    for (const RecordPair& pair : strata[i].drawn) {
      drawn.push_back({rank_of(pair, shuffle), pair, i});
    }
  }
  std::sort(drawn.begin(), drawn.end(),
            [](const Drawn& a, const Drawn& b) { return a.rank < b.rank; });
  std::vector<uint32_t> records;
  for (const Drawn& entry : drawn) {
    records.insert(records.end(), {entry.pair.left, entry.pair.right});
  }
  const std::vector<RecordReport> described = describe_records(files, records);
  const FieldList list(recognised_inputs(files, request, run));
  sheet.labels = list.labels();
  for (size_t i = 0; i < drawn.size(); ++i) {
    SheetPair pair{fmt::format("{}-{:04}", sheet.name, i + 1), drawn[i].stratum, described[2 * i],
                   described[2 * i + 1]};
    sheet.fields.push_back(fields_of(files, list, drawn[i].pair, pair));
    sheet.pairs.push_back(std::move(pair));
  }
  sheet.strata = std::move(strata);
  return sheet;
}

std::string sheet_csv(const Sheet& sheet) {
  // The mark at the beginning makes spreadsheet programs read the text as UTF-8.
  std::string csv = "\xEF\xBB\xBFpair,judgement,source 1,source 2,record 1,record 2";
  for (const std::string& label : sheet.labels) {
    csv += "," + csv_cell(label + " 1") + "," + csv_cell(label + " 2");
  }
  csv += "\r\n";
  for (size_t i = 0; i < sheet.pairs.size(); ++i) {
    const SheetPair& pair = sheet.pairs[i];
    csv += pair.name + ",";
    for (const std::string* text :
         {&pair.left.source, &pair.right.source, &pair.left.id, &pair.right.id}) {
      csv += "," + csv_cell(*text);
    }
    for (const SheetField& field : sheet.fields[i]) {
      csv += "," + csv_cell(field.left) + "," + csv_cell(field.right);
    }
    csv += "\r\n";
  }
  return csv;
}

std::string sheet_key(const Sheet& sheet) {
  Json key;
  key["format"] = "newlyn judgement key 1";
  key["sheet"] = sheet.name;
  key["made"] = now_text();
  key["threshold"] = sheet.threshold;
  key["seed"] = sheet.seed;
  key["strata"] = Json::array();
  for (const SampleStratum& stratum : sheet.strata) {
    key["strata"].push_back({{"words", stratum.words()},
                             {"low", stratum.low},
                             {"high", stratum.high},
                             {"called", stratum.called},
                             {"compared", stratum.compared},
                             {"pairs", stratum.pairs}});
  }
  key["pairs"] = Json::array();
  for (const SheetPair& pair : sheet.pairs) {
    key["pairs"].push_back({{"pair", pair.name}, {"stratum", pair.stratum}});
  }
  return key.dump(1) + "\n";
}

std::string key_path(const std::string& sheet_path) {
  return std::filesystem::path(sheet_path).replace_extension(".key.json").string();
}

}  // namespace newlyn::workspace
