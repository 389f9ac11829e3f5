/* prints.h: telling who printed what of a batch. */
#ifndef TRC_CLI_ISSUE_PRINTS_H
#define TRC_CLI_ISSUE_PRINTS_H

#include <trc/registry.h>

#include "common/json_out.h"

/* How the prints of a batch are told, one after the other. */
struct prints {
    struct json_out *json; /* NULL: for people */
    bool checks;
    unsigned lost; /* runs whose files are not what they were */
};

/** A trc_print_visit: tells one run on stdout, or as an element of an open JSON array. The context is the struct
 * prints. */
enum trc_status prints_visit(void *context, const struct trc_print_run *run);

#endif
