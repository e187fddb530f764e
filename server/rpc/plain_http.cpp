#include "rpc/plain_http.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

#include "rpc/errors.hpp"

namespace ourplace::rpc {

PlainReply plain_error(const Error& error) {
    PlainReply reply{.status = http_status(error.code), .headers = {{"Content-Type", "application/json"}}, .body = {}};
    if (error.retry_after.count() > 0) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(error.retry_after);
        reply.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    }
    reply.body =
        boost::json::serialize(boost::json::object{{"code", code_name(error.code)}, {"message", error.message}});
    return reply;
}

std::vector<std::pair<std::string, std::string>> budget_headers(const Budget& budget) {
    return {{"RateLimit-Limit", std::to_string(budget.limit)},
            {"RateLimit-Remaining", std::to_string(budget.remaining)},
            {"RateLimit-Reset", std::to_string(budget.reset.count())}};
}

}  // namespace ourplace::rpc
