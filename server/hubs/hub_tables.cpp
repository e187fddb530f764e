#include "hubs/hub_tables.hpp"

#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::hubs {
namespace {

constexpr std::string_view hub_columns = R"sql(
    SELECT hub.hub_id, hub.name, hub.purpose, hub.paint, hub.join_policy, place.place_id, place.parent_place_id, place.name,
           hub.member_count, COALESCE(mine.role, 0), hub.name_key, hub.requires_both_languages
    FROM hub
    JOIN place ON place.place_id = hub.place_id
    LEFT JOIN hub_member AS mine ON mine.hub_id = hub.hub_id AND mine.member_id = $1
)sql";

v1::Place to_place(const store::Row& row, std::size_t first) {
    v1::Place place;
    place.set_place_id(row.text(first));
    place.set_parent_place_id(row.text_or_empty(first + 1));
    place.set_name(row.text(first + 2));
    return place;
}

v1::Hub to_hub(const store::Row& row) {
    v1::Hub hub;
    hub.set_hub_id(row.text(0));
    hub.set_name(row.text(1));
    hub.set_purpose(row.text(2));
    hub.set_paint(static_cast<v1::Paint>(row.integer(3)));
    hub.set_join_policy(static_cast<v1::JoinPolicy>(row.integer(4)));
    *hub.mutable_place() = to_place(row, 5);
    hub.set_member_count(static_cast<std::uint32_t>(row.integer(8)));
    hub.set_my_role(static_cast<v1::HubRole>(row.integer(9)));
    hub.set_requires_both_languages(row.boolean(11));
    return hub;
}

std::string search_key(std::string_view name, std::string_view purpose) {
    return searchable(std::string(name) + ' ' + std::string(purpose));
}

}  // namespace

std::vector<v1::Place> list_places(store::Transaction& tx) {
    std::vector<v1::Place> places;
    for (const auto& row : tx.query(R"sql(
             WITH RECURSIVE tree (place_id, parent_place_id, name, name_key, depth) AS (
                 SELECT place_id, parent_place_id, name, name_key, 0 FROM place WHERE parent_place_id IS NULL
                 UNION ALL
                 SELECT place.place_id, place.parent_place_id, place.name, place.name_key, tree.depth + 1
                 FROM place JOIN tree ON place.parent_place_id = tree.place_id)
             SELECT place_id, parent_place_id, name FROM tree ORDER BY depth, name_key, place_id)sql")) {
        places.push_back(to_place(row, 0));
    }
    return places;
}

std::optional<v1::Place> find_place(store::Transaction& tx, std::string_view place_id) {
    const auto row = tx.query_one("SELECT place_id, parent_place_id, name FROM place WHERE place_id = $1", place_id);
    if (!row) return std::nullopt;
    return to_place(*row, 0);
}

Result<v1::Place> create_place(store::Transaction& tx, std::string_view name, std::string_view parent_place_id) {
    std::optional<std::string> parent;
    if (!parent_place_id.empty()) {
        if (!find_place(tx, parent_place_id)) {
            return std::unexpected(Error::not_found("parent_place_id", "There is no such place."));
        }
        parent = parent_place_id;
    }
    v1::Place place;
    place.set_place_id(new_id());
    place.set_parent_place_id(std::string(parent_place_id));
    place.set_name(std::string(name));
    tx.execute("INSERT INTO place (place_id, parent_place_id, name, name_key, search_key) VALUES ($1, $2, $3, $4, $5)",
               place.place_id(), parent, name, folded(name), searchable(name));
    return place;
}

