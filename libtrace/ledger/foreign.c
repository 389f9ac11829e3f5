/* foreign.c: what is in the database that this program never made, and could act on what it writes or reads. */
#include <string.h>

#include "base/error.h"
#include "ledger/walk.h"
#include "registry/tables.h"

static bool is_ours(const char *kind, const char *name)
{
    const struct trc_table *table = trc_tables;
    if (strcmp(kind, "table") != 0)
        return false;
    while (table->name != NULL && strcmp(table->name, name) != 0)
        table++;
    return table->name != NULL;
}

enum trc_status trc_ledger_check_foreign(struct trc_ledger_walk *walk)
{
    struct trc_db_rows rows;
    trc_db_foreign(walk->db, &rows, walk->error);
    while (trc_ledger_next(walk, &rows)) {
        char kind[16], name[128], table[128];
        trc_db_text(&rows, 0, kind, sizeof kind);
        trc_db_text(&rows, 1, name, sizeof name);
        trc_db_text(&rows, 2, table, sizeof table);
        if (!trc_ledger_fits(&rows) || !is_ours(kind, name))
            trc_ledger_tell_row(walk, TRC_LEDGER_ADDED, "",
                                _("The database holds a %s that this program never makes: \"%s\" (table \"%s\")."),
                                kind, name, table);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK ? walk->status : status;
}
