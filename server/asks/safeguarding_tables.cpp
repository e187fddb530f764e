#include "asks/safeguarding_tables.hpp"

#include <utility>

#include "accounts/accounts_tables.hpp"
#include "asks/ask_tables.hpp"
#include "asks/care_tables.hpp"
#include "base/id.hpp"
#include "jobs/job_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

// By when somebody has looked at a Concern, and how often they are asked again.
constexpr Timestamp acknowledge_within = 4 * microseconds_per_hour;
constexpr Timestamp remind_every = microseconds_per_hour;
constexpr std::size_t most_listed = 200;

constexpr std::string_view concern_columns = R"sql(
    SELECT concern_id, state, ask_id, raised_by, words, raised_at_us, acknowledge_by_us, acknowledged_by,
           acknowledged_at_us, resolution, closed_at_us FROM concern )sql";

v1::Concern to_concern(Transaction& tx, const store::Row& row) {
    v1::Concern concern;
    concern.set_concern_id(row.text(0));
    concern.set_state(static_cast<v1::ConcernState>(row.integer(1)));
    concern.set_ask_id(row.text(2));
    if (const auto ask = find(tx, row.text(2))) concern.set_ask_title(title_of(text_of(tx, *ask)));
    *concern.mutable_raised_by() = person(tx, row.text(3));
    concern.set_words(row.text(4));
    concern.set_raised_at_us(row.integer(5));
    concern.set_acknowledge_by_us(row.integer(6));
    if (!row.text(7).empty()) *concern.mutable_acknowledged_by() = person(tx, row.text(7));
    concern.set_acknowledged_at_us(row.integer(8));
    concern.set_resolution(row.text(9));
    concern.set_closed_at_us(row.integer(10));
    return concern;
}

std::optional<v1::Concern> find_concern(Transaction& tx, std::string_view concern_id) {
    const auto row = tx.query_one(std::string(concern_columns) + "WHERE concern_id = $1", concern_id);
    if (!row) return std::nullopt;
    return to_concern(tx, *row);
}

void tell_leads(Transaction& tx, const v1::Concern& concern, Timestamp now) {
    v1::Update update;
    auto& changed = *update.mutable_concern_changed();
    changed.set_concern_id(concern.concern_id());
    changed.set_state(concern.state());
    changed.set_acknowledge_by_us(concern.acknowledge_by_us());
    streams::append(tx, std::string(concerns_stream), now, std::move(update));
}

Error no_such_concern() { return Error::not_found("concern_id", "There is no such Concern."); }

bool is_named(Transaction& tx, std::string_view member_id) {
    return tx.query_one("SELECT 1 FROM safeguarding_lead WHERE member_id = $1", member_id).has_value();
}

// What they took up and have not closed is to be taken up by somebody else, as if it were new.
void hand_back_concerns(Transaction& tx, std::string_view lead_id, Timestamp now) {
    for (const auto& row :
         tx.query("SELECT concern_id FROM concern WHERE state = $1 AND acknowledged_by = $2 ORDER BY concern_id",
                  v1::CONCERN_STATE_ACKNOWLEDGED, lead_id)) {
        tx.execute(R"sql(
            UPDATE concern SET state = $2, acknowledged_by = '', acknowledged_at_us = 0, acknowledge_by_us = $3
            WHERE concern_id = $1)sql",
                   row.text(0), v1::CONCERN_STATE_RAISED, now + acknowledge_within);
        jobs::plan(tx, {.kind = std::string(concern_job), .key = row.text(0), .due_at_us = now + acknowledge_within});
        tell_leads(tx, *find_concern(tx, row.text(0)), now);
    }
}

}  // namespace

bool may_read_concerns(Transaction& tx, std::string_view member_id, std::string_view stream_id) {
    return stream_id == concerns_stream && reads_concerns(tx, member_id);
}

std::vector<v1::SafeguardingLead> leads(Transaction& tx) {
    std::vector<v1::SafeguardingLead> found;
    for (const auto& row : tx.query(R"sql(
             SELECT member.member_id, safeguarding_lead.since_us FROM safeguarding_lead
             JOIN member ON member.member_id = safeguarding_lead.member_id ORDER BY member.name_key)sql")) {
        auto& lead = found.emplace_back();
        *lead.mutable_member() = accounts::to_wire(*accounts::find_member(tx, row.text(0)));
        lead.set_since_us(row.integer(1));
    }
    return found;
}

bool reads_concerns(Transaction& tx, std::string_view member_id) {
    if (is_named(tx, member_id)) return true;
    return tx
        .query_one(R"sql(
            SELECT 1 FROM member WHERE member_id = $1 AND is_administrator = 1
            AND NOT EXISTS (SELECT 1 FROM safeguarding_lead))sql",
                   member_id)
        .has_value();
}

Result<void> set_lead(Transaction& tx, const std::string& named_by, const std::string& member_id, Lead lead,
                      Timestamp now) {
    const auto member = accounts::find_member(tx, member_id);
    if (!member || member->is_persona || member->is_bot || (member->is_deactivated && lead == Lead::from_now_on))
        return std::unexpected(Error::not_found("member_id", "There is no such member."));
    const auto changed = lead == Lead::from_now_on
                             ? tx.execute(
                                   "INSERT INTO safeguarding_lead (member_id, named_by, since_us) VALUES ($1, $2, $3) "
                                   "ON CONFLICT (member_id) DO NOTHING",
                                   member_id, named_by, now)
                             : tx.execute("DELETE FROM safeguarding_lead WHERE member_id = $1", member_id);
    if (changed == 0) return {};
    if (lead == Lead::no_longer) hand_back_concerns(tx, member_id, now);
    streams::announce_access_changed(tx, member_id);
    // They read while nobody was named, or do so now.
    for (const auto& row : tx.query("SELECT member_id FROM member WHERE is_administrator = 1 ORDER BY member_id"))
        if (row.text(0) != member_id) streams::announce_access_changed(tx, row.text(0));
    return {};
}

