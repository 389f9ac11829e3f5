#!/usr/bin/env bash
# Goal of this test: a disk that fills up while labels are written gives a clear error and no half file under its final
# name; when there is room again the batch resumes with the same codes. Also when the full disk is the registry's.
if [ -z "${IN_NAMESPACE:-}" ]; then
    unshare -rm true 2>/dev/null || { echo "SKIP: no user namespaces here"; exit 77; }
    IN_NAMESPACE=1 exec unshare -rm "$0" "$@"
fi
. "$(dirname "$0")/lib.sh" "$@"
mkdir disk
mount -t tmpfs -o size=1M none disk 2>/dev/null || skip "no tmpfs may be mounted here"
trap 'cd / && umount -l "$work/disk"; rm -rf "$work"' EXIT
init
cp -r home fresh
issue --count 20000 --format csv --out whole.csv >/dev/null
rm -rf home
cp -r fresh home

run 3 issue --count 20000 --format csv --out disk/codes.csv
says "No space left on device"
says "Batch 1 is reserved but not all written; when the cause is gone, go on with \`trc issue --resume 1\`"
is "$(ls -A disk)" "" # not even the part
run 3 trc issue --resume 1 # still full: said again
says "No space left on device"
mount -o remount,size=10M disk
run 0 trc issue --resume 1
cmp -s disk/codes.csv whole.csv || fail "other codes after --resume"

# Pictures: those that were written stay, and are whole.
mount -o remount,size=5M disk
run 3 issue --count 20000 --format png --out disk/labels
says "Batch 2 is reserved but not all written"
[ ! -e disk/labels/labels.csv ]
is "$(find disk/labels -name '*.part')" ""
find disk/labels -name '*.png' | tail -5 | while read -r picture; do
    tail -c 8 "$picture" | head -c 4 | grep -q IEND || fail "$picture is cut short"
done
rm -rf disk/labels
run 0 trc issue --quiet --resume 2 --format csv --out disk/second.csv
is "$(wc -l <disk/second.csv)" 20001

# stdout on a full disk: no success is claimed.
rm disk/*
mount -o remount,size=1M disk
code=0
trc issue --quiet --gtin $gtin --count 20000 --format csv --out - >disk/out 2>err || code=$?
is "$code" 3
says "stdout could not be written: No space left on device"
says "--resume 3"

# The registry's own disk is full: nothing is reserved, and later it goes on.
rm disk/*
cp -r fresh disk/home
head -c 2000000 /dev/zero >disk/filler 2>/dev/null || true
TRC_HOME=$work/disk/home run 3 issue --count 5 --format csv --out never.csv
says "is full: make room, then try again"
[ ! -e never.csv ]
rm disk/filler
TRC_HOME=$work/disk/home run 0 issue --count 5 --format csv --out now.csv
is "$(tail -1 now.csv | cut -d, -f3)" 5
head -c 2000000 /dev/zero >disk/filler 2>/dev/null || true
TRC_HOME=$work/disk/home run 3 trc key new
says "full"
rm disk/filler
TRC_HOME=$work/disk/home run 3 trc verify FOO
prints UNREADABLE
# A home cannot be begun on a full disk, and a later try is not in its way.
head -c 2000000 /dev/zero >disk/filler 2>/dev/null || true
TRC_HOME=$work/disk/other run 3 init
rm disk/filler
TRC_HOME=$work/disk/other run 0 init
