#!/usr/bin/env bash
# Fuzzes by libFuzzer on the ordinary toolchain: coverage is compiled in by stable compiler options, and without unsafe code
# there is nothing for a sanitizer to find.
#
#   fuzz/run.sh [--seconds N] [--seed N] [--keep] [TARGET...]   each target for N seconds (15), all of them if none is named;
#                                                    the same seed goes the same way as far as time allows
#   fuzz/run.sh --work                               counts what inputs of growing size cost (src/work.rs)
#   fuzz/run.sh --minimise [TARGET...]               keeps the fewest inputs that reach all code reached
#
# Inputs that are new go to target/fuzz/found/TARGET, with --keep into fuzz/corpus/TARGET. An input that breaks something is
# written to target/fuzz/broken/TARGET-*; `cargo test -p rollcall-fuzz` replays it once it is in fuzz/corpus/TARGET.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
OUT=${CARGO_TARGET_DIR:-$ROOT/target}/fuzz
HOST=$(rustc -vV | sed -n 's/^host: //p')
ALL=$(cd fuzz/fuzz_targets && ls -- *.rs | sed 's/\.rs$//')

# number OPTION VALUE: the value, or a sentence about it.
number() {
    [[ ${2-} =~ ^[0-9]{1,9}$ ]] || { echo "fuzz/run.sh: $1 needs a whole number${2:+, not \"$2\"}" >&2; exit 2; }
    printf '%s' "$2"
}

SECONDS_EACH=15 SEED=0 KEEP= MINIMISE= WORK= TARGETS=
while [ $# -gt 0 ]; do
    case $1 in
    --seconds) SECONDS_EACH=$(number "$1" "${2-}"); shift ;;
    --seed) SEED=$(number "$1" "${2-}"); shift ;;
    --keep) KEEP=1 ;;
    --minimise) MINIMISE=1 ;;
    --work) WORK=1 ;;
    -h | --help) sed -n '5,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) sed -n '5,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    *) TARGETS="$TARGETS $1" ;;
    esac
    shift
done
# To libFuzzer, 0 seconds are without end.
[ "$SECONDS_EACH" -gt 0 ] || { echo "fuzz/run.sh: --seconds needs at least 1" >&2; exit 2; }
TARGETS=${TARGETS:-$ALL}
for target in $TARGETS; do
    grep -qx -- "$target" <<<"$ALL" || { echo "fuzz/run.sh: there is no target \"$target\"; there are" $ALL >&2; exit 2; }
done

# The options are those of cargo-fuzz without a sanitizer. A host triple is named so that build scripts do not get them.
build() {
    local folder=$1 options=$2
    shift 2
    RUSTFLAGS="-Cpasses=sancov-module $options -Ccodegen-units=1" \
        CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_STRIP=none \
        cargo build --locked --quiet --release --target "$HOST" --target-dir "$OUT/$folder" \
        --package rollcall-fuzz "$@"
}

dictionary() {
    case $1 in
    filter) echo fuzz/dictionaries/filter.dict ;;
    body) echo fuzz/dictionaries/body.dict ;;
    esac
}

# Bytes that are made into something (invent.rs) say more the more there are; text grows from short to long.
lengths() {
    case $1 in
    filter | body | etag) echo -max_len=4096 ;;
    *) echo -max_len=1024 -len_control=0 ;;
    esac
}

if [ -n "$WORK" ]; then
    build work "-Cllvm-args=-sanitizer-coverage-level=3 -Cllvm-args=-sanitizer-coverage-trace-pc-guard" \
        --features work --bin work
    exec "$OUT/work/$HOST/release/work"
fi

mkdir -p "$OUT/broken"
# shellcheck disable=SC2046,SC2086  # lists of names
build build "--cfg fuzzing -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Coverflow-checks" \
    --features libfuzzer $(printf -- '--bin %s ' $TARGETS)
for target in $TARGETS; do
    binary=$OUT/build/$HOST/release/$target corpus=fuzz/corpus/$target found=$OUT/found/$target
    mkdir -p "$corpus" "$found"
    if [ -n "$MINIMISE" ]; then
        mkdir -p "$OUT/minimised"
        rm -rf "${OUT:?}/minimised/$target"
        mkdir "$OUT/minimised/$target"
        "$binary" -set_cover_merge=1 -use_counters=0 -max_len=4096 "$OUT/minimised/$target" "$corpus" "$found" 2>&1 | tail -n 2
        rm -rf "$corpus"
        mv "$OUT/minimised/$target" "$corpus"
        continue
    fi
    [ -z "$KEEP" ] || found=$corpus
    dict=$(dictionary "$target")
    echo "== $target, $SECONDS_EACH s"
    # shellcheck disable=SC2046  # two options
    "$binary" $(lengths "$target") -max_total_time="$SECONDS_EACH" -seed="$SEED" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$OUT/broken/$target-" ${dict:+-dict="$dict"} "$found" "$corpus" >"$OUT/$target.log" 2>&1 ||
        { grep -vE '^#[0-9]' "$OUT/$target.log" | tail -n 40; echo "$target: broken, see above"; exit 1; }
    grep -E '^#[0-9]+.*(DONE|INITED)|stat::number_of_executed_units|stat::average_exec|stat::slowest' "$OUT/$target.log"
done
