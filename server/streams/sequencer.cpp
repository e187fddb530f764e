#include "streams/sequencer.hpp"

#include <algorithm>
#include <utility>

#include "streams/stream_log.hpp"

namespace ourplace::streams {

using Kind = store::Notice::Kind;

bool Sequencer::follow(const std::string& stream_id) {
    auto& followed = streams_[stream_id];
    followed.was_idle = false;
    return ++followed.count == 1;
}

void Sequencer::unfollow(std::string_view stream_id) {
    const auto known = streams_.find(stream_id);
    if (known != streams_.end() && known->second.count > 0) --known->second.count;
}

std::vector<std::string> Sequencer::forget_idle() {
    std::vector<std::string> idle;
    for (auto each = streams_.begin(); each != streams_.end();) {
        auto& [stream_id, followed] = *each;
        if (followed.count > 0 || !std::exchange(followed.was_idle, true)) {
            ++each;
            continue;
        }
        waiting_.erase(stream_id);
        idle.push_back(stream_id);
        each = streams_.erase(each);
    }
    return idle;
}

void Sequencer::take(store::Notice notice, Time now, Notices& ready) {
    if (notice.kind == Kind::access_changed || notice.kind == Kind::session_ended) {
        take_access(std::move(notice), now, ready);
        return;
    }
    if (notice.kind != Kind::update) {
        ready.push_back(std::move(notice));
        return;
    }
    const auto known = streams_.find(notice.key);
    if (known == streams_.end()) return;
    auto& followed = known->second;
    if (notice.number <= followed.last) return;
    if (is_next(followed, notice)) {
        hand_on(followed, std::move(notice), ready);
        if (!waiting_.empty()) hand_on_waiting(*known, ready);
        return;
    }
    if (!followed.waits()) followed.waits_since = now;
    waiting_.insert(known->first);
    if (followed.ahead.size() < max_ahead) followed.ahead.emplace(notice.number, std::move(notice));
}

void Sequencer::take_access(store::Notice notice, Time now, Notices& ready) {
    if (notice.number <= access_) return;
    if (notice.number != access_ + 1) {
        if (!access_waits()) access_waits_since_ = now;
        if (access_ahead_.size() < max_ahead) access_ahead_.emplace(notice.number, std::move(notice));
        return;
    }
    ++access_;
    ready.push_back(std::move(notice));
    while (!access_ahead_.empty() && access_ahead_.begin()->first <= access_ + 1) {
        auto next = access_ahead_.extract(access_ahead_.begin());
        if (next.key() <= access_) continue;
        ++access_;
        ready.push_back(std::move(next.mapped()));
    }
    hand_on_all_waiting(ready);
}

void Sequencer::expect(std::string_view stream_id, std::uint64_t head, Time now) {
    if (stream_id == nodes_stream) {
        if (head <= access_) return;
        if (!access_waits()) access_waits_since_ = now;
        expected_access_ = std::max(expected_access_, head);
        return;
    }
    const auto known = streams_.find(stream_id);
    if (known == streams_.end() || head <= known->second.last) return;
    if (!known->second.waits()) known->second.waits_since = now;
    known->second.expected = std::max(known->second.expected, head);
    waiting_.insert(known->first);
}

void Sequencer::read(std::string_view stream_id, std::vector<store::Notice> updates, std::uint64_t head,
                     Notices& ready) {
    if (stream_id == nodes_stream) {
        for (auto& notice : updates) take_access(std::move(notice), Time(), ready);
        if (head <= access_) return;
        // Too old to be in the log: everybody looks again at what they may read.
        access_ = head;
        ready.push_back({.kind = Kind::lost, .key = {}, .number = 0, .bytes = nullptr});
        hand_on_all_waiting(ready);
        return;
    }
    const auto known = streams_.find(stream_id);
    if (known == streams_.end()) return;
    auto& followed = known->second;
    for (auto& update : updates) {
        if (is_next(followed, update)) hand_on(followed, std::move(update), ready);
    }
    if (!std::exchange(followed.is_known, true) || head > followed.last) {
        followed.last = std::max(followed.last, head);
        ready.push_back({.kind = Kind::head, .key = known->first, .number = followed.last, .bytes = nullptr});
    }
    hand_on_waiting(*known, ready);
}

bool Sequencer::is_next(const Followed& followed, const store::Notice& update) const {
    if (update.after_access > access_ || update.number <= followed.last) return false;
    return !followed.is_known || update.number == followed.last + 1;
}

void Sequencer::hand_on(Followed& followed, store::Notice update, Notices& ready) const {
    followed.last = update.number;
    ready.push_back(std::move(update));
}

void Sequencer::hand_on_waiting(Streams::value_type& entry, Notices& ready) {
    auto& [stream_id, followed] = entry;
    auto& ahead = followed.ahead;
    while (!ahead.empty()) {
        const auto first = ahead.begin();
        if (first->first > followed.last && !is_next(followed, first->second)) return;
        auto next = ahead.extract(first);
        if (next.key() > followed.last) hand_on(followed, std::move(next.mapped()), ready);
    }
    if (!followed.waits()) waiting_.erase(stream_id);
}

void Sequencer::hand_on_all_waiting(Notices& ready) {
    const auto waiting = waiting_;
    for (const auto& stream_id : waiting) hand_on_waiting(*streams_.find(stream_id), ready);
}

std::optional<std::uint64_t> Sequencer::last(std::string_view stream_id) const {
    const auto known = streams_.find(stream_id);
    if (known == streams_.end() || !known->second.is_known) return std::nullopt;
    return known->second.last;
}

std::vector<Sequencer::Waiting> Sequencer::waiting_since(Time before) const {
    std::vector<Waiting> since;
    for (const auto& stream_id : waiting_) {
        const auto& followed = streams_.find(stream_id)->second;
        if (followed.waits_since > before) continue;
        since.push_back({.stream_id = stream_id, .last = last(stream_id), .has_ahead = !followed.ahead.empty()});
    }
    return since;
}

std::vector<std::string> Sequencer::followed() const {
    std::vector<std::string> all;
    all.reserve(streams_.size());
    for (const auto& [stream_id, followed] : streams_) all.push_back(stream_id);
    return all;
}

}  // namespace ourplace::streams
