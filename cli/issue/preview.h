/* preview.h: the first label, looked at before ink is spent. */
#ifndef TRC_CLI_ISSUE_PREVIEW_H
#define TRC_CLI_ISSUE_PREVIEW_H

#include "issue/press.h"

/** Can this be a preview's path? Asked before a range is reserved. */
TRC_MUST_USE enum trc_status preview_check(const struct issue_layout *layout, const char *path,
                                           struct trc_error *error);

/**
 * Draw the job's first symbol into a file by its ending (.png, .svg), or on stdout as terminal blocks for "-". Of a
 * whole label, a .png shows all that stands on it.
 */
TRC_MUST_USE enum trc_status preview_first(const struct issue_job *job, const struct press *press,
                                           const struct trc_template *tmpl, struct trc_registry *registry,
                                           const char *path, struct trc_error *error);

#endif
