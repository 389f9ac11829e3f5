/* rows.c: rows that acts made: each must say what its act says, and each act must have its row. */
#include <stdio.h>
#include <string.h>
#include <trc/policy.h>

#include "base/error.h"
#include "ledger/walk.h"
#include "registry/act_rows.h"
#include "registry/row_digest.h"

/* `row`: what names it, such as "act=7". */
static void tell_added(struct trc_ledger_walk *walk, const char *table, const char *row)
{
    trc_ledger_tell_row(walk, TRC_LEDGER_ADDED, table, _("Table %s has a row that no act made: %s."), table, row);
}

void trc_ledger_tell_unreadable(struct trc_ledger_walk *walk, const char *table, const char *column, int64_t number)
{
    trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, table,
                        _("Table %s has a row with a value that is never written: %s=%lld."), table, column,
                        (long long)number);
}

static void name_set_row(enum trc_set_kind kind, struct trc_set_key key, char name[TRC_SET_DETAIL_SIZE])
{
    char *end;
    trc_set_detail(kind, key, "", name);
    end = strstr(name, "sha256=");
    if (end != NULL && end > name)
        end[-1] = '\0';
    if (end == name)
        snprintf(name, TRC_SET_DETAIL_SIZE, "%s", trc_set_tables[kind].name);
}

enum trc_status trc_ledger_compare(struct trc_ledger_walk *walk, const char *table, int64_t number, const char *actor,
                                   const int64_t *at_s, const char *detail)
{
    struct trc_act act;
    const enum trc_status status = trc_ledger_read_act(walk, number, &act);
    if (status != TRC_OK || (strcmp(act.detail, detail) == 0 && (actor == NULL || strcmp(act.actor, actor) == 0) &&
                             (at_s == NULL || act.at_s == *at_s)))
        return status;
    trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, table,
                        _("A row of table %s is not what act %lld made. By the act: %.150s. By the row: %.150s"), table,
                        (long long)number, act.detail, detail);
    return TRC_OK;
}

/* --- what is set as a whole --- */

static enum trc_status check_set_row(struct trc_ledger_walk *walk, enum trc_set_kind kind, struct trc_set_key key,
                                     struct trc_digest *digest)
{
    char text[TRC_DIGEST_TEXT_SIZE], detail[TRC_SET_DETAIL_SIZE];
    const struct trc_ledger_known *known = trc_ledger_find_act(&walk->acts, kind, key.a, key.b, 0);
    walk->report->table_rows++;
    if (known == NULL) {
        name_set_row(kind, key, detail);
        tell_added(walk, trc_set_tables[kind].name, detail);
        return TRC_OK;
    }
    trc_digest_end(digest, text);
    trc_set_detail(kind, key, text, detail);
    return trc_ledger_compare(walk, trc_set_tables[kind].name, known->act, NULL, NULL, detail);
}

static enum trc_status check_set(struct trc_ledger_walk *walk, enum trc_set_kind kind)
{
    const struct trc_set_table *table = &trc_set_tables[kind];
    struct trc_set_key key = {0};
    struct trc_digest digest;
    struct trc_db_rows rows;
    bool has_rows = false;
    trc_digest_begin(&digest);
    trc_db_walk(walk->db, &rows, table->all_sql, NULL, walk->error);
    while (trc_ledger_next(walk, &rows)) {
        has_rows = true;
        trc_row_digest_add(&digest, &rows, table->columns);
        if (table->is_one)
            continue;
        const bool is_key = trc_set_read_key(kind, &rows, &key);
        if (!trc_ledger_fits(&rows) || !is_key)
            tell_added(walk, table->name, "?");
        else
            rows.status = check_set_row(walk, kind, key, &digest);
        trc_digest_begin(&digest);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK && table->is_one && has_rows ? check_set_row(walk, kind, key, &digest) : status;
}

/* --- shipments, recalls, policies --- */

static enum trc_status check_shipment(struct trc_ledger_walk *walk, struct trc_db_rows *rows)
{
    struct trc_shipment s;
    char detail[TRC_ACT_DETAIL_MAX + 1];
    const bool is_typed = trc_ledger_types(rows, TRC_SHIPMENT_TYPES);
    trc_shipment_read(rows, &s);
    if (!trc_ledger_fits(rows) || !is_typed) {
        trc_ledger_tell_unreadable(walk, "shipment", "act", s.act);
        return TRC_OK;
    }
    if (trc_ledger_find_act(&walk->acts, TRC_THING_SHIPMENT, s.act, 0, 0) == NULL) {
        snprintf(detail, sizeof detail, "act=%lld", (long long)s.act);
        tell_added(walk, "shipment", detail);
        return TRC_OK;
    }
    snprintf(detail, sizeof detail, TRC_SHIPMENT_DETAIL, (long long)s.batch_id, (unsigned long)s.first_unit,
             (unsigned long)s.last_unit, s.regions);
    return trc_ledger_compare(walk, "shipment", s.act, s.actor, &s.at_s, detail);
}

static enum trc_status check_lift(struct trc_ledger_walk *walk, const struct trc_recall *r)
{
    char detail[TRC_ACT_DETAIL_MAX + 1];
    const struct trc_ledger_known *lift = trc_ledger_find_act(&walk->acts, TRC_THING_LIFT, r->id, 0, 0);
    if (lift != NULL) {
        snprintf(detail, sizeof detail, TRC_LIFT_DETAIL, (long long)r->id, r->lift_reason);
        return trc_ledger_compare(walk, "recall", lift->act, r->lifted_by, &r->lifted_at_s, detail);
    }
    if (r->lifted_at_s != 0 || r->lifted_by[0] != '\0' || r->lift_reason[0] != '\0')
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "recall", _("Recall %lld is lifted, and no act has lifted it."),
                            (long long)r->id);
    return TRC_OK;
}

