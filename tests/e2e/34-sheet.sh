#!/usr/bin/env bash
# Goal of this test: PDF sheets and rolls of labels with Chinese text are sound PDFs in which every code can be read, all
# text found and every font is embedded; and a wish that cannot be met is refused before anything is written.
. "$(dirname "$0")/lib.sh" "$@"
for tool in pdftoppm pdftotext pdffonts pdfinfo qpdf convert; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
PATH=$build/tests:$PATH
a4=(width=210 height=297 margin=8 gap=3)
name='青岛陈酿白酒 500 ml'

# make FILE.pdf COUNT [WISH...]: its codes are then in `codes`, its serials in `serials`.
make() {
    run 0 sheet_maker "$@"
    cut -d ' ' -f 1 out | sort >codes
    cut -d ' ' -f 2 out | sed 's/..../& /g; s/ $//' | sort >serials
    cp err places
}
pages() { pdfinfo "$1" | sed -n 's/^Pages: *//p'; }
# all_read FILE.pdf [DPI]: each code of it, once, in print of this resolution.
all_read() {
    rm -f page-*.pgm
    pdftoppm -r "${2:-300}" -gray "$1" page
    trc-scan --decode-only --json page-*.pgm | jq -r .text | sort >read
    diff codes read >err || fail "$1: not every code was read, once"
}
# all_sound FILE.pdf: by the word of other programs.
all_sound() {
    qpdf --check "$1" >out 2>err || fail "$1: qpdf complains"
    pdffonts "$1" | sed 1,2d | awk '{ if ($(NF - 4) != "yes" || $(NF - 2) != "yes") exit 1; n++ } END { exit n == 0 }' ||
        fail "$1: a font is not embedded, or its characters are unknown: $(pdffonts "$1")"
    pdftotext "$1" text 2>err
    [ ! -s err ] || fail "$1: pdftotext complains"
    grep -oE '([0-9A-Z]{4} ){4}[0-9A-Z]{4}' text | sort | diff - serials || fail "$1: serials differ"
}

make sheet.pdf 60 "${a4[@]}" marks=1 pin=1
is "$(cat places)" "24 places"
is "$(pages sheet.pdf)" 3
pdfinfo sheet.pdf | grep -q 'Page size: .*(A4)'
pdfinfo sheet.pdf | grep -q 'Title: .*标签 labels'
all_sound sheet.pdf
all_read sheet.pdf
for text in "$name" "批号 L2409A" "有效期 2027-12-31" id.acme.cn 刮开验证码 48151623; do
    is "$(grep -cF "$text" text)" 60
done

# The same wishes give the same bytes, whether drawn label by label or page by page.
cp sheet.pdf first.pdf
make sheet.pdf 60 "${a4[@]}" marks=1 pin=1 threads=1
cmp first.pdf sheet.pdf

# Places used up already stay empty: on the first page the first row, and no more, is white.
make start.pdf 24 "${a4[@]}" start=3
is "$(pages start.pdf)" 2
all_read start.pdf
ink() { convert page-1.pgm -crop "$1" +repage -negate -format '%[fx:mean>0]' info:; }
is "$(ink 2480x440+0+0)" 0
is "$(ink 800x350+0+480)" 1

# Other sheets, label sizes, resolutions; English; text below the symbol; a logo, in the file once.
make letter.pdf 30 width=215.9 height=279.4 margin=12 label_width=30 label_height=45 chinese=0
pdfinfo letter.pdf | grep -q 'Page size: .*(letter)'
all_sound letter.pdf
all_read letter.pdf
is "$(grep -c 'Expiry 2027-12-31' text)" 30
make custom.pdf 20 width=300 height=200 margin=5 gap=0 label_width=40 label_height=25 dpi=203 module=0.375
all_read custom.pdf
convert -size 300x80 gradient:red-blue logo.png
make logo.pdf 24 "${a4[@]}" logo=logo.png label_height=35 gap=0 margin=5
all_sound logo.pdf
all_read logo.pdf
is "$(pdfimages -list logo.pdf | sed 1,2d | awk '{ print $11 }' | sort -u | wc -l)" 1

# A roll: a page as large as its label.
make roll.pdf 70
is "$(pages roll.pdf)" 70
is "$(pdfinfo roll.pdf | sed -n 's/^Page size: *\(.*\) pts.*/\1/p')" "170.079 x 85.039"
all_sound roll.pdf
all_read roll.pdf 600
# A label without measures is its symbol.
make bare.pdf 5 label_width=0 label_height=0
qpdf --check bare.pdf >out
all_read bare.pdf

# A name too long is cut, and is still found as far as it goes.
make long.pdf 1 name='青岛陈酿白酒五百毫升礼盒装青岛陈酿白酒五百毫升礼盒装青岛陈酿白酒五百毫升礼盒装'
pdftotext long.pdf - | grep -q '^青岛陈酿白酒.*…'

# Refused, with nothing written.
refused() { # TEXT WISH...
    local text=$1
    shift
    run 1 sheet_maker never.pdf 1 "$@"
    says "$text"
    [ ! -s never.pdf ] || fail "something was written"
}
refused 'no font family "Nimbus Nought"' font='Nimbus Nought'
refused '(U+E001)' name=$'\xee\x80\x81'
refused 'not UTF-8' name=$'\xff'
refused '60.0 x 30.0 mm does not fit a sheet of 60 x 40 mm whose margins leave 50.0 x 30.0 mm' width=60 height=40 margin=5
refused 'leaves out 24 places, and a sheet has 24 (3 x 8)' "${a4[@]}" start=24
refused 'Crop marks need margins of 2 mm' width=210 height=297 marks=1
refused 'belong to sheets' gap=1
refused 'no logo' logo=nowhere.png
refused 'not a sound PNG' logo=codes
refused 'no room for the logo' logo=logo.png label_height=20
refused 'no room for 5 lines' label_width=20 label_height=22
