#!/usr/bin/env bash
# Goal of this test: scans are recorded by several people in several places, and `trc stats` counts each of them once: in
# tables, in JSON and on a page that is well-formed, complete, and takes no product's name for markup.
. "$(dirname "$0")/lib.sh" "$@"
init
evil='Reserve <script>alert("1")</script> & Söhne'
trc product add "$gtin" --name "$evil" --name-zh '珍藏 <b>' --quiet
issue --count 20 --lot L1 --format csv --out a >/dev/null
issue --gtin "$other_gtin" --count 5 --format csv --out b >/dev/null
trc batch activate 1 --quiet
trc batch activate 2 --quiet
mapfile -t a < <(codes a)
mapfile -t b < <(codes b)

run 0 trc stats
prints "No issued unit was scanned in this time."
run 0 trc stats --html empty.html
! grep -q '<svg class="chart' empty.html || fail "a chart of nothing"

scan() { # CODE SCANNER PLACE KIND
    trc verify --record --quiet --scanner "$2" --place "$3" --as "$4" -- "$1" >/dev/null || [ $? -lt 2 ] ||
        [ "${5:-}" = refused ] || fail "could not record $1"
}
for who in ann bob cem dan; do scan "${a[0]}" $who CN-31 consumer; done
scan "${a[0]}" ann CN-31 consumer # a repeat
scan "${a[1]}" ann CN-44 consumer
scan "${a[1]}" eve CN-65 inspector # some 3,000 km away, a moment later
scan "${a[1]}" bob CN-44 consumer
scan "${a[1]}" joe CN-65 inspector # again: one wrong place proves nothing
scan "${b[0]}" shop DE trade
scan "${b[1]}" crawler "" bot
scan "${a[2]/L1/L2}" ann CN-31 consumer refused
scan "${a[2]/L1/L2}" bob CN-31 consumer refused
scan "no code at all" ann CN-31 consumer refused
trc recall add --lot L1 --reason 'Cork <b>& glass</b>' --url 'https://acme.cn/r?a=1&b="' --quiet 2>/dev/null &&
    fail "a link with a quote"
trc recall add --lot L1 --reason 'Cork <b>& glass</b>' --url 'https://acme.cn/r?a=1&b=2' --quiet
trc recall add --gtin "$other_gtin" --reason lifted --quiet
trc recall lift "$(trc recall list --json | jq -r 'select(.reason == "lifted").id')" --quiet
trc state set "${a[3]}" stolen --quiet

# --- JSON: every number, and each line by an id of its own ---
run 0 trc stats --json
cp out stats.jsonl
jq -es '(map(.id) | unique | length) == length' stats.jsonl >/dev/null || fail "an id stands twice"
of() { jq -c "select(.id == \"$1\") | $2" stats.jsonl; }
today=$(of period .to | tr -d '"')
is "$(of all '[.scans, .counted]')" '[11,9]'
is "$(of all '.verdicts | add')" 11
is "$(of all .verdicts.counterfeit)" 1
is "$(of "day:$today" '[.scans, .counted]')" '[11,9]'
is "$(of region:CN-31 '[.scans, .counted, .name]')" '[5,4,"Shanghai"]'
is "$(of region:CN-65 '[.scans, .verdicts.counterfeit]')" '[2,1]'
is "$(of region:unknown .scans)" 1
is "$(of "product:$gtin" '[.scans, .counted]')" '[9,8]'
is "$(of "product:$gtin" .name)" "$(jq -cn --arg name "$evil" '$name')"
is "$(of "product:$other_gtin" .scans)" 2
is "$(of scanner:consumer .scans),$(of scanner:inspector .scans),$(of scanner:trade .scans),$(of scanner:bot .scans)" 7,2,1,1
is "$(of refused:forged .scans),$(of refused:malformed .scans)" 2,1
is "$(of "refused:$today:forged" .scans)" 2
is "$(of hot:1:1 '[.scans, .counted, .scanners, .gtin, .lot]')" "[5,4,4,\"$gtin\",\"L1\"]"
is "$(of copied:1:2 '[.seen.place, .then.place]')" '["CN-44","CN-65"]'
is "$(jq -s '[.[] | select(.id | startswith("recall:"))] | length' stats.jsonl)" 1
is "$(of totals '[.batches, .issued, .activated, .scanned, .copied, .recalls, .events, .states.stolen]')" '[2,25,25,2,1,1,12,1]'

