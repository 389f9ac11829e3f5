/* recover.c: codes that a worker located and could not read, made out by what the issuer knows of them. */
#include "scanner/recover.h"

#include <stdlib.h>
#include <string.h>
#include <trc/trc.h>

#include "scanner/clock.h"
#include "scanner/informed/informed.h"
#include "scanner/protocol.h"

enum {
    /* Codes of batches that are not known: lots of any length, with and without dates, sealed by the serial or by H. */
    SHAPES = (TRC_LOT_MAX + 1) * 3 * 2,
    /* Located symbols of one picture, of one frame, and of a picture for which a search is made: what is made to waste
     * time wastes no more. */
    PICTURE_MAX = 8,
    FRAME_MAX = 2,
    SEARCH_MAX = 4
};

struct scan_recover {
    struct scan_recover_config config;
    char host[TRC_HOST_MAX + 1];
    char any_lot[TRC_LOT_MAX + 1]; /* '*' for each character */
    int64_t generation;            /* of the registry when its batches were loaded; -1: never */
    size_t total, count;           /* batches met; batches kept */
    struct trc_batch batch[SCAN_RECOVER_BATCHES_MAX];
    struct informed_batch known[SCAN_RECOVER_BATCHES_MAX + SHAPES]; /* `count` of the registry, then the shapes */
    struct trc_key_cache cache;
    struct trc_code code;
    struct qr_grid grid;
    struct informed_text found;
    void *scratch;
};

static void know_shapes(struct scan_recover *recover)
{
    struct informed_batch *at = recover->known + recover->count;
    for (size_t lot = 0; lot <= TRC_LOT_MAX; lot++)
        for (unsigned dates = 0; dates < 3; dates++)
            for (enum trc_seal_kind seal = TRC_SEAL_KIND_NONE; seal <= TRC_SEAL_KIND_HMAC; seal++)
                *at++ = (struct informed_batch){.host = recover->host,
                                                .gtin = "##############",
                                                .lot = recover->any_lot + TRC_LOT_MAX - lot,
                                                .expiry = dates > 0 ? "######" : NULL,
                                                .produced = dates > 1 ? "######" : NULL,
                                                .key_id = INFORMED_KEY_ANY,
                                                .seal = seal};
}

struct scan_recover *scan_recover_open(const struct scan_recover_config *config)
{
    struct scan_recover *recover = calloc(1, sizeof *recover);
    if (recover == NULL)
        return NULL;
    recover->config = *config;
    recover->generation = -1;
    recover->scratch = malloc(informed_scratch_bytes());
    if (recover->scratch == NULL || strlen(config->host) >= sizeof recover->host) {
        scan_recover_close(recover);
        return NULL;
    }
    memcpy(recover->host, config->host, strlen(config->host) + 1);
    memset(recover->any_lot, '*', TRC_LOT_MAX);
    know_shapes(recover);
    return recover;
}

void scan_recover_close(struct scan_recover *recover)
{
    if (recover == NULL)
        return;
    trc_wipe(&recover->cache, sizeof recover->cache);
    free(recover->scratch);
    free(recover);
}

/* The last ones stay. Those that were issued one after the other for the same lot look the same. */
static enum trc_status take_batch(void *context, const struct trc_batch *batch)
{
    struct scan_recover *recover = context;
    if (recover->total > 0) {
        const struct trc_batch *last = &recover->batch[(recover->total - 1) % SCAN_RECOVER_BATCHES_MAX];
        if (strcmp(last->gtin, batch->gtin) == 0 && last->key_id == batch->key_id && last->seal == batch->seal &&
            !last->own_serials && !batch->own_serials && strcmp(last->lot, batch->lot) == 0 &&
            strcmp(last->expiry, batch->expiry) == 0 && strcmp(last->produced, batch->produced) == 0 &&
            strcmp(last->host, batch->host) == 0)
            return TRC_OK;
    }
    recover->batch[recover->total++ % SCAN_RECOVER_BATCHES_MAX] = *batch;
    return TRC_OK;
}

static enum trc_status measure_serial(void *context, uint32_t unit, const char *serial)
{
    (void)unit;
    *(size_t *)context = strlen(serial);
    return TRC_ERR_STATE; /* one is enough */
}

/* Own serials of one batch are mostly of one length: that of the first. */
static uint8_t own_serial_len(const struct scan_recover *recover, const struct trc_batch *batch)
{
    size_t len = 0;
    if (batch->own_serials)
        (void)!trc_registry_each_serial(recover->config.registry, batch->id, batch->first_unit, measure_serial, &len,
                                        NULL);
    return (uint8_t)len;
}

