/* state.c: setting the state of a unit, and setting it back; saying that it was examined. Nothing is deleted: the way
 * back is an event too. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/event_row.h"
#include "registry/record.h"
#include "registry/registry.h"

enum { SECONDS_A_DAY = 86400 };

/* The states of a unit that were not set back, the last one first. */
struct states {
    int set_back; /* undos that wait for the state they undid */
    int found;
    struct trc_event last;
    int64_t latest_s; /* a time that has come, whatever the clock says */
    enum trc_unit_state previous;
};

static void take(struct states *states, const struct trc_event *event)
{
    if (event->kind == TRC_EVENT_UNDO)
        states->set_back++;
    else if (states->set_back > 0)
        states->set_back--;
    else if (states->found++ == 0)
        states->last = *event;
    else if (states->found == 2)
        states->previous = event->state;
}

static enum trc_status read_states(struct trc_db *db, const uint8_t code_key[TRC_CODE_KEY_LEN], struct states *states,
                                   struct trc_error *error)
{
    struct trc_db_rows rows;
    *states = (struct states){.previous = TRC_STATE_NONE};
    trc_db_query(db, &rows,
                 "SELECT " TRC_EVENT_COLUMNS
                 " FROM event WHERE code_key = $1 AND kind IN ($2, $3) ORDER BY position DESC",
                 DB_ARGS(DB_BLOB(code_key, TRC_CODE_KEY_LEN), DB_INT(TRC_EVENT_STATE), DB_INT(TRC_EVENT_UNDO)), error);
    while (states->found < 2 && trc_db_next(&rows)) {
        struct trc_event event;
        uint8_t kept[TRC_LINK_KEPT];
        trc_event_row_read(&rows, &event, kept);
        if (rows.status == TRC_OK)
            take(states, &event);
    }
    return trc_db_close_rows(&rows);
}

/* A clock that was set back makes no state younger: events of the unit, the last one of its chain, and decisions. */
static enum trc_status read_latest(struct trc_db *db, const uint8_t code_key[TRC_CODE_KEY_LEN],
                                   const struct trc_chain *chain, int64_t *latest_s, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows,
                 "SELECT COALESCE(MAX(at_s), 0) FROM (SELECT at_s FROM event WHERE code_key = $1"
                 " UNION ALL SELECT at_s FROM event WHERE chain = $2 AND position = $3"
                 " UNION ALL SELECT value FROM counter WHERE name = 'decided_at') AS past",
                 DB_ARGS(DB_BLOB(code_key, TRC_CODE_KEY_LEN), DB_INT(trc_chain_of(code_key)), DB_INT(chain->length)),
                 error);
    while (trc_db_next(&rows))
        *latest_s = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

static enum trc_status check(const struct states *states, const struct trc_event *undo, int64_t days,
                             struct trc_error *error)
{
    if (states->found == 0)
        return trc_error_set(error, TRC_ERR_NOT_FOUND, _("No state of this unit was set that could be set back."));
    if (strcmp(states->last.actor, undo->actor) != 0)
        return trc_error_set(error, TRC_ERR_PERMISSION, _("The state was set by %s, who alone may set it back."),
                             states->last.actor);
    const int64_t now_s = undo->at_s > states->latest_s ? undo->at_s : states->latest_s;
    if (now_s - states->last.at_s > days * SECONDS_A_DAY)
        return trc_error_set(error, TRC_ERR_STATE,
                             _("The state was set more than %lld days ago: set the right one instead."),
                             (long long)days);
    return TRC_OK;
}

static enum trc_status undo(struct trc_db *db, struct trc_record *record, int64_t days, struct trc_error *error)
{
    struct trc_chain chain;
    struct states states;
    enum trc_status status = trc_chain_lock(db, trc_chain_of(record->event.code_key), &chain, error);
    if (status == TRC_OK)
        status = read_states(db, record->event.code_key, &states, error);
    if (status == TRC_OK)
        status = read_latest(db, record->event.code_key, &chain, &states.latest_s, error);
    if (status == TRC_OK)
        status = check(&states, &record->event, days, error);
    if (status != TRC_OK)
        return status;
    record->event.state = states.previous;
    return trc_record_within(db, &record, 1, error);
}

