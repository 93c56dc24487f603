// SPDX-License-Identifier: MIT
// The state of one run over files, shared by its steps.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "linkage/cluster_metrics.h"
#include "linkage/linkage.h"
#include "record/recognised_column.h"
#include "source/source.h"
#include "standardise/standardise.h"
#include "store/store.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// One table read: its columns (given away once they are standardised) and what they are.
struct InputColumns {
  const source::InputTable* table = nullptr;
  std::vector<record::TextColumn> columns;
  std::vector<record::RecognisedColumn> recognised;
  record::TextList ids;       // under a given model: by row; empty when there is no such column
  uint64_t first_record = 0;  // record number of its first row
};

/// A file of judgements as it was read.
struct JudgementFile {
  std::string path;
  std::string content_hash;
  uint64_t same = 0;
  uint64_t different = 0;
};

/// Everything a run holds.
struct LinkedFiles {
  std::unique_ptr<store::Store> store;
  source::Reading reading;
  std::vector<InputColumns> inputs;
  std::vector<std::string> source_names;  // by number
  std::vector<uint32_t> source_of_record;
  record::TextList record_ids;           // native ids; empty when no input has a key
  std::vector<uint32_t> side_of_record;  // of a match: 0 left, 1 right; else empty
  std::vector<uint32_t> truth;           // known answer by record; empty when none was named
  std::unique_ptr<linkage::Linkage> linkage;
  uint64_t record_count = 0;
  std::vector<JudgementFile> judgement_files;
  std::vector<std::vector<uint32_t>> clusters_at;  // by record, at each further threshold
  bool keep_compared = false;                      // set before linking to have `compared` filled
  double edge_probability =
      1;  // pairs from it on are kept as edges even below the threshold; 0: all
  bool only_counts_edges = false;              // set before linking where nobody asks for the edges
  std::optional<linkage::ModelWishes> wishes;  // set before linking: of the model to train
  bool every_weight = false;  // set before linking to have the weights of all pairs counted
  std::vector<linkage::LinkColumn> compared;  // what linkage was given, values as compared

  /// The input that holds a record.
  const InputColumns& input_of(uint64_t record) const;
  /// The native id of a record, else its row number in its input, from 1.
  std::string id_of(uint64_t record) const;
  const std::string& source_name_of(uint64_t record) const {
    return source_names[source_of_record[record]];
  }
};

/// Reads, recognises, standardises and links the files of a request: everything up to clusters.
/// Fills in what `response` says of inputs, columns, rules, notes and warnings.
void link_inputs(LinkedFiles& files, const LinkFilesRequest& request, LinkFilesResponse& response,
                 RunContext& run);

/// The run of a request, and the model that is read on the way.
struct ModelReading {
  RunContext& run;
  linkage::Model& model;
};

/// Reads the files and the given model of a request, and makes them ready for each other. Throws
/// Error(model_invalid) for a model over standard columns, which is trained by choosing it anew.
linkage::LinkInput read_for_model(LinkedFiles& files, const LinkFilesRequest& request,
                                  LinkFilesResponse& response, ModelReading reading);

/// Reads and recognises the files of a request, no more. See link_inputs.
void read_inputs(LinkedFiles& files, const LinkFilesRequest& request, LinkFilesResponse& response,
                 RunContext& run);

/// What link_inputs does after read_inputs. For requests without a model.
void link_read_inputs(LinkedFiles& files, const LinkFilesRequest& request,
                      LinkFilesResponse& response, RunContext& run);

/// The model in a file; nothing when `path` is empty. Throws Error(source_missing, model_invalid).
std::optional<linkage::Model> read_model_file(const std::string& path);

/// Throws Error(request_invalid) for a threshold that is no probability or a wrong count of files.
void check_request(const LinkFilesRequest& request);

/// Takes source names and native ids out of the recognised columns.
void collect_identities(LinkedFiles& files);