static void know_batches(struct scan_recover *recover)
{
    recover->count = recover->total < SCAN_RECOVER_BATCHES_MAX ? recover->total : SCAN_RECOVER_BATCHES_MAX;
    for (size_t i = 0; i < recover->count; i++) {
        const struct trc_batch *batch = &recover->batch[i];
        recover->known[i] = (struct informed_batch){.host = batch->host,
                                                    .gtin = batch->gtin,
                                                    .lot = batch->lot,
                                                    .expiry = batch->expiry,
                                                    .produced = batch->produced,
                                                    .key_id = batch->key_id,
                                                    .seal = batch->seal,
                                                    .own_serial_len = own_serial_len(recover, batch)};
    }
    know_shapes(recover);
}

/* Batches that were issued since are met, too. A registry in trouble is told of by the judge; what was known stays. */
static void refresh(struct scan_recover *recover)
{
    struct trc_registry *registry = recover->config.registry;
    int64_t generation;
    if (registry == NULL || trc_registry_generation(registry, &generation, NULL) != TRC_OK ||
        generation == recover->generation)
        return;
    recover->total = 0;
    if (trc_registry_each_batch(registry, NULL, take_batch, recover, NULL) == TRC_OK)
        recover->generation = generation;
    know_batches(recover);
}

static bool seals_hold(void *context, const char *text, size_t len)
{
    struct scan_recover *recover = context;
    struct trc_check check;
    return trc_code_parse(text, len, &recover->code, NULL) == TRC_OK &&
           trc_code_check(&recover->code, recover->config.ring, &recover->cache, &check) == TRC_OK &&
           (check.serial == TRC_SEAL_HOLDS || check.seal == TRC_SEAL_HOLDS) &&
           (check.serial == TRC_SEAL_HOLDS || check.serial == TRC_SEAL_ABSENT) &&
           (check.seal == TRC_SEAL_HOLDS || check.seal == TRC_SEAL_ABSENT);
}

/* Make one symbol out; its text is in recover->found. What a seal upholds comes before what Reed-Solomon alone says. */
static bool make_out(struct scan_recover *recover, const struct scan_located *located, bool search)
{
    struct qr_grid *grid = &recover->grid;
    grid->version = located->version;
    grid->side = (uint8_t)(17 + 4 * located->version);
    grid->inverted = located->inverted;
    memcpy(grid->soft, located->soft, scan_located_modules(located));
    const struct informed_judge sealed = {seals_hold, recover, INFORMED_CALLS_MAX, 0};
    const struct informed_judge likely = {seals_hold, recover, INFORMED_CALLS_MAX, INFORMED_TRIES_MAX};
    const bool keys = recover->config.ring != NULL && recover->count > 0;
    return (keys && informed_read(grid, recover->known, recover->count, &sealed, recover->scratch, &recover->found)) ||
           informed_read(grid, recover->known, recover->count + SHAPES, NULL, recover->scratch, &recover->found) ||
           (keys && search &&
            informed_read(grid, recover->known, recover->count, &likely, recover->scratch, &recover->found));
}

static bool add_found(const struct scan_recover *recover, const struct scan_located *located, int64_t took_us,
                      struct scan_answer *answer)
{
    struct scan_symbol symbol = {.symbology = SCAN_SYMBOLOGY_QR,
                                 .decoder = SCAN_DECODER_TRC,
                                 .rung = SCAN_RUNG_INFORMED,
                                 .us = located->us + (uint32_t)took_us,
                                 .frame = located->frame,
                                 .page = located->page,
                                 .text = recover->found.text,
                                 .text_len = recover->found.len};
    memcpy(symbol.quad, located->quad, sizeof symbol.quad);
    return scan_answer_add(answer, &symbol);
}

bool scan_recover_answer(struct scan_recover *recover, struct scan_answer *answer, bool thorough)
{
    bool gone[SCAN_LOCATED_MAX] = {false}, done = true;
    if (recover == NULL || answer->located_count == 0)
        return true;
    refresh(recover);
    const size_t count = answer->located_count, most = thorough ? PICTURE_MAX : FRAME_MAX;
    for (size_t i = 0; i < count && i < most && answer->symbol_count < SCAN_SYMBOLS_MAX && done; i++) {
        const int64_t began_us = scan_cpu_us();
        gone[i] = make_out(recover, &answer->located[i], thorough && i < SEARCH_MAX);
        if (gone[i])
            done = add_found(recover, &answer->located[i], scan_cpu_us() - began_us, answer);
    }
    scan_answer_drop_located(answer, gone);
    return done;
}
