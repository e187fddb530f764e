// Bytes of a WebSocket message, as the gateway judges them: a ClientFrame, and in it a method's request. The same bytes
// are read as the JSON of every method's request as well.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ourplace/v1/wire.pb.h"
#include "rpc/binary.hpp"
#include "rpc/json.hpp"

namespace ourplace {
namespace {

using google::protobuf::Message;

// What must hold, whatever comes in.
void expect(bool holds) {
    if (!holds) std::abort();
}

std::vector<const Message*> every_request() {
    std::vector<const Message*> requests;
    for (const auto* file : {v1::PostMessageRequest::descriptor()->file(), v1::CreateHubRequest::descriptor()->file(),
                             v1::SignInRequest::descriptor()->file()}) {
        for (int s = 0; s < file->service_count(); ++s) {
            const auto& service = *file->service(s);
            for (int m = 0; m < service.method_count(); ++m) {
                requests.push_back(google::protobuf::MessageFactory::generated_factory()->GetPrototype(
                    service.method(m)->input_type()));
            }
        }
    }
    return requests;
}

// Binary may carry kinds of a newer schema, which JSON cannot name; but all its text can be written.
void check_binary(const Message& message) { static_cast<void>(rpc::write_json(message)); }

// What JSON could say comes back as it was, in both forms.
void check_json(const Message& message) {
    const auto bytes = message.SerializeAsString();
    const std::unique_ptr<Message> again(message.New());
    expect(rpc::read_json(rpc::write_json(message), *again).has_value());
    expect(again->SerializeAsString() == bytes);
    again->Clear();
    expect(rpc::read_binary(bytes, *again).has_value());
    expect(again->SerializeAsString() == bytes);
}

void read_request(std::string_view bytes, const Message& prototype) {
    const std::unique_ptr<Message> request(prototype.New());
    if (rpc::read_binary(bytes, *request)) check_binary(*request);
    request->Clear();
    if (rpc::read_json(bytes, *request)) check_json(*request);
}

}  // namespace
}  // namespace ourplace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto requests = ourplace::every_request();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ourplace::v1::ClientFrame frame;
    if (ourplace::rpc::read_binary(bytes, frame)) {
        ourplace::check_binary(frame);
        for (const auto* request : requests) ourplace::read_request(frame.call().request(), *request);
    }
    if (!bytes.empty()) {
        const auto chosen = static_cast<unsigned char>(bytes.back()) % requests.size();
        ourplace::read_request(bytes.substr(0, bytes.size() - 1), *requests[chosen]);
    }
    return 0;
}
