# What the tests need and a fresh machine lacks. Sourced by test.sh.
# Debian packages are installed only by root; everything else stays in the target directory or cargo's own folder.

POSTGRES_MAJOR_MIN=15
VENV=$TARGET/test-tools/scim2-$(cksum <"$ROOT/ci/requirements.txt" | cut -d' ' -f1)

# need_packages WHY PACKAGE...: installs Debian packages, or says what a person has to do.
need_packages() {
    local why=$1
    shift
    if ! command -v apt-get >/dev/null; then
        say "MISSING: $why. Install it by your system's package manager (Debian calls it: $*)."
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "MISSING: $why. This is not root, so nothing is installed. Please run: sudo apt-get install $*"
        return 1
    fi
    say "installing $* by apt-get: $why"
    if [ ! -e "$WORK/apt-updated" ]; then
        apt-get update -qq || say "apt-get update failed; trying with the lists that are there"
        touch "$WORK/apt-updated"
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$WORK/apt.log" 2>&1 ||
        { cat "$WORK/apt.log"; return 1; }
}

need_compiler() {
    local missing=()
    command -v cc >/dev/null || missing+=(gcc libc6-dev)
    command -v make >/dev/null || missing+=(make)
    perl -MFindBin -MIPC::Cmd -e1 2>/dev/null || missing+=(perl)
    [ "${#missing[@]}" -eq 0 ] || need_packages "SQLite, libpq and OpenSSL are built from source" "${missing[@]}"
    command -v cargo >/dev/null || { say "MISSING: cargo. Install Rust from https://rustup.rs"; return 1; }
    say "$(cargo --version), $(cc --version | head -n 1)"
}

need_cpp_compiler() {
    command -v c++ >/dev/null || need_packages "libFuzzer is C++ and built from source" g++
    say "$(c++ --version | head -n 1)"
}

# need_component CARGO_COMMAND COMPONENT: clippy and rustfmt are rustup's to install.
need_component() {
    ! cargo "$1" --version >/dev/null 2>&1 || return 0
    if ! command -v rustup >/dev/null; then
        say "MISSING: cargo $1. It belongs to the Rust toolchain; there is no rustup here to add it."
        return 1
    fi
    say "adding $2 to the toolchain by rustup"
    rustup component add "$2"
}

# need_cargo_tool COMMAND CRATE VERSION WHY: builds a cargo subcommand from crates.io.
need_cargo_tool() {
    if cargo "$1" --version >/dev/null 2>&1; then
        say "$(cargo "$1" --version 2>/dev/null | head -n 1)"
        return 0
    fi
    say "building $2 $3 from crates.io into cargo's bin folder: $4 (two to four minutes, once)"
    # Unoptimised, which builds twice as fast and is quick enough for what it does here.
    CARGO_TARGET_DIR=$TARGET/test-tools/build cargo install --locked --debug --quiet "$2@$3"
    rm -rf "$TARGET/test-tools/build"
}

need_python() {
    python3 -c 'import ensurepip, venv' 2>/dev/null ||
        need_packages "the compliance checker scim2-tester is written in Python" python3 python3-venv
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        { say "MISSING: Python 3.10 or later; this is $(python3 --version)"; return 1; }
    say "$(python3 --version)"
}

need_scim2_tester() {
    if [ ! -e "$VENV/complete" ]; then
        say "installing scim2-tester and scim2-server (versions of ci/requirements.txt) from PyPI into $VENV: somebody else's view of SCIM"
        rm -rf "$VENV"
        python3 -m venv "$VENV"
        "$VENV/bin/pip" install --quiet --disable-pip-version-check -r "$ROOT/ci/requirements.txt"
        touch "$VENV/complete"
    fi
    say "scim2-tester $("$VENV/bin/python" -c 'import importlib.metadata as m; print(m.version("scim2-tester"))')"
}

NODE_MAJOR_MIN=18
NEWMAN=$TARGET/test-tools/postman-$(cksum <"$ROOT/conformance/others/postman/package-lock.json" | cut -d' ' -f1)
SCIMMY=$TARGET/test-tools/scimmy-$(cksum <"$ROOT/conformance/others/scimmy/package-lock.json" | cut -d' ' -f1)

need_node() {
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        need_packages "Microsoft's Postman collection is played by newman, which runs on Node.js" nodejs npm
    fi
    node -e "process.exit(parseInt(process.versions.node, 10) < $NODE_MAJOR_MIN ? 1 : 0)" ||
        { say "MISSING: Node.js $NODE_MAJOR_MIN or later; this is $(node --version)"; return 1; }
    say "Node.js $(node --version), npm $(npm --version 2>/dev/null)"
}

# need_node_modules FOLDER SOURCES WHAT: what SOURCES/package-lock.json names, into FOLDER.
need_node_modules() {
    if [ ! -e "$1/complete" ]; then
        say "installing $3 (versions of ${2#"$ROOT"/}/package-lock.json) by npm into $1"
        rm -rf "$1"
        mkdir -p "$1"
        cp "$2/package.json" "$2/package-lock.json" "$1"
        (cd "$1" && npm ci --no-audit --no-fund --ignore-scripts --loglevel error)
        touch "$1/complete"
    fi
}

need_newman() { need_node_modules "$NEWMAN" "$ROOT/conformance/others/postman" "newman"; }

need_scimmy() { need_node_modules "$SCIMMY" "$ROOT/conformance/others/scimmy" "SCIMMY and its routers"; }

# postgres_bin: the folder of the newest PostgreSQL server that is new enough; nothing when there is none.
postgres_bin() {
    local folder best='' best_major=0 major
    for folder in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)" \
        "$(dirname "$(command -v postgres 2>/dev/null || echo /nowhere/x)")"; do
        [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ] || continue
        major=$("$folder/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        if [ "$major" -ge "$POSTGRES_MAJOR_MIN" ] && [ "$major" -gt "$best_major" ]; then
            best=$folder best_major=$major
        fi
    done
    printf '%s' "$best"
}

need_wrk() {
    command -v wrk >/dev/null || need_packages "the benchmark's requests are sent by wrk" wrk
    say "wrk $(wrk -v 2>&1 | head -n 1 | cut -d' ' -f2)"
}

need_nextest() { need_cargo_tool nextest cargo-nextest 0.9.151 "runs the tests, each in a process of its own"; }

need_deny() { need_cargo_tool deny cargo-deny 0.20.2 "checks the licences of all dependencies"; }

need_formatter_and_lints() {
    need_component fmt rustfmt
    need_component clippy clippy
}

need_postgres() {
    if [ -z "$(postgres_bin)" ]; then
        need_packages "all tests run on PostgreSQL too ($POSTGRES_MAJOR_MIN or later), in a throw-away cluster of their own" postgresql
    fi
    local bin
    bin=$(postgres_bin)
    [ -n "$bin" ] || { say "MISSING: a PostgreSQL server, version $POSTGRES_MAJOR_MIN or later"; return 1; }
    say "$("$bin/postgres" --version) in $bin"
}
