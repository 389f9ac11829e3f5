/* pdf_font.c: outlines of glyphs as Type 3 fonts inside a PDF, with the characters they show.
 * See docs/decisions/0153-type-3-fonts-from-outlines.md for why not copies of the system's fonts. */
#include "sheet/pdf_font.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void put_point(struct trc_bytes *out, const cairo_path_data_t *point)
{
    trc_bytes_decimal(out, llround(point->point.x), 0);
    trc_bytes_text(out, " ");
    trc_bytes_decimal(out, llround(-point->point.y), 0); /* up in PDF, down in cairo */
    trc_bytes_text(out, " ");
}

static void put_path(struct trc_bytes *out, const cairo_path_t *path)
{
    static const char *const operator[] = {[CAIRO_PATH_MOVE_TO] = "m\n",
                                           [CAIRO_PATH_LINE_TO] = "l\n",
                                           [CAIRO_PATH_CURVE_TO] = "c\n",
                                           [CAIRO_PATH_CLOSE_PATH] = "h\n"};
    const int end = path->num_data;
    for (int i = 0; i < end; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        /* cairo ends each outline with a move to nowhere. */
        if (data->header.type == CAIRO_PATH_MOVE_TO && i + data->header.length >= end)
            break;
        for (int k = 1; k < data->header.length; k++)
            put_point(out, &data[k]);
        trc_bytes_text(out, operator[data->header.type]);
    }
}

static void extend(int box[4], const cairo_path_t *path)
{
    for (int i = 0; i < path->num_data; i += path->data[i].header.length)
        for (int k = 1; k < path->data[i].header.length; k++) {
            const int x = (int)lround(path->data[i + k].point.x), y = (int)lround(-path->data[i + k].point.y);
            box[0] = x < box[0] ? x : box[0];
            box[1] = y < box[1] ? y : box[1];
            box[2] = x > box[2] ? x : box[2];
            box[3] = y > box[3] ? y : box[3];
        }
}

/* "d1" promises that the glyph is a shape without a colour of its own, which lets a viewer keep it. */
static void write_outline(struct trc_pdf_file *file, size_t number, const struct trc_glyph *glyph)
{
    int box[4] = {0, 0, 0, 0};
    extend(box, glyph->path);
    struct trc_bytes content = {0};
    trc_bytes_decimal(&content, glyph->advance, 0);
    trc_bytes_text(&content, " 0 ");
    for (int i = 0; i < 4; i++) {
        trc_bytes_decimal(&content, box[i], 0);
        trc_bytes_text(&content, " ");
    }
    trc_bytes_text(&content, "d1\n");
    put_path(&content, glyph->path);
    trc_bytes_text(&content, "f");
    if (content.failed)
        file->failed = true;
    else
        trc_pdf_file_deflated(file, number, "", content.at, content.len);
    trc_bytes_free(&content);
}

/* One character of valid UTF-8. */
static uint32_t next_character(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    const unsigned len = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    uint32_t character = len == 1 ? at[0] : at[0] & (0x7fU >> len);
    for (unsigned i = 1; i < len; i++)
        character = character << 6 | (at[i] & 0x3f);
    *text += len;
    return character;
}

void trc_pdf_font_utf16(struct trc_bytes *out, const char *text)
{
    while (*text != '\0') {
        const uint32_t character = next_character(&text);
        uint32_t unit[2] = {character, 0};
        if (character >= 0x10000) {
            unit[0] = 0xd800 + ((character - 0x10000) >> 10);
            unit[1] = 0xdc00 + ((character - 0x10000) & 0x3ff);
        }
        for (int i = 0; i < (unit[1] != 0 ? 2 : 1); i++) {
            trc_bytes_hex(out, unit[i] >> 8);
            trc_bytes_hex(out, unit[i] & 0xff);
        }
    }
}

