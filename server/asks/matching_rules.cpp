#include "asks/matching_rules.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "events/zone_rules.hpp"

namespace ourplace::asks {
namespace {

// As many as there are bits to say which of them somebody shares.
constexpr std::size_t max_words = 64;
constexpr std::size_t shown_words = 4;
constexpr double words_that_satisfy = 4;
// Among few people it says little that others have the same word.
constexpr std::size_t few = 4;
constexpr double many = 8;
// One silence among so few says little yet.
constexpr unsigned few_offers = 3;
constexpr Timestamp lately_us = 28 * microseconds_per_day;

bool holds(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

// The first of either that the other has, or nothing.
const std::string* shared(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    const auto found = std::ranges::find_if(one, [&](const std::string& item) { return holds(other, item); });
    return found == one.end() ? nullptr : &*found;
}

// What the walls show, each zone asked once.
class Walls {
  public:
    explicit Walls(Timestamp now) : now_(now) {}
    WallTime in(const std::string& zone) {
        const auto known = std::ranges::find(walls_, zone, [](const auto& wall) { return wall.first; });
        if (known != walls_.end()) return known->second;
        return walls_.emplace_back(zone, events::to_wall(now_, zone)).second;
    }

  private:
    Timestamp now_;
    // Of strings that live longer than this.
    std::vector<std::pair<std::string_view, WallTime>> walls_;
};

// An Ask's words, ascending, with their place among them as bits.
class AskedWords {
  public:
    explicit AskedWords(std::span<const Word> words) : words_(words.first(std::min(words.size(), max_words))) {
        for (std::size_t bit = 0; bit < words_.size(); ++bit) keys_.emplace_back(words_[bit].key, bit);
        std::ranges::sort(keys_);
    }

    // Which of them are among these, which ascend.
    [[nodiscard]] std::uint64_t among(const std::vector<WordKey>& words) const {
        std::uint64_t bits = 0;
        auto at = words.begin();
        for (const auto& [key, bit] : keys_) {
            at = std::lower_bound(at, words.end(), key);
            if (at == words.end()) break;
            if (*at == key) bits |= std::uint64_t{1} << bit;
        }
        return bits;
    }

    // Counts who has which; what few have weighs more.
    void count(std::uint64_t bits) {
        for (; bits != 0; bits &= bits - 1) ++having_[static_cast<std::size_t>(std::countr_zero(bits))];
    }
    void weigh(std::size_t people) {
        for (std::size_t bit = 0; bit < words_.size(); ++bit)
            weights_[bit] = std::log1p(static_cast<double>(people + few) / std::max(1U, having_[bit]));
    }

    // 0 to 1: more words say less and less.
    [[nodiscard]] double closeness(std::uint64_t bits) const {
        double sum = 0;
        for (; bits != 0; bits &= bits - 1) sum += weights_[static_cast<std::size_t>(std::countr_zero(bits))];
        return 1 - std::exp(-sum / words_that_satisfy);
    }

    // The weightiest of them.
    [[nodiscard]] std::string shown(std::uint64_t bits) const {
        std::vector<std::size_t> found;
        for (; bits != 0; bits &= bits - 1) found.push_back(static_cast<std::size_t>(std::countr_zero(bits)));
        std::ranges::sort(found, std::greater(),
                          [&](std::size_t bit) { return std::pair(weights_[bit], -static_cast<int>(bit)); });
        std::string text;
        for (const auto bit : std::span(found).first(std::min(found.size(), shown_words)))
            text += (text.empty() ? "" : ", ") + words_[bit].shown;
        return text;
    }

  private:
    std::span<const Word> words_;
    std::vector<std::pair<WordKey, std::size_t>> keys_;
    std::array<unsigned, max_words> having_{};
    std::array<double, max_words> weights_{};
};

// 0 to 1: nothing, some, very many.
double share_of_many(unsigned count) { return std::min(1.0, std::log1p(count) / std::log1p(many)); }

const Experience* experience_of(const Candidate& candidate, const std::string& theme) {
    const auto found = std::ranges::find(candidate.experience, theme, &Experience::theme);
    return found == candidate.experience.end() || theme.empty() ? nullptr : &*found;
}

struct Weighed {
    double weight = 0;
    Reason reason;
};

// What speaks for somebody, with what it weighs. Called for everybody for the sum, and for the few who are offered it for
// the reasons.
template <class Say>
void each_reason(const MatchingAsk& ask, const Candidate& candidate, double closeness, const MatchingSettings& settings,
                 Say say) {
    static const std::string nothing;
    if (!ask.preferred_id.empty() && candidate.member_id == ask.preferred_id)
        say(settings.preferred, ReasonCode::preferred, nothing, 0U);
    if (!ask.theme.empty() && holds(candidate.themes, ask.theme)) say(settings.theme, ReasonCode::theme, ask.theme, 0U);
    if (const auto* experience = experience_of(candidate, ask.theme)) {
        if (experience->resolved > 0)
            say(settings.resolved * share_of_many(experience->resolved), ReasonCode::resolved, ask.theme,
                experience->resolved);
        if (experience->stories > 0)
            say(settings.stories * share_of_many(experience->stories), ReasonCode::stories, ask.theme,
                experience->stories);
    }
    if (closeness > 0) say(settings.words * closeness, ReasonCode::words, nothing, 0U);
    if (!ask.place_id.empty() && holds(candidate.place_ids, ask.place_id)) {
        say(settings.same_place, ReasonCode::same_place, ask.place_id, 0U);
    } else if (const auto* near = shared(candidate.place_ids, ask.near_place_ids)) {
        say(settings.near_place, ReasonCode::near_place, *near, 0U);
    }
}

// `most_accepted`: lately, by any of those who can be offered it.
double burden(const Candidate& candidate, unsigned most_accepted, const MatchingSettings& settings) {
    const auto share = [](unsigned part, unsigned whole) { return static_cast<double>(part) / std::max(1U, whole); };
    return settings.load * share(candidate.live_matches + candidate.open_offers, candidate.availability.cap) +
           settings.accepted * share(candidate.accepted_lately, most_accepted) +
           settings.silence * share(candidate.silent_lately, std::max(candidate.offered_lately, few_offers));
}

double has_waited(const Candidate& candidate, const MatchingSettings& settings, Timestamp now) {
    const auto since = std::clamp<Timestamp>(now - candidate.last_offered_at, 0, lately_us);
    return settings.waiting * static_cast<double>(since) / static_cast<double>(lately_us);
}

// Turns the order of those who are equal from Ask to Ask, so that it is not always the same who comes first.
std::uint64_t turn(std::string_view ask_id, std::string_view member_id) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const auto text : {ask_id, member_id}) {
        for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    }
    return hash ^ (hash >> 29U);
}

struct Contender {
    const Candidate* candidate = nullptr;
    std::uint64_t shared_words = 0;
    double score = 0;
    std::uint64_t turn = 0;
};

bool comes_before(const Contender& one, const Contender& other) {
    if (one.score != other.score) return one.score > other.score;
    if (one.candidate->offered_lately != other.candidate->offered_lately)
        return one.candidate->offered_lately < other.candidate->offered_lately;
    if (one.turn != other.turn) return one.turn < other.turn;
    return one.candidate->member_id < other.candidate->member_id;
}

std::vector<Reason> reasons(const MatchingAsk& ask, const Contender& contender, const AskedWords& words,
                            const MatchingSettings& settings) {
    std::vector<Weighed> weighed;
    const auto& candidate = *contender.candidate;
    each_reason(ask, candidate, words.closeness(contender.shared_words), settings,
                [&](double weight, ReasonCode code, const std::string& subject, unsigned count) {
                    weighed.push_back({weight, {.code = code, .subject = subject, .count = count}});
                    if (code == ReasonCode::words) weighed.back().reason.subject = words.shown(contender.shared_words);
                });
    std::ranges::sort(weighed, [](const Weighed& one, const Weighed& other) {
        return one.weight != other.weight ? one.weight > other.weight : one.reason.code < other.reason.code;
    });
    std::vector<Reason> said;
    for (auto& one : weighed) said.push_back(std::move(one.reason));
    if (const auto* language = shared(ask.languages, candidate.languages))
        said.push_back({.code = ReasonCode::language, .subject = *language});
    if (candidate.live_matches + candidate.open_offers == 0) said.push_back({.code = ReasonCode::free, .subject = {}});
    return said;
}

}  // namespace

