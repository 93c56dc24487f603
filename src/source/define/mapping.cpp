// SPDX-License-Identifier: MIT
// Mappings as TOML: read with the line of every mistake, written with comments.
#include "source/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "base/error.h"
#include "base/toml.h"
#include "source/define/toml_text.h"

namespace newlyn::source {
namespace {

using record::SchemaKind;

constexpr std::array<std::string_view, 4> kTopKeys = {"schema", "left_out", "record", "relation"};
constexpr std::array<std::string_view, 4> kRecordKeys = {"name", "kind", "when", "fields"};
constexpr std::array<std::string_view, 8> kFieldKeys = {"column", "text", "clean",  "type",
                                                        "start",  "end",  "domain", "role"};
constexpr std::array<std::string_view, 5> kRelationKeys = {"kind", "from", "to", "start", "end"};

// Reads one file; every refusal names it and the line.
class Reader {
 public:
  explicit Reader(const std::string& path)
      : file_(std::filesystem::path(path).filename().string()) {}

  Mapping mapping(const toml::table& table) const {
    check_keys(table, kTopKeys, "a mapping");
    const int64_t version = table["schema"].value_or(int64_t{0});
    if (version != record::kSchemaVersion) {
      refuse(table, fmt::format("A mapping states the version of the schema it was made for: "
                                "schema = {}.",
                                record::kSchemaVersion));
    }
    Mapping mapping;
    if (const toml::array* columns = table["left_out"].as_array()) {
      for (const toml::node& column : *columns) {
        mapping.left_out.push_back(column.value_or(std::string()));
      }
    }
    each(table, "record", [&](const toml::table& one) { add_record(one, mapping); });
    each(table, "relation", [&](const toml::table& one) { add_relation(one, mapping); });
    if (mapping.records.empty())
      refuse(table, "There is no [[record]], so no row yields anything.");
    return mapping;
  }

  [[noreturn]] void refuse_line(size_t line, const std::string& why) const {
    throw Error(Code::request_invalid,
                fmt::format("{}:{}: {} Correct the mapping and try again.", file_, line, why));
  }

 private:
  [[noreturn]] void refuse(const toml::node& node, const std::string& why) const {
    refuse_line(std::max<size_t>(1, node.source().begin.line), why);
  }

  void check_keys(const toml::table& table, std::span<const std::string_view> known,
                  std::string_view what) const {
    for (const auto& [key, value] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      refuse(value, fmt::format("'{}' is nothing that {} knows. It knows: {}.", key.str(), what,
                                fmt::join(known, ", ")));
    }
  }

  template <typename Work>
  void each(const toml::table& table, std::string_view key, const Work& work) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const toml::array* all = node->as_array();
    if (all == nullptr) refuse(*node, fmt::format("Write [[{}]] with double brackets.", key));
    for (const toml::node& one : *all) {
      if (!one.is_table()) refuse(one, fmt::format("Write [[{}]] with double brackets.", key));
      work(*one.as_table());
    }
  }

  std::string text(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const auto value = node->value<std::string>();
    if (!value || !node->is_string()) refuse(*node, fmt::format("{} is a text in quotes.", key));
    return *value;
  }

  void add_record(const toml::table& table, Mapping& mapping) const {
    check_keys(table, kRecordKeys, "a record");
    MappedRecord one{text(table, "name"), text(table, "kind"), text(table, "when"), {}};
    const SchemaKind* kind = record::schema_kind_named(one.kind);
    if (kind == nullptr) {
      std::string kinds;
      for (const SchemaKind& known : record::schema_kinds()) {
        kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", known.name);
      }
      refuse(table,
             fmt::format("The schema has no kind of record '{}'. It has: {}.", one.kind, kinds));
    }
    if (one.name.empty()) one.name = one.kind;
    for (const MappedRecord& other : mapping.records) {
      if (other.name != one.name) continue;
      refuse(table,
             fmt::format("Two records are called '{}'. Give each a name of its own.", one.name));
    }
    const toml::table* fields = table["fields"].as_table();
    if (fields == nullptr || fields->empty()) {
      refuse(table, fmt::format("The record '{}' has no fields. Write them under "
                                "[record.fields].",
                                one.name));
    }
    for (const auto& [name, node] : *fields) add_values(*kind, std::string(name.str()), node, one);
    if (one.fields.empty()) {
      refuse(table,
             fmt::format("The fields of the record '{}' have no value. Name a column.", one.name));
    }
    mapping.records.push_back(std::move(one));
  }