static enum trc_status check_recall(struct trc_ledger_walk *walk, struct trc_db_rows *rows)
{
    struct trc_recall r;
    char detail[TRC_ACT_DETAIL_MAX + 1];
    const bool is_typed = trc_ledger_types(rows, TRC_RECALL_TYPES);
    trc_recall_read(rows, &r);
    if (!trc_ledger_fits(rows) || !is_typed) {
        trc_ledger_tell_unreadable(walk, "recall", "act", r.id);
        return TRC_OK;
    }
    if (trc_ledger_find_act(&walk->acts, TRC_THING_RECALL, r.id, 0, 0) == NULL) {
        snprintf(detail, sizeof detail, "act=%lld", (long long)r.id);
        tell_added(walk, "recall", detail);
        return TRC_OK;
    }
    snprintf(detail, sizeof detail, TRC_RECALL_DETAIL, r.gtin, r.lot, (long long)r.batch_id,
             (unsigned long)r.first_unit, (unsigned long)r.last_unit, r.url, r.reason);
    const enum trc_status status = trc_ledger_compare(walk, "recall", r.id, r.actor, &r.at_s, detail);
    return status == TRC_OK ? check_lift(walk, &r) : status;
}

static enum trc_status check_policy(struct trc_ledger_walk *walk, struct trc_db_rows *rows)
{
    char gtin[TRC_GTIN_SIZE], rule[32], detail[TRC_ACT_DETAIL_MAX + 1];
    const bool is_typed = trc_ledger_types(rows, "titi");
    const int64_t batch_id = trc_db_int(rows, 1), value = trc_db_int(rows, 3);
    trc_db_text(rows, 0, gtin, sizeof gtin);
    trc_db_text(rows, 2, rule, sizeof rule);
    if (!trc_ledger_fits(rows) || !is_typed) {
        trc_ledger_tell_unreadable(walk, "policy", "batch_id", batch_id);
        return TRC_OK;
    }
    snprintf(detail, sizeof detail, TRC_POLICY_DETAIL, gtin, (long long)batch_id, rule, (long long)value);
    const struct trc_ledger_known *known =
        trc_ledger_find_act(&walk->acts, TRC_THING_POLICY, trc_set_gtin_number(gtin), batch_id, trc_policy_find(rule));
    if (known == NULL || known->removes) {
        tell_added(walk, "policy", detail);
        return TRC_OK;
    }
    return trc_ledger_compare(walk, "policy", known->act, NULL, NULL, detail);
}

static enum trc_status check_table(struct trc_ledger_walk *walk, const char *sql,
                                   enum trc_status (*check)(struct trc_ledger_walk *walk, struct trc_db_rows *rows))
{
    struct trc_db_rows rows;
    trc_db_walk(walk->db, &rows, sql, NULL, walk->error);
    while (trc_ledger_next(walk, &rows)) {
        walk->report->table_rows++;
        rows.status = check(walk, &rows);
    }
    return trc_db_close_rows(&rows);
}

/* --- acts without a row --- */

static const char *table_of(unsigned thing)
{
    return thing < TRC_SET_KIND_COUNT    ? trc_set_tables[thing].name
           : thing == TRC_THING_SHIPMENT ? "shipment"
           : thing == TRC_THING_RECALL   ? "recall"
           : thing == TRC_THING_POLICY   ? "policy"
                                         : NULL; /* beside a row that is missed by itself */
}

static void check_unseen(struct trc_ledger_walk *walk)
{
    for (size_t i = 0; i < walk->acts.known_count; i++) {
        const struct trc_ledger_known *known = &walk->acts.known[i];
        const char *table = table_of(known->thing);
        if (!known->seen && !known->removes && table != NULL)
            trc_ledger_tell_row(walk, TRC_LEDGER_MISSING, table,
                                _("The row of table %s that act %lld made is missing."), table, (long long)known->act);
    }
}

enum trc_status trc_ledger_check_rows(struct trc_ledger_walk *walk)
{
    enum trc_status status = TRC_OK;
    for (enum trc_set_kind kind = 0; kind < TRC_SET_KIND_COUNT && status == TRC_OK; kind++)
        status = check_set(walk, kind);
    if (status == TRC_OK)
        status = check_table(walk, "SELECT " TRC_SHIPMENT_COLUMNS " FROM shipment ORDER BY act", check_shipment);
    if (status == TRC_OK)
        status = check_table(walk, "SELECT " TRC_RECALL_COLUMNS " FROM recall ORDER BY act", check_recall);
    if (status == TRC_OK)
        status = check_table(walk, "SELECT gtin, batch_id, rule, value FROM policy ORDER BY gtin, batch_id, rule",
                             check_policy);
    if (status == TRC_OK)
        check_unseen(walk);
    return status == TRC_OK ? walk->status : status;
}
