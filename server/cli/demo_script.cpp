#include "cli/demo_script.hpp"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <tuple>
#include <utility>

#include "cli/script_table.hpp"

namespace ourplace::cli {
namespace {

constexpr Timestamp microseconds_per_minute = 60 * microseconds_per_second;

// Each as a key of a message, with those who reacted so.
constexpr std::pair<const char*, v1::Reaction> reactions[] = {{"thanks", v1::REACTION_THANKS},
                                                              {"same_here", v1::REACTION_SAME_HERE},
                                                              {"good_idea", v1::REACTION_GOOD_IDEA},
                                                              {"well_done", v1::REACTION_WELL_DONE},
                                                              {"thinking_of_you", v1::REACTION_THINKING_OF_YOU}};

ScriptPlace read_place(ScriptTable& table) {
    ScriptPlace place{.line = table.line(), .name = table.text("name"), .inside = table.text_or("inside", {})};
    table.finish();
    return place;
}

ScriptPerson read_person(const std::string& key, ScriptTable& table) {
    ScriptPerson person{
        .line = table.line(),
        .key = key,
        .name = table.text("name"),
        .language = table.one_of<v1::Language>("language", "en", {{"en", v1::LANGUAGE_EN}, {"cy", v1::LANGUAGE_CY}}),
        .about = table.text_or("about", {}),
        .is_administrator = table.flag("administrator"),
        .champion = {},
        .shows = table.text_or("shows", {}),
    };
    if (auto champion = table.table_if_any("champion")) {
        person.champion = accounts::Champion{.themes = champion->texts("themes"), .about = champion->text("about")};
        champion->finish();
    }
    table.finish();
    return person;
}

ScriptMessage read_message(ScriptTable& table) {
    ScriptMessage message{.line = table.line(),
                          .at = table.time("at"),
                          .by = table.text("by"),
                          .text = table.text("text"),
                          .id = table.text_or("id", {}),
                          .quotes = table.text_or("quotes", {}),
                          .edit = {},
                          .removal = {},
                          .reactions = {}};
    if (auto edit = table.table_if_any("edited")) {
        message.edit = ScriptEdit{.at = edit->time("at"), .text = edit->text("text")};
        edit->finish();
    }
    if (auto removal = table.table_if_any("deleted")) {
        message.removal = ScriptRemoval{.at = removal->time("at"),
                                        .by = removal->text_or("by", message.by),
                                        .reason = removal->text_or("reason", {})};
        removal->finish();
    }
    for (const auto& [key, reaction] : reactions) {
        for (auto& by : table.texts(key)) message.reactions.push_back({.reaction = reaction, .by = std::move(by)});
    }
    table.finish();
    return message;
}

ScriptChannel read_channel(ScriptTable& table, const ScriptTime& founded) {
    using hubs::Visibility;
    ScriptChannel channel{
        .line = table.line(),
        .name = table.text("name"),
        .purpose = table.text_or("purpose", {}),
        .visibility = table.one_of<Visibility>(
            "visibility", "hub",
            {{"open", Visibility::open}, {"hub", Visibility::hub}, {"private", Visibility::restricted}}),
        .opened = table.time_if_any("opened").value_or(founded),
        .archived = table.time_if_any("archived"),
        .joined = table.texts("joined"),
        .unread = table.counts("unread"),
        .messages = {}};
    if (channel.visibility == Visibility::restricted && channel.joined.empty())
        fail_at(channel.line, "joined is missing: a private channel needs somebody who creates it.");
    for (auto& entry : table.tables("messages")) {
        auto message = read_message(entry);
        const auto earliest = channel.messages.empty() ? channel.opened : channel.messages.back().at;
        if (message.at < earliest)
            fail_at(message.line, "at lies before the message above it, or before the channel was opened.");
        channel.messages.push_back(std::move(message));
    }
    table.finish();
    return channel;
}

ScriptAnnouncement read_announcement(ScriptTable& table) {
    using announcements::Importance;
    ScriptAnnouncement announcement{
        .line = table.line(),
        .at = table.time("at"),
        .by = table.text("by"),
        .english = {.title = table.text_or("title", {}), .body = table.text_or("text", {})},
        .welsh = {.title = table.text_or("title_cy", {}), .body = table.text_or("text_cy", {})},
        .importance = table.one_of<Importance>(
            "importance", "ordinary",
            {{"ordinary", Importance::ordinary}, {"important", Importance::important}, {"urgent", Importance::urgent}}),
        .confirmed = table.texts("confirmed")};
    table.finish();
    return announcement;
}

ScriptEvent read_event(ScriptTable& table) {
    ScriptEvent event{
        .line = table.line(),
        .title = {.en = table.text("title"), .cy = table.text_or("title_cy", {})},
        .description = {.en = table.text_or("description", {}), .cy = table.text_or("description_cy", {})},
        .place = table.text_or("place", {}),
        .starts = table.time("starts"),
        .until = table.text("until"),
        .recurrence = table.text_or("repeats", {}),
        .capacity = 0,
        .going = table.texts("going"),
        .maybe = table.texts("maybe")};
    const auto room = table.counts("room");
    if (const auto all = room.find("all"); all != room.end()) event.capacity = static_cast<unsigned>(all->second);
    table.finish();
    return event;
}

ScriptAsk read_ask(ScriptTable& table) {
    ScriptAsk ask{.line = table.line(),
                  .at = table.time("at"),
                  .by = table.text("by"),
                  .keeps_name_private = table.flag("private"),
                  .theme = table.text("theme"),
                  .text = table.text("text"),
                  .with = table.text_or("with", {}),
                  .messages = {},
                  .end = std::nullopt};
    for (auto& entry : table.tables("messages")) {
        ask.messages.push_back(
            {.line = entry.line(), .at = entry.time("at"), .by = entry.text("by"), .text = entry.text("text")});
        entry.finish();
    }
    if (auto end = table.table_if_any("closed")) {
        using asks::Helped;
        ask.end = ScriptAskEnd{
            .at = end->time("at"),
            .outcome = {.helped = end->one_of<Helped>(
                            "helped", "yes", {{"yes", Helped::yes}, {"partly", Helped::partly}, {"no", Helped::no}}),
                        .what_changed = end->text("changed"),
                        .thanks = end->text_or("thanks", {})}};
        end->finish();
    }
    table.finish();
    return ask;
}

ScriptStory read_story(ScriptTable& table) {
    using stories::Language;
    ScriptStory story{.line = table.line(),
                      .at = table.time("at"),
                      .by = table.text("by"),
                      .champion = table.text_or("champion", {}),
                      .content = {}};
    story.content.title = table.text("title");
    story.content.problem = table.text("problem");
    story.content.done = table.text("done");
    story.content.changed = table.text("changed");
    story.content.themes = table.texts("themes");
    story.content.pseudonym = table.text_or("told_as", {});
    story.content.language =
        table.one_of<Language>("language", "en", {{"en", Language::english}, {"cy", Language::welsh}});
    table.finish();
    return story;
}

ScriptResponse read_response(ScriptTable& table) {
    using stories::SuggestionState;
    ScriptResponse response{.line = table.line(),
                            .at = table.time("at"),
                            .by = table.text("by"),
                            .words = {.state = table.one_of<SuggestionState>("state", {},
                                                                             {{"will_do", SuggestionState::will_do},
                                                                              {"doing", SuggestionState::doing},
                                                                              {"cannot", SuggestionState::cannot},
                                                                              {"done", SuggestionState::done}}),
                                      .text = table.text("text")}};
    table.finish();
    return response;
}

ScriptSuggestion read_suggestion(ScriptTable& table) {
    ScriptSuggestion suggestion{.line = table.line(),
                                .at = table.time("at"),
                                .by = table.text("by"),
                                .words = {.title = table.text("title"), .text = table.text("text")},
                                .supporters = table.texts("supporters"),
                                .response = {}};
    if (auto response = table.table_if_any("response")) suggestion.response = read_response(*response);
    table.finish();
    return suggestion;
}

ScriptHub read_hub(ScriptTable& table) {
    using hubs::JoinPolicy;
    using hubs::Role;
    ScriptHub hub{.line = table.line(),
                  .name = table.text("name"),
                  .purpose = table.text_or("purpose", {}),
                  .place = table.text("place"),
                  .paint = table.one_of<v1::Paint>("paint", {},
                                                   {{"pillarbox", v1::PAINT_PILLARBOX},
                                                    {"bottle", v1::PAINT_BOTTLE},
                                                    {"estate", v1::PAINT_ESTATE},
                                                    {"slate", v1::PAINT_SLATE},
                                                    {"damson", v1::PAINT_DAMSON},
                                                    {"ochre", v1::PAINT_OCHRE},
                                                    {"harbour", v1::PAINT_HARBOUR},
                                                    {"oak", v1::PAINT_OAK}}),
                  .join_policy = table.one_of<JoinPolicy>(
                      "join", "invitation", {{"open", JoinPolicy::open}, {"invitation", JoinPolicy::invitation}}),
                  .founded = table.time("founded"),
                  .members = {},
                  .channels = {},
                  .announcements = {},
                  .events = {},
                  .asks = {},
                  .stories = {},
                  .suggestions = {}};
    for (auto& entry : table.tables("member")) {
        hub.members.push_back(
            {.line = entry.line(),
             .person = entry.text("person"),
             .role = entry.one_of<Role>(
                 "role", "member",
                 {{"member", Role::member}, {"moderator", Role::moderator}, {"organiser", Role::organiser}}),
             .since = entry.time_if_any("since").value_or(hub.founded)});
        entry.finish();
    }
    if (hub.members.empty() || hub.members.front().role != Role::organiser)
        fail_at(hub.line, "the first member of a hub is an organiser.");
    for (auto& entry : table.tables("channel")) hub.channels.push_back(read_channel(entry, hub.founded));
    for (auto& entry : table.tables("announcement")) hub.announcements.push_back(read_announcement(entry));
    for (auto& entry : table.tables("event")) hub.events.push_back(read_event(entry));
    for (auto& entry : table.tables("ask")) hub.asks.push_back(read_ask(entry));
    for (auto& entry : table.tables("story")) hub.stories.push_back(read_story(entry));
    for (auto& entry : table.tables("suggestion")) hub.suggestions.push_back(read_suggestion(entry));
    table.finish();
    return hub;
}

void read_programme(ScriptTable& table, Script& script) {
    script.programme_name = table.text("name");
    for (auto& entry : table.tables("place")) script.places.push_back(read_place(entry));
    for (auto& [key, entry] : table.named_tables("person")) script.people.push_back(read_person(key, entry));
    table.finish();
}

template <class Read>
void read_file(const std::filesystem::path& file, Read read) {
    try {
        const auto table = toml::parse_file(file.string());
        ScriptTable whole(table, file.string());
        read(whole);
    } catch (const toml::parse_error& malformed) {
        fail_at({.file = file.string(), .number = malformed.source().begin.line},
                std::string(malformed.description()) + ".");
    }
}

}  // namespace

Error error_at(const ScriptLine& line, const Error& error) {
    auto placed = error;
    placed.message = line.file + ":" + std::to_string(line.number) + ": " + error.message;
    return placed;
}

Timestamp ScriptTime::before(Timestamp now) const {
    if (days_ago == 0) return now - minutes_ago * microseconds_per_minute;
    const std::time_t seconds = now / microseconds_per_second;
    std::tm day{};
    localtime_r(&seconds, &day);
    day.tm_mday -= days_ago;
    day.tm_hour = minute_of_day / 60;
    day.tm_min = minute_of_day % 60;
    day.tm_sec = 0;
    day.tm_isdst = -1;
    return std::min<Timestamp>(now, std::mktime(&day) * microseconds_per_second);
}

std::strong_ordering ScriptTime::operator<=>(const ScriptTime& other) const {
    // Negative where more is earlier.
    return std::tuple(-days_ago, minute_of_day, -minutes_ago) <=>
           std::tuple(-other.days_ago, other.minute_of_day, -other.minutes_ago);
}

Result<Script> read_script(const std::filesystem::path& folder) {
    std::error_code failure;
    std::vector<std::filesystem::path> hub_files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        if (entry.path().extension() == ".toml" && entry.path().filename() != "programme.toml")
            hub_files.push_back(entry.path());
    }
    if (failure)
        return std::unexpected(
            Error::invalid("from", "The folder " + folder.string() + " cannot be read: " + failure.message() + "."));
    std::ranges::sort(hub_files);
    Script script;
    try {
        read_file(folder / "programme.toml", [&](ScriptTable& table) { read_programme(table, script); });
        for (const auto& file : hub_files)
            read_file(file, [&](ScriptTable& table) { script.hubs.push_back(read_hub(table)); });
    } catch (const ScriptFailure& malformed) {
        return std::unexpected(malformed.error);
    }
    return script;
}

}  // namespace ourplace::cli
