#include "cli/demo_programme.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "accounts/caller.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "cli/demo_announcements.hpp"
#include "cli/demo_asks.hpp"
#include "cli/demo_events.hpp"
#include "cli/demo_script.hpp"
#include "cli/demo_stories.hpp"
#include "conversations/message_rules.hpp"
#include "conversations/message_tables.hpp"
#include "conversations/read_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;

constexpr Timestamp minute_us = 60 * microseconds_per_second;

// One thing that happened.
struct Step {
    ScriptLine line;
    std::function<Result<void>(Timestamp)> take;
};

struct CreatedChannel {
    std::string channel_id;
    // The number of each message, by its place in the script.
    std::vector<std::uint64_t> numbers;
};

// Creates what the script says, as the people in it would: nobody gets more rights than they have.
class Creation {
  public:
    Creation(Transaction& tx, const Script& script, Timestamp now) : tx_(tx), script_(script), now_(now) {}

    Result<void> create() {
        for (const auto& hub : script_.hubs) plan_hub(hub);
        accounts::name_programme(tx_, script_.programme_name, begin());
        for (const auto& place : script_.places) {
            if (auto done = create_place(place); !done) return std::unexpected(error_at(place.line, done.error()));
        }
        for (const auto& person : script_.people) {
            if (auto done = create_member(person); !done) return std::unexpected(error_at(person.line, done.error()));
        }
        for (const auto& [at, step] : steps_) {
            if (auto done = step.take(at); !done) return std::unexpected(error_at(step.line, done.error()));
        }
        for (const auto& hub : script_.hubs) {
            for (const auto& event : hub.events) {
                const auto member_of = [&](const std::string& key) {
                    return people_.contains(key) ? people_.at(key).member_id : "";
                };
                if (auto done =
                        plan_demo_event(tx_, event, hubs_.at(&hub), hub.members.front().person, member_of, now_);
                    !done)
                    return std::unexpected(error_at(event.line, done.error()));
            }
        }
        return mark_read();
    }

    [[nodiscard]] std::size_t messages() const { return messages_; }

  private:
    void add(ScriptLine line, Timestamp at, std::function<Result<void>(Timestamp)> take) {
        steps_.emplace(std::min(at, now_), Step{.line = std::move(line), .take = std::move(take)});
    }
    [[nodiscard]] Timestamp begin() const { return steps_.empty() ? now_ : steps_.begin()->first; }

    Result<void> create_place(const ScriptPlace& place) {
        const auto name = hubs::name("name", place.name);
        if (!name) return std::unexpected(name.error());
        std::string inside;
        if (!place.inside.empty()) {
            const auto known = places_.find(place.inside);
            if (known == places_.end())
                return std::unexpected(Error::not_found("inside", "there is no place \"" + place.inside + "\" above."));
            inside = known->second;
        }
        const auto created = hubs::create_place(tx_, *name, inside);
        if (!created) return std::unexpected(created.error());
        places_.emplace(place.name, created->place_id());
        return {};
    }

    // On the day on which the first hub was founded.
    Result<void> create_member(const ScriptPerson& person) {
        const auto name = accounts::member_name("name", person.name);
        if (!name) return std::unexpected(name.error());
        const auto created = accounts::create_member(tx_,
                                                     {.name = *name,
                                                      .language = person.language,
                                                      .is_administrator = person.is_administrator,
                                                      .passphrase_hash = std::nullopt},
                                                     begin());
        if (!created) return std::unexpected(created.error());
        const auto about = accounts::profile_about("about", person.about);
        if (!about) return std::unexpected(about.error());
        accounts::set_about(tx_, created->member_id, *about);
        if (person.champion) {
            const auto champion =
                accounts::champion_profile("champion", person.champion->themes, person.champion->about);
            if (!champion) return std::unexpected(champion.error());
            accounts::set_champion(tx_, created->member_id, *champion);
        }
        people_.emplace(person.key, accounts::Caller{.kind = accounts::Caller::Kind::session,
                                                     .member_id = created->member_id,
                                                     .name = name->text(),
                                                     .session_id = {}});
        return {};
    }

    [[nodiscard]] Result<accounts::Caller> person(const std::string& key) const {
        const auto known = people_.find(key);
        if (known == people_.end())
            return std::unexpected(Error::not_found("person", "there is no person \"" + key + "\"."));
        return known->second;
    }

    [[nodiscard]] CallerOfKey caller_of() const {
        return [this](const std::string& key) { return person(key); };
    }

