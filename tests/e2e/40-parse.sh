#!/usr/bin/env bash
# Goal of this test: trc parse says what a code holds, or which rule it breaks at which byte and what to do, the same for
# arguments and stdin, for people and programs; and it asks for no home and no key.
. "$(dirname "$0")/lib.sh" "$@"
export TRC_HOME=/nonexistent TRC_PASSPHRASE_FILE=/nonexistent
link=https://id.acme.cn/01/$gtin
sealed=HTTPS://ID.ACME.CN/01/$gtin/10/LOT2409A/21/60E6419MKAS0Q6064TT1
h_seal=H6XSKYW6FJWVKY988FMQ79VMT44W
fnc1=$'\x1d'

# CODE, TAB, what it says. One sample of each form that GS1 knows.
sed "s/FNC1/$fnc1/g" <<ROWS >good
$sealed?17=271231&S=$h_seal	(01)$gtin(10)LOT2409A(21)60E6419MKAS0Q6064TT1(17)271231
http://id.acme.cn/shop/eu/01/$gtin	(01)$gtin
]Q1$link/21/A	(01)$gtin(21)A
$link/22/V/10/L/21/S?3103=000500&17=271200	(01)$gtin(22)V(10)L(21)S(3103)000500(17)271200
$link/21/a%2Fb%28c%25	(01)$gtin(21)a/b\\(c%
$link/21/A?linkType=gs1:pip&utm=1&17=271231#top	(01)$gtin(21)A(17)271231
(01)$gtin(10)L(21)S	(01)$gtin(10)L(21)S
(01)$gtin(21)S(01)$gtin	(01)$gtin(21)S
^01${gtin}10L^21S	(01)$gtin(10)L(21)S
]d201${gtin}1727123121SFNC110L	(01)$gtin(17)271231(21)S(10)L
]Q301${gtin}21S	(01)$gtin(21)S
01${gtin}21SFNC110L	(01)$gtin(21)S(10)L
(00)340123451111111111	(00)340123451111111111
ROWS
cut -f1 good >good.in
cut -f2- good | sed 's/^/ok\t/' >good.expected
run 0 trc parse - <good.in
diff good.expected out >&2 || fail "stdin is read otherwise"
mapfile -t args <good.in
run 0 trc parse "${args[@]}"
diff good.expected out >&2 || fail "arguments are read otherwise"