static bool is_same(const struct states *states, const struct trc_event *wanted)
{
    const struct trc_event *last = &states->last;
    return states->found > 0 && last->state == wanted->state && strcmp(last->actor, wanted->actor) == 0 &&
           strcmp(last->reason, wanted->reason) == 0;
}

static enum trc_status set(struct trc_registry *registry, struct trc_record *record, struct trc_error *error)
{
    struct trc_chain chain;
    struct states states;
    const uint8_t *code_key = record->event.code_key;
    enum trc_status status = trc_chain_lock(registry->db, trc_chain_of(code_key), &chain, error);
    if (status == TRC_OK)
        status = read_states(registry->db, code_key, &states, error);
    if (status != TRC_OK || !is_same(&states, &record->event))
        return status == TRC_OK ? trc_record_within(registry->db, &record, 1, error) : status;
    status = trc_registry_get_unit(registry, code_key, &record->after, error);
    record->before = record->after;
    record->event = states.last;
    record->duplicate = true;
    return status;
}

enum trc_status trc_registry_set_state(struct trc_registry *registry, struct trc_record *record,
                                       struct trc_error *error)
{
    record->event.kind = TRC_EVENT_STATE;
    enum trc_status status = trc_record_check(record, error);
    if (status == TRC_OK)
        status = trc_registry_begin_rows(registry, error);
    return status == TRC_OK ? trc_registry_end_rows(registry, set(registry, record, error), error) : status;
}

/* Is this what was last said of it, and did nobody scan it since? Then `record` is what was recorded. */
static enum trc_status read_examined(struct trc_db *db, struct trc_record *record, struct trc_error *error)
{
    struct trc_db_rows rows;
    const struct trc_event wanted = record->event;
    trc_db_query(db, &rows,
                 "SELECT " TRC_EVENT_COLUMNS
                 " FROM event WHERE code_key = $1 AND kind NOT IN ($2, $3) ORDER BY position DESC LIMIT 1",
                 DB_ARGS(DB_BLOB(wanted.code_key, TRC_CODE_KEY_LEN), DB_INT(TRC_EVENT_STATE), DB_INT(TRC_EVENT_UNDO)),
                 error);
    while (trc_db_next(&rows)) {
        struct trc_event last;
        uint8_t kept[TRC_LINK_KEPT];
        trc_event_row_read(&rows, &last, kept);
        record->duplicate = rows.status == TRC_OK && last.kind == TRC_EVENT_EXAMINED &&
                            strcmp(last.actor, wanted.actor) == 0 && strcmp(last.reason, wanted.reason) == 0;
        if (record->duplicate)
            record->event = last;
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status clear(struct trc_registry *registry, struct trc_record *record, struct trc_error *error)
{
    struct trc_chain chain;
    const uint8_t *code_key = record->event.code_key;
    enum trc_status status = trc_chain_lock(registry->db, trc_chain_of(code_key), &chain, error);
    record->duplicate = false;
    if (status == TRC_OK)
        status = read_examined(registry->db, record, error);
    if (status != TRC_OK || !record->duplicate)
        return status == TRC_OK ? trc_record_within(registry->db, &record, 1, error) : status;
    status = trc_registry_get_unit(registry, code_key, &record->after, error);
    record->before = record->after;
    return status;
}

enum trc_status trc_registry_clear_unit(struct trc_registry *registry, struct trc_record *record,
                                        struct trc_error *error)
{
    record->event.kind = TRC_EVENT_EXAMINED;
    record->event.state = TRC_STATE_NONE;
    enum trc_status status = trc_record_check(record, error);
    if (status == TRC_OK)
        status = trc_registry_begin_rows(registry, error);
    return status == TRC_OK ? trc_registry_end_rows(registry, clear(registry, record, error), error) : status;
}

enum trc_status trc_registry_undo_state(struct trc_registry *registry, struct trc_record *record, int64_t days,
                                        struct trc_error *error)
{
    record->event.kind = TRC_EVENT_UNDO;
    record->event.state = TRC_STATE_NONE;
    enum trc_status status = trc_record_check(record, error);
    if (status == TRC_OK)
        status = trc_registry_begin_rows(registry, error);
    return status == TRC_OK ? trc_registry_end_rows(registry, undo(registry->db, record, days, error), error) : status;
}
