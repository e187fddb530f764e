#include "store/postgres_connection.hpp"

#include <algorithm>
#include <array>
#include <libpq-fe.h>
#include <optional>
#include <poll.h>
#include <utility>
#include <vector>

#include "store/postgres_values.hpp"

namespace ourplace::store {
namespace {

using Kind = PostgresFailure::Kind;

// Statements are constants of the code, so there are few; a bug that builds them from data shall not eat the memory.
constexpr std::size_t max_statements = 1000;
// The server itself is to give up first, and says why.
constexpr std::chrono::milliseconds grace{1000};
constexpr int binary_results = 1;

struct Keyword {
    const char* name;
    std::string value;
};

std::string one_line(std::string_view text) {
    std::string line;
    for (const char each : text) {
        if (each != '\n') {
            line += each;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

std::string say(const PGconn* connection) { return one_line(PQerrorMessage(connection)); }

PGconn* connect(const std::string& url, const PostgresTimes& times) {
    // What stands before dbname are defaults that the URL may replace; what stands behind it is ours.
    const std::array keywords{Keyword{"connect_timeout", std::to_string(times.connect.count())},
                              Keyword{"fallback_application_name", "ourplace"},
                              Keyword{"keepalives_idle", "15"},
                              Keyword{"keepalives_interval", "5"},
                              Keyword{"keepalives_count", "3"},
                              Keyword{"tcp_user_timeout", "15000"},
                              Keyword{"dbname", url},
                              Keyword{"client_encoding", "UTF8"}};
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& keyword : keywords) {
        names.push_back(keyword.name);
        values.push_back(keyword.value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectdbParams(names.data(), values.data(), 1);
}

void say_nothing(void* /*unused*/, const char* /*message*/) {}

std::string milliseconds(std::chrono::milliseconds time) { return "'" + std::to_string(time.count()) + "ms'"; }

}  // namespace

void PostgresConnection::Close::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(const std::string& url, const PostgresTimes& times)
    : connection_(connect(url, times)), answer_time_(times.statement + grace) {
    if (!connection_) throw PostgresFailure(Kind::unable, "There is not enough memory.");
    if (PQstatus(connection_.get()) != CONNECTION_OK) lose(say(connection_.get()));
    PQsetNoticeProcessor(connection_.get(), say_nothing, nullptr);
    if (PQsetnonblocking(connection_.get(), 1) != 0) lose(say(connection_.get()));
    set_up_session(times);
}

void PostgresConnection::set_up_session(const PostgresTimes& times) {
    run_script("SET statement_timeout = " + milliseconds(times.statement) +
                   "; SET lock_timeout = " + milliseconds(times.lock) +
                   "; SET idle_in_transaction_session_timeout = " + milliseconds(times.idle_in_transaction) +
                   "; SET synchronous_commit = on; SET standard_conforming_strings = on",
               answer_time_);
    const auto schema = run("SELECT oid::bigint FROM pg_namespace WHERE nspname = current_schema()");
    if (schema.rows.empty())
        throw PostgresFailure(Kind::unable, "There is no schema to work in: its search_path names none that exists.");
    schema_id_ = schema.rows.front().integer(0);
    // Other programmes may live in other schemas. A name of the URL's stays.
    run("SELECT set_config('application_name', left('ourplace ' || current_schema(), 63), false) "
        "WHERE current_setting('application_name') = 'ourplace'");
}

const std::string& PostgresConnection::prepared(std::string_view sql, Part part, std::string_view& key) {
    static const std::string unnamed;
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        if (statements_.size() >= max_statements) return unnamed;
        found = statements_.emplace(std::string(sql), "s" + std::to_string(next_statement_++)).first;
        fail_if(PQsendPrepare(connection_.get(), found->second.c_str(), found->first.c_str(), 0, nullptr) == 0);
        pending_.push_back({.kind = Pending::Kind::prepare, .part = part, .work = work_, .sql = found->first});
    }
    key = found->first;
    return found->second;
}

void PostgresConnection::send(std::string_view sql, std::span<const Value> values, Part part) {
    const PostgresParameters parameters(values);
    const int count = static_cast<int>(values.size());
    std::string_view key;
    const auto& name = prepared(sql, part, key);
    const int sent =
        name.empty()
            ? PQsendQueryParams(connection_.get(), std::string(sql).c_str(), count, nullptr, parameters.values.data(),
                                parameters.lengths.data(), parameters.formats.data(), binary_results)
            : PQsendQueryPrepared(connection_.get(), name.c_str(), count, parameters.values.data(),
                                  parameters.lengths.data(), parameters.formats.data(), binary_results);
    fail_if(sent == 0);
    pending_.push_back({.kind = Pending::Kind::execute, .part = part, .work = work_, .sql = key});
}

PostgresConnection::Outcome PostgresConnection::run(std::string_view sql, std::span<const Value> values, Part part) {
    send(sql, values, part);
    return wait();
}

void PostgresConnection::sync() {
    if (pending_.empty() || pending_.back().kind == Pending::Kind::sync) return;
    fail_if(PQpipelineSync(connection_.get()) == 0);
    pending_.push_back({.kind = Pending::Kind::sync, .sql = {}});
}

void PostgresConnection::let_go() {
    sync();
    fail_if(PQflush(connection_.get()) < 0);
}

PostgresConnection::Outcome PostgresConnection::wait() {
    sync();
    last_tag_.clear();
    Answer last;
    Answer failure;
    Pending failed;
    std::vector<std::string> not_prepared;
    while (!pending_.empty()) {
        const auto of = pending_.front();
        pending_.pop_front();
        auto answer = take_answer(of.kind == Pending::Kind::sync);
        const auto status = PQresultStatus(answer.get());
        if (of.kind == Pending::Kind::sync) {
            if (status != PGRES_PIPELINE_SYNC) lose("The database answers out of turn.");
        } else if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            if (of.kind == Pending::Kind::execute) {
                last_tag_ = PQcmdStatus(answer.get());
                last = std::move(answer);
            }
        } else {
            if (of.kind == Pending::Kind::prepare) not_prepared.emplace_back(of.sql);
            if (PQstatus(connection_.get()) == CONNECTION_BAD) fail(answer.get(), of, std::string(of.sql));
            if (!failure && status != PGRES_PIPELINE_ABORTED) {
                failure = std::move(answer);
                failed = of;
            }
        }
    }
    const std::string culprit(failed.sql);
    for (const auto& sql : not_prepared) statements_.erase(sql);
    if (failure) fail(failure.get(), failed, culprit);
    if (!last) return {};
    return {.rows = postgres_rows(last.get()), .changed = postgres_changed(last.get())};
}

PostgresConnection::Answer PostgresConnection::take_answer(bool is_sync) {
    auto answer = next_result(answer_time_);
    if (!answer) lose("The database answers out of turn.");
    if (is_sync) return answer;
    while (PQstatus(connection_.get()) != CONNECTION_BAD && next_result(answer_time_)) {
    }
    return answer;
}

PostgresConnection::Answer PostgresConnection::next_result(std::optional<std::chrono::milliseconds> at_most) {
    auto* connection = connection_.get();
    const auto started = std::chrono::steady_clock::now();
    while (PQisBusy(connection) != 0) {
        const int unsent = PQflush(connection);
        fail_if(unsent < 0);
        auto patience = std::chrono::milliseconds(-1);
        if (at_most) {
            patience = *at_most - std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::steady_clock::now() - started);
            if (patience.count() <= 0) lose("The database does not answer.");
        }
        pollfd socket{.fd = PQsocket(connection),
                      .events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN),
                      .revents = 0};
        ::poll(&socket, 1, static_cast<int>(patience.count()));
        // What came before the end is still to be read, and says why.
        if (PQconsumeInput(connection) == 0) break;
    }
    return Answer(PQgetResult(connection));
}

void PostgresConnection::run_script(const std::string& sql, std::optional<std::chrono::milliseconds> at_most) {
    wait();
    auto* connection = connection_.get();
    if (PQpipelineStatus(connection) != PQ_PIPELINE_OFF) fail_if(PQexitPipelineMode(connection) == 0);
    fail_if(PQsendQuery(connection, sql.c_str()) == 0);
    Answer failure;
    while (auto answer = next_result(at_most)) {
        const auto status = PQresultStatus(answer.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) continue;
        if (!failure) failure = std::move(answer);
        if (PQstatus(connection) == CONNECTION_BAD) break;
    }
    if (failure) fail(failure.get(), {}, "a script");
    fail_if(PQenterPipelineMode(connection) == 0);
}

bool PostgresConnection::is_closed_by_server() {
    auto* connection = connection_.get();
    pollfd socket{.fd = PQsocket(connection), .events = POLLIN, .revents = 0};
    if (::poll(&socket, 1, 0) <= 0) return false;
    lost_ = PQconsumeInput(connection) == 0 || PQstatus(connection) == CONNECTION_BAD;
    // It says goodbye before it closes.
    if (!lost_ && ::poll(&socket, 1, 0) > 0) lost_ = PQconsumeInput(connection) == 0;
    return lost_;
}

void PostgresConnection::fail(const pg_result* answer, const Pending& of, const std::string& sql) {
    if (of.part == Part::transaction) {
        transaction_failed_ = true;
    } else {
        failed_work_ = of.work;
    }
    if (PQstatus(connection_.get()) == CONNECTION_BAD) lost_ = true;
    try {
        throw_postgres_failure(answer, sql);
    } catch (const PostgresFailure& caught) {
        if (caught.kind() == Kind::lost) lost_ = true;
        throw;
    }
}

void PostgresConnection::fail_if(bool failed) {
    if (failed) lose(say(connection_.get()));
}

void PostgresConnection::lose(const std::string& why) {
    lost_ = true;
    throw PostgresFailure(Kind::lost, why);
}

Result<std::string> postgres_address(const std::string& url) {
    const auto refuse = [](std::string_view why) {
        return std::unexpected(Error::invalid(
            "database", "The address of the database must be like postgresql://user:password@host:5432/name" +
                            std::string(why) + "."));
    };
    if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")) return refuse("");
    char* failure = nullptr;
    // libpq's own words would repeat the password.
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &failure),
                                                                               &PQconninfoFree);
    PQfreemem(failure);
    if (!options) return refuse("; it is not well-formed, or has an option that libpq does not know");
    std::string host;
    std::string port;
    std::string user;
    std::string name;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        const std::string_view keyword = option->keyword;
        const std::string value = option->val == nullptr ? "" : option->val;
        if (keyword == "host") host = value;
        if (keyword == "hostaddr" && host.empty()) host = value;
        if (keyword == "port") port = value;
        if (keyword == "user") user = value;
        if (keyword == "dbname") name = value;
    }
    return "postgresql://" + user + (user.empty() ? "" : "@") + host + (port.empty() ? "" : ":" + port) + "/" + name;
}

}  // namespace ourplace::store
