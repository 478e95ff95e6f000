#!/usr/bin/env bash
# Everything that must be green before a change is done. `.ci/run` runs exactly this.
#
#   ./test.sh              installs what the tests need and lacks (it says what), then runs every step
#   ./test.sh --quick      format, clippy, layering, tidy and the tests on SQLite; needs no PostgreSQL and no Python packages
#   ./test.sh STEP...      only these steps (and what they stand on)
#   ./test.sh --list       names of the steps
#   ./test.sh --no-install installs nothing; what is missing fails its step
#
# CARGO_TARGET_DIR is respected. Nothing outside the target folder, cargo's bin folder and Debian's packages is changed.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$ROOT"
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}
# Servers on this machine are not reached through a proxy.
export NO_PROXY="127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}" no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}"
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
# The project's own settings would change what the tests see.
for variable in $(compgen -e | grep '^ROLLCALL_' || true); do unset "$variable"; done

# name|title|what it stands on (tools: c = compiler, x = C++ compiler, q = clippy and rustfmt, n = nextest, d = deny, p = Python,
# s = scim2-tester and scim2-server, o = Node.js with newman, O = SCIMMY, g = PostgreSQL server, G = PostgreSQL running,
# B = PgBouncer, y = the proxy Caddy, C = Chromium, w = what drives it, W = oidc-provider and Prism; b = the built binaries)
STEPS='
format|Format (cargo fmt)|q
clippy|Lints (cargo clippy, warnings denied)|c q
docs|Documentation (cargo doc, warnings denied)|c
parsers|The comparison of parsers is built (bench/parsers)|c
bench|The load benchmark is built and clean (bench/load)|c q
layering|Layering (cargo tree)|c p
tidy|Tidy sources|-
audit|Dependencies: licences, bans, sources, advisories (cargo deny)|c d
tests|Tests on SQLite and PostgreSQL (cargo nextest)|c n p g G
tests-sqlite|Tests on SQLite (cargo nextest)|c n p
doctests|Examples in the documentation (cargo test --doc)|c
fuzz|Fuzz targets, each for 15 s, and work in proportion (libFuzzer)|c x
build|The binaries (cargo build)|c
live-sqlite|The real binary on SQLite: conformance by profile, scim2-tester, Okta, export, Postman, differential|c p s o b
live-postgres|The real binary on PostgreSQL: conformance by profile, scim2-tester, Okta, export, Postman, differential|c p s o g G b
browser|The console in a real browser (Chromium, axe)|c p o C w b
pull|Pull from Okta: a real OpenID provider, the API as Okta describes it, a real browser|c p o C w W g G b
replicas|Three replicas on PostgreSQL behind a proxy: revocation, jobs, changes, rolling restart|c p g y G b
pooler|Behind PgBouncer in transaction mode: tests of storage and verbs, two servers at once|c p n g B G b
compare|Comparison with other servers, about 25 minutes: writes docs/CONFORMANCE.md (not part of the whole)|c p s o O g G b
'
ALL='format clippy docs parsers bench layering tidy audit tests doctests fuzz build browser pull live-sqlite live-postgres replicas pooler'
QUICK='format clippy layering tidy tests-sqlite'

INSTALL=1
CHOSEN=
while [ $# -gt 0 ]; do
    case $1 in
    --quick) CHOSEN=$QUICK ;;
    --only) shift; CHOSEN="$CHOSEN ${1:?--only needs the name of a step}" ;;
    --no-install) INSTALL=0 ;;
    --list) cut -d'|' -f1,2 <<<"$STEPS" | grep . | sed 's/|/\t/' | expand -t 16; exit 0 ;;
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "test.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    *) CHOSEN="$CHOSEN $1" ;;
    esac
    shift
done
CHOSEN=${CHOSEN:-$ALL}
step_line() { grep "^$1|" <<<"$STEPS" || { echo "test.sh: there is no step $1 (see --list)" >&2; return 1; }; }
NEEDS=
for step in $CHOSEN; do
    line=$(step_line "$step") || exit 2
    NEEDS="$NEEDS ${line##*|}"
done
needs() { [[ " $NEEDS " == *" $1 "* ]]; }
! needs b || [[ " $CHOSEN " == *" build "* ]] || CHOSEN="build $CHOSEN"

TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
mkdir -p "$TARGET"
TARGET=$(cd "$TARGET" && pwd)
export CARGO_TARGET_DIR=$TARGET
WORK=$(mktemp -d "${TMPDIR:-/tmp}/rollcall-test.XXXXXX")
mkdir "$WORK/counts" "$WORK/remarks"
touch "$WORK/results" "$WORK/pids"

# shellcheck source=ci/scoreboard.sh
for part in scoreboard tools postgres layering checks suites live replicas others pooler browser pull; do . "ci/$part.sh"; done

clean_up() {
    local pid
    while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$WORK/pids"
    stop_postgres
    rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step_tools() {
    local bad=0 need
    for need in c:compiler x:cpp_compiler q:formatter_and_lints p:python g:postgres s:scim2_tester o:node o:newman O:scimmy B:pgbouncer y:proxy C:chromium w:browser_modules W:pull_modules n:nextest d:deny; do
        if needs "${need%%:*}"; then
            attempt "need_${need#*:}"
            [ "$RC" -eq 0 ] || bad=1
        fi
    done
    return "$bad"
}

[ "$INSTALL" -eq 0 ] || run_step tools "What the tests need"
! needs G || run_step postgres-up "PostgreSQL for the tests"
for step in $CHOSEN; do
    line=$(step_line "$step")
    title=${line#*|}
    run_step "$step" "${title%%|*}"
done
scoreboard