    void plan_hub(const ScriptHub& hub) {
        add(hub.line, hub.founded.before(now_), [this, &hub](Timestamp at) { return create_hub(hub, at); });
        for (const auto& member : hub.members) {
            add(member.line, member.since.before(now_), [this, &hub, &member](Timestamp at) -> Result<void> {
                const auto who = person(member.person);
                if (!who) return std::unexpected(who.error());
                hubs::join_hub(tx_, hubs_.at(&hub), who->member_id, member.role, at);
                return {};
            });
        }
        for (const auto& channel : hub.channels) plan_channel(hub, channel);
        for (const auto& announcement : hub.announcements) {
            add(announcement.line, announcement.at.before(now_), [this, &hub, &announcement](Timestamp at) {
                return make_demo_announcement(tx_, announcement, hubs_.at(&hub), caller_of(), at, now_);
            });
        }
        for (const auto& ask : hub.asks) plan_ask(hub, ask);
        for (const auto& story : hub.stories) {
            add(story.line, story.at.before(now_), [this, &hub, &story](Timestamp at) {
                return tell_demo_story(tx_, story, hubs_.at(&hub), caller_of(), at);
            });
        }
        for (const auto& suggestion : hub.suggestions) {
            add(suggestion.line, suggestion.at.before(now_), [this, &hub, &suggestion](Timestamp at) -> Result<void> {
                auto made = make_demo_suggestion(tx_, suggestion, hubs_.at(&hub), caller_of(), at);
                if (!made) return std::unexpected(std::move(made.error()));
                suggestions_.emplace(&suggestion, std::move(*made));
                return {};
            });
            if (!suggestion.response) continue;
            const auto& response = *suggestion.response;
            add(response.line, response.at.before(now_), [this, &suggestion, &response](Timestamp at) {
                return respond_to_demo_suggestion(tx_, response, suggestions_.at(&suggestion), caller_of(), at);
            });
        }
    }

    void plan_ask(const ScriptHub& hub, const ScriptAsk& ask) {
        add(ask.line, ask.at.before(now_), [this, &hub, &ask](Timestamp at) -> Result<void> {
            auto made = make_demo_ask(tx_, ask, hubs_.at(&hub), caller_of(), at, now_);
            if (!made) return std::unexpected(made.error());
            asks_.emplace(&ask, std::move(*made));
            messages_ += ask.messages.size() + 1;
            return {};
        });
        if (!ask.end) return;
        add(ask.line, ask.end->at.before(now_),
            [this, &ask](Timestamp at) { return close_demo_ask(tx_, ask, asks_.at(&ask), caller_of(), at); });
    }

    Result<void> create_hub(const ScriptHub& hub, Timestamp at) {
        const auto name = hubs::name("name", hub.name);
        if (!name) return std::unexpected(name.error());
        const auto purpose = hubs::purpose("purpose", hub.purpose);
        if (!purpose) return std::unexpected(purpose.error());
        const auto place = places_.find(hub.place);
        if (place == places_.end())
            return std::unexpected(Error::not_found("place", "there is no place \"" + hub.place + "\"."));
        const auto created = hubs::create_hub(tx_,
                                              {.name = *name,
                                               .purpose = *purpose,
                                               .place_id = place->second,
                                               .paint = hub.paint,
                                               .join_policy = hub.join_policy},
                                              at);
        if (!created) return std::unexpected(created.error());
        hubs_.emplace(&hub, *created);
        return {};
    }

    void plan_channel(const ScriptHub& hub, const ScriptChannel& channel) {
        const auto opened = channel.opened.before(now_);
        add(channel.line, opened, [this, &hub, &channel](Timestamp at) { return open_channel(hub, channel, at); });
        for (const auto& key : channel.joined) {
            const auto member = std::ranges::find(hub.members, key, &ScriptMember::person);
            const auto since = member == hub.members.end() ? opened : member->since.before(now_);
            add(channel.line, std::max(opened, since),
                [this, &channel, key](Timestamp at) { return join_channel(channel, key, at); });
        }
        auto earliest = opened;
        for (std::size_t place = 0; place < channel.messages.size(); ++place) {
            // Around midnight, what was said minutes ago can lie before last evening's words.
            earliest = std::max(earliest, channel.messages[place].at.before(now_));
            plan_message(channel, place, earliest);
        }
        if (!channel.archived) return;
        add(channel.line, channel.archived->before(now_), [this, &channel](Timestamp at) -> Result<void> {
            hubs::ChannelChange change;
            change.archived = true;
            hubs::change_channel(tx_, channels_.at(&channel).channel_id, change, at);
            return {};
        });
    }

