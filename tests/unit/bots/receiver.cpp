#include "unit/bots/receiver.hpp"

#include <boost/asio/connect.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <utility>

namespace ourplace::bots {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;

std::string lower(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

Receiver::Receiver()
    : acceptor_(context_, {boost::asio::ip::make_address("127.0.0.1"), 0}), thread_([this] { run(); }) {}

Receiver::~Receiver() {
    stopping_ = true;
    // Whoever waits in accept() is woken by a last caller, who says nothing.
    boost::system::error_code ignored;
    tcp::socket last(context_);
    last.connect(acceptor_.local_endpoint(), ignored);
    last.close(ignored);
    thread_.join();
}

std::string Receiver::url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/in?key=1";
}

void Receiver::answer_with(std::deque<unsigned> statuses) {
    const std::scoped_lock lock(mutex_);
    statuses_ = std::move(statuses);
}

std::vector<Receiver::Request> Receiver::received() const {
    const std::scoped_lock lock(mutex_);
    return received_;
}

bool Receiver::receives(std::size_t count) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(10), [&] { return received_.size() >= count; });
}

void Receiver::run() {
    while (true) {
        tcp::socket socket(context_);
        acceptor_.accept(socket);
        boost::beast::flat_buffer buffer;
        http::request<http::string_body> request;
        boost::system::error_code failed;
        http::read(socket, buffer, request, failed);
        if (stopping_) return;
        if (failed) continue;
        unsigned status = 200;
        {
            const std::scoped_lock lock(mutex_);
            Request kept{.headers = {}, .body = request.body()};
            for (const auto& field : request) kept.headers[lower(std::string(field.name_string()))] = field.value();
            received_.push_back(std::move(kept));
            came_.notify_all();
            if (!statuses_.empty()) {
                status = statuses_.front();
                statuses_.pop_front();
            }
        }
        if (status == 0) {
            // Until they have given up.
            char rest = 0;
            socket.read_some(boost::asio::buffer(&rest, 1), failed);
            continue;
        }
        http::response<http::string_body> response(static_cast<http::status>(status), 11);
        response.keep_alive(false);
        if (status >= 300 && status < 400) response.set(http::field::location, url());
        response.prepare_payload();
        http::write(socket, response, failed);
        socket.shutdown(tcp::socket::shutdown_both, failed);
    }
}

}  // namespace ourplace::bots
