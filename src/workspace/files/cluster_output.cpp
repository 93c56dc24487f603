// SPDX-License-Identifier: MIT
// Clusters measured, as a file and as a section of the report.
#include <fmt/format.h>

#include <algorithm>

#include "linkage/cluster_metrics.h"
#include "workspace/files/linked_files.h"
#include "workspace/files/report_sections.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kShown = 20;
constexpr size_t kReported = 100;

std::string concerns_text(const linkage::ClusterMetrics& cluster) {
  std::string text;
  for (const linkage::Concern concern : cluster.concerns) {
    text += (text.empty() ? "" : "; ") + linkage::concern_words(concern);
  }
  return text;
}

/// Source and id of both records of a link; empty texts where there is none.
void append_link(const LinkedFiles& files, const std::optional<linkage::Edge>& link,
                 store::Appender& appender) {
  for (const bool right : {false, true}) {
    const uint32_t record = !link ? 0 : right ? link->right : link->left;
    appender.add_text(link ? files.source_name_of(record) : "");
    appender.add_text(link ? files.id_of(record) : "");
  }
}

void append_weight(const std::optional<linkage::Edge>& link, store::Appender& appender) {
  if (link) {
    appender.add_real(link->weight);
    appender.add_real(linkage::probability_of(link->weight));
  } else {
    appender.add_null();
    appender.add_null();
  }
}

}  // namespace

void OutputFiles::write_clusters(LinkedFiles& files, const std::string& path,
                                 const std::vector<linkage::ClusterMetrics>& clusters) {
  files.store->run(
      "CREATE OR REPLACE TEMP TABLE newlyn_clusters (cluster_id BIGINT, records BIGINT, links "
      "BIGINT, density DOUBLE, bridges BIGINT, smaller_side BIGINT, parts BIGINT, weakest_weight "
      "DOUBLE, weakest_probability DOUBLE, weakest_source_l VARCHAR, weakest_id_l VARCHAR, "
      "weakest_source_r VARCHAR, weakest_id_r VARCHAR, needed_weight DOUBLE, needed_probability "
      "DOUBLE, needed_source_l VARCHAR, needed_id_l VARCHAR, needed_source_r VARCHAR, needed_id_r "
      "VARCHAR, look VARCHAR)");
  const auto appender = files.store->append("newlyn_clusters");
  for (const linkage::ClusterMetrics& cluster : clusters) {
    appender->add_integer(cluster.cluster);
    appender->add_integer(cluster.records);
    appender->add_integer(static_cast<int64_t>(cluster.links));
    appender->add_real(cluster.density);
    appender->add_integer(cluster.bridges);
    appender->add_integer(cluster.smaller_side);
    appender->add_integer(cluster.parts);
    append_weight(cluster.weakest, *appender);
    append_link(files, cluster.weakest, *appender);
    append_weight(cluster.needed, *appender);
    append_link(files, cluster.needed, *appender);
    appender->add_text(concerns_text(cluster));
    appender->end_row();
  }
  appender->close();
  write_table(*files.store, "newlyn_clusters", path);
}

ClustersReport describe_clusters(const std::vector<linkage::ClusterMetrics>& clusters) {
  ClustersReport report;
  report.several = clusters.size();
  for (const linkage::ClusterMetrics& cluster : clusters) {
    report.bridges += cluster.bridges;
    report.largest = std::max<uint64_t>(report.largest, cluster.records);
    if (cluster.concerns.empty()) continue;
    ++report.to_look_at;
    if (report.first.size() >= kReported) continue;
    report.first.push_back({cluster.cluster, cluster.records, cluster.links, cluster.density,
                            cluster.bridges, cluster.needed ? cluster.needed->weight : 0,
                            concerns_text(cluster)});
  }
  return report;
}

PageSection clusters_section(const ReportMatter& matter) {
  PageSection section{"look", "Entities worth a look", {}, {}, {}};
  const auto looked = static_cast<size_t>(std::count_if(
      matter.clusters.begin(), matter.clusters.end(),
      [](const linkage::ClusterMetrics& cluster) { return !cluster.concerns.empty(); }));
  if (looked == 0) {
    section.paragraphs = {"No entity looks unusual by its links."};
    return section;
  }
  section.paragraphs = {fmt::format(
      "Of {} of two records or more, {} by its links. A link is a pair of records at or above the "
      "threshold; density is the share of an entity's pairs that are links; a bridge is a link "
      "whose removal parts the entity. newlyn dedupe --clusters FILE writes all of them.",
      counted(static_cast<double>(matter.clusters.size()), "entity", "entities"),
      counted(static_cast<double>(looked), "one looks unusual", "look unusual"))};
  PageTable table;
  table.text_columns = 2;
  table.header = {"Entity", "Why", "Records", "Links", "Density", "Bridges", "Weakest link needed"};
  for (size_t i = 0; i < std::min(looked, kShown); ++i) {
    const linkage::ClusterMetrics& cluster = matter.clusters[i];
    table.rows.push_back(
        {fmt::format("{}", cluster.cluster), concerns_text(cluster), count_text(cluster.records),
         count_text(static_cast<double>(cluster.links)), fmt::format("{:.2f}", cluster.density),
         count_text(cluster.bridges), cluster.needed ? weight_text(cluster.needed->weight) : "-"});
  }
  section.tables.push_back(std::move(table));
  return section;
}

}  // namespace newlyn::workspace
