/* ledger_fixture.h: events of units, for the tests of the ledger. */
#ifndef TRC_TESTS_LEDGER_FIXTURE_H
#define TRC_TESTS_LEDGER_FIXTURE_H

#include "registry_fixture.h"

#include <trc/history.h>

#define MORNING 1800000000 /* of all these tests */

static inline struct trc_place place_of(const char *text)
{
    struct trc_place place;
    assert_ok(trc_place_parse(text, &place, NULL));
    return place;
}

/* A consumer's scan of unit `unit` with device `scanner`, `at_s` seconds after MORNING. */
static inline struct trc_record scan_of(uint32_t unit, int64_t id, uint64_t scanner, int64_t at_s, const char *place)
{
    struct trc_record record = {
        .event = {.id = id, .at_s = MORNING + at_s, .scanner = scanner, .batch_id = 1, .unit = unit},
        .repeat_s = 600,
    };
    record.event.place = place_of(place);
    record.event.code_key[0] = (uint8_t)unit;
    record.event.code_key[1] = (uint8_t)(unit >> 8);
    record.event.code_key[15] = 0xaa;
    return record;
}

static inline struct trc_unit unit_of(struct fixture *f, uint32_t unit)
{
    const struct trc_record record = scan_of(unit, 1, 1, 0, "");
    struct trc_unit found;
    assert_ok(trc_registry_get_unit(f->registry, record.event.code_key, &found, &f->error));
    return found;
}

#endif
