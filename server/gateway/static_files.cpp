#include "gateway/static_files.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <exception>
#include <fstream>
#include <iterator>
#include <regex>
#include <utility>

#include "base/id.hpp"

namespace ourplace::gateway {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> content_types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
}};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string etag_of(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string tag = "\"";
    for (const char byte : hash_secret(bytes).substr(0, 12)) {
        tag += digits[static_cast<unsigned char>(byte) >> 4U];
        tag += digits[static_cast<unsigned char>(byte) & 0xfU];
    }
    return tag + '"';
}

// "/assets/name-3fA9x_Qz.js": what the build puts there has a hash of eight characters before the suffix. Elsewhere a name
// may look like it by chance ("/touch-icon-of-ours.png").
bool has_hash_in_name(const std::string& path) {
    static const std::regex hashed(R"(/assets/.*-[A-Za-z0-9_-]{8}\.[a-z0-9]+)");
    return std::regex_match(path, hashed);
}

std::string hashes(const boost::json::object& all, std::string_view kind) {
    std::string sources;
    const auto* list = all.if_contains(kind);
    if (list == nullptr) return sources;
    for (const auto& hash : list->as_array()) sources += " '" + std::string(hash.as_string()) + "'";
    return sources;
}

// Only what the build hashed may run inline; connections only to where the page came from.
std::string policy(const boost::json::object& inline_hashes) {
    return "default-src 'self'; script-src 'self'" + hashes(inline_hashes, "script") + "; style-src 'self'" +
           hashes(inline_hashes, "style") +
           "; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
           "frame-ancestors 'none'";
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder) {
    StaticFiles files;
    if (folder.empty()) return files;
    std::error_code failure;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failure)) {
        if (!entry.is_regular_file() || entry.path().extension() == ".br") continue;
        const auto path = "/" + std::filesystem::relative(entry.path(), folder).generic_string();
        const auto type = std::ranges::find(content_types, entry.path().extension().string(),
                                            [](const auto& known) { return std::string(known.first); });
        File file{.bytes = read_file(entry.path()),
                  .brotli = read_file(entry.path().string() + ".br"),
                  .content_type = type == content_types.end() ? "application/octet-stream" : std::string(type->second),
                  .etag = {},
                  .immutable = has_hash_in_name(path)};
        file.etag = etag_of(file.bytes);
        files.files_.emplace(path, std::move(file));
    }
    if (failure || !files.files_.contains("/index.html")) {
        return std::unexpected(Error::failed_precondition(
            "static_folder",
            "There is no index.html in " + folder.string() + ". Build the clients, or leave the folder out."));
    }
    const auto inline_hashes = files.files_.extract("/csp.json");
    try {
        files.policy_ = policy(inline_hashes ? boost::json::parse(inline_hashes.mapped().bytes).as_object()
                                             : boost::json::object());
    } catch (const std::exception&) {
        return std::unexpected(Error::failed_precondition("static_folder", "csp.json is not what the build writes"));
    }
    return files;
}

const StaticFiles::File* StaticFiles::find(std::string_view path) const {
    if (const auto file = files_.find(path); file != files_.end()) return &file->second;
    // A path with a dot in its last part names a file; any other is a page of the client.
    if (path.substr(path.rfind('/') + 1).contains('.')) return nullptr;
    const auto index = files_.find("/index.html");
    return index == files_.end() ? nullptr : &index->second;
}

}  // namespace ourplace::gateway
