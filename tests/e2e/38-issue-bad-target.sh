#!/usr/bin/env bash
# Goal of this test: a target that cannot be written is refused before a number is reserved; a disk that fills up leaves
# nothing half-written, and a batch that is gone on with to the same bytes, in every format.
if [ -z "${IN_NAMESPACE:-}" ] && unshare -rm true 2>/dev/null; then
    IN_NAMESPACE=1 exec unshare -rm "$0" "$@"
fi
. "$(dirname "$0")/lib.sh" "$@"
init
trc product add $gtin --name Baijiu --name-zh 青岛陈酿白酒 --quiet

for format in csv pdf png zpl; do
    run 3 trc issue --gtin $gtin --count 5 --format $format --out nowhere/labels
    says "No such file or directory"
done
mkdir folder
touch folder/x
run 2 trc issue --gtin $gtin --count 5 --format pdf --out folder
says "is no regular file"
echo other >taken.pdf
run 2 trc issue --gtin $gtin --count 5 --format pdf --out taken.pdf
says "may hold other codes"
is "$(cat taken.pdf)" other
run 3 trc issue --gtin $gtin --count 5 --format pdf --out passphrase/labels.pdf
says "Not a directory"
is "$(trc batch list --json)" ""

if [ -n "${IN_NAMESPACE:-}" ] && mkdir disk && mount -t tmpfs -o size=3M none disk 2>/dev/null; then
    trap 'cd / && umount -l "$work/disk"; rm -rf "$work"' EXIT
    mount -o remount,ro disk
    for format in csv pdf png tspl; do
        run 3 trc issue --gtin $gtin --count 5 --format $format --out disk/labels
        says "Read-only file system"
    done
    is "$(trc batch list --json)" ""
    # A full disk: said, cleared away, and gone on with to the same bytes.
    mount -o remount,rw disk
    number=0
    for format in pdf zpl tspl tar; do
        number=$((number + 1))
        head -c 3100000 /dev/zero >disk/filler # all but some pages
        out=disk/labels.$format
        run 3 trc issue --gtin $gtin --count 300 --format ${format/tar/eps} --out $out
        says "No space left on device"
        says "Batch $number is reserved but not all written; when the cause is gone, go on with"
        is "$(ls -A disk)" filler
        is "$(trc batch show $number --json | jq -r .stage)" writing
        rm disk/filler
        run 0 trc issue --quiet --resume $number
        is "$(trc batch show $number --json | jq -r .stage)" printed
        run 0 trc issue --quiet --resume $number --out -
        cmp -s out $out || { [ $format = tar ] && tar -tf $out >/dev/null; } || fail "$format: other bytes after --resume"
        rm $out
    done
else
    echo "without a disk of its own: full and read-only ones were not tried"
fi

# The control: where there is room, it is issued.
run 0 trc issue --quiet --gtin $gtin --count 5 --format pdf --out good.pdf
is "$(head -c 5 good.pdf)" %PDF-
