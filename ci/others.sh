# Other people's servers and suites beside ours: scim2-server as an oracle, Microsoft's Postman collection, the comparison. Sourced by test.sh.

# What the live steps ask on each database.
DIFFER_SEED=${DIFFER_SEED:-20261122}
DIFFER_FILTERS=${DIFFER_FILTERS:-300}
DIFFER_PATCHES=${DIFFER_PATCHES:-200}
# What the comparison asks: on SQLite more than 10,000 filters and 5,000 PATCHes, some on PostgreSQL. (Of the PATCHes some are not asked, since the two
# servers do not create the resource alike.)
COMPARE_SEEDS=${COMPARE_SEEDS:-1 2 3 4 5 6}
COMPARE_FILTERS=${COMPARE_FILTERS:-1700}
COMPARE_PATCHES=${COMPARE_PATCHES:-920}
COMPARE_SEEDS_ON_POSTGRES=${COMPARE_SEEDS_ON_POSTGRES:-7 8}
COMPARE_FILTERS_ON_POSTGRES=${COMPARE_FILTERS_ON_POSTGRES:-600}
COMPARE_PATCHES_ON_POSTGRES=${COMPARE_PATCHES_ON_POSTGRES:-300}
# So many seeds at the same time, each with a scim2-server of its own, which uses one core.
COMPARE_AT_ONCE=${COMPARE_AT_ONCE:-2}

# await NAME URL PID LOG: until it answers whatever, or ends.
await() {
    local waited=0
    until [ "$(http_status "$2")" != 000 ]; do
        kill -0 "$3" 2>/dev/null || { say "$1 ended:"; cat "$4"; return 1; }
        [ "$waited" -lt "$READY_SECONDS_MAX" ] || { say "$1 does not answer after $waited s:"; cat "$4"; return 1; }
        sleep 1
        waited=$((waited + 1))
    done
}

# start_scim2_server [OPTION...]: on a free port, everything in memory; sets OTHER and OTHER_PID.
start_scim2_server() {
    local port log
    port=$(free_port)
    log=$WORK/scim2-server-$port.log
    "$VENV/bin/scim2-server" --port "$port" "$@" >"$log" 2>&1 &
    OTHER_PID=$!
    echo "$OTHER_PID" >>"$WORK/pids"
    OTHER=http://127.0.0.1:$port/v2
    await scim2-server "$OTHER/ServiceProviderConfig" "$OTHER_PID" "$log"
}

# start_scimmy TOKEN: on a free port, everything in memory; sets OTHER and OTHER_PID.
start_scimmy() {
    local port log=$WORK/scimmy.log
    port=$(free_port)
    node "$ROOT/conformance/others/scimmy/server.mjs" --modules "$SCIMMY/node_modules" --port "$port" --token "$1" >"$log" 2>&1 &
    OTHER_PID=$!
    echo "$OTHER_PID" >>"$WORK/pids"
    OTHER=http://127.0.0.1:$port/scim/v2
    await SCIMMY "$OTHER/ServiceProviderConfig" "$OTHER_PID" "$log"
}

stop_other() { kill "$OTHER_PID" 2>/dev/null || true; }

# empty_tenant ID PROFILE: makes a tenant and sets TENANT_TOKEN to a token of it.
empty_tenant() {
    "$ROLLCALL" tenant create "$1" >/dev/null
    TENANT_TOKEN=$("$ROLLCALL" token create --tenant "$1" --name "test.sh" --connection "$2" --profile "$2" 2>/dev/null)
}

# run_differ DATABASE: the same questions to us, by the letter of the RFCs, and to scim2-server.
run_differ() {
    local rc=0 report=$WORK/differ-$1-$DIFFER_SEED.json
    empty_tenant "differ-$DIFFER_SEED" strict
    start_scim2_server
    SCIM_TOKEN=$TENANT_TOKEN "$CONFORMANCE" differ --url "$BASE" --other "$OTHER" --seed "$DIFFER_SEED" --people 40 --filters "$DIFFER_FILTERS" \
        --patches "$DIFFER_PATCHES" --explained "$ROOT/conformance/differential/explained.json" --out "$report" || rc=$?
    stop_other
    [ -f "$report" ] || { say "the two servers could not be compared"; return 1; }
    # shellcheck disable=SC2046  # two numbers
    count "questions that $1 and scim2-server answer alike, or differ in for a known reason" $(python3 - "$report" <<'PYTHON'
import json, sys
kinds = [json.load(open(sys.argv[1]))[kind] for kind in ("documents", "filters", "patches")]
good = sum(kind["agreed"] + sum(kind["explained"].values()) for kind in kinds)
print(good, sum(kind["asked"] for kind in kinds) - good)
PYTHON
    )
    return "$rc"
}

