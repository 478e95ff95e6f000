# The steps that look at the sources. Sourced by test.sh.

LINES_MAX=500

step_format() { cargo fmt --all --check; }

step_clippy() { cargo clippy --locked --workspace --all-targets -- -D warnings; }

# A workspace of its own, which changes of the parser would leave behind.
step_parsers() { cargo check --locked --manifest-path bench/parsers/Cargo.toml --target-dir "$TARGET/parsers"; }

# The load benchmark is built, clean and tells itself true; it is run by ./bench.sh.
step_bench() {
    local crate=(--manifest-path bench/load/Cargo.toml)
    cargo fmt "${crate[@]}" --check
    cargo clippy --locked "${crate[@]}" --target-dir "$TARGET/load" --all-targets -- -D warnings
    cargo test --locked "${crate[@]}" --target-dir "$TARGET/load" --quiet
}

step_docs() { RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps; }

# sources [PATTERN...]: every file of the project, committed or about to be.
sources() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do [ ! -f "$file" ] || echo "$file"; done; }

step_tidy() {
    local bad=0 found
    found=$(sources '*.rs' | grep -v '/schema\.rs$' | xargs -d '\n' wc -l | awk -v max=$LINES_MAX '$2 != "total" && $1 > max')
    if [ -n "$found" ]; then
        say "files over $LINES_MAX lines; what is the second thing inside?" "$found"
        bad=1
    fi
    # A plan without a name is nobody's: TODO(name) is fine.
    if found=$(sources '*.rs' '*.sh' '*.py' '*.toml' '*.sql' '*.js' '*.html' '*.css' | xargs -d '\n' grep -nE '\b(TODO|FIXME|XXX)\b' |
        grep -vE 'TODO\([a-z]|ci/checks\.sh'); then
        say "TODO without an owner:" "$found"
        bad=1
    fi
    if found=$(sources | xargs -d '\n' grep -nIE "(^|[^A-Za-z0-9_.-])/(home/[a-z]|root/)|(^|[^A-Za-z0-9_.-])$ROOT/"); then
        say "paths of one machine:" "$found"
        bad=1
    fi
    if found=$(sources '*.rs' | xargs -d '\n' grep -nE '#\[(ignore|allow)\b' | grep -v 'reason *='); then
        say "ignored tests or allowed lints without a reason:" "$found"
        bad=1
    fi
    say "$(sources '*.rs' | wc -l) Rust files, $(sources '*.rs' | xargs -d '\n' cat | wc -l) lines"
    return "$bad"
}

step_audit() {
    cargo deny --locked check licenses bans sources
    local log=$WORK/advisories.log
    if cargo deny --locked check advisories >"$log" 2>&1; then
        cat "$log"
    elif grep -qE 'failed to (fetch|clone)|advisory database' "$log" && ! grep -qE '^error\[' "$log"; then
        say "THE ADVISORY DATABASE (github.com/RustSec/advisory-db) CANNOT BE REACHED FROM HERE: known vulnerabilities were not checked."
        say "Licences, bans and sources were. Run \`cargo deny check advisories\` on a machine that reaches it."
        remark "advisories not checked: the database cannot be reached from here"
    else
        cat "$log"
        return 1
    fi
}