  void add_values(const SchemaKind& kind, const std::string& name, const toml::node& node,
                  MappedRecord& record) const {
    const record::SchemaField* field = record::schema_field_named(kind, name);
    if (field == nullptr) {
      std::string names;
      for (const auto& known : kind.fields) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
      }
      refuse(node,
             fmt::format("The kind {} has no field '{}'. It has: {}.", kind.name, name, names));
    }
    const toml::array* several = node.as_array();
    if (several == nullptr) return record.fields.push_back(value(name, node));
    if (!field->many && several->size() > 1) {
      refuse(node, fmt::format("The field '{}' has one value in a record, not several.", name));
    }
    for (const toml::node& one : *several) record.fields.push_back(value(name, one));
  }

  MappedField value(const std::string& name, const toml::node& node) const {
    MappedField field;
    field.field = name;
    if (const auto column = node.value<std::string>(); column && node.is_string()) {
      field.column = *column;
    } else if (const toml::table* table = node.as_table()) {
      check_keys(*table, kFieldKeys, "a value");
      field.column = text(*table, "column");
      field.text = text(*table, "text");
      field.clean = text(*table, "clean");
      field.type = text(*table, "type");
      field.start = text(*table, "start");
      field.end = text(*table, "end");
      field.domain = text(*table, "domain");
      field.role = text(*table, "role");
    }
    check_relation(name, node, field);
    if (field.column.empty() == field.text.empty()) {
      refuse(node, fmt::format("The field '{}' needs a column, or a text that is the same in "
                               "every record: {{ column = \"NAME\" }} or {{ text = \"claim\" }}.",
                               name));
    }
    return field;
  }

  void check_relation(const std::string& name, const toml::node& node,
                      const MappedField& field) const {
    if (!field.domain.empty() && !name.starts_with("relation.") && name != "identifier.trusted") {
      refuse(node, fmt::format("The field '{}' has no domain; relation.anchor, relation.pointer "
                               "and identifier.trusted have one.",
                               name));
    }
    if (!field.role.empty() && name != "relation.pointer") {
      refuse(node, fmt::format("The field '{}' has no role; relation.pointer has one.", name));
    }
  }

  const SchemaKind& kind_of_end(const toml::table& table, std::string_view end,
                                const Mapping& mapping) const {
    const std::string name = text(table, end);
    for (const MappedRecord& record : mapping.records) {
      if (record.name == name) return *record::schema_kind_named(record.kind);
    }
    refuse(table,
           fmt::format("The relation's {} is '{}', and no record is called that.", end, name));
  }

  void add_relation(const toml::table& table, Mapping& mapping) const {
    check_keys(table, kRelationKeys, "a relation");
    MappedRelation one{text(table, "kind"), text(table, "from"), text(table, "to"),
                       text(table, "start"), text(table, "end")};
    const record::SchemaRelation* relation = record::schema_relation_named(one.kind);
    if (relation == nullptr) {
      std::string names;
      for (const auto& known : record::schema_relations()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
      }
      refuse(table, fmt::format("The schema has no relation '{}'. It has: {}.", one.kind, names));
    }
    const SchemaKind& from = kind_of_end(table, "from", mapping);
    const SchemaKind& to = kind_of_end(table, "to", mapping);
    if (!record::schema_end_allows(relation->from, from.name) ||
        !record::schema_end_allows(relation->to, to.name)) {
      refuse(table, fmt::format("{} goes from {} to {}, not from {} to {}.", one.kind,
                                relation->from, relation->to, from.name, to.name));
    }
    mapping.relations.push_back(std::move(one));
  }

  std::string file_;
};

bool is_plain(const MappedField& field) {
  return field.text.empty() && field.clean.empty() && field.type.empty() && field.start.empty() &&
         field.end.empty() && field.domain.empty() && field.role.empty();
}

std::string value_text(const MappedField& field) {
  if (is_plain(field)) return toml_text(field.column);
  std::string parts;
  for (const auto& [key, value] :
       {std::pair("column", &field.column), std::pair("text", &field.text),
        std::pair("clean", &field.clean), std::pair("type", &field.type),
        std::pair("start", &field.start), std::pair("end", &field.end),
        std::pair("domain", &field.domain), std::pair("role", &field.role)}) {
    if (value->empty()) continue;
    parts += fmt::format("{}{} = {}", parts.empty() ? "" : ", ", key, toml_text(*value));
  }
  return fmt::format("{{ {} }}", parts);
}

