// The demonstration programme as it is written down (deploy/demo): who there is, their hubs, and what they say to each
// other. Reading it checks the form; whether the programme's rules hold shows when it is created (demo_programme.hpp).
#pragma once

#include <compare>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts_rules.hpp"
#include "announcements/announcement_rules.hpp"
#include "asks/ask_rules.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "events/event_rules.hpp"
#include "hubs/hub_rules.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "ourplace/v1/conversations.pb.h"
#include "ourplace/v1/hubs.pb.h"
#include "stories/story_rules.hpp"
#include "stories/suggestion_rules.hpp"

namespace ourplace::cli {

// Where something stands, for whoever has to mend it.
struct ScriptLine {
    std::string file;
    unsigned number = 0;
};
[[nodiscard]] Error error_at(const ScriptLine& line, const Error& error);

// "12d 09:14" is that time of day so many days ago, "35m" so many minutes ago: the programme always looks recent.
struct ScriptTime {
    int days_ago = 0;
    int minute_of_day = 0;
    int minutes_ago = 0;

    // Never after `now`; the time of day is this machine's.
    [[nodiscard]] Timestamp before(Timestamp now) const;
    [[nodiscard]] std::strong_ordering operator<=>(const ScriptTime& other) const;
    [[nodiscard]] bool operator==(const ScriptTime& other) const = default;
};

struct ScriptPlace {
    ScriptLine line;
    std::string name;
    // Empty: at the top.
    std::string inside;
};

// Elsewhere in the files a person is named by the key.
struct ScriptPerson {
    ScriptLine line;
    std::string key;
    std::string name;
    v1::Language language = v1::LANGUAGE_EN;
    std::string about;
    bool is_administrator = false;
    std::optional<accounts::Champion> champion;
    // What a visitor sees the programme as through this person ("organiser"); empty for most.
    std::string shows;
};

struct ScriptReaction {
    v1::Reaction reaction = v1::REACTION_UNSPECIFIED;
    std::string by;
};
struct ScriptRemoval {
    ScriptTime at;
    std::string by;
    // Empty where authors remove what they wrote.
    std::string reason;
};
struct ScriptEdit {
    ScriptTime at;
    std::string text;
};
struct ScriptMessage {
    ScriptLine line;
    ScriptTime at;
    std::string by;
    std::string text;
    // The name by which later messages of the channel quote this one.
    std::string id;
    std::string quotes;
    std::optional<ScriptEdit> edit;
    std::optional<ScriptRemoval> removal;
    std::vector<ScriptReaction> reactions;
};

struct ScriptChannel {
    ScriptLine line;
    std::string name;
    std::string purpose;
    hubs::Visibility visibility = hubs::Visibility::hub;
    ScriptTime opened;
    std::optional<ScriptTime> archived;
    // Who joins beside those who do so by themselves; the first of a private channel creates it.
    std::vector<std::string> joined;
    // How many of the newest messages somebody has not read. All others have read everything.
    std::map<std::string, std::size_t> unread;
    std::vector<ScriptMessage> messages;
};

struct ScriptMember {
    ScriptLine line;
    std::string person;
    hubs::Role role = hubs::Role::member;
    ScriptTime since;
};

struct ScriptAnnouncement {
    ScriptLine line;
    ScriptTime at;
    std::string by;
    announcements::Wording english;
    announcements::Wording welsh;
    announcements::Importance importance = announcements::Importance::ordinary;
    // Who has confirmed it.
    std::vector<std::string> confirmed;
};

// Something that is to come: "3d 18:00" is in three days at that time.
struct ScriptEvent {
    ScriptLine line;
    events::Words title;
    events::Words description;
    std::string place;
    ScriptTime starts;
    // "20:00", on the same day.
    std::string until;
    // As in events.proto; empty: once.
    std::string recurrence;
    unsigned capacity = 0;
    std::vector<std::string> going;
    std::vector<std::string> maybe;
};

struct ScriptAskMessage {
    ScriptLine line;
    ScriptTime at;
    std::string by;
    std::string text;
};
struct ScriptAskEnd {
    ScriptTime at;
    asks::Outcome outcome;
};
struct ScriptAsk {
    ScriptLine line;
    ScriptTime at;
    std::string by;
    bool keeps_name_private = false;
    std::string theme;
    std::string text;
    // The Champion who has it; empty: nobody yet.
    std::string with;
    std::vector<ScriptAskMessage> messages;
    // By whoever asked; none: it goes on.
    std::optional<ScriptAskEnd> end;
};

// Told by somebody, alone or with a Champion, with their consent.
struct ScriptStory {
    ScriptLine line;
    ScriptTime at;
    std::string by;
    std::string champion;
    stories::Content content;
};

struct ScriptResponse {
    ScriptLine line;
    ScriptTime at;
    std::string by;
    stories::ResponseWords words;
};

struct ScriptSuggestion {
    ScriptLine line;
    ScriptTime at;
    std::string by;
    stories::SuggestionWords words;
    std::vector<std::string> supporters;
    std::optional<ScriptResponse> response;
};

struct ScriptHub {
    ScriptLine line;
    std::string name;
    std::string purpose;
    std::string place;
    v1::Paint paint = v1::PAINT_UNSPECIFIED;
    hubs::JoinPolicy join_policy = hubs::JoinPolicy::invitation;
    ScriptTime founded;
    // The first is an organiser and founds it.
    std::vector<ScriptMember> members;
    std::vector<ScriptChannel> channels;
    std::vector<ScriptAnnouncement> announcements;
    std::vector<ScriptEvent> events;
    std::vector<ScriptAsk> asks;
    std::vector<ScriptStory> stories;
    std::vector<ScriptSuggestion> suggestions;
};

struct Script {
    std::string programme_name;
    std::vector<ScriptPlace> places;
    std::vector<ScriptPerson> people;
    std::vector<ScriptHub> hubs;
};

// `programme.toml` of the folder, and every other .toml file as a hub. Errors name file and line.
[[nodiscard]] Result<Script> read_script(const std::filesystem::path& folder);

}  // namespace ourplace::cli
