// The child of killed_throughout_test: the services of Asks, Champions and conversations over a store on disk, with a clock
// that each request sets. It kills itself, as a power cut would, when it has written so many rows: while it writes, as it
// commits, or once it has committed and nobody has been told.
//
//     mortal_server <data folder> <rows until death>        one JSON object a line on the socket that is its standard input
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <sys/types.h>
#include <unistd.h>
#include <utility>

#include "asks/ask_service.hpp"
#include "asks/champion_service.hpp"
#include "base/log.hpp"
#include "cli/composition.hpp"
#include "conversations/conversation_service.hpp"
#include "jobs/job_tables.hpp"
#include "unit/cli/line_socket.hpp"

namespace ourplace::cli {
namespace {

std::atomic<std::int64_t> steps_to_live = 0;

void take_a_step() {
    if (--steps_to_live == 0) ::kill(::getpid(), SIGKILL);
}

// Of each connection that the store opens.
int watch_rows(sqlite3* connection, const char**, const sqlite3_api_routines*) {
    sqlite3_update_hook(
        connection, [](void*, int, const char*, const char*, sqlite3_int64) { take_a_step(); }, nullptr);
    sqlite3_commit_hook(
        connection,
        [](void*) {
            take_a_step();
            return 0;
        },
        nullptr);
    return SQLITE_OK;
}

class MortalServer {
  public:
    explicit MortalServer(const std::string& data) : database_(open(data)) {
        database_->on_commit([](std::span<const store::Notice>) { take_a_step(); });
        conversations_.emplace(*database_, clock_,
                               conversations::ConversationOptions{.post_limits = {.per_second = 0}});
        conversations_->add_methods(router_);
        champions_.add_methods(router_);
        asks_.add_methods(router_);
        asks_.add_jobs(runner_);
    }

    boost::json::object answer(const boost::json::object& request) {
        clock_.advance(std::chrono::microseconds(request.at("at").as_int64() - clock_.now()));
        if (const auto* since = request.if_contains("changedSince")) return go_on(since->as_int64());
        return call(request);
    }

  private:
    static std::unique_ptr<store::Database> open(const std::string& data) {
        static StoreMetrics metrics;
        Settings settings;
        settings.data = data;
        auto opened = open_store(settings, 1, metrics);
        if (!opened) throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }

    template <class T>
    T run(boost::asio::awaitable<T> task) {
        std::optional<T> result;
        boost::asio::co_spawn(context_, std::move(task), [&](const std::exception_ptr& failure, T value) {
            if (failure) std::rethrow_exception(failure);
            result.emplace(std::move(value));
        });
        context_.restart();
        context_.run();
        return std::move(*result);
    }

    boost::json::object call(const boost::json::object& request) {
        rpc::Context context;
        context.caller.kind = accounts::Caller::Kind::session;
        context.caller.member_id = request.at("by").as_string();
        context.caller.name = request.at("name").as_string();
        context.caller.session_id = "session of " + context.caller.member_id;
        const auto body = boost::json::serialize(request.at("body"));
        const auto done =
            run(router_.call(context, std::string_view(request.at("method").as_string()), rpc::Codec::json, body));
        if (done) return {{"reply", boost::json::parse(*done)}};
        return {{"error", done.error().message}, {"code", static_cast<int>(done.error().code)}};
    }

    // What is due now; and then when something will be, and which Asks and offers have changed.
    boost::json::object go_on(Timestamp since) {
        for (;;) {
            const auto done = run(runner_.run_due());
            if (!done) throw std::runtime_error(done.error().message);
            if (*done == 0) break;
        }
        const auto seen = database_->read_now([&](store::Transaction& tx) -> Result<boost::json::object> {
            boost::json::object found;
            const auto next = jobs::next_due(tx, clock_.now());
            found["next"] = next ? boost::json::value(*next) : boost::json::value(nullptr);
            found["asks"] = rows(tx.query("SELECT ask_id, state FROM ask WHERE changed_at_us >= $1", since), 1, 2);
            found["offers"] =
                rows(tx.query("SELECT ask_id, member_id, state, offered_at_us, answered_at_us, ended_at_us"
                              " FROM ask_match WHERE offered_at_us >= $1 OR answered_at_us >= $1"
                              " OR ended_at_us >= $1",
                              since),
                     2, 6);
            return found;
        });
        return *seen;
    }

    // The first columns are ids, the others numbers.
    static boost::json::array rows(const store::Rows& found, std::size_t ids, std::size_t columns) {
        boost::json::array all;
        for (const auto& row : found) {
            boost::json::array one;
            for (std::size_t column = 0; column < columns; ++column) {
                if (column < ids)
                    one.emplace_back(row.text(column));
                else
                    one.emplace_back(row.integer(column));
            }
            all.push_back(std::move(one));
        }
        return all;
    }

    // Outlives the store, whose thread may still be leaving post().
    boost::asio::io_context context_;
    ManualClock clock_;
    Metrics metrics_;
    std::unique_ptr<store::Database> database_;
    rpc::Router router_{metrics_};
    std::optional<conversations::ConversationService> conversations_;
    asks::ChampionService champions_{*database_, clock_};
    asks::AskService asks_{*database_, clock_, asks::AskOptions{}};
    jobs::JobRunner runner_{*database_, clock_};
};

void serve(const std::string& data) {
    MortalServer server(data);
    LineSocket socket(STDIN_FILENO);
    while (const auto line = socket.read())
        socket.write(boost::json::serialize(server.answer(boost::json::parse(*line).as_object())));
}

}  // namespace
}  // namespace ourplace::cli

int main(int count, char** values) {
    const std::span arguments(values, static_cast<std::size_t>(count));
    if (arguments.size() != 3) return 2;
    ourplace::log::configure(ourplace::log::Level::error, ourplace::log::Format::text);
    try {
        ourplace::cli::steps_to_live = std::atoll(arguments[2]);
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(&ourplace::cli::watch_rows));
        ourplace::cli::serve(arguments[1]);
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
    return 0;
}
