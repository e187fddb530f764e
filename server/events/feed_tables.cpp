#include "events/feed_tables.hpp"

#include "base/id.hpp"

namespace ourplace::events {

CreatedFeed create_feed(store::Transaction& tx, const std::string& member_id, const std::string& hub_id,
                        Timestamp now) {
    CreatedFeed created{.feed = {}, .secret = new_secret()};
    created.feed.set_feed_id(new_id());
    created.feed.set_hub_id(hub_id);
    created.feed.set_created_at_us(now);
    tx.execute(R"sql(
        INSERT INTO calendar_feed (feed_id, secret_hash, member_id, hub_id, created_at_us) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (member_id, hub_id) DO UPDATE SET feed_id = excluded.feed_id, secret_hash = excluded.secret_hash,
            created_at_us = excluded.created_at_us)sql",
               created.feed.feed_id(), store::Blob{hash_secret(created.secret)}, member_id, hub_id, now);
    return created;
}

std::vector<v1::CalendarFeed> list_feeds(store::Transaction& tx, std::string_view member_id) {
    std::vector<v1::CalendarFeed> feeds;
    for (const auto& row :
         tx.query("SELECT feed_id, hub_id, created_at_us FROM calendar_feed WHERE member_id = $1 ORDER BY hub_id",
                  member_id)) {
        auto& feed = feeds.emplace_back();
        feed.set_feed_id(row.text(0));
        feed.set_hub_id(row.text(1));
        feed.set_created_at_us(row.integer(2));
    }
    return feeds;
}

bool revoke_feed(store::Transaction& tx, std::string_view member_id, std::string_view feed_id) {
    return tx.execute("DELETE FROM calendar_feed WHERE member_id = $1 AND feed_id = $2", member_id, feed_id) > 0;
}

std::optional<Feed> find_feed(store::Transaction& tx, std::string_view secret) {
    const auto row = tx.query_one("SELECT member_id, hub_id FROM calendar_feed WHERE secret_hash = $1",
                                  store::Blob{hash_secret(secret)});
    if (!row) return std::nullopt;
    return Feed{.member_id = row->text(0), .hub_id = row->text(1)};
}

}  // namespace ourplace::events
