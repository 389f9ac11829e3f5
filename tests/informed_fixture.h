/* informed_fixture.h: an issuer's codes as sampled grids, with patches on them, and a judge who holds the keys. */
#ifndef TRC_TESTS_INFORMED_FIXTURE_H
#define TRC_TESTS_INFORMED_FIXTURE_H

#include <string.h>
#include <trc/label.h>

#include "code_fixture.h"
#include "random.h"
#include "scanner/informed/informed.h"

/* What the codes of a template have in common, as informed decoding is told it. */
static inline struct informed_batch informed_batch_of(const struct trc_template_config *config, uint8_t own_serial_len)
{
    return (struct informed_batch){.host = config->host,
                                   .gtin = config->gtin,
                                   .lot = config->lot,
                                   .expiry = config->expiry,
                                   .produced = config->produced,
                                   .key_id = config->key_id,
                                   .seal = config->seal,
                                   .own_serial_len = own_serial_len};
}

static inline void informed_draw(const char *text, enum trc_ec ec, struct trc_symbol *symbol)
{
    fixture_need(trc_symbol_encode(text, strlen(text), ec, symbol, NULL) == TRC_OK, "trc_symbol_encode");
}

/* Every module as it was printed, as certain as can be. */
static inline void informed_sample(const struct trc_symbol *symbol, struct qr_grid *grid)
{
    memset(grid, 0, sizeof *grid);
    grid->version = symbol->version;
    grid->side = symbol->side;
    for (unsigned i = 0; i < (unsigned)grid->side * grid->side; i++)
        grid->soft[i] = trc_symbol_is_dark(symbol, (int)(i % grid->side), (int)(i / grid->side)) ? 127 : -127;
}

/* Cover a square: with dark modules (0), light ones (1), or any (2). */
static inline void informed_cover(struct qr_grid *grid, unsigned left, unsigned top, unsigned size, unsigned colour,
                                  uint64_t *random)
{
    for (unsigned y = top; y < top + size && y < grid->side; y++)
        for (unsigned x = left; x < left + size && x < grid->side; x++)
            grid->soft[y * grid->side + x] = colour == 0 || (colour == 2 && random_below(random, 2) == 0) ? 127 : -127;
}

struct informed_keys {
    struct trc_keyring ring;
    struct trc_key_cache cache;
    unsigned calls;
};

static inline bool informed_holds(void *context, const char *text, size_t len)
{
    struct informed_keys *keys = context;
    static struct trc_code code;
    struct trc_check check;
    keys->calls++;
    return trc_code_parse(text, len, &code, NULL) == TRC_OK &&
           trc_code_check(&code, &keys->ring, &keys->cache, &check) == TRC_OK && check.serial != TRC_SEAL_FAILS &&
           check.seal != TRC_SEAL_FAILS && (check.serial == TRC_SEAL_HOLDS || check.seal == TRC_SEAL_HOLDS);
}

#endif
