#include <algorithm>
#include <utility>

#include "streams/presence.hpp"
#include "streams/shard_state.hpp"

namespace ourplace::streams {
namespace {

// Ours are far shorter; longer ones exist nowhere.
constexpr std::size_t max_stream_id_bytes = 64;

std::shared_ptr<const std::string> encode(const v1::ServerFrame& frame) {
    return std::make_shared<const std::string>(frame.SerializeAsString());
}

}  // namespace

ShardSubscriber::ShardSubscriber(std::shared_ptr<Shard::State> state, Peer& peer, std::string member_id,
                                 std::string session_id)
    : state_(std::move(state)), peer_(peer), member_id_(std::move(member_id)), session_id_(std::move(session_id)) {
    state_->add(*this);
    if (auto* metrics = state_->options().metrics) {
        metrics->connections.add(1);
        metrics->connections_opened.add(1);
    }
    if (auto* presence = state_->options().presence) presence->arrived(member_id_);
}

ShardSubscriber::~ShardSubscriber() {
    leave_all();
    state_->remove(*this);
    if (auto* presence = state_->options().presence) presence->left(member_id_);
    if (auto* metrics = state_->options().metrics) metrics->connections.add(-1);
}

void ShardSubscriber::subscribe(std::uint32_t id, const v1::Subscribe& request) {
    if (has_ended_) return;
    const bool other_life = !request.epoch().empty() && request.epoch() != state_->epoch();
    for (const auto& cursor : request.cursors()) follow(cursor, other_life);
    frames_.push_back(id);
    catch_up();
}

void ShardSubscriber::follow(const v1::Cursor& cursor, bool other_life) {
    const bool is_known = find(cursor.stream_id()) != nullptr;
    const bool is_full = followed_.size() >= state_->options().max_streams_per_connection;
    if (cursor.stream_id().empty() || cursor.stream_id().size() > max_stream_id_bytes || (is_full && !is_known)) {
        refuse(cursor.stream_id());
        return;
    }
    auto& stream = state_->stream(cursor.stream_id());
    if (!is_known) {
        followed_.push_back({&stream, stream.add({})});
        if (auto* metrics = state_->options().metrics) metrics->subscriptions.add(1);
    }
    auto& subscription = stream.at(find(cursor.stream_id())->index);
    const bool access_was_known = subscription.access_known;
    subscription = {.subscriber = this,
                    .peer = &peer_,
                    .last = cursor.seq(),
                    .ticket = state_->next_ticket(),
                    .access_known = access_was_known,
                    .other_life = other_life};
}

void ShardSubscriber::unsubscribe(const v1::Unsubscribe& request) {
    for (const auto& stream_id : request.stream_ids()) {
        if (const auto* followed = find(stream_id)) unfollow(*followed->stream);
    }
}

bool ShardSubscriber::follows(std::string_view stream_id) const {
    const auto* followed = find(stream_id);
    return followed != nullptr && followed->stream->at(followed->index).access_known;
}

void ShardSubscriber::drained() {
    bool is_held = !frames_.empty();
    for (const auto& followed : followed_) {
        auto& subscription = followed.stream->at(followed.index);
        if (subscription.phase != Phase::held) continue;
        subscription.phase = Phase::catching_up;
        is_held = true;
    }
    if (is_held) catch_up();
}

void ShardSubscriber::catch_up() {
    if (has_ended_ || std::exchange(queued_, true)) return;
    state_->enqueue(number_);
}

void ShardSubscriber::look_again() {
    if (followed_.empty()) return;
    is_checking_ = true;
    catch_up();
}

void ShardSubscriber::access_changed() {
    ++access_generation_;
    for (const auto& followed : followed_) {
        auto& subscription = followed.stream->at(followed.index);
        subscription.access_known = false;
        if (subscription.phase == Phase::live) subscription.phase = Phase::catching_up;
    }
    catch_up();
}

void ShardSubscriber::session_ended() {
    leave_all();
    frames_.clear();
    has_ended_ = true;
    peer_.close(CloseCode::session_ended, "signed out");
}

void ShardSubscriber::moved(const Stream& stream, std::size_t index) {
    for (auto& followed : followed_) {
        if (followed.stream == &stream) followed.index = index;
    }
}

const ShardSubscriber::Followed* ShardSubscriber::find(std::string_view stream_id) const {
    const auto* stream = state_->find_stream(stream_id);
    const auto known = std::ranges::find(followed_, stream, &Followed::stream);
    return stream == nullptr || known == followed_.end() ? nullptr : &*known;
}

void ShardSubscriber::unfollow(Stream& stream) {
    const auto known = std::ranges::find(followed_, &stream, &Followed::stream);
    const auto index = known->index;
    *known = followed_.back();
    followed_.pop_back();
    stream.remove(index);
    state_->forget_if_empty(stream);
    if (auto* metrics = state_->options().metrics) metrics->subscriptions.add(-1);
}

void ShardSubscriber::leave_all() {
    while (!followed_.empty()) unfollow(*followed_.back().stream);
}

Ask ShardSubscriber::ask() {
    queued_ = false;
    const bool is_checking = std::exchange(is_checking_, false);
    Ask ask{.subscriber = number_,
            .access_generation = access_generation_,
            .member_id = member_id_,
            .frames = std::exchange(frames_, {}),
            .wants = {}};
    for (const auto& followed : followed_) {
        const auto& subscription = followed.stream->at(followed.index);
        // What is held stays so until the outbox has drained, but whether it may still be read is always checked.
        const bool check_only = subscription.phase != Phase::catching_up;
        if (check_only && subscription.access_known && !is_checking) continue;
        ask.wants.push_back({.stream_id = followed.stream->id(),
                             .ticket = subscription.ticket,
                             .after = subscription.last,
                             .other_life = subscription.other_life,
                             .missed = peer_.missed(),
                             .check_only = check_only});
    }
    return ask;
}

void ShardSubscriber::unanswered(Ask& ask) {
    frames_.insert(frames_.begin(), ask.frames.begin(), ask.frames.end());
    is_checking_ = true;
    catch_up();
}

void ShardSubscriber::apply(Ask& ask, std::vector<Answer>& answers) {
    if (has_ended_) return;
    if (ask.access_generation != access_generation_) {
        unanswered(ask);
        return;
    }
    auto applied = Applied::completely;
    bool again = false;
    for (std::size_t index = 0; index < answers.size(); ++index) {
        const auto* followed = find(ask.wants[index].stream_id);
        if (followed == nullptr) continue;
        auto& stream = *followed->stream;
        auto& subscription = stream.at(followed->index);
        if (subscription.ticket != ask.wants[index].ticket) continue;
        if (answers[index].kind == Answer::Kind::unread) {
            is_checking_ = is_checking_ || ask.wants[index].check_only;
            again = true;
        } else if (answers[index].kind == Answer::Kind::refused) {
            lose(stream);
        } else {
            if (apply_one(subscription, stream, answers[index]) == Applied::partly) applied = Applied::partly;
            again = again || subscription.phase == Phase::catching_up;
        }
    }
    if (applied == Applied::partly || again) {
        // A frame is answered once everything has been; what was lagging goes on in drained().
        frames_.insert(frames_.begin(), ask.frames.begin(), ask.frames.end());
        if (again) catch_up();
        return;
    }
    v1::ServerFrame frame;
    for (const auto id : ask.frames) frame.add_items()->mutable_subscribed()->set_id(id);
    if (frame.items_size() > 0) peer_.deliver(encode(frame));
}

ShardSubscriber::Applied ShardSubscriber::apply_one(Subscription& subscription, Stream& stream, const Answer& answer) {
    access_is_known(subscription, stream, answer.unseen);
    if (subscription.phase == Phase::held) return Applied::partly;
    if (subscription.phase == Phase::live) {
        if (answer.head > subscription.last) subscription.phase = Phase::catching_up;
        return Applied::completely;
    }
    if (is_held_back(subscription)) return Applied::partly;
    if (answer.kind == Answer::Kind::reset) {
        send_state(stream.id(), v1::StreamState::KIND_RESET, answer.next);
        subscription.last = answer.head;
    } else if (answer.kind == Answer::Kind::gap) {
        send_state(stream.id(), v1::StreamState::KIND_GAP, answer.next);
        subscription.last = answer.next - 1;
    }
    subscription.other_life = false;
    subscription.seen = std::max(subscription.seen, answer.head);
    if (answer.pages && deliver_pages(subscription, *answer.pages) == Applied::partly) return Applied::partly;
    return go_live(subscription, stream);
}

ShardSubscriber::Applied ShardSubscriber::go_live(Subscription& subscription, const Stream& stream) {
    for (const auto& recent : stream.recent_after(subscription.last)) {
        if (is_held_back(subscription)) return Applied::partly;
        peer_.deliver(recent.bytes);
        subscription.last = recent.number;
        if (auto* metrics = state_->options().metrics) metrics->updates_delivered.add(1);
    }
    subscription.phase = subscription.seen > subscription.last ? Phase::catching_up : Phase::live;
    return Applied::completely;
}

bool ShardSubscriber::is_held_back(Subscription& subscription) const {
    if (peer_.pressure() != Pressure::lagging) return false;
    subscription.phase = Phase::held;
    return true;
}

ShardSubscriber::Applied ShardSubscriber::deliver_pages(Subscription& subscription, const Pages& pages) {
    for (const auto& page : pages) {
        if (is_held_back(subscription)) return Applied::partly;
        peer_.deliver(page.bytes);
        subscription.last = page.last;
        if (auto* metrics = state_->options().metrics) {
            metrics->updates_delivered.add(static_cast<std::int64_t>(page.updates));
            metrics->updates_replayed.add(static_cast<std::int64_t>(page.updates));
        }
    }
    return Applied::completely;
}

void ShardSubscriber::lose(Stream& stream) {
    const auto stream_id = stream.id();
    unfollow(stream);
    auto* presence = state_->options().presence;
    if (presence != nullptr && is_hub_stream(stream_id)) presence->lost(member_id_, stream_id);
    refuse(stream_id);
}

void ShardSubscriber::access_is_known(Subscription& subscription, const Stream& stream, bool unseen) {
    if (std::exchange(subscription.access_known, true)) return;
    auto* presence = state_->options().presence;
    if (presence == nullptr || !is_hub_stream(stream.id())) return;
    if (unseen) {
        presence->lost(member_id_, stream.id());
    } else {
        presence->follows(member_id_, stream.id());
    }
}

void ShardSubscriber::refuse(const std::string& stream_id) { send_state(stream_id, v1::StreamState::KIND_REFUSED, 0); }

void ShardSubscriber::send_state(const std::string& stream_id, v1::StreamState::Kind kind, std::uint64_t next) {
    v1::ServerFrame frame;
    auto& state = *frame.add_items()->mutable_stream_state();
    state.set_stream_id(stream_id);
    state.set_kind(kind);
    state.set_next_seq(next);
    peer_.deliver(encode(frame));
}

}  // namespace ourplace::streams