# run_postman DATABASE: Microsoft's collection; a known failure that does not happen fails too.
run_postman() {
    local rc=0 counts=$WORK/postman-$1
    empty_tenant postman auto
    SCIM_TOKEN=$TENANT_TOKEN node "$ROOT/conformance/others/postman/run.js" --modules "$NEWMAN/node_modules" --url "${BASE%/v2}" \
        --expected "$ROOT/conformance/others/postman/expected.json" --counts "$counts" || rc=$?
    [ -f "$counts" ] || { say "the Postman collection could not be played"; return 1; }
    # shellcheck disable=SC2046  # three numbers
    count "Microsoft's Postman collection on $1 (skipped: not RFC, see expected.json)" $(cat "$counts")
    return "$rc"
}

# suite NAME URL TOKEN: the whole conformance suite against one server, as JSON; failures are what is to be shown.
suite() {
    local rc=0
    SCIM_TOKEN=$3 "$CONFORMANCE" --url "$2" --format json --out "$WORK/compare/$1.json" >"$WORK/compare/$1.log" 2>&1 || rc=$?
    [ "$rc" -le 1 ] || { cat "$WORK/compare/$1.log"; return 1; }
    tail -n 3 "$WORK/compare/$1.log"
}

# differ_over DATABASE SEEDS: run_differ with each seed, several at the same time; what they say is shown as they end.
differ_over() {
    local seed bad=0 lanes=()
    for seed in $2; do
        DIFFER_SEED=$seed run_differ "$1" >"$WORK/differ-$1-$seed.log" 2>&1 &
        lanes+=("$seed:$!")
        [ "${#lanes[@]}" -lt "$COMPARE_AT_ONCE" ] || { await_lanes "$1"; lanes=(); }
    done
    await_lanes "$1"
    return "$bad"
}

# await_lanes DATABASE: waits for the comparisons in `lanes` of differ_over, and sets its `bad` where one failed.
await_lanes() {
    local lane
    for lane in "${lanes[@]}"; do
        wait "${lane#*:}" || bad=1
        say "the same questions to Rollcall on $1 and scim2-server, seed ${lane%:*}:"
        cat "$WORK/differ-$1-${lane%:*}.log"
    done
}

# compare_on NAME SEEDS LOOK...: the suite and the looks on the server that runs; a look that fails ends nothing.
compare_on() {
    local name=$1 seeds=$2 look
    shift 2
    say "the suite on Rollcall ($name)"
    attempt suite "rollcall-${name,,}" "$BASE" "$TOKEN"
    [ "$RC" -eq 0 ] || bad=1
    for look in "$@"; do
        attempt "$look" "$name"
        [ "$RC" -eq 0 ] || bad=1
    done
    attempt differ_over "$name" "$seeds"
    [ "$RC" -eq 0 ] || bad=1
    stop_server || bad=1
}

# The suite on the other servers.
compare_others() {
    local other_token=a-token-of-the-other-server
    say "the suite on scim2-server"
    start_scim2_server --bearer-token "$other_token"
    suite scim2-server "$OTHER" "$other_token"
    stop_other
    say "the suite on SCIMMY"
    start_scimmy "$other_token"
    suite scimmy "$OTHER" "$other_token"
    stop_other
}

# The comparison of docs/CONFORMANCE.md, written anew: `./test.sh compare`. The page is written also where something is wrong, so that it can be read
# there; the step fails all the same.
step_compare() {
    local folder=$WORK/compare bad=0
    mkdir -p "$folder/SQLite" "$folder/PostgreSQL"
    compare_others
    start_server "sqlite://$folder/SQLite/rollcall.db" "$folder/SQLite"
    DIFFER_FILTERS=$COMPARE_FILTERS DIFFER_PATCHES=$COMPARE_PATCHES
    compare_on SQLite "$COMPARE_SEEDS" run_postman
    postgres_sql 'CREATE DATABASE rollcall_compare'
    start_server "$(postgres_url rollcall_compare)" "$folder/PostgreSQL"
    DIFFER_FILTERS=$COMPARE_FILTERS_ON_POSTGRES DIFFER_PATCHES=$COMPARE_PATCHES_ON_POSTGRES
    compare_on PostgreSQL "$COMPARE_SEEDS_ON_POSTGRES"
    publish "$folder"
    return "$bad"
}

# publish FOLDER: writes the page from the runs in it.
publish() {
    python3 "$ROOT/conformance/others/publish.py" --runs "$1" --differ "$WORK"/differ-*-*.json --postman "$WORK/postman-SQLite" \
        --rollcall "$("$ROLLCALL" --version)" --scim2-server "$("$VENV/bin/python" -c 'import importlib.metadata as m; print(m.version("scim2-server"))')" \
        --explained "$ROOT/conformance/differential/explained.json" --expected "$ROOT/conformance/others/postman/expected.json" \
        --scimmy "$SCIMMY" --out "$ROOT/docs/CONFORMANCE.md"
    say "docs/CONFORMANCE.md is written"
}
