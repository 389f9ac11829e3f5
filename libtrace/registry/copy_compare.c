/* copy_compare.c: one table of two databases, row by row in the order of its key: are they the same? */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "registry/copy.h"
#include "registry/row_digest.h"

/* Enough between two reports, each of which may draw on a terminal. */
enum { REPORT_ROWS = 1000 };

static void write_value(struct trc_db_rows *rows, int column, char type, char *text, size_t size)
{
    size_t len = 0;
    if (type == 'i') {
        snprintf(text, size, "%" PRId64, trc_db_int(rows, column));
        return;
    }
    const unsigned char *bytes = trc_db_bytes(rows, column, &len);
    if (type == 't') {
        snprintf(text, size, "%.*s", (int)len, len > 0 ? (const char *)bytes : "");
        return;
    }
    for (size_t i = 0; i < len && 2 * i + 3 < size; i++)
        snprintf(text + 2 * i, size - 2 * i, "%02x", bytes[i]);
}

/* The key of a row as "gtin 06901234567892, key_id 3": a key's columns are among the first of its table. */
static void write_key(const struct trc_table *table, struct trc_db_rows *rows, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (const char *name = table->key; used < size;) {
        const size_t len = strcspn(name, " ,");
        char value[48] = "";
        const char *place = table->columns;
        int column = 0;
        for (; strcspn(place, ",") != len || strncmp(place, name, len) != 0; column++)
            place += strcspn(place, ",") + 2;
        write_value(rows, column, table->types[column], value, sizeof value);
        used += (size_t)snprintf(text + used, size - used, "%s%.*s %s", used > 0 ? ", " : "", (int)len, name, value);
        name += strcspn(name, ",");
        if (*name == '\0')
            break;
        name += 2;
    }
}

/* `rows` is at the first row that the other side does not have as it is; it is the source's, if that has one. */
static enum trc_status tell_difference(const struct trc_copy *copy, bool has_source, struct trc_db_rows *rows,
                                       struct trc_error *error)
{
    char key[120];
    write_key(copy->table, rows, key, sizeof key);
    return trc_error_set(error, TRC_ERR_DAMAGED,
                         has_source ? _("Table %s was not copied as it is: it differs at %s. Nothing was kept.")
                                    : _("Table %s was not copied as it is: %s is too much. Nothing was kept."),
                         copy->table->name, key);
}

static enum trc_status tell_same(struct trc_copy *copy, struct trc_digest *digest, int64_t rows)
{
    char text[TRC_DIGEST_TEXT_SIZE];
    trc_digest_end(digest, text);
    copy->step.rows = rows;
    copy->step.digest = text;
    const enum trc_status status = trc_copy_tell(copy, rows % REPORT_ROWS);
    copy->step.digest = NULL;
    return status;
}

enum trc_status trc_copy_compare(struct trc_copy *copy, struct trc_error *error)
{
    const struct trc_table *table = copy->table;
    struct trc_db_rows source, target;
    struct trc_digest of_source, of_target;
    enum trc_status status = TRC_OK;
    int64_t rows = 0;
    trc_digest_begin(&of_source);
    trc_digest_begin(&of_target);
    trc_db_walk(copy->from, &source, table->select_sql, NULL, error);
    trc_db_walk(copy->to, &target, table->select_sql, NULL, error);
    while (status == TRC_OK) {
        const bool has_source = trc_db_next(&source), has_target = trc_db_next(&target);
        if (source.status != TRC_OK || target.status != TRC_OK || (!has_source && !has_target))
            break;
        if (has_source)
            trc_row_digest_add(&of_source, &source, (int)strlen(table->types));
        if (has_target)
            trc_row_digest_add(&of_target, &target, (int)strlen(table->types));
        if (memcmp(&of_source, &of_target, sizeof of_source) != 0)
            status = tell_difference(copy, has_source, has_source ? &source : &target, error);
        else if (++rows % REPORT_ROWS == 0)
            status = trc_copy_tell(copy, REPORT_ROWS);
    }
    const enum trc_status from = trc_db_close_rows(&source), to = trc_db_close_rows(&target);
    if (status == TRC_OK)
        status = from != TRC_OK ? from : to;
    return status == TRC_OK ? tell_same(copy, &of_target, rows) : status;
}
