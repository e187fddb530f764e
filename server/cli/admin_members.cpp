// `ourplace admin`: members, how they get in, and how that ends.
#include <array>
#include <boost/json/array.hpp>
#include <iostream>
#include <utility>

#include "accounts/devices_tables.hpp"
#include "accounts/passphrase_hasher.hpp"
#include "asks/safeguarding_tables.hpp"
#include "cli/admin.hpp"
#include "cli/leaving.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;
using Need = AdminOption::Need;

constexpr AdminOption member_option{"member", "MEMBER", "Name or id", Need::required};

Result<v1::Language> language_named(const AdminCall& call) {
    const auto given = call.text("language");
    if (given.empty() || given == "en") return v1::LANGUAGE_EN;
    if (given == "cy") return v1::LANGUAGE_CY;
    return std::unexpected(Error::invalid("language", "--language: must be en or cy."));
}

// From standard input, never from the command line, where every user of the machine could read it.
Result<std::optional<std::string>> passphrase_hash(const AdminCall& call, const accounts::MemberName& name) {
    if (!call.has("passphrase_stdin")) return std::nullopt;
    std::string line;
    std::getline(std::cin, line);
    const auto passphrase = accounts::new_passphrase("passphrase", line, name.text());
    if (!passphrase) return std::unexpected(passphrase.error());
    accounts::PassphraseHasher hasher;
    auto hash = hasher.hash_now(*passphrase);
    if (!hash) return std::unexpected(std::move(hash.error()));
    return std::optional(std::move(*hash));
}

// Somebody whose account is open.
Result<accounts::Member> active_member(const AdminCall& call, Transaction& tx) {
    auto member = call.member(tx);
    if (!member || !member->is_deactivated) return member;
    return std::unexpected(Error::failed_precondition(
        "member", "--member: this account is closed. Open it first, with: ourplace admin reactivate-member"));
}

AdminResult create_member(const AdminCall& call) {
    const auto name = accounts::member_name("name", call.text("name"));
    if (!name) return std::unexpected(name.error());
    const auto language = language_named(call);
    if (!language) return std::unexpected(language.error());
    const auto role = call.role();
    if (!role) return std::unexpected(role.error());
    auto hash = passphrase_hash(call, *name);
    if (!hash) return std::unexpected(std::move(hash.error()));
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto member = accounts::create_member(tx,
                                                    {.name = *name,
                                                     .language = *language,
                                                     .is_administrator = call.has("administrator"),
                                                     .passphrase_hash = std::move(*hash)},
                                                    call.now);
        if (!member) return std::unexpected(member.error());
        if (call.has("hub")) {
            const auto hub_id = call.hub(tx);
            if (!hub_id) return std::unexpected(hub_id.error());
            hubs::join_hub(tx, *hub_id, member->member_id, *role, call.now);
        }
        return boost::json::object{{"memberId", member->member_id}, {"name", member->name}};
    });
}
constexpr std::array create_member_options{
    AdminOption{"name", "NAME", "1 to 80 characters", Need::required},
    AdminOption{"administrator", "", "May do everything in the programme"},
    AdminOption{"passphrase_stdin", "", "Read the passphrase from standard input; without, they use sign-in links"},
    AdminOption{"hub", "HUB", "To join, id or name"},
    AdminOption{"role", "ROLE", "In the hub: member, moderator or organiser (member)"},
    AdminOption{"language", "LANGUAGE", "Of the interface: en or cy (en)"}};

AdminResult join_hub(const AdminCall& call) {
    const auto role = call.role();
    if (!role) return std::unexpected(role.error());
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto member = active_member(call, tx);
        if (!member) return std::unexpected(member.error());
        const auto hub_id = call.hub(tx);
        if (!hub_id) return std::unexpected(hub_id.error());
        hubs::join_hub(tx, *hub_id, member->member_id, *role, call.now);
        return boost::json::object{{"memberId", member->member_id}, {"hubId", *hub_id}};
    });
}
constexpr std::array join_hub_options{member_option, AdminOption{"hub", "HUB", "Id or name", Need::required},
                                      AdminOption{"role", "ROLE", "member, moderator or organiser (member)"}};

