// The programme and its members. Store threads only: every function takes a Transaction.
//
// Other capabilities may join the table `member` in their queries, by member_id, for `name`, `name_key` (which sorts) and
// `search_key` (which is searched), for what a bot is (bot_rules.hpp), and for `language` and what makes somebody a Champion,
// since matching reads all Champions of a hub at once; everything else about a member they ask here.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "accounts/accounts_rules.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::accounts {

// All tables of this room, those of devices_tables.hpp included.
[[nodiscard]] std::span<const store::Migration> migrations();

// Turns a valid passphrase into what new_member() keeps. Composed in main (PassphraseHasher); takes tens of milliseconds
// on threads of its own, so call it before a transaction, never within one.
using HashPassphrase = std::function<Task<std::string>(std::string passphrase)>;

// Empty until the programme is created.
[[nodiscard]] std::string programme_name(store::Transaction& tx);
// Creates the programme or gives it another name.
void name_programme(store::Transaction& tx, std::string_view name, Timestamp now);

struct Member {
    std::string member_id;
    std::string name;
    std::string about;
    v1::Language language = v1::LANGUAGE_EN;
    bool is_administrator = false;
    bool has_passphrase = false;
    std::optional<Champion> champion;
    bool is_bot = false;
    // Nobody's account: cannot sign in, belongs to no hub and is in no list of people.
    bool is_persona = false;
    // Cannot sign in, and belongs to nothing.
    bool is_deactivated = false;
    Timestamp created_at_us = 0;
};

struct NewMember {
    MemberName name;
    v1::Language language = v1::LANGUAGE_EN;
    bool is_administrator = false;
    // None: for members who only use sign-in links.
    std::optional<std::string> passphrase_hash;
};

// `already_exists` on "name" if somebody has the name.
[[nodiscard]] Result<Member> create_member(store::Transaction& tx, const NewMember& member, Timestamp now);

[[nodiscard]] std::optional<Member> find_member(store::Transaction& tx, std::string_view member_id);
// By the name as typed: case, form of accents and spaces do not matter.
[[nodiscard]] std::optional<Member> find_member_by_name(store::Transaction& tx, std::string_view typed_name);
// By id; whoever does not exist is left out.
[[nodiscard]] std::unordered_map<std::string, Member> find_members(store::Transaction& tx,
                                                                   std::span<const std::string> member_ids);
[[nodiscard]] std::unordered_map<std::string, std::string> names_of(store::Transaction& tx,
                                                                    std::span<const std::string> member_ids);
// Another name for somebody in one place, not an account. Returns its id.
[[nodiscard]] std::string create_persona(store::Transaction& tx, std::string_view name, v1::Language language,
                                         Timestamp now);

// By name, bots among them, personas not.
[[nodiscard]] std::vector<Member> all_members(store::Transaction& tx);

// `already_exists` on "name" if somebody else has the name.
[[nodiscard]] Result<void> rename_member(store::Transaction& tx, std::string_view member_id, const MemberName& name);
void set_about(store::Transaction& tx, std::string_view member_id, std::string_view about);
void set_language(store::Transaction& tx, std::string_view member_id, v1::Language language);
// None: no longer a Champion.
void set_champion(store::Transaction& tx, std::string_view member_id, const std::optional<Champion>& champion);

// Empty: the account has no passphrase, or does not exist.
[[nodiscard]] std::string passphrase_hash(store::Transaction& tx, std::string_view member_id);
void set_passphrase_hash(store::Transaction& tx, std::string_view member_id, std::string_view hash);

// As peers see them.
[[nodiscard]] v1::Member to_wire(const Member& member);
// As they see themselves. The session is the one that asks; empty in Updates, which go to all of them.
[[nodiscard]] v1::Me to_wire_me(store::Transaction& tx, const Member& member, std::string_view session_id);

// Tells the member's own devices. Takes a number of the member's stream: where a transaction also writes to streams of
// hubs or channels, those come first (their ids are smaller).
void announce_profile_changed(store::Transaction& tx, const std::string& member_id, Timestamp now);

}  // namespace ourplace::accounts
