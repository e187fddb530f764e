// Who makes a call.
#pragma once

#include <cstdint>
#include <string>

namespace ourplace::accounts {

struct Caller {
    enum class Kind : std::uint8_t {
        nobody,      // not signed in
        session,     // a person on a device
        token_read,  // a program that acts as the member
        token_write,
        bot,  // what it may do is looked up with each membership
    };
    Kind kind = Kind::nobody;
    std::string member_id;
    // The member's name when the call or connection began.
    std::string name;
    // The session's or the token's id; not secret.
    std::string session_id;
    bool is_administrator = false;
    // A bot that reminds, which writes to many people at once. Only its budget follows from it.
    bool reminds = false;
    // 0: does not expire.
    std::int64_t expires_at_us = 0;

    [[nodiscard]] bool signed_in() const { return kind != Kind::nobody; }
};

}  // namespace ourplace::accounts
