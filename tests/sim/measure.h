/* measure.h: which alarms were false, and how soon a copied code was caught. Definitions: docs/simulator.md. */
#ifndef TRC_TESTS_SIM_MEASURE_H
#define TRC_TESTS_SIM_MEASURE_H

#include "sim/replay.h"

/** Of honest units. */
struct honest_result {
    uint64_t units, scans; /* scans: all of them, trade too */
    uint64_t asked;        /* units that a consumer or inspector ever scanned */
    uint64_t told;         /* units of which a consumer or inspector was told a caution or worse that was true */
    uint64_t told_by[TRC_FINDING_COUNT];
    uint64_t alarmed;                        /* units with a false alarm */
    uint64_t alarmed_by[TRC_FINDING_COUNT];  /* by the weightiest finding of the first one */
    uint64_t red;                            /* of these, units called counterfeit */
    uint64_t scanners[TRC_SCANNERS_MAX + 1]; /* units by independent scanners */
};

enum { CATCH_MAX = 40 };

/* How scans of fakes are counted. */
enum counting {
    COUNT_ONCE, /* repeats by one device or network within ten minutes count once, as VERDICTS has it */
    COUNT_RAW,
    COUNT_COUNT
};

/** Of codes with fakes. Scans are those of fakes by consumers and inspectors. */
struct clone_result {
    uint64_t codes, fakes, scans;
    uint64_t caught;                                /* codes of which anybody was ever warned */
    uint64_t caught_at[CATCH_MAX + 1];              /* by the scan, counted once; 0: before the first; last: or later */
    uint64_t scanned[COUNT_COUNT][CATCH_MAX + 1];   /* codes whose fakes were scanned n times or more in all */
    uint64_t caught_by[COUNT_COUNT][CATCH_MAX + 1]; /* of these, caught by the n-th scan */
    uint64_t first_to_owner;                        /* codes whose first warning went to who had the genuine unit */
    uint64_t asked, warned;                         /* fakes that were ever scanned; and at least once with a warning */
    uint64_t warned_at_first;                       /* ... at their very first scan */
    uint64_t by[TRC_FINDING_COUNT];                 /* codes by the weightiest finding of the first warning */
};

void measure_honest(struct replay *replay, const struct life *life, struct honest_result *result);
/** `seen`: a zero for the genuine unit and for each fake. What the genuine unit met before `since_s` is no catch. */
void measure_clones(struct replay *replay, const struct life *life, int64_t since_s, bool has_genuine, uint8_t *seen,
                    struct clone_result *result);

double measure_false_share(const struct honest_result *result);
/** Of the codes whose fakes were scanned `n` times or more, the share that was caught by then. Negative: none were. */
double measure_caught_share(const struct clone_result *result, unsigned n, enum counting counting);

#endif
