#!/usr/bin/env bash
# Goal of this test: spreadsheets open the CSV as it is meant (BOM, CRLF, no cell that becomes a formula), --rows splits it
# into files that a manifest vouches for, and the number of threads changes not a byte of any format.
. "$(dirname "$0")/lib.sh" "$@"
command -v python3 >/dev/null || skip "python3 is absent"
init
trc product add $gtin --name Baijiu --name-zh 青岛陈酿白酒 --quiet
again() { # BATCH OPTION...
    local batch=$1
    shift
    run 0 trc issue --quiet --resume "$batch" "$@"
}
# table FILE.csv COLUMN: its cells as Python's csv module reads them, without the heading.
table() {
    python3 -c '
import csv, sys
for row in list(csv.reader(open(sys.argv[1], encoding="utf-8", newline=""), strict=True))[1:]:
    print(row[int(sys.argv[2])])' "$1" "$2"
}
has_no_formula() { # FILE.csv
    python3 -c '
import csv, sys
sys.exit(any(cell[:1] in "=+-@\t\r" for row in csv.reader(open(sys.argv[1], newline="")) for cell in row if cell))' "$1"
}

# Own serials may begin with what a spreadsheet takes for a formula; what GS1 allows of these is + - and =.
cat >serials.csv <<'CSV'
=1+2
+HYPER(1)
-A1
"=2,""x"""
A=1
'=7
PLAIN7
CSV
table <(echo serial && cat serials.csv) 0 >serials
issue --serials serials.csv --seal hmac --format csv --out own.csv >/dev/null
has_no_formula own.csv || fail "a cell would be a formula: $(cat own.csv)"
sed 's/^[=+-]/'"'"'&/' serials | diff - <(table own.csv 1) >err || fail "other cells"
is "$(sed -n 2p own.csv | cut -d, -f2)" "\"'=1+2\""
is "$(sed -n 8p own.csv | cut -d, -f2)" PLAIN7
is "$(table own.csv 0 | verdicts | sort | uniq -c | tr -s ' ')" " 7 caution not_activated"
again 1 --raw-cells --out raw.csv
table raw.csv 1 | diff serials - >err || fail "raw cells are not the serials"
! has_no_formula raw.csv || fail "the control: no cell of raw.csv begins like a formula"
is "$(table raw.csv 0)" "$(table own.csv 0)"
again 1 --format png --out own-png
is "$(table own-png/labels.csv 1)" "$(table own.csv 1)"
again 1 --format png --raw-cells --out raw-png
is "$(table raw-png/labels.csv 1)" "$(cat serials)"
printf '@SUM\n' >at.csv
run 2 issue --serials at.csv --seal hmac --format csv --out never.csv
says "a character that GS1 does not allow"

# BOM and CRLF, each alone and both; in each of several files, and beside pictures.
bom=$(printf '\xef\xbb\xbf')
issue --count 10 --pin --format csv --out ten.csv >/dev/null
again 2 --bom --out bom.csv
is "$(head -c 3 bom.csv)" "$bom"
tail -c +4 bom.csv | cmp - ten.csv
again 2 --crlf --out crlf.csv
sed 's/$/\r/' ten.csv | cmp - crlf.csv
again 2 --bom --crlf --rows 4 --out parts.csv
is "$(ls parts*)" "$(printf '%s\n' parts-0001.csv parts-0002.csv parts-0003.csv parts.sha256)"
for part in parts-*.csv; do
    is "$(head -c 3 "$part")" "$bom"
    tail -c +4 "$part" | tr -d '\r' | sed 1d
done | diff <(sed 1d ten.csv) - >err || fail "the parts are not the whole"
again 2 --format svg --bom --crlf --out svg
is "$(head -c 3 svg/labels.csv)$(grep -c $'\r$' svg/labels.csv)" "$bom"11
is "$(stat -c %a ten.csv parts-0003.csv svg/labels.csv svg/0000000003.svg | sort -u)" 600 # with PINs
! cmp -s ten.csv crlf.csv || fail "the control: line ends make no difference"

