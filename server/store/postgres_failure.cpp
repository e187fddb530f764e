#include "store/postgres_failure.hpp"

#include <algorithm>
#include <array>
#include <libpq-fe.h>
#include <optional>

namespace ourplace::store {
namespace {

using Kind = PostgresFailure::Kind;

// Of the class of broken connections, but no such thing: the statement has another number of parameters.
constexpr std::string_view wrong_parameters = "08P01";

struct Meaning {
    // A code of five characters or its class of two (PostgreSQL's appendix A).
    std::string_view state;
    Kind kind;
    const char* text;
};
constexpr std::array meanings{
    Meaning{"40", Kind::conflict, "Other writes were in the way"},
    Meaning{"55P03", Kind::conflict, "Other writes were in the way for too long"},
    Meaning{"57014", Kind::unable, "The database took too long"},
    Meaning{"25006", Kind::lost, "The database is read-only: it is a replica, or was made one"},
    Meaning{"25P03", Kind::lost, "The database ended a transaction that stood still"},
    Meaning{"53100", Kind::unable, "The disk of the database is full"},
    Meaning{"53", Kind::unable, "The database has not enough resources"},
    Meaning{"57", Kind::lost, "The database is stopping or starting"},
    Meaning{"08", Kind::lost, "The connection to the database broke"},
    Meaning{"58", Kind::unable, "The disk of the database reports an error"},
    Meaning{"XX00", Kind::unable, "The database is damaged"},
    Meaning{"54", Kind::unable, "The database is at a limit of its own"},
    // The tables were changed by a newer node; a new connection prepares its statements afresh.
    Meaning{"0A000", Kind::lost, "The tables have changed"},
};

std::string diagnostic(const pg_result* result, int field) {
    const char* text = PQresultErrorField(result, field);
    return text == nullptr ? std::string() : std::string(text);
}

}  // namespace

void throw_postgres_failure(const pg_result* result, std::string_view sql) {
    const auto state = diagnostic(result, PG_DIAG_SQLSTATE);
    const auto primary = diagnostic(result, PG_DIAG_MESSAGE_PRIMARY);
    const auto* const found = std::ranges::find_if(meanings, [&](const Meaning& meaning) {
        return state != wrong_parameters && state.starts_with(meaning.state);
    });
    if (found != meanings.end()) {
        // Whatever is fatal ends the session.
        const auto severity = diagnostic(result, PG_DIAG_SEVERITY_NONLOCALIZED);
        const bool fatal = severity == "FATAL" || severity == "PANIC";
        throw PostgresFailure(fatal ? Kind::lost : found->kind,
                              std::string(found->text) + " (" + state + ": " + primary + ").");
    }
    if (state.empty()) throw PostgresFailure(Kind::lost, "The connection to the database broke.");
    const auto where = " in: " + std::string(sql);
    if (state == "23505") throw UniqueViolation("23505: there is such a row already" + where);
    // Data exceptions quote the data.
    throw std::logic_error(state + (state.starts_with("22") ? "" : ": " + primary) + where);
}

}  // namespace ourplace::store
