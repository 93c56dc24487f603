// SPDX-License-Identifier: MIT
// Journals and models by kind and version.
#include "workspace/index/kind_index.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "base/error.h"
#include "standardise/nicknames.h"
#include "workspace/files/name_columns.h"
#include "workspace/governance/read_text.h"
#include "workspace/index/journal_book.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

std::string journal_of(const Home& home, std::string_view kind) {
  return fmt::format("{}/{}.journal", home.index(), kind);
}

// Fitted models of the first format were JSON.
constexpr std::string_view kFormerModel = ".json";

std::string model_file(const Home& home, const EntityKind& kind, const std::string& version) {
  return home.folder + "/" + model_name(kind, version);
}

std::string note_of(const Home& home) { return home.index() + "/link.begun"; }

std::shared_ptr<const linkage::FittedModel> read_kept_model(const Home& home,
                                                            const EntityKind& kind,
                                                            const std::string& version) {
  fs::path file = model_file(home, kind, version);
  if (!fs::exists(file)) file.replace_extension(kFormerModel);
  if (!fs::exists(file)) return nullptr;
  return linkage::read_fitted_model(read_text(file), file);
}

index::IndexPlan plan_of(const Home& home, const EntityKind& kind,
                         std::shared_ptr<const linkage::FittedModel> fitted) {
  index::IndexPlan plan;
  plan.fitted = std::move(fitted);
  plan.vetoes = vetoes_of(kind);
  for (const linkage::FittedColumn& column : plan.fitted->parts().columns) {
    if (is_code_column(column.name)) plan.unsearched.push_back(column.name);
  }
  plan.id_lane = kind.lane;
  plan.id_lanes = kIdLanes;
  plan.former = [home, &kind](const std::string& version) {
    return read_kept_model(home, kind, version);
  };
  if (kind.name == "person") {
    plan.row_of = [&kind](const index::RecordKey& key) { return parting_row(kind, key); };
    plan.variants = [](std::string_view word) {
      std::vector<std::string> forms;
      for (const std::string_view name : standardise::name_variants(word)) forms.emplace_back(name);
      return forms;
    };
  }
  return plan;
}

void sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

void cut(const std::string& path, int64_t bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const bool is_cut =
      file >= 0 && ::ftruncate(file, static_cast<off_t>(bytes)) == 0 && ::fsync(file) == 0;
  const std::string why = is_cut ? "" : std::strerror(errno);
  if (file >= 0) ::close(file);
  if (is_cut) return;
  throw Error(Code::store_failed,
              fmt::format("A link was cut off and {} cannot be put back to what it was: {}. See to "
                          "the disk and try again.",
                          path, why));
}

/// Takes away the fitted models of a kind but for one version.
void remove_models(const Home& home, std::string_view kind, const std::string& kept) {
  const std::string begin = std::string(kind) + "-";
  std::vector<fs::path> others;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(home.models(), none)) {
    const std::string name = entry.path().stem().string();
    const bool is_model =
        entry.path().extension() == kModelEnding || entry.path().extension() == kFormerModel;
    if (!name.starts_with(begin) || !is_model) continue;
    const std::string version = name.substr(begin.size());
    const bool is_version = version.find_first_not_of("0123456789") == std::string::npos;
    if (is_version && version != kept) others.push_back(entry.path());
  }
  for (const fs::path& other : others) fs::remove(other);
  sync_folder(home.models());
}

/// What can be done about an index that is lost.
std::string remedy_of(const EntityKind& kind) {
  return fmt::format(
      "Nothing was changed. newlyn restore makes a workspace of the last backup, with store and "
      "index of one day. Without any, newlyn link --begin-anew links {} as for the first time: all "
      "get new ids, and judgements, corrections and history are lost.",
      kind.plural);
}

std::string missing_text(const Home& home, const EntityKind& kind, uint64_t noted) {
  return fmt::format(
      "The index of {} is not there: {} is missing or empty, and {}. {}", kind.plural,
      journal_of(home, kind.name),
      noted == 0 ? "the store knows of it" : fmt::format("{} steps were kept in it", noted),
      remedy_of(kind));
}

std::string shorter_text(const Home& home, const EntityKind& kind, uint64_t there, uint64_t noted) {
  return fmt::format(
      "The index of {} is not the last one: {} ends with step {}, and step {} was kept in it. It "
      "was cut off, or put back from an earlier day. {}",
      kind.plural, journal_of(home, kind.name), there, noted, remedy_of(kind));
}

}  // namespace

std::string journal_path(const Home& home, const EntityKind& kind) {
  return journal_of(home, kind.name);
}

std::string model_name(const EntityKind& kind, const std::string& version) {
  return fmt::format("models/{}-{}{}", kind.name, version, kModelEnding);
}

std::shared_ptr<const linkage::FittedModel> model_in_force(const Home& home,
                                                           const EntityKind& kind) {
  const std::string version = index::journal_version(journal_of(home, kind.name));
  return version.empty() ? nullptr : read_kept_model(home, kind, version);
}

