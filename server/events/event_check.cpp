#include "events/event_check.hpp"

namespace ourplace::events {

std::vector<std::string> check_events(store::Transaction& tx) {
    std::vector<std::string> faults;
    const auto fault = [&](const store::Row& row, const char* what) {
        faults.push_back("occurrence " + row.text(0) + ' ' + what);
    };
    for (const auto& row : tx.query(R"sql(
             SELECT occurrence_id FROM event_occurrence
             WHERE going_count <> (SELECT COALESCE(SUM(1 + guests), 0) FROM event_rsvp
                                   WHERE event_rsvp.occurrence_id = event_occurrence.occurrence_id AND answer = 1
                                     AND waiting_number = 0)
                OR waiting_count <> (SELECT COALESCE(SUM(1 + guests), 0) FROM event_rsvp
                                     WHERE event_rsvp.occurrence_id = event_occurrence.occurrence_id AND answer = 1
                                       AND waiting_number > 0)
                OR maybe_count <> (SELECT count(*) FROM event_rsvp
                                   WHERE event_rsvp.occurrence_id = event_occurrence.occurrence_id AND answer = 2)
             ORDER BY occurrence_id)sql")) {
        fault(row, "counts other people than have answered");
    }
    for (const auto& row : tx.query(R"sql(
             SELECT occurrence_id FROM event_occurrence JOIN event ON event.event_id = event_occurrence.event_id
             WHERE event.hub_id <> event_occurrence.hub_id ORDER BY occurrence_id)sql")) {
        fault(row, "is in another hub than its event");
    }
    for (const auto& row : tx.query(R"sql(
             SELECT DISTINCT occurrence_id FROM event_rsvp
             WHERE (waiting_number > 0 AND answer <> 1)
                OR (is_guest = 0 AND NOT EXISTS (SELECT 1 FROM member WHERE member_id = attendee_id))
                OR (is_guest = 1 AND NOT EXISTS (SELECT 1 FROM event_guest WHERE guest_id = attendee_id))
             ORDER BY occurrence_id)sql")) {
        fault(row, "has an answer of nobody, or of somebody who waits for nothing");
    }
    for (const auto& row : tx.query(R"sql(
             SELECT thread.channel_id, thread.below_id FROM thread
             LEFT JOIN event ON event.event_id = thread.below_id
             LEFT JOIN thread_hub ON thread_hub.channel_id = thread.channel_id
             WHERE thread.below = 2 AND (event.event_id IS NULL OR thread_hub.hub_id IS NULL
                OR thread_hub.hub_id <> event.hub_id)
             ORDER BY thread.channel_id)sql"))
        faults.push_back("event " + row.text(1) + " has a Thread that is not its own: " + row.text(0));
    return faults;
}

}  // namespace ourplace::events
