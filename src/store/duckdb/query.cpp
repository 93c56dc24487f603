// SPDX-License-Identifier: MIT
// Drives DuckDB's pending results: the calling thread works on slices of the query, and between
// slices the watch may stop it. Destroying a pending result does not stop the other threads of
// the query; only interrupting the connection does, so a stop interrupts first and then drives the
// query on until it reports the interruption.
#include "store/duckdb/query.h"

#include <chrono>
#include <string>
#include <thread>

#include "base/clock.h"
#include "store/duckdb/failure.h"

namespace newlyn::store {
namespace {

constexpr double kWatchSeconds = 0.05;
// How long the calling thread rests when the other threads have taken all the work there is.
constexpr std::chrono::microseconds kPause{200};

void bind_parameters(duckdb_prepared_statement statement, std::span<const Parameter> parameters) {
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& value = parameters[i];
    duckdb_state state = DuckDBSuccess;
    switch (value.kind) {
      case Parameter::Kind::null:
        state = duckdb_bind_null(statement, i + 1);
        break;
      case Parameter::Kind::integer:
        state = duckdb_bind_int64(statement, i + 1, value.integer);
        break;
      case Parameter::Kind::real:
        state = duckdb_bind_double(statement, i + 1, value.real);
        break;
      case Parameter::Kind::text:
        state = duckdb_bind_varchar_length(statement, i + 1, value.text.data(), value.text.size());
        break;
    }
    if (state != DuckDBSuccess) {
      throw failure("bind a parameter", duckdb_prepare_error(statement));
    }
  }
}

// Works on the query until its result is ready.
void drive(duckdb_pending_result pending, const Watch& watch) {
  double watched = monotonic_seconds();
  for (;;) {
    const duckdb_pending_state state = duckdb_pending_execute_task(pending);
    if (state == DUCKDB_PENDING_ERROR) {
      throw failure("run a statement", duckdb_pending_error(pending));
    }
    if (duckdb_pending_execution_is_finished(state)) return;
    if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE) std::this_thread::sleep_for(kPause);
    if (watch && monotonic_seconds() - watched > kWatchSeconds) {
      watch();
      watched = monotonic_seconds();
    }
  }
}

// Works on an interrupted query until it has ended.
void settle(duckdb_pending_result pending) noexcept {
  while (!duckdb_pending_execution_is_finished(duckdb_pending_execute_task(pending))) {
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

void each_statement(duckdb_connection session, std::string_view sql,
                    std::span<const Parameter> parameters,
                    const std::function<void(duckdb_prepared_statement, bool last)>& use) {
  const std::string text(sql);
  Extracted statements;
  const idx_t count = duckdb_extract_statements(session, text.c_str(), statements.out());
  if (count == 0) {
    const char* reason = duckdb_extract_statements_error(statements.get());
    if (reason == nullptr) return;
    throw failure("read a statement", reason);
  }
  for (idx_t i = 0; i < count; ++i) {
    Prepared statement;
    if (duckdb_prepare_extracted_statement(session, statements.get(), i, statement.out()) !=
        DuckDBSuccess) {
      throw failure("prepare a statement", duckdb_prepare_error(statement.get()));
    }
    if (duckdb_nparams(statement.get()) != 0 || count == 1) {
      bind_parameters(statement.get(), parameters);
    }
    use(statement.get(), i + 1 == count);
  }
}

Result execute(const Caller& caller, duckdb_prepared_statement statement, Delivery delivery) {
  Pending pending;
  const duckdb_state made = delivery == Delivery::streamed
                                ? duckdb_pending_prepared_streaming(statement, pending.out())
                                : duckdb_pending_prepared(statement, pending.out());
  if (made != DuckDBSuccess) {
    throw failure("run a statement", duckdb_pending_error(pending.get()));
  }
  try {
    drive(pending.get(), caller.watch);
  } catch (...) {
    duckdb_interrupt(caller.session);
    settle(pending.get());
    throw;
  }
  Result result;
  if (duckdb_execute_pending(pending.get(), result.get()) != DuckDBSuccess) {
    throw failure("run a statement", duckdb_result_error(result.get()));
  }
  return result;
}

Chunk fetch(Result& result) {
  Chunk chunk(duckdb_fetch_chunk(*result.get()));
  if (!chunk) {
    const char* reason = duckdb_result_error(result.get());
    if (reason != nullptr && *reason != 0) throw failure("read a result", reason);
  }
  return chunk;
}

void abandon(duckdb_connection session, Result& result) noexcept {
  duckdb_interrupt(session);
  while (Chunk(duckdb_fetch_chunk(*result.get()))) continue;
  result = Result();
}

}  // namespace newlyn::store
