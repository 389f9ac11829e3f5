#!/usr/bin/env bash
# Goal of this test: a typed code with one slip is answered "check again", never "genuine", and nothing says what would be
# right; two slips are a forgery; and only --typed forgives anything.
. "$(dirname "$0")/lib.sh" "$@"
command -v python3 >/dev/null || skip "python3 is absent"
init
issue --count 300 --lot LY7 --expiry 711231 --format csv --out plain >/dev/null
echo YO-1 >YO-1.txt
issue --serials YO-1.txt --seal hmac --format csv --out own >/dev/null
for id in 1 2; do trc batch activate $id --quiet; done

# Rows "kind, TAB, code typed, TAB, true code". Serials are chosen so that every kind of slip is possible.
python3 - "$(codes own)" >rows <<'P'
import csv, sys
rows = [(r["code"], r["serial"]) for r in csv.DictReader(open("plain"))]
def with_(*letters, where=lambda s: True):
    return next((c, s) for c, s in rows if all(l in s[1:] for l in letters) and where(s))
def say(kind, typed, code): print(kind, typed, code, sep="\t")
def put(code, serial, typed): return code.replace(serial, typed)
other = lambda c: "7" if c != "7" else "8"

code, serial = rows[0]
say("good", code, code)
say("good", code.lower(), code)
say("good", " ".join(code[i:i + 4] for i in range(0, len(code), 4)), code)
say("good", "  " + code.lower() + " ", code)
element = f"(01)06901234567892(10)LY7(21){serial}(17)711231"
say("good", element.lower(), code)
for at in (1, 10, 19):
    say("slip", put(code, serial, serial[:at] + other(serial[at]) + serial[at + 1:]), code)
say("slip", put(code, serial, serial[:5] + "u" + serial[6:]), code)
say("slip", put(code, serial, serial[:5] + "o" + serial[6:]) if serial[5] != "0" else put(code, serial, serial[:5] + "q" + serial[6:]), code)
c, s = with_(where=lambda s: s[8] != s[9])
say("slip", put(c, s, s[:8] + s[9] + s[8] + s[10:]), c)
c, s = with_("0", "1", where=lambda s: s.count("1") == 1)
say("slip", put(c, s, s[0] + s[1:].replace("0", "O")), c)
say("slip", put(c, s, s.replace("1", "I")), c)
say("slip", put(c, s, s.replace("1", "l")).lower(), c)
say("slip", put(c, s, s[0] + s[1:].replace("0", "o").replace("1", "i")).lower(), c)
c, s = with_("Y", "Z")
say("slip", c.translate(str.maketrans("YZyz", "ZYzy")), c)
say("slip", put(c, s, s.translate(str.maketrans("YZ", "ZY"))), c)
say("slip", code.replace("LY7", "LY8"), code)
say("slip", code.replace("LY7", "L7Y"), code)
say("slip", code.replace("711231", "711213"), code)
say("slip", element.replace("LY7", "LZ7"), code)
own = sys.argv[1]
say("good", own.lower(), own)
for a, b in ("YO-1", "Y0-1"), ("YO-1", "YO-I"), ("YO-1", "OY-1"), ("S=H0", "S=H1"):
    say("slip", own.replace(a, b), own)
say("slip", own[:-1] + ("0" if own[-1] != "0" else "R"), own)
# Two slips, and what no finger does.
say("false", put(code, serial, serial[:3] + other(serial[3]) + serial[4:12] + other(serial[12]) + serial[13:]), code)
say("false", put(code, serial, serial[:3] + other(serial[3]) + serial[4:]).replace("LY7", "LY8"), code)
say("false", code.replace("LY7", "LX9"), code)
say("false", own.replace("YO-1", "AB-2"), own)
P

cut -f2 rows >typed
verdicts --typed <typed | paste <(cut -f1 rows) - >said
is "$(sort -u said)" "$(printf 'false\tcounterfeit forged\ngood\tauthentic\nslip\tunreadable mistyped')"
is "$(cut -f1 said | sort | uniq -c | awk '{print $1}' | tr '\n' ' ')" "4 6 21 "

# Without --typed the same texts are what they are.
verdicts <typed | paste <(cut -f1 rows) - | tail -n +2 >said
! grep -qE 'authentic|mistyped' said || fail "forgiven without --typed"

# No output holds a value that was not typed: the corrected code would complete a guess.
run 3 trc verify --typed --json - <typed
python3 - <<'P' || fail "the corrected code is told"
import json
for row, line in zip(open("rows"), open("out")):
    kind, typed, true = row.rstrip("\n").split("\t")
    answer = json.loads(line)
    if kind != "slip":
        continue
    finding, = answer["findings"]
    assert set(finding) == {"id", "severity", "field", "position"} and finding["field"] in ("10", "17", "21", "S"), line
    assert answer["unit"] is None and answer["batch"] is None and answer["product"] is None, line
    told = [answer["gtin"], answer["lot"], answer["serial"], *answer["attributes"].values()]
    assert all(value in typed.upper() for value in told if value), line
P
is "$(sed -n 7p out | jq -c '.findings[0] | [.field, .position]')" '["21",11]'
mapfile -t slips < <(grep ^slip rows | cut -f2)
run 3 trc verify --typed "${slips[@]}"
is "$(grep -c 'One character looks mistyped: check the code again. \[mistyped\]' out)" "${#slips[@]}"
while IFS=$'\t' read -r kind _ true; do
    [ "$kind" != slip ] || ! grep -qF "$true" out || fail "the corrected code is printed: $true"
done <rows