# Again: nothing is counted twice. And what is asked for less is told less.
run 0 trc stats --json
is "$(jq -c 'select(.id == "all") | .scans' out)" 11
run 0 trc stats --json --gtin "$other_gtin"
is "$(jq -c 'select(.id == "all") | .scans' out)" 2
! grep -q '"refused:' out || fail "refused codes are of no product"
run 0 trc stats --json --top 1
is "$(grep -c '"id":"hot:' out)" 1
run 0 trc stats --json --from 2026-01-01 --to 2026-01-31
is "$(jq -c 'select(.id == "all") | .scans' out)" 0
for wrong in "--from 2026-02-30" "--from soon" "--from 2026-02-02 --to 2026-02-01" "--top 0" "--gtin 1"; do
    # shellcheck disable=SC2086
    run 2 trc stats $wrong
done

# --- the terminal ---
run 0 trc stats
prints "Shanghai                                     5          4"
prints "batch 1, unit 2"
run 0 trc stats --lang zh
# As wide in Chinese: after 34 cells and a blank come the numbers.
python3 - <<'END' || fail "columns of another width in Chinese"
import sys, unicodedata
width = lambda text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
lines = [line for line in open("out", encoding="utf-8") if line.startswith(("上海", "广东"))]
sys.exit(0 if len(lines) == 2 and all(width(line.split("  █")[0].split("  ▚")[0].rstrip()) in (57,) for line in lines) else 1)
END

# --- the page ---
run 0 trc stats --html en.html
says "en.html"
[ ! -s out ] || fail "tables beside the page"
run 0 trc stats --html zh.html --lang zh
cp en.html older.html
run 0 trc stats --html en.html # replaces
[ ! -e en.html.part ] || fail "a part is left"
cat >check.py <<'END'
import sys, xml.dom.minidom
from html.parser import HTMLParser

path, language = sys.argv[1:]
page = xml.dom.minidom.parse(path)  # well-formed to the last tag
all_of = page.getElementsByTagName
assert page.documentElement.getAttribute("lang") == language
assert not all_of("script") and not all_of("b") and not all_of("img") and not all_of("link")
levels = [int(node.tagName[1]) for node in all_of("*") if node.tagName in ("h1", "h2", "h3")]
assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels
svgs = [svg for svg in all_of("svg") if svg.getAttribute("role") == "img"]
charts = [svg for svg in svgs if svg.getAttribute("class").startswith("chart")]
bars = [svg for svg in svgs if svg.getAttribute("class") == "bar"]
assert len(charts) == 4 and len(bars) >= 4 + 2 + 4 + 2, (len(charts), len(bars))
assert all(svg.getAttribute("aria-label") and svg.getElementsByTagName("title") for svg in svgs)
assert all(len(svg.parentNode.getElementsByTagName("table")) > 0 for svg in charts)
ids = [node.getAttribute("id") for node in all_of("*") if node.hasAttribute("id")]
assert len(ids) == len(set(ids))
used = {node.getAttribute("fill")[5:-1] for node in all_of("rect") if node.hasAttribute("fill")}
assert used <= set(ids) and len(used) >= 2, used
for node in all_of("*"):
    for name, value in node.attributes.items():
        assert not name.startswith("on") and name not in ("src", "xlink:href"), (node.tagName, name)
        assert name != "href" or value == "https://acme.cn/r?a=1&b=2", value
text = "".join(node.data for node in (n for e in all_of("*") for n in e.childNodes) if node.nodeType == node.TEXT_NODE)
assert "url(" not in "".join(n.data for s in all_of("style") for n in s.childNodes) and "@import" not in text
for word in ({"en": ['<script>alert("1")</script> & Söhne', "Shanghai"], "zh-CN": ["珍藏 <b>", "上海"]})[language]:
    assert word in text, word
assert "Cork <b>& glass</b>" in text

class Reader(HTMLParser):  # as a browser reads it too
    def handle_starttag(self, tag, attributes):
        assert tag not in ("script", "b"), tag
Reader().feed(open(path, encoding="utf-8").read())
END
python3 check.py en.html en || fail "the page is not as it should be"
python3 check.py zh.html zh-CN || fail "the page in Chinese is not as it should be"
# The control: without its escapes the check would see it.
sed 's/&lt;script&gt;/<script>/g; s/&lt;\/script&gt;/<\/script>/g' en.html >unescaped.html
! python3 check.py unescaped.html en 2>/dev/null || fail "the check sees no script"

# Where it cannot be written it is said, and nothing is left.
run 2 trc stats --html /dev/null
mkdir folder
run 2 trc stats --html folder
run 3 trc stats --html nowhere/page.html
[ "$(id -u)" = 0 ] || { chmod 500 folder && run 3 trc stats --html folder/page.html; }
