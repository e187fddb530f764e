#include "accounts/authenticator.hpp"

#include <utility>

#include "accounts/accounts_rules.hpp"
#include "accounts/devices_tables.hpp"
#include "base/log.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::accounts {
namespace {

Error unknown_secret() {
    return Error::unauthenticated("This session or token is unknown, has expired or was ended. Please sign in again.");
}

}  // namespace

Task<Caller> Authenticator::authenticate(std::string secret) {
    const auto now = clock_.now();
    auto access = co_await database_.read([&](store::Transaction& tx) -> Result<Access> {
        auto found = find_access(tx, secret, now);
        if (!found) return std::unexpected(unknown_secret());
        return std::move(*found);
    });
    if (!access) co_return std::unexpected(std::move(access.error()));

    if (now - access->last_seen_at_us >= last_seen_precision_us) {
        // It touches no row but the session's own, which only exclusive writes remove.
        const auto stream_id = streams::member_stream(access->caller.member_id);
        auto noted = co_await database_.write_in(stream_id, [&](store::Transaction& tx) -> Result<void> {
            note_seen(tx, access->caller, now);
            return {};
        });
        // A full disk is no reason to shut people out from reading.
        if (!noted) log::warning("last use not noted", {{"reason", noted.error().message}});
    }
    co_return std::move(access->caller);
}

}  // namespace ourplace::accounts
