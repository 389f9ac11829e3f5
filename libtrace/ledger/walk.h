/* walk.h: what the parts of verifying the ledger share. Internal to ledger/. */
#ifndef TRC_LEDGER_WALK_H
#define TRC_LEDGER_WALK_H

#include <trc/ledger.h>

#include "db/db.h"
#include "registry/act.h"
#include "registry/set.h"

#define TRC_LEDGER_TIME_SIZE 24

/** What an act stands for, beside batches and activations. The first ones are those of set.h. */
enum trc_ledger_thing {
    TRC_THING_POLICY = TRC_SET_KIND_COUNT,
    TRC_THING_LIFT,
    TRC_THING_COMPLETE,
    TRC_THING_SHIPMENT,
    TRC_THING_RECALL,
    TRC_THING_COUNT
};

/** An act that a row must agree with: of several of one thing the last. */
struct trc_ledger_known {
    uint8_t thing, rule;
    bool removes; /* there must be no row */
    bool seen;    /* there was one */
    int64_t a, b; /* which thing of its kind */
    int64_t act;
};

/** What acts say of a batch that was issued since there is a ledger; its id is its place in the array. */
struct trc_ledger_batch {
    int64_t act;    /* 0: none */
    int64_t active; /* units that were released */
};

struct trc_ledger_acts {
    struct trc_ledger_known *known; /* in order of acts; then sorted */
    size_t known_count;
    struct trc_ledger_batch *batch;
    size_t batch_count;
    bool begins;      /* the first act says after which batch */
    int64_t before;   /* the last batch without an act */
    int64_t kept;     /* the same as counter before_ledger has it */
    int64_t earlier;  /* a batch up to that one that has one; 0: none */
    int64_t latest_s; /* the latest time that one tells; 0: none */
};

/** A verification under way. */
struct trc_ledger_walk {
    struct trc_db *db;
    struct trc_error *error;
    const struct trc_checkpoint *kept;
    size_t kept_count;
    trc_ledger_visit *visit;
    void *context;
    struct trc_ledger_report *report;
    struct trc_ledger_step step;
    enum trc_status status; /* another than TRC_OK: somebody wants to stop */
    struct trc_ledger_acts acts;
};

/* report.c */

/** Tell a finding; its text is made from the format. */
void trc_ledger_tell(struct trc_ledger_walk *walk, struct trc_ledger_finding *finding, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/** The same for what is in no chain. */
void trc_ledger_tell_row(struct trc_ledger_walk *walk, enum trc_ledger_fault fault, const char *table, const char *fmt,
                         ...) __attribute__((format(printf, 4, 5)));
/** One more row is done. */
void trc_ledger_count(struct trc_ledger_walk *walk);
/** "2026-11-28T05:00:00Z"; a number for what is no time. Returns `text`. */
const char *trc_ledger_time(int64_t at_s, char text[TRC_LEDGER_TIME_SIZE]);

/* read.c */

/** A column to sort by that no index is sorted by: rows are read as they lie in the table, and sorted then. Twice as
 * fast as an index that leads all over the table, and no index is believed. */
#define TRC_LEDGER_SORTED(column) "COALESCE(" column ", " column ")"

/** Are the columns of the present row of these types? A capital letter: or NULL, and then never empty. */
bool trc_ledger_types(struct trc_db_rows *rows, const char *types);
/** The next row; false at the end, after a failure, and when somebody wants to stop. */
bool trc_ledger_next(struct trc_ledger_walk *walk, struct trc_db_rows *rows);
/** After reading the present row: did every value fit? The walk goes on in any case. */
bool trc_ledger_fits(struct trc_db_rows *rows);
/** Read one act by its number; it is all zeros when there is none that can be read. */
TRC_MUST_USE enum trc_status trc_ledger_read_act(struct trc_ledger_walk *walk, int64_t number, struct trc_act *act);

/* chain.c: each chain from its first row to its last. */
TRC_MUST_USE enum trc_status trc_ledger_check_chains(struct trc_ledger_walk *walk);

/* foreign.c: triggers, rules, views and tables that are not ours. */
TRC_MUST_USE enum trc_status trc_ledger_check_foreign(struct trc_ledger_walk *walk);

/* units.c: what is known of units against their events. */
TRC_MUST_USE enum trc_status trc_ledger_check_units(struct trc_ledger_walk *walk);

/* acts.c: what acts say, gathered while their chain is walked. */
TRC_MUST_USE enum trc_status trc_ledger_take_act(struct trc_ledger_walk *walk, const struct trc_act *act);
void trc_ledger_sort_acts(struct trc_ledger_acts *acts);
/** The last act of a thing, which is seen from now on; NULL. */
struct trc_ledger_known *trc_ledger_find_act(struct trc_ledger_acts *acts, unsigned thing, int64_t a, int64_t b,
                                             unsigned rule);
/** What acts say of a batch; NULL when they say nothing of it. */
struct trc_ledger_batch *trc_ledger_find_batch(struct trc_ledger_acts *acts, int64_t id);

/* rows.c: shipments, recalls, policies and what is set, against acts. */
TRC_MUST_USE enum trc_status trc_ledger_check_rows(struct trc_ledger_walk *walk);
/** Tell a row that cannot be read, with what is left of the number that names it. */
void trc_ledger_tell_unreadable(struct trc_ledger_walk *walk, const char *table, const char *column, int64_t number);
/** Does an act say just this? `actor` or `at_s` NULL: any. Tells when it does not. */
TRC_MUST_USE enum trc_status trc_ledger_compare(struct trc_ledger_walk *walk, const char *table, int64_t act,
                                                const char *actor, const int64_t *at_s, const char *detail);

/* batches.c: batches, their own serials and activations, against acts; and the counters against them. */
TRC_MUST_USE enum trc_status trc_ledger_check_batches(struct trc_ledger_walk *walk);
/* counters.c */
TRC_MUST_USE enum trc_status trc_ledger_read_before(struct trc_ledger_walk *walk);
TRC_MUST_USE enum trc_status trc_ledger_check_counters(struct trc_ledger_walk *walk);

#endif
