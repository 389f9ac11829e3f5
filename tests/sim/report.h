/* report.h: what the simulator says: tables on the terminal, JSON lines, CSV, Markdown. */
#ifndef TRC_TESTS_SIM_REPORT_H
#define TRC_TESTS_SIM_REPORT_H

#include "sim/run.h"

#define FALSE_SHARE_MAX 0.0005
#define CAUGHT_SHARE_MIN 0.99
#define CAUGHT_SCANS 10

enum report_form { REPORT_TABLE, REPORT_JSON, REPORT_CSV, REPORT_MARKDOWN };

/** Of one seed, or of several added up. */
struct figures {
    uint64_t seed; /* 0: of several */
    bool honest_ran;
    struct honest_result honest;
    bool *ran; /* for each attack */
    struct attack_result *attack;
};

void figures_init(struct figures *figures);
void figures_free(struct figures *figures);
void figures_add(struct figures *sum, const struct figures *part);

/** Share of codes caught within 10 scans of a fake; every clone scenario without a PIN weighs the same. Negative: none.
 */
double figures_caught(const struct figures *figures, const struct attack **worst, double *worst_share);

void report_begin(enum report_form form);
void report_write(const struct figures *figures, enum report_form form);

#endif
