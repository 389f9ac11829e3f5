/* recover.h: codes that a worker located and could not read, made out by what the issuer knows of them
 * (scanner/informed). Runs in the process that holds the keys, which never sees a picture: only modules. */
#ifndef TRC_SCAN_RECOVER_H
#define TRC_SCAN_RECOVER_H

#include <trc/registry.h>

#include "scanner/answer.h"

struct scan_recover;

/** What is known of the codes that may be met. */
struct scan_recover_config {
    const char *host;               /* where codes of unknown batches lie; copied */
    struct trc_registry *registry;  /* whose batches are known; borrowed; NULL: none */
    const struct trc_keyring *ring; /* whose seals tell right from wrong; borrowed; NULL: Reed-Solomon decides alone */
};

/** The batches of a registry that are known at a time: the newest ones. */
#define SCAN_RECOVER_BATCHES_MAX 4096

/** @return NULL when memory ran out. */
struct scan_recover *scan_recover_open(const struct scan_recover_config *config);

/** Wipes derived keys. NULL-safe. */
void scan_recover_close(struct scan_recover *recover);

/**
 * Move what can be made out of an answer's located symbols to its symbols, on the rung INFORMED.
 *
 * First what Reed-Solomon confirms once all that is known of the text is taken for known, sealed texts before others:
 * that also reads a damaged forgery. Then, with keys, the likeliest texts until every seal of one holds.
 *
 * @param recover  NULL-safe: nothing is known then.
 * @param thorough Up to eight symbols, and a search by seals for four of them, which may take half a second each;
 *                 otherwise two, by Reed-Solomon alone.
 * @return false when memory ran out.
 */
bool scan_recover_answer(struct scan_recover *recover, struct scan_answer *answer, bool thorough);

#endif
