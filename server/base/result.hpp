// Outcomes. A failed request is a value, never an exception: exceptions are for start-up and for bugs.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace ourplace {

// The codes of the Connect protocol, with its numbers (proto/ourplace/v1/errors.proto).
enum class Code : std::uint8_t {
    canceled = 1,
    unknown = 2,
    invalid_argument = 3,
    deadline_exceeded = 4,
    not_found = 5,
    already_exists = 6,
    permission_denied = 7,
    resource_exhausted = 8,
    failed_precondition = 9,
    aborted = 10,
    out_of_range = 11,
    unimplemented = 12,
    internal = 13,
    unavailable = 14,
    data_loss = 15,
    unauthenticated = 16,
};

// Why a request failed, for the person who made it. The message says what happened and what is allowed, in plain
// English, and never repeats personal data. The field is the request's, as a path; empty when none is at fault.
struct Error {
    Code code = Code::unknown;
    std::string message;
    std::string field;
    bool retry_can_help = false;
    std::chrono::milliseconds retry_after{0};

    static Error invalid(std::string field, std::string message) {
        return {.code = Code::invalid_argument, .message = std::move(message), .field = std::move(field)};
    }
    static Error not_found(std::string field, std::string message) {
        return {.code = Code::not_found, .message = std::move(message), .field = std::move(field)};
    }
    static Error already_exists(std::string field, std::string message) {
        return {.code = Code::already_exists, .message = std::move(message), .field = std::move(field)};
    }
    static Error permission_denied(std::string field, std::string message) {
        return {.code = Code::permission_denied, .message = std::move(message), .field = std::move(field)};
    }
    static Error failed_precondition(std::string field, std::string message) {
        return {.code = Code::failed_precondition, .message = std::move(message), .field = std::move(field)};
    }
    static Error unauthenticated(std::string message) {
        return {.code = Code::unauthenticated, .message = std::move(message), .field = {}};
    }
    static Error unavailable(std::string message) {
        return {.code = Code::unavailable, .message = std::move(message), .field = {}, .retry_can_help = true};
    }
    static Error internal(std::string message) {
        return {.code = Code::internal, .message = std::move(message), .field = {}};
    }
    static Error too_often(std::string message, std::chrono::milliseconds retry_after) {
        return {.code = Code::resource_exhausted,
                .message = std::move(message),
                .field = {},
                .retry_can_help = true,
                .retry_after = retry_after};
    }
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace ourplace