Result<std::string> create_hub(store::Transaction& tx, const NewHub& hub, Timestamp now) {
    if (!find_place(tx, hub.place_id)) {
        return std::unexpected(Error::not_found("place_id", "There is no such place."));
    }
    auto hub_id = new_id();
    tx.execute(R"sql(
        INSERT INTO hub (hub_id, place_id, name, name_key, search_key, purpose, paint, join_policy, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql",
               hub_id, hub.place_id, hub.name, folded(hub.name), search_key(hub.name, hub.purpose), hub.purpose,
               hub.paint, hub.join_policy, now);
    return hub_id;
}

void change_hub(store::Transaction& tx, const std::string& hub_id, const HubChange& change, Timestamp now) {
    auto hub = find_hub(tx, hub_id, {});
    const auto before = hub->SerializeAsString();
    if (change.name) hub->set_name(*change.name);
    if (change.purpose) hub->set_purpose(*change.purpose);
    if (change.paint) hub->set_paint(static_cast<v1::Paint>(*change.paint));
    if (change.join_policy) hub->set_join_policy(static_cast<v1::JoinPolicy>(*change.join_policy));
    if (change.requires_both_languages) hub->set_requires_both_languages(*change.requires_both_languages);
    if (hub->SerializeAsString() == before) return;
    tx.execute(R"sql(
        UPDATE hub SET name = $2, name_key = $3, search_key = $4, purpose = $5, paint = $6, join_policy = $7,
                       requires_both_languages = $8
        WHERE hub_id = $1)sql",
               hub_id, hub->name(), folded(hub->name()), search_key(hub->name(), hub->purpose()), hub->purpose(),
               static_cast<int>(hub->paint()), static_cast<int>(hub->join_policy()), hub->requires_both_languages());
    hub->clear_my_role();
    hub->clear_member_count();
    v1::Update update;
    *update.mutable_hub_changed()->mutable_hub() = std::move(*hub);
    streams::append(tx, streams::hub_stream(hub_id), now, std::move(update));
}

std::optional<v1::Hub> find_hub(store::Transaction& tx, std::string_view hub_id, std::string_view member_id) {
    const auto row = tx.query_one(std::string(hub_columns) + "WHERE hub.hub_id = $2", member_id, hub_id);
    if (!row) return std::nullopt;
    return to_hub(*row);
}

HubPage list_hubs(store::Transaction& tx, const HubSearch& search, std::string_view member_id) {
    // Each word must occur in the hub's name or purpose or in its place's name.
    const auto patterns = like_patterns(search.words);
    auto sql =
        "WITH RECURSIVE inside (place_id) AS (SELECT place_id FROM place WHERE place_id = $2 UNION ALL "
        "SELECT place.place_id FROM place JOIN inside ON place.parent_place_id = inside.place_id) " +
        std::string(hub_columns) +
        "WHERE ($2 = '' OR hub.place_id IN (SELECT place_id FROM inside)) "
        "AND (hub.name_key > $3 OR (hub.name_key = $3 AND hub.hub_id > $4)) ";
    for (std::size_t word = 0; word < patterns.size(); ++word) {
        sql += "AND hub.search_key || ' ' || place.search_key LIKE $" + std::to_string(6 + word) + " ESCAPE '\\' ";
    }
    sql += "ORDER BY hub.name_key, hub.hub_id LIMIT $5";
    const auto rows = tx.query(sql, member_id, search.place_id, search.after.name_key, search.after.id,
                               search.page_size + 1, patterns[0], patterns[1], patterns[2], patterns[3]);
    HubPage page;
    for (const auto& row : rows) {
        if (page.hubs.size() == search.page_size) break;
        page.hubs.push_back(to_hub(row));
    }
    if (rows.size() > search.page_size) {
        const auto& last = rows[search.page_size - 1];
        page.next_page_token = page_token({.name_key = last.text(10), .id = last.text(0)});
    }
    return page;
}

std::vector<v1::Hub> hubs_of(store::Transaction& tx, std::string_view member_id) {
    std::vector<v1::Hub> hubs;
    const auto sql = std::string(hub_columns) + R"sql(
        WHERE mine.member_id = $1 OR hub.hub_id = (SELECT bot_hub_id FROM member WHERE member_id = $1)
        ORDER BY hub.name_key, hub.hub_id)sql";
    for (const auto& row : tx.query(sql, member_id)) hubs.push_back(to_hub(row));
    return hubs;
}

}  // namespace ourplace::hubs
