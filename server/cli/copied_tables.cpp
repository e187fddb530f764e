#include "cli/copied_tables.hpp"

#include <array>

namespace ourplace::cli {
namespace {

constexpr std::array tables{
    CopiedTable{"programme", "id, name, created_at_us"},
    CopiedTable{"member",
                "member_id, name, name_key, search_key, about, language, is_administrator, passphrase_hash, "
                "champion_themes, champion_about, created_at_us, bot_hub_id, bot_scopes, bot_paused, is_persona, "
                "deactivated_at_us"},
    CopiedTable{"session", "session_id, secret_hash, member_id, label, signed_in_at_us, last_seen_at_us"},
    CopiedTable{"token",
                "token_id, secret_hash, member_id, label, scope, created_at_us, expires_at_us, last_used_at_us"},
    CopiedTable{"sign_in_link", "secret_hash, member_id, expires_at_us"},
    CopiedTable{"job", "kind, job_key, due_at_us, failures"},
    CopiedTable{"place", "place_id, parent_place_id, name, name_key, search_key", 1, "parent_place_id"},
    CopiedTable{
        "hub",
        "hub_id, place_id, name, name_key, search_key, purpose, paint, join_policy, member_count, created_at_us, "
        "requires_both_languages"},
    CopiedTable{"hub_member", "hub_id, member_id, role, since_us", 2},
    CopiedTable{"channel",
                "channel_id, hub_id, name, name_key, purpose, visibility, archived, member_count, created_at_us, "
                "sandbox, for_champions"},
    CopiedTable{"channel_member", "channel_id, member_id, joined_at_us, joined_seq", 2},
    CopiedTable{"thread", "channel_id, below, below_id"},
    CopiedTable{"thread_hub", "channel_id, hub_id", 2},
    CopiedTable{"direct_channel", "first_member_id, second_member_id, channel_id", 2},
    CopiedTable{"persona", "persona_id, member_id, channel_id"},
    CopiedTable{"invite", "invite_id, secret_hash, hub_id, role, uses_left, expires_at_us, created_by, created_at_us"},
    CopiedTable{"message",
                "channel_id, seq, author_id, author_name, author_is_champion, author_role, client_message_id, "
                "fingerprint, body, wording_seq, sent_at_us, edited_at_us, deleted_at_us, deleted_by, deleted_by_name, "
                "delete_reason, quoted_seq, mentions_channel, author_is_bot",
                2},
    CopiedTable{"message_button", "channel_id, seq, place, button_id, label", 3},
    CopiedTable{"message_version", "channel_id, seq, wording_seq, at_us, body", 3},
    CopiedTable{"mention", "channel_id, seq, member_id, name", 3},
    CopiedTable{"reaction", "channel_id, seq, reaction, member_id, at_us", 4},
    CopiedTable{"read_marker", "channel_id, member_id, read_seq", 2},
    CopiedTable{"announcement",
                "announcement_id, author_id, author_name, client_announcement_id, fingerprint, state, version, "
                "importance, roles, hub_count, reply_channel_id, asks_acknowledgement, acknowledge_by_us, "
                "expires_at_us, sent_at_us, audience_count, delivered_to, sent_to, nudged_version, nudged_at_us, "
                "nudged_to, nudged, themes, replies_in_thread"},
    CopiedTable{"announcement_version",
                "announcement_id, version, at_us, author_id, author_name, english_title, english_body, welsh_title, "
                "welsh_body",
                2},
    CopiedTable{"announcement_hub", "announcement_id, hub_id", 2},
    CopiedTable{"announcement_recipient",
                "announcement_id, member_id, hub_id, reached_version, acknowledged_version, acknowledged_at_us, "
                "nudged_version",
                2},
    CopiedTable{
        "event",
        "event_id, hub_id, uid, title_en, title_cy, description_en, description_cy, place, online_link, access_en, "
        "access_cy, start_wall, end_wall, zone, recurrence, excluded_days, capacity, most_guests, "
        "reminder_channel_id, asks_for_answers, cancelled, cancel_reason, revision, created_by, created_at_us, "
        "changed_at_us"},
    CopiedTable{"event_occurrence",
                "occurrence_id, event_id, hub_id, planned_wall, start_wall, end_wall, starts_at_us, ends_at_us, moved, "
                "cancelled, cancel_reason, going_count, maybe_count, waiting_count"},
    CopiedTable{"event_guest", "guest_id, secret_hash, occurrence_id, name, created_by, created_at_us"},
    CopiedTable{"event_rsvp", "occurrence_id, attendee_id, is_guest, answer, guests, waiting_number, answered_at_us",
                2},
    CopiedTable{"reminder_choice", "member_id, minutes_before, quiet_from, quiet_to, quiet_zone, asks_for_answers"},
    CopiedTable{"event_reminder",
                "occurrence_id, kind, minutes_before, member_id, channel_id, due_at_us, state, done_at_us", 5},
    CopiedTable{"calendar_feed", "feed_id, secret_hash, member_id, hub_id, created_at_us"},
    CopiedTable{"story",
                "story_id, hub_id, author_id, client_story_id, fingerprint, version, published_version, published_seq, "
                "published_at_us, withdrawn_at_us, library_number, created_at_us"},
    CopiedTable{"story_version",
                "story_id, version, title, problem, done, changed, themes, place_id, language, pseudonym, champion_id, "
                "search_key",
                2},
    CopiedTable{"story_consent", "story_id, version, member_id, agreed_at_us, withdrawn_at_us", 4},
    CopiedTable{"suggestion",
                "suggestion_id, hub_id, author_id, author_name, client_suggestion_id, fingerprint, title, text, "
                "made_at_us, respond_by_us, state, library_number"},
    CopiedTable{"suggestion_response", "suggestion_id, number, state, text, member_id, member_name, at_us", 2},
    CopiedTable{"suggestion_supporter", "suggestion_id, member_id, at_us", 2},
    CopiedTable{"incoming_hook",
                "hook_id, secret_hash, bot_id, channel_id, label, signing_key, created_at_us, last_used_at_us"},
    CopiedTable{"bot_command", "bot_id, name, description_en, description_cy", 2},
    CopiedTable{
        "invocation",
        "invocation_id, bot_id, channel_id, invoker_id, client_invocation_id, answer_by_us, state, message_seq"},
    CopiedTable{"outgoing_hook",
                "bot_id, url, signing_key, created_at_us, failures, last_failure, last_delivered_at_us, "
                "next_attempt_at_us, claimed_by, claimed_until_us"},
    CopiedTable{"outgoing_cursor", "bot_id, stream_id, seq", 2},
    CopiedTable{"dead_letter", "bot_id, webhook_id, stream_id, seq, failed_at_us, reason, replay", 2},
    CopiedTable{"ask",
                "ask_id, hub_id, channel_id, asker_id, opened_key, fingerprint, theme, place_id, language, urgency, "
                "preferred_id, state, opened_at_us, changed_at_us, circle, offered_count, circle_since_us, nudges, "
                "nudged_at_us, handover_to, handover_note, handover_at_us, helped, what_changed, thanks, closed_at_us"},
    CopiedTable{"ask_match",
                "ask_id, member_id, state, circle, score_millis, reasons, note, offered_at_us, answer_by_us, "
                "answered_at_us, ended_at_us",
                2},
    CopiedTable{"ask_entry", "ask_id, number, at_us, actor, actor_id, action, state_before, state_after, chain", 2},
    CopiedTable{"champion",
                "member_id, languages, place_ids, can_help_with, cannot_help_with, zone, hours, quiet_from, quiet_to, "
                "paused_until_us, cap, changed_at_us"},
    CopiedTable{"kept_apart", "member_id, other_id, kind, since_us", 3},
    CopiedTable{"matching_setting", "name, value"},
    CopiedTable{"programme_setting", "name, value"},
    CopiedTable{"safeguarding_lead", "member_id, named_by, since_us"},
    CopiedTable{"care_prompt", "member_id, prompt_id, kind, since_us, answered_at_us", 2},
    CopiedTable{"concern",
                "concern_id, raised_key, ask_id, raised_by, words, state, raised_at_us, acknowledge_by_us, "
                "acknowledged_by, acknowledged_at_us, resolution, closed_at_us"},
    CopiedTable{"unsealing",
                "unsealing_id, ask_id, reason, requested_by, requested_as, requested_at_us, defer_days, confirmed_by, "
                "confirmed_at_us, tell_after_us, told_at_us"},
    CopiedTable{"stream", "stream_id, last_seq"},
    CopiedTable{"update_log", "stream_id, seq, at_us, frame", 2},
};

}  // namespace

std::span<const CopiedTable> copied_tables() { return tables; }

}  // namespace ourplace::cli
