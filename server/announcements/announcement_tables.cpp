// announcement_tables.hpp: making and changing announcements.
#include "announcements/announcement_tables.hpp"

#include <algorithm>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "announcements/announcement_rows.hpp"
#include "announcements/delivery_tables.hpp"
#include "announcements/thread_tables.hpp"
#include "base/id.hpp"
#include "hubs/channel_tables.hpp"

namespace ourplace::announcements {
namespace {

using accounts::Caller;
using store::Transaction;

std::optional<std::string> part(const std::optional<Wording>& wording, std::string Wording::* which) {
    return wording ? std::optional((*wording).*which) : std::nullopt;
}

std::string name_of(Transaction& tx, const std::string& member_id) {
    const auto member = accounts::find_member(tx, member_id);
    return member ? member->name : std::string();
}

void write_version(Transaction& tx, const std::string& announcement_id, std::int64_t version,
                   const std::string& author_id, const Text& text, Timestamp now) {
    tx.execute(R"sql(
        INSERT INTO announcement_version (announcement_id, version, at_us, author_id, author_name, english_title,
                                          english_body, welsh_title, welsh_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (announcement_id, version) DO UPDATE
        SET at_us = excluded.at_us, author_id = excluded.author_id, author_name = excluded.author_name,
            english_title = excluded.english_title, english_body = excluded.english_body,
            welsh_title = excluded.welsh_title, welsh_body = excluded.welsh_body)sql",
               announcement_id, version, now, author_id, name_of(tx, author_id), part(text.english, &Wording::title),
               part(text.english, &Wording::body), part(text.welsh, &Wording::title), part(text.welsh, &Wording::body));
}

Text text_of(Transaction& tx, std::string_view announcement_id, std::int64_t version) {
    const auto row = tx.query_one(R"sql(
        SELECT english_title, english_body, welsh_title, welsh_body FROM announcement_version
        WHERE announcement_id = $1 AND version = $2)sql",
                                  announcement_id, version);
    return to_text(*row, 0);
}

// Replies go where everybody who is told can read and write, so that nobody is sent to a closed door.
Result<std::optional<std::string>> reply_channel(Transaction& tx, const Audience& audience,
                                                 const std::string& channel_id) {
    if (channel_id.empty()) return std::nullopt;
    const auto channel = hubs::find_channel(tx, channel_id, {});
    const auto fault = [](const char* what) { return std::unexpected(Error::invalid("reply_channel_id", what)); };
    const auto visibility = channel ? channel->visibility() : v1::CHANNEL_VISIBILITY_UNSPECIFIED;
    if ((visibility != v1::CHANNEL_VISIBILITY_OPEN && visibility != v1::CHANNEL_VISIBILITY_HUB) ||
        !std::ranges::binary_search(audience.hub_ids(), channel->hub_id())) {
        return fault("Choose a channel of one of these hubs that is not private.");
    }
    if (channel->archived()) return fault("This channel is archived. Choose another, or close replies.");
    if (audience.hub_ids().size() > 1 && visibility != v1::CHANNEL_VISIBILITY_OPEN)
        return fault("For several hubs choose a channel that is open to the whole programme.");
    return channel_id;
}

Error is_nobody(const Narrowing& narrowing) {
    if (narrowing.themes.empty())
        return Error::failed_precondition("audience.roles", "Nobody in these hubs has such a role.");
    return Error::failed_precondition("audience.themes", "None of them is a Champion of one of these Themes.");
}

Error only_those_who_may_send() {
    return Error::permission_denied("announcement_id", "Only organisers of every hub it goes to may do this.");
}

Error is_corrected() {
    return Error::failed_precondition("version", "Somebody corrected it meanwhile. Look at what it says now first.");
}

Error has_ended() {
    return Error::failed_precondition("announcement_id", "This announcement has ended. Send another.");
}

}  // namespace

Result<std::optional<std::string>> find_earlier(Transaction& tx, std::string_view author_id, const Identity& identity) {
    const auto row = tx.query_one(
        "SELECT announcement_id, fingerprint FROM announcement WHERE author_id = $1 AND client_announcement_id = $2",
        author_id, store::Blob{identity.client_announcement_id});
    if (!row) return std::nullopt;
    if (row->blob(1) == identity.fingerprint) return row->text(0);
    return std::unexpected(Error::already_exists("client_announcement_id",
                                                 "Another announcement was made with this id. Choose a new one."));
}

