# Pulling from an Okta organization made of real parts: the certified OpenID provider oidc-provider, Okta's published API description in the
# hands of Prism, and Chromium. Sourced by test.sh.

PULL_MODULES=$TARGET/test-tools/pull-$(cksum <"$ROOT/pull/package-lock.json" | cut -d' ' -f1)
# Prism's own minimum.
PULL_NODE_MIN=24.18

need_pull_modules() {
    need_node_modules "$PULL_MODULES" "$ROOT/pull" "oidc-provider, Prism and the Node.js that they need"
    local node
    node=$(pull_node)
    "$node" -e "const [a, b] = process.versions.node.split('.').map(Number), [c, d] = '$PULL_NODE_MIN'.split('.').map(Number); process.exit(a > c || (a === c && b >= d) ? 0 : 1)" ||
        { say "MISSING: Node.js $PULL_NODE_MIN or later; $node is $("$node" --version)"; return 1; }
    say "Node.js $("$node" --version) for oidc-provider and Prism"
}

# pull_node: the Node.js that came with them, which is newer than many systems'; that of the system where there is none for this machine.
pull_node() {
    local node
    for node in "$PULL_MODULES"/node_modules/node-linux-*/bin/node; do
        [ ! -x "$node" ] || { printf '%s' "$node"; return; }
    done
    command -v node
}

# pull_tests REPORT FILE...: those tests, on the PostgreSQL that PULL_POSTGRES names, else on SQLite.
pull_tests() {
    local report=$1
    shift
    ROLLCALL=$ROLLCALL CHROMIUM=$(command -v chromium) "$(pull_node)" --test --test-concurrency=2 --test-force-exit \
        --test-reporter=tap --test-reporter-destination="$report" --test-reporter=spec --test-reporter-destination=stdout "$@"
}

step_pull() {
    local rc=0 folder=$WORK/pulling
    mkdir -p "$folder/browser"
    cp "$ROOT"/browser/*.mjs "$ROOT/browser/package.json" "$folder/browser"
    cp -r "$ROOT/pull" "$folder"
    ln -sfn "$BROWSER_MODULES/node_modules" "$folder/browser/node_modules"
    ln -sfn "$PULL_MODULES/node_modules" "$folder/pull/node_modules"
    pull_tests "$WORK/pull-sqlite.tap" "$folder"/pull/*.test.mjs || rc=$?
    PULL_POSTGRES=$(postgres_url postgres) PSQL=$(postgres_bin)/psql \
        pull_tests "$WORK/pull-postgres.tap" "$folder"/pull/{everybody,leavers,tokens}.test.mjs || rc=$?
    # shellcheck disable=SC2046  # two numbers
    count "pulling from Okta in Chromium" $(cat "$WORK"/pull-*.tap | awk '/^# pass / { passed += $3 } /^# (fail|cancelled) / { failed += $3 } END { print passed + 0, failed + 0 }')
    return "$rc"
}
