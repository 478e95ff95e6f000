# The tests of the workspace, on SQLite and on PostgreSQL. Sourced by test.sh.

# count_junit WHAT FILE [WORD]
count_junit() {
    local passed failed skipped
    read -r passed failed skipped < <(python3 "$ROOT/ci/counts.py" "$2" "${3:-}")
    count "$1" "$passed" "$failed" "$skipped"
    printf '%s' "$((passed + failed))"
}

# nextest COMMAND-OPTION...: every test of the workspace; the report is then in $JUNIT. The report's folder is given here because
# nextest would put it under the sources, whatever CARGO_TARGET_DIR says.
JUNIT=$WORK/nextest/default/junit.xml
nextest() {
    local rc=0
    rm -f "$JUNIT"
    { printf '[store]\ndir = "%s/nextest"\n' "$WORK"; cat "$ROOT/ci/nextest.toml"; } >"$WORK/nextest.toml"
    cargo nextest run --locked --workspace --config-file "$WORK/nextest.toml" --no-tests fail "$@" || rc=$?
    [ -f "$JUNIT" ] || { say "no test ran"; return 1; }
    return "$rc"
}

# Tests of both databases exist twice, in modules named `sqlite` and `postgres`; the latter read ROLLCALL_TEST_POSTGRES.
step_tests() {
    local rc=0 before connections on_postgres
    ROLLCALL_TEST_POSTGRES=$(postgres_url postgres)
    export ROLLCALL_TEST_POSTGRES
    before=$(postgres_connections)
    nextest || rc=$?
    [ -f "$JUNIT" ] || return 1
    connections=$(($(postgres_connections) - before))
    count_junit "all tests" "$JUNIT" >/dev/null
    count_junit ". of these on SQLite" "$JUNIT" sqlite >/dev/null
    on_postgres=$(count_junit ". of these on PostgreSQL" "$JUNIT" postgres)
    remark "PostgreSQL's own log counts $connections connections from these $on_postgres tests"
    if [ "$on_postgres" -eq 0 ] || [ "$connections" -lt "$on_postgres" ]; then
        say "fewer connections to PostgreSQL than tests on it: some of them did not run there"
        rc=1
    fi
    return "$rc"
}

# The quick variant: no server, so tests of PostgreSQL pass without running and are left out.
step_tests_sqlite() {
    local rc=0
    nextest -E 'not test(/(^|::)postgres(::|$)/)' || rc=$?
    [ -f "$JUNIT" ] || return 1
    count_junit "all tests but those of PostgreSQL" "$JUNIT" >/dev/null
    return "$rc"
}

# What a stranger sends: known inputs are replayed by the tests; this looks for new ones, for a bounded time.
step_fuzz() {
    fuzz/run.sh --work
    # One seed: what is new in a run is then in the change, and not in the dice. By hand it is another each time.
    fuzz/run.sh --seconds 15 --seed 1
}

step_doctests() {
    local log=$WORK/doctests.log rc=0
    cargo test --locked --workspace --doc 2>&1 | tee "$log" || rc=$?
    # shellcheck disable=SC2046  # two numbers
    count "examples in the documentation" $(awk '/^test result/ { passed += $4; failed += $6 } END { print passed + 0, failed + 0 }' "$log")
    return "$rc"
}
