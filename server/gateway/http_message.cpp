#include "gateway/http_message.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/url/parse.hpp>
#include <cctype>

#include "rpc/errors.hpp"

namespace ourplace::gateway {
namespace http = boost::beast::http;
namespace {

constexpr long cookie_lifetime_s = 365L * 24 * 3600;

std::string_view cookie_name(const Options& options) {
    return options.secure_cookies() ? "__Host-ourplace" : "ourplace";
}

std::string cookie(std::string_view value, long max_age_s, const Options& options) {
    std::string text(cookie_name(options));
    text += '=';
    text += value;
    text += "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(max_age_s);
    if (options.secure_cookies()) text += "; Secure";
    return text;
}

std::string_view origin_of(std::string_view url) {
    const auto host = url.find("://");
    if (host == std::string_view::npos) return url;
    return url.substr(0, url.find('/', host + 3));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::string header_text(const Reply& reply, const Options& options, bool keep_alive) {
    std::string text = "HTTP/1.1 " + std::to_string(reply.status) + ' ' +
                       std::string(http::obsolete_reason(http::int_to_status(reply.status))) + "\r\n";
    for (const auto& [name, value] : reply.headers) text += name + ": " + value + "\r\n";
    if (reply.status != 304 && reply.status != 204)
        text += "Content-Length: " + std::to_string(reply.content().size()) + "\r\n";
    text += "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";
    if (options.uses_tls()) text += "Strict-Transport-Security: max-age=31536000\r\n";
    if (!keep_alive) text += "Connection: close\r\n";
    return text + "\r\n";
}

Reply error_reply(const Error& error) {
    Reply reply{
        .status = rpc::http_status(error.code), .headers = {}, .body = rpc::connect_error(error), .shared_body = {}};
    reply.headers.emplace_back("Content-Type", "application/json");
    reply.headers.emplace_back("Cache-Control", "no-store");
    if (error.retry_after.count() > 0) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(error.retry_after).count();
        reply.headers.emplace_back("Retry-After", std::to_string(seconds));
    }
    return reply;
}

Reply text_reply(unsigned status, std::string text) {
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
            .body = std::move(text),
            .shared_body = {}};
}

std::string_view path_of(const Request& request) {
    const std::string_view target = request.target();
    return target.substr(0, target.find('?'));
}

std::vector<std::pair<std::string, std::string>> query_of(const Request& request) {
    std::vector<std::pair<std::string, std::string>> values;
    const auto url = boost::urls::parse_origin_form(request.target());
    if (!url) return values;
    for (const auto& parameter : url->params()) values.emplace_back(parameter.key, parameter.value);
    return values;
}

std::optional<Error> why_malformed(const Request& request) {
    const auto refuse = [](std::string field, std::string why) {
        return Error::invalid(std::move(field), std::move(why));
    };
    if (!request.target().starts_with('/')) return refuse("target", "Ask for a path that begins with \"/\".");
    const auto encodings = request.count(Field::transfer_encoding);
    if (encodings > 0) {
        const std::string_view encoding = request[Field::transfer_encoding];
        if (encodings > 1 || !boost::beast::iequals(encoding, "chunked")) {
            return refuse("Transfer-Encoding", "The only transfer encoding that is understood is \"chunked\".");
        }
        if (request.version() < 11) return refuse("Transfer-Encoding", "There is none in HTTP/1.0.");
        if (request.count(Field::content_length) > 0) {
            return refuse("Content-Length", "A request has a Content-Length or a Transfer-Encoding, not both.");
        }
    }
    const std::string_view length = request[Field::content_length];
    if (request.count(Field::content_length) > 1 || length.find_first_not_of("0123456789") != std::string_view::npos)
        return refuse("Content-Length", "A request has one Content-Length, a number.");
    if (request.count(Field::host) != 1 && request.version() >= 11) return refuse("Host", "A request has one Host.");
    return std::nullopt;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
    if (trimmed(if_none_match) == "*") return true;
    while (!if_none_match.empty()) {
        const auto end = if_none_match.find(',');
        auto one = trimmed(if_none_match.substr(0, end));
        // Proxies that compress make a strong tag a weak one; for this comparison both are the same.
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one == etag) return true;
        if_none_match = end == std::string_view::npos ? std::string_view() : if_none_match.substr(end + 1);
    }
    return false;
}

bool accepts_brotli(std::string_view accept_encoding) {
    for (const auto& [coding, parameters] : http::ext_list(accept_encoding)) {
        if (!boost::beast::iequals(coding, "br")) continue;
        // "br;q=0" refuses it.
        return std::ranges::none_of(parameters, [](const auto& parameter) {
            return boost::beast::iequals(parameter.first, "q") &&
                   std::string_view(parameter.second).find_first_not_of("0.") == std::string_view::npos;
        });
    }
    return false;
}

Credentials credentials_of(const Request& request, const Options& options) {
    const std::string_view authorization = request[Field::authorization];
    constexpr std::string_view bearer = "bearer ";
    if (authorization.size() > bearer.size() && boost::beast::iequals(authorization.substr(0, bearer.size()), bearer)) {
        return {.secret = std::string(trimmed(authorization.substr(bearer.size()))), .by_cookie = false};
    }
    for (const auto& header : request) {
        if (header.name() != Field::cookie) continue;
        std::string_view cookies = header.value();
        while (!cookies.empty()) {
            const auto end = cookies.find(';');
            const auto one = trimmed(cookies.substr(0, end));
            const auto equals = one.find('=');
            if (equals != std::string_view::npos && one.substr(0, equals) == cookie_name(options)) {
                return {.secret = std::string(one.substr(equals + 1)), .by_cookie = true};
            }
            cookies = end == std::string_view::npos ? std::string_view() : cookies.substr(end + 1);
        }
    }
    return {};
}

std::string session_cookie(const std::string& secret, const Options& options) {
    return cookie(secret, cookie_lifetime_s, options);
}

std::string forgotten_cookie(const Options& options) { return cookie("", 0, options); }

bool origin_allowed(const Request& request, const Options& options) {
    if (request.count(Field::origin) == 0) {
        // Browsers leave it out where a page fetches from where it came, as with an EventSource.
        if (request.count("Sec-Fetch-Site") > 0) return request["Sec-Fetch-Site"] == "same-origin";
        return request.count("Sec-Fetch-Mode") == 0;
    }
    const std::string_view origin = request[Field::origin];
    if (!options.public_url.empty() && origin == origin_of(options.public_url)) return true;
    if (std::ranges::find(options.allowed_origins, origin) != options.allowed_origins.end()) return true;
    const std::string_view host = request[Field::host];
    const auto scheme_end = origin.find("://");
    return scheme_end != std::string_view::npos && boost::beast::iequals(origin.substr(scheme_end + 3), host);
}

}  // namespace ourplace::gateway