std::string remark_text(const MappedField& field) {
  return field.remark.empty() ? "" : fmt::format("  # {}", field.remark);
}

std::string fields_text(const MappedRecord& record) {
  std::string text = "[record.fields]\n";
  std::vector<std::string> written;
  for (const MappedField& field : record.fields) {
    if (std::find(written.begin(), written.end(), field.field) != written.end()) continue;
    written.push_back(field.field);
    std::vector<const MappedField*> all;
    for (const MappedField& other : record.fields) {
      if (other.field == field.field) all.push_back(&other);
    }
    if (all.size() == 1) {
      text +=
          fmt::format("{} = {}{}\n", toml_text(field.field), value_text(field), remark_text(field));
      continue;
    }
    text += fmt::format("{} = [\n", toml_text(field.field));
    for (const MappedField* one : all) {
      text += fmt::format("  {},{}\n", value_text(*one), remark_text(*one));
    }
    text += "]\n";
  }
  return text;
}

void use(std::vector<UsedColumn>& used, const std::string& column, const std::string& where) {
  if (column.empty()) return;
  const bool there = std::any_of(used.begin(), used.end(),
                                 [&](const UsedColumn& one) { return one.name == column; });
  if (!there) used.push_back({column, where});
}

}  // namespace

std::optional<Mapping> read_mapping(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const Reader reader(path);
  try {
    Mapping mapping = reader.mapping(toml::parse(text));
    mapping.text = text;
    return mapping;
  } catch (const toml::parse_error& problem) {
    reader.refuse_line(problem.source().begin.line, fmt::format("{}.", problem.description()));
  }
}

std::string mapping_text(std::string_view source, const Mapping& mapping) {
  std::string left_out;
  for (const std::string& column : mapping.left_out) {
    left_out += fmt::format("{}{}", left_out.empty() ? "" : ", ", toml_text(column));
  }
  std::string text = fmt::format(
      "# What the columns of the source {0} mean. This file is yours: change it with any editor, "
      "then\n#   newlyn map {0} --preview 3    shows what rows become\n"
      "#   newlyn map {0} --check        looks for mistakes\n"
      "# A value is a column, or {{ column = \"C\", clean = \"upper(value)\", type = \"home\", "
      "start = \"FROM\" }},\n# or {{ text = \"claim\" }}; several stand in [ ]. when = \"SQL\" "
      "says for which rows a record is there.\n\nschema = {1}\n\n"
      "# Columns that are copied and meant to stay without a field.\nleft_out = [{2}]\n",
      source, record::kSchemaVersion, left_out);
  for (const MappedRecord& record : mapping.records) {
    text += fmt::format("\n[[record]]\nname = {}\nkind = {}\n", toml_text(record.name),
                        toml_text(record.kind));
    if (!record.when.empty()) text += fmt::format("when = {}\n", toml_text(record.when));
    text += fields_text(record);
  }
  for (const MappedRelation& relation : mapping.relations) {
    text += fmt::format("\n[[relation]]\nkind = {}\nfrom = {}\nto = {}\n", toml_text(relation.kind),
                        toml_text(relation.from), toml_text(relation.to));
    if (!relation.start.empty()) text += fmt::format("start = {}\n", toml_text(relation.start));
    if (!relation.end.empty()) text += fmt::format("end = {}\n", toml_text(relation.end));
  }
  return text;
}

std::vector<UsedColumn> used_columns(const Mapping& mapping) {
  std::vector<UsedColumn> used;
  for (const MappedRecord& record : mapping.records) {
    for (const MappedField& field : record.fields) {
      const std::string where = fmt::format("{} {}", record.name, field.field);
      for (const std::string& column :
           {field.column, field.start, field.end, field.domain, field.role}) {
        use(used, column, where);
      }
    }
  }
  for (const MappedRelation& relation : mapping.relations) {
    use(used, relation.start, relation.kind);
    use(used, relation.end, relation.kind);
  }
  return used;
}

const record::SchemaField& schema_field(const MappedRecord& record, const MappedField& field) {
  return *record::schema_field_named(*record::schema_kind_named(record.kind), field.field);
}

}  // namespace newlyn::source
