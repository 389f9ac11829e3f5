/* pdf_modules.c: the dark modules of a symbol as rectangles, in units of a module. */
#include "sheet/pdf_modules.h"

#include <string.h>

#define RUN_LEN_MAX 16 /* "176 176 1 1 re\n"; longer runs are fewer */

static char *put_small(char *to, unsigned value)
{
    if (value >= 100)
        *to++ = (char)('0' + value / 100);
    if (value >= 10)
        *to++ = (char)('0' + value / 10 % 10);
    *to++ = (char)('0' + value % 10);
    *to++ = ' ';
    return to;
}

static unsigned trailing(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits);
}

/* The first module from `x` on that is dark, or light; `side` when there is none. */
static unsigned next_of(const uint64_t row[3], unsigned x, unsigned side, bool dark)
{
    while (x < side) {
        const uint64_t word = (dark ? row[x / 64] : ~row[x / 64]) >> x % 64;
        if (word != 0) {
            x += trailing(word);
            break;
        }
        x = (x / 64 + 1) * 64;
    }
    return x < side ? x : side;
}

/* Rectangles one module high, all in one path: filled at once, so that no seam shows between two that touch. */
void trc_pdf_modules_put(const struct trc_symbol *symbol, struct trc_bytes *out)
{
    static const char one_high[] = {'1', ' ', 'r', 'e', '\n'};
    const unsigned side = symbol->side;
    for (unsigned y = 0; y < side; y++) {
        char *const start = trc_bytes_reserve(out, (side / 2 + 1) * RUN_LEN_MAX), *to = start;
        if (start == NULL)
            return;
        for (unsigned x = next_of(symbol->row[y], 0, side, true); x < side;) {
            const unsigned end = next_of(symbol->row[y], x, side, false);
            to = put_small(put_small(put_small(to, x), y), end - x);
            memcpy(to, one_high, sizeof one_high);
            to += sizeof one_high;
            x = next_of(symbol->row[y], end, side, true);
        }
        out->len += (size_t)(to - start);
    }
    trc_bytes_text(out, "f ");
}
