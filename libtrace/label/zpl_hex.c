/* zpl_hex.c: pictures in ZPL's compressed hexadecimal: counts before digits, and signs for the rest of a row. */
#include "label/zpl_hex.h"

#include <string.h>

/* Counts are sums: G to Y are 1 to 19, g to z are 20 to 400. */
#define COUNT_MAX 419

static unsigned digit_at(const uint8_t *row, size_t at)
{
    return row[at / 2] >> (at % 2 == 0 ? 4 : 0) & 15;
}

static void write_digits(struct trc_output *output, unsigned digit, size_t count)
{
    while (count > 0) {
        const size_t part = count < COUNT_MAX ? count : COUNT_MAX;
        char text[3];
        size_t len = 0;
        if (part >= 20)
            text[len++] = (char)('g' + part / 20 - 1);
        if (part % 20 > 0 && part > 2)
            text[len++] = (char)('G' + part % 20 - 1);
        text[len++] = "0123456789ABCDEF"[digit];
        if (part == 2) /* as short, and plain */
            text[len++] = "0123456789ABCDEF"[digit];
        trc_output_bytes(output, text, len);
        count -= part;
    }
}

void trc_zpl_hex_row(struct trc_output *output, const uint8_t *row, const uint8_t *before, size_t len)
{
    if (before != NULL && memcmp(row, before, len) == 0) {
        trc_output_text(output, ":");
        return;
    }
    for (size_t start = 0, end; start < 2 * len; start = end) {
        const unsigned digit = digit_at(row, start);
        for (end = start + 1; end < 2 * len && digit_at(row, end) == digit;)
            end++;
        if (end == 2 * len && (digit == 0 || digit == 15))
            trc_output_text(output, digit == 0 ? "," : "!");
        else
            write_digits(output, digit, end - start);
    }
}
