/* warmup.h: what libraries do once and lazily, done before the sandbox forbids it. */
#ifndef TRC_SCAN_WARMUP_H
#define TRC_SCAN_WARMUP_H

/** Never fails: what could not be warmed up fails later, in the sandbox, where it counts. */
void scan_warmup(void);

#endif
