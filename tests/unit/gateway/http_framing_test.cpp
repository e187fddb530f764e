// What must never be read in two ways: where a request ends. And what is no request at all. RFC 9112.
#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

struct Malformed {
    std::string name;
    std::string bytes;
    std::string status;

    friend std::ostream& operator<<(std::ostream& out, const Malformed& malformed) { return out << malformed.name; }
};

const std::string head =
    "POST /ourplace.v1.AccountService/GetMe HTTP/1.1\r\nHost: talk.example\r\n"
    "Content-Type: application/json\r\n";
// A request of its own, if anybody takes it for one.
const std::string smuggled = "GET /readyz HTTP/1.1\r\nHost: talk.example\r\n\r\n";

const std::vector<Malformed> malformed{
    {"TransferEncodingIdentity", head + "Transfer-Encoding: identity\r\n\r\n" + smuggled, "400"},
    {"TransferEncodingGzipChunked", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400"},
    {"TransferEncodingChunkedTwice", head + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "400"},
    {"TransferEncodingXchunked", head + "Transfer-Encoding: xchunked\r\n\r\n" + smuggled, "400"},
    {"TransferEncodingQuoted", head + "Transfer-Encoding: \"chunked\"\r\n\r\n" + smuggled, "400"},
    {"TransferEncodingInTwoLines",
     head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + smuggled, "400"},
    {"TransferEncodingEmpty", head + "Transfer-Encoding: \r\n\r\n" + smuggled, "400"},
    {"SpaceBeforeTheColon", head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled, "400"},
    {"LengthAndChunked", head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, "400"},
    {"ChunkedAndLength", head + "Transfer-Encoding: chunked\r\nContent-Length: 70\r\n\r\n0\r\n\r\n" + smuggled, "400"},
    {"ChunkedInHttp10",
     "POST /ourplace.v1.AccountService/GetMe HTTP/1.0\r\nContent-Type: application/json\r\nConnection: keep-alive\r\n"
     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
         smuggled,
     "400"},
    {"TwoLengths", head + "Content-Length: 2\r\nContent-Length: 70\r\n\r\n{}" + smuggled, "400"},
    {"TwoEqualLengths", head + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" + smuggled, "400"},
    {"AListOfLengths", head + "Content-Length: 2, 2\r\n\r\n{}" + smuggled, "400"},
    {"ANegativeLength", head + "Content-Length: -1\r\n\r\n" + smuggled, "400"},
    {"ALengthWithASign", head + "Content-Length: +2\r\n\r\n{}" + smuggled, "400"},
    {"AHexadecimalLength", head + "Content-Length: 0x2\r\n\r\n{}" + smuggled, "400"},
    {"ALengthThatOverflows", head + "Content-Length: 18446744073709551618\r\n\r\n{}" + smuggled, "400"},
    {"AChunkSizeThatOverflows",
     head + "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n" + smuggled, "400"},
    {"AChunkSizeWithASign", head + "Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n" + smuggled, "400"},
    {"AChunkThatIsLongerThanItsSize", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx\r\n0\r\n\r\n" + smuggled,
     "400"},
    {"HeadersAfterTheBody",
     head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n" + smuggled, "400"},
    {"NoHost", "GET /healthz HTTP/1.1\r\n\r\n" + smuggled, "400"},
    {"TwoHosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + smuggled, "400"},
    {"BareLineFeeds", "GET /healthz HTTP/1.1\nHost: talk.example\n\n" + smuggled, "400"},
    {"ABareCarriageReturn", "GET /healthz HTTP/1.1\r\nHost: talk.example\r\nX: a\rb\r\n\r\n" + smuggled, "400"},
    {"AZeroByteInAHeader",
     "GET /healthz HTTP/1.1\r\nHost: talk.example\r\nX: a" + std::string(1, '\0') + "\r\n\r\n" + smuggled, "400"},
    {"AHeaderWithoutAName", "GET /healthz HTTP/1.1\r\nHost: talk.example\r\n: x\r\n\r\n" + smuggled, "400"},
    {"AHeaderWithoutAColon", "GET /healthz HTTP/1.1\r\nHost: talk.example\r\nnonsense\r\n\r\n" + smuggled, "400"},
    {"AnotherVersion", "GET /healthz HTTP/3.0\r\nHost: talk.example\r\n\r\n" + smuggled, "400"},
    {"NoVersion", "GET /healthz\r\n\r\n" + smuggled, "400"},
    {"Http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
    {"Tls", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + "\r\n\r\n", "400"},
    {"Nothing", "\r\n\r\n\r\n\r\n", "400"},
    {"NoText", "\xff\xfe\xfd\r\n\r\n", "400"},
    {"TooLongATarget", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: talk.example\r\n\r\n", "431"},
    {"TooLargeHeaders", "GET /healthz HTTP/1.1\r\nHost: talk.example\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n",
     "431"},
    {"TooLargeABody", head + "Content-Length: 100000\r\n\r\n" + std::string(100'000, ' '), "413"},
    {"TooLargeABodyInChunks",
     head + "Transfer-Encoding: chunked\r\n\r\n18000\r\n" + std::string(0x18000, ' ') + "\r\n0\r\n\r\n", "413"},
};

class MalformedHttp : public WhileOthersTalk, public testing::WithParamInterface<Malformed> {};

TEST_P(MalformedHttp, IsAnsweredOnceAndTheConnectionEnds) {
    serve();
    const auto came = say(GetParam().bytes);
    EXPECT_EQ(came.substr(0, 13), "HTTP/1.1 " + GetParam().status + " ") << came;
    EXPECT_TRUE(came.contains("\r\nConnection: close\r\n")) << came;
    EXPECT_FALSE(came.contains("ready")) << "took part of one request for another";
    EXPECT_EQ(came.find("HTTP/1.1", 1), std::string::npos) << came;
}

INSTANTIATE_TEST_SUITE_P(, MalformedHttp, testing::ValuesIn(malformed),
                         [](const auto& info) { return info.param.name; });

class Framing : public WhileOthersTalk {};

TEST_F(Framing, ABodyInChunksIsOneBody) {
    serve();
    Line line(port());
    line.send(head + "Authorization: Bearer " + cai.token +
              "\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n");
    EXPECT_EQ(read_reply(line).status, 200);
    EXPECT_EQ(ask(line, {.target = "/healthz"}).status, 200) << "the next request begins where that one ended";
}

TEST_F(Framing, ARequestMayComeByteByByte) {
    serve();
    Line line(port());
    for (const char byte : Sent{.target = "/healthz"}.text()) line.send({&byte, 1});
    EXPECT_EQ(read_reply(line).status, 200);
}

TEST_F(Framing, WhoAsksFirstIsToldToGoOn) {
    serve();
    Line line(port());
    line.send(head + "Authorization: Bearer " + cai.token + "\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(line.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    line.send("{}");
    EXPECT_EQ(read_reply(line).status, 200);
}

TEST_F(Framing, ARequestThatIsCutOffIsNotCarriedOut) {
    serve();
    Line line(port());
    line.send(head + "Authorization: Bearer " + cai.token + "\r\nContent-Length: 20\r\n\r\n{}");
    line.stop_sending();
    EXPECT_TRUE(line.has_ended());
}

}  // namespace
}  // namespace ourplace::gateway
