/* cross_check.h: are the simulator's verdicts those of a real registry? */
#ifndef TRC_TESTS_SIM_CROSS_CHECK_H
#define TRC_TESTS_SIM_CROSS_CHECK_H

#include "sim/run.h"

/**
 * Drive honest and attacked lives through trc_verifier_scan() on SQLite as well, and compare every verdict and finding.
 *
 * @return How many scans were answered otherwise; 0 is what is wanted. Says on standard error which.
 */
unsigned long cross_check(struct run *run, uint32_t units, unsigned long *scans);

#endif
