/* row_digest.c: rows of any table as bytes of a digest. */
#include "registry/row_digest.h"

#include "registry/bytes.h"

static void add_number(struct trc_digest *digest, uint64_t number)
{
    uint8_t bytes[8];
    trc_put_64(bytes, number);
    trc_digest_add(digest, bytes, sizeof bytes);
}

static void add_bytes(struct trc_digest *digest, struct trc_db_rows *rows, int column)
{
    size_t len;
    const void *bytes = trc_db_bytes(rows, column, &len);
    add_number(digest, len);
    if (len > 0)
        trc_digest_add(digest, bytes, len);
}

void trc_row_digest_add(struct trc_digest *digest, struct trc_db_rows *rows, int columns)
{
    for (int i = 0; i < columns; i++) {
        const char type = trc_db_type(rows, i);
        trc_digest_add(digest, type == '0' ? "" : &type, 1);
        if (type == 'i')
            add_number(digest, (uint64_t)trc_db_int(rows, i));
        else if (type != '0')
            add_bytes(digest, rows, i);
    }
}
