# A throw-away PostgreSQL cluster: own folder, free port, random password, gone at the end. Sourced by test.sh.
# PostgreSQL refuses to run as root, so root hands it to the system user `postgres`.

as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_postgres [durable]: sets up and starts the cluster; its URL is then in $WORK/postgres-url.
start_postgres() {
    local bin folder port password kind="fsync off: a throw-away cluster"
    bin=$(postgres_bin)
    [ -n "$bin" ] || { say "there is no PostgreSQL server, version $POSTGRES_MAJOR_MIN or later"; return 1; }
    folder=$(mktemp -d "${TMPDIR:-/tmp}/rollcall-postgres.XXXXXX")
    port=$(free_port)
    password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
    printf '%s\n' "$password" >"$folder/password"
    printf '%s\n' "$folder" >"$WORK/postgres-folder"
    [ "$(id -u)" -ne 0 ] || chown -R postgres "$folder"
    as_postgres "$bin/initdb" --pgdata "$folder/data" --username postgres --auth scram-sha-256 \
        --pwfile "$folder/password" --encoding UTF8 --locale C.UTF-8 --no-sync >"$WORK/initdb.log" ||
        { cat "$WORK/initdb.log"; return 1; }
    cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 300
CONF
    if [ "${1:-}" = durable ]; then
        kind="durable, otherwise PostgreSQL's own settings"
    else
        # fsync is off because the cluster is thrown away: these tests say nothing about PostgreSQL's own durability.
        cat >>"$folder/data/postgresql.conf" <<CONF
fsync = off
synchronous_commit = off
full_page_writes = off
log_connections = on
log_line_prefix = '%m %d '
CONF
    fi
    as_postgres "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait --silent start ||
        { cat "$folder/log"; return 1; }
    printf 'postgres://postgres:%s@127.0.0.1:%s' "$password" "$port" >"$WORK/postgres-url"
    say "PostgreSQL runs on port $port in $folder ($kind)"
}

# postgres_url [DATABASE]
postgres_url() { printf '%s%s' "$(cat "$WORK/postgres-url")" "${1:+/$1}"; }

# postgres_pid: the cluster's main process.
postgres_pid() { head -n 1 "$(cat "$WORK/postgres-folder")/data/postmaster.pid"; }

# postgres_sql STATEMENT: runs it in the database postgres.
postgres_sql() { "$(postgres_bin)/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 "$(postgres_url postgres)" -Atc "$1"; }

# postgres_connections: how often anybody connected so far, by PostgreSQL's own log.
postgres_connections() {
    local folder
    folder=$(cat "$WORK/postgres-folder")
    grep -c 'connection authorized' "$folder/log" || true
}

stop_postgres() {
    local folder
    [ -f "$WORK/postgres-folder" ] || return 0
    folder=$(cat "$WORK/postgres-folder")
    [ ! -f "$folder/data/postmaster.pid" ] ||
        as_postgres "$(postgres_bin)/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop || true
    rm -rf "$folder"
    rm -f "$WORK/postgres-folder" "$WORK/postgres-url"
}

step_postgres_up() { start_postgres; }
