/* tables.c: the tables once more, as data. A new table or column of schema.c is added here too: test_registry_copy
 * compares the two.
 */
#include "registry/tables.h"

#define P1 "$1"
#define P2 P1 ", $2"
#define P3 P2 ", $3"
#define P4 P3 ", $4"
#define P5 P4 ", $5"
#define P6 P5 ", $6"
#define P7 P6 ", $7"
#define P8 P7 ", $8"
#define P9 P8 ", $9"
#define P10 P9 ", $10"
#define P11 P10 ", $11"
#define P12 P11 ", $12"
#define P13 P12 ", $13"
#define P14 P13 ", $14"
#define P15 P14 ", $15"
#define P16 P15 ", $16"

/* Texts of a key are ordered by their bytes (COLLATE "C"), or two databases would not list rows in the same order. */
#define TABLE(is_seeded, name, count, columns, types, key)                                                             \
    {                                                                                                                  \
        name, columns, types, key, is_seeded, "SELECT " columns " FROM " name " ORDER BY " key,                        \
            "INSERT INTO " name " (" columns ") VALUES (" P##count ")", "SELECT COUNT(*) FROM " name,                  \
            "DELETE FROM " name                                                                                        \
    }

const struct trc_table trc_tables[] = {
    TABLE(true, "trc_schema", 1, "version", "i", "version"),
    TABLE(true, "counter", 2, "name, value", "ti", "name COLLATE \"C\""),
    TABLE(false, "issuer", 2, "id, name", "it", "id"),
    TABLE(false, "issuer_host", 2, "position, host", "it", "position"),
    TABLE(false, "issuer_prefix", 2, "position, prefix", "it", "position"),
    TABLE(false, "issuer_key", 5, "key_id, type, created_at_s, revoked_from_s, public_key", "itiib", "key_id"),
    TABLE(false, "product", 7, "gtin, name, name_zh, standard, market, image_type, image", "ttttttb",
          "gtin COLLATE \"C\""),
    TABLE(false, "unit_counter", 3, "gtin, key_id, next_unit", "tii", "gtin COLLATE \"C\", key_id"),
    TABLE(false, "batch", 14,
          "id, gtin, key_id, seal, own_serials, first_unit, unit_count, lot, expiry, produced, host, options,"
          " created_at_s, completed_at_s",
          "ititiiitttttii", "id"),
    TABLE(false, "activation", 4, "batch_id, first_unit, last_unit, at_s", "iiii", "batch_id, last_unit"),
    TABLE(false, "own_serial", 4, "code_key, batch_id, unit, serial", "biit", "code_key"),
    TABLE(false, "print_run", 11,
          "batch_id, number, kind, first_unit, last_unit, actor, reason, place, manifest, began_at_s, ended_at_s",
          "iitiittttii", "batch_id, number"),
    {0},
};
