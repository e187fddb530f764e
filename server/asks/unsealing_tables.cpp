#include "asks/unsealing_tables.hpp"

#include <algorithm>
#include <utility>

#include "asks/ask_access.hpp"
#include "asks/ask_tables.hpp"
#include "base/id.hpp"
#include "hubs/persona_tables.hpp"
#include "jobs/job_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

constexpr std::size_t most_listed = 200;

// In which one acts; who has both takes the first, so that the other must be somebody else's.
enum class Role : std::uint8_t { none = 0, lead = 1, administrator = 2 };

bool is_lead(Transaction& tx, std::string_view member_id) {
    return tx.query_one("SELECT 1 FROM safeguarding_lead WHERE member_id = $1", member_id).has_value();
}

Role role_of(Transaction& tx, const accounts::Caller& caller) {
    if (is_lead(tx, caller.member_id)) return Role::lead;
    return caller.is_administrator ? Role::administrator : Role::none;
}

Error not_for_you() { return Error::permission_denied("", "Only Safeguarding Leads and administrators may do this."); }

Result<void> may_defer(Role role, unsigned days) {
    if (days == 0) return {};
    if (role != Role::lead)
        return std::unexpected(
            Error::permission_denied("defer_telling_days", "Only a Safeguarding Lead may defer telling the person."));
    if (days > max_defer_days)
        return std::unexpected(Error::invalid("defer_telling_days", "Telling is deferred by at most 90 days."));
    return {};
}

struct Unsealing {
    v1::Unsealing wire;
    std::string requested_by;
    std::string confirmed_by;
    Role requested_as = Role::none;
    std::string asker_id;
};

// Those who may confirm it, but for whoever asked and whoever it is about.
void tell_who_may_confirm(Transaction& tx, const std::string& unsealing_id, Role requested_as,
                          std::string_view requested_by, const std::string& asker_id, Timestamp now) {
    const auto* others =
        requested_as == Role::lead
            ? "SELECT member_id FROM member WHERE is_administrator = 1 AND deactivated_at_us = 0 "
              "AND member_id NOT IN ($1, $2) ORDER BY member_id"
            : "SELECT member_id FROM safeguarding_lead WHERE member_id NOT IN ($1, $2) ORDER BY member_id";
    for (const auto& row : tx.query(others, requested_by, hubs::behind(tx, asker_id))) {
        v1::Update update;
        update.mutable_unsealing_wanted()->set_unsealing_id(unsealing_id);
        streams::append(tx, streams::member_stream(row.text(0)), now, std::move(update));
    }
}

// One, or all; of one person those that they have been told of.
std::vector<Unsealing> read(Transaction& tx, std::string_view unsealing_id, std::string_view told_to = {}) {
    std::vector<Unsealing> found;
    for (const auto& row : tx.query(R"sql(
             SELECT unsealing_id, unsealing.ask_id, reason, requested_by, requested_as, requested_at_us, confirmed_by,
                    confirmed_at_us, tell_after_us, ask.asker_id
             FROM unsealing JOIN ask ON ask.ask_id = unsealing.ask_id
             WHERE ($1 = '' OR unsealing_id = $1)
               AND ($3 = '' OR (told_at_us > 0 AND ask.asker_id IN (SELECT persona_id FROM persona WHERE member_id = $3)))
             ORDER BY requested_at_us DESC, unsealing_id LIMIT $2)sql",
                                    unsealing_id, most_listed, told_to)) {
        auto& one = found.emplace_back();
        one.requested_by = row.text(3);
        one.requested_as = static_cast<Role>(row.integer(4));
        one.confirmed_by = row.text(6);
        one.asker_id = row.text(9);
        one.wire.set_unsealing_id(row.text(0));
        one.wire.set_ask_id(row.text(1));
        one.wire.set_pseudonym(person(tx, one.asker_id).name());
        one.wire.set_reason(row.text(2));
        one.wire.set_requested_by_name(person(tx, one.requested_by).name());
        one.wire.set_requested_at_us(row.integer(5));
        if (!one.confirmed_by.empty()) one.wire.set_confirmed_by_name(person(tx, one.confirmed_by).name());
        one.wire.set_confirmed_at_us(row.integer(7));
        one.wire.set_tell_after_us(row.integer(8));
    }
    return found;
}

// Another, in the other role, and not whoever it is about.
bool may_confirm(Transaction& tx, const Unsealing& one, const accounts::Caller& caller) {
    const bool has_other = one.requested_as == Role::lead ? caller.is_administrator : is_lead(tx, caller.member_id);
    return has_other && caller.member_id != one.requested_by && caller.member_id != hubs::behind(tx, one.asker_id);
}

