/* read.c: reading rows that anybody may have written: nothing of them ends the walk. */
#include <string.h>

#include "ledger/walk.h"

static bool is_empty(struct trc_db_rows *rows, int column)
{
    size_t len;
    (void)trc_db_bytes(rows, column, &len);
    return len == 0;
}

bool trc_ledger_types(struct trc_db_rows *rows, const char *types)
{
    for (int i = 0; types[i] != '\0'; i++) {
        const char type = trc_db_type(rows, i);
        const bool optional = types[i] == 'T' || types[i] == 'B';
        if (optional && type == '0')
            continue;
        if (type != (types[i] | 0x20) || (optional && is_empty(rows, i)))
            return false;
    }
    return true;
}

bool trc_ledger_next(struct trc_ledger_walk *walk, struct trc_db_rows *rows)
{
    if (rows->status == TRC_OK)
        rows->status = walk->status;
    return trc_db_next(rows);
}

bool trc_ledger_fits(struct trc_db_rows *rows)
{
    const bool fits = rows->status == TRC_OK;
    rows->status = TRC_OK;
    return fits;
}

enum trc_status trc_ledger_read_act(struct trc_ledger_walk *walk, int64_t number, struct trc_act *act)
{
    struct trc_db_rows rows;
    uint8_t kept[TRC_LINK_KEPT];
    *act = (struct trc_act){0};
    trc_db_query(walk->db, &rows, "SELECT " TRC_ACT_COLUMNS " FROM act WHERE number = $1", DB_ARGS(DB_INT(number)),
                 walk->error);
    while (trc_ledger_next(walk, &rows)) {
        if (trc_ledger_types(&rows, TRC_ACT_TYPES))
            trc_act_read(&rows, act, kept);
        if (!trc_ledger_fits(&rows))
            *act = (struct trc_act){0};
    }
    return trc_db_close_rows(&rows);
}
