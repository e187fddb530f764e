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

// Why the request's framing cannot be trusted, if so: the connection must close. RFC 9112 section 6.
[[nodiscard]] std::optional<Error> ambiguous_length(const Request& request);

// The secret of a bearer token or of the session cookie; empty when there is none.
struct Credentials {
    std::string secret;
    bool by_cookie = false;
};
[[nodiscard]] Credentials credentials_of(const Request& request, const Options& options);
[[nodiscard]] std::string session_cookie(const std::string& secret, const Options& options);
[[nodiscard]] std::string forgotten_cookie(const Options& options);

// Whether a page may use a person's cookie here: from the public URL, a listed origin, or the very host it talks to.
// A request without Origin counts as a program's unless a browser's Sec-Fetch headers are there.
[[nodiscard]] bool origin_allowed(const Request& request, const Options& options);

}  // namespace ourplace::gateway
