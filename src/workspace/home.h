// SPDX-License-Identifier: MIT
// The folder of a workspace: made, found, and its store opened.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "store/store.h"

namespace newlyn::workspace {

/// A workspace is one folder: newlyn.toml, store.duckdb, index/, audit/, sources/, models/, packs/.
/// Copy the folder and you have the whole.
struct Home {
  std::string folder;

  std::string settings() const { return folder + "/newlyn.toml"; }
  std::string store() const { return folder + "/store.duckdb"; }
  std::string sources() const { return folder + "/sources"; }
  std::string definition_of(const std::string& source) const {
    return sources() + "/" + source + ".toml";
  }
  std::string mapping_of(const std::string& source) const {
    return sources() + "/" + source + ".map.toml";
  }
  /// The workspace's key, where it is kept in the folder.
  std::string key_file() const { return folder + "/workspace.key"; }
  std::string models() const { return folder + "/models"; }
  /// Entities over time: one journal for each kind.
  std::string index() const { return folder + "/index"; }
  /// Rules that people wrote about the quality of sources; made with the first of them.
  std::string quality() const { return folder + "/quality"; }
  /// What people wrote about sources for others to find them; made with the first of it.
  std::string catalogue() const { return folder + "/catalogue"; }
  /// What monitoring reads: see write_status.
  std::string status() const { return folder + "/status.json"; }
  /// What people asked for who are in the records, and what was done; made with the first of it.
  std::string rights() const { return folder + "/rights"; }
  std::string temporary() const { return folder + "/temporary"; }
};

/// Which workspace a verb is asked of, and what for, as the person said it. The purpose stands in
/// the audit log in clear: the name of a purpose, or a few words that name nobody.
struct Asked {
  Asked(std::string workspace_named = {}, std::string purpose_said = {})
      : workspace(std::move(workspace_named)), purpose(std::move(purpose_said)) {}
  std::string workspace;  // see find_home
  std::string purpose;
};

/// Makes a workspace in `folder`, which must not hold anything yet. Everything in it is for its
/// owner alone. Throws Error: request_invalid, output_unwritable.
Home make_home(const std::string& folder);

/// Finds the workspace: `named`, else NEWLYN_WORKSPACE, else the nearest folder upwards that holds
/// newlyn.toml. Throws Error(request_invalid) that says how to make or name one.
Home find_home(const std::string& named);

/// Opens the store of a workspace. Throws Error: store_failed that names the process when another
/// one has it open, access_refused where the key that it is encrypted with is not here.
std::unique_ptr<store::Store> open_home_store(const Home& home);

/// A store in memory for work on sources of a workspace. What it spills is encrypted.
std::unique_ptr<store::Store> open_scratch_store(const Home& home);

/// Writes a file of a workspace whole or not at all, for its owner alone.
/// Throws Error(output_unwritable).
void write_home_file(const std::string& path, const std::string& text);

/// Makes a folder of a workspace where it is not there yet, for its owner alone.
/// Throws Error(output_unwritable).
void make_home_folder(const std::string& folder);

/// The times at which a workspace reads its sources and links, as newlyn.toml says ("02:00",
/// "hourly"); empty where none is set. Throws Error(request_invalid) for what is no time.
struct HomeSchedule {
  std::string read;
  std::string link;
  std::string link_purpose;  // that the link names; empty: none
};
HomeSchedule read_schedule(const Home& home);

/// From which probability on `link` puts records together, as newlyn.toml says under [linking]; 0.8
/// where it says nothing. Throws Error(request_invalid) for what is no probability above one half.
double read_link_threshold(const Home& home);

}  // namespace newlyn::workspace
