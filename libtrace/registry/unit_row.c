/* unit_row.c: what is known of a unit, to and from a row. */
#include "registry/unit_row.h"

#include <string.h>

#include "registry/bytes.h"

static struct trc_db_arg number(int64_t value)
{
    return (struct trc_db_arg)DB_INT(value);
}

/* Absent is NULL, which costs nothing. */
static struct trc_db_arg text(const char *value)
{
    const size_t len = strlen(value);
    return (struct trc_db_arg){.type = TRC_DB_TEXT, .bytes = len > 0 ? value : NULL, .len = len};
}

static struct trc_db_arg blob(const uint8_t *value, size_t len)
{
    return (struct trc_db_arg){.type = TRC_DB_BLOB, .bytes = len > 0 ? value : NULL, .len = len};
}

static void pack_sighting(const struct trc_sighting *sighting, uint32_t scanner, uint8_t *at)
{
    char place[TRC_PLACE_TEXT_SIZE] = "";
    trc_place_format(&sighting->place, place);
    trc_put_64(at, (uint64_t)sighting->at_s);
    trc_put_32(at + 8, scanner);
    memcpy(at + 12, place, sizeof place);
}

/* Those before the first that is none. Answers how many bytes. */
static size_t pack_journeys(const struct trc_journey *journey, size_t max, uint8_t *at)
{
    size_t count = 0;
    for (; count < max && journey[count].from.at_s != 0; count++, at += TRC_UNIT_JOURNEY_LEN) {
        pack_sighting(&journey[count].from, journey[count].from_scanner, at);
        pack_sighting(&journey[count].to, journey[count].to_scanner, at + TRC_UNIT_SIGHTING_LEN);
    }
    return TRC_UNIT_JOURNEY_LEN * count;
}

static void pack(const struct trc_unit *unit, struct trc_unit_row *row)
{
    trc_place_format(&unit->first.place, row->first);
    trc_place_format(&unit->last.place, row->last);
    trc_place_format(&unit->seen.place, row->seen);
    trc_place_format(&unit->pin.place, row->pin);
    for (size_t i = 0; i < unit->scanner_count; i++) {
        trc_put_32(row->scanners + TRC_UNIT_SCANNER_LEN * i, unit->scanner[i]);
        trc_put_32(row->scanners + TRC_UNIT_SCANNER_LEN * i + 4, unit->scanner_min[i]);
    }
    row->journeys_len = pack_journeys(unit->journey, TRC_JOURNEYS_MAX, row->journeys);
    row->pin_far_len = pack_journeys(unit->pin_far, TRC_PIN_FAR_MAX, row->pin_far);
    pack_sighting(&unit->apart, unit->apart_scanner, row->apart);
    for (size_t i = 0; i < unit->recent_count; i++) {
        uint8_t *at = row->recent + TRC_RECENT_LEN * i;
        trc_put_64(at, (uint64_t)unit->recent[i].at_s);
        trc_put_32(at + 8, unit->recent[i].scanner);
        trc_put_32(at + 12, unit->recent[i].network);
    }
}

void trc_unit_row_bind(const struct trc_unit *unit, struct trc_unit_row *row, struct trc_db_arg args[TRC_UNIT_ARGS])
{
    pack(unit, row);
    const struct trc_db_arg bound[TRC_UNIT_ARGS] = {
        number(unit->events),
        number(unit->state),
        number(unit->state_at_s),
        number(unit->scans),
        number(unit->counted),
        blob(row->scanners, TRC_UNIT_SCANNER_LEN * (size_t)unit->scanner_count),
        number(unit->first.at_s),
        text(row->first),
        number(unit->last.at_s),
        text(row->last),
        number(unit->seen.at_s),
        text(row->seen),
        number(unit->seen_scanner),
        number(trc_unit_copied_at_s(unit, NULL)),
        blob(row->journeys, row->journeys_len),
        number(unit->pin.at_s),
        text(row->pin),
        number(unit->pin_scanner),
        number(unit->pin_wrong),
        blob(row->apart, unit->apart.at_s != 0 ? sizeof row->apart : 0),
        blob(row->pin_far, row->pin_far_len),
        blob(row->recent, TRC_RECENT_LEN * (size_t)unit->recent_count),
        blob(unit->code_key, sizeof unit->code_key),
    };
    memcpy(args, bound, sizeof bound);
}

/* Only as it was written: another spelling of the same place was not us. */
static void read_place(struct trc_db_rows *rows, const char *stored, struct trc_place *place)
{
    char written[TRC_PLACE_TEXT_SIZE];
    if (trc_place_parse(stored, place, NULL) != TRC_OK)
        trc_db_damaged(rows);
    trc_place_format(place, written);
    if (strcmp(stored, written) != 0)
        trc_db_damaged(rows);
}

