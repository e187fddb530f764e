// The browser client, as files that a browser keeps as long as it may.
#include "gateway/static_files.hpp"

#include <filesystem>
#include <fstream>

#include "gateway/http_message.hpp"
#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

class StaticPages : public testing::Test {
  protected:
    void write(const std::string& name, const std::string& text) const {
        const auto path = folder / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    void build() const {
        write("index.html", "<!doctype html><p>Our Place</p>");
        write("index.html.br", "page in brotli");
        write("csp.json", R"({"script": ["sha256-abc="], "style": ["sha256-def=", "sha256-ghi="]})");
        write("assets/app-3fA9x_Qz.js", "app()");
        write("assets/app-3fA9x_Qz.js.br", "app in brotli");
        write("touch-icon-of-ours.png", "png");
        write("service_worker.js", "worker()");
        write("manifest.webmanifest", "{}");
        write("empty.txt", "");
    }
    void serve() {
        Options options;
        options.static_folder = folder.path();
        programme = std::make_unique<ServedProgramme>(options);
    }
    [[nodiscard]] Received get(const std::string& target,
                               std::vector<std::pair<std::string, std::string>> headers = {}) const {
        return ask(programme->port(), {.target = target, .headers = std::move(headers)});
    }

    TemporaryFolder folder;
    std::unique_ptr<ServedProgramme> programme;
};

TEST_F(StaticPages, AreServedWithTheirTypes) {
    build();
    serve();
    const auto page = get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body, "<!doctype html><p>Our Place</p>");
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(get("/assets/app-3fA9x_Qz.js").header("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/manifest.webmanifest").header("content-type"), "application/manifest+json");
    EXPECT_EQ(get("/empty.txt").status, 200);
    EXPECT_EQ(get("/empty.txt").body, "");
}

TEST_F(StaticPages, EveryPathOfTheClientIsItsPage) {
    build();
    serve();
    for (const auto* path : {"/c/abc/12", "/join", "/?x=1", "/settings/"}) EXPECT_EQ(get(path).body, get("/").body);
    for (const auto* path : {"/missing.js", "/assets/old-3fA9x_Qz.js", "/../../etc/passwd.txt", "/csp.json",
                             "/%2e%2e/index.html", "/index.html.br"}) {
        EXPECT_EQ(get(path).status, 404) << path;
    }
}

TEST_F(StaticPages, OnlyFilesWithAHashInTheirNameAreKeptForAYear) {
    build();
    serve();
    EXPECT_EQ(get("/assets/app-3fA9x_Qz.js").header("cache-control"), "public, max-age=31536000, immutable");
    for (const auto* path : {"/", "/service_worker.js", "/touch-icon-of-ours.png"})
        EXPECT_EQ(get(path).header("cache-control"), "no-cache") << path;
}

TEST_F(StaticPages, WhatTheBrowserHasIsNotSentAgain) {
    build();
    serve();
    const auto tag = get("/").header("etag");
    ASSERT_NE(tag, "");
    const auto unchanged = get("/", {{"If-None-Match", tag}});
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_EQ(unchanged.header("etag"), tag);
    EXPECT_EQ(unchanged.headers.count("content-length"), 0u);
    for (const auto& others : {"\"x\", " + tag, "W/" + tag, std::string("*")})
        EXPECT_EQ(get("/", {{"If-None-Match", others}}).status, 304) << others;
    EXPECT_EQ(get("/", {{"If-None-Match", "\"x\""}}).status, 200);
    EXPECT_NE(get("/service_worker.js").header("etag"), tag);
}

TEST_F(StaticPages, AreSentInBrotliToThoseWhoTakeIt) {
    build();
    serve();
    const auto compressed = get("/", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(compressed.body, "page in brotli");
    EXPECT_EQ(compressed.header("content-encoding"), "br");
    EXPECT_EQ(compressed.header("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(compressed.header("vary"), "Accept-Encoding");
    EXPECT_EQ(get("/", {{"Accept-Encoding", "br;q=0.5"}}).body, "page in brotli");
    for (const auto* encodings : {"gzip", "br;q=0", "br;q=0.000", "brotli", ""}) {
        const auto plain = get("/", {{"Accept-Encoding", encodings}});
        EXPECT_EQ(plain.headers.count("content-encoding"), 0u) << encodings;
        EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
    }
    EXPECT_EQ(get("/service_worker.js", {{"Accept-Encoding", "br"}}).body, "worker()") << "there is no brotli of it";
}

TEST_F(StaticPages, HeadHasTheLengthOfWhatGetBrings) {
    build();
    serve();
    Line line(programme->port());
    const auto head = ask(line, {.method = "HEAD", .target = "/"});
    EXPECT_EQ(head.header("content-length"), std::to_string(get("/").body.size()));
    EXPECT_EQ(ask(line, {.target = "/empty.txt"}).status, 200);
}

TEST_F(StaticPages, PagesRunOnlyWhatTheBuildHashed) {
    build();
    serve();
    const auto policy = get("/").header("content-security-policy");
    EXPECT_TRUE(
        policy.contains("default-src 'self'; script-src 'self' 'sha256-abc='; style-src 'self' 'sha256-def=' "
                        "'sha256-ghi=';"))
        << policy;
    EXPECT_TRUE(policy.contains("frame-ancestors 'none'"));
    EXPECT_EQ(get("/").header("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(get("/service_worker.js").header("content-security-policy"), "");
}

TEST_F(StaticPages, AFolderThatIsNoBuildIsRefused) {
    EXPECT_EQ(StaticFiles::load(folder.path()).error().field, "static_folder");
    EXPECT_EQ(StaticFiles::load(folder / "missing").error().field, "static_folder");
    write("index.html", "x");
    EXPECT_TRUE(StaticFiles::load(folder.path()));
    for (const auto* damaged : {"{", "[]", R"({"script": 1})", R"({"style": [2]})"}) {
        write("csp.json", damaged);
        EXPECT_EQ(StaticFiles::load(folder.path()).error().field, "static_folder") << damaged;
    }
}

TEST_F(StaticPages, WithoutAFolderThereIsOnlyTheApi) {
    programme = std::make_unique<ServedProgramme>();
    EXPECT_EQ(get("/").status, 404);
    EXPECT_EQ(get("/healthz").status, 200);
}

}  // namespace
}  // namespace ourplace::gateway