void leave_concerns(Transaction& tx, const std::string& member_id, Timestamp now) {
    // Also of an administrator who read them while nobody was named.
    hand_back_concerns(tx, member_id, now);
    static_cast<void>(set_lead(tx, {}, member_id, Lead::no_longer, now));
}

Result<v1::RaiseConcernResponse> raise_concern(Transaction& tx, const accounts::Caller& caller, const Standing& by,
                                               const NewConcern& concern, Timestamp now) {
    const store::Blob key{hash_secret("concern " + caller.member_id + ' ' + concern.client_concern_id)};
    v1::RaiseConcernResponse response;
    if (const auto row =
            tx.query_one("SELECT concern_id, acknowledge_by_us, words FROM concern WHERE raised_key = $1", key)) {
        if (row->text(2) != concern.words) {
            return std::unexpected(Error::already_exists("client_concern_id",
                                                         "Another Concern was raised with this id. Choose a new one."));
        }
        response.set_concern_id(row->text(0));
        response.set_acknowledge_by_us(row->integer(1));
        return response;
    }
    response.set_concern_id(new_id());
    response.set_acknowledge_by_us(now + acknowledge_within);
    tx.execute(R"sql(
        INSERT INTO concern (concern_id, raised_key, ask_id, raised_by, words, state, raised_at_us, acknowledge_by_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql",
               response.concern_id(), key, by.ask().ask_id, by.member_id(), concern.words, v1::CONCERN_STATE_RAISED,
               now, response.acknowledge_by_us());
    tell_leads(tx, *find_concern(tx, response.concern_id()), now);
    jobs::plan(
        tx,
        {.kind = std::string(concern_job), .key = response.concern_id(), .due_at_us = response.acknowledge_by_us()});
    return response;
}

std::vector<v1::Concern> concerns(Transaction& tx, Which which) {
    const auto sql = std::string(concern_columns) + (which == Which::not_closed ? "WHERE state < 3 " : "") +
                     "ORDER BY state, acknowledge_by_us, concern_id LIMIT $1";
    std::vector<v1::Concern> found;
    for (const auto& row : tx.query(sql, most_listed)) found.push_back(to_concern(tx, row));
    return found;
}

Result<v1::Concern> acknowledge(Transaction& tx, std::string_view concern_id, const std::string& lead_id,
                                Timestamp now) {
    const auto changed = tx.execute(R"sql(
        UPDATE concern SET state = $2, acknowledged_by = $3, acknowledged_at_us = $4
        WHERE concern_id = $1 AND state = $5)sql",
                                    concern_id, v1::CONCERN_STATE_ACKNOWLEDGED, lead_id, now, v1::CONCERN_STATE_RAISED);
    auto concern = find_concern(tx, concern_id);
    if (!concern) return std::unexpected(no_such_concern());
    if (changed > 0) {
        jobs::remove(tx, {.kind = std::string(concern_job), .key = std::string(concern_id)});
        tell_leads(tx, *concern, now);
    }
    return std::move(*concern);
}

Result<v1::Concern> close_concern(Transaction& tx, std::string_view concern_id, const std::string& resolution,
                                  Timestamp now) {
    const auto before = find_concern(tx, concern_id);
    if (!before) return std::unexpected(no_such_concern());
    if (before->state() != v1::CONCERN_STATE_ACKNOWLEDGED) {
        return std::unexpected(Error::failed_precondition("concern_id", before->state() == v1::CONCERN_STATE_CLOSED
                                                                            ? "This Concern is closed."
                                                                            : "Acknowledge this Concern first."));
    }
    tx.execute("UPDATE concern SET state = $2, resolution = $3, closed_at_us = $4 WHERE concern_id = $1", concern_id,
               v1::CONCERN_STATE_CLOSED, resolution, now);
    auto closed = *find_concern(tx, concern_id);
    ask_after_concern(tx, closed.concern_id(), closed.raised_by().member_id(), closed.acknowledged_by().member_id(),
                      now);
    tell_leads(tx, closed, now);
    return closed;
}

std::optional<Timestamp> remind_of_concern(Transaction& tx, std::string_view concern_id, Timestamp now) {
    const auto concern = find_concern(tx, concern_id);
    if (!concern || concern->state() != v1::CONCERN_STATE_RAISED) return std::nullopt;
    tell_leads(tx, *concern, now);
    return now + remind_every;
}

std::vector<std::string> check_safeguarding(Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row : tx.query(R"sql(
             SELECT concern_id FROM concern WHERE state = 1
             AND NOT EXISTS (SELECT 1 FROM job WHERE kind = 'concern' AND job_key = concern.concern_id)
             ORDER BY concern_id)sql"))
        faults.push_back("Concern " + row.text(0) + " is not acknowledged and nobody will be asked again");
    for (const auto& row : tx.query(R"sql(
             SELECT unsealing_id FROM unsealing WHERE confirmed_by = requested_by OR (told_at_us = 0 AND confirmed_by <> ''
             AND NOT EXISTS (SELECT 1 FROM job WHERE kind = 'unsealing' AND job_key = unsealing.unsealing_id))
             ORDER BY unsealing_id)sql"))
        faults.push_back("unsealing " + row.text(0) + " was confirmed by whoever asked for it, or nobody will be told");
    return faults;
}

}  // namespace ourplace::asks
