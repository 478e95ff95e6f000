# Which crate may know which (design: a line, never a web), proved by `cargo tree`. Sourced by test.sh.
#
#   scim-filter-parser ← scim-core ← { rollcall-mapping · rollcall-storage · rollcall-okta } ← rollcall-provisioning ← rollcall-server
#   conformance is a black-box client: none of ours.

OURS='scim-filter-parser|scim-core|rollcall-[a-z]+'

# crate | our crates it may name | crates that may be nowhere in its tree | crates it may not name itself
LAYERS='
scim-filter-parser    | -                                                                   | *                                                                                     | -
scim-core             | scim-filter-parser                                                  | tokio uuid rand getrandom http ureq reqwest hyper actix-web diesel                    | -
rollcall-mapping      | scim-filter-parser scim-core                                        | tokio http ureq reqwest hyper actix-web diesel rollcall-storage                       | -
rollcall-storage      | scim-filter-parser scim-core                                        | actix-web http ureq reqwest hyper                                                     | -
rollcall-okta         | scim-filter-parser scim-core                                        | tokio ureq reqwest hyper actix-web diesel rollcall-storage                            | -
rollcall-provisioning | scim-filter-parser scim-core rollcall-mapping rollcall-storage rollcall-okta | actix-web                                                                    | diesel diesel_migrations libsqlite3-sys pq-sys
rollcall-server       | scim-filter-parser scim-core rollcall-mapping rollcall-provisioning | -                                                                                     | diesel diesel_migrations libsqlite3-sys pq-sys
rollcall-fuzz         | scim-filter-parser scim-core                                        | actix-web http diesel                                                                 | -
rollcall-conformance  | -                                                                   | actix-web diesel                                                                      | -
'

# The middle is pure: these crates have no clock, no randomness, no files and no network in their sources.
PURE='crates/scim-filter-parser/src crates/scim-core/src crates/rollcall-mapping/src crates/rollcall-okta/src'
IMPURE='SystemTime::now|Instant::now|Timestamp::now|Zoned::now|Uuid::(now|new)|std::(fs|net|env|process|thread)::'

# dependencies CRATE [CARGO-TREE-OPTION...]: names of what it is built from, itself left out.
dependencies() {
    local crate=$1
    shift
    cargo tree --locked --quiet --package "$crate" --edges normal,build --prefix none --format '{p}' "$@" |
        cut -d' ' -f1 | grep -vx "$crate" | sort -u || true
}

layering_of() {
    local crate=$1 allowed=$2 nowhere=$3 unnamed=$4 direct all bad=0 name
    direct=$(dependencies "$crate" --depth 1)
    all=$(dependencies "$crate")
    for name in $(grep -xE "$OURS" <<<"$direct" || true); do
        [[ " $allowed " == *" $name "* ]] || { say "$crate must not depend on $name"; bad=1; }
    done
    if [ "$nowhere" = '*' ]; then
        [ -z "$all" ] || { say "$crate must depend on nothing, but has: $(tr '\n' ' ' <<<"$all")"; bad=1; }
    else
        for name in $nowhere; do
            ! grep -qx -- "$name" <<<"$all" || { say "$crate must not have $name anywhere below it (cargo tree -p $crate -i $name)"; bad=1; }
        done
    fi
    for name in $unnamed; do
        ! grep -qx -- "$name" <<<"$direct" || { say "$crate must not depend on $name itself"; bad=1; }
    done
    [ "$bad" -ne 0 ] || say "$crate: $(wc -w <<<"$all") crates below it, none forbidden"
    return "$bad"
}

step_layering() {
    local crate allowed nowhere unnamed bad=0 members member
    while IFS='|' read -r crate allowed nowhere unnamed; do
        read -r crate <<<"$crate"
        [ -n "$crate" ] || continue
        read -r allowed <<<"$allowed"; read -r nowhere <<<"$nowhere"; read -r unnamed <<<"$unnamed"
        layering_of "$crate" "$allowed" "${nowhere/#-/}" "${unnamed/#-/}" || bad=1
    done <<<"$LAYERS"
    members=$(cargo metadata --locked --no-deps --format-version 1 |
        python3 -c 'import json, sys; print("\n".join(p["name"] for p in json.load(sys.stdin)["packages"]))')
    for member in $members; do
        grep -q "^$member " <<<"$LAYERS" || { say "$member has no line in ci/layering.sh: say what it may know"; bad=1; }
    done
    # shellcheck disable=SC2086  # a list of folders
    if grep -rnE "$IMPURE" $PURE --include='*.rs' --exclude='tests.rs' --exclude-dir=tests; then
        say "the lines above read a clock, make an id or touch the machine in a crate that must be pure"
        bad=1
    fi
    return "$bad"
}
