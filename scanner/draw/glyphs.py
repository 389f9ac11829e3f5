#!/usr/bin/env python3
"""Makes glyphs.c: the characters that labels on pictures are written with, as bitmaps.

glyphs.py >glyphs.c     needs ImageMagick, fonts-dejavu-core and fonts-noto-cjk; run by hand when a word is added.
The worker that draws them may open no file, so that no font library could help it.
"""
import subprocess

HEIGHT = 24
LATIN = ("DejaVu-Sans-Bold", " !#%&()+,-./0123456789:?ABCDEFGHIJKLMNOPQRSTUVWXYZ")
CHINESE = ("Noto-Sans-CJK-SC-Bold", "未判断真码请留意假已召回无法识读")


def bitmap(font, char):
    """Rows of a character, the leftmost pixel in the highest bit of 32, and its width with a gap."""
    width = HEIGHT if ord(char) > 127 else 0
    size = ["-size", "%dx%d" % (width, HEIGHT)] if width else []
    drawn = subprocess.run(
        ["convert", "-background", "black", "-fill", "white", "-font", font, "-pointsize", "20", *size, "-gravity",
         "center", "label:" + ("\\ " if char == " " else "\\%" if char == "%" else char), "-gravity", "center",
         "-extent", "%dx%d" % (width, HEIGHT) if width else "x%d" % HEIGHT, "-depth", "8", "pgm:-"],
        check=True, capture_output=True).stdout
    header, pixels = drawn.split(b"\n255\n", 1)
    columns = int(header.split()[1])
    columns = min(columns, 30)
    full = int(header.split()[1])
    rows = []
    for y in range(HEIGHT):
        row = 0
        for x in range(columns):
            row |= (pixels[y * full + x] > 110) << (31 - x)
        rows.append(row)
    return rows, columns + (0 if width else 1)


print("/* glyphs.c: made by glyphs.py from DejaVu Sans Bold and Noto Sans CJK Bold; not to be edited. */")
print('#include "scanner/draw/glyphs.h"\n')
print("const struct scan_glyph scan_glyphs[] = {")
count = 0
for font, chars in (LATIN, CHINESE):
    for char in sorted(chars):
        rows, width = bitmap(font, char)
        print("    {0x%04X, %d, {%s}}," % (ord(char), width, ", ".join("0x%X" % row for row in rows)))
        count += 1
print("};\n\nconst size_t scan_glyph_count = %d;" % count)
