#!/usr/bin/env bash
# Goal of this test: products are added, shown and imported as spreadsheets write them; what is wrong is refused by row
# and rule, and a repeat never loses a picture.
. "$(dirname "$0")/lib.sh" "$@"
init

run 0 trc product add 6901234567892 --name "Baijiu 500 ml" --name-zh "甲牌白酒" --standard "GB/T 10781.1" --market "CN-51,CN-44"
says "Product 06901234567892 is recorded"
run 0 trc product show 6901234567892 --json
is "$(jq -r '[.id, .gtin, .name, .name_zh, .standard, .market, .image_type, .image_bytes] | @csv' out)" \
    '"06901234567892","06901234567892","Baijiu 500 ml","甲牌白酒","GB/T 10781.1","CN-51,CN-44",,0'
run 0 trc product show 06901234567892 --lang zh
prints 甲牌白酒
prints 执行标准

run 2 trc product add 6901234567892 --name Other
says "registered already"
run 0 trc product add 6901234567892 --name Other --replace --json
is "$(jq -r .name_zh out)" null
run 2 trc product add 6901234567893 --name X
says "The last digit of this GTIN should be 2"
run 2 trc product add 6912345678902 --name X
says "does not begin with a company prefix of Acme 酒业 (6901234)"
run 2 trc product add 690123456789 --name X
run 2 trc product add 6901234567892
says "--name"
run 2 trc product add
run 2 trc product add $gtin $other_gtin --name X
run 3 trc product show 6901234000009
says "not registered"
run 2 trc product add $other_gtin --name "$(printf 'x%.0s' {1..256})"
says "--name is longer than 255 bytes"
run 2 trc product add $other_gtin --name $'\xc3\x28'
says "not UTF-8"

# Markets are countries of ISO 3166 and their parts; nothing else is taken and then counts for nothing.
for market in EU CN,EU "DE, Europe" UK CN-99 Chinaa "CN;DE" 31.2,121.5; do
    run 2 trc product add $gtin --name X --replace --market "$market"
    says "is no country of ISO 3166"
    is "$(trc product show $gtin --json | jq -r .name)" Other
done
for market in CN HK "CN-HK, MO,TW" "DE-BY,fr" "" " CN-31 , US-CA"; do
    run 0 trc product add $gtin --name Other --replace --market "$market" --quiet
    is "$(trc product show $gtin --json | jq -r '.market // ""')" "$market"
done
run 0 trc product add $gtin --name Other --replace --market "china, 上海 ,DE" --quiet # names that trc prints
is "$(trc product show $gtin --json | jq -r .market)" "CN, CN-31 ,DE"
printf 'gtin,name,market\n6901234000023,Gin,"DE,UK"\n' >markets.csv
run 2 trc product import markets.csv
says '"UK" is no country of ISO 3166'
sed -i 's/UK/GB/' markets.csv
run 0 trc product import markets.csv
is "$(trc product show 06901234000023 --json | jq -r .market)" DE,GB

# Pictures, by what they hold and not by their names.
convert -size 8x8 xc:red picture.png 2>/dev/null || printf '\x89PNG\r\n\x1a\n0000' >picture.png
cp picture.png picture.jpg
run 0 trc product add $gtin --name Baijiu --replace --image picture.jpg --json
is "$(jq -r .image_type out)" image/png
printf 'GIF89a' >picture.gif
run 2 trc product add $gtin --name B --replace --image picture.gif
says "no PNG, JPEG or WebP"
head -c 1048577 /dev/zero | cat picture.png - >large.png
run 2 trc product add $gtin --name B --replace --image large.png
says "larger than 1 MiB"
run 3 trc product add $gtin --name B --replace --image nowhere.png
run 3 trc product add $gtin --name B --replace --image .
is "$(trc product show $gtin --json | jq -r '.name, .image_type' | tr '\n' ' ')" "Baijiu image/png "

# Import: a byte order mark, CRLF, quotes, columns in any order, columns we do not know.
printf '\xef\xbb\xbfname_zh,colour,GTIN,gtin,name\r\n"白酒, ""五年""",red,x,6901234000009,"Baijiu, aged"\r\n啤酒,blue,y,06901234000016,Beer\r\n' >products.csv
run 0 trc product import products.csv --json
is "$(cat out)" '{"recorded":2}'
is "$(trc product show $other_gtin --json | jq -r '.name, .name_zh' | tr '\n' '|')" 'Baijiu, aged|白酒, "五年"|'
run 0 trc product list --json
is "$(jq -r .id out | wc -l)" 4
run 0 trc product list
prints "06901234000016  Beer / 啤酒"

run 2 trc product import products.csv
says "products.csv, row 2 (0 products before it were recorded): Product 06901234000009 is registered already"
printf 'gtin,name\n6901234567892,Renamed\n' >again.csv
run 0 trc product import again.csv --replace
is "$(trc product show $gtin --json | jq -r '.name, .image_type' | tr '\n' ' ')" "Renamed image/png "

refuse() { # WHAT LINES: row by row
    printf "$2" >bad.csv
    run 2 trc product import bad.csv --replace
    says "$1"
}
refuse "row 1 (0 products before it were recorded): The first row must name the columns" '6901234000009,Beer\n'
refuse "The first row must name" 'gtin\n6901234000009\n'
refuse "The first row must name" ''
refuse "row 3 (1 products before it were recorded): The last digit of this GTIN should be 9" \
    'gtin,name\n6901234000009,A\n6901234000008,B\n6901234000016,C\n'
refuse "row 2 (0 products before it were recorded): The row has no GTIN or no name" 'gtin,name\n6901234000009,\n'
refuse "does not begin with a company prefix" 'gtin,name\n6912345678902,A\n'
refuse "not UTF-8" 'gtin,name\n6901234000009,\xb0\xd7\xbe\xc6\n'
refuse "not well-formed CSV" 'gtin,name\n6901234000009,"never closed\n'
# A row longer than the header: what is over belongs to no column.
printf 'gtin,name\n6901234000009,Long,6901234567892,x\n' >wide.csv
run 0 trc product import wide.csv --replace
is "$(trc product show $other_gtin --json | jq -r .name)" Long
run 3 trc product import nowhere.csv
run 3 trc product import .
says "cannot be read: Is a directory"

# What people put into names comes out as it went in, and never commands the terminal.
printf '%s\n' "'; DROP TABLE product; --" '<script>alert(1)</script>' '=1+1' '%s%n%x' $'\u202eevil' '😀' 'a"b\c' >naughty
while IFS= read -r name; do
    trc product add $gtin --name "$name" --replace --quiet
    is "$(trc product show $gtin --json | jq -r .name)" "$name"
done <naughty
run 0 trc product add $gtin --name $'\e[31mred\u202e\u009b' --replace
for listing in list "show $gtin"; do
    # shellcheck disable=SC2086 # a listing and its argument
    run 0 trc product $listing
    prints '\x1B[31mred\xE2\x80\xAE\xC2\x9B'
    ! grep -q $'\e' out || fail "a product's name commands the terminal"
done
