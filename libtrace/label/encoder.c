/* encoder.c: many texts of one kind become symbols: cut, written in bits, woven, masked. */
#include "label/encoder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "label/bits.h"
#include "label/capacity.h"
#include "label/plan.h"
#include "label/weave.h"

struct cut {
    size_t len;
    unsigned version;
    uint8_t mode[TRC_SYMBOL_TEXT_MAX];
};

struct trc_encoder {
    enum trc_ec ec;
    trc_penalty_kernel *score;
    struct cut pattern, other; /* `other` is of the text at hand, when that is not like the pattern */
    struct trc_weave *weave[TRC_WEAVE_VERSION_MAX + 1];
};

static enum trc_status make_cut(const char *text, size_t len, enum trc_ec ec, struct cut *cut, struct trc_error *error)
{
    if (len == 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("There is no text to put into the QR symbol."));
    cut->len = len;
    cut->version = len <= TRC_SYMBOL_TEXT_MAX ? trc_plan(text, len, ec, cut->mode) : 0;
    return cut->version == 0 ? trc_symbol_too_long(text, len, ec, error) : TRC_OK;
}

const char *trc_encoder_simd(void)
{
    const char *name;
    trc_penalty_best(&name);
    return name;
}

enum trc_status trc_encoder_new(const char *pattern, size_t len, enum trc_ec ec, struct trc_encoder **out,
                                struct trc_error *error)
{
    assert((unsigned)ec < TRC_EC_COUNT);
    const char *name;
    struct trc_encoder *encoder = calloc(1, sizeof *encoder);
    *out = NULL;
    if (encoder == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while making the QR symbol."));
    encoder->ec = ec;
    encoder->score = trc_penalty_best(&name);
    const enum trc_status status = make_cut(pattern, len, ec, &encoder->pattern, error);
    if (status == TRC_OK)
        *out = encoder;
    else
        trc_encoder_free(encoder);
    return status;
}

void trc_encoder_use(struct trc_encoder *encoder, trc_penalty_kernel *kernel)
{
    encoder->score = kernel;
}

void trc_encoder_free(struct trc_encoder *encoder)
{
    if (encoder == NULL)
        return;
    for (unsigned version = 1; version <= TRC_WEAVE_VERSION_MAX; version++)
        trc_weave_free(encoder->weave[version]);
    free(encoder);
}

static bool fits(const struct cut *cut, const char *text, size_t len)
{
    if (len != cut->len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!trc_mode_holds(cut->mode[i], text[i]))
            return false;
    return true;
}

static void take_rows(const struct trc_weave *weave, unsigned mask, struct trc_symbol *symbol)
{
    for (unsigned y = 0; y < weave->side; y++)
        symbol->row[y][0] = weave->lines[y] ^ weave->masks[y][mask];
}

static enum trc_status weave(struct trc_encoder *encoder, const struct cut *cut, const char *text,
                             struct trc_symbol *symbol, struct trc_error *error)
{
    uint8_t data[TRC_WEAVE_DATA_MAX];
    struct trc_weave **woven = &encoder->weave[cut->version];
    if (*woven == NULL)
        *woven = trc_weave_new(cut->version, encoder->ec);
    if (*woven != NULL)
        trc_bits_write(text, cut->len, cut->mode, cut->version, data, (*woven)->data_len);
    if (*woven == NULL || !trc_weave_data(*woven, data))
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while making the QR symbol."));
    const unsigned mask = trc_penalty_choose(encoder->score, (*woven)->lines, (*woven)->masks, (*woven)->side);
    take_rows(*woven, mask, symbol);
    symbol->version = (uint8_t)cut->version;
    symbol->side = (uint8_t)(*woven)->side;
    symbol->mask = (uint8_t)mask;
    symbol->ec = encoder->ec;
    return TRC_OK;
}

enum trc_status trc_encoder_encode(struct trc_encoder *encoder, const char *text, size_t len, struct trc_symbol *symbol,
                                   struct trc_error *error)
{
    const struct cut *cut = &encoder->pattern;
    symbol->version = symbol->side = 0;
    if (!fits(cut, text, len)) {
        const enum trc_status status = make_cut(text, len, encoder->ec, &encoder->other, error);
        if (status != TRC_OK)
            return status;
        cut = &encoder->other;
    }
    return cut->version <= TRC_WEAVE_VERSION_MAX
               ? weave(encoder, cut, text, symbol, error)
               : trc_symbol_draw(text, len, cut->mode, cut->version, encoder->ec, symbol, error);
}