# CODE, TAB, offset, TAB, message: the bad input of the issue, and what forgers and fingers make.
cat <<ROWS >bad
HTTPS://ID.ACME.CN/01/06901234567893/21/A	35	The check digit of AI (01) should be 2: look for a mistyped digit.
(01)06901234567893	17	The check digit of AI (01) should be 2: look for a mistyped digit.
]d20106901234567893	18	The check digit of AI (01) should be 2: look for a mistyped digit.
https://id.acme.cn/01/6901234567892/21/A	35	AI (01) takes a GTIN of 14 digits: put zeros before it and write 06901234567892.
$link/10/123456789012345678901/21/A	60	The value of AI (10) is too long: it has at most 20 characters.
$link/21/123456789012345678901	60	The value of AI (21) is too long: it has at most 20 characters.
$link/21/A%20B	41	The value of AI (21) holds a character that GS1 does not allow: use A-Z a-z 0-9 and !"%&'()*+,-./:;<=>?_ only.
$link/10/%E7%99%BD	40	The value of AI (10) holds a character that GS1 does not allow: use A-Z a-z 0-9 and !"%&'()*+,-./:;<=>?_ only.
$link/21/A?17=270230	49	The date in AI (17) has a day that this month does not have.
$link/21/A?11=271301	47	The date in AI (11) has a month that does not exist: write 01 to 12.
$link/21/A?17=2712	49	The value of AI (17) is too short: it has at least 6 characters.
$link/21/A?17=271231&17=271231	55	AI (17) stands here twice: leave one of them out.
(01)$gtin(21)A(21)B	27	AI (21) stands here twice: leave one of them out.
$link/21/A/10/L	42	AI (10) may not stand here in the path: after AI (01) GS1 allows its qualifiers only, in order.
$link/21/A?10=L	42	AI (10) belongs in the path of this link, not after the ?.
$link/21/A?999=1	42	GS1 has assigned no AI (999): check its digits.
$link/21/	40	AI (21) has no value: give it one or leave the AI out.
$link/21/A%4	41	A % in a link must be followed by two hexadecimal digits.
$link/21/A%00B	41	The value of AI (21) holds %00, which no value may.
$link/21/白酒	40	This character may not stand in a link: percent-encode it.
https://user@id.acme.cn/01/$gtin	12	This character may not stand in the host of a link.
https://白酒.cn/01/$gtin	8	This character may not stand in the host of a link.
]Q1https://user@id.acme.cn/01/$gtin	15	This character may not stand in the host of a link.
ftp://id.acme.cn/01/$gtin	0	A GS1 Digital Link begins with https:// or http://, all small or all big.
HtTps://id.acme.cn/01/$gtin	0	A GS1 Digital Link begins with https:// or http://, all small or all big.
https://id.acme.cn	18	A GS1 Digital Link needs a host and a path after it.
https://id.acme.cn/shop	18	The path of this link does not end in a GS1 key and its qualifiers, such as /01/09506000134352.
$gtin	0	This is no GS1 code; it may be a QR code for another purpose. One that is typed has its AIs in brackets: (01).
]E0$gtin	0	This symbology carries no GS1 AIs: expected ]C1, ]e0, ]d2, ]Q3 or ]J1.
(01)$gtin(21	18	The bracket that opens here is never closed.
(21)A	4	AI (21) cannot stand without others; it needs one of these, where + joins and n is any digit: 01,03,8006.
ROWS
cut -f1 bad >bad.in
cut -f2- bad | sed 's/^/error\t/' >bad.expected
run 3 trc parse - <bad.in
diff bad.expected out >&2 || fail "stdin is refused otherwise"
mapfile -t args <bad.in
run 3 trc parse "${args[@]}"
diff bad.expected out >&2 || fail "arguments are refused otherwise"
run 3 trc parse --lang zh "${args[0]}"
prints $'error\t35\tAI (01) 的校验码应为 2'

# --json: keys and types; an offset counts in the text as given. An unknown seal type is read, a broken one is not.
run 0 trc parse --json "]Q1$sealed?17=271231&utm&x=1&S=$h_seal" "(01)$gtin" "$link/21/A?s=Z7"
is "$(jq -c keys_unsorted out | sort -u)" '["code","ok","elements","host","serial_form","seal","ignored"]'
is "$(jq -c '[.ok, .elements, .host, .serial_form, .seal, .ignored]' out)" \
    '[true,{"01":"'$gtin'","10":"LOT2409A","21":"60E6419MKAS0Q6064TT1","17":"271231"},"id.acme.cn","sealed",{"type":"H","key_id":6,"known":true},[{"key":"utm","value":null},{"key":"x","value":"1"}]]
[true,{"01":"'$gtin'"},null,"none",null,[]]
[true,{"01":"'$gtin'","21":"A"},"id.acme.cn","own",{"type":"Z","key_id":7,"known":false},[]]'
run 3 trc parse --json - <bad.in
is "$(jq -c keys_unsorted out | sort -u)" '["code","ok","offset","rule","error"]'
is "$(jq -r '.code, .offset, .error' out | paste - - -)" "$(cat bad)"
is "$(jq -r .rule out | uniq | head -9 | tr '\n' ' ')" \
    "check-digit value-too-short value-too-long cset82 date value-too-short duplicate-ai qualifier-order qualifier-place "

# Lines as tools write them: CRLF, empty ones, none at the end, bytes that are no text, longer than any code. Control:
# the good ones among them are read. Nothing that drives a terminal comes through.
{ printf '(01)%s\r\n\n(01)%s\0\n(01)\033[31m\302\2332J\n' "$gtin" "$gtin" && printf '9%.0s' {1..9000} &&
    printf '\n(01)%s' "$gtin"; } >lines
run 3 trc parse - <lines
is "$(cut -f1,2 out | tr '\t\n' '  ')" "ok (01)$gtin error 18 error 13 error 4296 ok (01)$gtin "
run 3 trc parse --json - <lines
is "$(jq -r '.code | length' out | tr '\n' ' ')" "18 19 12 8193 18 "
! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' out || fail "a control character comes through"

# Exit codes: 0 all read (also none), 3 one is not, 2 usage.
run 0 trc parse - </dev/null
run 3 trc parse "(01)$gtin" ""
[ ! -s err ] || fail "what a code breaks belongs on stdout"
is "$(tail -1 out)" $'error\t0\tThere is no code here.'
run 2 trc parse
says 'Something is missing after "trc parse"'
run 2 trc parse --pin 1 "(01)$gtin"
says "There is no option --pin"
run 3 trc parse - <"$work"
says "could not be read from stdin"

# S is no matter of GS1: a faulty seal leaves the text well formed; --json says what is wrong with the seal, and
# verify calls the code malformed.
for seal in "S=H6" "S=" "S=${h_seal/X/U}" "S=$h_seal&s=$h_seal"; do
    run 0 trc parse "$link/21/A?$seal"
    is "$(cat out)" "ok	(01)$gtin(21)A"
    run 0 trc parse --json "$link/21/A?$seal"
    is "$(jq -r '[.ok, (.seal.rule | startswith("seal-")), (.seal.offset > 40)] | join(" ")' out)" "true true true"
done
