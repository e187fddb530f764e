#include "accounts/ended_sessions.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "accounts/devices_tables.hpp"

namespace ourplace::accounts {
namespace {

// Wider than the interval: rounds are missed while the store is busy, and clocks of nodes differ.
constexpr Timestamp looking_back_us = 120 * microseconds_per_second;

}  // namespace

EndedSessions::EndedSessions(store::Database& database, const Clock& clock, Announce announce)
    : database_(database), clock_(clock), announce_(std::move(announce)) {}

boost::asio::awaitable<void> EndedSessions::watch() {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    while (true) {
        timer.expires_after(std::chrono::seconds(1));
        boost::system::error_code cancelled;
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
        if (cancelled) co_return;
        // What fails now is found in the next round.
        static_cast<void>(co_await look());
    }
}

Task<void> EndedSessions::look() {
    using Ids = std::set<std::string>;
    auto ended = co_await database_.read(
        [&](store::Transaction& tx) -> Result<Ids> { return ended_since(tx, clock_.now() - looking_back_us); });
    if (!ended) co_return std::unexpected(std::move(ended.error()));

    std::vector<store::Notice> notices;
    for (const auto& id : *ended) {
        if (announced_.contains(id)) continue;
        auto& notice = notices.emplace_back();
        notice.kind = store::Notice::Kind::session_ended;
        notice.key = id;
    }
    if (!notices.empty()) announce_(notices);
    announced_ = std::move(*ended);
    co_return Result<void>();
}

}  // namespace ourplace::accounts
