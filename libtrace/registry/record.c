/* record.c: events into the ledger: duplicates dropped, weighed, chained, and added to their units; all in one
 * transaction.
 *
 * What is read first stays true until the commit, because the chain is locked before: a unit's events all go to one
 * chain. So reading, computing and writing take three round trips for a group of any size. Why not one statement:
 * docs/decisions/0161.
 */
#include "registry/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/event_row.h"
#include "registry/registry.h"
#include "registry/text.h"
#include "registry/unit_row.h"

/* It must be found again as it is: a row that cannot be read stops whoever reads it, for ever. */
static bool is_place(const struct trc_place *place)
{
    enum { LAT_MAX = 900, LON_MAX = 1800 };
    char text[TRC_PLACE_TEXT_SIZE];
    struct trc_place again;
    if (memchr(place->region, '\0', sizeof place->region) == NULL || abs(place->lat_tenths) > LAT_MAX ||
        place->lon_tenths <= -LON_MAX || place->lon_tenths > LON_MAX)
        return false;
    trc_place_format(place, text);
    return trc_place_parse(text, &again, NULL) == TRC_OK && strcmp(place->region, again.region) == 0 &&
           place->has_point == again.has_point &&
           (!place->has_point || (place->lat_tenths == again.lat_tenths && place->lon_tenths == again.lon_tenths));
}

enum trc_status trc_record_check(const struct trc_record *record, struct trc_error *error)
{
    const struct trc_event *event = &record->event;
    if (event->at_s <= 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("Nothing can be recorded before 1970: check the clock."));
    if ((unsigned)event->kind >= TRC_EVENT_KIND_COUNT || (unsigned)event->scanner_kind >= TRC_SCANNER_KIND_COUNT ||
        (unsigned)event->state >= TRC_STATE_COUNT || event->batch_id < 1)
        return trc_error_set(error, TRC_ERR_RANGE, _("This is no event that a unit of a batch can have."));
    if (!is_place(&event->place))
        return trc_error_set(error, TRC_ERR_SYNTAX, _("This is no place where a unit can be."));
    const enum trc_status status = trc_text_check(event->actor, sizeof event->actor, "actor", error);
    return status == TRC_OK ? trc_text_check(event->reason, sizeof event->reason, "reason", error) : status;
}

/* One unit of the group. */
struct slot {
    struct trc_unit unit;
    struct trc_unit_row row;
    bool exists, changed;
};

#define NONE SIZE_MAX

/* A group on its way: which record belongs to which slot, and what is written of it. */
struct group {
    struct trc_db *db;
    struct trc_record *const *records;
    size_t count, slot_count, asked_count;
    size_t *order;   /* of records, so that those of a unit stand together */
    size_t *slot_of; /* of each record */
    size_t *earlier; /* the record of the same unit before each; NONE */
    size_t *asked;   /* records whose ids were asked for */
    struct slot *slots;
    struct trc_event_row *rows;
    struct trc_db_arg *args;
    int64_t generation; /* read when a record asks for it */
    struct trc_chain chain[TRC_CHAINS];
    uint32_t used[TRC_CHAINS]; /* chains, ascending */
    size_t used_count;
    bool lengthens[TRC_CHAINS];
};

static int by_unit(const void *a, const void *b, void *context)
{
    struct trc_record *const *records = context;
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const int order = memcmp(records[x]->event.code_key, records[y]->event.code_key, TRC_CODE_KEY_LEN);
    return order != 0 ? order : (x > y) - (x < y);
}

static void note_chains(struct group *group)
{
    bool uses[TRC_CHAINS] = {false};
    for (size_t i = 0; i < group->slot_count; i++)
        uses[trc_chain_of(group->slots[i].unit.code_key)] = true;
    for (uint32_t i = 0; i < TRC_CHAINS; i++)
        if (uses[i])
            group->used[group->used_count++] = i;
}

