# The real binary, looked at from outside: conformance suite, scim2-tester, Okta's sequence, and what is in others.sh. Sourced by test.sh.

ROLLCALL=$TARGET/debug/rollcall
CONFORMANCE=$TARGET/debug/rollcall-conformance
READY_SECONDS_MAX=60

step_build() { cargo build --locked --workspace --bins; }

# http_status URL: the status of a GET, 000 when nobody answers.
http_status() {
    python3 - "$1" <<'PYTHON'
import sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=5).status)
except urllib.error.HTTPError as error:
    print(error.code)
except OSError:
    print("000")
PYTHON
}

# start_server DATABASE-URL FOLDER: starts it on a free port; sets BASE, TOKEN and SERVER.
start_server() {
    local port waited=0
    port=$(free_port)
    export ROLLCALL_DATABASE_URL=$1 ROLLCALL_LISTEN=127.0.0.1:$port
    ROLLCALL_SECRET_KEY=$(python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')
    export ROLLCALL_SECRET_KEY
    cd "$2" || return 1
    "$ROLLCALL" serve >"$2/server.log" 2>&1 &
    SERVER=$!
    echo "$SERVER" >>"$WORK/pids"
    until [ "$(http_status "http://127.0.0.1:$port/readyz")" = 200 ]; do
        kill -0 "$SERVER" 2>/dev/null || { say "the server ended:"; cat "$2/server.log"; return 1; }
        [ "$waited" -lt "$READY_SECONDS_MAX" ] || { say "not ready after $waited s:"; cat "$2/server.log"; return 1; }
        sleep 1
        waited=$((waited + 1))
    done
    BASE=http://127.0.0.1:$port/scim/v2
    TOKEN=$("$ROLLCALL" token create --tenant default --name "test.sh")
    say "the server is ready at $BASE"
}

# stop_server: SIGTERM drains, and the exit code is 0.
stop_server() {
    local rc=0
    kill -TERM "$SERVER"
    wait "$SERVER" || rc=$?
    [ "$rc" -eq 0 ] || say "after SIGTERM the server ended with exit code $rc instead of 0"
    return "$rc"
}

# play WHAT TOKEN OPTION...: the conformance suite with that token, counted under that heading.
play() {
    local what=$1 token=$2 junit=$WORK/conformance.xml rc=0
    shift 2
    rm -f "$junit"
    SCIM_TOKEN=$token "$CONFORMANCE" --url "$BASE" --jobs 4 --format junit --out "$junit" "$@" || rc=$?
    [ -f "$junit" ] || { say "the conformance suite did not finish"; return 1; }
    count_junit "$what" "$junit" >/dev/null
    return "$rc"
}

# Left out may only be what another connection owes: the interop profile's cases and a person's own token's, which run_profiles and
# run_me play.
run_conformance() {
    local rc=0 unplayed
    play "conformance suite on $1" "$TOKEN" || rc=$?
    unplayed=$(python3 "$ROOT/ci/counts.py" "$WORK/conformance.xml" --skipped | grep -vE '^(interop/|me/01_location$)' || true)
    [ -z "$unplayed" ] || { say "cases that were skipped:" $unplayed; return 1; }
    return "$rc"
}

# Each profile of a connection with what must hold for it: by the letter all that the RFCs demand, for a provider its own cases. What
# contradicts a profile says so itself (`unless` in a case).
run_profiles() {
    local pair profile rc=0 pairs='strict:rfc interop:interop entra:entra okta:okta'
    # The other profiles' own cases run on PostgreSQL within the tests already.
    [ "$1" = SQLite ] || pairs=strict:rfc
    for pair in $pairs; do
        profile=${pair%:*}
        empty_tenant "as-$profile" "$profile"
        play "conformance suite on $1, connection of profile $profile" "$TENANT_TOKEN" --profile "${pair#*:}" || rc=$?
    done
    return "$rc"
}

# What only a person's own token opens; the person is the one whom Okta's sequence leaves behind.
run_me() {
    local person token
    person=$("$ROLLCALL" export target-users --format json |
        python3 -c 'import json, sys; print(next(p for p in json.load(sys.stdin) if p["last_name"] == "Example")["user_name"])')
    token=$("$ROLLCALL" token create --tenant default --name "test.sh, for a person" --for "$person")
    play "conformance suite on $1, /Me with a person's own token" "$token" --only me
}

# In a tenant of its own: other looks leave learned extensions behind, with URNs that scim2-models cannot read.
run_scim2_tester() {
    local log=$WORK/scim2-$1.log rc=0 all passed token
    "$ROLLCALL" tenant create scim2-tester >/dev/null
    token=$("$ROLLCALL" token create --tenant scim2-tester --name scim2-tester)
    SCIM_CLI_HEADERS="Authorization: Bearer $token" "$VENV/bin/python" "$ROOT/ci/scim2.py" -u "$BASE" test -v >"$log" 2>&1 || rc=$?
    all=$(grep -cE '^(SUCCESS|COMPLIANT|ACCEPTABLE|DEVIATION|ERROR|CRITICAL|SKIPPED) ' "$log" || true)
    passed=$(grep -cE '^SUCCESS ' "$log" || true)
    # What is not a success is shown with its reason; the objects that -v adds are cut to a line's length.
    awk '/^[A-Z]+ /{shown = !/^SUCCESS /} shown' "$log" | cut -c1-600
    say "scim2-tester on $1: $passed of $all"
    count "scim2-tester on $1" "$passed" "$((all - passed))"
    [ "$all" -gt 0 ] || { say "scim2-tester made no check:"; tail -n 20 "$log"; return 1; }
    [ "$rc" -eq 0 ] && [ "$passed" -eq "$all" ]
}

run_okta() {
    local log=$WORK/okta-$1.log rc=0
    SCIM_TOKEN=$TOKEN NO_COLOR=1 "$ROLLCALL" simulate okta --url "${BASE%/v2}" | tee "$log" || rc=$?
    count "Okta's sequence on $1" "$(grep -c '^  ✓' "$log" || true)" "$(grep -c '^  ✗' "$log" || true)" "$(grep -c '^  - ' "$log" || true)"
    return "$rc"
}

# The person that the simulation leaves behind is in the export: push in, product out.
run_export() {
    "$ROLLCALL" export target-users --format csv | tee "$WORK/export-$1.csv" | grep -q 'Ada.*Example' ||
        { say "Ada Example is not in the export of target users:"; cat "$WORK/export-$1.csv"; count "export on $1" 0 1; return 1; }
    count "export on $1" 1 0
}

# live NAME DATABASE-URL: every look from outside, also after one of them failed.
live() {
    local name=$1 folder=$WORK/live-$1 bad=0 look
    mkdir -p "$folder"
    [ -x "$ROLLCALL" ] && [ -x "$CONFORMANCE" ] || { say "the binaries are not built"; return 1; }
    start_server "$2" "$folder"
    for look in run_conformance run_profiles run_scim2_tester run_okta run_export run_me run_postman run_differ; do
        printf '\n  --- %s on %s\n' "${look#run_}" "$name"
        attempt "$look" "$name"
        [ "$RC" -eq 0 ] || bad=1
    done
    stop_server || bad=1
    if [ "$bad" -ne 0 ]; then
        say "what the server's log says besides its requests:"
        grep -vE '^[^ ]+ +INFO ' "$folder/server.log" | tail -n 40 || true
    fi
    return "$bad"
}

step_live_sqlite() { live SQLite "sqlite://$WORK/live-SQLite/rollcall.db"; }

step_live_postgres() {
    postgres_sql 'CREATE DATABASE rollcall_live'
    live PostgreSQL "$(postgres_url rollcall_live)"
}
