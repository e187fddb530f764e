// A programme for tests: a real store of its own (see test_store.hpp), a clock that stands still, and a way to run the
// coroutines of services to their end. Rooms above accounts extend it with people's actions in their words.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "accounts/caller.hpp"
#include "accounts/devices_tables.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/task.hpp"
#include "ourplace/v1/wire.pb.h"
#include "rpc/context.hpp"
#include "streams/stream_log.hpp"
#include "unit/store/test_store.hpp"

namespace ourplace {

class TestProgramme {
  public:
    // With the tables of streams and accounts, and of the rooms whose migrations are given.
    explicit TestProgramme(std::initializer_list<std::span<const store::Migration>> more = {}) {
        log::configure(log::Level::error, log::Format::text);
        std::vector<store::Migration> migrations;
        const auto add = [&](std::span<const store::Migration> part) {
            migrations.insert(migrations.end(), part.begin(), part.end());
        };
        add(streams::migrations());
        add(accounts::migrations());
        for (const auto part : more) add(part);
        database = test_store.open(migrations);
        database->on_commit([this](std::span<const store::Notice> batch) {
            const std::scoped_lock lock(notices_mutex_);
            notices_.insert(notices_.end(), batch.begin(), batch.end());
        });
        static_cast<void>(database->write_now([&](store::Transaction& tx) -> Result<void> {
            accounts::name_programme(tx, "Our Place", clock.now());
            return {};
        }));
    }
    TestProgramme(const TestProgramme&) = delete;
    TestProgramme& operator=(const TestProgramme&) = delete;
    virtual ~TestProgramme() = default;

    // Runs one coroutine to its end on this thread; several threads may do so at once.
    template <class T>
    T run(boost::asio::awaitable<T> task) {
        std::optional<T> result;
        auto context = borrow_context();
        boost::asio::co_spawn(*context, std::move(task), [&](const std::exception_ptr& failure, T value) {
            if (failure) std::rethrow_exception(failure);
            result.emplace(std::move(value));
        });
        context->run();
        context->restart();
        const std::scoped_lock lock(contexts_mutex_);
        idle_contexts_.push_back(std::move(context));
        return std::move(*result);
    }

    // Work within a transaction, whatever it returns; what it writes is committed.
    template <class Work>
    auto write(Work work) {
        using Returned = std::invoke_result_t<Work&, store::Transaction&>;
        if constexpr (std::is_void_v<Returned>) {
            auto done = database->write_now([&](store::Transaction& tx) -> Result<void> {
                work(tx);
                return {};
            });
            if (!done) throw std::runtime_error(done.error().message);
        } else {
            auto done = database->write_now([&](store::Transaction& tx) -> Result<Returned> { return work(tx); });
            if (!done) throw std::runtime_error(done.error().message);
            return std::move(*done);
        }
    }

    // A new member; returns the id.
    std::string member(std::string_view name, std::optional<std::string> passphrase_hash = std::nullopt) {
        return create(name, std::move(passphrase_hash), false);
    }
    std::string administrator(std::string_view name) { return create(name, std::nullopt, true); }

    // The member as a caller on a new device.
    accounts::Caller on_device(const std::string& member_id, std::string_view label = "Test phone") {
        return write([&](store::Transaction& tx) {
            const auto session = accounts::create_session(tx, member_id, label, clock.now());
            return accounts::find_access(tx, session.secret, clock.now())->caller;
        });
    }
    static rpc::Context context(accounts::Caller caller = {}, std::string_view address = "192.0.2.1") {
        rpc::Context context;
        context.caller = std::move(caller);
        context.address = address;
        context.request_id = "test";
        context.can_set_cookie = true;
        return context;
    }

    // Every Update of a stream so far, oldest first.
    std::vector<v1::Update> updates(const std::string& stream_id) {
        return write([&](store::Transaction& tx) {
            std::vector<v1::Update> found;
            for (const auto& entry : streams::read_after(tx, stream_id, 0, 10'000, 10'000'000)) {
                v1::ServerFrame frame;
                frame.ParseFromString(*entry.bytes);
                found.push_back(frame.items(0).update());
            }
            return found;
        });
    }

    // The keys of all notices of a kind so far, in order: sessions that ended, members whose access changed.
    std::vector<std::string> noticed(store::Notice::Kind kind) {
        // Whatever was committed before has been announced when this later write is answered.
        write([](store::Transaction&) {});
        const std::scoped_lock lock(notices_mutex_);
        std::vector<std::string> keys;
        for (const auto& notice : notices_) {
            if (notice.kind == kind) keys.push_back(notice.key);
        }
        return keys;
    }

    store::TestStore test_store;
    ManualClock clock;
    Metrics metrics;

  private:
    std::string create(std::string_view name, std::optional<std::string> passphrase_hash, bool is_administrator) {
        return write([&](store::Transaction& tx) {
            const auto valid = accounts::member_name("name", name);
            if (!valid) throw std::runtime_error(valid.error().message);
            auto created = accounts::create_member(tx,
                                                   {.name = *valid,
                                                    .language = v1::LANGUAGE_EN,
                                                    .is_administrator = is_administrator,
                                                    .passphrase_hash = std::move(passphrase_hash)},
                                                   clock.now());
            if (!created) throw std::runtime_error(created.error().message);
            return created->member_id;
        });
    }

    std::unique_ptr<boost::asio::io_context> borrow_context() {
        const std::scoped_lock lock(contexts_mutex_);
        if (idle_contexts_.empty()) return std::make_unique<boost::asio::io_context>();
        auto context = std::move(idle_contexts_.back());
        idle_contexts_.pop_back();
        return context;
    }

    std::mutex notices_mutex_;
    std::vector<store::Notice> notices_;
    // Kept: a store's thread may still be leaving post() when the coroutine that it woke has ended.
    std::mutex contexts_mutex_;
    std::vector<std::unique_ptr<boost::asio::io_context>> idle_contexts_;

  public:
    // Last, so that its threads end before what they announce to.
    std::unique_ptr<store::Database> database;
};

}  // namespace ourplace
