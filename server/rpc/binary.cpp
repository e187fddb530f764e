#include "rpc/binary.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <string>

#include "base/text.hpp"

namespace ourplace::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int max_depth = 16;

std::string join(const std::string& path, const std::string& field) {
    return path.empty() ? field : path + "." + field;
}

Error truncated(const std::string& path) {
    return Error::invalid(path, "The request is cut off or is not this method's message.");
}

Result<void> check(std::string_view bytes, const Descriptor& type, const std::string& path, int depth);

// The content of a text, bytes, message or packed field, or of one that this version does not know.
Result<void> check_content(std::string_view content, const FieldDescriptor* field, const std::string& path, int depth) {
    if (field == nullptr) return {};
    if (field->type() == FieldDescriptor::TYPE_STRING) {
        if (!is_valid_utf8(content))
            return std::unexpected(Error::invalid(join(path, field->name()), "This text is not valid UTF-8."));
        if (content.contains('\0'))
            return std::unexpected(
                Error::invalid(join(path, field->name()), "This must not contain the character U+0000."));
    }
    if (field->type() == FieldDescriptor::TYPE_MESSAGE)
        return check(content, *field->message_type(), join(path, field->name()), depth + 1);
    return {};
}

// Reads the message's structure as protobuf will. Protobuf itself says neither where text is not UTF-8 nor where a
// message is cut off, and writes a line of its own to standard error for each.
Result<void> check(std::string_view bytes, const Descriptor& type, const std::string& path, int depth) {
    if (depth > max_depth) return std::unexpected(Error::invalid(path, "The request is nested too deeply."));
    CodedInputStream input(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
    while (input.CurrentPosition() < static_cast<int>(bytes.size())) {
        const auto tag = input.ReadTag();
        const auto* field = type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
        if (tag == 0) return std::unexpected(truncated(path));
        if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
            if (!WireFormatLite::SkipField(&input, tag)) return std::unexpected(truncated(path));
            continue;
        }
        std::uint32_t size = 0;
        if (!input.ReadVarint32(&size)) return std::unexpected(truncated(path));
        const auto begin = static_cast<std::size_t>(input.CurrentPosition());
        if (size > bytes.size() - begin)
            return std::unexpected(truncated(field == nullptr ? path : join(path, field->name())));
        if (auto checked = check_content(bytes.substr(begin, size), field, path, depth); !checked) return checked;
        if (!input.Skip(static_cast<int>(size))) return std::unexpected(truncated(path));
    }
    return {};
}

}  // namespace

Result<void> read_binary(std::string_view bytes, google::protobuf::Message& message) {
    if (auto checked = check(bytes, *message.GetDescriptor(), "", 0); !checked) return checked;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::unexpected(truncated(""));
    return {};
}

}  // namespace ourplace::rpc
