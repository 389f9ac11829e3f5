/* acts.c: what acts say, gathered while their chain is walked: of each thing, which act is the last. */
#include <stdlib.h>
#include <string.h>
#include <trc/policy.h>

#include "base/error.h"
#include "ledger/walk.h"

/* An array that doubles, with room for one more element; false when memory ran out. */
static bool grow(void **array, size_t count, size_t element_size)
{
    if ((count & (count - 1)) != 0) /* its room is the next power of two */
        return true;
    void *grown = realloc(*array, (count == 0 ? 1 : 2 * count) * element_size);
    if (grown != NULL)
        *array = grown;
    return grown != NULL;
}

/* The number after `name`, which stands at *at or after one blank there. */
static bool take_number(const char **at, const char *name, int64_t *number)
{
    char *end;
    *at += **at == ' ';
    const size_t len = strlen(name);
    if (strncmp(*at, name, len) != 0 || strspn(*at + len, "0123456789") == 0)
        return false;
    *number = strtoll(*at + len, &end, 10);
    *at = end;
    return true;
}

static enum trc_status add_known(struct trc_ledger_walk *walk, struct trc_ledger_known known)
{
    struct trc_ledger_acts *acts = &walk->acts;
    void *array = acts->known;
    if (!grow(&array, acts->known_count, sizeof known))
        return trc_error_set(walk->error, TRC_ERR_MEMORY, _("Memory ran out."));
    acts->known = array;
    acts->known[acts->known_count++] = known;
    return TRC_OK;
}

static enum trc_status take_issue(struct trc_ledger_walk *walk, const struct trc_act *act)
{
    enum { GAP_MAX = 1024 }; /* acts that may be missing: more make no array of any size */
    struct trc_ledger_acts *acts = &walk->acts;
    const char *at = act->detail;
    int64_t id;
    if (!take_number(&at, "batch=", &id))
        return TRC_OK;
    if (id <= acts->before)
        acts->earlier = id;
    if (id <= acts->before || id - acts->before > walk->report->rows[TRC_CHAIN_ACTS] + GAP_MAX)
        return TRC_OK;
    while (acts->batch_count < (size_t)(id - acts->before)) {
        void *array = acts->batch;
        if (!grow(&array, acts->batch_count, sizeof *acts->batch))
            return trc_error_set(walk->error, TRC_ERR_MEMORY, _("Memory ran out."));
        acts->batch = array;
        acts->batch[acts->batch_count++] = (struct trc_ledger_batch){0};
    }
    struct trc_ledger_batch *batch = trc_ledger_find_batch(acts, id);
    if (batch != NULL && batch->act == 0)
        batch->act = act->number;
    return TRC_OK;
}

struct trc_ledger_batch *trc_ledger_find_batch(struct trc_ledger_acts *acts, int64_t id)
{
    const bool is_there = id > acts->before && id - acts->before <= (int64_t)acts->batch_count;
    return is_there ? &acts->batch[id - acts->before - 1] : NULL;
}

/* A run as an act has it: units of a batch, in a row that begins at `run`. */
struct released {
    int64_t batch_id, first, last, run;
};

static bool holds(struct trc_db_rows *rows, const struct released *released, int64_t at_s)
{
    return trc_ledger_types(rows, "iii") && trc_db_int(rows, 0) == released->run &&
           trc_db_int(rows, 1) >= released->last && trc_db_int(rows, 2) == at_s;
}

/* Asked at once rather than remembered: a line that releases unit by unit makes millions of these acts. */
static enum trc_status take_activate(struct trc_ledger_walk *walk, const struct trc_act *act)
{
    const char *at = act->detail;
    struct released released;
    struct trc_db_rows rows;
    bool found = false;
    if (!take_number(&at, "batch=", &released.batch_id) || !take_number(&at, "units=", &released.first) ||
        !take_number(&at, "-", &released.last) || !take_number(&at, "run=", &released.run))
        return TRC_OK;
    trc_db_query(walk->db, &rows,
                 "SELECT first_unit, last_unit, at_s FROM activation WHERE batch_id = $1 AND last_unit >= $2"
                 " ORDER BY last_unit LIMIT 1",
                 DB_ARGS(DB_INT(released.batch_id), DB_INT(released.last)), walk->error);
    while (trc_ledger_next(walk, &rows))
        found = holds(&rows, &released, act->at_s);
    const enum trc_status status = trc_db_close_rows(&rows);
    struct trc_ledger_batch *batch = trc_ledger_find_batch(&walk->acts, released.batch_id);
    if (batch != NULL)
        batch->active += released.last - released.first + 1;
    if (status == TRC_OK && !found)
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "activation",
                            _("Units %lld to %lld of batch %lld are not active as act %lld released them."),
                            (long long)released.first, (long long)released.last, (long long)released.batch_id,
                            (long long)act->number);
    return status;
}

