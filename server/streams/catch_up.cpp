#include "streams/catch_up.hpp"

#include "streams/stream_log.hpp"

namespace ourplace::streams {
namespace {

// Large enough that joining pays; small enough that a connection notices in time that it lags, and that one arrives whole
// (1 s at 32 kbit/s) on a line that breaks every few seconds: what arrived has not to be sent again.
constexpr std::size_t max_page_bytes = std::size_t{4} * 1024;
// What one round may hold in memory; those who share Updates share their bytes.
constexpr std::size_t max_round_bytes = std::size_t{8} * 1024 * 1024;

std::size_t bytes_of(const Answer& answer) {
    std::size_t bytes = 0;
    if (answer.pages) {
        for (const auto& page : *answer.pages) bytes += page.bytes->size();
    }
    return bytes;
}

std::shared_ptr<const Pages> join(const std::vector<Entry>& entries) {
    auto pages = std::make_shared<Pages>();
    std::string joined;
    std::size_t updates = 0;
    for (std::size_t index = 0; index < entries.size(); ++index) {
        const auto& entry = entries[index];
        const bool is_last = index + 1 == entries.size();
        ++updates;
        const bool is_full = joined.size() + entry.bytes->size() >= max_page_bytes;
        if (updates == 1 && (is_last || is_full)) {
            pages->push_back({.last = entry.number, .updates = 1, .bytes = entry.bytes});
            updates = 0;
            continue;
        }
        joined += *entry.bytes;
        if (!is_last && !is_full) continue;
        pages->push_back({.last = entry.number,
                          .updates = updates,
                          .bytes = std::make_shared<const std::string>(std::move(joined))});
        joined = {};
        updates = 0;
    }
    return pages;
}

}  // namespace

std::vector<Answer> CatchUp::read(const std::string& member_id, const std::vector<Want>& wants) {
    std::vector<Answer> answers(wants.size());
    std::size_t bytes = 0;
    for (std::size_t index = 0; index < wants.size(); ++index) {
        if (bytes >= options_.max_replayed_bytes || bytes_read_ >= max_round_bytes) break;
        answers[index] = read_one(member_id, wants[index]);
        answers[index].unseen = unseen(member_id, wants[index]);
        bytes += bytes_of(answers[index]);
    }
    return answers;
}

Answer CatchUp::read_one(const std::string& member_id, const Want& want) {
    if (!access(member_id, want.stream_id)) return {.kind = Answer::Kind::refused, .pages = nullptr};
    const auto head = head_of(want.stream_id);
    if (want.other_life || want.after > head) {
        return {.kind = Answer::Kind::reset, .head = head, .next = head + 1, .pages = nullptr};
    }
    if (want.check_only || want.after == head) {
        return {.kind = Answer::Kind::follows, .head = head, .next = 0, .pages = nullptr};
    }
    return missing_after(want, head);
}

bool CatchUp::access(const std::string& member_id, const std::string& stream_id) {
    const auto [known, is_new] = access_.try_emplace({member_id, stream_id}, false);
    if (is_new) known->second = may_read_(tx_, member_id, stream_id);
    return known->second;
}

bool CatchUp::unseen(const std::string& member_id, const Want& want) {
    if (!options_.is_unseen || want.check_only || !is_hub_stream(want.stream_id)) return false;
    const auto [known, is_new] = unseen_.try_emplace(member_id, false);
    if (is_new) known->second = options_.is_unseen(tx_, member_id);
    return known->second;
}

std::uint64_t CatchUp::head_of(const std::string& stream_id) {
    const auto [known, is_new] = heads_.try_emplace(stream_id, 0);
    if (is_new) known->second = head(tx_, stream_id);
    return known->second;
}

const Answer& CatchUp::missing_after(const Want& want, std::uint64_t head) {
    const auto [known, is_new] = missing_.try_emplace({want.stream_id, want.after, want.missed});
    auto& answer = known->second;
    if (!is_new) return answer;

    answer = {.kind = Answer::Kind::follows, .head = head, .next = 0, .pages = nullptr};
    std::vector<Entry> entries;
    if (want.missed == Missed::all || head - want.after <= options_.max_replayed_updates) {
        entries =
            read_after(tx_, want.stream_id, want.after, options_.max_replayed_updates, options_.max_replayed_bytes);
    }
    if (entries.empty() || (want.missed == Missed::newest && entries.back().number != head)) {
        entries = read_newest(tx_, want.stream_id, options_.newest_page_updates, options_.max_replayed_bytes);
        answer.kind = Answer::Kind::gap;
        answer.next = entries.empty() ? head + 1 : entries.front().number;
    }
    answer.pages = join(entries);
    bytes_read_ += bytes_of(answer);
    return answer;
}

}  // namespace ourplace::streams
