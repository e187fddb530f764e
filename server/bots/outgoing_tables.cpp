#include "bots/outgoing_tables.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "bots/delivery_rules.hpp"
#include "hubs/joined_tables.hpp"
#include "hubs/membership_tables.hpp"
#include "ourplace/v1/wire.pb.h"
#include "rpc/json.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::bots {
namespace {

using store::Blob;
using store::Transaction;

// Longer than any delivery takes; a node that dies is waited for so long.
constexpr Timestamp claim_us = 30 * microseconds_per_second;
constexpr std::size_t max_entry_bytes = std::size_t{1} * 1024 * 1024;

// What the bot may read now: its own stream, and its channels, each with the number from which on it is delivered.
struct Source {
    std::string stream_id;
    std::uint64_t after = 0;
};

std::uint64_t cursor_of(Transaction& tx, std::string_view bot_id, std::string_view stream_id) {
    const auto row =
        tx.query_one("SELECT seq FROM outgoing_cursor WHERE bot_id = $1 AND stream_id = $2", bot_id, stream_id);
    return row ? row->number(0) : 0;
}

void set_cursor(Transaction& tx, std::string_view bot_id, std::string_view stream_id, std::uint64_t seq) {
    tx.execute(R"sql(
        INSERT INTO outgoing_cursor (bot_id, stream_id, seq) VALUES ($1, $2, $3)
        ON CONFLICT (bot_id, stream_id) DO UPDATE SET seq = excluded.seq WHERE outgoing_cursor.seq < excluded.seq)sql",
               bot_id, stream_id, seq);
}

std::vector<Source> sources_of(Transaction& tx, const std::string& bot_id) {
    std::vector<Source> sources;
    const auto own = streams::member_stream(bot_id);
    sources.push_back({.stream_id = own, .after = cursor_of(tx, bot_id, own)});
    for (const auto& joined : hubs::joined_since(tx, bot_id)) {
        auto stream_id = streams::channel_stream(joined.channel_id);
        if (!hubs::may_read(tx, bot_id, stream_id)) continue;
        // What was said before it was invited, or while it was not, it can read, but is not told.
        const auto after = std::max(cursor_of(tx, bot_id, stream_id), joined.joined_seq);
        sources.push_back({.stream_id = std::move(stream_id), .after = after});
    }
    return sources;
}

// None for a number that says nothing any more.
std::optional<std::string> json_of(const streams::Entry& entry) {
    v1::ServerFrame frame;
    if (!frame.ParseFromString(*entry.bytes) || frame.items_size() != 1) return std::nullopt;
    const auto& update = frame.items(0).update();
    if (update.change_case() == v1::Update::CHANGE_NOT_SET) return std::nullopt;
    return rpc::write_json(update);
}

std::string webhook_id_of(Transaction& tx, std::string_view stream_id, std::uint64_t seq) {
    // The epoch, since after a backup was restored the same number is another Update.
    return streams::epoch(tx) + "." + std::string(stream_id) + "." + std::to_string(seq);
}

// A dead letter that shall be sent again. Of one that the bot may no longer read nothing is left.
void add_replay(Transaction& tx, Delivery& delivery) {
    while (const auto row = tx.query_one(R"sql(
               SELECT webhook_id, stream_id, seq FROM dead_letter WHERE bot_id = $1 AND replay = 1
               ORDER BY failed_at_us, webhook_id LIMIT 1)sql",
                                         delivery.bot_id)) {
        const auto entries = streams::read_after(tx, row->text(1), row->number(2) - 1, 1, max_entry_bytes);
        auto body = entries.empty() || entries.front().number != row->number(2) ||
                            !hubs::may_read(tx, delivery.bot_id, row->text(1))
                        ? std::nullopt
                        : json_of(entries.front());
        if (body) {
            delivery.webhook_id = row->text(0);
            delivery.stream_id = row->text(1);
            delivery.seq = row->number(2);
            delivery.body = std::move(*body);
            delivery.is_replay = true;
            return;
        }
        tx.execute("DELETE FROM dead_letter WHERE bot_id = $1 AND webhook_id = $2", delivery.bot_id, row->text(0));
    }
}

// The first stream that is ahead of its cursor.
void add_next(Transaction& tx, Delivery& delivery) {
    for (const auto& source : sources_of(tx, delivery.bot_id)) {
        auto after = source.after;
        for (auto entries = streams::read_after(tx, source.stream_id, after, 1, max_entry_bytes); !entries.empty();
             entries = streams::read_after(tx, source.stream_id, after, 1, max_entry_bytes)) {
            after = entries.front().number;
            auto body = json_of(entries.front());
            if (!body) {
                set_cursor(tx, delivery.bot_id, source.stream_id, after);
                continue;
            }
            delivery.webhook_id = webhook_id_of(tx, source.stream_id, after);
            delivery.stream_id = source.stream_id;
            delivery.seq = after;
            delivery.body = std::move(*body);
            return;
        }
    }
}

