// The browser client as built, held in memory. Files with a hash in their name are kept by browsers for a year.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ourplace::gateway {

class StaticFiles {
  public:
    struct File {
        std::string bytes;
        // Brotli, made by the build; empty when there is none.
        std::string brotli;
        std::string content_type;
        std::string etag;
        bool immutable = false;
    };

    // Fails with a message for the operator when the folder holds no index.html. An empty path serves nothing.
    [[nodiscard]] static Result<StaticFiles> load(const std::filesystem::path& folder);

    // The file of a request path, or index.html for a path of the client's own ("/c/abc/12"); null: not found.
    [[nodiscard]] const File* find(std::string_view path) const;
    // Content-Security-Policy for pages.
    [[nodiscard]] const std::string& content_security_policy() const { return policy_; }

  private:
    std::map<std::string, File, std::less<>> files_;
    std::string policy_ = "default-src 'none'; frame-ancestors 'none'";
};

}  // namespace ourplace::gateway
