#include "asks/ask_check.hpp"

#include <string_view>

#include "asks/ask_tables.hpp"

namespace ourplace::asks {
namespace {

struct Rule {
    std::string_view broken_by;
    const char* what;
};
// Each finds the ids of Asks that break it.
constexpr Rule rules[] = {
    {"SELECT ask_id FROM ask WHERE state < 6 "
     "AND NOT EXISTS (SELECT 1 FROM job WHERE kind = 'ask' AND job_key = ask.ask_id)",
     "is live and nothing will ever happen to it: it would go silent"},
    {"SELECT ask_id FROM ask WHERE state >= 6 "
     "AND (closed_at_us = 0 OR EXISTS (SELECT 1 FROM job WHERE kind = 'ask' AND job_key = ask.ask_id))",
     "has ended and still goes on by itself"},
    {"SELECT ask_id FROM ask WHERE state IN (3, 4) "
     "AND NOT EXISTS (SELECT 1 FROM ask_match WHERE ask_match.ask_id = ask.ask_id AND ask_match.state = 2)",
     "is with a Champion, and there is none"},
    {"SELECT ask_id FROM ask WHERE state IN (1, 2, 7) "
     "AND EXISTS (SELECT 1 FROM ask_match WHERE ask_match.ask_id = ask.ask_id AND ask_match.state = 2)",
     "is with nobody, and somebody has it"},
    {"SELECT ask_id FROM ask WHERE state = 2 "
     "AND NOT EXISTS (SELECT 1 FROM ask_match WHERE ask_match.ask_id = ask.ask_id AND ask_match.state = 1)",
     "is offered to nobody"},
    {"SELECT ask_id FROM ask WHERE state <> 2 "
     "AND EXISTS (SELECT 1 FROM ask_match WHERE ask_match.ask_id = ask.ask_id AND ask_match.state = 1)",
     "is not offered, and somebody has an offer of it"},
    {"SELECT ask_id FROM ask JOIN channel ON channel.channel_id = ask.channel_id "
     "WHERE channel.visibility <> 5 OR channel.hub_id <> ask.hub_id "
     "OR channel.archived <> (CASE WHEN ask.state >= 6 THEN 1 ELSE 0 END)",
     "has a Thread that is not its own"},
    {"SELECT ask_id FROM ask WHERE EXISTS ("
     "SELECT 1 FROM channel_member WHERE channel_member.channel_id = ask.channel_id "
     "AND channel_member.member_id <> ask.asker_id "
     "AND NOT EXISTS (SELECT 1 FROM ask_match WHERE ask_match.ask_id = ask.ask_id "
     "AND ask_match.member_id = channel_member.member_id AND ask_match.state = 2)) "
     "OR NOT EXISTS (SELECT 1 FROM channel_member WHERE channel_member.channel_id = ask.channel_id "
     "AND channel_member.member_id = ask.asker_id)",
     "has somebody in its Thread who has no part in it, or its asker is not there"},
    {"SELECT ask_id FROM ask JOIN member ON member.member_id = ask.asker_id WHERE member.is_persona <> "
     "(CASE WHEN EXISTS (SELECT 1 FROM persona WHERE persona.persona_id = ask.asker_id "
     "AND persona.channel_id = ask.channel_id) THEN 1 ELSE 0 END)",
     "keeps a name private that is another Ask's"},
    {"SELECT ask_id FROM ask WHERE state < 6 AND EXISTS (SELECT 1 FROM ask_match "
     "JOIN member ON member.member_id = ask_match.member_id AND member.deactivated_at_us <> 0 "
     "WHERE ask_match.ask_id = ask.ask_id AND ask_match.state IN (1, 2))",
     "is with somebody, or offered to somebody, whose account is closed"},
    {"SELECT ask_id FROM ask LEFT JOIN persona ON persona.persona_id = ask.asker_id "
     "JOIN member ON member.member_id = COALESCE(persona.member_id, ask.asker_id) "
     "WHERE ask.state < 6 AND member.deactivated_at_us <> 0",
     "is live, and the account of whoever asked is closed"},
};

}  // namespace

std::vector<std::string> check_asks(store::Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& rule : rules) {
        for (const auto& row : tx.query(std::string(rule.broken_by) + " ORDER BY ask_id"))
            faults.push_back("Ask " + row.text(0) + ' ' + rule.what);
    }
    for (const auto& row : tx.query(R"sql(
             SELECT member_id FROM member WHERE deactivated_at_us <> 0
             AND (is_administrator = 1 OR champion_themes IS NOT NULL
                  OR EXISTS (SELECT 1 FROM hub_member WHERE hub_member.member_id = member.member_id)
                  OR EXISTS (SELECT 1 FROM safeguarding_lead WHERE safeguarding_lead.member_id = member.member_id))
             ORDER BY member_id)sql"))
        faults.push_back("member " + row.text(0) + " is deactivated, and Asks or Concerns still come to them");
    for (const auto& row : tx.query("SELECT ask_id FROM ask ORDER BY ask_id")) {
        if (!entries_are_whole(tx, row.text(0)))
            faults.push_back("Ask " + row.text(0) + " has entries that were changed since they were made");
    }
    return faults;
}

}  // namespace ourplace::asks
