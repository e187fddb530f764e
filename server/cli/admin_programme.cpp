// `ourplace admin`: the programme, its places, hubs, channels and invites.
#include <array>
#include <boost/json/array.hpp>
#include <utility>

#include "accounts/devices_tables.hpp"
#include "cli/admin.hpp"
#include "cli/demo_programme.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;
using Need = AdminOption::Need;

constexpr AdminOption name_option{"name", "NAME", "1 to 80 characters", Need::required};
constexpr AdminOption hub_option{"hub", "HUB", "Id or name", Need::required};
constexpr AdminOption purpose_option{"purpose", "TEXT", "At most 280 characters"};

AdminResult create_programme(const AdminCall& call) {
    const auto name = hubs::name("name", call.text("name"));
    if (!name) return std::unexpected(name.error());
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        accounts::name_programme(tx, *name, call.now);
        return boost::json::object{{"programmeName", *name}};
    });
}
constexpr std::array create_programme_options{name_option};

AdminResult create_place(const AdminCall& call) {
    const auto name = hubs::name("name", call.text("name"));
    if (!name) return std::unexpected(name.error());
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        Result<std::string> parent = std::string();
        if (call.has("parent")) parent = call.place(tx, "parent");
        if (!parent) return std::unexpected(std::move(parent.error()));
        const auto place = hubs::create_place(tx, *name, *parent);
        if (!place) return std::unexpected(place.error());
        return boost::json::object{{"placeId", place->place_id()}, {"name", place->name()}};
    });
}
constexpr std::array create_place_options{name_option,
                                          AdminOption{"parent", "PLACE", "The place it lies in, id or name"}};

Result<int> paint_named(const AdminCall& call) {
    const auto given = call.text("paint");
    if (given.empty()) return v1::PAINT_BOTTLE;
    std::string name = "PAINT_";
    for (const char each : given) name += each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
    v1::Paint paint = v1::PAINT_UNSPECIFIED;
    if (v1::Paint_Parse(name, &paint) && paint != v1::PAINT_UNSPECIFIED) return static_cast<int>(paint);
    return std::unexpected(Error::invalid(
        "paint", "--paint: must be one of pillarbox, bottle, estate, slate, damson, ochre, harbour, oak."));
}

Result<hubs::NewHub> new_hub(const AdminCall& call) {
    auto name = hubs::name("name", call.text("name"));
    if (!name) return std::unexpected(std::move(name.error()));
    auto purpose = hubs::purpose("purpose", call.text("purpose"));
    if (!purpose) return std::unexpected(std::move(purpose.error()));
    const auto paint = paint_named(call);
    if (!paint) return std::unexpected(paint.error());
    return hubs::NewHub{.name = std::move(*name),
                        .purpose = std::move(*purpose),
                        .place_id = {},
                        .paint = *paint,
                        .join_policy = call.has("open") ? hubs::JoinPolicy::open : hubs::JoinPolicy::invitation};
}

AdminResult create_hub(const AdminCall& call) {
    auto hub = new_hub(call);
    if (!hub) return std::unexpected(std::move(hub.error()));
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        auto place = call.place(tx);
        if (!place) return std::unexpected(std::move(place.error()));
        hub->place_id = std::move(*place);
        const auto hub_id = hubs::create_hub(tx, *hub, call.now);
        if (!hub_id) return std::unexpected(hub_id.error());
        if (call.has("organiser")) {
            const auto organiser = call.member(tx, "organiser");
            if (!organiser) return std::unexpected(organiser.error());
            hubs::join_hub(tx, *hub_id, organiser->member_id, hubs::Role::organiser, call.now);
        }
        return boost::json::object{{"hubId", *hub_id}, {"name", hub->name}};
    });
}
constexpr std::array create_hub_options{
    name_option,
    AdminOption{"place", "PLACE", "Id or name", Need::required},
    purpose_option,
    AdminOption{"paint", "COLOUR",
                "Of its door: pillarbox, bottle, estate, slate, damson, ochre, harbour, oak (bottle)"},
    AdminOption{"open", "", "Any member of the programme may join; otherwise by invitation"},
    AdminOption{"organiser", "MEMBER", "Who runs it, name or id"}};

