// Chance is a number drawn from what it is about (this Ask, that Champion, this question), never from what was drawn before:
// the same things happen whatever else is changed. Pure.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ourplace::asks {

// What is drawn; each is another number of the same two.
enum class Draw : std::uint8_t {
    zone = 1,
    hours,
    quiet_from,
    quiet_to,
    cap,
    language,
    first_theme,
    second_theme,
    word,
    pauses,
    pause_begins,
    pause_length,
    arrives,
    arrives_at_night,
    urgency,
    names_theme,
    reacts_after,
    accepts,
    converses,
    ends,
    gives_up,
    gives_up_after,
    past_answer,
    past_talk,
};

class Chance {
  public:
    explicit Chance(unsigned seed) : seed_(seed) {}
    // 0 to 1, 1 excluded.
    [[nodiscard]] double of(Draw what, std::size_t first, std::size_t second = 0) const;
    // 0 to count - 1.
    [[nodiscard]] std::size_t pick(std::size_t count, Draw what, std::size_t first, std::size_t second = 0) const;

  private:
    std::uint64_t seed_;
};

}  // namespace ourplace::asks
