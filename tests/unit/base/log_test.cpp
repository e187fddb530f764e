#include "base/log.hpp"

#include <gtest/gtest.h>
#include <regex>

namespace ourplace::log {
namespace {

enum class Colour : std::uint8_t { red = 7 };

TEST(LogLines, AreAnEventAndItsFields) {
    EXPECT_EQ(format_line(Format::text, "listening", {}), "listening");
    EXPECT_EQ(
        format_line(Format::text, "call",
                    {{"method", "PostMessage"}, {"bytes", 256}, {"ok", true}, {"ms", 1.5}, {"kind", Colour::red}}),
        "call method=PostMessage bytes=256 ok=true ms=1.5 kind=7");
    EXPECT_EQ(format_line(Format::json, "call",
                          {{"method", "PostMessage"}, {"bytes", std::int64_t{-1}}, {"ok", false}, {"ms", 0.25}}),
              R"("event":"call","method":"PostMessage","bytes":-1,"ok":false,"ms":0.25)");
}

TEST(LogLines, QuoteTextThatCouldBeMistaken) {
    const auto line = [](std::string_view value) { return format_line(Format::text, "e", {{"k", value}}); };
    EXPECT_EQ(line("two words"), R"(e k="two words")");
    EXPECT_EQ(line(""), R"(e k="")");
    EXPECT_EQ(line("a=b"), R"(e k="a=b")");
    EXPECT_EQ(line("say \"hi\" \\"), R"(e k="say \"hi\" \\")");
    EXPECT_EQ(line("Llŷn"), "e k=Llŷn");
}

TEST(LogLines, StayOneLineWhateverTheyAreGiven) {
    using std::string_view_literals::operator""sv;
    for (const auto format : {Format::text, Format::json}) {
        const auto line = format_line(format, "e", {{"k", "a\nlevel=error\r\tb\x1b[31m\x7f\0c"sv}});
        EXPECT_NE(line.find(R"("a\nlevel=error\r\tb\u001b[31m\u007f\u0000c")"), std::string::npos) << line;
        EXPECT_EQ(line.find_first_of("\n\r\x1b"), std::string::npos);
    }
}

TEST(LogLines, BelowTheLevelAreNotWritten) {
    configure(Level::warning, Format::text);
    testing::internal::CaptureStderr();
    info("quiet");
    warning("loud", {{"reason", "full"}});
    EXPECT_TRUE(std::regex_match(testing::internal::GetCapturedStderr(),
                                 std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warning loud reason=full\n)")));
}

TEST(LogLines, AreWholeJsonObjectsWhereAskedFor) {
    configure(Level::debug, Format::json);
    testing::internal::CaptureStderr();
    debug("listening", {{"port", 8080}});
    const auto written = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(std::regex_match(
        written, std::regex(R"(\{"time":"[-0-9T:.]+Z","level":"debug","event":"listening","port":8080\}\n)")))
        << written;
    configure(Level::error, Format::text);
}

}  // namespace
}  // namespace ourplace::log
