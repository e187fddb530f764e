#include "streams/log_check.hpp"

#include <cstdint>

#include "ourplace/v1/nodes.pb.h"
#include "streams/stream_log.hpp"

namespace ourplace::streams {
namespace {

constexpr std::size_t page_updates = 1000;
constexpr std::size_t page_bytes = std::size_t{8} * 1024 * 1024;

// What is wrong with one Update; empty: nothing.
std::string fault_of(const Entry& entry, const std::string& stream_id) {
    if (stream_id == nodes_stream) return v1::NodeNotice().ParseFromString(*entry.bytes) ? "" : "cannot be read";
    v1::ServerFrame frame;
    if (!frame.ParseFromString(*entry.bytes)) return "cannot be read";
    if (frame.items_size() != 1 || !frame.items(0).has_update()) return "is no Update";
    const auto& update = frame.items(0).update();
    if (update.stream_id() != stream_id || update.seq() != entry.number) return "says that it is another";
    return {};
}

void check_stream(store::Transaction& tx, const std::string& stream_id, std::uint64_t last,
                  std::vector<std::string>& faults) {
    std::uint64_t expected = 1;
    while (true) {
        const auto page = read_after(tx, stream_id, expected - 1, page_updates, page_bytes);
        // The oldest of these are let go, see kept_for_nodes.
        if (expected == 1 && stream_id == nodes_stream && !page.empty()) expected = page.front().number;
        for (const auto& entry : page) {
            const auto name = "Update " + std::to_string(entry.number) + " of " + stream_id;
            if (entry.number != expected)
                faults.push_back(name + " follows number " + std::to_string(expected - 1) + ": some are missing");
            if (const auto fault = fault_of(entry, stream_id); !fault.empty()) faults.push_back(name + " " + fault);
            expected = entry.number + 1;
        }
        if (page.empty()) break;
    }
    if (expected - 1 != last)
        faults.push_back(stream_id + " should end with number " + std::to_string(last) + ", but ends with " +
                         std::to_string(expected - 1));
}

}  // namespace

std::vector<std::string> check_log(store::Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row : tx.query("SELECT stream_id, last_seq FROM stream ORDER BY stream_id"))
        check_stream(tx, row.text(0), row.number(1), faults);
    for (const auto& row : tx.query(R"sql(
             SELECT DISTINCT stream_id FROM update_log
             WHERE NOT EXISTS (SELECT 1 FROM stream WHERE stream.stream_id = update_log.stream_id))sql"))
        faults.push_back(row.text(0) + " has Updates but is no stream");
    return faults;
}

}  // namespace ourplace::streams
