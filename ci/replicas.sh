# Three replicas on one PostgreSQL behind the proxy of docker-compose.yml. Sourced by test.sh.

need_proxy() {
    command -v caddy >/dev/null || need_packages "three replicas are tested behind the proxy that docker-compose.yml runs" caddy
    say "Caddy $(caddy version | cut -d' ' -f1)"
}

# start_standby: a streaming replica of the cluster, in its folder; sets STANDBY (its URL) and STANDBY_PID.
start_standby() {
    local bin port folder
    bin=$(postgres_bin)
    port=$(free_port)
    folder=$(cat "$WORK/postgres-folder")/standby
    as_postgres "$bin/pg_basebackup" --dbname "$(postgres_url)" --pgdata "$folder" --write-recovery-conf --checkpoint fast --no-sync
    printf 'port = %s\nhot_standby_feedback = on\n' "$port" >>"$folder/postgresql.conf"
    as_postgres "$bin/pg_ctl" --pgdata "$folder" --log "$folder.log" --wait --silent start || { cat "$folder.log"; return 1; }
    STANDBY=$(sed "s/:[0-9]*$/:$port/" <<<"$(postgres_url)")
    STANDBY_PID=$(head -n 1 "$folder/postmaster.pid")
    echo "$STANDBY_PID" >>"$WORK/pids"
    say "a streaming replica of it runs on port $port"
}

step_replicas() {
    local folder=$WORK/replicas rc=0 what passed failed
    mkdir -p "$folder"
    postgres_sql 'CREATE DATABASE rollcall_replicas'
    start_standby
    PYTHONDONTWRITEBYTECODE=1 python3 "$ROOT/ci/replicas/run.py" --rollcall "$ROLLCALL" --database "$(postgres_url rollcall_replicas)" \
        --standby "$STANDBY/rollcall_replicas" --standby-pid "$STANDBY_PID" --psql "$(postgres_bin)/psql" \
        --caddy "$(command -v caddy)" --caddyfile "$ROOT/deploy/Caddyfile" --folder "$folder" \
        --counts "$folder/counts" || rc=$?
    [ -f "$folder/counts" ] || { cat "$folder"/*.log; return 1; }
    while IFS=$'\t' read -r what passed failed; do
        count "three replicas: $what" "$passed" "$failed"
    done <"$folder/counts"
    if [ "$rc" -ne 0 ]; then
        say "what the replicas' logs say besides their requests:"
        grep -hvE '^[^ ]+ +INFO ' "$folder"/replica-*.log | tail -n 40 || true
    fi
    return "$rc"
}
