// One connection to PostgreSQL with its prepared statements. What is sent with send() travels with the next run() or
// wait(): several statements, one round trip (libpq's pipeline mode). Used by one thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "store/postgres_failure.hpp"
#include "store/transaction.hpp"

struct pg_conn;
struct pg_result;

namespace ourplace::store {

struct PostgresTimes {
    std::chrono::seconds connect{5};
    // The server's limits for each of its sessions; we ourselves wait for an answer a little longer than the first.
    std::chrono::milliseconds statement{10'000};
    std::chrono::milliseconds lock{5'000};
    std::chrono::milliseconds idle_in_transaction{30'000};
};

class PostgresConnection {
  public:
    // Connects. `url` is a postgresql:// URL. Throws PostgresFailure with a message for the operator, never the password.
    PostgresConnection(const std::string& url, const PostgresTimes& times);

    struct Outcome {
        Rows rows;
        std::int64_t changed = 0;
    };
    // Whose failure it is: of the transaction as a whole, or of the work that is carried out in it.
    enum class Part : std::uint8_t { transaction, work };

    // Throws PostgresFailure when the database cannot do its work, std::logic_error when the statement is at fault.
    Outcome run(std::string_view sql, std::span<const Value> values = {}, Part part = Part::work);
    // Travels with the next run() or wait(), which throws if it fails.
    void send(std::string_view sql, std::span<const Value> values = {}, Part part = Part::transaction);
    // Until everything that was sent has been answered; the outcome of the last.
    Outcome wait();
    // Lets what was sent leave, and its answers be read by the next run() or wait().
    void let_go();
    // Several statements without parameters. How long an answer may take; nothing: as long as it takes.
    void run_script(const std::string& sql, std::optional<std::chrono::milliseconds> at_most = std::nullopt);

    // Of what is sent from now on, the part of work is of the work with that number.
    void begin_work(std::size_t number) {
        work_ = number;
        failed_work_.reset();
        transaction_failed_ = false;
    }
    // What failed since begin_work(): the transaction, so nothing of it can be saved, or some work, perhaps an earlier one
    // whose statements were not waited for. What was sent behind that was not carried out.
    [[nodiscard]] bool transaction_failed() const { return transaction_failed_; }
    [[nodiscard]] std::optional<std::size_t> failed_work() const { return failed_work_; }
    [[nodiscard]] bool is_lost() const { return lost_; }
    // Looks without a round trip whether the server has closed the connection while nobody used it.
    [[nodiscard]] bool is_closed_by_server();
    // Tag of the last outcome, "COMMIT" or "ROLLBACK", also if the connection broke behind it.
    [[nodiscard]] const std::string& last_tag() const { return last_tag_; }
    // Of the schema that holds our tables; tells programmes that share a database apart.
    [[nodiscard]] std::int64_t schema_id() const { return schema_id_; }

    // Waits until no other write of any node runs, and keeps them away until the transaction ends.
    void send_exclusive_lock();
    // The same with regard to exclusive writes and those of the stream only.
    void send_stream_lock(const std::string& stream_id);

  private:
    struct Close {
        void operator()(pg_conn* connection) const;
    };
    struct Clear {
        void operator()(pg_result* result) const;
    };
    using Answer = std::unique_ptr<pg_result, Clear>;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    // What was sent and has not been answered, in order.
    struct Pending {
        enum class Kind : std::uint8_t { prepare, execute, sync } kind = Kind::execute;
        Part part = Part::transaction;
        std::size_t work = 0;
        // The key in statements_ of which it is.
        std::string_view sql;
    };

    void set_up_session(const PostgresTimes& times);
    // The name of the prepared statement; prepares it on the way if need be.
    const std::string& prepared(std::string_view sql, Part part, std::string_view& key);
    void sync();
    // To what was sent first and has not been answered.
    Answer take_answer(bool is_sync);
    // libpq's next result, for which we wait so long, or for ever.
    Answer next_result(std::optional<std::chrono::milliseconds> at_most);
    [[noreturn]] void fail(const pg_result* answer, const Pending& of, const std::string& sql);
    void fail_if(bool failed);
    [[noreturn]] void lose(const std::string& why);

    std::unique_ptr<pg_conn, Close> connection_;
    std::chrono::milliseconds answer_time_;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> statements_;
    std::deque<Pending> pending_;
    std::string last_tag_;
    std::size_t next_statement_ = 0;
    std::int64_t schema_id_ = 0;
    std::size_t work_ = 0;
    std::optional<std::size_t> failed_work_;
    bool transaction_failed_ = false;
    bool lost_ = false;
};

// "postgresql://user@host:port/name": for logs and messages.
[[nodiscard]] Result<std::string> postgres_address(const std::string& url);

}  // namespace ourplace::store
