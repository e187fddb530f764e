#include "jobs/job_tables.hpp"

#include <array>

namespace ourplace::jobs {
namespace {

constexpr std::array all_migrations{
    store::Migration{.name = "jobs: work that falls due", .sqlite = R"sql(
        CREATE TABLE job (
            kind TEXT NOT NULL,
            job_key TEXT NOT NULL,
            due_at_us BIGINT NOT NULL,
            failures BIGINT NOT NULL,
            PRIMARY KEY (kind, job_key)
        );
        CREATE INDEX job_by_due ON job (due_at_us);
    )sql"},
};

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

void schedule(store::Transaction& tx, const Job& job) {
    tx.execute(R"sql(
        INSERT INTO job (kind, job_key, due_at_us, failures) VALUES ($1, $2, $3, 0)
        ON CONFLICT (kind, job_key) DO NOTHING)sql",
               job.kind, job.key, job.due_at_us);
}

void bring_forward(store::Transaction& tx, const Job& job) {
    tx.execute(R"sql(
        INSERT INTO job (kind, job_key, due_at_us, failures) VALUES ($1, $2, $3, 0)
        ON CONFLICT (kind, job_key) DO UPDATE SET due_at_us = excluded.due_at_us
        WHERE job.due_at_us > excluded.due_at_us)sql",
               job.kind, job.key, job.due_at_us);
}

void plan(store::Transaction& tx, const Job& job) {
    tx.execute(R"sql(
        INSERT INTO job (kind, job_key, due_at_us, failures) VALUES ($1, $2, $3, 0)
        ON CONFLICT (kind, job_key) DO UPDATE SET due_at_us = excluded.due_at_us, failures = 0)sql",
               job.kind, job.key, job.due_at_us);
}

std::optional<Timestamp> due_at(store::Transaction& tx, std::string_view kind, std::string_view key) {
    const auto row = tx.query_one("SELECT due_at_us FROM job WHERE kind = $1 AND job_key = $2", kind, key);
    return row ? std::optional(row->integer(0)) : std::nullopt;
}

std::vector<Job> due(store::Transaction& tx, Timestamp now, std::size_t at_most) {
    std::vector<Job> jobs;
    for (const auto& row : tx.query(R"sql(
             SELECT kind, job_key, due_at_us, failures FROM job WHERE due_at_us <= $1
             ORDER BY due_at_us, kind, job_key LIMIT $2)sql",
                                    now, at_most)) {
        jobs.push_back({.kind = row.text(0),
                        .key = row.text(1),
                        .due_at_us = row.integer(2),
                        .failures = static_cast<unsigned>(row.integer(3))});
    }
    return jobs;
}

std::optional<Timestamp> next_due(store::Transaction& tx, Timestamp after) {
    const auto row = tx.query_one("SELECT MIN(due_at_us) FROM job WHERE due_at_us > $1", after);
    return row->is_null(0) ? std::nullopt : std::optional(row->integer(0));
}

bool is_due(store::Transaction& tx, const Job& job, Timestamp now) {
    return !tx.query("SELECT 1 FROM job WHERE kind = $1 AND job_key = $2 AND due_at_us <= $3", job.kind, job.key, now)
                .empty();
}

void set_due(store::Transaction& tx, const Job& job, Timestamp due_at_us, unsigned failures) {
    tx.execute("UPDATE job SET due_at_us = $3, failures = $4 WHERE kind = $1 AND job_key = $2", job.kind, job.key,
               due_at_us, failures);
}

void remove(store::Transaction& tx, const Job& job) {
    tx.execute("DELETE FROM job WHERE kind = $1 AND job_key = $2", job.kind, job.key);
}

}  // namespace ourplace::jobs
