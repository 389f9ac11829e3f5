/* units.c: what is known of each unit, against what its events add up to. Both are walked in the order of
 * code_key, so that one unit at a time is in memory.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "ledger/walk.h"
#include "registry/event_row.h"
#include "registry/unit_row.h"

#define UNIT_TYPES "iiiiiBiTiTiTiiBiTiiBB0b"
enum { UNIT_KEY = 22 };

/* As TRC_EVENT_COLUMNS, with something fixed for what does not add up to anything: there is less to sort. */
#define FOLDED_COLUMNS                                                                                                 \
    "code_key, id, chain, position, kind, scanner_kind, at_s, place, scanner, 1, 1, weight, 0, state, NULL, NULL, "    \
    "hash"

/* One of the two walks: the unit that it is at. */
struct side {
    struct trc_db_rows rows;
    bool has_row; /* `rows` is at a row that was not used yet */
    bool no_more; /* rows */
    bool at_end;  /* no unit */
    bool is_whole;
    struct trc_unit unit;
};

static bool read_key(struct trc_db_rows *rows, int column, uint8_t key[TRC_CODE_KEY_LEN])
{
    size_t len;
    const void *bytes = trc_db_bytes(rows, column, &len);
    if (trc_db_type(rows, column) != 'b' || len != TRC_CODE_KEY_LEN)
        return false;
    memcpy(key, bytes, TRC_CODE_KEY_LEN);
    return true;
}

enum { NAME_SIZE = 96 };

