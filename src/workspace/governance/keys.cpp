// SPDX-License-Identifier: MIT
// Where the key is, rotation, escrow, and secrets. A secret never stands in a message.
#include "workspace/keys.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "governance/audit_log.h"
#include "governance/base64.h"
#include "workspace/governance/behind_account.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"
#include "workspace/home/rewrite_store.h"
#include "workspace/rights/suppression.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPassphraseLettersMin = 12;
constexpr size_t kSecretNameMax = 60;

governance::KeyRing ring_of(const std::string& text, const std::string& place) {
  auto ring = governance::read_key_ring(text);
  if (ring) return std::move(*ring);
  throw Error(Code::request_invalid,
              fmt::format("{} holds no key of a workspace. It is the text of workspace.key: "
                          "NEWLYN-WORKSPACE-KEY and 44 letters. Take that, or the file of newlyn "
                          "key export.",
                          place));
}

void check_private(const std::string& path) {
  struct stat state {};
  if (::stat(path.c_str(), &state) == 0 && (state.st_mode & 077) == 0) return;
  throw Error(Code::access_refused,
              fmt::format("{} is a key and may be read by others. Run chmod 600 on it; Newlyn does "
                          "not use it before.",
                          path));
}

std::string secrets_folder(const Home& home) { return home.folder + "/secrets"; }

std::string secret_path(const Home& home, const std::string& name) {
  const bool good = !name.empty() && name.size() <= kSecretNameMax &&
                    std::all_of(name.begin(), name.end(), [](char letter) {
                      return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                             letter == '_' || letter == '-';
                    });
  if (good) return fmt::format("{}/{}.sealed", secrets_folder(home), name);
  throw Error(Code::request_invalid,
              fmt::format("A secret's name has small letters, digits, _ and -, at most {}, such as "
                          "housing_password. Name another.",
                          kSecretNameMax));
}

/// What a secret is bound to, so that one cannot be put in another's place.
std::string secret_mark(const std::string& name) { return "secret " + name; }

std::vector<std::string> secret_names(const Home& home) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(secrets_folder(home), ignored)) {
    if (entry.path().extension() == ".sealed") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Seals every file anew under the first key of the ring. Each is the old or the new one.
uint64_t reseal_all(const Home& home, const governance::KeyRing& ring) {
  uint64_t count = governance::AuditLog::reseal(home.folder + "/audit", ring);
  for (const std::string& name : secret_names(home)) {
    const std::string path = secret_path(home, name);
    const std::string secret =
        governance::open_sealed(read_text(path), secret_mark(name), ring, path);
    write_home_file(path, governance::seal_text(secret, secret_mark(name), ring));
    ++count;
  }
  return count + reseal_suppression(home, ring);
}

void check_passphrase(const std::string& passphrase) {
  if (passphrase.size() >= kPassphraseLettersMin) return;
  throw Error(Code::request_invalid,
              fmt::format("The passphrase has fewer than {} letters. Take four random words or "
                          "more.",
                          kPassphraseLettersMin));
}

}  // namespace

HomeKeys outside_keys() {
  const char* variable = std::getenv("NEWLYN_WORKSPACE_KEY");
  if (variable != nullptr && *variable != '\0') {
    return {ring_of(variable, "NEWLYN_WORKSPACE_KEY"), "the environment", true};
  }
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  if (credentials != nullptr) {
    const std::string path = fmt::format("{}/newlyn-workspace-key", credentials);
    if (fs::exists(path)) return {ring_of(read_text(path), path), "a credential", true};
  }
  return {};
}

governance::KeyRing read_keys(const std::string& file, const std::string& passphrase) {
  const std::string text = read_text(file);
  if (governance::is_escrow(text)) return {governance::read_escrow(text, passphrase, file)};
  governance::KeyRing ring = ring_of(text, file);
  check_private(file);
  return ring;
}

HomeKeys home_keys(const Home& home) {
  HomeKeys outside = outside_keys();
  if (outside.outside) return outside;
  const std::string path = home.key_file();
  if (!fs::exists(path)) return {};
  check_private(path);
  return {ring_of(read_text(path), path), path, false};
}

HomeKeys needed_keys(const Home& home) {
  HomeKeys keys = home_keys(home);
  if (!keys.ring.empty()) return keys;
  throw Error(Code::access_refused,
              fmt::format("The workspace's key is not here: {} is missing. Put it back with newlyn "
                          "key import, or give it in NEWLYN_WORKSPACE_KEY.",
                          home.key_file()));
}

