# The tests of the workspace, on SQLite and on PostgreSQL. Sourced by test.sh.

# count_junit WHAT FILE [WORD]
count_junit() {
    local passed failed skipped
    read -r passed failed skipped < <(python3 "$ROOT/ci/counts.py" "$2" "${3:-}")
    count "$1" "$passed" "$failed" "$skipped"
    printf '%s' "$((passed + failed))"
}

# Tests of both databases exist twice, in modules named `sqlite` and `postgres`; the latter read ROLLCALL_TEST_POSTGRES.
step_tests() {
    local junit=$TARGET/nextest/default/junit.xml rc=0 before on_postgres
    rm -f "$junit"
    ROLLCALL_TEST_POSTGRES=$(postgres_url postgres)
    export ROLLCALL_TEST_POSTGRES
    before=$(postgres_connections)
    cargo nextest run --locked --workspace --config-file "$ROOT/ci/nextest.toml" --no-tests fail || rc=$?
    [ -f "$junit" ] || { say "no test ran"; return 1; }
    count_junit "all tests" "$junit" >/dev/null
    count_junit ". of these on SQLite" "$junit" sqlite >/dev/null
    on_postgres=$(count_junit ". of these on PostgreSQL" "$junit" postgres)
    local connections=$(($(postgres_connections) - before))
    remark "PostgreSQL's own log counts $connections connections from these $on_postgres tests"
    if [ "$on_postgres" -eq 0 ] || [ "$connections" -lt "$on_postgres" ]; then
        say "fewer connections to PostgreSQL than tests on it: some of them did not run there"
        rc=1
    fi
    return "$rc"
}

# The quick variant: no server, so tests of PostgreSQL pass without running and are left out.
step_tests_sqlite() {
    local junit=$TARGET/nextest/default/junit.xml rc=0
    rm -f "$junit"
    env -u ROLLCALL_TEST_POSTGRES cargo nextest run --locked --workspace --config-file "$ROOT/ci/nextest.toml" \
        --no-tests fail -E 'not test(/(^|::)postgres(::|$)/)' || rc=$?
    [ -f "$junit" ] || { say "no test ran"; return 1; }
    count_junit "all tests but those of PostgreSQL" "$junit" >/dev/null
    return "$rc"
}

step_doctests() {
    local log=$WORK/doctests.log rc=0
    cargo test --locked --workspace --doc 2>&1 | tee "$log" || rc=$?
    # shellcheck disable=SC2046  # two numbers
    count "examples in the documentation" $(awk '/^test result/ { passed += $4; failed += $6 } END { print passed + 0, failed + 0 }' "$log")
    return "$rc"
}
