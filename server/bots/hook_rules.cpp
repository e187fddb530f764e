#include "bots/hook_rules.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"

namespace ourplace::bots {
namespace {

constexpr std::size_t message_id_bytes = 16;

std::string lower(std::string_view text) {
    std::string small(text);
    for (auto& c : small) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return small;
}

// Without parameters ("; charset=utf-8").
std::string media_type(std::string_view content_type) {
    return lower(trimmed(content_type.substr(0, content_type.find(';'))));
}

Error refused(std::string message) { return Error::invalid("body", std::move(message)); }

Result<std::string> text_of_json(std::string_view json) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(json, failed);
    if (failed) return std::unexpected(refused("The body is no JSON: " + failed.message() + "."));
    const auto* object = value.if_object();
    const auto* text = object == nullptr ? nullptr : object->if_contains("text");
    if (text == nullptr || !text->is_string())
        return std::unexpected(refused(R"(Send a JSON object with the message as "text": {"text": "Hello"}.)"));
    return without_slack_escapes(std::string_view(text->get_string()));
}

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

// application/x-www-form-urlencoded; a "%" without two digits stands for itself.
std::string form_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : std::nullopt;
        const auto low = high ? hex_digit(text[at + 2]) : std::nullopt;
        if (high && low) {
            decoded += static_cast<char>(*high * 16 + *low);
            at += 2;
        } else {
            decoded += text[at] == '+' ? ' ' : text[at];
        }
    }
    return decoded;
}

std::optional<std::string> form_value(std::string_view form, std::string_view name) {
    while (!form.empty()) {
        const auto end = std::min(form.find('&'), form.size());
        const auto pair = form.substr(0, end);
        const auto equals = std::min(pair.find('='), pair.size());
        if (form_decoded(pair.substr(0, equals)) == name)
            return form_decoded(pair.substr(std::min(equals + 1, pair.size())));
        form.remove_prefix(std::min(end + 1, form.size()));
    }
    return std::nullopt;
}

// What stands between "<" and ">".
std::string readable(std::string_view inside) {
    const auto bar = inside.find('|');
    const auto target = inside.substr(0, bar);
    const auto label = bar == std::string_view::npos ? std::string_view() : inside.substr(bar + 1);
    // A person, a channel, or one of Slack's special words: what is shown is the label.
    if (target.starts_with('@') || target.starts_with('#')) {
        if (label.empty()) return std::string(target);
        return label.starts_with(target.front()) ? std::string(label) : target.front() + std::string(label);
    }
    if (target.starts_with('!')) return label.empty() ? '@' + std::string(target.substr(1)) : std::string(label);
    const auto address = target.starts_with("mailto:") ? target.substr(7) : target;
    if (label.empty() || label == address || label == target) return std::string(address);
    return std::string(label) + " (" + std::string(address) + ")";
}

std::string without_entities(std::string_view text) {
    static constexpr std::pair<std::string_view, char> entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const auto* const found =
            std::ranges::find_if(entities, [&](const auto& entity) { return text.starts_with(entity.first); });
        if (found != std::end(entities)) {
            plain += found->second;
            text.remove_prefix(found->first.size());
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    return plain;
}

// Slack writes every "<" of the text itself as "&lt;", so one that stands there begins an address, a person or a word.
bool is_markup(std::string_view inside) {
    if (inside.empty() || inside.contains('\n') || inside.contains('<')) return false;
    return inside.contains("://") || inside.starts_with("mailto:") || inside.starts_with("tel:") ||
           inside.starts_with('@') || inside.starts_with('#') || inside.starts_with('!');
}

}  // namespace

std::string without_slack_escapes(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const auto begin = std::min(text.find('<'), text.size());
        plain += without_entities(text.substr(0, begin));
        text.remove_prefix(begin);
        if (text.empty()) break;
        const auto end = text.find('>');
        const auto inside = end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
        if (is_markup(inside)) {
            plain += without_entities(readable(inside));
            text.remove_prefix(end + 1);
        } else {
            plain += '<';
            text.remove_prefix(1);
        }
    }
    return plain;
}

Result<std::string> hook_text(std::string_view content_type, std::string_view body) {
    if (!is_valid_utf8(body)) return std::unexpected(refused("The body must be UTF-8."));
    const auto type = media_type(content_type);
    Result<std::string> text = std::string(body);
    if (type == "application/json" || type.ends_with("+json")) {
        text = text_of_json(body);
    } else if (type == "application/x-www-form-urlencoded") {
        const auto payload = form_value(body, "payload");
        // `curl -d '{"text": …}'` calls its JSON a form.
        if (payload) {
            text = text_of_json(*payload);
        } else if (trimmed(body).starts_with('{')) {
            text = text_of_json(body);
        } else {
            return std::unexpected(refused(
                "A form needs payload={\"text\": …}. For plain text send the header Content-Type: text/plain."));
        }
    } else if (type != "text/plain" && !type.empty()) {
        return std::unexpected(
            Error::invalid("Content-Type", "Send application/json, application/x-www-form-urlencoded or text/plain."));
    }
    // A form's percent signs may hide what is no UTF-8.
    if (text && !is_valid_utf8(*text)) return std::unexpected(refused("The text must be UTF-8."));
    return text;
}

std::string message_id_for(std::string_view hook_id, std::string_view key) {
    return hash_secret(std::string(hook_id) + '\0' + std::string(key)).substr(0, message_id_bytes);
}

}  // namespace ourplace::bots
