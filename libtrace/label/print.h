/* print.h: guarding the writers against a struct trc_print that no trc_print_snap() made. Internal. */
#ifndef TRC_LABEL_PRINT_H
#define TRC_LABEL_PRINT_H

#include <trc/label.h>

/** TRC_OK, or TRC_ERR_RANGE naming the value. */
TRC_MUST_USE enum trc_status trc_print_check(const struct trc_print *print, struct trc_error *error);

#endif
