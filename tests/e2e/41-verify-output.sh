#!/usr/bin/env bash
# Goal of this test: what trc verify prints, where, in which language and with which exit code, whatever the codes, the
# lines and the terminal; a reader that leaves and a full disk included.
. "$(dirname "$0")/lib.sh" "$@"
init
trc product add "$gtin" --name Baijiu --name-zh 白酒 --standard "GB/T 10781.1" --market CN-31 --quiet
issue --count 2 --lot L1 --expiry 711231 --produced 260102 --format csv --out genuine.csv >/dev/null
issue --count 1 --format csv --out fresh.csv >/dev/null
trc batch activate 1 --quiet
good=$(codes genuine.csv | head -1)
fresh=$(codes fresh.csv)
forged=${good/L1/L2}
unknown=HTTPS://ID.OTHER.CN/01/09506000134352/21/A

# Arguments, in order; the worst of their exit codes counts. People get sentences, stderr nothing.
run 0 trc verify "$good" "$good"
is "$(grep -c '^GENUINE CODE  This code is genuine. Compare the product with what is shown here.$' out)" 2
for line in "product: Baijiu" "product (Chinese): 白酒" "issuer: Acme 酒业" "lot: L1" "code: $good"; do
    prints "    $line"
done
! grep -q $'\033' out || fail "colour in a file"
run 1 trc verify "$forged" "$good" "$fresh"
is "$(grep -oE '^[A-Z]+ ?[A-Z]*  ' out | tr '\n' '|')" "COUNTERFEIT  |GENUINE CODE  |TAKE CARE  |"
is "$(grep -E '^ +lot:' out)" "    lot: L1" # what no seal covers is not shown as data
run 3 trc verify FOO "$forged" "$good"
[ ! -s err ] || fail "verdicts belong on stdout"
run 2 trc verify
run 2 trc verify --lang fr "$good"
says '--lang takes en or zh, not "fr"'
run 2 trc verify --jso "$good"
run 2 trc verify --pin 1 "$good" "$good"
run 3 trc verify -- -x

# stdin: one line each, beside arguments too; lines as tools write them.
{ printf '%s\r\n\n\r\n%s\0X\n\033[31m\302\233\233白\347\231\377🍷\355\240\200\300\200\n' "$good" "$good" && printf '9%.0s' {1..9000} && printf '\n%s' "$good"; } >lines
run 3 trc verify - "$fresh" <lines
is "$(head -5 out | cut -f1,2 | tr '\t\n' '  ')" \
    "authentic  unreadable malformed unreadable malformed unreadable malformed authentic  "
is "$(sed -n 3p out)" $'unreadable\tmalformed\t\\x1B[31m\\xC2\\x9B\\x9B白\\xE7\\x99\\xFF🍷\\xED\\xA0\\x80\\xC0\\x80'
is "$(sed -n 6p out | cut -c1-9)" "TAKE CARE"
run 0 trc verify - </dev/null
run 3 trc verify - <"$work"
says "could not be read from stdin"

# --json: COMMANDS.md's keys and types, one object a line.
run 3 trc verify --json "$good" "$fresh" "$forged" "$unknown" - <lines
is "$(wc -l <out) $(jq -c keys_unsorted out | sort -u)" \
    '9 ["code","verdict","findings","gtin","lot","serial","attributes","issuer","unit","batch","product","as_of"]'
is "$(head -1 out | jq -c '[.verdict, .findings, .gtin, .lot, .attributes, .issuer, .unit, .batch, .product]')" \
    '["authentic",[],"'$gtin'","L1",{"11":"260102","17":"711231"},"Acme 酒业",1,1,{"name":"Baijiu","name_zh":"白酒","standard":"GB/T 10781.1","market":"CN-31"}]'
is "$(head -2 out | tail -1 | jq -c '[.findings, .lot, .attributes, .unit, .batch]')" \
    '[[{"id":"not_activated","severity":"caution","batch":2}],null,{},3,2]'
is "$(sed -n 3,4p out | jq -c '[.lot, .attributes, .unit, .batch, .product, .issuer]')" \
    '[null,{},null,null,null,"Acme 酒业"]
[null,{},null,null,null,null]'
is "$(jq -r '[.gtin, .serial] | map(type) | join(",")' out | tr '\n' ' ')" \
    "$(yes string,string | head -5 | tr '\n' ' ')null,null null,null null,null string,string "
is "$(jq -r '.as_of | fromdate > 1700000000' out | sort -u)" true
is "$(jq -r .code out | head -1) $(jq '.code | length' out | sed -n 8p)" "$good 8193"

# The language: --lang before LANGUAGE before LANG, without any locale on the machine; programs read the same.
run 0 trc verify --lang zh "$good"
prints "真码  此码为真。"
! grep -q 此产品为真 out || fail "a seal proves the code, not the product"
run 0 env -u LC_ALL LANG=zh_CN.UTF-8 trc verify "$good"
prints "真码  此码为真。"
run 1 trc verify --lang zh - <<<"$fresh"
is "$(cut -f1,2 out)" $'caution\tnot_activated'
run 3 env -u LC_ALL LANG=en_US.UTF-8 LANGUAGE=fr:zh_CN:en trc parse FOO
prints 这不是
run 3 env -u LC_ALL LANG=zh_CN.UTF-8 trc parse FOO --lang en
prints "This is no GS1 code"
run 3 env -u LC_ALL LANG=fr_FR.UTF-8 trc parse FOO
prints "This is no GS1 code"

# Colour only where a person looks.
on_terminal() { python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' "$@" </dev/null; }
run 1 on_terminal env TERM=xterm trc verify "$forged" "$good"
is "$(grep -oE $'^\033\\[1;37;4[12]m [A-Z ]+ \033\\[0m' out | tr -d '\033')" $'[1;37;41m COUNTERFEIT [0m\n[1;37;42m GENUINE CODE [0m'
run 0 on_terminal env TERM=xterm NO_COLOR=1 trc verify "$good"
prints "GENUINE CODE" && ! grep -q $'\033' out || fail "colour in spite of NO_COLOR"
run 0 on_terminal env TERM=dumb trc verify "$good"
prints "GENUINE CODE" && ! grep -q $'\033' out || fail "colour on a dumb terminal"

# A reader that leaves, and a disk that is full: not a success, and no endless work.
yes "$good" | head -300000 >many
code=$(timeout 20 bash -c 'trc verify - <many 2>err | head -1 >out; echo "${PIPESTATUS[0]}"')
is "$code $(cut -f1 out)" "3 authentic"
[ ! -s err ] || fail "a pipe that closes is no news"
code=0
timeout 20 trc verify - <many >/dev/full 2>err || code=$?
is "$code" 3
says "The output could not be written: No space left on device."