/* Which characters a code stands for, for searching and copying; at most 100 rows stand in one group. */
static void write_characters(struct trc_pdf_file *file, size_t number, const struct trc_glyph *glyph, size_t count)
{
    struct trc_bytes map = {0};
    trc_bytes_text(&map,
                   "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CMapName/trc def/CMapType 2 def\n"
                   "1 begincodespacerange<20><ff>endcodespacerange\n");
    for (size_t i = 0; i < count; i++) {
        if (glyph[i].text[0] == '\0')
            continue;
        trc_bytes_text(&map, "1 beginbfchar<");
        trc_bytes_hex(&map, trc_pdf_font_code((unsigned)i));
        trc_bytes_text(&map, "><");
        trc_pdf_font_utf16(&map, glyph[i].text);
        trc_bytes_text(&map, ">endbfchar\n");
    }
    trc_bytes_text(&map, "endcmap CMapName currentdict/CMap defineresource pop end end");
    if (map.failed)
        file->failed = true;
    else
        trc_pdf_file_deflated(file, number, "", map.at, map.len);
    trc_bytes_free(&map);
}

static void put_widths(struct trc_bytes *out, const struct trc_glyph *glyph, size_t count)
{
    trc_bytes_text(out, "/Widths[");
    for (size_t i = 0; i < count; i++) {
        trc_bytes_decimal(out, glyph[i].advance, 0);
        trc_bytes_text(out, " ");
    }
    trc_bytes_text(out, "]");
}

/* Glyphs are named g0 to g223, in the order of their codes. */
static void put_names(struct trc_bytes *out, size_t count, size_t first_object)
{
    trc_bytes_text(out, "/Encoding<</Type/Encoding/Differences[32");
    for (size_t i = 0; i < count; i++) {
        trc_bytes_text(out, "/g");
        trc_bytes_uint(out, i);
    }
    trc_bytes_text(out, "]>>/CharProcs<<");
    for (size_t i = 0; i < count; i++) {
        trc_bytes_text(out, "/g");
        trc_bytes_uint(out, i);
        trc_bytes_text(out, " ");
        trc_pdf_file_refer(out, first_object + i);
    }
    trc_bytes_text(out, ">>");
}

static void put_box(struct trc_bytes *out, const struct trc_glyph *glyph, size_t count)
{
    int box[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < count; i++)
        extend(box, glyph[i].path);
    trc_bytes_text(out, "/FontBBox[");
    for (int i = 0; i < 4; i++) {
        trc_bytes_decimal(out, box[i], 0);
        trc_bytes_text(out, " ");
    }
    trc_bytes_text(out, "]");
}

static size_t write_font(struct trc_pdf_file *file, const struct trc_glyph *glyph, size_t count)
{
    size_t first = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t number = trc_pdf_file_reserve(file);
        first = i == 0 ? number : first;
        write_outline(file, number, &glyph[i]);
    }
    const size_t characters = trc_pdf_file_reserve(file), font = trc_pdf_file_reserve(file);
    write_characters(file, characters, glyph, count);
    struct trc_bytes *out = trc_pdf_file_begin(file, font);
    trc_bytes_text(out,
                   "<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/Resources<<>>/FirstChar 32/LastChar ");
    trc_bytes_uint(out, TRC_PDF_FONT_FIRST + count - 1);
    put_box(out, glyph, count);
    put_widths(out, glyph, count);
    put_names(out, count, first);
    trc_bytes_text(out, "/ToUnicode ");
    trc_pdf_file_refer(out, characters);
    trc_bytes_text(out, ">>");
    trc_pdf_file_end(file);
    return font;
}

void trc_pdf_font_write(struct trc_pdf_file *file, const struct trc_text *text, struct trc_bytes *resources)
{
    for (size_t first = 0; first < text->glyph_count; first += TRC_PDF_FONT_GLYPHS) {
        const size_t left = text->glyph_count - first;
        const size_t count = left < TRC_PDF_FONT_GLYPHS ? left : TRC_PDF_FONT_GLYPHS;
        trc_bytes_text(resources, "/F");
        trc_bytes_uint(resources, first / TRC_PDF_FONT_GLYPHS);
        trc_bytes_text(resources, " ");
        trc_pdf_file_refer(resources, write_font(file, &text->glyph[first], count));
    }
}
