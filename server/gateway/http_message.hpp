// A request as read and a reply as written. Replies are put together here rather than by Beast: one piece of text and
// bytes that may be shared with the files in memory.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "gateway/options.hpp"

namespace ourplace::gateway {

using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Field = boost::beast::http::field;

struct Reply {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // Instead of body: bytes that outlive the reply.
    std::string_view shared_body;
    bool close = false;

    [[nodiscard]] std::string_view content() const {
        return shared_body.empty() ? std::string_view(body) : shared_body;
    }
};

// Status line, headers and the empty line. A reply to HEAD has the length of what GET would bring.
[[nodiscard]] std::string header_text(const Reply& reply, const Options& options, bool keep_alive);

// Connect's error reply, with Retry-After where it helps.
[[nodiscard]] Reply error_reply(const Error& error);
[[nodiscard]] Reply text_reply(unsigned status, std::string text);

// The path without the query, and a query value by name (decoded), in their order.
[[nodiscard]] std::string_view path_of(const Request& request);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> query_of(const Request& request);

// Why the request cannot be trusted to end where it seems to, or to be for this server: the connection must close.
// RFC 9112 sections 3 and 6.
[[nodiscard]] std::optional<Error> why_malformed(const Request& request);

// Without spaces at the ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// RFC 9110 sections 13.1.2 and 12.5.3.
[[nodiscard]] bool names_etag(std::string_view if_none_match, std::string_view etag);
[[nodiscard]] bool accepts_brotli(std::string_view accept_encoding);

// The secret of a bearer token or of the session cookie; empty when there is none.
struct Credentials {
    std::string secret;
    bool by_cookie = false;
};
[[nodiscard]] Credentials credentials_of(const Request& request, const Options& options);
[[nodiscard]] std::string session_cookie(const std::string& secret, const Options& options);
[[nodiscard]] std::string forgotten_cookie(const Options& options);

// Whether a page may use a person's cookie here: from the public URL, a listed origin, or the very host it talks to.
// A request without Origin counts as a program's, unless a browser says in its Sec-Fetch headers from where it comes.
[[nodiscard]] bool origin_allowed(const Request& request, const Options& options);

}  // namespace ourplace::gateway
