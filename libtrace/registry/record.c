/* record.c: events into the ledger: duplicates dropped, weighed, chained, and added to their units; all in one
 * transaction.
 *
 * What is read first stays true until the commit, because the chain is locked before: a unit's events all go to one
 * chain. So a group takes two round trips: all that is read, and, when it has been computed, all that is written. Why
 * not one statement: docs/decisions/0161.
 */
#include "registry/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/event_row.h"
#include "registry/registry.h"
#include "registry/schema.h"
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
    size_t count, slot_count;
    size_t *order;   /* of records, so that those of a unit stand together */
    size_t *slot_of; /* of each record */
    size_t *earlier; /* the record of the same unit before each; NONE */
    struct slot *slots;
    struct trc_event_row *rows;
    struct trc_db_arg *args;
    struct trc_event *sent;      /* as they came: a group that fails is tried again, in parts */
    int64_t version, generation; /* of the registry */
    struct trc_chain_set chains;
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
            group->chains.number[group->chains.count++] = i;
}

static bool prepare(struct group *group)
{
    const size_t count = group->count, args = TRC_EVENT_ARGS + TRC_UNIT_ARGS; /* what is written is more than is read */
    group->order = calloc(3 * count, sizeof *group->order);
    group->slots = calloc(count, sizeof *group->slots);
    group->rows = calloc(count, sizeof *group->rows);
    group->args = calloc(args * count, sizeof *group->args);
    group->sent = calloc(count, sizeof *group->sent);
    if (group->order == NULL || group->slots == NULL || group->rows == NULL || group->args == NULL ||
        group->sent == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        group->sent[i] = group->records[i]->event;
    group->slot_of = group->order + count;
    group->earlier = group->order + 2 * count;
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

static enum trc_status release(struct group *group, enum trc_status status)
{
    for (size_t i = 0; i < group->count && status != TRC_OK && group->sent != NULL; i++)
        group->records[i]->event = group->sent[i];
    free(group->sent);
    free(group->order);
    free(group->slots);
    free(group->rows);
    free(group->args);
    return status;
}

static enum trc_status take_unit(void *context, size_t index, struct trc_db_rows *rows)
{
    struct group *group = context;
    group->slots[index].exists = true;
    trc_unit_row_read(rows, &group->slots[index].unit);
    return rows->status;
}

static struct trc_db_job read_units(struct group *group, struct trc_db_arg *args)
{
    for (size_t i = 0; i < group->slot_count; i++)
        args[i] = (struct trc_db_arg)DB_BLOB(group->slots[i].unit.code_key, TRC_CODE_KEY_LEN);
    return (struct trc_db_job){TRC_UNIT_SELECT, args, 1, group->slot_count, take_unit, group};
}

static enum trc_status take_event(void *context, size_t index, struct trc_db_rows *rows)
{
    struct group *group = context;
    struct trc_record *record = group->records[index];
    uint8_t kept[TRC_LINK_KEPT];
    record->duplicate = true;
    trc_event_row_read(rows, &record->event, kept);
    return rows->status;
}

/* Which ids are in the ledger already? */
static struct trc_db_job read_events(struct group *group, struct trc_db_arg *args)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct trc_event *event = &group->records[i]->event;
        group->records[i]->duplicate = false;
        args[2 * i] = (struct trc_db_arg)DB_BLOB(event->code_key, TRC_CODE_KEY_LEN);
        args[2 * i + 1] = (struct trc_db_arg)DB_INT(event->id);
    }
    return (struct trc_db_job){"SELECT " TRC_EVENT_COLUMNS " FROM event WHERE code_key = $1 AND id = $2",
                               args,
                               2,
                               group->count,
                               take_event,
                               group};
}

static enum trc_status take_generation(void *context, size_t index, struct trc_db_rows *rows)
{
    struct group *group = context;
    (void)index;
    group->generation = trc_db_int(rows, 0);
    return TRC_OK;
}

/* After the lock was waited for. A decision that commits after this comes after the events of the group. */
static struct trc_db_job read_generation(struct group *group)
{
    group->generation = -1;
    return (struct trc_db_job){.sql = "SELECT value FROM counter WHERE name = 'generation'",
                               .rows = 1,
                               .visit = take_generation,
                               .context = group};
}