    Result<void> open_channel(const ScriptHub& hub, const ScriptChannel& channel, Timestamp at) {
        const auto name = hubs::name("name", channel.name);
        if (!name) return std::unexpected(name.error());
        const auto purpose = hubs::purpose("purpose", channel.purpose);
        if (!purpose) return std::unexpected(purpose.error());
        const auto creator = person(channel.joined.empty() ? hub.members.front().person : channel.joined.front());
        if (!creator) return std::unexpected(creator.error());
        const auto& hub_id = hubs_.at(&hub);
        if (const auto membership = hubs::in_hub(tx_, *creator, hub_id); !membership || !membership->belongs())
            return std::unexpected(Error::permission_denied("joined", "the first does not belong to the hub yet."));
        auto channel_id = hubs::create_channel(
            tx_, {.hub_id = hub_id, .name = *name, .purpose = *purpose, .visibility = channel.visibility},
            creator->member_id, at);
        channels_.emplace(&channel, CreatedChannel{.channel_id = std::move(channel_id), .numbers = {}});
        return {};
    }

    Result<void> join_channel(const ScriptChannel& channel, const std::string& key, Timestamp at) {
        const auto who = person(key);
        if (!who) return std::unexpected(who.error());
        const auto& channel_id = channels_.at(&channel).channel_id;
        if (channel.visibility == hubs::Visibility::restricted &&
            !hubs::find_hub_member(tx_, hubs::find_channel(tx_, channel_id, {})->hub_id(), who->member_id))
            return std::unexpected(Error::permission_denied("joined", key + " does not belong to the hub."));
        hubs::join_channel(tx_, channel_id, who->member_id, at);
        return {};
    }

    void plan_message(const ScriptChannel& channel, std::size_t place, Timestamp at) {
        const auto& message = channel.messages[place];
        add(message.line, at, [this, &channel, place](Timestamp sent_at) { return post(channel, place, sent_at); });
        auto reacted_at = at;
        for (const auto& reaction : message.reactions) {
            reacted_at += 7 * minute_us;
            add(message.line, reacted_at,
                [this, &channel, place, &reaction](Timestamp when) { return react(channel, place, reaction, when); });
        }
        if (message.edit) {
            add(message.line, std::max(at, message.edit->at.before(now_)),
                [this, &channel, place](Timestamp when) { return edit(channel, place, when); });
        }
        if (message.removal) {
            add(message.line, std::max(reacted_at, message.removal->at.before(now_)),
                [this, &channel, place](Timestamp when) { return remove(channel, place, when); });
        }
    }

    // Everybody whose name stands behind "@", as a client would send it.
    [[nodiscard]] std::vector<std::string> mentioned(std::string_view text) const {
        std::vector<std::string> ids;
        for (const auto& [key, who] : people_) {
            if (conversations::names(text, who.name)) ids.push_back(who.member_id);
        }
        std::ranges::sort(ids);
        return ids;
    }

    // Whoever writes in a channel, as far as they may read it.
    Result<hubs::ChannelMembership> membership(const ScriptChannel& channel, const std::string& key) {
        const auto who = person(key);
        if (!who) return std::unexpected(who.error());
        return hubs::reading(tx_, *who, channels_.at(&channel).channel_id);
    }

    Result<void> post(const ScriptChannel& channel, std::size_t place, Timestamp at) {
        const auto& message = channel.messages[place];
        auto& created = channels_.at(&channel);
        const auto author = membership(channel, message.by);
        if (!author) return std::unexpected(author.error());
        auto text = conversations::body("text", message.text);
        if (!text) return std::unexpected(text.error());
        conversations::Draft draft;
        draft.channel_id = created.channel_id;
        draft.client_message_id = hash_secret(new_secret()).substr(0, conversations::client_message_id_bytes);
        draft.body = std::move(*text);
        draft.mentioned_member_ids = mentioned(draft.body);
        draft.mentions_channel = conversations::names(draft.body, "channel");
        if (!message.quotes.empty()) {
            const auto before = std::span(channel.messages).first(place);
            const auto quoted = std::ranges::find(before, message.quotes, &ScriptMessage::id);
            if (quoted == before.end())
                return std::unexpected(Error::not_found("quotes", "no message above has this id."));
            draft.quoted_seq = created.numbers[static_cast<std::size_t>(quoted - before.begin())];
        }
        if (auto checked = conversations::check(draft); !checked) return checked;
        const auto posted = conversations::append(tx_, *author, draft, at);
        if (!posted) return std::unexpected(posted.error());
        created.numbers.push_back(posted->seq());
        ++messages_;
        return {};
    }

    Result<void> react(const ScriptChannel& channel, std::size_t place, const ScriptReaction& reaction, Timestamp at) {
        const auto by = membership(channel, reaction.by);
        if (!by) return std::unexpected(by.error());
        if (!by->may_post()) {
            return std::unexpected(Error::permission_denied(
                "reaction", reaction.by + " cannot react in a channel that they have not joined."));
        }
        conversations::set_reaction(tx_, *by, channels_.at(&channel).numbers[place], reaction.reaction, true, at);
        return {};
    }