AdminResult create_sign_in_link(const AdminCall& call) {
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto member = active_member(call, tx);
        if (!member) return std::unexpected(member.error());
        const auto link = accounts::create_sign_in_link(tx, member->member_id, call.now);
        return boost::json::object{{"url", accounts::sign_in_link_url(call.public_url, link.secret)},
                                   {"memberId", member->member_id},
                                   {"expiresAtUs", link.expires_at_us}};
    });
}
constexpr std::array create_sign_in_link_options{member_option};

AdminResult create_token(const AdminCall& call) {
    const auto scope = call.text("scope");
    if (!scope.empty() && scope != "read" && scope != "write")
        return std::unexpected(Error::invalid("scope", "--scope: must be read or write."));
    auto label = accounts::token_label("label", call.has("label") ? call.text("label") : "Command line");
    if (!label) return std::unexpected(std::move(label.error()));
    const auto days = call.number("days", 0);
    if (!days) return std::unexpected(days.error());
    if (*days > accounts::max_token_days)
        return std::unexpected(Error::invalid("days", "--days: must be 0 to 366; 0: does not expire."));
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto member = active_member(call, tx);
        if (!member) return std::unexpected(member.error());
        const auto created =
            accounts::create_token(tx, member->member_id,
                                   {.label = *label,
                                    .scope = scope == "read" ? v1::SCOPE_READ : v1::SCOPE_WRITE,
                                    .expires_at_us = *days == 0 ? 0 : call.now + *days * microseconds_per_day},
                                   call.now);
        if (!created) return std::unexpected(created.error());
        return boost::json::object{
            {"secret", created->secret}, {"tokenId", created->token.token_id()}, {"memberId", member->member_id}};
    });
}
constexpr std::array create_token_options{member_option, AdminOption{"scope", "SCOPE", "read or write (write)"},
                                          AdminOption{"label", "TEXT", "What it is for, 1 to 80 characters"},
                                          AdminOption{"days", "NUMBER", "How long it is valid, 0: for ever (0)"}};

AdminResult revoke_session(Transaction& tx, const AdminCall& call) {
    const auto session_id = call.text("session");
    const auto owner = accounts::owner_of_session(tx, session_id);
    if (!owner || !accounts::end_session(tx, *owner, session_id, call.now))
        return std::unexpected(Error::not_found("session", "--session: there is no such session."));
    return boost::json::object{{"sessionsEnded", 1}};
}

AdminResult revoke_token(Transaction& tx, const AdminCall& call) {
    const auto token_id = call.text("token");
    const auto owner = accounts::owner_of_token(tx, token_id);
    if (!owner || !accounts::revoke_token(tx, *owner, token_id, call.now))
        return std::unexpected(Error::not_found("token", "--token: there is no such token."));
    return boost::json::object{{"tokensRevoked", 1}};
}

AdminResult revoke_invite(Transaction& tx, const AdminCall& call) {
    const auto invite_id = call.text("invite");
    if (!hubs::hub_of_invite(tx, invite_id))
        return std::unexpected(Error::not_found("invite", "--invite: there is no such invite."));
    hubs::revoke_invite(tx, invite_id);
    return boost::json::object{{"invitesRevoked", 1}};
}

AdminResult revoke_all_of_member(Transaction& tx, const AdminCall& call) {
    const auto member = call.member(tx);
    if (!member) return std::unexpected(member.error());
    const auto sessions = accounts::end_sessions(tx, member->member_id, {}, call.now);
    const auto tokens = accounts::list_tokens(tx, member->member_id, call.now);
    for (const auto& token : tokens) accounts::revoke_token(tx, member->member_id, token.token_id(), call.now);
    accounts::forget_sign_in_links(tx, member->member_id);
    return boost::json::object{{"sessionsEnded", sessions}, {"tokensRevoked", tokens.size()}};
}

AdminResult revoke(const AdminCall& call) {
    if (call.options.size() != 1)
        return std::unexpected(
            Error::invalid("", "Say what to revoke: one of --session, --token, --invite, --member."));
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        if (call.has("session")) return revoke_session(tx, call);
        if (call.has("token")) return revoke_token(tx, call);
        if (call.has("invite")) return revoke_invite(tx, call);
        return revoke_all_of_member(tx, call);
    });
}
constexpr std::array revoke_options{
    AdminOption{"session", "ID", "One device's session"}, AdminOption{"token", "ID", "One program's token"},
    AdminOption{"invite", "ID", "An invite that was not used up"},
    AdminOption{"member", "MEMBER", "Every session, token and unused sign-in link of a member, name or id"}};

