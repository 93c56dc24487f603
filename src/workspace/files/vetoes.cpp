// SPDX-License-Identifier: MIT
// What two records of one entity may not differ in: columns a person names, and, over standard
// columns, NHS numbers and National Insurance numbers.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "standardise/identifier.h"
#include "workspace/files/linked_files.h"
#include "workspace/files/personal_numbers.h"

namespace newlyn::workspace {
namespace {

constexpr std::string_view kNone = "none";

using Values = std::vector<std::string>;

/// Gives values numbers in their own order. Values that one record has are taken as one, for they
/// stand for one person.
class VetoNumbers {
 public:
  /// `values_of` has the values of each cell.
  explicit VetoNumbers(const std::vector<Values>& values_of) {
    for (const Values& values : values_of) all_.insert(all_.end(), values.begin(), values.end());
    std::sort(all_.begin(), all_.end());
    all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
    first_.resize(all_.size());
    std::iota(first_.begin(), first_.end(), 0U);
    for (const Values& values : values_of) {
      for (size_t i = 1; i < values.size(); ++i) join(place_of(values[0]), place_of(values[i]));
    }
  }
  bool empty() const noexcept { return all_.empty(); }
  /// 0 for a cell without value.
  uint32_t of(const Values& values) { return values.empty() ? 0 : root(place_of(values[0])) + 1; }

 private:
  uint32_t place_of(const std::string& value) const {
    return static_cast<uint32_t>(std::lower_bound(all_.begin(), all_.end(), value) - all_.begin());
  }
  uint32_t root(uint32_t place) {
    while (first_[place] != place) place = first_[place] = first_[first_[place]];
    return place;
  }
  void join(uint32_t a, uint32_t b) {
    a = root(a);
    b = root(b);
    first_[std::max(a, b)] = std::min(a, b);
  }

  Values all_;
  std::vector<uint32_t> first_;
};

/// A column as a veto reads it: from record `first_record` on.
struct VetoColumn {
  record::TextColumn column;
  uint64_t first_record = 0;
};

/// What counts as a value of a cell.
using ValuesOf = std::function<Values(std::string_view)>;

linkage::Veto veto_of(std::string name, const std::vector<VetoColumn>& columns,
                      uint64_t record_count, const ValuesOf& values_of) {
  std::vector<Values> cells;
  for (const VetoColumn& part : columns) {
    for (record::ValueCode code = 1; code <= part.column.values.value_count(); ++code) {
      cells.push_back(values_of(part.column.values[code]));
    }
  }
  VetoNumbers numbers(cells);
  linkage::Veto veto{std::move(name), std::vector<uint32_t>(record_count, 0)};
  if (numbers.empty()) return {};
  size_t cell = 0;
  for (const VetoColumn& part : columns) {
    std::vector<uint32_t> number_of_code = {0};
    for (size_t code = 1; code <= part.column.values.value_count(); ++code) {
      number_of_code.push_back(numbers.of(cells[cell++]));
    }
    for (size_t row = 0; row < part.column.row_count(); ++row) {
      veto.value_of_record[part.first_record + row] = number_of_code[part.column.codes[row]];
    }
  }
  return veto;
}

void add_standard_vetoes(const linkage::LinkInput& input, std::vector<linkage::Veto>& vetoes) {
  for (const linkage::LinkColumn& column : input.columns) {
    if (column.kind != record::FieldKind::national_id) continue;
    const std::vector<VetoColumn> whole = {{column.column, 0}};
    vetoes.push_back(veto_of(kNhsVeto, whole, input.record_count, nhs_numbers_in));
    vetoes.push_back(veto_of(kInsuranceVeto, whole, input.record_count, insurance_numbers_in));
  }
}

/// The column of this name in every input that has it, as it stands in the files.
std::vector<VetoColumn> load_veto(const LinkedFiles& files, const std::string& name,
                                  RunContext& run) {
  std::vector<VetoColumn> found;
  for (const InputColumns& input : files.inputs) {
    const std::vector<std::string>& names = input.table->columns;
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    source::InputTable wanted = *input.table;
    wanted.columns = {name};
    found.push_back(
        {std::move(source::load_columns(*files.store, wanted, run).at(0)), input.first_record});
  }
  if (found.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("--veto {}: no input has a column of that name. Write it as it stands "
                            "in the file.",
                            name));
  }
  return found;
}

}  // namespace

std::vector<linkage::Veto> make_vetoes(const LinkedFiles& files, const LinkFilesRequest& request,
                                       const linkage::LinkInput& input, RunContext& run) {
  std::vector<linkage::Veto> vetoes;
  const bool standard =
      std::find(request.vetoes.begin(), request.vetoes.end(), kNone) == request.vetoes.end();
  if (standard) add_standard_vetoes(input, vetoes);
  for (const std::string& name : request.vetoes) {
    if (name == kNone) continue;
    vetoes.push_back(
        veto_of(name, load_veto(files, name, run), files.record_count, [](std::string_view cell) {
          std::string value = standardise::identifier_of(cell);
          return value.empty() ? Values() : Values{std::move(value)};
        }));
  }
  std::erase_if(vetoes, [](const linkage::Veto& veto) { return veto.value_of_record.empty(); });
  return vetoes;
}

}  // namespace newlyn::workspace
