#include "rpc/json_values.hpp"

#include <charconv>
#include <sodium.h>
#include <utility>
#include <vector>

#include "base/nearest.hpp"

namespace ourplace::rpc {
namespace {

std::unexpected<Error> refuse(const std::string& path, std::string why) {
    return std::unexpected(Error::invalid(path, std::move(why)));
}

// The text of a number in quotes, or of the number itself if it is a whole one.
template <class Number>
bool parse_number(const boost::json::value& value, Number& number) {
    if (const auto* text = value.if_string()) {
        const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
        return failure == std::errc() && end == text->data() + text->size() && !text->empty();
    }
    boost::json::error_code failure;
    // Exact or not at all: 1e3 is a whole number, 1.5 is not, nor is what does not fit.
    number = value.to_number<Number>(failure);
    return !failure;
}

}  // namespace

Result<std::string> text_value(const boost::json::value& value, const std::string& path) {
    const auto* text = value.if_string();
    if (text == nullptr) return refuse(path, "This must be a text.");
    std::string result(text->data(), text->size());
    if (result.contains('\0')) return refuse(path, "This must not contain the character U+0000.");
    return result;
}

Result<std::string> bytes_value(const boost::json::value& value, const std::string& path) {
    const auto* text = value.if_string();
    if (text == nullptr) return refuse(path, "This must be bytes, as a text in base 64.");
    std::string standard(text->data(), text->size());
    while (standard.ends_with('=')) standard.pop_back();
    for (char& c : standard) {
        if (c == '-') c = '+';
        if (c == '_') c = '/';
    }
    std::string bytes(standard.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), standard.data(),
                          standard.size(), nullptr, &length, nullptr, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
        return refuse(path, "This must be bytes, as a text in base 64.");
    bytes.resize(length);
    return bytes;
}

Result<bool> boolean_value(const boost::json::value& value, const std::string& path) {
    if (const auto* boolean = value.if_bool()) return *boolean;
    return refuse(path, "This must be true or false.");
}

Result<std::int64_t> signed_value(const boost::json::value& value, const std::string& path, std::int64_t least,
                                  std::int64_t most) {
    std::int64_t number = 0;
    if (parse_number(value, number) && number >= least && number <= most) return number;
    return refuse(path,
                  "This must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
}

Result<std::uint64_t> unsigned_value(const boost::json::value& value, const std::string& path, std::uint64_t most) {
    std::uint64_t number = 0;
    if (parse_number(value, number) && number <= most) return number;
    return refuse(path, "This must be a whole number from 0 to " + std::to_string(most) + ".");
}

Result<int> enum_value(const boost::json::value& value, const std::string& path,
                       const google::protobuf::EnumDescriptor& kind) {
    const google::protobuf::EnumValueDescriptor* known = nullptr;
    std::int64_t number = 0;
    if (const auto* text = value.if_string()) {
        known = kind.FindValueByName(std::string(text->data(), text->size()));
    } else if (value.is_number() && parse_number(value, number) && number >= 0 && number <= 1'000'000) {
        known = kind.FindValueByNumber(static_cast<int>(number));
    }
    if (known != nullptr) return known->number();

    std::string allowed;
    std::vector<std::string> names;
    for (int i = 0; i < kind.value_count(); ++i) {
        names.push_back(kind.value(i)->name());
        allowed += (i == 0 ? "" : ", ") + names.back();
    }
    const auto meant = value.is_string() ? nearest(std::string_view(value.get_string()), names) : std::string();
    return refuse(path, "This must be one of " + allowed + "." + (meant.empty() ? "" : " Did you mean " + meant + "?"));
}

}  // namespace ourplace::rpc