boost::json::object account(const accounts::Member& member) {
    return {{"memberId", member.member_id}, {"name", member.name}, {"deactivated", member.is_deactivated}};
}

AdminResult deactivate_member(const AdminCall& call) {
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto member = call.member(tx);
        if (!member) return std::unexpected(member.error());
        const auto news = accounts::deactivate(tx, member->member_id, call.now);
        if (!news) return std::unexpected(news.error());
        if (*news) pass_everything_on(tx, member->member_id, call.now);
        return account(*accounts::find_member(tx, member->member_id));
    });
}

AdminResult reactivate_member(const AdminCall& call) {
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto member = call.member(tx);
        if (!member) return std::unexpected(member.error());
        if (auto done = accounts::reactivate(tx, member->member_id); !done) return std::unexpected(done.error());
        return account(*accounts::find_member(tx, member->member_id));
    });
}
constexpr std::array one_member_options{member_option};

AdminResult list_members(const AdminCall& call) {
    return call.database.read_now([&](Transaction& tx) -> AdminResult {
        boost::json::array members;
        for (const auto& member : accounts::all_members(tx))
            members.push_back(boost::json::object{{"memberId", member.member_id},
                                                  {"name", member.name},
                                                  {"administrator", member.is_administrator},
                                                  {"champion", member.champion.has_value()},
                                                  {"bot", member.is_bot},
                                                  {"deactivated", member.is_deactivated}});
        return boost::json::object{{"members", std::move(members)}};
    });
}

AdminResult name_safeguarding_lead(const AdminCall& call) {
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto member = call.member(tx);
        if (!member) return std::unexpected(member.error());
        const auto lead = call.has("no_longer") ? asks::Lead::no_longer : asks::Lead::from_now_on;
        if (auto set = asks::set_lead(tx, {}, member->member_id, lead, call.now); !set)
            return std::unexpected(set.error());
        boost::json::array leads;
        for (const auto& one : asks::leads(tx))
            leads.push_back(boost::json::object{{"memberId", one.member().member_id()}, {"name", one.member().name()}});
        return boost::json::object{{"safeguardingLeads", std::move(leads)}};
    });
}
constexpr std::array name_safeguarding_lead_options{member_option,
                                                    AdminOption{"no_longer", "", "They are not one any more"}};

AdminResult list_sessions(const AdminCall& call) {
    return call.database.read_now([&](Transaction& tx) -> AdminResult {
        const auto member = call.member(tx);
        if (!member) return std::unexpected(member.error());
        boost::json::array sessions;
        for (const auto& session : accounts::list_sessions(tx, member->member_id, call.now))
            sessions.push_back(boost::json::object{{"sessionId", session.session_id()}, {"device", session.label()}});
        boost::json::array tokens;
        for (const auto& token : accounts::list_tokens(tx, member->member_id, call.now))
            tokens.push_back(boost::json::object{{"tokenId", token.token_id()}, {"label", token.label()}});
        return boost::json::object{{"sessions", std::move(sessions)}, {"tokens", std::move(tokens)}};
    });
}
constexpr std::array list_sessions_options{member_option};

constexpr std::array commands{
    AdminCommand{"create-member", "Create a member's account", create_member_options, create_member},
    AdminCommand{"join-hub", "Make a member belong to a hub, or give them a greater role in it", join_hub_options,
                 join_hub},
    AdminCommand{"create-sign-in-link", "Make a link that signs a member in once, within a day",
                 create_sign_in_link_options, create_sign_in_link},
    AdminCommand{"create-token", "Make a bearer token for a program that acts as a member", create_token_options,
                 create_token},
    AdminCommand{"revoke", "End a session, a token, an invite, or all that a member has", revoke_options, revoke},
    AdminCommand{"name-safeguarding-lead", "Let a member read and answer Concerns", name_safeguarding_lead_options,
                 name_safeguarding_lead},
    AdminCommand{"deactivate-member",
                 "Close a member's account: they leave everything, and what they had goes to others at once",
                 one_member_options, deactivate_member},
    AdminCommand{"reactivate-member", "Let a member sign in again, who then belongs to nothing yet", one_member_options,
                 reactivate_member},
    AdminCommand{"list-members", "List the members", {}, list_members},
    AdminCommand{"list-sessions", "List a member's devices and tokens", list_sessions_options, list_sessions},
};

}  // namespace

std::span<const AdminCommand> member_commands() { return commands; }

}  // namespace ourplace::cli