/* The lock first: while it was waited for, the registry may have been moved. */
static enum trc_status read_all(struct group *group, struct trc_error *error)
{
    struct trc_db_arg *args = group->args;
    const struct trc_db_job jobs[] = {trc_chain_set_lock(&group->chains), trc_schema_job(&group->version),
                                      read_units(group, args), read_events(group, args + group->slot_count),
                                      read_generation(group)};
    const enum trc_status status = trc_db_run_jobs(group->db, jobs, sizeof jobs / sizeof *jobs, error);
    if (status == TRC_OK && group->chains.locked < group->chains.count)
        return trc_db_fail_damaged(group->db, error);
    return status == TRC_OK ? trc_schema_check_version(group->db, group->version, error) : status;
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
        struct trc_chain *chain = &group->chains.chain[event->chain];
        event->position = chain->length + 1;
        group->chains.lengthens[event->chain] = true;
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

static struct trc_db_job write_events(struct group *group, struct trc_db_arg *args)
{
    size_t rows = 0;
    for (size_t i = 0; i < group->count; i++)
        if (!group->records[i]->duplicate && !group->records[i]->outdated)
            trc_event_row_bind(&group->records[i]->event, &group->rows[i], &args[TRC_EVENT_ARGS * rows++]);
    return (struct trc_db_job){.sql = TRC_EVENT_INSERT, .args = args, .args_per_row = TRC_EVENT_ARGS, .rows = rows};
}

static struct trc_db_job write_units(struct group *group, bool existing, const char *sql, struct trc_db_arg *args)
{
    size_t rows = 0;
    for (size_t i = 0; i < group->slot_count; i++)
        if (group->slots[i].changed && group->slots[i].exists == existing)
            trc_unit_row_bind(&group->slots[i].unit, &group->slots[i].row, &args[TRC_UNIT_ARGS * rows++]);
    return (struct trc_db_job){.sql = sql, .args = args, .args_per_row = TRC_UNIT_ARGS, .rows = rows};
}

/* What is written of a group, in this order. */
enum { EVENTS, NEW_UNITS, KNOWN_UNITS, CHAINS, WRITES };

static void prepare_writes(struct group *group, struct trc_db_job jobs[WRITES])
{
    struct trc_db_arg *args = group->args;
    jobs[EVENTS] = write_events(group, args);
    args += jobs[EVENTS].rows * TRC_EVENT_ARGS;
    jobs[NEW_UNITS] = write_units(group, false, TRC_UNIT_INSERT, args);
    args += jobs[NEW_UNITS].rows * TRC_UNIT_ARGS;
    jobs[KNOWN_UNITS] = write_units(group, true, TRC_UNIT_UPDATE, args);
    jobs[CHAINS] = trc_chain_set_write(&group->chains);
}

/* Up to what is to be written. */
static enum trc_status compute(struct group *group, struct trc_db_job jobs[WRITES], struct trc_error *error)
{
    enum trc_status status =
        prepare(group) ? read_all(group, error) : trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    for (size_t i = 0; i < group->count && status == TRC_OK; i++)
        status = add(group, i, error);
    if (status == TRC_OK)
        prepare_writes(group, jobs);
    return status;
}

enum trc_status trc_record_within(struct trc_db *db, struct trc_record *const *records, size_t count,
                                  struct trc_error *error)
{
    struct trc_db_job jobs[WRITES];
    struct group group = {.db = db, .records = records, .count = count};
    enum trc_status status = compute(&group, jobs, error);
    if (status == TRC_OK)
        status = trc_db_run_jobs(db, jobs, WRITES, error);
    return release(&group, status);
}

enum trc_status trc_record_group(struct trc_registry *registry, struct trc_record *const *records, size_t count,
                                 struct trc_error *error)
{
    struct trc_db_job jobs[WRITES];
    struct group group = {.db = registry->db, .records = records, .count = count};
    enum trc_status status = trc_db_begin_rows(registry->db, error);
    if (status != TRC_OK)
        return status;
    status = compute(&group, jobs, error);
    status =
        status == TRC_OK ? trc_db_end_jobs(registry->db, jobs, WRITES, error) : trc_db_end(registry->db, status, error);
    return release(&group, status);
}

enum trc_status trc_registry_record(struct trc_registry *registry, struct trc_record *records, size_t count,
                                    struct trc_error *error)
{
    if (count == 0)
        return TRC_OK;
    struct trc_record **list = calloc(count, sizeof *list);
    enum trc_status status = list != NULL ? TRC_OK : trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    for (size_t i = 0; i < count && status == TRC_OK; i++) {
        list[i] = &records[i];
        status = trc_record_check(list[i], error);
    }
    if (status == TRC_OK)
        status = trc_record_group(registry, list, count, error);
    free(list);
    return status;
}
