#!/usr/bin/env bash
# The benchmark of docs/PERFORMANCE.md: the release binary on SQLite and on PostgreSQL, beside what the databases can do at all and
# beside other SCIM servers, in one run.
#
#   ./bench.sh               installs what it needs and lacks (it says what), measures for hours: stores of up to 1,000,000 people
#   ./bench.sh --quick       ten minutes: 1,000 and 10,000 people, short runs
#   ./bench.sh --publish     writes the tables and curves into docs/ too
#   ./bench.sh OPTION...     sizes, connections, operations …: see ./bench.sh --help
#   ./bench.sh report FILE   the report of an earlier result.json (with --publish: into docs/)
#
# CARGO_TARGET_DIR is respected. Results are in its folder bench-results, one folder a run; everything else is thrown away.
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
trap 'stop_postgres; rm -rf "$WORK"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

LOAD=$TARGET/load/release/rollcall-load
OPTIONS=()
for option in "$@"; do
    if [ "$option" = --publish ]; then OPTIONS+=(--publish "$ROOT/docs"); else OPTIONS+=("$option"); fi
done

need_compiler
say "building the load benchmark (bench/load)"
cargo build --quiet --release --locked --manifest-path bench/load/Cargo.toml --target-dir "$TARGET/load"
case " $* " in
*" --help "* | *" -h "*) exec "$LOAD" measure --help ;;
" report "*) exec "$LOAD" "${OPTIONS[@]}" ;;
esac
say "building the release binary"
cargo build --quiet --release --locked -p rollcall-server
for need in wrk postgres python scim2_tester node scimmy; do "need_$need"; done
start_postgres durable

version_of() { printf -- '--version-of=%s=%s' "$1" "$2"; }
OUT=$TARGET/bench-results/$(date -u +%Y-%m-%dT%H-%M-%S)
mkdir -p "$OUT"
ROLLCALL_SECRET_KEY=$(head -c 32 /dev/urandom | base64)
export ROLLCALL_SECRET_KEY
"$LOAD" measure --out "$OUT" --command-line "$COMMAND_LINE" \
    --rollcall "$TARGET/release/rollcall" --requests "$ROOT/bench/load/requests.lua" \
    --postgres "$(postgres_url)" --postgres-pid "$(postgres_pid)" --postgres-bin "$(postgres_bin)" \
    --scim2-server "$VENV/bin/scim2-server" --scimmy "$ROOT/conformance/others/scimmy/server.mjs" --scimmy-modules "$SCIMMY/node_modules" \
    "$(version_of commit "$(git rev-parse --short HEAD)$(git diff --quiet HEAD -- crates || echo ' with changes')")" \
    "$(version_of Rust "$(rustc --version | cut -d' ' -f2)")" \
    "$(version_of scim2-server "$("$VENV/bin/python" -c 'import importlib.metadata as m; print(m.version("scim2-server"))')")" \
    "$(version_of scimmy-routers "$(node -p 'require(process.argv[1]).version' "$SCIMMY/node_modules/scimmy-routers/package.json")")" \
    "$(version_of Node.js "$(node --version)")" \
    "${OPTIONS[@]}"
