// SPDX-License-Identifier: MIT
// Hands the SQL files of a borough to the servers' own clients and counts what arrived.
#include "workspace/load_borough.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

#include "base/error.h"
#include "workspace/borough/run_client.h"
#include "workspace/borough/town_list.h"

namespace newlyn::workspace {
namespace {

// A server as its client is called: the words before what is asked.
struct Server {
  std::string_view name;
  std::string_view delivery;
  std::vector<std::string> client;
  std::string_view query_option;
  char quote;
};

Server postgres_server(const std::string& words) {
  return {"PostgreSQL",
          "postgres",
          {"psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1",
           "--dbname=" + words},
          "--command",
          '"'};
}

// host=... port=... becomes --host=... --port=...
Server mariadb_server(const std::string& words) {
  const std::set<std::string_view> known = {"host", "port", "user", "dbname", "socket"};
  Server server{"MariaDB",
                "mariadb",
                {"mariadb", "--no-defaults", "--batch", "--skip-column-names",
                 "--default-character-set=utf8mb4"},
                "--execute",
                '`'};
  std::istringstream in(words);
  for (std::string word; in >> word;) {
    const size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    if (equals == std::string::npos || !known.contains(key)) {
      throw Error(
          Code::request_invalid,
          fmt::format("--mariadb takes host=, port=, user=, dbname= and socket=, not \"{}\". "
                      "A password goes into the variable MYSQL_PWD.",
                      key));
    }
    const std::string value = word.substr(equals + 1);
    server.client.push_back(fmt::format("--{}={}", key == "dbname" ? "database" : key, value));
  }
  return server;
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

std::string ask(const Server& server, std::vector<std::string> more, const std::string& input) {
  std::vector<std::string> words = server.client;
  words.insert(words.end(), more.begin(), more.end());
  const ClientRun ended = run_client(words, input);
  if (ended.status == 0) return last_line(ended.output);
  throw Error(Code::store_failed,
              fmt::format("{} refused: {}. Look at the connection and whether the user may create "
                          "tables.",
                          server.name, last_line(ended.output)));
}

void load_into(const Server& server, const std::string& folder, const std::vector<TownTable>& list,
               LoadBoroughResponse& response) {
  std::set<std::string> done;
  for (const TownTable& listed : list) {
    if (listed.delivery != server.delivery) continue;
    const std::string path = fmt::format("{}/sources/{}", folder, listed.file);
    if (!std::ifstream(path)) {
      throw Error(Code::source_missing,
                  fmt::format("{} is not there. Make the borough again.", path));
    }
    if (done.insert(listed.file).second) ask(server, {}, path);
    const std::string counted =
        ask(server,
            {fmt::format("{}=SELECT count(*) FROM {}{}{}", server.query_option, server.quote,
                         listed.table, server.quote)},
            "");
    if (counted != fmt::format("{}", listed.rows)) {
      throw Error(Code::store_failed,
                  fmt::format("{} holds {} rows of {}, not the {} of the file. Load again.",
                              server.name, counted, listed.table, listed.rows));
    }
    response.tables.push_back({std::string(server.name), listed.source, listed.table, listed.rows});
  }
}

}  // namespace

LoadBoroughResponse load_borough(const LoadBoroughRequest& request, RunContext& run) {
  if (request.postgres.empty() && request.mariadb.empty()) {
    throw Error(Code::request_invalid,
                "No server is named. Give --postgres, --mariadb or both, as in --postgres "
                "\"host=localhost dbname=borough\".");
  }
  const std::vector<TownTable> list = read_town(request.folder);
  LoadBoroughResponse response;
  if (!request.postgres.empty()) {
    run.step("loading PostgreSQL",
             [&] { load_into(postgres_server(request.postgres), request.folder, list, response); });
  }
  if (!request.mariadb.empty()) {
    run.step("loading MariaDB",
             [&] { load_into(mariadb_server(request.mariadb), request.folder, list, response); });
  }
  return response;
}

}  // namespace newlyn::workspace
