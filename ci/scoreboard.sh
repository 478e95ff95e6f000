# Steps: headings, times, counts, and the table at the end. Sourced by test.sh.
# A step runs in a subshell under `set -e`; what it counts goes through files, so that a failing step loses nothing.

bold() { if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then printf '\033[1m%s\033[0m' "$1"; else printf '%s' "$1"; fi; }

say() { printf '    %s\n' "$*"; }

# count WHAT PASSED FAILED [SKIPPED]: checks that a step made, for the table and the closing line.
count() { printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4:-0}" >>"$WORK/counts/$STEP"; }

# remark TEXT: shown beside the step in the table.
remark() { printf '%s\n' "$*" >>"$WORK/remarks/$STEP"; }

# attempt COMMAND...: runs it under `set -e` in a subshell and puts its exit code into RC. (In `command || …` the shell would
# switch `set -e` off inside the command, and a failure half-way would be overlooked.)
attempt() {
    set +e
    (
        set -e
        "$@"
    )
    RC=$?
    set -e
}

# run_step NAME TITLE: runs the function step_NAME (dashes as underscores).
run_step() {
    local title=$2 started=$SECONDS
    STEP=$1
    printf '\n%s\n' "$(bold "=== $title")"
    attempt "step_${STEP//-/_}"
    printf '%s\t%s\t%s\t%s\n' "$STEP" "$title" "$RC" "$((SECONDS - started))" >>"$WORK/results"
    [ "$RC" -eq 0 ] || printf '%s\n' "$(bold "!!! $title: failed")"
}

# scoreboard: the table and the closing line; returns 1 when anything failed.
scoreboard() {
    local name title rc seconds what passed failed skipped all_passed=0 all_failed=0 step_failed
    printf '\n%s\n' "$(bold "=== Summary")"
    while IFS=$'\t' read -r name title rc seconds; do
        step_failed=0
        printf '%-6s %4ss  %s\n' "$([ "$rc" -eq 0 ] && echo ok || echo FAILED)" "$seconds" "$title"
        if [ -f "$WORK/counts/$name" ]; then
            while IFS=$'\t' read -r what passed failed skipped; do
                printf '               %5s passed %4s failed  %s%s\n' "$passed" "$failed" "${what/#. /  }" \
                    "$([ "$skipped" -eq 0 ] || echo " ($skipped skipped)")"
                # A line that starts with a dot repeats checks that another line counts already.
                case $what in .*) continue ;; esac
                all_passed=$((all_passed + passed))
                step_failed=$((step_failed + failed))
            done <"$WORK/counts/$name"
        fi
        [ ! -f "$WORK/remarks/$name" ] || sed 's/^/               /' "$WORK/remarks/$name"
        # A step that failed without a failed check of its own (it did not compile, say) is one failure.
        [ "$rc" -eq 0 ] || [ "$step_failed" -gt 0 ] || step_failed=1
        all_failed=$((all_failed + step_failed))
    done <"$WORK/results"
    printf '\n%s minutes %s seconds\n' "$((SECONDS / 60))" "$((SECONDS % 60))"
    printf '%s passed, %s failed\n' "$all_passed" "$all_failed"
    [ "$all_failed" -eq 0 ]
}