Result<hubs::Visibility> visibility_named(const AdminCall& call) {
    const auto given = call.text("visibility");
    if (given.empty() || given == "hub") return hubs::Visibility::hub;
    if (given == "open") return hubs::Visibility::open;
    if (given == "private") return hubs::Visibility::restricted;
    return std::unexpected(Error::invalid("visibility", "--visibility: must be open, hub or private."));
}

AdminResult create_channel(const AdminCall& call) {
    auto name = hubs::name("name", call.text("name"));
    if (!name) return std::unexpected(std::move(name.error()));
    auto purpose = hubs::purpose("purpose", call.text("purpose"));
    if (!purpose) return std::unexpected(std::move(purpose.error()));
    const auto visibility = visibility_named(call);
    if (!visibility) return std::unexpected(visibility.error());
    if (*visibility == hubs::Visibility::restricted && !call.has("member"))
        return std::unexpected(Error::invalid("member", "--member: a private channel needs somebody who is in it."));
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        auto hub_id = call.hub(tx);
        if (!hub_id) return std::unexpected(std::move(hub_id.error()));
        std::string creator_id;
        if (call.has("member")) {
            const auto creator = call.member(tx);
            if (!creator) return std::unexpected(creator.error());
            if (!hubs::find_hub_member(tx, *hub_id, creator->member_id))
                return std::unexpected(Error::invalid("member", "--member: they do not belong to the hub."));
            creator_id = creator->member_id;
        }
        const auto channel_id =
            hubs::create_channel(tx, {.hub_id = *hub_id, .name = *name, .purpose = *purpose, .visibility = *visibility},
                                 creator_id, call.now);
        return boost::json::object{{"channelId", channel_id}, {"hubId", *hub_id}, {"name", *name}};
    });
}
constexpr std::array create_channel_options{
    hub_option, name_option, purpose_option,
    AdminOption{"visibility", "WHO", "open (to the programme), hub or private (hub)"},
    AdminOption{"member", "MEMBER", "Who is in a private channel from the start, name or id"}};

// Whose name the invited see: as given, or else an organiser of the hub, or else an administrator.
Result<std::string> inviter(Transaction& tx, const AdminCall& call, const std::string& hub_id) {
    if (call.has("by")) {
        auto member = call.member(tx, "by");
        if (!member) return std::unexpected(std::move(member.error()));
        return std::move(member->member_id);
    }
    for (const auto& member :
         hubs::list_hub_members(tx, hub_id, {.words = {}, .page_size = 1000, .after = {}}).members) {
        if (member.role() == v1::HUB_ROLE_ORGANISER) return member.member().member_id();
    }
    for (auto& member : accounts::all_members(tx)) {
        if (member.is_administrator) return std::move(member.member_id);
    }
    return std::unexpected(Error::invalid("by", "--by: nobody runs the hub yet; say in whose name to invite."));
}

AdminResult create_invite(const AdminCall& call) {
    const auto role = call.role();
    if (!role) return std::unexpected(role.error());
    const auto uses = call.number("uses", 1);
    if (!uses) return std::unexpected(uses.error());
    const auto days = call.number("days", hubs::default_invite_days);
    if (!days) return std::unexpected(days.error());
    const auto terms = hubs::invite_terms(static_cast<int>(*role), *uses, *days);
    if (!terms) return std::unexpected(terms.error());
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto hub_id = call.hub(tx);
        if (!hub_id) return std::unexpected(hub_id.error());
        const auto by = inviter(tx, call, *hub_id);
        if (!by) return std::unexpected(by.error());
        const auto created = hubs::create_invite(tx, *hub_id, *by, *terms, call.now);
        return boost::json::object{{"url", call.public_url + "/join#" + created.secret},
                                   {"inviteId", created.invite.invite_id()},
                                   {"usesLeft", created.invite.uses_left()}};
    });
}
constexpr std::array create_invite_options{
    hub_option, AdminOption{"by", "MEMBER", "Whose name the invited see, name or id (an organiser)"},
    AdminOption{"role", "ROLE", "member, moderator or organiser (member)"},
    AdminOption{"uses", "NUMBER", "How many people may use it, 1 to 1000 (1)"},
    AdminOption{"days", "NUMBER", "How long it is valid, 1 to 90 (14)"}};

