#!/bin/sh
# ai_table_is_generated.sh ROOT: the AI table in the tree is what its generator makes of GS1's dictionary today.
set -eu
root=$1
dictionary=${TRC_DATA:-$root/../shared/data}/gs1/gs1-syntax-dictionary.txt
table=$root/libtrace/gs1/ai_table.c
generator=$root/libtrace/gs1/tools/gen-ai-table.py

skip() {
    echo "SKIP: $1"
    exit 77
}
[ -r "$dictionary" ] || skip "$dictionary is absent (set TRC_DATA to the shared data folder)"
python3 --version >/dev/null 2>&1 || skip "python3 is absent"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 "$generator" "$dictionary" >"$scratch/ai_table.c"
cmp "$scratch/ai_table.c" "$table" || {
    echo "FAIL: regenerate $table as its first lines say"
    exit 1
}

# Control: one AI's length changed in the dictionary must show.
sed 's/^10  *? *X\.\.20/10 ? X..19/' "$dictionary" >"$scratch/changed.txt"
python3 "$generator" "$scratch/changed.txt" >"$scratch/changed.c"
if cmp -s "$scratch/changed.c" "$table"; then
    echo "FAIL: the comparison does not notice a changed dictionary"
    exit 1
fi
echo "the AI table is what the dictionary says, and a change would show"