static enum trc_status take_policy(struct trc_ledger_walk *walk, const struct trc_act *act, bool removes)
{
    struct trc_ledger_known known = {.thing = TRC_THING_POLICY, .removes = removes, .act = act->number};
    static const char gtin_is[] = "gtin=";
    char gtin[TRC_GTIN_SIZE] = "", name[32] = "";
    const char *at = act->detail + sizeof gtin_is - 1;
    const size_t len = strcspn(at, " ");
    if (strncmp(act->detail, gtin_is, sizeof gtin_is - 1) != 0 || len >= sizeof gtin)
        return TRC_OK;
    memcpy(gtin, at, len);
    at += len;
    if (!take_number(&at, "batch=", &known.b) || *at != ' ' || strcspn(at + 1, "=") >= sizeof name)
        return TRC_OK;
    memcpy(name, at + 1, strcspn(at + 1, "="));
    known.a = trc_set_gtin_number(gtin);
    known.rule = trc_policy_find(name);
    return add_known(walk, known);
}

static bool take_set_key(enum trc_set_kind kind, const char *detail, struct trc_ledger_known *known)
{
    switch (kind) {
    case TRC_SET_KEY:
        return take_number(&detail, "id=", &known->a);
    case TRC_SET_PRODUCT:
        return take_number(&detail, "gtin=", &known->a);
    case TRC_SET_PRINT:
        return take_number(&detail, "batch=", &known->a) && take_number(&detail, "number=", &known->b);
    default:
        return true;
    }
}

static enum trc_status take_set(struct trc_ledger_walk *walk, const struct trc_act *act)
{
    for (enum trc_set_kind kind = 0; kind < TRC_SET_KIND_COUNT; kind++) {
        struct trc_ledger_known known = {.thing = (uint8_t)kind, .act = act->number};
        if (strcmp(act->verb, trc_set_tables[kind].verb) == 0 && take_set_key(kind, act->detail, &known))
            return add_known(walk, known);
    }
    return TRC_OK;
}

static enum trc_status take_numbered(struct trc_ledger_walk *walk, const struct trc_act *act,
                                     enum trc_ledger_thing thing, const char *name)
{
    struct trc_ledger_known known = {.thing = thing, .a = act->number, .act = act->number};
    const char *at = act->detail;
    return name != NULL && !take_number(&at, name, &known.a) ? TRC_OK : add_known(walk, known);
}

/* Where the ledger begins stands in it, as its first act: what the counter says instead is looked at later. */
static void take_begin(struct trc_ledger_walk *walk, const struct trc_act *act)
{
    const char *at = act->detail;
    int64_t before;
    if (act->number != 1 || !take_number(&at, "before=", &before))
        return;
    walk->acts.begins = true;
    walk->acts.before = before;
}

/* An act that is not understood stands for no row: those that it was made of will have none. */
enum trc_status trc_ledger_take_act(struct trc_ledger_walk *walk, const struct trc_act *act)
{
    if (act->at_s > walk->acts.latest_s)
        walk->acts.latest_s = act->at_s;
    if (strcmp(act->verb, TRC_BEGIN_VERB) == 0)
        take_begin(walk, act);
    if (strcmp(act->verb, "issue") == 0)
        return take_issue(walk, act);
    if (strcmp(act->verb, "activate") == 0)
        return take_activate(walk, act);
    if (strcmp(act->verb, "policy") == 0 || strcmp(act->verb, "policy-default") == 0)
        return take_policy(walk, act, act->verb[6] != '\0');
    if (strcmp(act->verb, "ship") == 0)
        return take_numbered(walk, act, TRC_THING_SHIPMENT, NULL);
    if (strcmp(act->verb, "recall") == 0)
        return take_numbered(walk, act, TRC_THING_RECALL, NULL);
    if (strcmp(act->verb, "lift") == 0)
        return take_numbered(walk, act, TRC_THING_LIFT, "recall=");
    if (strcmp(act->verb, "complete") == 0)
        return take_numbered(walk, act, TRC_THING_COMPLETE, "batch=");
    return take_set(walk, act);
}

static int order(int64_t x, int64_t y)
{
    return (x > y) - (x < y);
}

static int by_thing(const void *left, const void *right)
{
    const struct trc_ledger_known *x = left, *y = right;
    int found = order(x->thing, y->thing);
    found = found != 0 ? found : order(x->a, y->a);
    found = found != 0 ? found : order(x->b, y->b);
    return found != 0 ? found : order(x->rule, y->rule);
}

static int by_act(const void *left, const void *right)
{
    const struct trc_ledger_known *x = left, *y = right;
    const int found = by_thing(x, y);
    return found != 0 ? found : order(x->act, y->act);
}

void trc_ledger_sort_acts(struct trc_ledger_acts *acts)
{
    size_t left = 0;
    if (acts->known_count == 0)
        return;
    qsort(acts->known, acts->known_count, sizeof *acts->known, by_act);
    for (size_t i = 1; i < acts->known_count; i++) {
        if (by_thing(&acts->known[left], &acts->known[i]) != 0)
            left++;
        acts->known[left] = acts->known[i];
    }
    acts->known_count = left + 1;
}

struct trc_ledger_known *trc_ledger_find_act(struct trc_ledger_acts *acts, unsigned thing, int64_t a, int64_t b,
                                             unsigned rule)
{
    const struct trc_ledger_known key = {.thing = (uint8_t)thing, .rule = (uint8_t)rule, .a = a, .b = b};
    if (acts->known_count == 0)
        return NULL;
    struct trc_ledger_known *found = bsearch(&key, acts->known, acts->known_count, sizeof *acts->known, by_thing);
    if (found != NULL)
        found->seen = true;
    return found;
}
