/* symbol.c: a text becomes a QR symbol, through libqrencode. The only file that sees it. */
#include <assert.h>
#include <errno.h>
#include <qrencode.h>
#include <string.h>

#include "base/error.h"
#include "label/capacity.h"

static_assert((int)TRC_EC_L == QR_ECLEVEL_L && (int)TRC_EC_H == QR_ECLEVEL_H, "levels are libqrencode's");

/* Fills mode[] for the smallest version that holds the text and returns it, or 0. */
static unsigned smallest_version(const char *text, size_t len, enum trc_ec ec, uint8_t *mode)
{
    static const unsigned group[] = {1, 10, 27, TRC_VERSION_MAX + 1}; /* where the width of character counts changes */
    for (size_t i = 0; i < 3; i++) {
        const size_t bits = trc_segment_plan(text, len, group[i], mode);
        const unsigned version = trc_capacity_version(bits, ec, group[i], group[i + 1] - 1);
        if (version != 0)
            return version;
    }
    return 0;
}

static enum trc_status too_long(const char *text, size_t len, enum trc_ec ec, uint8_t *mode, struct trc_error *error)
{
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

enum trc_status trc_symbol_encode(const char *text, size_t len, enum trc_ec ec, struct trc_symbol *symbol,
                                  struct trc_error *error)
{
    assert((unsigned)ec < TRC_EC_COUNT);
    uint8_t mode[TRC_SYMBOL_TEXT_MAX];
    symbol->version = symbol->side = 0;
    if (len == 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("There is no text to put into the QR symbol."));
    const unsigned version = len <= TRC_SYMBOL_TEXT_MAX ? smallest_version(text, len, ec, mode) : 0;
    if (version == 0)
        return too_long(text, len, ec, mode, error);

    enum trc_status status = TRC_OK;
    QRcode *qr = NULL;
    QRinput *input = QRinput_new2((int)version, (QRecLevel)ec);
    if (input == NULL || append_segments(input, text, len, mode) != 0 || (qr = QRcode_encodeInput(input)) == NULL) {
        assert(errno == ENOMEM);
        status = trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while making the QR symbol."));
        goto out;
    }
    assert(qr->version == (int)version);
    symbol->version = (uint8_t)qr->version;
    symbol->side = (uint8_t)qr->width;
    symbol->ec = ec;
    memset(symbol->row, 0, sizeof symbol->row);
    for (size_t i = 0; i < (size_t)qr->width * (size_t)qr->width; i++) {
        const size_t x = i % (size_t)qr->width, y = i / (size_t)qr->width;
        symbol->row[y][x / 64] |= (uint64_t)(qr->data[i] & 1)
                                  << x % 64; /* its other bits tell what the module is for */
    }
out:
    QRcode_free(qr);
    QRinput_free(input);
    return status;
}
