/* table.h: rows of codes as CSV (RFC 4180). */
#ifndef TRC_CLI_ISSUE_TABLE_H
#define TRC_CLI_ISSUE_TABLE_H

#include <trc/trc.h>

#include "issue/bytes.h"
#include "issue/layout.h"

/** The heading: code,serial,unit[,pin][,file], after a byte order mark if wished. */
void table_heading(const struct issue_layout *layout, bool with_files, struct bytes *out);

/** One row. @param file NULL: no such column. */
void table_row(const struct issue_layout *layout, uint32_t unit, const struct trc_issued *issued, const char *file,
               struct bytes *out);

#endif
