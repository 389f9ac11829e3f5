/* informed.h: read a symbol that was located but whose own error correction gives up, by what is known of its text.
 *
 * A trace code is no arbitrary text. Of a compact one all but twenty characters are known to whoever knows the issuer's
 * batches, and a seal of 64 bits tells the right twenty from all others. So known codewords need no correction, all of
 * the Reed-Solomon parity goes to the unknown ones, and beyond its reach the likeliest values are tried one after the
 * other until the seal holds.
 *
 *     void *scratch = malloc(informed_scratch_bytes());
 *     struct informed_judge judge = {my_seal_holds, me, INFORMED_CALLS_MAX, INFORMED_TRIES_MAX};
 *     if (informed_read(grid, batches, batch_count, &judge, scratch, &found))
 *         ... found.text is a trace code whose seal holds
 *
 * Pure: no I/O, no clock, no allocation; the same input gives the same answer. Source: docs/decisions/0110 to 0112. */
#ifndef TRC_SCAN_INFORMED_H
#define TRC_SCAN_INFORMED_H

#include <trc/code.h>

#include "scanner/qr/qr.h"

#define INFORMED_VERSION_MAX 10
#define INFORMED_TEXT_MAX 400 /* with its NUL; more than version 10 holds of a trace code */
#define INFORMED_KEY_ANY 32   /* no key id: each is possible */
#define INFORMED_CALLS_MAX (UINT32_C(1) << 18)
#define INFORMED_TRIES_MAX (UINT32_C(1) << 23) /* about 0.2 s */

/**
 * What the codes of a batch have in common, as trc_template_config says it; borrowed.
 *
 * In `gtin`, `lot`, `expiry` and `produced` a '#' stands for a digit that is not known, a '*' for an unknown letter or
 * digit: gtin "##############", expiry "######".
 */
struct informed_batch {
    const char *host;                    /* as trc_host_parse() takes it */
    const char *gtin;                    /* 14 digits */
    const char *lot, *expiry, *produced; /* NULL or empty: not in the code */
    uint8_t key_id;                      /* 0 to 31, or INFORMED_KEY_ANY */
    enum trc_seal_kind seal;             /* the S seal the codes carry */
    uint8_t own_serial_len;              /* letters and digits of the batch's own serials; 0 for sealed serials */
};

/* Who tells whether a text is genuine. */
struct informed_judge {
    /** Whether every seal of a text holds, at least 64 bits of seal in all. */
    bool (*holds)(void *context, const char *text, size_t len);
    void *context;
    uint32_t calls_max; /* for one grid */
    uint32_t tries_max; /* values to try where Reed-Solomon gives up; 0: it alone finds what the judge upholds */
};

/* What was found. */
struct informed_text {
    char text[INFORMED_TEXT_MAX]; /* NUL-terminated */
    size_t len;
    size_t batch; /* which one it is of */
    bool sealed;  /* the judge decided; otherwise Reed-Solomon alone */
    uint8_t version, mask;
    enum qr_level level;
    bool mirrored;
    uint16_t codewords; /* of the symbol */
    uint16_t known;     /* of them, wholly known beforehand */
    uint16_t corrected; /* codewords seen otherwise than they must have been printed */
    uint32_t calls;     /* of the judge */
    uint32_t tries;     /* values tried; a measure of the time taken */
};

/** Bytes of scratch memory that informed_read() needs, aligned as malloc aligns: about 4 MB. */
size_t informed_scratch_bytes(void);

/**
 * Find the trace code whose symbol a grid shows.
 *
 * @param[in]  grid     As qr_sink.located hands it on; any values are borne.
 * @param[in]  batches  Those worth a try; each costs some microseconds. The first of equals is preferred.
 * @param[in]  judge    NULL when no keys are at hand: then Reed-Solomon decides, with the chance that noise passes
 * below 2^-36 as for any symbol (decision 0103).
 * @param[out] found    Undefined on failure but for `calls` and `tries`.
 * @return false when no text of these batches can be made out. With a judge only a text that it upholds is found; to
 *         learn what a damaged forgery says, ask again without.
 * Bounded: at most `calls_max` calls of the judge and half a second or so besides, whatever the grid.
 * Thread-safe. Allocates nothing.
 */
bool informed_read(const struct qr_grid *grid, const struct informed_batch *batches, size_t count,
                   const struct informed_judge *judge, void *scratch, struct informed_text *found);

#endif
