// postgres_connection.hpp: the advisory locks that make writes exclusive or in a stream across all nodes.
#include <cstdint>
#include <vector>

#include "store/postgres_connection.hpp"

namespace ourplace::store {
namespace {

// "ourp". A lock of two 32-bit numbers, so that no stream's, which is one of 64, can be the same.
constexpr std::int64_t lock_class = 0x6f757270;

std::vector<Value> lock_of_all_writes(std::int64_t schema_id) {
    return {lock_class, schema_id % (std::int64_t{1} << 31U)};
}

}  // namespace

void PostgresConnection::send_exclusive_lock() {
    send("SELECT pg_advisory_xact_lock($1, $2)", lock_of_all_writes(schema_id_));
}

// The shared lock comes first everywhere, and the exclusive one before all else, so nobody waits in a circle. Two streams
// whose numbers collide take turns, which harms nothing.
void PostgresConnection::send_stream_lock(const std::string& stream_id) {
    send("SELECT pg_advisory_xact_lock_shared($1, $2)", lock_of_all_writes(schema_id_));
    const std::vector<Value> stream{stream_id, schema_id_};
    send("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", stream);
}

}  // namespace ourplace::store
