/* unit_row.h: what is known of a unit as a row of table unit. Internal to registry/. */
#ifndef TRC_REGISTRY_UNIT_ROW_H
#define TRC_REGISTRY_UNIT_ROW_H

#include <trc/history.h>

#include "db/db.h"

/** What the events of a unit add up to; and all columns trc_unit_row_read() expects, from 0. */
#define TRC_UNIT_FOLDED                                                                                                \
    "events, state, state_at_s, scans, counted, scanners, first_at_s, first_place, last_at_s, last_place, seen_at_s,"  \
    " seen_place, seen_scanner, copied_at_s, journeys, pin_at_s, pin_place, pin_scanner, pin_wrong, apart,"            \
    " pin_far"
#define TRC_UNIT_COLUMNS TRC_UNIT_FOLDED ", recent"
#define TRC_UNIT_SELECT "SELECT " TRC_UNIT_COLUMNS " FROM unit WHERE code_key = $1"

/** Both take the arguments of trc_unit_row_bind(). */
#define TRC_UNIT_INSERT                                                                                                \
    "INSERT INTO unit (" TRC_UNIT_COLUMNS ", code_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"     \
    " $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"
#define TRC_UNIT_UPDATE                                                                                                \
    "UPDATE unit SET events = $1, state = $2, state_at_s = $3, scans = $4, counted = $5, scanners = $6,"               \
    " first_at_s = $7, first_place = $8, last_at_s = $9, last_place = $10, seen_at_s = $11, seen_place = $12,"         \
    " seen_scanner = $13, copied_at_s = $14, journeys = $15, pin_at_s = $16, pin_place = $17, pin_scanner = $18,"      \
    " pin_wrong = $19, apart = $20, pin_far = $21, recent = $22 WHERE code_key = $23"
enum { TRC_UNIT_ARGS = 23 };

/* Parts of what is a list in one column: a scanner and when it came; a journey; who scanned lately. */
#define TRC_UNIT_SCANNER_LEN 8
#define TRC_UNIT_SIGHTING_LEN (8 + 4 + TRC_PLACE_TEXT_SIZE)
#define TRC_UNIT_JOURNEY_LEN (2 * TRC_UNIT_SIGHTING_LEN)
#define TRC_RECENT_LEN 16

/** What arguments of one row borrow. */
struct trc_unit_row {
    char first[TRC_PLACE_TEXT_SIZE], last[TRC_PLACE_TEXT_SIZE], seen[TRC_PLACE_TEXT_SIZE], pin[TRC_PLACE_TEXT_SIZE];
    uint8_t scanners[TRC_SCANNERS_MAX * TRC_UNIT_SCANNER_LEN], journeys[TRC_JOURNEYS_MAX * TRC_UNIT_JOURNEY_LEN],
        apart[TRC_UNIT_SIGHTING_LEN], pin_far[TRC_PIN_FAR_MAX * TRC_UNIT_JOURNEY_LEN],
        recent[TRC_RECENT_MAX * TRC_RECENT_LEN];
    size_t journeys_len, pin_far_len;
};

/** Fill `args` from a unit. Both borrow: keep `row` and `unit` until the statement has run. */
void trc_unit_row_bind(const struct trc_unit *unit, struct trc_unit_row *row, struct trc_db_arg args[TRC_UNIT_ARGS]);

/** Read the present row; the rows are damaged when it holds what is never written. `code_key` stays as it is. */
void trc_unit_row_read(struct trc_db_rows *rows, struct trc_unit *unit);

/** A place in a column: empty and NULL are "not known". */
void trc_place_read(struct trc_db_rows *rows, int column, struct trc_place *place);

#endif
