#include "asks/pseudonym_rules.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace ourplace::asks {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 40> english_kinds{
    "Amber",  "Autumn", "Blue",   "Brave",  "Bright", "Calm",   "Copper", "Coral",   "Crimson", "Early",
    "Gentle", "Golden", "Green",  "Grey",   "Happy",  "Hazel",  "Hidden", "Indigo",  "Ivory",   "Jade",
    "Kind",   "Lilac",  "Little", "Lively", "Mellow", "Misty",  "Olive",  "Patient", "Pearl",   "Plum",
    "Quiet",  "River",  "Russet", "Silver", "Spring", "Steady", "Summer", "Violet",  "Winter",  "Woodland"};
constexpr std::array<std::string_view, 40> english_creatures{
    "Badger",    "Beaver",  "Blackbird",  "Bumblebee", "Butterfly", "Cricket", "Curlew",   "Dormouse",
    "Dragonfly", "Dunlin",  "Finch",      "Grebe",     "Hare",      "Hawk",    "Hedgehog", "Heron",
    "Jackdaw",   "Kestrel", "Kingfisher", "Lapwing",   "Linnet",    "Magpie",  "Marten",   "Moorhen",
    "Nightjar",  "Otter",   "Owl",        "Partridge", "Pipit",     "Plover",  "Robin",    "Salmon",
    "Skylark",   "Sparrow", "Squirrel",   "Starling",  "Swallow",   "Swift",   "Thrush",   "Wren"};

// Masculine all, so that no adjective mutates; ones that would not mutate anyway.
constexpr std::array<std::string_view, 24> welsh_creatures{
    "Alarch",   "Barcud", "Cadno",   "Carw",  "Crëyr",   "Cudyll", "Draenog", "Dryw",
    "Dyfrgi",   "Eog",    "Eryr",    "Glöyn", "Gwalch",  "Hebog",  "Mwyalch", "Pathew",
    "Pysgodyn", "Robin",  "Sofliar", "Titw",  "Trochwr", "Twrch",  "Ych",     "Ystlum"};
constexpr std::array<std::string_view, 16> welsh_kinds{"Arian", "Aur",    "Distaw", "Euraid", "Hapus",  "Heini",
                                                       "Hoff",  "Hynaws", "Llon",   "Llwyd",  "Siriol", "Swil",
                                                       "Sionc", "Ifanc",  "Sydyn",  "Haf"};

// FNV-1a: every bit of the seed counts.
std::uint64_t mixed(std::string_view seed) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char byte : seed) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
    return hash ^ (hash >> 29U);
}

std::string_view one_of(Words words, std::uint64_t number) { return words[number % words.size()]; }

}  // namespace

std::string pseudonym(std::string_view seed, PseudonymLanguage language) {
    const auto number = mixed(seed);
    const auto is_welsh = language == PseudonymLanguage::welsh;
    const auto kind = one_of(is_welsh ? Words(welsh_kinds) : Words(english_kinds), number >> 32U);
    const auto creature = one_of(is_welsh ? Words(welsh_creatures) : Words(english_creatures), number & 0xFFFFFFFFU);
    return is_welsh ? std::string(creature) + ' ' + std::string(kind) : std::string(kind) + ' ' + std::string(creature);
}

}  // namespace ourplace::asks