/* "06901234567892 batch=1 unit=7" as its first event has it; without one its key in hex. */
static enum trc_status name_unit(struct trc_ledger_walk *walk, const uint8_t key[TRC_CODE_KEY_LEN],
                                 char name[NAME_SIZE])
{
    struct trc_db_rows rows;
    for (size_t i = 0; i < TRC_CODE_KEY_LEN; i++)
        snprintf(name + 2 * i, NAME_SIZE - 2 * i, "%02x", key[i]);
    trc_db_query(walk->db, &rows,
                 "SELECT COALESCE(b.gtin, '?'), e.batch_id, e.unit FROM event e LEFT JOIN batch b ON b.id = e.batch_id"
                 " WHERE e.code_key = $1 ORDER BY e.position LIMIT 1",
                 DB_ARGS(DB_BLOB(key, TRC_CODE_KEY_LEN)), walk->error);
    while (trc_ledger_next(walk, &rows)) {
        char gtin[TRC_GTIN_SIZE];
        trc_db_text(&rows, 0, gtin, sizeof gtin);
        if (trc_ledger_fits(&rows))
            snprintf(name, NAME_SIZE, "%s batch=%lld unit=%lld", gtin, (long long)trc_db_int(&rows, 1),
                     (long long)trc_db_int(&rows, 2));
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status tell(struct trc_ledger_walk *walk, enum trc_ledger_fault fault, const struct trc_unit *unit,
                            const char *column)
{
    char name[NAME_SIZE];
    struct trc_ledger_finding finding = {
        .fault = fault, .table = "unit", .chain = TRC_LEDGER_CHAINS, .has_code_key = true};
    const enum trc_status status = name_unit(walk, unit->code_key, name);
    memcpy(finding.code_key, unit->code_key, TRC_CODE_KEY_LEN);
    if (fault == TRC_LEDGER_MISSING)
        trc_ledger_tell(walk, &finding, _("Unit %s has events, and its row is missing."), name);
    else if (fault == TRC_LEDGER_ADDED)
        trc_ledger_tell(walk, &finding, _("Unit %s has a row, and no events."), name);
    else
        trc_ledger_tell(walk, &finding, _("What is known of unit %s is not what its %lu events add up to (column %s)."),
                        name, (unsigned long)unit->events, column);
    return status;
}

/* An event whose chain is none was not seen when chains were walked. */
static void check_chain(struct trc_ledger_walk *walk, struct trc_db_rows *rows)
{
    const int64_t chain = trc_db_type(rows, 2) == 'i' ? trc_db_int(rows, 2) : -1;
    if (chain < 0 || chain >= TRC_CHAINS)
        trc_ledger_tell_row(walk, TRC_LEDGER_ADDED, "event", _("Table event has a row that is in no chain."));
}

static bool next_row(struct trc_ledger_walk *walk, struct side *side)
{
    if (!side->has_row && !side->no_more) { /* a walk that is asked after its end begins anew */
        side->has_row = trc_ledger_next(walk, &side->rows);
        side->no_more = !side->has_row;
    }
    return side->has_row;
}

/* The events of the next unit, added up. Of rows that cannot be read the chains have told. */
static void next_events(struct trc_ledger_walk *walk, struct side *side)
{
    uint8_t key[TRC_CODE_KEY_LEN], kept[TRC_LINK_KEPT];
    bool has_unit = false;
    memset(&side->unit, 0, sizeof side->unit);
    side->is_whole = true;
    while (next_row(walk, side)) {
        struct trc_event event;
        const bool has_key = read_key(&side->rows, 0, key);
        if (has_key && has_unit && memcmp(key, side->unit.code_key, sizeof key) != 0)
            return;
        check_chain(walk, &side->rows);
        side->has_row = false;
        trc_ledger_count(walk);
        if (!has_key)
            continue;
        trc_event_row_read(&side->rows, &event, kept);
        const bool fits = trc_ledger_fits(&side->rows);
        side->is_whole = side->is_whole && fits;
        if (fits)
            trc_unit_add(&side->unit, &event);
        memcpy(side->unit.code_key, key, sizeof key);
        has_unit = true;
    }
    side->at_end = !has_unit;
}

static void next_unit(struct trc_ledger_walk *walk, struct side *side)
{
    memset(&side->unit, 0, sizeof side->unit);
    while (next_row(walk, side)) {
        side->has_row = false;
        walk->report->units++;
        side->is_whole = trc_ledger_types(&side->rows, UNIT_TYPES);
        if (!read_key(&side->rows, UNIT_KEY, side->unit.code_key)) {
            trc_ledger_tell_row(walk, TRC_LEDGER_ADDED, "unit", _("Table unit has a row that is of no unit."));
            continue;
        }
        if (side->is_whole)
            trc_unit_row_read(&side->rows, &side->unit);
        const bool fits = trc_ledger_fits(&side->rows);
        side->is_whole = side->is_whole && fits;
        return;
    }
    side->at_end = true;
}

static bool same_sighting(const struct trc_sighting *a, const struct trc_sighting *b)
{
    return a->at_s == b->at_s && strcmp(a->place.region, b->place.region) == 0 &&
           a->place.has_point == b->place.has_point && a->place.lat_tenths == b->place.lat_tenths &&
           a->place.lon_tenths == b->place.lon_tenths;
}

static bool same_scanners(const struct trc_unit *a, const struct trc_unit *b)
{
    return a->scanner_count == b->scanner_count &&
           memcmp(a->scanner, b->scanner, a->scanner_count * sizeof *a->scanner) == 0 &&
           memcmp(a->scanner_min, b->scanner_min, a->scanner_count * sizeof *a->scanner_min) == 0;
}

static bool same_journeys(const struct trc_journey *a, const struct trc_journey *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct trc_journey *one = &a[i], *other = &b[i];
        if (!same_sighting(&one->from, &other->from) || !same_sighting(&one->to, &other->to) ||
            one->from_scanner != other->from_scanner || one->to_scanner != other->to_scanner)
            return false;
    }
    return true;
}

/* The first column that differs, or NULL. */
static const char *difference(const struct trc_unit *a, const struct trc_unit *b)
{
    const struct {
        const char *column;
        bool same;
    } parts[] = {
        {"events", a->events == b->events},
        {"state", a->state == b->state},
        {"state_at_s", a->state_at_s == b->state_at_s},
        {"scans", a->scans == b->scans},
        {"counted", a->counted == b->counted},
        {"scanners", same_scanners(a, b)},
        {"first", same_sighting(&a->first, &b->first)},
        {"last", same_sighting(&a->last, &b->last)},
        {"seen", same_sighting(&a->seen, &b->seen)},
        {"seen_scanner", a->seen_scanner == b->seen_scanner},
        {"journeys", same_journeys(a->journey, b->journey, TRC_JOURNEYS_MAX)},
        {"pin", same_sighting(&a->pin, &b->pin)},
        {"pin_scanner", a->pin_scanner == b->pin_scanner},
        {"pin_wrong", a->pin_wrong == b->pin_wrong},
        {"apart", same_sighting(&a->apart, &b->apart) && a->apart_scanner == b->apart_scanner},
        {"pin_far", same_journeys(a->pin_far, b->pin_far, TRC_PIN_FAR_MAX)},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!parts[i].same)
            return parts[i].column;
    return NULL;
}

static enum trc_status compare(struct trc_ledger_walk *walk, const struct side *events, const struct side *units)
{
    const char *column = units->is_whole && events->is_whole ? difference(&events->unit, &units->unit) : "*";
    return column == NULL ? TRC_OK : tell(walk, TRC_LEDGER_CHANGED, &events->unit, column);
}

static enum trc_status merge(struct trc_ledger_walk *walk, struct side *events, struct side *units)
{
    enum trc_status status = TRC_OK;
    next_events(walk, events);
    next_unit(walk, units);
    while (status == TRC_OK && walk->status == TRC_OK && events->rows.status == TRC_OK &&
           units->rows.status == TRC_OK && !(events->at_end && units->at_end)) {
        const int order = events->at_end  ? 1
                          : units->at_end ? -1
                                          : memcmp(events->unit.code_key, units->unit.code_key, TRC_CODE_KEY_LEN);
        if (order < 0)
            status = tell(walk, TRC_LEDGER_MISSING, &events->unit, NULL);
        else if (order > 0)
            status = tell(walk, TRC_LEDGER_ADDED, &units->unit, NULL);
        else
            status = compare(walk, events, units);
        if (order <= 0)
            next_events(walk, events);
        if (order >= 0)
            next_unit(walk, units);
    }
    return status == TRC_OK ? walk->status : status;
}

enum trc_status trc_ledger_check_units(struct trc_ledger_walk *walk)
{
    struct side events = {0}, units = {0};
    trc_db_walk(walk->db, &events.rows,
                "SELECT " FOLDED_COLUMNS " FROM event ORDER BY " TRC_LEDGER_SORTED("code_key") ", position", NULL,
                walk->error);
    trc_db_walk(walk->db, &units.rows,
                "SELECT " TRC_UNIT_FOLDED
                ", CAST(NULL AS BYTEA), code_key FROM unit ORDER BY " TRC_LEDGER_SORTED("code_key"),
                NULL, walk->error);
    const enum trc_status status = merge(walk, &events, &units);
    const enum trc_status of_events = trc_db_close_rows(&events.rows), of_units = trc_db_close_rows(&units.rows);
    return status != TRC_OK ? status : of_events != TRC_OK ? of_events : of_units;
}
