/* warn.h: what is likely to go wrong on paper, said before ink is spent. */
#ifndef TRC_CLI_ISSUE_WARN_H
#define TRC_CLI_ISSUE_WARN_H

#include "issue/press.h"

/** Say it on stderr. */
void warn_of_print(const struct issue_job *job, const struct press *press);

#endif
