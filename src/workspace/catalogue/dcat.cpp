// SPDX-License-Identifier: MIT
// One node a source, with its contact, its distribution and its columns.
#include "workspace/catalogue/dcat.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace newlyn::workspace {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kModel =
    "https://w3id.org/co-cddo/uk-cross-government-metadata-exchange-model/";

Json context() {
  return {{"dcat", "http://www.w3.org/ns/dcat#"},
          {"dct", "http://purl.org/dc/terms/"},
          {"vcard", "http://www.w3.org/2006/vcard/ns#"},
          {"freq", "http://purl.org/cld/freq/"},
          {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
          {"xsd", "http://www.w3.org/2001/XMLSchema#"},
          {"csvw", "http://www.w3.org/ns/csvw#"},
          {"dqv", "http://www.w3.org/ns/dqv#"},
          {"ukmodel", kModel},
          {"newlyn", "urn:newlyn:catalogue:"}};
}

Json node(const std::string& address) { return {{"@id", address}}; }

Json day(const std::string& text) { return {{"@value", text}, {"@type", "xsd:date"}}; }

Json body(const std::string& slug) { return node("https://www.gov.uk/api/organisations/" + slug); }

Json licence(const std::string& text) {
  return text == "DATA_SHARE_AGREEMENT" ? Json(text) : node(text);
}

void add_texts(Json& json, const char* term, const std::vector<std::string>& texts) {
  if (!texts.empty()) json[term] = texts;
}

Json columns(const SourceDescription& source) {
  Json list = Json::array();
  for (const FieldDescription& field : source.fields) {
    Json one{{"@type", "csvw:Column"},
             {"csvw:name", field.name},
             {"dct:description", field.description},
             {"csvw:datatype", field.type},
             {"newlyn:sensitivity", field.sensitivity}};
    add_texts(one, "newlyn:schemaField", field.meaning);
    list.push_back(std::move(one));
  }
  return {{"@list", list}};
}

Json distribution(const SourceDescription& source) {
  const std::string address = source.text("identifier") + "#rows";
  return {{"@id", address},
          {"@type", "dcat:Distribution"},
          {"dct:identifier", address},
          {"dct:title", source.text("title")},
          {"dct:license", licence(source.text("licence"))},
          {"dct:accessRights", source.text("access_rights")},
          {"dcat:mediaType", source.media_type},
          {"dct:modified", day(source.modified)},
          {"csvw:tableSchema", {{"@type", "csvw:Schema"}, {"csvw:column", columns(source)}}}};
}

Json measurements(const SourceDescription& source) {
  Json list = Json::array();
  for (const auto& [dimension, score] : source.quality) {
    if (!score) continue;
    list.push_back(
        {{"@type", "dqv:QualityMeasurement"},
         {"dqv:isMeasurementOf", node("newlyn:quality:" + dimension)},
         {"dqv:value", {{"@value", fmt::format("{:.6g}", *score)}, {"@type", "xsd:double"}}},
         {"dct:date", day(source.quality_measured)}});
  }
  return list;
}

Json dataset(const SourceDescription& source) {
  Json creators = Json::array();
  for (const std::string& slug : source.texts("creator")) creators.push_back(body(slug));
  Json json{{"@id", source.text("identifier")},
            {"@type", "dcat:Dataset"},
            {"dct:identifier", source.text("identifier")},
            {"dct:title", source.text("title")},
            {"dct:description", source.text("description")},
            {"dct:accessRights", source.text("access_rights")},
            {"ukmodel:securityClassification", source.text("security_classification")},
            {"dct:license", licence(source.text("licence"))},
            {"dcat:version", source.text("version")},
            {"dct:publisher", body(source.text("publisher"))},
            {"dct:creator", creators},
            {"dcat:contactPoint",
             {{"@type", "vcard:Kind"},
              {"vcard:fn", source.text("contact_name")},
              {"vcard:hasEmail", node("mailto:" + source.text("contact_email"))}}},
            {"dct:modified", day(source.modified)},
            {"dct:accrualPeriodicity", node("freq:" + source.text("update_frequency"))}};
  if (const std::string text = source.text("summary"); !text.empty()) json["rdfs:comment"] = text;
  if (const std::string text = source.text("issued"); !text.empty()) {
    json["dct:issued"] = day(text);
  }
  add_texts(json, "dct:alternative", source.texts("alternative_title"));
  add_texts(json, "dcat:keyword", source.texts("keyword"));
  for (const std::string& theme : source.texts("theme")) json["dcat:theme"].push_back(node(theme));
  json["newlyn:owner"] = source.text("owner");
  json["newlyn:cost"] = source.text("cost");
  json["newlyn:whoMayAsk"] = source.text("who_may_ask");
  json["newlyn:sensitivity"] = source.sensitivity;
  json["newlyn:records"] = source.records;
  if (!source.latency.empty()) json["newlyn:agreedLatency"] = source.latency;
  json["dcat:distribution"] = Json::array({distribution(source)});
  if (Json list = measurements(source); !list.empty()) json["dqv:hasQualityMeasurement"] = list;
  return json;
}

}  // namespace

std::string dcat_text(const std::vector<SourceDescription>& descriptions) {
  Json datasets = Json::array();
  for (const SourceDescription& source : descriptions) datasets.push_back(dataset(source));
  const Json json{{"@context", context()},
                  {"@type", "dcat:Catalog"},
                  {"dct:title", "Sources read by Newlyn"},
                  {"dcat:dataset", datasets}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::workspace
