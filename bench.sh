#!/usr/bin/env bash
# The benchmark of docs/PERFORMANCE.md: the release binary on SQLite and on PostgreSQL, beside what the databases can do at all and
# beside other SCIM servers, in one run.
#
#   ./bench.sh               installs what it needs and lacks (it says what), measures for hours: stores of up to 1,000,000 people
#   ./bench.sh --quick       twenty minutes: 1,000 and 10,000 people, short runs
#   ./bench.sh --only flat   under an hour: all operations with 1,000 and with 1,000,000 people (--sizes), nothing else
#   ./bench.sh --only pull   people pulled from a stand-in for Okta with 10,000 and with 200,000 users (--sizes)
#   ./bench.sh --micro       only the micro-benchmarks of the pure crates (cargo bench), a few minutes
#   ./bench.sh flame         flame graphs of the server under load, into docs/performance (--label NAME: beside those of another NAME)
#   ./bench.sh OPTION...     sizes, connections, operations …: see ./bench.sh --help
#   ./bench.sh report FILE…  the report of earlier runs; of an interrupted one too: its result.json has what was measured until then
#   … --publish              writes the tables and curves into docs/ too; what is there of other parts (flat, micro) stays
#
# CARGO_TARGET_DIR is respected. Results are in its folder bench-results, one folder a run; everything else is thrown away, and
# nothing runs on when this is interrupted or killed.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$ROOT"
COMMAND_LINE="./bench.sh${*:+ $*}"
# Servers on this machine are not reached through a proxy, and the project's own settings would change what is measured.
export NO_PROXY="127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}" no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}"
for variable in $(compgen -e | grep '^ROLLCALL_' || true); do unset "$variable"; done

TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
mkdir -p "$TARGET"
TARGET=$(cd "$TARGET" && pwd)
export CARGO_TARGET_DIR=$TARGET
WORK=$(mktemp -d "${TMPDIR:-/tmp}/rollcall-bench.XXXXXX")
# shellcheck source=ci/scoreboard.sh
for part in scoreboard tools postgres; do . "ci/$part.sh"; done
LOAD_PID=
OUT=
clean_up() {
    # Its servers end with it (processes.rs: bound).
    if [ -n "$LOAD_PID" ]; then
        kill -TERM "$LOAD_PID" 2>/dev/null || true
        wait "$LOAD_PID" 2>/dev/null || true
    fi
    stop_postgres
    rm -rf "$WORK" ${OUT:+"$OUT"/stores-*}
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# guard_postgres: ends the cluster if this shell is killed outright, when no trap runs.
guard_postgres() {
    setsid bash -c 'tail --pid="$1" -f /dev/null
        [ ! -f "$2/data/postmaster.pid" ] || kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"
        rm -rf "$2" "$3"' guard $$ "$(cat "$WORK/postgres-folder")" "$WORK" >/dev/null 2>&1 &
}

# run_load ARGUMENT...: the load benchmark, beside this shell, which could not act on a signal while it waits for a command in front.
run_load() {
    setpriv --pdeathsig KILL -- "$LOAD" "$@" &
    LOAD_PID=$!
    local rc=0
    wait "$LOAD_PID" || rc=$?
    LOAD_PID=
    return "$rc"
}

LOAD=$TARGET/load/release/rollcall-load
OPTIONS=()
MICRO=
for option in "$@"; do
    case $option in
    --publish) OPTIONS+=(--publish "$ROOT/docs") ;;
    --micro) MICRO=1 ;;
    *) OPTIONS+=("$option") ;;
    esac
done

need_compiler
say "building the load benchmark (bench/load)"
cargo build --quiet --release --locked --manifest-path bench/load/Cargo.toml --target-dir "$TARGET/load"
case " $* " in
*" --help "* | *" -h "*) exec "$LOAD" measure --help ;;
" report "*) exec "$LOAD" "${OPTIONS[@]}" ;;
esac
version_of() { printf -- '--version-of=%s=%s' "$1" "$2"; }
OUT=$TARGET/bench-results/$(date -u +%Y-%m-%dT%H-%M-%S)
mkdir -p "$OUT"
ROLLCALL_SECRET_KEY=$(head -c 32 /dev/urandom | base64)
export ROLLCALL_SECRET_KEY
need_wrk
if [ "${1:-}" = flame ]; then
    . ci/flame.sh
    flame "${OPTIONS[@]:1}"
    exit
fi

say "building the release binary"
cargo build --quiet --release --locked -p rollcall-server
MEASURE=(measure --out "$OUT" --command-line "$COMMAND_LINE"
    --rollcall "$TARGET/release/rollcall" --requests "$ROOT/bench/load/requests.lua"
    "$(version_of commit "$(git rev-parse --short HEAD)$(git diff --quiet HEAD -- crates || echo ' with changes')")"
    "$(version_of Rust "$(rustc --version | cut -d' ' -f2)")")

if [ -n "$MICRO" ]; then
    say "running the micro-benchmarks (cargo bench)"
    CRITERION_HOME=$OUT/criterion cargo bench --quiet --locked -p scim-filter-parser -p scim-core -p rollcall-mapping --benches \
        >"$OUT/criterion.log" 2>&1 || { tail -n 20 "$OUT/criterion.log"; exit 1; }
    run_load "${MEASURE[@]}" --only micro --criterion "$OUT/criterion" "${OPTIONS[@]}"
    exit
fi
for need in postgres python scim2_tester node scimmy; do "need_$need"; done
start_postgres durable
guard_postgres
run_load "${MEASURE[@]}" \
    --postgres "$(postgres_url)" --postgres-pid "$(postgres_pid)" --postgres-bin "$(postgres_bin)" \
    --scim2-server "$VENV/bin/scim2-server" --scimmy "$ROOT/conformance/others/scimmy/server.mjs" --scimmy-modules "$SCIMMY/node_modules" \
    "$(version_of scim2-server "$("$VENV/bin/python" -c 'import importlib.metadata as m; print(m.version("scim2-server"))')")" \
    "$(version_of scimmy-routers "$(node -p 'require(process.argv[1]).version' "$SCIMMY/node_modules/scimmy-routers/package.json")")" \
    "$(version_of Node.js "$(node --version)")" \
    "${OPTIONS[@]}"