static bool prepare(struct group *group)
{
    const size_t count = group->count, args = TRC_UNIT_ARGS; /* the widest row */
    group->order = calloc(4 * count, sizeof *group->order);
    group->slots = calloc(count, sizeof *group->slots);
    group->rows = calloc(count, sizeof *group->rows);
    group->args = calloc(args * count, sizeof *group->args);
    if (group->order == NULL || group->slots == NULL || group->rows == NULL || group->args == NULL)
        return false;
    group->slot_of = group->order + count;
    group->asked = group->order + 2 * count;
    group->earlier = group->order + 3 * count;
    for (size_t i = 0; i < count; i++)
        group->order[i] = i;
    qsort_r(group->order, count, sizeof *group->order, by_unit, (void *)(uintptr_t)group->records);
    for (size_t i = 0; i < count; i++) {
        const size_t index = group->order[i];
        const uint8_t *code_key = group->records[index]->event.code_key;
        struct slot *last = group->slot_count > 0 ? &group->slots[group->slot_count - 1] : NULL;
        const bool same = last != NULL && memcmp(last->unit.code_key, code_key, TRC_CODE_KEY_LEN) == 0;
        if (!same)
            memcpy(group->slots[group->slot_count++].unit.code_key, code_key, TRC_CODE_KEY_LEN);
        group->slot_of[index] = group->slot_count - 1;
        group->earlier[index] = same ? group->order[i - 1] : NONE;
    }
    note_chains(group);
    return true;
}

static void release(struct group *group)
{
    free(group->order);
    free(group->slots);
    free(group->rows);
    free(group->args);
}

static enum trc_status take_unit(void *context, size_t index, struct trc_db_rows *rows)
{
    struct group *group = context;
    group->slots[index].exists = true;
    trc_unit_row_read(rows, &group->slots[index].unit);
    return rows->status;
}

static enum trc_status read_units(struct group *group, struct trc_error *error)
{
    for (size_t i = 0; i < group->slot_count; i++)
        group->args[i] = (struct trc_db_arg)DB_BLOB(group->slots[i].unit.code_key, TRC_CODE_KEY_LEN);
    return trc_db_query_many(group->db, TRC_UNIT_SELECT, group->args, 1, group->slot_count, take_unit, group, error);
}

static enum trc_status take_event(void *context, size_t index, struct trc_db_rows *rows)
{
    struct group *group = context;
    struct trc_record *record = group->records[group->asked[index]];
    uint8_t kept[TRC_LINK_KEPT];
    record->duplicate = true;
    trc_event_row_read(rows, &record->event, kept);
    return rows->status;
}

/* Which ids are in the ledger already? Of a unit that has no row nothing is. */
static enum trc_status read_events(struct group *group, struct trc_error *error)
{
    group->asked_count = 0;
    for (size_t i = 0; i < group->count; i++) {
        const struct trc_event *event = &group->records[i]->event;
        group->records[i]->duplicate = false;
        if (!group->slots[group->slot_of[i]].exists)
            continue;
        struct trc_db_arg *args = &group->args[2 * group->asked_count];
        args[0] = (struct trc_db_arg)DB_BLOB(event->code_key, TRC_CODE_KEY_LEN);
        args[1] = (struct trc_db_arg)DB_INT(event->id);
        group->asked[group->asked_count++] = i;
    }
    return trc_db_query_many(group->db, "SELECT " TRC_EVENT_COLUMNS " FROM event WHERE code_key = $1 AND id = $2",
                             group->args, 2, group->asked_count, take_event, group, error);
}

/* After the lock was waited for. A decision that commits after this comes after the events of the group. */
static enum trc_status read_generation(struct group *group, struct trc_error *error)
{
    struct trc_db_rows rows;
    size_t asking = 0;
    while (asking < group->count && group->records[asking]->generation == NULL)
        asking++;
    if (asking == group->count)
        return TRC_OK;
    group->generation = -1;
    trc_db_query(group->db, &rows, "SELECT value FROM counter WHERE name = 'generation'", NULL, error);
    while (trc_db_next(&rows))
        group->generation = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

/* The same id twice in one group: the first one counts. */
static const struct trc_record *twin(const struct group *group, size_t index)
{
    struct trc_record *const *records = group->records;
    for (size_t i = group->earlier[index]; i != NONE; i = group->earlier[i])
        if (records[i]->event.id == records[index]->event.id && !records[i]->outdated)
            return records[i];
    return NULL;
}

/* What was stolen does not become an ordinary thing by being sold. */
static enum trc_status check_state(const struct trc_record *record, const struct trc_unit *unit,
                                   struct trc_error *error)
{
    const struct trc_event *event = &record->event;
    if (event->kind != TRC_EVENT_STATE || event->state == unit->state || record->overrides ||
        !trc_unit_state_lasts(unit->state))
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_STATE,
                         _("The unit's state (%s) stays until it is set back, or overridden expressly."),
                         trc_unit_state_name(unit->state));
}

