/* work.h: how much has been done, counted in about nanoseconds instead of measured: the same frame always gets as far.
 */
#ifndef TRC_SCAN_QR_WORK_H
#define TRC_SCAN_QR_WORK_H

#include <stdbool.h>
#include <stdint.h>

struct qr_work {
    uint64_t left;
};

/* @return false when it is used up, then and from then on. */
static inline bool qr_work_take(struct qr_work *work, uint64_t cost)
{
    const bool enough = work->left >= cost;
    work->left = enough ? work->left - cost : 0;
    return enough;
}

#endif
