#include "hubs/persona_tables.hpp"

#include "accounts/accounts_tables.hpp"

namespace ourplace::hubs {

std::string give_persona(store::Transaction& tx, const std::string& member_id, const std::string& channel_id,
                         std::string_view pseudonym, v1::Language language, Timestamp now) {
    auto persona_id = accounts::create_persona(tx, pseudonym, language, now);
    tx.execute("INSERT INTO persona (persona_id, member_id, channel_id) VALUES ($1, $2, $3)", persona_id, member_id,
               channel_id);
    return persona_id;
}

std::string speaks_as(store::Transaction& tx, std::string_view member_id, std::string_view channel_id) {
    const auto row =
        tx.query_one("SELECT persona_id FROM persona WHERE channel_id = $1 AND member_id = $2", channel_id, member_id);
    return row ? row->text(0) : std::string(member_id);
}

std::string behind(store::Transaction& tx, std::string_view member_id) {
    const auto row = tx.query_one("SELECT member_id FROM persona WHERE persona_id = $1", member_id);
    return row ? row->text(0) : std::string(member_id);
}

bool speaks_under_another_name(store::Transaction& tx, std::string_view member_id) {
    return tx
        .query_one(R"sql(
            SELECT 1 FROM persona JOIN channel ON channel.channel_id = persona.channel_id
            WHERE persona.member_id = $1 AND channel.archived = 0 LIMIT 1)sql",
                   member_id)
        .has_value();
}

}  // namespace ourplace::hubs
