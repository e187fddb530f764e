#include "accounts/programme_rules.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace ourplace::accounts {
namespace {

std::vector<std::string> parts_of(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts;
    while (true) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        parts.push_back(trimmed(text.substr(0, end)));
        if (end == text.size()) return parts;
        text.remove_prefix(end + 1);
    }
}

bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }

Result<std::string> phone_number(std::string_view name, std::string_view text) {
    auto number = trimmed(text);
    const auto digits = std::string_view(number).substr(number.starts_with('+') ? 1 : 0);
    const bool fits = number.size() >= 2 && number.size() <= 20 && !digits.empty() && is_digit(digits.front()) &&
                      std::ranges::all_of(digits, [](char each) { return is_digit(each) || each == ' '; });
    if (fits) return number;
    return std::unexpected(Error::invalid(
        std::string(name), "A number has 2 to 20 characters: digits and spaces, perhaps a + before them."));
}

Result<std::string> label(std::string_view text) {
    return validated_text("signposts", text, {.least = 1, .most = max_signpost_characters});
}

Result<SignpostNumber> signpost(std::string_view text) {
    const auto parts = parts_of(text, "|");
    if (parts.size() < 2 || parts.size() > 3) {
        return std::unexpected(Error::invalid("signposts",
                                              "Each is \"number|who it is\" or \"number|in English|in Welsh\"; a ; "
                                              "stands between them."));
    }
    auto number = phone_number("signposts", parts[0]);
    if (!number) return std::unexpected(std::move(number.error()));
    auto english = label(parts[1]);
    if (!english) return std::unexpected(std::move(english.error()));
    SignpostNumber made{.label_en = std::move(*english), .label_cy = {}, .number = std::move(*number)};
    if (parts.size() == 3 && !parts[2].empty()) {
        auto welsh = label(parts[2]);
        if (!welsh) return std::unexpected(std::move(welsh.error()));
        made.label_cy = std::move(*welsh);
    }
    return made;
}

Result<std::vector<SignpostNumber>> signposts(std::string_view text) {
    std::vector<SignpostNumber> all;
    for (const auto& part : parts_of(text, ";\n")) {
        if (part.empty()) continue;
        auto one = signpost(part);
        if (!one) return std::unexpected(std::move(one.error()));
        all.push_back(std::move(*one));
    }
    if (!all.empty() && all.size() <= most_signposts) return all;
    return std::unexpected(Error::invalid("signposts", "There are 1 to 8 of them."));
}

bool is_in_host(char symbol) {
    return is_digit(symbol) || (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') || symbol == '-' ||
           symbol == '.';
}

bool is_in_url(char symbol) {
    return symbol > ' ' && symbol < 0x7F && !std::string_view("\"<>\\^`{|}").contains(symbol);
}

// RFC 3986 in what a browser is sent to: a host, perhaps a port, nobody's name and password, and no symbol that would have to
// be written otherwise.
bool is_page(std::string_view url) {
    constexpr std::string_view secure = "https://";
    if (!url.starts_with(secure) || url.size() > max_exit_page_characters) return false;
    const auto rest = url.substr(secure.size());
    auto host = rest.substr(0, rest.find_first_of("/?#"));
    const auto port = host.substr(std::min(host.find(':'), host.size()));
    host.remove_suffix(port.size());
    return std::ranges::all_of(rest, is_in_url) && !host.empty() && host.front() != '.' && host.back() != '.' &&
           std::ranges::all_of(host, is_in_host) &&
           (port.empty() || (port.size() > 1 && std::ranges::all_of(port.substr(1), is_digit)));
}

Result<std::pair<std::string, std::string>> exit_pages(std::string_view text) {
    auto pages = parts_of(text, " \t\n");
    std::erase(pages, std::string());
    if (pages.size() == 1) pages.push_back(pages.front());
    if (pages.size() == 2 && std::ranges::all_of(pages, is_page)) return std::pair(pages[0], pages[1]);
    return std::unexpected(
        Error::invalid("exit_page",
                       "Give the whole address of a page that many people have open, https://…, or two, in English and "
                       "in Welsh, with a space between them; each of at most 300 characters."));
}

Result<unsigned> response_days(std::string_view text) {
    unsigned days = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (failure == std::errc() && end == text.data() + text.size() && days >= 1 && days <= most_response_days)
        return days;
    return std::unexpected(Error::invalid("suggestion_response_days", "This can be 1 to 365, a whole number of days."));
}

template <class Value, class Given>
Result<void> take(Value& value, Result<Given> given) {
    if (!given) return std::unexpected(std::move(given.error()));
    value = std::move(*given);
    return {};
}

std::string text_of(const std::vector<SignpostNumber>& signposts) {
    std::string all;
    for (const auto& one : signposts) {
        all += (all.empty() ? "" : "; ") + one.number + '|' + one.label_en;
        if (!one.label_cy.empty()) all += '|' + one.label_cy;
    }
    return all;
}

}  // namespace

std::string setting_text(const ProgrammeSettings& settings, std::string_view name) {
    if (name == "emergency_number") return settings.emergency_number;
    if (name == "signposts") return text_of(settings.signposts);
    if (name == "suggestion_response_days") return std::to_string(settings.suggestion_response_days);
    if (settings.exit_page_en == settings.exit_page_cy) return settings.exit_page_en;
    return settings.exit_page_en + ' ' + settings.exit_page_cy;
}

Result<void> change_setting(ProgrammeSettings& settings, std::string_view name, std::string_view text) {
    const auto given = trimmed(text);
    if (given.empty()) return change_setting(settings, name, setting_text({}, name));
    if (name == "emergency_number") return take(settings.emergency_number, phone_number(name, given));
    if (name == "signposts") return take(settings.signposts, signposts(given));
    if (name == "suggestion_response_days") return take(settings.suggestion_response_days, response_days(given));
    std::pair<std::string, std::string> pages;
    if (auto taken = take(pages, exit_pages(given)); !taken) return taken;
    std::tie(settings.exit_page_en, settings.exit_page_cy) = std::move(pages);
    return {};
}

}  // namespace ourplace::accounts
