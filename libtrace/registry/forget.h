/* forget.h: forgetting who scanned, a little at a time. Internal to registry/. */
#ifndef TRC_REGISTRY_FORGET_H
#define TRC_REGISTRY_FORGET_H

#include <trc/history.h>

#define TRC_FORGET_AFTER_S (72 * 3600)

/**
 * One step of trc_registry_forget(): a transaction over a few thousand events of one chain.
 *
 * @param[out] done       Nothing is left to do; else call again.
 * @param[in,out] forgotten Units are added.
 */
TRC_MUST_USE enum trc_status trc_forget_step(struct trc_registry *registry, int64_t before_s, bool *done,
                                             int64_t *forgotten, struct trc_error *error);

#endif
