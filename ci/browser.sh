# The console in a real browser: Chromium, driven by Playwright's library from Node.js's own test runner. Sourced by test.sh.

BROWSER_MODULES=$TARGET/test-tools/browser-$(cksum <"$ROOT/browser/package-lock.json" | cut -d' ' -f1)

need_chromium() {
    command -v chromium >/dev/null || need_packages "the console is tested in a real browser" chromium
    say "$(chromium --version 2>/dev/null | head -n 1)"
}

need_browser_modules() {
    # npm keeps to what the lock says; Playwright's browsers are not fetched: Debian's Chromium is driven.
    need_node_modules "$BROWSER_MODULES" "$ROOT/browser" "playwright-core, axe-core and csv-parse"
}

step_browser() {
    local rc=0 folder=$WORK/browser log=$WORK/browser.tap
    mkdir -p "$folder"
    cp "$ROOT"/browser/*.mjs "$folder"
    ln -sfn "$BROWSER_MODULES/node_modules" "$folder/node_modules"
    cp "$ROOT/browser/package.json" "$folder"
    # One file after the other: each has a server and a browser, and two cores are soon full.
    ROLLCALL=$ROLLCALL CHROMIUM=$(command -v chromium) PICTURES=${PICTURES:-} \
        node --test --test-concurrency=1 --test-reporter=tap --test-reporter-destination="$log" \
        --test-reporter=spec --test-reporter-destination=stdout "$folder"/*.test.mjs || rc=$?
    # shellcheck disable=SC2046  # two numbers
    count "the console in Chromium" $(awk '/^# pass / { passed = $3 } /^# fail / { failed = $3 } /^# cancelled / { failed += $3 } END { print passed + 0, failed + 0 }' "$log")
    return "$rc"
}