void trc_place_read(struct trc_db_rows *rows, int column, struct trc_place *place)
{
    char stored[TRC_PLACE_TEXT_SIZE];
    trc_db_text(rows, column, stored, sizeof stored);
    read_place(rows, stored, place);
}

static void read_sighting(struct trc_db_rows *rows, int column, struct trc_sighting *sighting)
{
    sighting->at_s = trc_db_int(rows, column);
    trc_place_read(rows, column + 1, &sighting->place);
}

/* A list of fixed parts: how many there are, or damaged rows. */
static const uint8_t *read_list(struct trc_db_rows *rows, int column, size_t part_len, size_t max, uint8_t *count)
{
    size_t len;
    const uint8_t *bytes = trc_db_bytes(rows, column, &len);
    *count = 0;
    if (len % part_len != 0 || len / part_len > max)
        trc_db_damaged(rows);
    else
        *count = (uint8_t)(len / part_len);
    return bytes;
}

static void unpack_sighting(struct trc_db_rows *rows, const uint8_t *at, struct trc_sighting *sighting,
                            uint32_t *scanner)
{
    char place[TRC_PLACE_TEXT_SIZE];
    memcpy(place, at + 12, sizeof place);
    if (memchr(place, '\0', sizeof place) == NULL)
        trc_db_damaged(rows);
    place[sizeof place - 1] = '\0';
    sighting->at_s = (int64_t)trc_get_64(at);
    *scanner = trc_get_32(at + 8);
    read_place(rows, place, &sighting->place);
}

static void read_journeys(struct trc_db_rows *rows, int column, struct trc_journey *journey, size_t max)
{
    uint8_t count;
    const uint8_t *at = read_list(rows, column, TRC_UNIT_JOURNEY_LEN, max, &count);
    memset(journey, 0, max * sizeof *journey);
    for (size_t i = 0; i < count; i++, at += TRC_UNIT_JOURNEY_LEN) {
        unpack_sighting(rows, at, &journey[i].from, &journey[i].from_scanner);
        unpack_sighting(rows, at + TRC_UNIT_SIGHTING_LEN, &journey[i].to, &journey[i].to_scanner);
    }
}

static void read_apart(struct trc_db_rows *rows, int column, struct trc_unit *unit)
{
    uint8_t count;
    const uint8_t *at = read_list(rows, column, TRC_UNIT_SIGHTING_LEN, 1, &count);
    unit->apart = (struct trc_sighting){0};
    unit->apart_scanner = 0;
    if (count > 0)
        unpack_sighting(rows, at, &unit->apart, &unit->apart_scanner);
}

void trc_unit_row_read(struct trc_db_rows *rows, struct trc_unit *unit)
{
    unit->events = trc_db_uint(rows, 0, UINT32_MAX);
    unit->state = trc_db_uint(rows, 1, TRC_STATE_COUNT - 1);
    unit->state_at_s = trc_db_int(rows, 2);
    unit->scans = trc_db_uint(rows, 3, UINT32_MAX);
    unit->counted = trc_db_uint(rows, 4, UINT32_MAX);
    const uint8_t *bytes = read_list(rows, 5, TRC_UNIT_SCANNER_LEN, TRC_SCANNERS_MAX, &unit->scanner_count);
    for (size_t i = 0; i < unit->scanner_count; i++) {
        unit->scanner[i] = trc_get_32(bytes + TRC_UNIT_SCANNER_LEN * i);
        unit->scanner_min[i] = trc_get_32(bytes + TRC_UNIT_SCANNER_LEN * i + 4);
    }
    read_sighting(rows, 6, &unit->first);
    read_sighting(rows, 8, &unit->last);
    read_sighting(rows, 10, &unit->seen);
    unit->seen_scanner = trc_db_uint(rows, 12, UINT32_MAX);
    read_journeys(rows, 14, unit->journey, TRC_JOURNEYS_MAX);
    read_sighting(rows, 15, &unit->pin);
    unit->pin_scanner = trc_db_uint(rows, 17, UINT32_MAX);
    unit->pin_wrong = trc_db_uint(rows, 18, UINT32_MAX);
    read_apart(rows, 19, unit);
    read_journeys(rows, 20, unit->pin_far, TRC_PIN_FAR_MAX);
    if (trc_db_int(rows, 13) != trc_unit_copied_at_s(unit, NULL))
        trc_db_damaged(rows);
    bytes = read_list(rows, 21, TRC_RECENT_LEN, TRC_RECENT_MAX, &unit->recent_count);
    for (size_t i = 0; i < unit->recent_count; i++)
        unit->recent[i] = (struct trc_recent){.at_s = (int64_t)trc_get_64(bytes + TRC_RECENT_LEN * i),
                                              .scanner = trc_get_32(bytes + TRC_RECENT_LEN * i + 8),
                                              .network = trc_get_32(bytes + TRC_RECENT_LEN * i + 12)};
}