void add_dead_letter(Transaction& tx, const Delivery& delivery, std::string_view reason, Timestamp now) {
    tx.execute(R"sql(
        INSERT INTO dead_letter (bot_id, webhook_id, stream_id, seq, failed_at_us, reason, replay)
        VALUES ($1, $2, $3, $4, $5, $6, 0)
        ON CONFLICT (bot_id, webhook_id)
        DO UPDATE SET failed_at_us = excluded.failed_at_us, reason = excluded.reason, replay = 0)sql",
               delivery.bot_id, delivery.webhook_id, delivery.stream_id, delivery.seq, now, reason);
    tx.execute(R"sql(
        DELETE FROM dead_letter WHERE bot_id = $1 AND webhook_id IN (
            SELECT webhook_id FROM dead_letter WHERE bot_id = $1
            ORDER BY failed_at_us DESC, webhook_id DESC LIMIT 1000 OFFSET $2))sql",
               delivery.bot_id, max_dead_letters);
}

struct TokenParts {
    Timestamp failed_at_us = 0;
    std::string webhook_id;
};
std::optional<TokenParts> parts_of(std::string_view token) {
    const auto dash = token.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    TokenParts parts{.failed_at_us = 0, .webhook_id = std::string(token.substr(dash + 1))};
    const auto [end, failed] = std::from_chars(token.data(), token.data() + dash, parts.failed_at_us);
    if (failed != std::errc() || end != token.data() + dash) return std::nullopt;
    return parts;
}

}  // namespace

void set_outgoing_hook(Transaction& tx, const std::string& bot_id, std::string_view url, const std::string& signing_key,
                       Timestamp now) {
    const bool is_new = !find_outgoing_hook(tx, bot_id);
    tx.execute(R"sql(
        INSERT INTO outgoing_hook (bot_id, url, signing_key, created_at_us) VALUES ($1, $2, $3, $4)
        ON CONFLICT (bot_id) DO UPDATE SET url = excluded.url, signing_key = excluded.signing_key, failures = 0,
            last_failure = '', next_attempt_at_us = 0)sql",
               bot_id, url, Blob{signing_key}, now);
    if (!is_new) return;
    for (const auto& source : sources_of(tx, bot_id))
        set_cursor(tx, bot_id, source.stream_id, streams::head(tx, source.stream_id));
}

std::optional<v1::OutgoingHook> find_outgoing_hook(Transaction& tx, std::string_view bot_id) {
    const auto row = tx.query_one(R"sql(
        SELECT url, created_at_us, failures, last_failure, last_delivered_at_us,
               (SELECT COUNT(*) FROM dead_letter WHERE dead_letter.bot_id = outgoing_hook.bot_id)
        FROM outgoing_hook WHERE bot_id = $1)sql",
                                  bot_id);
    if (!row) return std::nullopt;
    v1::OutgoingHook hook;
    hook.set_url(row->text(0));
    hook.set_created_at_us(row->integer(1));
    hook.set_failures(static_cast<std::uint32_t>(row->integer(2)));
    hook.set_last_failure(row->text(3));
    hook.set_last_delivered_at_us(row->integer(4));
    hook.set_dead_letters(static_cast<std::uint32_t>(row->integer(5)));
    return hook;
}

void remove_outgoing_hook(Transaction& tx, std::string_view bot_id) {
    for (const std::string table : {"dead_letter", "outgoing_cursor", "outgoing_hook"})
        tx.execute("DELETE FROM " + table + " WHERE bot_id = $1", bot_id);
}

DeadLetterPage dead_letters(Transaction& tx, std::string_view bot_id, std::size_t page_size,
                            std::string_view page_token) {
    constexpr Timestamp for_ever = 9'000'000'000'000'000'000;
    const auto after = parts_of(page_token).value_or(TokenParts{.failed_at_us = for_ever, .webhook_id = {}});
    DeadLetterPage page;
    for (const auto& row : tx.query(R"sql(
             SELECT webhook_id, stream_id, seq, failed_at_us, reason FROM dead_letter
             WHERE bot_id = $1 AND (failed_at_us < $2 OR (failed_at_us = $2 AND webhook_id < $3))
             ORDER BY failed_at_us DESC, webhook_id DESC LIMIT $4)sql",
                                    bot_id, after.failed_at_us, after.webhook_id, page_size + 1)) {
        if (page.dead_letters.size() == page_size) {
            const auto& last = page.dead_letters.back();
            page.next_page_token = std::to_string(last.failed_at_us()) + "-" + last.webhook_id();
            break;
        }
        auto& letter = page.dead_letters.emplace_back();
        letter.set_webhook_id(row.text(0));
        letter.set_stream_id(row.text(1));
        letter.set_seq(row.number(2));
        letter.set_failed_at_us(row.integer(3));
        letter.set_reason(row.text(4));
    }
    return page;
}