// The name is for the two who unsealed it, and only then.
v1::Unsealing shown_to(Transaction& tx, const Unsealing& one, const accounts::Caller& caller) {
    auto wire = one.wire;
    wire.set_may_confirm(one.confirmed_by.empty() && may_confirm(tx, one, caller));
    if (!one.confirmed_by.empty() && (caller.member_id == one.requested_by || caller.member_id == one.confirmed_by))
        *wire.mutable_asker() = person(tx, hubs::behind(tx, one.asker_id));
    return wire;
}

}  // namespace

Result<v1::Unsealing> request_unsealing(Transaction& tx, const accounts::Caller& caller, std::string_view ask_id,
                                        const std::string& reason, unsigned defer_days, Timestamp now) {
    const auto role = role_of(tx, caller);
    if (role == Role::none) return std::unexpected(not_for_you());
    if (auto allowed = may_defer(role, defer_days); !allowed) return std::unexpected(allowed.error());
    const auto ask = find(tx, ask_id);
    if (!ask) return std::unexpected(Error::not_found("ask_id", "There is no such Ask."));
    if (!person(tx, ask->asker_id).is_pseudonym())
        return std::unexpected(Error::failed_precondition("ask_id", "Whoever asked gave their name."));
    const auto unsealing_id = new_id();
    tx.execute(R"sql(
        INSERT INTO unsealing (unsealing_id, ask_id, reason, requested_by, requested_as, requested_at_us, defer_days)
        VALUES ($1, $2, $3, $4, $5, $6, $7))sql",
               unsealing_id, ask_id, reason, caller.member_id, role, now, defer_days);
    tell_who_may_confirm(tx, unsealing_id, role, caller.member_id, ask->asker_id, now);
    return shown_to(tx, read(tx, unsealing_id).front(), caller);
}

Result<v1::Unsealing> confirm_unsealing(Transaction& tx, const accounts::Caller& caller, std::string_view unsealing_id,
                                        unsigned defer_days, Timestamp now) {
    const auto role = role_of(tx, caller);
    if (role == Role::none) return std::unexpected(not_for_you());
    const auto found = unsealing_id.empty() ? std::vector<Unsealing>() : read(tx, unsealing_id);
    if (found.empty()) return std::unexpected(Error::not_found("unsealing_id", "There is no such request."));
    const auto& wanted = found.front();
    if (!wanted.confirmed_by.empty()) {
        if (wanted.confirmed_by == caller.member_id) return shown_to(tx, wanted, caller);
        return std::unexpected(Error::failed_precondition("unsealing_id", "This request was confirmed already."));
    }
    if (!may_confirm(tx, wanted, caller)) {
        return std::unexpected(
            Error::permission_denied("unsealing_id", wanted.requested_as == Role::lead
                                                         ? "Somebody else, an administrator, must confirm this."
                                                         : "Somebody else, a Safeguarding Lead, must confirm this."));
    }
    if (auto allowed = may_defer(role, defer_days); !allowed) return std::unexpected(allowed.error());
    const auto deferred = tx.query_one("SELECT defer_days FROM unsealing WHERE unsealing_id = $1", unsealing_id);
    const auto days = std::max<std::int64_t>(deferred->integer(0), defer_days);
    const auto tell_after = now + days * microseconds_per_day;
    tx.execute(
        "UPDATE unsealing SET confirmed_by = $2, confirmed_at_us = $3, tell_after_us = $4 WHERE unsealing_id = $1",
        unsealing_id, caller.member_id, now, tell_after);
    jobs::plan(tx, {.kind = std::string(unsealing_job), .key = std::string(unsealing_id), .due_at_us = tell_after});
    return shown_to(tx, read(tx, unsealing_id).front(), caller);
}

Result<std::vector<v1::Unsealing>> list_unsealings(Transaction& tx, const accounts::Caller& caller) {
    std::vector<v1::Unsealing> shown;
    if (role_of(tx, caller) != Role::none) {
        for (const auto& one : read(tx, {}))
            if (hubs::behind(tx, one.asker_id) != caller.member_id) shown.push_back(shown_to(tx, one, caller));
    }
    for (auto& one : read(tx, {}, caller.member_id)) {
        one.wire.clear_requested_by_name();
        one.wire.clear_confirmed_by_name();
        shown.push_back(std::move(one.wire));
    }
    return shown;
}

void tell_unsealed(Transaction& tx, std::string_view unsealing_id, Timestamp now) {
    const auto found = read(tx, unsealing_id);
    if (found.empty()) return;
    v1::Update update;
    update.mutable_name_unsealed()->set_ask_id(found.front().wire.ask_id());
    update.mutable_name_unsealed()->set_reason(found.front().wire.reason());
    streams::append(tx, streams::member_stream(hubs::behind(tx, found.front().asker_id)), now, std::move(update));
    tx.execute("UPDATE unsealing SET told_at_us = $2 WHERE unsealing_id = $1", unsealing_id, now);
}

}  // namespace ourplace::asks
