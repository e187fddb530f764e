// Places, Hubs, their members and invites. Store threads only. Functions that change what somebody sees also write the
// Updates that say so; where several streams are written the order is channels, hubs, members (their ids' order).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "hubs/hub_rules.hpp"
#include "ourplace/v1/hubs.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::hubs {

// All tables of this room.
[[nodiscard]] std::span<const store::Migration> migrations();

[[nodiscard]] std::vector<v1::Place> list_places(store::Transaction& tx);
[[nodiscard]] std::optional<v1::Place> find_place(store::Transaction& tx, std::string_view place_id);
// `not_found` on "parent_place_id".
[[nodiscard]] Result<v1::Place> create_place(store::Transaction& tx, std::string_view name,
                                             std::string_view parent_place_id);

struct NewHub {
    std::string name;
    std::string purpose;
    std::string place_id;
    int paint = 0;
    JoinPolicy join_policy = JoinPolicy::invitation;
};
// `not_found` on "place_id". Nobody belongs to it yet.
[[nodiscard]] Result<std::string> create_hub(store::Transaction& tx, const NewHub& hub, Timestamp now);

struct HubChange {
    std::optional<std::string> name;
    std::optional<std::string> purpose;
    std::optional<int> paint;
    std::optional<JoinPolicy> join_policy;
    std::optional<bool> requires_both_languages;
};
// Saying the same again is no news.
void change_hub(store::Transaction& tx, const std::string& hub_id, const HubChange& change, Timestamp now);

// As the member sees it; none if it does not exist.
[[nodiscard]] std::optional<v1::Hub> find_hub(store::Transaction& tx, std::string_view hub_id,
                                              std::string_view member_id);

struct HubSearch {
    std::vector<std::string> words;
    std::string place_id;
    std::size_t page_size = 50;
    PagePosition after;
};
struct HubPage {
    std::vector<v1::Hub> hubs;
    std::string next_page_token;
};
[[nodiscard]] HubPage list_hubs(store::Transaction& tx, const HubSearch& search, std::string_view member_id);
// Those that the member belongs to, by name; for a bot the one that owns it.
[[nodiscard]] std::vector<v1::Hub> hubs_of(store::Transaction& tx, std::string_view member_id);

struct MemberSearch {
    std::vector<std::string> words;
    std::size_t page_size = 100;
    PagePosition after;
};
struct MemberPage {
    std::vector<v1::HubMember> members;
    std::string next_page_token;
};
[[nodiscard]] MemberPage list_hub_members(store::Transaction& tx, std::string_view hub_id, const MemberSearch& search);
[[nodiscard]] MemberPage list_channel_members(store::Transaction& tx, std::string_view channel_id,
                                              std::string_view hub_id, const MemberSearch& search);
[[nodiscard]] std::vector<std::string> member_ids_of(store::Transaction& tx, std::string_view hub_id);
[[nodiscard]] std::optional<v1::HubMember> find_hub_member(store::Transaction& tx, std::string_view hub_id,
                                                           std::string_view member_id);
// The same for somebody of one of its channels who need not belong to it: a bot, which has no role.
[[nodiscard]] v1::HubMember find_channel_member(store::Transaction& tx, std::string_view hub_id,
                                                std::string_view member_id, Timestamp since);

// Makes the member belong to the hub and join its channels that are not private. Nothing happens to somebody who
// belongs already, but for a greater role, nor to one who is deactivated.
void join_hub(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Role role,
              Timestamp now);
// `failed_precondition` if they are its last organiser. Their view closes at once.
[[nodiscard]] Result<void> leave_hub(store::Transaction& tx, const std::string& hub_id, const std::string& member_id,
                                     Timestamp now);
// Out of every hub and channel but Direct conversations, also as its last organiser: whoever has it to look after then is not to be asked. Their ids.
[[nodiscard]] std::vector<std::string> leave_all_hubs(store::Transaction& tx, const std::string& member_id,
                                                      Timestamp now);
// The same as leaving for the last organiser who would no longer be one. The invites of somebody who is no longer an organiser end.
[[nodiscard]] Result<void> set_role(store::Transaction& tx, const std::string& hub_id, const std::string& member_id,
                                    Role role, Timestamp now);
// Tells the hubs of a member that their name or profile is another.
void announce_member_changed(store::Transaction& tx, const std::string& member_id, Timestamp now);

struct CreatedInvite {
    v1::Invite invite;
    // For the link; stored hashed.
    std::string secret;
};
[[nodiscard]] CreatedInvite create_invite(store::Transaction& tx, const std::string& hub_id,
                                          const std::string& created_by, const InviteTerms& terms, Timestamp now);
[[nodiscard]] std::vector<v1::Invite> list_invites(store::Transaction& tx, std::string_view hub_id, Timestamp now);
// The hub of an invite; none if there is no such invite.
[[nodiscard]] std::optional<std::string> hub_of_invite(store::Transaction& tx, std::string_view invite_id);
void revoke_invite(store::Transaction& tx, std::string_view invite_id);
// Those that a member made, who shall no longer decide who joins.
void revoke_invites_of(store::Transaction& tx, std::string_view hub_id, std::string_view member_id);

struct Invitation {
    std::string hub_id;
    Role role = Role::member;
    std::string created_by_name;
};
// `not_found` for every invite that cannot be used (any more).
[[nodiscard]] Result<Invitation> find_invitation(store::Transaction& tx, std::string_view secret, Timestamp now);
// Takes one use of it.
[[nodiscard]] Result<Invitation> use_invitation(store::Transaction& tx, std::string_view secret, Timestamp now);

}  // namespace ourplace::hubs