std::string store_key(const governance::SealingKey& key) {
  const std::array<uint8_t, 32> bytes = governance::key_for(key, "newlyn store");
  return governance::base64_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

HomeKeys make_home_keys(const Home& home) {
  HomeKeys keys = home_keys(home);
  if (!keys.ring.empty()) return keys;
  keys = {{governance::make_sealing_key()}, home.key_file(), false};
  write_home_file(home.key_file(), governance::key_ring_text(keys.ring));
  return keys;
}

source::Definition with_secret(const Home& home, source::Definition definition) {
  expect_open_place(home, definition.from);
  expect_open_place(home, definition.secret);
  if (!definition.secret.starts_with("secret:")) return definition;
  const std::string name = definition.secret.substr(7);
  const std::string path = secret_path(home, name);
  if (!fs::exists(path)) return definition;
  definition.opened =
      governance::open_sealed(read_text(path), secret_mark(name), needed_keys(home).ring, path);
  return definition;
}

KeyReport key_show(const Asked& asked) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"key show", "the workspace's key", asked.purpose}, [&](Deed&) {
    const HomeKeys keys = needed_keys(home);
    return KeyReport{keys.ring[0].id, keys.place, 0};
  });
}

KeyReport key_rotate(const Asked& asked) {
  const Home home = find_home(asked.workspace);
  KeyReport report;
  make_change(home, {"key rotate", "the workspace's key", asked.purpose}, [&] {
    HomeKeys keys = needed_keys(home);
    const auto store = open_home_store(home);  // before anything changes: another may have it
    report.former = keys.ring.back().id;
    if (!keys.outside) {
      // Both keys are in the file until all is sealed anew, so that a cut-off rotation is no loss.
      keys.ring.insert(keys.ring.begin(), governance::make_sealing_key());
      write_home_file(home.key_file(), governance::key_ring_text(keys.ring));
    }
    report.id = keys.ring[0].id;
    report.place = keys.place;
    report.sealed = reseal_all(home, keys.ring);
    rewrite_store(home, *store);
    ++report.sealed;
    if (!keys.outside) {
      write_home_file(home.key_file(), governance::key_ring_text({keys.ring[0]}));
    }
    return report.sealed;
  });
  return report;
}

KeyReport key_export(const Asked& asked, const std::string& output, const std::string& passphrase) {
  const Home home = find_home(asked.workspace);
  KeyReport report;
  make_change(home, {"key export", "the workspace's key", asked.purpose}, [&]() -> uint64_t {
    check_passphrase(passphrase);
    const HomeKeys keys = needed_keys(home);
    write_home_file(output, governance::escrow_text(keys.ring[0], passphrase));
    report = {keys.ring[0].id, output, 0};
    return 1;
  });
  return report;
}

KeyReport key_import(const Asked& asked, const std::string& file, const std::string& passphrase) {
  const Home home = find_home(asked.workspace);
  const governance::SealingKey key = governance::read_escrow(read_text(file), passphrase, file);
  if (!home_keys(home).ring.empty()) {
    throw Error(Code::request_invalid,
                "The workspace has its key already. newlyn key rotate makes a new one.");
  }
  // Opening the log with it proves that it is this workspace's; nothing is written before.
  governance::AuditLog::open(home.folder + "/audit", {key});
  write_home_file(home.key_file(), governance::key_ring_text({key}));
  make_change(home, {"key import", "the workspace's key", asked.purpose},
              [] { return uint64_t{1}; });
  return {key.id, home.key_file(), 0};
}

bool key_needs_passphrase(const std::string& file) {
  return fs::is_regular_file(file) && governance::is_escrow(read_text(file));
}

std::string secret_in(const std::string& file) { return source::fetch_secret("file:" + file); }

void secret_set(const Asked& asked, const std::string& name, const std::string& secret) {
  const Home home = find_home(asked.workspace);
  make_change(home, {"key secret", "secret " + name, asked.purpose}, [&]() -> uint64_t {
    const std::string path = secret_path(home, name);
    if (secret.empty()) {
      throw Error(Code::request_invalid,
                  fmt::format("No secret was given, so none is kept as '{}'. Write it on standard "
                              "input, or into a file and give --from FILE.",
                              name));
    }
    const std::string sealed =
        governance::seal_text(secret, secret_mark(name), needed_keys(home).ring);
    make_home_folder(secrets_folder(home));
    write_home_file(path, sealed);
    return 1;
  });
}

std::vector<std::string> secret_list(const Asked& asked) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"key secrets", "names of secrets", asked.purpose}, [&](Deed& deed) {
    std::vector<std::string> names = secret_names(home);
    deed.count = names.size();
    return names;
  });
}

void secret_remove(const Asked& asked, const std::string& name) {
  const Home home = find_home(asked.workspace);
  make_change(home, {"key forget", "secret " + name, asked.purpose}, [&]() -> uint64_t {
    if (fs::remove(secret_path(home, name))) return 1;
    throw Error(
        Code::request_invalid,
        fmt::format("There is no secret '{}'. newlyn key secrets lists those there are.", name));
  });
}

}  // namespace newlyn::workspace
