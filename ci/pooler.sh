# Through a real PgBouncer in transaction mode, before the throw-away PostgreSQL: the tests of storage and verbs, then two servers at once.
# Sourced by test.sh.

# What one database's clients share, however many they are.
PGBOUNCER_SERVER_CONNECTIONS=4

need_pgbouncer() {
    [ -x "$(pgbouncer_program)" ] || need_packages "Rollcall is tested behind PgBouncer" pgbouncer
    # Debian starts a service of it; that one is not used.
    say "$("$(pgbouncer_program)" --version | head -n 1)"
}

# Debian keeps it where only root looks for programs.
pgbouncer_program() { command -v pgbouncer || echo /usr/sbin/pgbouncer; }

# start_pgbouncer: before the running PostgreSQL, whose folder it shares; its URL is then in $WORK/pgbouncer-url.
start_pgbouncer() {
    local folder port user_info waited=0
    folder=$(cat "$WORK/postgres-folder")
    port=$(free_port)
    user_info=$(postgres_url | sed 's|postgres://\(.*\)@.*|\1|')
    printf '"%s" "%s"\n' "${user_info%%:*}" "${user_info#*:}" >"$folder/pgbouncer-users"
    cat >"$folder/pgbouncer.ini" <<CONF
[databases]
* = host=127.0.0.1 port=$(postgres_url | sed 's|.*:||')
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/pgbouncer-users
admin_users = ${user_info%%:*}
pool_mode = transaction
default_pool_size = $PGBOUNCER_SERVER_CONNECTIONS
max_client_conn = 1000
logfile = $folder/pgbouncer.log
pidfile = $folder/pgbouncer.pid
CONF
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"/pgbouncer*
    as_postgres "$(pgbouncer_program)" --daemon --quiet "$folder/pgbouncer.ini"
    until [ -s "$folder/pgbouncer.pid" ]; do
        [ "$waited" -lt "$READY_SECONDS_MAX" ] || { cat "$folder/pgbouncer.log"; return 1; }
        sleep 1
        waited=$((waited + 1))
    done
    cat "$folder/pgbouncer.pid" >>"$WORK/pids"
    printf 'postgres://%s@127.0.0.1:%s' "$user_info" "$port" >"$WORK/pgbouncer-url"
    say "PgBouncer runs on port $port (transaction mode, $PGBOUNCER_SERVER_CONNECTIONS server connections a database)"
}

# pgbouncer_sql DATABASE STATEMENT
pgbouncer_sql() { "$(postgres_bin)/psql" --quiet --no-psqlrc "$(cat "$WORK/pgbouncer-url")/$1" -At -F ' ' -c "$2"; }

# The tests of the two crates that open stores, each test with a database of its own.
pooled_tests() {
    local rc=0
    ROLLCALL_TEST_POSTGRES=$(postgres_url postgres)
    ROLLCALL_TEST_PGBOUNCER=$(cat "$WORK/pgbouncer-url")
    export ROLLCALL_TEST_POSTGRES ROLLCALL_TEST_PGBOUNCER
    nextest -E '(package(rollcall-storage) or package(rollcall-provisioning)) and test(/(^|::)postgres(::|$)/)' || rc=$?
    [ -f "$JUNIT" ] || return 1
    count_junit "tests of storage and verbs through PgBouncer" "$JUNIT" >/dev/null
    return "$rc"
}

# launch FOLDER: a server on a free port, not waited for; sets SERVER and BASE.
launch() {
    local port
    port=$(free_port)
    ROLLCALL_LISTEN=127.0.0.1:$port "$ROLLCALL" serve >"$1/server-$port.log" 2>&1 &
    SERVER=$!
    echo "$SERVER" >>"$WORK/pids"
    BASE=http://127.0.0.1:$port/scim/v2
    LOG=$1/server-$port.log
}

# play_beside NAME URL TOKEN: as `play`, with files of its own, since two run at once.
play_beside() {
    local rc=0
    SCIM_TOKEN=$3 "$CONFORMANCE" --url "$2" --jobs 4 --format junit --out "$WORK/pooled-$1.xml" >"$WORK/pooled-$1.log" 2>&1 || rc=$?
    [ "$rc" -eq 0 ] || cat "$WORK/pooled-$1.log"
    return "$rc"
}

# Two servers that start on the same empty database, so that both want to migrate it; then the suite on both at once, each in a tenant
# of its own, and Okta's sequence.
pooled_servers() {
    local folder=$WORK/live-pooled bad=0 one two first second log_one log_two player
    mkdir -p "$folder"
    cd "$folder"
    postgres_sql 'CREATE DATABASE rollcall_pooled'
    ROLLCALL_DATABASE_URL=$(cat "$WORK/pgbouncer-url")/rollcall_pooled
    ROLLCALL_SECRET_KEY=$(python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')
    export ROLLCALL_DATABASE_URL ROLLCALL_SECRET_KEY ROLLCALL_DATABASE_POOLER=transaction
    launch "$folder"; one=$SERVER first=$BASE log_one=$LOG
    launch "$folder"; two=$SERVER second=$BASE log_two=$LOG
    await "the first server" "${first%/scim/v2}/readyz" "$one" "$log_one" || return 1
    await "the second server" "${second%/scim/v2}/readyz" "$two" "$log_two" || return 1
    TOKEN=$("$ROLLCALL" token create --tenant default --name "test.sh")
    "$ROLLCALL" tenant create second >/dev/null
    play_beside first "$first" "$TOKEN" & player=$!
    play_beside second "$second" "$("$ROLLCALL" token create --tenant second --name "test.sh")" || bad=1
    wait "$player" || bad=1
    for name in first second; do
        count_junit "conformance suite through PgBouncer, $name of two servers at once" "$WORK/pooled-$name.xml" >/dev/null || bad=1
    done
    BASE=$second
    run_okta PgBouncer || bad=1
    run_export PgBouncer || bad=1
    pooled_figures || bad=1
    for SERVER in "$one" "$two"; do stop_server || bad=1; done
    [ "$bad" -eq 0 ] || grep -hvE '^[^ ]+ +INFO ' "$log_one" "$log_two" | tail -n 40 || true
    return "$bad"
}

# That it was PgBouncer who answered, by its own count.
pooled_figures() {
    local transactions connections
    transactions=$(pgbouncer_sql pgbouncer 'SHOW STATS_TOTALS' | awk '$1 == "rollcall_pooled" { print $2 }')
    connections=$(pgbouncer_sql pgbouncer 'SHOW SERVERS' | awk '$3 == "rollcall_pooled"' | wc -l)
    remark "PgBouncer counts ${transactions:-0} transactions of two servers and their commands on $connections server connections"
    [ "${transactions:-0}" -gt 1000 ] && [ "$connections" -le "$PGBOUNCER_SERVER_CONNECTIONS" ]
}

step_pooler() {
    local bad=0 look
    start_pgbouncer
    for look in pooled_tests pooled_servers; do
        attempt "$look"
        [ "$RC" -eq 0 ] || bad=1
    done
    return "$bad"
}
