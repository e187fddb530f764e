// What the rest of the programme is told after a commit, in commit order. A hint: losing one loses nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace ourplace::store {

struct Notice {
    enum class Kind : std::uint8_t {
        update,          // key: stream; number and bytes are set
        ephemeral,       // key: stream; bytes are set (typing, presence); may be dropped
        access_changed,  // key: member; what they may read has changed, look again; number: in the stream of nodes
        session_ended,   // key: session or token id; number: in the stream of nodes
        head,            // key: stream; its log has reached this number, whoever is behind looks there
        lost,            // some notices did not arrive: everybody looks at the log again
    };
    Kind kind = Kind::update;
    std::string key;
    std::uint64_t number = 0;
    // A ServerFrame, ready to send.
    std::shared_ptr<const std::string> bytes;
    // Of an update: the newest number in the stream of nodes when it was committed. Nobody is given it before the changes
    // of access up to there were heeded.
    std::uint64_t after_access = 0;
    // Set by the store after the commit, for the latency figures; the clock's zero if it comes from elsewhere.
    std::chrono::steady_clock::time_point committed_at{};
};

}  // namespace ourplace::store
