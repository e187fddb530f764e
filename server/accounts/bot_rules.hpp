// What a bot may do. Pure functions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace ourplace::accounts {

// As bits, which the table keeps.
enum class BotScope : std::uint8_t { post = 1, read = 2, announce = 4, remind = 8 };

class BotScopes {
  public:
    BotScopes() = default;
    BotScopes(std::initializer_list<BotScope> scopes) {
        for (const auto scope : scopes) add(scope);
    }
    [[nodiscard]] static BotScopes of_bits(std::int64_t bits) {
        BotScopes scopes;
        scopes.bits_ = static_cast<std::uint8_t>(bits);
        return scopes;
    }

    void add(BotScope scope) { bits_ |= static_cast<std::uint8_t>(scope); }
    [[nodiscard]] bool has(BotScope scope) const { return (bits_ & static_cast<std::uint8_t>(scope)) != 0; }
    [[nodiscard]] std::int64_t bits() const { return bits_; }
    bool operator==(const BotScopes&) const = default;

  private:
    std::uint8_t bits_ = 0;
};

// A bot among the members: whose it is and what it may do now.
struct BotStanding {
    // Empty: it was removed from its hub.
    std::string hub_id;
    BotScopes scopes;
    bool paused = false;

    // What is granted and not paused.
    [[nodiscard]] bool may(BotScope scope) const { return !paused && scopes.has(scope); }
};

}  // namespace ourplace::accounts
