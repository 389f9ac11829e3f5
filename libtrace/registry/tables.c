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
#define P17 P16 ", $17"
#define P18 P17 ", $18"
#define P19 P18 ", $19"
#define P20 P19 ", $20"
#define P21 P20 ", $21"
#define P22 P21 ", $22"
#define P23 P22 ", $23"

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
    TABLE(true, "chain", 5, "number, length, hash, tallied, forgotten", "iibii", "number"),
    TABLE(false, "event", 17,
          "code_key, id, chain, position, kind, scanner_kind, at_s, place, scanner, batch_id, unit, weight, verdict,"
          " state, actor, reason, hash",
          "biiiiiitiiiiiittb", "code_key, id"),
    TABLE(false, "unit", 23,
          "code_key, events, state, state_at_s, scans, counted, scanners, first_at_s, first_place, last_at_s,"
          " last_place, seen_at_s, seen_place, seen_scanner, copied_at_s, journeys, pin_at_s, pin_place, pin_scanner, "
          "pin_wrong, apart, pin_far, recent",
          "biiiiibitititiibitiibbb", "code_key"),
    TABLE(true, "act", 6, "number, at_s, actor, verb, detail, hash", "iitttb", "number"),
    TABLE(false, "shipment", 7, "act, batch_id, first_unit, last_unit, regions, actor, at_s", "iiiitti", "act"),
    TABLE(false, "recall", 13,
          "act, gtin, lot, batch_id, first_unit, last_unit, reason, url, actor, at_s, lifted_by, lifted_at_s,"
          " lift_reason",
          "ittiiitttitit", "act"),
    TABLE(false, "policy", 4, "gtin, batch_id, rule, value", "titi",
          "gtin COLLATE \"C\", batch_id, rule COLLATE \"C\""),
    TABLE(false, "refusal", 4, "day, region, finding, scans", "itti",
          "day, region COLLATE \"C\", finding COLLATE \"C\""),
    TABLE(false, "tally", 7, "day, batch_id, region, verdict, scanner_kind, scans, counted", "iitiiii",
          "day, batch_id, region COLLATE \"C\", verdict, scanner_kind"),
    {0},
};