Result<std::string> create(Transaction& tx, const Audience& audience, const Caller& author, const Draft& draft,
                           Timestamp now) {
    if (auto missing = missing_language(draft.text, audience.requires_both_languages()))
        return std::unexpected(*missing);
    if (draft.replies_in_thread && !draft.reply_channel_id.empty()) {
        return std::unexpected(
            Error::invalid("replies_in_thread", "Replies go to a Thread or to a channel, not to both."));
    }
    const auto reply_to = reply_channel(tx, audience, draft.reply_channel_id);
    if (!reply_to) return std::unexpected(reply_to.error());
    auto announcement_id = new_id();
    tx.execute(R"sql(
        INSERT INTO announcement (announcement_id, author_id, author_name, client_announcement_id, fingerprint, state,
                                  version, importance, roles, themes, hub_count, reply_channel_id,
                                  asks_acknowledgement, acknowledge_by_us, expires_at_us, sent_at_us,
                                  replies_in_thread)
        VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16))sql",
               announcement_id, author.member_id, name_of(tx, author.member_id),
               store::Blob{draft.identity.client_announcement_id}, store::Blob{draft.identity.fingerprint},
               State::scheduled, draft.importance, audience.narrowing().roles.bits(),
               themes_to_text(audience.narrowing().themes), audience.hub_ids().size(), *reply_to,
               draft.asks_acknowledgement, draft.schedule.acknowledge_by_us, draft.schedule.expires_at_us,
               draft.schedule.sent_at_us, draft.replies_in_thread);
    for (const auto& hub_id : audience.hub_ids())
        tx.execute("INSERT INTO announcement_hub (announcement_id, hub_id) VALUES ($1, $2)", announcement_id, hub_id);
    write_version(tx, announcement_id, 1, author.member_id, draft.text, now);
    if (draft.schedule.is_later) {
        send_later(tx, announcement_id, draft.schedule.sent_at_us);
    } else if (send(tx, announcement_id, now) == 0) {
        return std::unexpected(is_nobody(audience.narrowing()));
    }
    return announcement_id;
}

Result<Managed> managing(Transaction& tx, const Caller& caller, std::string_view announcement_id) {
    const auto announcement = find_announcement(tx, caller, announcement_id);
    if (!announcement)
        return std::unexpected(Error::not_found("announcement_id", "There is no such announcement, or not for you."));
    if (!announcement->may_manage()) return std::unexpected(only_those_who_may_send());
    Managed managed;
    managed.announcement_id_ = announcement_id;
    managed.member_id_ = caller.member_id;
    managed.state_ = static_cast<State>(announcement->state());
    managed.version_ = announcement->version();
    managed.expires_at_us_ = announcement->expires_at_us();
    return managed;
}

Result<void> cancel(Transaction& tx, const Managed& announcement) {
    if (announcement.state() == State::sent) {
        return std::unexpected(
            Error::failed_precondition("announcement_id", "It was sent already. You can correct what it says."));
    }
    tx.execute("UPDATE announcement SET state = $2 WHERE announcement_id = $1", announcement.announcement_id(),
               State::cancelled);
    forget_send(tx, announcement.announcement_id());
    return {};
}

Result<void> correct(Transaction& tx, const Managed& announcement, std::int64_t version, const Text& text,
                     Timestamp now) {
    const auto& id = announcement.announcement_id();
    if (announcement.state() == State::cancelled)
        return std::unexpected(Error::failed_precondition("announcement_id", "It was cancelled."));
    const auto required = tx.query_one(R"sql(
        SELECT 1 FROM announcement_hub JOIN hub ON hub.hub_id = announcement_hub.hub_id
        WHERE announcement_hub.announcement_id = $1 AND hub.requires_both_languages = 1)sql",
                                       id);
    if (auto missing = missing_language(text, required.has_value())) return std::unexpected(*missing);
    const bool says_so_already = text_of(tx, id, announcement.version()) == text;
    if (version + 1 == announcement.version() && says_so_already) return {};
    if (version != announcement.version()) return std::unexpected(is_corrected());
    if (says_so_already)
        return std::unexpected(Error::failed_precondition("english.title", "This is what it says already."));
    if (announcement.state() == State::scheduled) {
        write_version(tx, id, version, announcement.member_id(), text, now);
        return {};
    }
    if (announcement.expires_at_us() <= now) return std::unexpected(has_ended());
    write_version(tx, id, version + 1, announcement.member_id(), text, now);
    send_again(tx, id, version + 1, now);
    rename_thread(tx, id, text, now);
    return {};
}

Result<void> nudge(Transaction& tx, const Managed& announcement, std::int64_t version, Timestamp now) {
    if (version != announcement.version()) return std::unexpected(is_corrected());
    if (announcement.state() != State::sent)
        return std::unexpected(Error::failed_precondition("announcement_id", "It was not sent yet."));
    const auto row =
        tx.query_one("SELECT asks_acknowledgement, nudged_version FROM announcement WHERE announcement_id = $1",
                     announcement.announcement_id());
    if (!row->boolean(0))
        return std::unexpected(Error::failed_precondition("announcement_id", "Nobody was asked to confirm it."));
    if (row->integer(1) == version) return {};
    if (announcement.expires_at_us() <= now) return std::unexpected(has_ended());
    send_nudge(tx, announcement.announcement_id(), version, now);
    return {};
}

}  // namespace ourplace::announcements
