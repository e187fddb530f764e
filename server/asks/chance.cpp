#include "asks/chance.hpp"

#include <initializer_list>

namespace ourplace::asks {

// SplitMix64 over what it is about.
double Chance::of(Draw what, std::size_t first, std::size_t second) const {
    std::uint64_t state = seed_;
    for (const auto part : {static_cast<std::uint64_t>(what), std::uint64_t{first}, std::uint64_t{second}}) {
        state += part + 0x9E3779B97F4A7C15ULL;
        state = (state ^ (state >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        state = (state ^ (state >> 27U)) * 0x94D049BB133111EBULL;
        state ^= state >> 31U;
    }
    return static_cast<double>(state >> 11U) / static_cast<double>(1ULL << 53U);
}

std::size_t Chance::pick(std::size_t count, Draw what, std::size_t first, std::size_t second) const {
    return static_cast<std::size_t>(of(what, first, second) * static_cast<double>(count));
}

}  // namespace ourplace::asks