    Result<void> edit(const ScriptChannel& channel, std::size_t place, Timestamp at) {
        const auto& message = channel.messages[place];
        const auto author = membership(channel, message.by);
        if (!author) return std::unexpected(author.error());
        auto text = conversations::body("edited.text", message.edit->text);
        if (!text) return std::unexpected(text.error());
        const auto& created = channels_.at(&channel);
        const auto before = conversations::find_message(tx_, created.channel_id, created.numbers[place]);
        const conversations::Standing standing{.is_author = true, .may_post = author->may_post()};
        if (auto refused = conversations::cannot_edit(standing, before->has_tombstone()))
            return std::unexpected(std::move(*refused));
        const conversations::Edit change{.body = *text, .mentioned_member_ids = mentioned(*text), .buttons = {}};
        if (auto edited = conversations::edit(tx_, *author, *before, change, at); !edited)
            return std::unexpected(edited.error());
        return {};
    }

    Result<void> remove(const ScriptChannel& channel, std::size_t place, Timestamp at) {
        const auto& message = channel.messages[place];
        const auto& removal = *message.removal;
        const auto by = membership(channel, removal.by);
        if (!by) return std::unexpected(by.error());
        const conversations::Standing standing{
            .is_author = removal.by == message.by, .may_post = by->may_post(), .may_moderate = by->may_moderate()};
        const auto reason = conversations::deletion_reason(standing, removal.reason);
        if (!reason) return std::unexpected(reason.error());
        const auto& created = channels_.at(&channel);
        const auto before = conversations::find_message(tx_, created.channel_id, created.numbers[place]);
        static_cast<void>(conversations::remove(tx_, *by, *before, *reason, at));
        return {};
    }

    // Everybody has read everything, but for what the script leaves unread.
    Result<void> mark_read() {
        for (const auto& [channel, created] : channels_) {
            for (const auto& [key, left] : channel->unread) {
                if (!people_.contains(key) || left > created.numbers.size()) {
                    return std::unexpected(error_at(
                        channel->line,
                        Error::invalid("unread", "unread names somebody unknown, or more messages than there are.")));
                }
            }
            for (const auto& [key, who] : people_) {
                const auto reader = hubs::in_channel(tx_, who, created.channel_id);
                if (!reader || !reader->joined()) continue;
                const auto left = channel->unread.find(key);
                const auto read = created.numbers.size() - (left == channel->unread.end() ? 0 : left->second);
                if (read == 0) continue;
                static_cast<void>(conversations::mark_read(tx_, *reader, created.numbers[read - 1], now_));
            }
        }
        return {};
    }

    Transaction& tx_;
    const Script& script_;
    Timestamp now_;
    // By their times, and those of one moment in the order of the script: so every stream tells them.
    std::multimap<Timestamp, Step> steps_;
    std::unordered_map<std::string, std::string> places_;
    std::unordered_map<std::string, accounts::Caller> people_;
    std::unordered_map<const ScriptHub*, std::string> hubs_;
    std::unordered_map<const ScriptChannel*, CreatedChannel> channels_;
    std::unordered_map<const ScriptAsk*, std::string> asks_;
    std::unordered_map<const ScriptSuggestion*, std::string> suggestions_;
    std::size_t messages_ = 0;
};

std::vector<DemoRole> roles(Transaction& tx, const Script& script) {
    std::vector<DemoRole> found;
    for (const auto& person : script.people) {
        if (person.shows.empty()) continue;
        if (auto member = accounts::find_member_by_name(tx, person.name)) {
            found.push_back(
                {.role = person.shows, .member_id = std::move(member->member_id), .name = std::move(member->name)});
        }
    }
    return found;
}

}  // namespace

Result<DemoProgramme> create_demo(store::Database& database, const std::filesystem::path& folder, Timestamp now) {
    const auto script = read_script(folder);
    if (!script) return std::unexpected(script.error());
    return database.write_now([&](Transaction& tx) -> Result<DemoProgramme> {
        if (!accounts::all_members(tx).empty()) return DemoProgramme{.roles = roles(tx, *script)};
        Creation creation(tx, *script, now);
        if (auto created = creation.create(); !created) return std::unexpected(created.error());
        return DemoProgramme{.is_new = true,
                             .hubs = script->hubs.size(),
                             .members = script->people.size(),
                             .messages = creation.messages(),
                             .roles = roles(tx, *script)};
    });
}

}  // namespace ourplace::cli
