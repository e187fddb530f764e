#include "cli/admin.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::cli {
namespace {

Error about_option(std::string_view option, const std::string& message) {
    return Error::invalid(std::string(option), flag_of(option) + ": " + message);
}

// The id that fits `given`, an id or a name; ids come first.
struct Named {
    std::string id;
    std::string name;
};
Result<std::string> find_named(std::string_view option, std::string_view what, const std::string& given,
                               const std::vector<Named>& all) {
    std::vector<std::string> found;
    for (const auto& each : all) {
        if (each.id == given) return each.id;
        if (folded(each.name) == folded(given)) found.push_back(each.id);
    }
    if (found.size() == 1) return found.front();
    if (found.empty())
        return std::unexpected(about_option(option, "there is no " + std::string(what) + " \"" + given + "\"."));
    return std::unexpected(
        about_option(option, "several have the name \"" + given + "\"; give the id of the " + std::string(what) + "."));
}

// "hubId" → "hub id".
std::string words_of(std::string_view key) {
    std::string words;
    for (const char each : key) {
        if (each >= 'A' && each <= 'Z') words += ' ';
        words += each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    }
    return words;
}

std::string value_text(const boost::json::value& value) {
    if (const auto* text = value.if_string()) return std::string(*text);
    return boost::json::serialize(value);
}

}  // namespace

std::string AdminCall::text(std::string_view option) const {
    const auto given = options.find(option);
    return given == options.end() ? std::string() : given->second;
}

Result<unsigned> AdminCall::number(std::string_view option, unsigned otherwise) const {
    if (!has(option)) return otherwise;
    const auto given = text(option);
    unsigned value = 0;
    const auto [end, failure] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (failure != std::errc() || end != given.data() + given.size())
        return std::unexpected(about_option(option, "\"" + given + "\" is not a whole number."));
    return value;
}

Result<accounts::Member> AdminCall::member(store::Transaction& tx, std::string_view option) const {
    const auto given = text(option);
    auto found = accounts::find_member(tx, given);
    if (!found) found = accounts::find_member_by_name(tx, given);
    if (!found || found->is_persona)
        return std::unexpected(about_option(option, "there is no member \"" + given + "\"."));
    if (found->is_bot)
        return std::unexpected(
            about_option(option, "\"" + given + "\" is a bot; organisers of its hub look after it."));
    return std::move(*found);
}

Result<std::string> AdminCall::hub(store::Transaction& tx, std::string_view option) const {
    std::vector<Named> all;
    std::string page_token;
    do {
        const auto after = hubs::page_position(page_token);
        const auto page = hubs::list_hubs(tx, {.words = {}, .place_id = {}, .page_size = 100, .after = *after}, {});
        for (const auto& hub : page.hubs) all.push_back({.id = hub.hub_id(), .name = hub.name()});
        page_token = page.next_page_token;
    } while (!page_token.empty());
    return find_named(option, "hub", text(option), all);
}

Result<std::string> AdminCall::place(store::Transaction& tx, std::string_view option) const {
    std::vector<Named> all;
    for (const auto& place : hubs::list_places(tx)) all.push_back({.id = place.place_id(), .name = place.name()});
    return find_named(option, "place", text(option), all);
}

Result<hubs::Role> AdminCall::role() const {
    const auto given = text("role");
    if (given.empty() || given == "member") return hubs::Role::member;
    if (given == "moderator") return hubs::Role::moderator;
    if (given == "organiser") return hubs::Role::organiser;
    return std::unexpected(about_option("role", "must be member, moderator or organiser, not \"" + given + "\"."));
}

std::string for_people(const boost::json::object& answer) {
    std::string text;
    for (const auto& [key, value] : answer) {
        const auto* list = value.if_array();
        if (list == nullptr) {
            text += words_of(key) + ": " + value_text(value) + "\n";
            continue;
        }
        if (list->empty()) text += "There are no " + words_of(key) + ".\n";
        for (std::size_t index = 0; index < list->size(); ++index) {
            if (index > 0) text += "\n";
            text += for_people(list->at(index).as_object());
        }
    }
    return text;
}

}  // namespace ourplace::cli
