#include "base/io_threads.hpp"

#include <cstdlib>
#include <exception>

#include "base/log.hpp"

namespace ourplace {
namespace {

void run(boost::asio::io_context& context) {
    try {
        context.run();
    } catch (const std::exception& caught) {
        // A bug: state may be half changed, and a restart loses nothing.
        log::error("a thread failed, the server stops", {{"reason", caught.what()}});
        std::abort();
    }
}

}  // namespace

IoThreads::IoThreads(std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) work_.push_back(make_work_guard(contexts_.emplace_back(1)));
}

IoThreads::~IoThreads() { stop(); }

void IoThreads::start() {
    for (auto& context : contexts_) threads_.emplace_back([&context] { run(context); });
}

void IoThreads::finish() {
    work_.clear();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

void IoThreads::stop() {
    for (auto& context : contexts_) context.stop();
    finish();
}

}  // namespace ourplace
