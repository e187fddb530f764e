#include "cli/settings.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "unit/store/temporary_folder.hpp"

namespace ourplace::cli {
namespace {

class SettingsTest : public testing::Test {
  protected:
    std::string file(const std::string& text) {
        const auto path = folder.path() / "ourplace.toml";
        std::ofstream(path) << text;
        return path.string();
    }
    Result<Settings> read(const Texts& flags, const std::vector<std::string>& environment = {}) {
        return read_settings(flags, environment);
    }
    // What the operator is told; empty if nothing is wrong.
    std::string complaint(const Texts& flags, const std::vector<std::string>& environment = {}) {
        const auto settings = read(flags, environment);
        return settings ? std::string() : settings.error().message;
    }
    TemporaryFolder folder;
};

TEST_F(SettingsTest, WithoutAnyTheServerListensOnThisMachineOnly) {
    const auto settings = read({});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->gateway.address, "127.0.0.1");
    EXPECT_EQ(settings->gateway.port, 8080);
    EXPECT_EQ(settings->public_url(8080), "http://localhost:8080");
}

TEST_F(SettingsTest, FlagsAreStrongerThanTheEnvironmentAndThatThanTheFile) {
    const auto path = file("port = 1001\nshards = 3\nlog_level = \"error\"\n");
    const auto settings =
        read({{"port", "1003"}}, {"OURPLACE_PORT=1002", "OURPLACE_SHARDS=4", "OURPLACE_CONFIG=" + path});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->gateway.port, 1003);
    EXPECT_EQ(settings->shards, 4u);
    EXPECT_EQ(settings->log_level, log::Level::error);
}

TEST_F(SettingsTest, TheFlagNamesTheFileBeforeTheEnvironmentDoes) {
    const auto path = file("port = 1001\n");
    const auto settings = read({{"config", path}}, {"OURPLACE_CONFIG=/nowhere.toml"});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->gateway.port, 1001);
}

TEST_F(SettingsTest, AnUnknownNameIsRefusedWithTheNearestKnownOne) {
    const auto path = file("# a comment\nlog_levle = \"debug\"\n");
    EXPECT_EQ(complaint({{"config", path}}), path + ", line 2: log_levle is not a setting. Did you mean log_level?");
    EXPECT_EQ(complaint({}, {"OURPLACE_PROT=8"}), "OURPLACE_PROT is not a setting. Did you mean OURPLACE_PORT?");
}

TEST_F(SettingsTest, OtherVariablesAreNoneOfOurBusiness) {
    EXPECT_EQ(complaint({}, {"PATH=/bin", "OURPLACE=http://localhost", "PORT=ten"}), "");
}

TEST_F(SettingsTest, AValueThatIsNotAllowedIsNamedWithWhatIs) {
    EXPECT_EQ(complaint({{"port", "65536"}}), "--port must be a whole number from 0 to 65535, not \"65536\".");
    EXPECT_EQ(complaint({{"port", "80 "}}), "--port must be a whole number from 0 to 65535, not \"80 \".");
    EXPECT_EQ(complaint({}, {"OURPLACE_LOG_LEVEL=loud"}),
              "OURPLACE_LOG_LEVEL must be one of debug, info, warning, error, not \"loud\".");
    EXPECT_EQ(complaint({{"public_url", "talk.example.org"}}),
              "--public-url must be a web address like https://talk.example.org, not \"talk.example.org\".");
    const auto path = file("port = \"ten\"\n");
    EXPECT_EQ(complaint({{"config", path}}),
              path + ", line 1: port must be a whole number from 0 to 65535, not \"ten\".");
}

TEST_F(SettingsTest, ATableOrAFractionIsNoValue) {
    const auto path = file("[port]\nnumber = 1\n");
    EXPECT_EQ(complaint({{"config", path}}),
              path + ", line 1: port must be text, a whole number, true or false, or a list of texts.");
    const auto fraction = file("shards = 1.5\n");
    EXPECT_NE(complaint({{"config", fraction}}), "");
}

TEST_F(SettingsTest, AFileThatIsNotThereOrIsNoTomlIsNamedWithItsLine) {
    EXPECT_NE(complaint({{"config", "/nowhere.toml"}}).find("/nowhere.toml"), std::string::npos);
    const auto path = file("port = 1\nport = \n");
    EXPECT_NE(complaint({{"config", path}}).find(path + ", line 2"), std::string::npos);
}

TEST_F(SettingsTest, ListsAreWrittenAsTomlListsOrWithCommas) {
    const auto path = file("trusted_proxies = [\"10.0.0.1\", \"10.0.0.2\"]\n");
    const std::vector<std::string> both{"10.0.0.1", "10.0.0.2"};
    const auto from_file = read({{"config", path}});
    ASSERT_TRUE(from_file) << from_file.error().message;
    EXPECT_EQ(from_file->gateway.trusted_proxies, both);
    EXPECT_EQ(read({{"trusted_proxies", "10.0.0.1, 10.0.0.2"}})->gateway.trusted_proxies, both);
}

TEST_F(SettingsTest, ACertificateNeedsItsKey) {
    EXPECT_EQ(complaint({{"tls_certificate", "a.pem"}}),
              "tls_certificate and tls_key belong together: set both or neither.");
    const auto both = read({{"tls_certificate", "a.pem"}, {"tls_key", "b.pem"}});
    ASSERT_TRUE(both);
    EXPECT_EQ(both->public_url(8443), "https://localhost:8443");
}

TEST_F(SettingsTest, ThePublicAddressHasNoSlashAtItsEnd) {
    EXPECT_EQ(read({{"public_url", "https://talk.example.org/"}})->public_url(1), "https://talk.example.org");
}

TEST_F(SettingsTest, EverySettingHasHelpAndADistinctName) {
    std::vector<std::string> names;
    for (const auto& setting : all_settings()) {
        EXPECT_FALSE(setting.help.empty()) << setting.name;
        EXPECT_EQ(std::ranges::find(names, setting.name), names.end()) << setting.name;
        names.emplace_back(setting.name);
    }
}

TEST_F(SettingsTest, ADatabaseIsAnAddressAndNoErrorRepeatsItsPassword) {
    const std::string good = "postgresql://ana:hunter2@db.example.org/ourplace?sslmode=verify-full";
    const auto settings = read({}, {"OURPLACE_DATABASE=" + good});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->database, good);
    for (const auto* const wrong :
         {"mysql://ana:hunter2@db/ourplace", "postgresql://ana:hunter2@db/ourplace?sslmod=x"}) {
        const auto told = complaint({{"database", wrong}});
        EXPECT_TRUE(told.contains("postgresql://user:password@host")) << told;
        EXPECT_FALSE(told.contains("hunter2")) << told;
    }
}

}  // namespace
}  // namespace ourplace::cli
