#!/usr/bin/env bash
# Goal: the simulator's figures hold, are repeatable, are those of a real registry, and can fail.
#   tests/sim/figures.sh BUILD
set -euo pipefail
sim=$1/tests/trc-sim
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL: $*" >&2; exit 1; }

# Both figures, of one seed: 500,000 honest units, and a tenth as many fakes of each attack.
"$sim" --seed 1 --units 500000 --scenario honest --check --json >"$work/honest" || fail "honest units are alarmed"
"$sim" --seed 1 --units 50000 --scenario clones --check --json >"$work/clones" || fail "clones are missed"
[ "$(wc -l <"$work/clones")" -ge 11 ] || fail "attacks are missing"

# The same seed gives the same, another one does not.
"$sim" --seed 1 --units 20000 --scenario honest --scenario clone-30-far --csv >"$work/a"
"$sim" --seed 1 --units 20000 --scenario honest --scenario clone-30-far --csv >"$work/b"
"$sim" --seed 2 --units 20000 --scenario honest --scenario clone-30-far --csv | sed 's/^2,/1,/' >"$work/c"
cmp -s "$work/a" "$work/b" || fail "one seed, two results"
! cmp -s "$work/a" "$work/c" || fail "two seeds, one result"

# What is in memory answers as a registry does.
"$sim" --seed 3 --registry 600 || fail "the registry answers otherwise"

# Controls: thresholds under which either figure must fail; and rules that are weaker than they were.
must_fail() { # WHAT ARGUMENTS...
    local what=$1
    shift
    ! "$sim" --seed 1 --check "$@" >/dev/null 2>"$work/why" || fail "$what, and nobody noticed"
    grep -q "trc-sim: .* % of " "$work/why" || fail "$what, but it failed for another reason: $(cat "$work/why")"
}
must_fail "one scanner is too many" --units 50000 --scenario honest --policy scanners_max=1
must_fail "one wrong place proves a copy" --units 100000 --scenario honest --policy journeys=1
must_fail "fifteen scanners are usual" --units 20000 --scenario clone-100-city --policy scanners_max=15
must_fail "clones are forgotten in a day" --units 20000 --scenario clone-100-city --policy scanners_days=1

# The document has the table of rates that the program has.
"$sim" --rates >"$work/rates"
while IFS= read -r line; do
    grep -qxF -- "$line" docs/simulator.md || fail "docs/simulator.md lacks: $line"
done <"$work/rates"
[ "$(wc -l <"$work/rates")" -gt 50 ] || fail "there are no rates"
