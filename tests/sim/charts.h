/* charts.h: the charts of docs/simulator.md. */
#ifndef TRC_TESTS_SIM_CHARTS_H
#define TRC_TESTS_SIM_CHARTS_H

#include "sim/report.h"

/** Draw everything into a folder: from figures, and from runs of a fifth of the units under other
 * thresholds and rates. */
bool charts_write(const char *folder, const struct figures *figures, const struct run *of_figures);

#endif
