#!/usr/bin/env bash
# Goal of this test: a genuine code on another product's package is found out by the package's own EAN or UPC barcode;
# barcodes that agree, that belong to other goods on the table, or that are for use in a shop accuse nobody.
. "$(dirname "$0")/lib.sh" "$@"
command -v convert >/dev/null && command -v zint >/dev/null || skip "ImageMagick or zint is absent"
init
issue --count 3 --lot L1 --format png --out shelf >/dev/null
trc issue --quiet --gtin "$other_gtin" --count 1 --lot L1 --format png --out other.png >/dev/null
trc batch activate 1 --quiet
trc batch activate 2 --quiet

barcode() { # KIND DIGITS OUT
    zint --barcode="$1" --data="$2" --scale=2 --height=40 --output="$3" >/dev/null
}
barcode EANX 6901234567892 own.png
barcode EANX 6901234000009 wrong.png
barcode EANX 2012345678903 shop.png
barcode UPCA 036000291452 upca.png

package() { # LABEL BARCODE OUT: side by side on one package
    convert -size 1400x600 xc:white \( "$1" -resize 350x350! \) -geometry +100+120 -composite \
        "$2" -geometry +650+150 -composite "$3"
}
package shelf/0000000001.png own.png agrees.png
package shelf/0000000001.png wrong.png wrong-product.png
package shelf/0000000001.png shop.png in-shop.png
package shelf/0000000001.png upca.png wrong-upc.png

run 0 trc-scan --json agrees.png
is "$(jq -c '[.symbology, .verdict]' out)" '["QR","authentic"]
["EAN-13",null]'
run 0 trc-scan --json in-shop.png
run 1 trc-scan --json wrong-product.png
is "$(jq -c 'select(.symbology == "QR") | [.verdict, .findings[0].id, .findings[0].package_gtin]' out)" \
    '["counterfeit","wrong_product","06901234000009"]'
run 1 trc-scan --json wrong-upc.png
is "$(jq -r 'select(.symbology == "QR") | .findings[0].package_gtin' out)" 00036000291452
run 1 trc-scan wrong-product.png
prints "6901234000009 (EAN-13)"
prints "[wrong_product]"

# Two goods on one table, each with its own label and barcode: nobody is accused.
convert agrees.png \( -size 1400x600 xc:white \( other.png -resize 350x350! \) -geometry +100+120 -composite \
    wrong.png -geometry +650+150 -composite \) -append table.png
run 0 trc-scan --json table.png
is "$(jq -c 'select(.symbology == "QR") | .verdict' out | sort | uniq -c | tr -s ' ')" ' 2 "authentic"'

# A barcode alone is no trace code; with --decode-only it is what it is.
convert -size 900x400 xc:white own.png -geometry +100+50 -composite alone.png
run 3 trc-scan --json alone.png
is "$(jq -c '[.symbology, .text, .verdict]' out)" '["EAN-13","6901234567892",null]
[null,null,"unreadable"]'
run 0 trc-scan --decode-only --json alone.png
is "$(jq -c '[.symbology, .text, has("verdict")]' out)" '["EAN-13","6901234567892",false]'

# On a belt a barcode may come into view before its own code does. At the end it is known whose it was.
frame() { # PICTURE: one frame of a film
    echo FRAME
    convert "$1" -resize 700x600! -depth 8 gray:-
}
convert -size 1400x1200 xc:white \( shelf/0000000001.png -resize 350x350! \) -geometry +100+120 -composite \
    wrong.png -geometry +650+150 -composite early.png
convert early.png \( other.png -resize 350x350! \) -geometry +700+700 -composite late.png
{ echo "YUV4MPEG2 W700 H600 F5:1 Cmono"; frame early.png; frame late.png; } >belt.y4m
run 0 trc-scan --json belt.y4m
is "$(jq -r 'select(.symbology == "QR") | .verdict' out | tr '\n' ' ')" "authentic authentic "
{ echo "YUV4MPEG2 W700 H600 F5:1 Cmono"; frame early.png; frame early.png; } >wrong.y4m # the control
run 1 trc-scan --json wrong.y4m
is "$(jq -r 'select(.symbology == "QR") | .findings[].id' out)" wrong_product
