// SPDX-License-Identifier: MIT
// newlyn key: the workspace's key and the secrets under it. What is secret comes in by standard
// input or a file, never as an argument, and is never printed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/secret_input.h"
#include "cli/verbs.h"
#include "workspace/keys.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;
using Json = nlohmann::ordered_json;

int say_key(const Terminal& terminal, const HomeOptions& options,
            const workspace::KeyReport& report, const std::string& text) {
  const Json json = {{"key", report.id}, {"place", report.place}, {"sealed", report.sealed}};
  return say(terminal, options.json ? json.dump(2) + "\n" : text);
}

int show(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Say which key the workspace has and where it comes from; not the key itself.",
               "key show");
  HomeOptions options;
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn key show\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto report = workspace::key_show(options.asked());
  return say_key(terminal, options, report,
                 fmt::format("Key {}, from {}.\n", report.id, report.place));
}

int rotate(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Make a new key and seal everything under it anew.", "key rotate");
  HomeOptions options;
  add_home_options(app, options);
  app.footer(
      "\nA key from the environment or a credential is not made here: give the new key as the\n"
      "first line and the former as the second, rotate, then take the second away.\n"
      "\nExample:\n  newlyn key rotate\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto report = workspace::key_rotate(options.asked());
  return say_key(terminal, options, report,
                 fmt::format("{} files are sealed under the key {}, the store is written anew. "
                             "Export it: what was exported before opens only the backups made "
                             "under the key {}. Keep that as long as they are kept.\n",
                             report.sealed, report.id, report.former));
}

int export_key(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write the key into a file under a passphrase, to be kept elsewhere.", "key export");
  HomeOptions options;
  std::string output;
  std::string file;
  app.add_option("--output", output, "The file to write.")->required();
  app.add_option("--passphrase-file", file,
                 "Where the passphrase is, only its owner may read it. Default: standard input.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn key export --output kept.escrow --passphrase-file words.txt\n");
  if (!parse(app, arguments, terminal)) return 0;
  const std::string passphrase = secret_from(terminal, file);
  const auto report = workspace::key_export(options.asked(), output, passphrase);
  return say_key(terminal, options, report,
                 fmt::format("The key {} is in {}. Keep it and the passphrase in two places, "
                             "neither of them this machine.\n",
                             report.id, output));
}

int import_key(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Put an exported key back into a workspace that lacks it.", "key import");
  HomeOptions options;
  std::string from;
  std::string file;
  app.add_option("FILE", from, "What newlyn key export wrote.")->required();
  app.add_option("--passphrase-file", file, "Where the passphrase is. Default: standard input.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn key import kept.escrow --passphrase-file words.txt\n");
  if (!parse(app, arguments, terminal)) return 0;
  const std::string passphrase = secret_from(terminal, file);
  const auto report = workspace::key_import(options.asked(), from, passphrase);
  return say_key(terminal, options, report,
                 fmt::format("The key {} is back in {}.\n", report.id, report.place));
}

int secret(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Keep a secret of a source, encrypted. Definitions name it as secret:NAME.",
               "key secret");
  HomeOptions options;
  std::string file;
  app.add_option("NAME", options.name, "What to call it.")->required();
  app.add_option("--from", file, "Where the secret is. Default: standard input.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn key secret housing --from password.txt\n");
  if (!parse(app, arguments, terminal)) return 0;
  workspace::secret_set(options.asked(), options.name, secret_from(terminal, file));
  return say(terminal, options.json ? Json{{"secret", options.name}}.dump(2) + "\n"
                                    : fmt::format("The secret is kept. Name it as secret:{}.\n",
                                                  options.name));
}

int secrets(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the names of the secrets.", "key secrets");
  HomeOptions options;
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn key secrets\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto names = workspace::secret_list(options.asked());
  if (options.json) return say(terminal, Json{{"secrets", names}}.dump(2) + "\n");
  if (names.empty()) return say(terminal, "There are no secrets.\n");
  return say(terminal, fmt::format("{}\n", fmt::join(names, "\n")));
}

int forget(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Take a secret away.", "key forget");
  HomeOptions options;
  app.add_option("NAME", options.name, "The secret.")->required();
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn key forget housing\n");
  if (!parse(app, arguments, terminal)) return 0;
  workspace::secret_remove(options.asked(), options.name);
  return say(terminal, options.json ? Json{{"forgotten", options.name}}.dump(2) + "\n"
                                    : fmt::format("The secret {} is gone.\n", options.name));
}

constexpr Verb kVerbs[] = {
    {"show", "Say which key there is and where it comes from.", show},
    {"rotate", "Make a new key and seal everything anew.", rotate},
    {"export", "Write the key under a passphrase, to be kept elsewhere.", export_key},
    {"import", "Put an exported key back.", import_key},
    {"secret", "Keep a secret of a source, encrypted.", secret},
    {"secrets", "List the names of the secrets.", secrets},
    {"forget", "Take a secret away.", forget},
};

}  // namespace

int run_key(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("key", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