/// The records as linkage wants them: standard columns and what follows from them (sound of a
/// name, its known variants). The columns of the inputs are released.
linkage::LinkInput standard_input(LinkedFiles& files, LinkFilesResponse& response);

/// For a given model: finds the columns that hold ids, sources and the known answer by the names
/// the model uses, and loads those alone. Throws Error(request_invalid) for an --id that is not
/// there.
void recognise_given(LinkedFiles& files, const LinkFilesRequest& request,
                     const linkage::Model& model, RunContext& run);

/// For a given model: the records as one typed table of the store. Parquet keeps its types,
/// delimited text gets those that DuckDB finds.
linkage::LinkInput given_input(LinkedFiles& files, const linkage::Model& model,
                               LinkFilesResponse& response);

/// What records of one entity may not differ in. Throws Error(request_invalid) for a column that no
/// input has.
std::vector<linkage::Veto> make_vetoes(const LinkedFiles& files, const LinkFilesRequest& request,
                                       const linkage::LinkInput& input, RunContext& run);

/// The known answer by record, kTruthUnknown where there is none. Throws Error(request_invalid)
/// when `truth` is neither a column nor a readable key file.
std::vector<uint32_t> read_truth(LinkedFiles& files, const std::string& truth, RunContext& run);

/// Writes the rows with their clusters, and the edges, beside their final places and renames them.
class OutputFiles {
 public:
  OutputFiles() = default;
  ~OutputFiles();
  OutputFiles(const OutputFiles&) = delete;
  OutputFiles& operator=(const OutputFiles&) = delete;

  /// Throws before any long work: Error(output_unwritable) when `path` cannot be written,
  /// Error(request_invalid) when it is one of the inputs or another output.
  void check(const std::string& path, const std::vector<std::string>& inputs);
  /// Throws Error(request_invalid) when rows cannot be written in the form the ending asks for.
  static void check_ending(const std::string& path);
  void write_rows(LinkedFiles& files, const std::string& path, LinkFilesResponse& response);
  void write_edges(LinkedFiles& files, const std::string& path);
  /// Writes clusters with their metrics, one a row.
  void write_clusters(LinkedFiles& files, const std::string& path,
                      const std::vector<linkage::ClusterMetrics>& clusters);
  void write_text(const std::string& path, const std::string& text);
  /// The same of a text that `write` writes piece by piece.
  void write_stream(const std::string& path, const std::function<void(std::ostream& file)>& write);
  /// Writes a table of a store in the form that the ending of `path` asks for.
  void write_table(store::Store& store, const std::string& table, const std::string& path);
  /// Renames everything written into place.
  void keep();

 private:
  std::string aside(const std::string& path);
  std::vector<std::string> checked_;
  std::vector<std::pair<std::string, std::string>> pending_;  // aside, final
};

/// What there is to say of clusters in few words.
ClustersReport describe_clusters(const std::vector<linkage::ClusterMetrics>& clusters);

/// The receipt of a run: hashes, columns, model, counts, user, time, purpose. No values of records.
std::string make_receipt(const LinkedFiles& files, const LinkFilesRequest& request,
                         const LinkFilesResponse& response);

/// Throws Error(access_refused) when the machine's settings demand a purpose and none is given.
void check_machine_settings(const LinkFilesRequest& request);

/// A pair taken apart, with the original values and, where they were kept, the compared ones.
PairReport describe_pair(LinkedFiles& files, uint32_t left, uint32_t right);

/// The record called `name`: its id, or its source and its id as SOURCE:ID. `place` says for a
/// message which one was asked for. Throws Error(request_invalid) when there is none or several.
uint32_t find_record(const LinkedFiles& files, const std::string& name, const std::string& place);

/// Pairs spread over the weights, and entities, in words.
std::vector<PairReport> explain_pairs(LinkedFiles& files, size_t count);
std::vector<EntityReport> example_entities(LinkedFiles& files, size_t count);

}  // namespace newlyn::workspace
