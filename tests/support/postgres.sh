# Sourced: a PostgreSQL server for tests, thrown away afterwards. Nothing of it outlives its folder.
#
#     start_postgres FOLDER [fast|durable]   an empty folder; afterwards $postgres_url is its database
#     stop_postgres FOLDER                   and removes the folder
#     restart_postgres FOLDER | pause_postgres FOLDER | continue_postgres FOLDER
#
# `fast` does not wait for the disk: for tests of what is right, not for measuring. The URL goes over a socket in the
# folder, where everybody is trusted; over TCP (port in FOLDER/port, 127.0.0.1) user "guest" has the password "secret".
# shellcheck shell=bash

. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/postgres.sh"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

postgres_url_of() { printf 'postgresql://ourplace@/ourplace?host=%s&port=%s' "$1" "$(<"$1/port")"; }

start_postgres() {
    local folder=$1 durable=off
    [ "${2:-fast}" = fast ] || durable=on
    chmod 755 "$folder"
    [ "$(id -u)" != 0 ] || chown postgres "$folder"
    free_port >"$folder/port"
    # The collation of the database is one that sorts otherwise than by bytes, where the machine has one.
    as_postgres "$(postgres_program initdb)" -D "$folder/data" -U ourplace --auth-local=trust --auth-host=scram-sha-256 \
        --encoding=UTF8 --locale-provider=icu --icu-locale=en --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
        { cat "$folder/initdb.log" >&2; return 1; }
    cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $(<"$folder/port")
unix_socket_directories = '$folder'
fsync = $durable
synchronous_commit = on
full_page_writes = $durable
max_connections = 300
max_locks_per_transaction = 512
log_min_messages = fatal
CONF
    as_postgres "$(postgres_program pg_ctl)" -D "$folder/data" -w -t 60 -l "$folder/server.log" start >"$folder/start.log" 2>&1 ||
        { cat "$folder/start.log" "$folder/server.log" >&2; return 1; }
    postgres_url=$(postgres_url_of "$folder")
    psql -qX "${postgres_url/\/ourplace\?/\/postgres?}" -c "CREATE ROLE guest LOGIN PASSWORD 'secret'" \
        -c "CREATE DATABASE ourplace" -c "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0 LOCALE_PROVIDER libc"
}

stop_postgres() {
    local folder=$1
    continue_postgres "$folder"
    as_postgres "$(postgres_program pg_ctl)" -D "$folder/data" -m immediate -w stop >/dev/null
    rm -rf "$folder"
}

restart_postgres() {
    as_postgres "$(postgres_program pg_ctl)" -D "$1/data" -m immediate -w -t 60 -l "$1/server.log" restart >/dev/null
}

# All of its processes: those who are connected and those who would let others in.
postgres_pids() {
    local postmaster
    postmaster=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 0
    printf '%s\n' "$postmaster"
    ps -o pid= --ppid "$postmaster"
}
pause_postgres() { postgres_pids "$1" | xargs -r kill -STOP; }
continue_postgres() { postgres_pids "$1" | xargs -r kill -CONT; }
