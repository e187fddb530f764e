// What a member may do in a hub or channel. Only these look-ups make a membership, and writing demands one: an
// unauthorised write does not compile. Store threads only; a membership is as true as its transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "accounts/bot_rules.hpp"
#include "accounts/caller.hpp"
#include "base/result.hpp"
#include "hubs/hub_rules.hpp"
#include "store/transaction.hpp"

namespace ourplace::hubs {

class HubMembership {
  public:
    [[nodiscard]] const std::string& hub_id() const { return hub_id_; }
    [[nodiscard]] const std::string& member_id() const { return member_id_; }
    [[nodiscard]] Role role() const { return role_; }
    // A bot belongs to the hub that owns it as far as it may read, and has no role.
    [[nodiscard]] bool belongs() const { return role_ != Role::none || may(accounts::BotScope::read); }
    // Whether the caller is a bot of this hub that may do so now.
    [[nodiscard]] bool may(accounts::BotScope scope) const {
        return bot_ && bot_->hub_id == hub_id_ && bot_->may(scope);
    }
    [[nodiscard]] bool may_organise() const { return role_ == Role::organiser || is_administrator_; }
    [[nodiscard]] JoinPolicy join_policy() const { return join_policy_; }

  private:
    friend Result<HubMembership> in_hub(store::Transaction&, const accounts::Caller&, std::string_view);
    std::string hub_id_;
    std::string member_id_;
    Role role_ = Role::none;
    JoinPolicy join_policy_ = JoinPolicy::invitation;
    bool is_administrator_ = false;
    std::optional<accounts::BotStanding> bot_;
};

class ChannelMembership {
  public:
    [[nodiscard]] const std::string& channel_id() const { return channel_id_; }
    [[nodiscard]] const std::string& hub_id() const { return hub_id_; }
    // As whom the caller is there: themselves, or their persona. Whatever others may see is written under this id.
    [[nodiscard]] const std::string& member_id() const { return member_id_; }
    // Whose own stream is told; for nobody else to see.
    [[nodiscard]] const std::string& told_as() const { return told_as_; }
    [[nodiscard]] Role role() const { return role_; }
    [[nodiscard]] Visibility visibility() const { return visibility_; }
    [[nodiscard]] bool archived() const { return archived_; }
    [[nodiscard]] bool joined() const { return joined_; }
    // Bots see only channels that they were invited to, whoever else may.
    [[nodiscard]] bool may_read() const {
        if (bot_) return joined_ && bot_->may(accounts::BotScope::read);
        return joined_ || visibility_ == Visibility::open || (visibility_ == Visibility::hub && role_ != Role::none);
    }
    [[nodiscard]] bool may_post() const {
        return joined_ && !archived_ && (!bot_ || bot_->may(accounts::BotScope::post));
    }
    [[nodiscard]] bool is_bot() const { return bot_.has_value(); }
    [[nodiscard]] bool is_paused_bot() const { return bot_ && bot_->paused; }
    [[nodiscard]] bool may_moderate() const { return may_read() && (role_ >= Role::moderator || is_administrator_); }
    [[nodiscard]] bool may_organise() const { return role_ == Role::organiser || is_administrator_; }

  private:
    friend Result<ChannelMembership> in_channel(store::Transaction&, const accounts::Caller&, std::string_view);
    std::string channel_id_;
    std::string hub_id_;
    std::string member_id_;
    std::string told_as_;
    Role role_ = Role::none;
    Visibility visibility_ = Visibility::restricted;
    bool archived_ = false;
    bool joined_ = false;
    bool is_administrator_ = false;
    std::optional<accounts::BotStanding> bot_;
};

// `not_found` if there is no such hub. Hubs are no secret: whoever is signed in gets one, perhaps with no role.
[[nodiscard]] Result<HubMembership> in_hub(store::Transaction& tx, const accounts::Caller& caller,
                                           std::string_view hub_id);

// `not_found` for a channel that does not exist and, in the same words, for a private one that the caller has not
// joined: nobody learns of it by asking. Other channels are known to their hub's organisers even where not readable.
[[nodiscard]] Result<ChannelMembership> in_channel(store::Transaction& tx, const accounts::Caller& caller,
                                                   std::string_view channel_id);
// The same, and `permission_denied` if the caller may not read what is in it.
[[nodiscard]] Result<ChannelMembership> reading(store::Transaction& tx, const accounts::Caller& caller,
                                                std::string_view channel_id);

// The same for what is to be written there: the error says why nothing can be.
[[nodiscard]] Result<ChannelMembership> posting(store::Transaction& tx, const accounts::Caller& caller,
                                                std::string_view channel_id);

// Whether somebody in the channel may name them there. A persona is known by its own name alone.
[[nodiscard]] bool may_be_mentioned(store::Transaction& tx, std::string_view member_id, std::string_view channel_id);

// Whether the member may follow the stream: channels they may read, hubs they belong to, their own.
[[nodiscard]] bool may_read(store::Transaction& tx, std::string_view member_id, std::string_view stream_id);

}  // namespace ourplace::hubs