AdminResult list_places(const AdminCall& call) {
    return call.database.read_now([&](Transaction& tx) -> AdminResult {
        boost::json::array places;
        for (const auto& place : hubs::list_places(tx))
            places.push_back(boost::json::object{
                {"placeId", place.place_id()}, {"name", place.name()}, {"parentPlaceId", place.parent_place_id()}});
        return boost::json::object{{"places", std::move(places)}};
    });
}

AdminResult list_hubs(const AdminCall& call) {
    return call.database.read_now([&](Transaction& tx) -> AdminResult {
        boost::json::array all;
        std::string page_token;
        do {
            const auto after = hubs::page_position(page_token);
            const auto page = hubs::list_hubs(tx, {.words = {}, .place_id = {}, .page_size = 100, .after = *after}, {});
            for (const auto& hub : page.hubs)
                all.push_back(boost::json::object{{"hubId", hub.hub_id()},
                                                  {"name", hub.name()},
                                                  {"place", hub.place().name()},
                                                  {"members", hub.member_count()}});
            page_token = page.next_page_token;
        } while (!page_token.empty());
        return boost::json::object{{"hubs", std::move(all)}};
    });
}

AdminResult list_invites(const AdminCall& call) {
    return call.database.read_now([&](Transaction& tx) -> AdminResult {
        const auto hub_id = call.hub(tx);
        if (!hub_id) return std::unexpected(hub_id.error());
        boost::json::array invites;
        for (const auto& invite : hubs::list_invites(tx, *hub_id, call.now))
            invites.push_back(boost::json::object{{"inviteId", invite.invite_id()},
                                                  {"role", v1::HubRole_Name(invite.role())},
                                                  {"usesLeft", invite.uses_left()},
                                                  {"by", invite.created_by_name()}});
        return boost::json::object{{"invites", std::move(invites)}};
    });
}
constexpr std::array list_invites_options{hub_option};

// With fresh links also when it was created before: that is how a visitor gets in again.
AdminResult create_demonstration(const AdminCall& call) {
    const auto programme = create_demo(call.database, call.text("from"), call.now);
    if (!programme) return std::unexpected(programme.error());
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        boost::json::array links;
        for (const auto& role : programme->roles) {
            const auto link = accounts::create_sign_in_link(tx, role.member_id, call.now);
            links.push_back(boost::json::object{{"role", role.role},
                                                {"name", role.name},
                                                {"url", accounts::sign_in_link_url(call.public_url, link.secret)}});
        }
        return boost::json::object{{"created", programme->is_new},
                                   {"hubs", programme->hubs},
                                   {"members", programme->members},
                                   {"messages", programme->messages},
                                   {"links", std::move(links)}};
    });
}
constexpr std::array create_demo_options{
    AdminOption{"from", "DIR", "The programme as files (deploy/demo)", Need::required}};

constexpr std::array commands{
    AdminCommand{"create-programme", "Create the programme, or give it another name", create_programme_options,
                 create_programme},
    AdminCommand{"create-place", "Create a place", create_place_options, create_place},
    AdminCommand{"create-hub", "Create a hub in a place", create_hub_options, create_hub},
    AdminCommand{"create-channel", "Create a channel of a hub", create_channel_options, create_channel},
    AdminCommand{"create-invite", "Make a link with which new members join a hub", create_invite_options,
                 create_invite},
    AdminCommand{"create-demo", "Fill an empty programme with a demonstration; links to sign in with to look at it",
                 create_demo_options, create_demonstration},
    AdminCommand{"list-places", "List the places", {}, list_places},
    AdminCommand{"list-hubs", "List the hubs", {}, list_hubs},
    AdminCommand{"list-invites", "List the invites of a hub that can still be used", list_invites_options,
                 list_invites},
};

}  // namespace

std::span<const AdminCommand> programme_commands() { return commands; }

}  // namespace ourplace::cli
