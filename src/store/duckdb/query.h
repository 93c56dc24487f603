// SPDX-License-Identifier: MIT
// Prepares and executes statements in small slices, so that a person can stop them.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "store/duckdb/handles.h"
#include "store/store.h"

namespace newlyn::store {

/// Asked several times a second while a statement runs; throws to stop it.
using Watch = std::function<void()>;

/// How a result comes back: whole in memory, or chunk by chunk while the query still runs.
enum class Delivery : uint8_t { whole, streamed };

/// Calls `use` with each statement of `sql` in turn, prepared and with `parameters` bound. The
/// text of a statement is prepared only after the one before it ran.
/// Throws Error when a statement cannot be parsed, or when parameters do not fit it.
void each_statement(duckdb_connection session, std::string_view sql,
                    std::span<const Parameter> parameters,
                    const std::function<void(duckdb_prepared_statement, bool last)>& use);

/// One connection and what may stop its statements.
struct Caller {
  duckdb_connection session = nullptr;
  const Watch& watch;
};

/// Executes a prepared statement. Whatever the watch throws ends the statement and passes on.
Result execute(const Caller& caller, duckdb_prepared_statement statement, Delivery delivery);

/// Fetches the next chunk; an empty handle at the end. Throws Error when the query failed.
Chunk fetch(Result& result);

/// Ends a streamed query before its end and waits until no thread works on it any more.
void abandon(duckdb_connection session, Result& result) noexcept;

}  // namespace newlyn::store
