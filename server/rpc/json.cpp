#include "rpc/json.hpp"

#include <boost/json/parse.hpp>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <limits>
#include <vector>

#include "base/nearest.hpp"
#include "rpc/json_values.hpp"

namespace ourplace::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t max_depth = 16;

Result<void> read_object(const boost::json::value& value, const std::string& path, Message& message);

template <class T, class Set>
Result<void> store(Result<T>&& value, Set set) {
    if (!value) return std::unexpected(std::move(value.error()));
    set(std::move(*value));
    return {};
}

std::string join(const std::string& path, std::string_view field) {
    return path.empty() ? std::string(field) : path + "." + std::string(field);
}

// The value of a field that is not repeated, or one more value of one that is.
Result<void> read_value(const boost::json::value& value, const std::string& path, Message& message,
                        const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    const auto put = [&](auto single, auto repeated) {
        return [&, single, repeated](auto&& read) {
            if (field.is_repeated()) {
                (reflection.*repeated)(&message, &field, std::forward<decltype(read)>(read));
            } else {
                (reflection.*single)(&message, &field, std::forward<decltype(read)>(read));
            }
        };
    };
    using R = google::protobuf::Reflection;
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING: {
            const bool is_text = field.type() == FieldDescriptor::TYPE_STRING;
            return store(is_text ? text_value(value, path) : bytes_value(value, path),
                         put(&R::SetString, &R::AddString));
        }
        case FieldDescriptor::CPPTYPE_BOOL: return store(boolean_value(value, path), put(&R::SetBool, &R::AddBool));
        case FieldDescriptor::CPPTYPE_ENUM:
            return store(enum_value(value, path, *field.enum_type()), put(&R::SetEnumValue, &R::AddEnumValue));
        case FieldDescriptor::CPPTYPE_INT32: {
            using Limits = std::numeric_limits<std::int32_t>;
            return store(signed_value(value, path, Limits::min(), Limits::max()), [&](std::int64_t number) {
                put(&R::SetInt32, &R::AddInt32)(static_cast<std::int32_t>(number));
            });
        }
        case FieldDescriptor::CPPTYPE_INT64: {
            using Limits = std::numeric_limits<std::int64_t>;
            return store(signed_value(value, path, Limits::min(), Limits::max()), put(&R::SetInt64, &R::AddInt64));
        }
        case FieldDescriptor::CPPTYPE_UINT32:
            return store(
                unsigned_value(value, path, std::numeric_limits<std::uint32_t>::max()),
                [&](std::uint64_t number) { put(&R::SetUInt32, &R::AddUInt32)(static_cast<std::uint32_t>(number)); });
        case FieldDescriptor::CPPTYPE_UINT64:
            return store(unsigned_value(value, path, std::numeric_limits<std::uint64_t>::max()),
                         put(&R::SetUInt64, &R::AddUInt64));
        case FieldDescriptor::CPPTYPE_MESSAGE: {
            auto& part = field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                             : *reflection.MutableMessage(&message, &field);
            return read_object(value, path, part);
        }
        // No schema of ours has fractions.
        case FieldDescriptor::CPPTYPE_DOUBLE:
        case FieldDescriptor::CPPTYPE_FLOAT: break;
    }
    return std::unexpected(Error::internal("The server cannot read this kind of field: " + field.full_name()));
}

Result<void> read_field(const boost::json::value& value, const std::string& path, Message& message,
                        const FieldDescriptor& field) {
    if (!field.is_repeated()) return read_value(value, path, message, field);
    const auto* list = value.if_array();
    if (list == nullptr) return std::unexpected(Error::invalid(path, "This must be a list."));
    for (std::size_t i = 0; i < list->size(); ++i) {
        if (auto read = read_value((*list)[i], path + "[" + std::to_string(i) + "]", message, field); !read)
            return read;
    }
    return {};
}

Error unknown_field(const std::string& path, std::string_view name, const google::protobuf::Descriptor& type) {
    std::vector<std::string> known;
    for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
    const auto meant = nearest(name, known);
    // What was sent comes back only as far as a field could be named so.
    return Error::invalid(join(path, name.substr(0, 100)),
                          type.name() + " has no such field." + (meant.empty() ? "" : " Did you mean " + meant + "?"));
}

const FieldDescriptor* find_field(const google::protobuf::Descriptor& type, std::string_view name) {
    const std::string text(name);
    if (const auto* field = type.FindFieldByName(text)) return field;
    for (int i = 0; i < type.field_count(); ++i) {
        if (type.field(i)->json_name() == text) return type.field(i);
    }
    return nullptr;
}

Result<void> read_object(const boost::json::value& value, const std::string& path, Message& message) {
    const auto* object = value.if_object();
    if (object == nullptr) return std::unexpected(Error::invalid(path, "This must be an object."));
    const auto& type = *message.GetDescriptor();
    std::vector<const FieldDescriptor*> seen;
    for (const auto& [name, part] : *object) {
        const auto* field = find_field(type, name);
        if (field == nullptr) return std::unexpected(unknown_field(path, name, type));
        const auto field_path = join(path, field->name());
        for (const auto* earlier : seen) {
            if (earlier == field) return std::unexpected(Error::invalid(field_path, "This is given twice."));
            if (earlier->real_containing_oneof() != nullptr && earlier->containing_oneof() == field->containing_oneof())
                return std::unexpected(Error::invalid(field_path, "Give either this or " + earlier->name() + "."));
        }
        if (part.is_null()) continue;
        seen.push_back(field);
        if (auto read = read_field(part, field_path, message, *field); !read) return read;
    }
    return {};
}

}  // namespace

Result<void> read_json(std::string_view json, Message& message) {
    // An empty body is an empty request: `curl -X POST` sends one.
    if (json.empty()) return {};
    boost::json::parse_options options;
    options.max_depth = max_depth;
    boost::json::error_code failure;
    const auto value = boost::json::parse(json, failure, {}, options);
    if (failure)
        return std::unexpected(
            Error::invalid("", "The request is not valid JSON in UTF-8: " + failure.message() + "."));
    return read_object(value, "", message);
}

std::string write_json(const Message& message) {
    google::protobuf::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    std::string json;
    // Fails only for text that is not UTF-8, and none comes in.
    const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
    if (!status.ok()) throw std::logic_error("a reply cannot be written as JSON: " + message.GetTypeName());
    return json;
}

}  // namespace ourplace::rpc
