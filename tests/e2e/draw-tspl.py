#!/usr/bin/env python3
"""draw-tspl.py FILE.tspl PREFIX DPI: a TSPL stream as a printer would take it.

Its pictures (BITMAP, and the BMP that is downloaded once) are drawn into PREFIX-NNN.pgm, one for each PRINT; its commands
go to stdout, one a line, with "<N bytes>" for binary. Text in the printer's own fonts is not drawn. Whatever is not as
the language has it ends the run.
"""
import re
import struct
import sys

COMMAND = {
    "SIZE": rb"SIZE (\d+\.\d) mm,(\d+\.\d) mm",
    "GAP": rb"GAP (\d+\.\d) mm,0 mm",
    "DIRECTION": rb"DIRECTION 1",
    "REFERENCE": rb"REFERENCE 0,0",
    "DOWNLOAD": rb'DOWNLOAD "(\w+\.BMP)",(\d+),',
    "CLS": rb"CLS",
    "PUTBMP": rb'PUTBMP (\d+),(\d+),"(\w+\.BMP)"',
    "BITMAP": rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,",
    "QRCODE": rb'QRCODE (\d+),(\d+),([LMQH]),(\d+),A,0,M2,S7,"([^"]*)"',
    "TEXT": rb'TEXT (\d+),(\d+),"([1-5])",0,(\d+),(\d+),"([^"]*)"',
    "BOX": rb"BOX (\d+),(\d+),(\d+),(\d+),(\d+)",
    "PRINT": rb"PRINT 1",
    "KILL": rb'KILL "(\w+\.BMP)"',
}
WITH_BYTES = ("DOWNLOAD", "BITMAP")


class Label:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.rows = [bytearray(b"\xff" * width) for _ in range(height)]

    def paste(self, x0, y0, row_len, rows):
        """Rows of one bit a dot, 1 = white; only what is black leaves a mark."""
        for y, row in enumerate(rows):
            if len(row) != row_len:
                sys.exit("a picture is cut short")
            for x in (x for i, byte in enumerate(row) if byte != 0xFF for x in range(8 * i, 8 * i + 8)):
                if row[x // 8] >> (7 - x % 8) & 1 == 0:
                    if not (x0 + x < self.width and y0 + y < self.height):
                        sys.exit(f"a dot lies outside the label, at {x0 + x},{y0 + y}")
                    self.rows[y0 + y][x0 + x] = 0

    def save(self, path):
        with open(path, "wb") as out:
            out.write(b"P5 %d %d 255\n" % (self.width, self.height) + b"".join(self.rows))


def bmp_rows(data):
    """The rows of a BMP of one bit a dot, from the top, and their length without padding."""
    magic, size, _, _, start, head, width, height, planes, bits = struct.unpack_from("<2sIHHIIiiHH", data)
    if (magic, size, head, planes, bits) != (b"BM", len(data), 40, 1, 1) or data[54:62] != b"\0\0\0\0\xff\xff\xff\0":
        sys.exit("not a BMP as printers take it")
    padded, row_len = (width + 31) // 32 * 4, (width + 7) // 8
    rows = [bytearray(data[start + y * padded:][:row_len]) for y in range(height)]
    if width % 8:
        for row in rows:
            row[-1] |= 0xFF >> width % 8
    return row_len, rows[::-1]


def main(path, prefix, dpi):
    data = open(path, "rb").read()
    memory, label, size, printed, at = {}, None, None, 0, 0
    while at < len(data):
        name = re.compile(rb"[A-Z]+").match(data, at)
        match = name and re.compile(COMMAND.get(name[0].decode(), rb"(?!)")).match(data, at)
        if not match:
            sys.exit(f"no command at byte {at}: {data[at:at + 60]!r}")
        name, value, at = name[0].decode(), match.groups(), match.end()
        shown = match[0].decode()
        if name in WITH_BYTES:
            length = int(value[1]) if name == "DOWNLOAD" else int(value[2]) * int(value[3])
            payload, at = data[at:at + length], at + length
            shown += f"<{length} bytes>"
        if data[at:at + 2] != b"\r\n":
            sys.exit(f"the command does not end at byte {at}: {shown}")
        at += 2
        print(shown)
        if name == "SIZE":
            size = [round(float(mm) * dpi / 25.4) + 1 for mm in value]
        elif name == "CLS":
            label = Label(*size)
        elif name == "DOWNLOAD":
            memory[value[0]] = bmp_rows(payload)
        elif name == "PUTBMP":
            label.paste(int(value[0]), int(value[1]), *memory[value[2]])
        elif name == "BITMAP":
            row_len = int(value[2])
            label.paste(int(value[0]), int(value[1]), row_len, [payload[i:i + row_len] for i in range(0, len(payload), row_len)])
        elif name == "KILL":
            del memory[value[0]]
        elif name == "PRINT":
            printed += 1
            label.save(f"{prefix}-{printed:03}.pgm")
            label = None
    if memory or label or not printed:
        sys.exit("the stream ends too early")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
