# Flame graphs of the server under load. Sourced by bench.sh.
# perf and inferno are run and linked into nothing: inferno's licence (CDDL-1.0) concerns nobody who uses Rollcall.

INFERNO_VERSION=0.12.8
INFERNO=$TARGET/test-tools/inferno-$INFERNO_VERSION

need_perf() {
    command -v perf >/dev/null || need_packages "the kernel's sampling profiler" linux-perf
    say "$(perf --version)"
}

need_inferno() {
    if [ ! -x "$INFERNO/bin/inferno-flamegraph" ]; then
        say "building inferno $INFERNO_VERSION from crates.io into $INFERNO: it draws what perf sampled (two minutes, once)"
        CARGO_TARGET_DIR=$TARGET/test-tools/build cargo install --locked --debug --quiet --root "$INFERNO" "inferno@$INFERNO_VERSION"
        rm -rf "$TARGET/test-tools/build"
    fi
    say "inferno $INFERNO_VERSION"
}

# flame OPTION...: the release binary with its symbols, sampled under each load.
flame() {
    need_perf
    need_inferno
    say "linking the release binary with its symbols"
    # Only the last step differs from the release; what it is linked from stays.
    cargo rustc --quiet --release --locked -p rollcall-server --bin rollcall -- -C strip=none
    cp "$TARGET/release/rollcall" "$WORK/rollcall"
    run_load flame --out "$OUT" --rollcall "$WORK/rollcall" --requests "$ROOT/bench/load/requests.lua" \
        --inferno "$INFERNO/bin" --graphs "$ROOT/docs/performance" "$@"
}
