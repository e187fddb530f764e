#include "gateway/outbox.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/byte_stream.hpp"

namespace ourplace::gateway {

void Outbox::grow() {
    std::vector<std::shared_ptr<const std::string>> larger(std::max<std::size_t>(4, ring_.size() * 2));
    for (std::size_t i = 0; i < count_; ++i) larger[i] = std::move(ring_[(first_ + i) & (ring_.size() - 1)]);
    ring_ = std::move(larger);
    first_ = 0;
}

void Outbox::push(std::shared_ptr<const std::string> chunk) {
    if (chunk->empty()) return;
    if (count_ == ring_.size()) grow();
    bytes_ += chunk->size();
    if (bytes_ >= lagging_bytes) lagging_ = true;
    ring_[(first_ + count_) & (ring_.size() - 1)] = std::move(chunk);
    ++count_;
}

std::size_t Outbox::gather(std::span<iovec, max_buffers> into) const {
    const auto buffers = std::min(count_, max_buffers);
    for (std::size_t i = 0; i < buffers; ++i) {
        const auto skip = i == 0 ? front_written_ : 0;
        // The kernel does not write to it, whatever the type says.
        into[i] = {.iov_base = const_cast<char*>(at(i)->data() + skip), .iov_len = at(i)->size() - skip};
    }
    return buffers;
}

bool Outbox::consume(std::size_t bytes) {
    bytes_ -= bytes;
    bytes += front_written_;
    while (count_ > 0 && bytes >= at(0)->size()) {
        bytes -= at(0)->size();
        ring_[first_].reset();
        first_ = (first_ + 1) & (ring_.size() - 1);
        --count_;
    }
    front_written_ = bytes;
    if (bytes_ > 0) return false;
    // A burst's ring is not kept for an idle connection.
    if (ring_.size() > max_buffers) std::vector<std::shared_ptr<const std::string>>().swap(ring_);
    return std::exchange(lagging_, false);
}

void Outbox::clear() { *this = Outbox(); }

Flusher::Flusher(boost::asio::any_io_executor executor, ShardMetrics& metrics)
    : executor_(std::move(executor)), timer_(executor_), metrics_(metrics) {}

void Flusher::mark_dirty(ByteStream& stream) {
    auto& state = stream.flush_state_;
    if (state.kind != FlushState::Kind::clean) return;
    state.kind = FlushState::Kind::now;
    now_.push_back(stream.shared_from_this());
    if (posted_) return;
    posted_ = true;
    boost::asio::post(executor_, [this] { flush_now(); });
}

void Flusher::flush_now() {
    posted_ = false;
    const auto now = std::chrono::steady_clock::now();
    for (auto& stream : now_) {
        const bool is_busy = now - stream->flush_state_.flushed_at < batching_time;
        if (is_busy) stream->flush_state_.kind = FlushState::Kind::later;
        (is_busy ? later_ : flushing_).push_back(std::move(stream));
    }
    now_.clear();
    flush();
    if (later_.empty() || timing_) return;
    timing_ = true;
    timer_.expires_after(std::clamp<std::chrono::steady_clock::duration>(last_took_, batching_time, longest_batching));
    timer_.async_wait([this](boost::system::error_code failure) {
        if (failure) return;
        timing_ = false;
        flushing_.swap(later_);
        flush();
    });
}

void Flusher::flush() {
    if (flushing_.empty()) return;
    const auto began = std::chrono::steady_clock::now();
    for (auto& stream : flushing_) {
        stream->flush_state_.kind = FlushState::Kind::clean;
        stream->flush();
    }
    // The end counts for all: what came for the first while the last was written is to be batched as well.
    const auto ended = std::chrono::steady_clock::now();
    for (auto& stream : flushing_) stream->flush_state_.flushed_at = ended;
    flushing_.clear();
    last_took_ = ended - began;
}

std::string websocket_frame(std::string_view payload) {
    std::string frame;
    frame.reserve(payload.size() + 10);
    frame += '\x82';  // final, binary
    const auto size = payload.size();
    if (size < 126) {
        frame += static_cast<char>(size);
    } else {
        const unsigned bytes = size <= 0xffff ? 2 : 8;
        frame += static_cast<char>(bytes == 2 ? 126 : 127);
        for (unsigned i = bytes; i-- > 0;) frame += static_cast<char>(size >> (8 * i) & 0xffU);
    }
    frame += payload;
    return frame;
}

}  // namespace ourplace::gateway