std::optional<Unavailable> unavailable(const Candidate& candidate, const MatchingAsk& ask, Timestamp now,
                                       WallTime wall) {
    const auto& id = candidate.member_id;
    if (id == ask.asker_id) return Unavailable::asker;
    if (holds(ask.asked_ids, id)) return Unavailable::asked_before;
    if (holds(ask.blocked_ids, id)) return Unavailable::blocked;
    if (holds(ask.conflict_ids, id)) return Unavailable::conflict;
    if (!ask.languages.empty() && shared(ask.languages, candidate.languages) == nullptr) return Unavailable::language;
    if (candidate.live_matches + candidate.open_offers >= candidate.availability.cap) return Unavailable::at_cap;
    switch (not_now(candidate.availability, now, wall).value_or(NotNow{})) {
        case NotNow::paused: return Unavailable::paused;
        case NotNow::quiet_hours: return Unavailable::quiet_hours;
        case NotNow::outside_hours: return Unavailable::outside_hours;
    }
    return std::nullopt;
}

std::optional<Unavailable> unavailable(const Candidate& candidate, const MatchingAsk& ask, Timestamp now) {
    return unavailable(candidate, ask, now, events::to_wall(now, candidate.availability.zone));
}

std::vector<Ranked> rank(const MatchingAsk& ask, const std::vector<Candidate>& candidates,
                         const MatchingSettings& settings, Timestamp now, std::size_t at_most) {
    Walls walls(now);
    AskedWords words(ask.words);
    std::vector<Contender> contenders;
    unsigned most_accepted = 0;
    for (const auto& candidate : candidates) {
        if (unavailable(candidate, ask, now, walls.in(candidate.availability.zone))) continue;
        const auto shares = words.among(candidate.words);
        words.count(shares);
        most_accepted = std::max(most_accepted, candidate.accepted_lately);
        contenders.push_back({.candidate = &candidate, .shared_words = shares});
    }
    words.weigh(contenders.size());
    for (auto& contender : contenders) {
        const auto& candidate = *contender.candidate;
        each_reason(ask, candidate, words.closeness(contender.shared_words), settings,
                    [&](double weight, ReasonCode, const std::string&, unsigned) { contender.score += weight; });
        contender.score += has_waited(candidate, settings, now) - burden(candidate, most_accepted, settings);
        contender.turn = turn(ask.ask_id, candidate.member_id);
    }
    const auto count = std::min(at_most, contenders.size());
    std::ranges::partial_sort(contenders, contenders.begin() + static_cast<std::ptrdiff_t>(count), comes_before);
    std::vector<Ranked> ranked;
    for (const auto& contender : std::span(contenders).first(count)) {
        ranked.push_back({.member_id = contender.candidate->member_id,
                          .score = contender.score,
                          .reasons = reasons(ask, contender, words, settings)});
    }
    return ranked;
}

Timestamp offer_expires_at(const Availability& availability, Urgency urgency, const MatchingSettings& settings,
                           Timestamp now) {
    const auto& times = settings.times.at(static_cast<std::size_t>(urgency) - 1);
    return after_open_time(availability, now, times.open_time_us, now + times.longest_us);
}

}  // namespace ourplace::asks