bool replay(Transaction& tx, std::string_view bot_id, std::string_view webhook_id) {
    const auto found =
        tx.execute("UPDATE dead_letter SET replay = 1 WHERE bot_id = $1 AND webhook_id = $2", bot_id, webhook_id) > 0;
    if (found) tx.execute("UPDATE outgoing_hook SET next_attempt_at_us = 0 WHERE bot_id = $1", bot_id);
    return found;
}

std::vector<std::string> hooks_due(Transaction& tx, std::string_view node, Timestamp now) {
    std::vector<std::string> bots;
    for (const auto& row : tx.query(R"sql(
             SELECT bot_id FROM outgoing_hook
             WHERE next_attempt_at_us <= $1 AND (claimed_until_us <= $1 OR claimed_by = $2)
             ORDER BY next_attempt_at_us, bot_id)sql",
                                    now, node))
        bots.push_back(row.text(0));
    return bots;
}

bool has_outgoing_hooks(Transaction& tx) { return tx.query_one("SELECT 1 FROM outgoing_hook LIMIT 1").has_value(); }

bool has_something_to_deliver(Transaction& tx, const std::string& bot_id) {
    if (tx.query_one("SELECT 1 FROM dead_letter WHERE bot_id = $1 AND replay = 1 LIMIT 1", bot_id)) return true;
    const auto sources = sources_of(tx, bot_id);
    return std::ranges::any_of(
        sources, [&](const Source& source) { return streams::head(tx, source.stream_id) > source.after; });
}

std::optional<Delivery> take(Transaction& tx, const std::string& bot_id, std::string_view node, Timestamp now) {
    const auto claimed = tx.query_one(R"sql(
        UPDATE outgoing_hook SET claimed_by = $2, claimed_until_us = $4
        WHERE bot_id = $1 AND next_attempt_at_us <= $3 AND (claimed_until_us <= $3 OR claimed_by = $2)
        RETURNING url, signing_key)sql",
                                      bot_id, node, now, now + claim_us);
    if (!claimed) return std::nullopt;
    Delivery delivery;
    delivery.bot_id = bot_id;
    delivery.url = claimed->text(0);
    delivery.signing_key = claimed->blob(1);
    add_replay(tx, delivery);
    if (delivery.body.empty()) add_next(tx, delivery);
    if (delivery.body.empty()) return std::nullopt;
    return delivery;
}

void note_delivered(Transaction& tx, const Delivery& delivery, Timestamp now) {
    if (delivery.is_replay) {
        tx.execute("DELETE FROM dead_letter WHERE bot_id = $1 AND webhook_id = $2", delivery.bot_id,
                   delivery.webhook_id);
    }
    const auto noted = tx.execute(R"sql(
        UPDATE outgoing_hook SET failures = 0, last_failure = '', last_delivered_at_us = $2, next_attempt_at_us = 0
        WHERE bot_id = $1)sql",
                                  delivery.bot_id, now);
    // The hook may have gone meanwhile.
    if (noted > 0 && !delivery.is_replay) set_cursor(tx, delivery.bot_id, delivery.stream_id, delivery.seq);
}

bool note_failed(Transaction& tx, const Delivery& delivery, std::string_view reason, Timestamp now) {
    const auto counted = tx.query_one(R"sql(
        UPDATE outgoing_hook SET failures = failures + 1, last_failure = $2 WHERE bot_id = $1 RETURNING failures)sql",
                                      delivery.bot_id, reason);
    if (!counted) return false;
    const auto failures = static_cast<unsigned>(counted->integer(0));
    tx.execute("UPDATE outgoing_hook SET next_attempt_at_us = $2 WHERE bot_id = $1", delivery.bot_id,
               now + pause_after(failures));
    // Once it has failed for long, what comes later is tried once only, so that it is not held up for days.
    if (!delivery.is_replay && failures < max_attempts) return false;
    add_dead_letter(tx, delivery, reason, now);
    if (!delivery.is_replay) set_cursor(tx, delivery.bot_id, delivery.stream_id, delivery.seq);
    return true;
}

void release_hooks(Transaction& tx, std::string_view node) {
    tx.execute("UPDATE outgoing_hook SET claimed_until_us = 0 WHERE claimed_by = $1", node);
}

}  // namespace ourplace::bots