static enum trc_status add(struct group *group, size_t index, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    struct trc_record *record = group->records[index];
    struct slot *slot = &group->slots[group->slot_of[index]];
    struct trc_event *event = &record->event;
    const struct trc_record *first = record->duplicate ? NULL : twin(group, index);
    record->before = record->after = slot->unit;
    record->outdated = record->generation != NULL && *record->generation != group->generation;
    if (record->outdated)
        return TRC_OK;
    if (first != NULL) {
        record->duplicate = true;
        *event = first->event;
    }
    if (!record->duplicate)
        status = check_state(record, &slot->unit, error);
    if (!record->duplicate && status == TRC_OK) {
        event->chain = trc_chain_of(event->code_key);
        struct trc_chain *chain = &group->chain[event->chain];
        event->position = chain->length + 1;
        group->lengthens[event->chain] = true;
        event->weight = trc_unit_weigh(&slot->unit, event, record->repeat_s);
        trc_unit_add(&slot->unit, event);
        trc_unit_remember(&slot->unit, event);
        if (record->decide != NULL)
            event->verdict = record->decide(record->context, &record->before, &slot->unit);
        trc_event_link(event, chain, group->rows[index].kept);
        slot->changed = true;
    }
    record->after = slot->unit;
    return status;
}

static enum trc_status write_events(struct group *group, struct trc_error *error)
{
    size_t written = 0;
    for (size_t i = 0; i < group->count; i++)
        if (!group->records[i]->duplicate && !group->records[i]->outdated)
            trc_event_row_bind(&group->records[i]->event, &group->rows[i], &group->args[TRC_EVENT_ARGS * written++]);
    return trc_db_run_many(group->db, TRC_EVENT_INSERT, group->args, TRC_EVENT_ARGS, written, error);
}

static enum trc_status write_units(struct group *group, bool existing, const char *sql, struct trc_error *error)
{
    size_t written = 0;
    for (size_t i = 0; i < group->slot_count; i++)
        if (group->slots[i].changed && group->slots[i].exists == existing)
            trc_unit_row_bind(&group->slots[i].unit, &group->slots[i].row, &group->args[TRC_UNIT_ARGS * written++]);
    return trc_db_run_many(group->db, sql, group->args, TRC_UNIT_ARGS, written, error);
}

/* Of those that were locked, the ones that became longer: a chain without rows has no link to write. */
static enum trc_status write_chains(struct group *group, struct trc_error *error)
{
    uint32_t longer[TRC_CHAINS];
    size_t count = 0;
    for (size_t i = 0; i < group->used_count; i++)
        if (group->lengthens[group->used[i]])
            longer[count++] = group->used[i];
    return trc_chains_write(group->db, longer, count, group->chain, error);
}

static enum trc_status record(struct group *group, struct trc_error *error)
{
    enum trc_status status = trc_chains_lock(group->db, group->used, group->used_count, group->chain, error);
    if (status == TRC_OK)
        status = read_units(group, error);
    if (status == TRC_OK)
        status = read_events(group, error);
    if (status == TRC_OK)
        status = read_generation(group, error);
    if (status != TRC_OK)
        return status;
    for (size_t i = 0; i < group->count && status == TRC_OK; i++)
        status = add(group, i, error);
    if (status != TRC_OK)
        return status;
    status = write_events(group, error);
    if (status == TRC_OK)
        status = write_units(group, false, TRC_UNIT_INSERT, error);
    if (status == TRC_OK)
        status = write_units(group, true, TRC_UNIT_UPDATE, error);
    return status == TRC_OK ? write_chains(group, error) : status;
}

enum trc_status trc_record_within(struct trc_db *db, struct trc_record *const *records, size_t count,
                                  struct trc_error *error)
{
    struct group group = {.db = db, .records = records, .count = count};
    if (count == 0)
        return TRC_OK;
    const enum trc_status status =
        prepare(&group) ? record(&group, error) : trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    release(&group);
    return status;
}

enum trc_status trc_record_group(struct trc_registry *registry, struct trc_record *const *records, size_t count,
                                 struct trc_error *error)
{
    const enum trc_status status = trc_registry_begin_rows(registry, error);
    return status == TRC_OK ? trc_db_end(registry->db, trc_record_within(registry->db, records, count, error), error)
                            : status;
}

enum trc_status trc_registry_record(struct trc_registry *registry, struct trc_record *records, size_t count,
                                    struct trc_error *error)
{
    struct trc_record **list = calloc(count, sizeof *list);
    enum trc_status status =
        list != NULL || count == 0 ? TRC_OK : trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    for (size_t i = 0; i < count && status == TRC_OK; i++) {
        list[i] = &records[i];
        status = trc_record_check(list[i], error);
    }
    if (status == TRC_OK)
        status = trc_record_group(registry, list, count, error);
    free(list);
    return status;
}
