#!/usr/bin/env bash
# Goal of this test: a code is read from a picture of every format, as its own encoder wrote it, and from every page and
# frame of those that have several; a large photograph is read though it is looked at smaller first.
. "$(dirname "$0")/lib.sh" "$@"
for tool in qrencode convert cwebp gif2webp tiffcp heif-enc avifenc cjpeg; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
text=HTTPS://ID.ACME.CN/01/06901234567892/21/FORMATS
mkdir p
qrencode -s 8 -o qr.png "$text"
convert qr.png -type TrueColor PNG24:q.png

cp qr.png p/png.png
convert q.png -interlace PNG p/png-interlaced.png
convert qr.png -transparent white p/png-clear.png
convert q.png -quality 80 p/jpeg.jpg
convert q.png -quality 80 -interlace JPEG p/jpeg-progressive.jpg
convert q.png -colorspace CMYK p/jpeg-cmyk.jpg
cwebp -quiet q.png -o p/webp-lossy.webp
cwebp -quiet -lossless p/png-clear.png -o p/webp-clear.webp
convert q.png -compress None p/tiff-none.tif
convert qr.png -type Bilevel -compress Group4 p/tiff-g4.tif
tiffcp -c g3 p/tiff-g4.tif p/tiff-g3.tif
for kind in lzw zip packbits lzma zstd jpeg; do
    tiffcp -r 16 -c $kind p/tiff-none.tif "p/tiff-$kind.tif"
done
convert q.png -colorspace CMYK p/tiff-cmyk.tif
convert q.png -depth 16 p/tiff-16.tif
tiffcp -t -w 64 -l 64 -c lzw p/tiff-none.tif p/tiff-tiled.tif
tiffcp -p separate p/tiff-none.tif p/tiff-planes.tif
heif-enc -q 60 q.png -o p/heic.heic >/dev/null
avifenc -s 9 q.png p/avif.avif >/dev/null
avifenc -s 9 -d 10 -y 444 q.png p/avif-10.avif >/dev/null
heif-enc -q 60 p/png-clear.png -o p/heic-clear.heic >/dev/null
convert q.png BMP3:p/bmp.bmp
convert q.png -type Palette -compress RLE BMP3:p/bmp-rle.bmp
convert q.png p/gif.gif
convert q.png -interlace GIF p/gif-interlaced.gif
convert q.png -depth 8 p/pgm.pgm
convert q.png -depth 8 -type TrueColor p/ppm.ppm

run 0 trc-scan --decode-only --json p
is "$(jq -r 'select(.text != "'$text'" or .reason != null) | .source' out)" ""
is "$(jq -r .source out | wc -l)" "$(find p -type f | wc -l)"

# Every page and every frame: five codes, one after the other.
for i in 1 2 3 4 5; do
    qrencode -s 8 -o "$i.png" "IMAGE NUMBER $i"
done
convert [1-5].png -type Palette pages.tif
convert -delay 10 [1-5].png frames.gif
gif2webp -quiet frames.gif -o frames.webp
heif-enc -q 60 [1-5].png -o pages.heic >/dev/null
for file in pages.tif:page frames.gif:frame frames.webp:frame pages.heic:page; do
    run 0 trc-scan --decode-only --json "${file%:*}"
    is "$(jq -r '.text' out)" "$(printf 'IMAGE NUMBER %s\n' 1 2 3 4 5)"
    is "$(jq -r ".${file#*:}" out | tr '\n' ' ')" "$([ "${file#*:}" = page ] && echo "1 2 3 4 5 " || echo "0 1 2 3 4 ")"
done

# 12 megapixels: the corners are told in pixels of the picture, whatever the size that it was looked at.
convert -size 4000x3000 xc:gray80 \( qr.png -filter point -resize 600x600! \) -geometry +3000+2000 -composite photo.ppm
cjpeg -quality 85 photo.ppm >photo.jpg
run 0 trc-scan --decode-only --json photo.jpg
is "$(jq -r .text out)" "$text"
jq -e '.quad[0] as [$x, $y] | .quad[2] as [$u, $v] | $x > 3000 and $x < 3120 and $y > 2000 and $y < 2120 and
    $u > 3480 and $u < 3600 and $v > 2480 and $v < 2600' out >/dev/null || fail "corners are elsewhere: $(cat out)"

# What the names of files say counts for nothing.
cp p/heic.heic odd.jpg
run 0 trc-scan --decode-only odd.jpg
prints "$text"
