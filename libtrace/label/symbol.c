/* symbol.c: a text becomes a QR symbol, through libqrencode. The only file that sees it. */
#include <assert.h>
#include <errno.h>
#include <qrencode.h>
#include <string.h>

#include "base/error.h"
#include "label/capacity.h"
#include "label/plan.h"
#include "qr/standard.h"

static_assert((int)TRC_EC_L == QR_ECLEVEL_L && (int)TRC_EC_H == QR_ECLEVEL_H, "levels are libqrencode's");

enum trc_status trc_symbol_too_long(const char *text, size_t len, enum trc_ec ec, struct trc_error *error)
{
    uint8_t mode[TRC_SYMBOL_TEXT_MAX];
    size_t fits = 0;
    for (size_t over = len < TRC_SYMBOL_TEXT_MAX ? len : TRC_SYMBOL_TEXT_MAX + 1; over - fits > 1;) {
        const size_t middle = fits + (over - fits) / 2;
        if (trc_segment_plan(text, middle, TRC_VERSION_MAX, mode) <= trc_capacity_bits(TRC_VERSION_MAX, ec))
            fits = middle;
        else
            over = middle;
    }
    const enum trc_status status = trc_error_set(
        error, TRC_ERR_RANGE,
        _("The text is %zu bytes long; the largest QR symbol at error correction level %c holds the first "
          "%zu of them. Shorten the text; level L holds the most."),
        len, "LMQH"[ec], fits);
    if (error != NULL)
        error->pos = fits;
    return status;
}

/* One segment for each run of equal modes; 0, or -1 with errno. */
static int append_segments(QRinput *input, const char *text, size_t len, const uint8_t *mode)
{
    static const QRencodeMode qr_mode[] = {QR_MODE_NUM, QR_MODE_AN, QR_MODE_8};
    for (size_t start = 0, end; start < len; start = end) {
        for (end = start + 1; end < len && mode[end] == mode[start];)
            end++;
        if (QRinput_append(input, qr_mode[mode[start]], (int)(end - start), (const unsigned char *)text + start) != 0)
            return -1;
    }
    return 0;
}

/* Which mask libqrencode chose, it says in the format information only. */
static uint8_t mask_of(const QRcode *qr, enum trc_ec ec)
{
    uint16_t at[2][15];
    unsigned word = 0, mask = 0;
    qr_format_places((unsigned)qr->width, at);
    for (unsigned i = 0; i < 15; i++)
        word |= (qr->data[at[0][i]] & 1u) << i;
    while (mask < 7 && qr_format_word(qr_format_data((enum qr_level)ec, mask)) != word)
        mask++;
    return (uint8_t)mask;
}

static void take(const QRcode *qr, enum trc_ec ec, struct trc_symbol *symbol)
{
    symbol->version = (uint8_t)qr->version;
    symbol->side = (uint8_t)qr->width;
    symbol->mask = mask_of(qr, ec);
    symbol->ec = ec;
    memset(symbol->row, 0, sizeof symbol->row);
    const uint8_t *module = qr->data;
    for (unsigned y = 0; y < symbol->side; y++)
        for (unsigned x = 0; x < symbol->side; x++)
            symbol->row[y][x / 64] |= (uint64_t)(*module++ & 1) << x % 64; /* other bits tell what a module is for */
}

enum trc_status trc_symbol_draw(const char *text, size_t len, const uint8_t *mode, unsigned version, enum trc_ec ec,
                                struct trc_symbol *symbol, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    QRcode *qr = NULL;
    QRinput *input = QRinput_new2((int)version, (QRecLevel)ec);
    symbol->version = symbol->side = 0;
    if (input == NULL || append_segments(input, text, len, mode) != 0 || (qr = QRcode_encodeInput(input)) == NULL) {
        assert(errno == ENOMEM);
        status = trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while making the QR symbol."));
    } else {
        assert(qr->version == (int)version);
        take(qr, ec, symbol);
    }
    QRcode_free(qr);
    QRinput_free(input);
    return status;
}

enum trc_status trc_symbol_encode(const char *text, size_t len, enum trc_ec ec, struct trc_symbol *symbol,
                                  struct trc_error *error)
{
    assert((unsigned)ec < TRC_EC_COUNT);
    uint8_t mode[TRC_SYMBOL_TEXT_MAX];
    symbol->version = symbol->side = 0;
    if (len == 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("There is no text to put into the QR symbol."));
    const unsigned version = len <= TRC_SYMBOL_TEXT_MAX ? trc_plan(text, len, ec, mode) : 0;
    return version == 0 ? trc_symbol_too_long(text, len, ec, error)
                        : trc_symbol_draw(text, len, mode, version, ec, symbol, error);
}
