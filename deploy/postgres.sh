# Sourced by deploy/cluster-demo and the tests: a PostgreSQL of one's own, from Debian's packages.
# shellcheck shell=bash

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }

postgres_program() { printf '%s\n' /usr/lib/postgresql/*/bin/"$1" | sort -V | tail -n 1; }