# Rows: files of so many, none empty, and a manifest that notices.
rows() { # ROWS FILES
    rm -rf rows
    mkdir rows
    again 2 --rows "$1" --out rows/a.b.csv
    is "$(find rows -name 'a.b-*.csv' | wc -l)" "$2"
    (cd rows && sha256sum --strict --quiet --check a.b.sha256) || fail "the manifest is wrong"
    is "$(wc -l <rows/a.b.sha256)" "$2"
    for part in rows/*.csv; do
        is "$(head -1 "$part")" code,serial,unit,pin
        sed 1d "$part"
    done | diff <(sed 1d ten.csv) - >err || fail "the parts are not the whole"
    is "$(sqlite3 home/registry.db 'SELECT manifest FROM print_run ORDER BY batch_id DESC, number DESC LIMIT 1')" \
        "$(sha256sum <rows/a.b.sha256 | cut -d' ' -f1)"
}
rows 11 1
rows 10 1
rows 5 2
rows 3 4
rows 1 10
sed -i '2s/^H/h/' rows/a.b-0007.csv
! (cd rows && sha256sum --status --check a.b.sha256) || fail "the control: the manifest vouches for anything"
again 2 --rows 0 --out one.csv
cmp one.csv ten.csv
again 2 --rows 3 --out no-extension
is "$(ls no-extension*)" "$(printf 'no-extension-000%d\n' 1 2 3 4 && echo no-extension.sha256)"
run 2 trc issue --quiet --resume 2 --rows 3 --out -
says "--rows makes several files"
run 2 trc issue --quiet --resume 2 --rows 3 --format pdf --out never.pdf
says "--rows has no meaning for format pdf"
touch ten-0002.csv
echo other >ten-0001.csv
run 2 trc issue --quiet --resume 2 --rows 3 --out ten.csv
says "ten-0001.csv is there already and may hold other codes"
is "$(cat ten-0001.csv)" other

# One, two and five threads: not a byte differs. Enough units that each format has several chunks.
issue --count 9000 --lot L1 --pin --format csv --out many.csv --jobs 1 >/dev/null
seq -f 'S-%.0f' 6000 >own-many.csv
issue --serials own-many.csv --seal hmac --format csv --out own-jobs1.csv --jobs 1 >/dev/null
for jobs in 2 5; do
    again 3 --jobs $jobs --out many$jobs.csv
    cmp many.csv many$jobs.csv
    again 4 --jobs $jobs --out own-jobs$jobs.csv
    cmp own-jobs1.csv own-jobs$jobs.csv
done
for jobs in 1 2 5; do
    mkdir jobs-$jobs
    units=(--units 1001-2300)
    again 3 --jobs $jobs --rows 999 --out jobs-$jobs/rows.csv
    for format in png svg; do
        again 3 --jobs $jobs "${units[@]}" --format $format --out jobs-$jobs/$format
    done
    again 3 --jobs $jobs "${units[@]}" --format eps --out jobs-$jobs/eps.tar
    for format in zpl tspl pdf; do
        again 3 --jobs $jobs "${units[@]}" --format $format --out jobs-$jobs/labels.$format
    done
done
diff -r jobs-1 jobs-2 >err || fail "two threads write other bytes"
diff -r jobs-1 jobs-5 >err || fail "five threads write other bytes"
is "$(find jobs-5 -type f | wc -l)" $((2 * (1300 + 2) + 1 + 3 + 10 + 1))
# The control: one unit less is noticed.
again 3 --jobs 5 --units 1001-2299 --format zpl --out less.zpl
! cmp -s less.zpl jobs-1/labels.zpl || fail "any units make these labels"
for jobs in 0 65 x; do
    run 2 issue --count 1 --jobs $jobs --format csv --out never.csv
    says "--jobs takes a whole number from 1 to 64"
done
[ ! -e never.csv ]