std::string missing_index(const Home& home, store::Store& store, const EntityKind& kind) {
  const std::optional<uint64_t> noted = noted_sequence(store, kind);
  const bool is_there = !noted || !index::journal_version(journal_of(home, kind.name)).empty();
  return is_there ? std::string() : missing_text(home, kind, *noted);
}

OpenedKind open_if_whole(const Home& home, store::Store& store, const EntityKind& kind,
                         RunContext& run) {
  const std::string journal = journal_of(home, kind.name);
  OpenedKind answer{{&kind, nullptr, nullptr}, {}};
  KindIndex& opened = answer.index;
  const std::optional<uint64_t> noted = noted_sequence(store, kind);
  const std::string version = index::journal_version(journal);
  if (version.empty()) {
    answer.lost = missing_index(home, store, kind);
    return answer;
  }
  opened.fitted = read_kept_model(home, kind, version);
  if (opened.fitted == nullptr) {
    throw Error(Code::model_invalid,
                fmt::format("The index of {} is under the model {}, which is not there. Put the "
                            "file back from a copy of the workspace.",
                            kind.plural, model_file(home, kind, version)));
  }
  const auto expects = [&](uint64_t sequence) {
    if (sequence >= noted.value_or(0)) return;
    answer.lost = shorter_text(home, kind, sequence, *noted);
    throw Error(Code::store_failed, answer.lost);
  };
  try {
    opened.entities = std::make_unique<index::DurableIndex>(
        journal, plan_of(home, kind, opened.fitted), run, expects);
  } catch (const Error&) {
    if (answer.lost.empty()) throw;
    return answer;
  }
  // What a link does counts when it has ended: cut off, it is rolled back.
  if (!fs::exists(note_of(home))) note_journal(store, opened);
  return answer;
}

KindIndex open_kind_index(const Home& home, store::Store& store, const EntityKind& kind,
                          RunContext& run) {
  OpenedKind opened = open_if_whole(home, store, kind, run);
  if (!opened.lost.empty()) throw Error(Code::store_failed, opened.lost);
  return std::move(opened.index);
}

void note_journal(store::Store& store, const KindIndex& open) {
  uint64_t sequence = 0;
  open.entities->read([&](const index::EntityIndex& index) { sequence = index.sequence(); });
  if (sequence > noted_sequence(store, *open.kind).value_or(0)) {
    note_sequence(store, *open.kind, sequence);
  }
}

void set_index_aside(const Home& home, const EntityKind& kind) {
  const std::string journal = journal_of(home, kind.name);
  if (fs::exists(journal)) index::set_journal_aside(journal);
}

KindIndex make_kind_index(const Home& home, const EntityKind& kind,
                          std::shared_ptr<const linkage::FittedModel> fitted, RunContext& run) {
  KindIndex made{&kind, std::move(fitted), nullptr};
  made.entities = std::make_unique<index::DurableIndex>(journal_of(home, kind.name),
                                                        plan_of(home, kind, made.fitted), run);
  return made;
}

std::string keep_model(const Home& home, const EntityKind& kind,
                       const linkage::FittedModel& fitted) {
  const std::string file = model_file(home, kind, fitted.parts().version);
  if (!fs::exists(file)) {
    write_home_file(file, linkage::write_fitted_model(fitted));
    sync_folder(home.models());
  }
  return file;
}

void keep_only_model(const Home& home, const EntityKind& kind, const linkage::FittedModel& fitted) {
  remove_models(home, kind.name, fitted.parts().version);
}

void begin_link(const Home& home) {
  make_home_folder(home.index());
  std::string note;
  for (const EntityKind& kind : kEntityKinds) {
    const std::string journal = journal_of(home, kind.name);
    std::error_code missing;
    const auto bytes = fs::file_size(journal, missing);
    note += fmt::format("{} {}\n", kind.name, missing ? -1 : static_cast<int64_t>(bytes));
  }
  write_home_file(note_of(home), note);
  sync_folder(home.index());
}

void end_link(const Home& home) {
  fs::remove(note_of(home));
  sync_folder(home.index());
}

void roll_back_link(const Home& home) {
  if (!fs::exists(note_of(home))) return;
  std::istringstream note(read_text(note_of(home)));
  std::string kind;
  for (int64_t bytes = 0; note >> kind >> bytes;) {
    const std::string journal = journal_of(home, kind);
    std::error_code ignored;
    if (bytes < 0) {
      fs::remove(journal, ignored);
      // What was fitted knows names of people. A journal that was set aside needs its models.
      if (index::journals_set_aside(journal).empty()) remove_models(home, kind, "");
    } else if (static_cast<int64_t>(fs::file_size(journal, ignored)) > bytes) {
      cut(journal, bytes);
    }
  }
  end_link(home);
}

}  // namespace newlyn::workspace
