/* chain.c: each chain from its first row to its last: does every row keep the link that its bytes make? */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "ledger/walk.h"
#include "registry/event_row.h"

#define EVENT_TYPES "biiiiiitiiiiiiTTb"

/* A row of either kind. */
struct link_row {
    bool is_act, is_whole; /* it holds nothing that this program never writes */
    int64_t position;
    uint8_t kept[TRC_LINK_KEPT];
    union {
        struct trc_event event;
        struct trc_act act;
    };
};

/*
 * After the first row that does not fit, the rest is searched for the one that belongs there: it was moved, or another
 * was put before it.
 */
struct search {
    bool begun, found;
    int64_t found_at;
    struct link_row first, right; /* that does not fit; that does */
};

struct chain_walk {
    struct trc_ledger_walk *walk;
    struct trc_chain chain, end; /* so far; as table chain has it */
    uint32_t number;
    bool has_end;
    struct search search;
};

static void read_row(struct trc_db_rows *rows, uint32_t number, struct link_row *row)
{
    const int position = number == TRC_CHAIN_ACTS ? 0 : 3;
    row->is_act = number == TRC_CHAIN_ACTS;
    row->is_whole = trc_ledger_types(rows, row->is_act ? TRC_ACT_TYPES : EVENT_TYPES);
    row->position = trc_db_type(rows, position) == 'i' ? trc_db_int(rows, position) : 0;
    if (!row->is_whole)
        return;
    if (row->is_act)
        trc_act_read(rows, &row->act, row->kept);
    else
        trc_event_row_read(rows, &row->event, row->kept);
    row->is_whole = trc_ledger_fits(rows) && (row->is_act || trc_chain_of(row->event.code_key) == number);
}

/* Is this the row that comes at `position` after the chain? Then *next is the chain with it. */
static bool follows(const struct trc_chain *chain, int64_t position, struct link_row *row, struct trc_chain *next)
{
    uint8_t kept[TRC_LINK_KEPT];
    if (!row->is_whole)
        return false;
    *next = *chain;
    if (row->is_act) {
        row->act.number = position;
        trc_act_link(&row->act, next, kept);
        row->act.number = row->position;
    } else {
        row->event.position = position;
        trc_event_link(&row->event, next, kept);
        row->event.position = row->position;
    }
    return memcmp(kept, row->kept, sizeof kept) == 0;
}

static void describe(const struct link_row *row, char *text, size_t size)
{
    char time[TRC_LEDGER_TIME_SIZE], place[TRC_PLACE_TEXT_SIZE];
    text[0] = '\0';
    if (!row->is_whole) {
        snprintf(text, size, "%s", _("what this program never writes"));
    } else if (row->is_act) {
        snprintf(text, size, "%s %s %s %.100s", trc_ledger_time(row->act.at_s, time), row->act.actor, row->act.verb,
                 row->act.detail);
    } else {
        const struct trc_event *event = &row->event;
        trc_place_format(&event->place, place);
        snprintf(text, size, "%s %s %s batch=%" PRId64 " unit=%" PRIu32 " state=%s %s %.60s",
                 trc_ledger_time(event->at_s, time), trc_event_kind_name(event->kind), place, event->batch_id,
                 event->unit, trc_unit_state_name(event->state), event->actor, event->reason);
    }
}

static struct trc_ledger_finding finding_of(const struct chain_walk *of, enum trc_ledger_fault fault, int64_t position,
                                            const struct link_row *row)
{
    struct trc_ledger_finding finding = {
        .fault = fault,
        .table = of->number == TRC_CHAIN_ACTS ? "act" : "event",
        .chain = of->number,
        .position = position,
    };
    if (row != NULL && row->is_whole && !row->is_act) {
        finding.has_code_key = true;
        memcpy(finding.code_key, row->event.code_key, TRC_CODE_KEY_LEN);
    }
    return finding;
}

/* Where `search.first` stands, what is found of the row that belongs there, and how long the chain was say the kind. */
static enum trc_ledger_fault judge(const struct chain_walk *of, int64_t expected)
{
    const struct search *search = &of->search;
    const bool past_end = of->has_end && expected > of->end.length;
    if (search->found)
        return search->found_at == expected ? TRC_LEDGER_ADDED : TRC_LEDGER_MOVED;
    if (past_end || (search->first.position < expected && search->first.position != 0))
        return TRC_LEDGER_ADDED;
    return search->first.position > expected ? TRC_LEDGER_MISSING : TRC_LEDGER_CHANGED;
}

static void tell_damage(struct chain_walk *of)
{
    const struct search *search = &of->search;
    const enum trc_ledger_fault fault = judge(of, of->chain.length + 1);
    const bool is_other = fault == TRC_LEDGER_MOVED;
    const bool is_second = fault == TRC_LEDGER_ADDED && search->first.position > 0;
    const int64_t position = is_second ? search->first.position : of->chain.length + 1;
    char says[TRC_LEDGER_TEXT_SIZE / 2];
    describe(is_other ? &search->right : &search->first, says, sizeof says);
    struct trc_ledger_finding finding = finding_of(of, fault, position,
                                                   is_other                      ? &search->right
                                                   : fault == TRC_LEDGER_MISSING ? NULL
                                                                                 : &search->first);
    const long long at = position;
    switch (fault) {
    case TRC_LEDGER_MOVED:
        trc_ledger_tell(of->walk, &finding,
                        _("Row %lld of chain %u stands at %lld now: rows changed places. It says: %s"), at,
                        (unsigned)of->number, (long long)search->found_at, says);
        break;
    case TRC_LEDGER_ADDED:
        trc_ledger_tell(of->walk, &finding,
                        _("At row %lld of chain %u one was added that this program did not record. It says: %s"), at,
                        (unsigned)of->number, says);
        break;
    case TRC_LEDGER_MISSING:
        trc_ledger_tell(of->walk, &finding, _("Row %lld of chain %u is missing. The row after it says: %s"), at,
                        (unsigned)of->number, says);
        break;
    default:
        trc_ledger_tell(of->walk, &finding,
                        _("Row %lld of chain %u was changed after it was recorded. It says now: %s"), at,
                        (unsigned)of->number, says);
        break;
    }
}

static void check_kept(struct chain_walk *of)
{
    char time[TRC_LEDGER_TIME_SIZE];
    for (size_t i = 0; i < of->walk->kept_count; i++) {
        const struct trc_checkpoint *kept = &of->walk->kept[i];
        if (kept->length[of->number] != of->chain.length ||
            memcmp(kept->link[of->number], of->chain.link, TRC_LINK_LEN) == 0)
            continue;
        struct trc_ledger_finding finding = finding_of(of, TRC_LEDGER_REWRITTEN, of->chain.length, NULL);
        of->walk->report->whole[of->number] = false;
        trc_ledger_tell(of->walk, &finding,
                        _("Chain %u was rewritten: its first %lld rows are not those of the checkpoint of %s."),
                        (unsigned)of->number, (long long)of->chain.length, trc_ledger_time(kept->at_s, time));
        return; /* once a chain and length */
    }
}

static void check_end(struct chain_walk *of)
{
    const int64_t rows = of->chain.length;
    struct trc_ledger_finding finding =
        finding_of(of, rows < of->end.length ? TRC_LEDGER_MISSING : TRC_LEDGER_END, rows + 1, NULL);
    if (!of->has_end) /* told when table chain was read */
        return;
    if (rows == of->end.length && memcmp(of->chain.link, of->end.link, TRC_LINK_LEN) == 0)
        return;
    of->walk->report->whole[of->number] = false;
    if (rows < of->end.length) {
        trc_ledger_tell(of->walk, &finding, _("Chain %u has lost its last rows: it had %lld and has %lld."),
                        (unsigned)of->number, (long long)of->end.length, (long long)rows);
        return;
    }
    finding.table = "chain";
    trc_ledger_tell(of->walk, &finding, _("Where chain %u ends was changed: table chain does not fit its %lld rows."),
                    (unsigned)of->number, (long long)rows);
}

static void look_for_right(struct search *search, const struct trc_chain *chain, struct link_row *row)
{
    struct trc_chain next;
    if (search->found || !follows(chain, chain->length + 1, row, &next))
        return;
    search->found = true;
    search->found_at = row->position;
    search->right = *row;
}

static void take_row(struct chain_walk *of, struct link_row *row)
{
    struct trc_chain next;
    const int64_t expected = of->chain.length + 1;
    if (!of->search.begun && row->position == expected && follows(&of->chain, expected, row, &next)) {
        of->chain = next;
        check_kept(of);
        return;
    }
    if (!of->search.begun)
        of->search.first = *row;
    of->search.begun = true;
    look_for_right(&of->search, &of->chain, row);
}

static void end_chain(struct chain_walk *of)
{
    if (!of->search.begun) {
        check_end(of);
        return;
    }
    of->walk->report->whole[of->number] = false;
    tell_damage(of);
}

static void read_and_take(struct chain_walk *of, struct trc_db_rows *rows, struct link_row *row)
{
    read_row(rows, of->number, row);
    take_row(of, row);
    of->walk->report->rows[of->number]++;
    trc_ledger_count(of->walk);
}

/* One after the other in one walk. Events of no chain are told with their units. */
static enum trc_status walk_events(struct trc_ledger_walk *walk, struct chain_walk chains[TRC_CHAINS])
{
    struct trc_db_rows rows;
    struct link_row row;
    trc_db_walk(walk->db, &rows,
                "SELECT " TRC_EVENT_COLUMNS " FROM event ORDER BY " TRC_LEDGER_SORTED("chain") ", position", NULL,
                walk->error);
    while (trc_ledger_next(walk, &rows)) {
        const int64_t chain = trc_db_type(&rows, 2) == 'i' ? trc_db_int(&rows, 2) : -1;
        if (chain >= 0 && chain < TRC_CHAINS)
            read_and_take(&chains[chain], &rows, &row);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    for (uint32_t i = 0; i < TRC_CHAINS && status == TRC_OK; i++)
        end_chain(&chains[i]);
    return status;
}

static enum trc_status walk_acts(struct chain_walk *of)
{
    struct trc_ledger_walk *walk = of->walk;
    struct trc_db_rows rows;
    struct link_row row;
    trc_db_walk(walk->db, &rows, "SELECT " TRC_ACT_COLUMNS " FROM act ORDER BY number", NULL, walk->error);
    while (trc_ledger_next(walk, &rows)) {
        read_and_take(of, &rows, &row);
        if (row.is_whole)
            rows.status = trc_ledger_take_act(walk, &row.act);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK)
        end_chain(of);
    return status;
}

static bool read_end(struct trc_db_rows *rows, struct chain_walk *of)
{
    size_t len;
    const void *link = trc_db_bytes(rows, 2, &len);
    of->end.length = trc_db_int(rows, 1);
    if (len == TRC_LINK_LEN)
        memcpy(of->end.link, link, len);
    return of->end.length >= 0 && len == (of->end.length > 0 ? TRC_LINK_LEN : 0);
}

/* The rows of table chain: one for each chain. */
static enum trc_status read_ends(struct trc_ledger_walk *walk, struct chain_walk ends[TRC_LEDGER_CHAINS])
{
    struct trc_db_rows rows;
    trc_db_query(walk->db, &rows, "SELECT number, length, hash FROM chain ORDER BY number", NULL, walk->error);
    while (trc_ledger_next(walk, &rows)) {
        const bool fits = trc_ledger_types(&rows, "iiB");
        const int64_t number = fits ? trc_db_int(&rows, 0) : -1;
        if (number >= 0 && number < TRC_LEDGER_CHAINS && read_end(&rows, &ends[number]))
            ends[number].has_end = true;
        else if (number < 0 || number >= TRC_LEDGER_CHAINS)
            trc_ledger_tell_row(walk, TRC_LEDGER_ADDED, "chain", _("Table chain has a row that is of no chain."));
    }
    for (uint32_t i = 0; i < TRC_LEDGER_CHAINS; i++)
        walk->step.total += ends[i].has_end ? ends[i].end.length * (i == TRC_CHAIN_ACTS ? 1 : 2) : 0;
    return trc_db_close_rows(&rows);
}

static void tell_no_end(struct chain_walk *of)
{
    struct trc_ledger_finding finding = {.fault = TRC_LEDGER_END, .table = "chain", .chain = of->number};
    of->walk->report->whole[of->number] = false;
    trc_ledger_tell(of->walk, &finding, _("Where chain %u ends is not kept in table chain any more."),
                    (unsigned)of->number);
}

/* A registry that was restored has lost the ends of all chains at once: told once for each checkpoint. */
static void check_age(struct trc_ledger_walk *walk)
{
    char time[TRC_LEDGER_TIME_SIZE];
    for (size_t i = 0; i < walk->kept_count; i++)
        for (uint32_t number = 0; number < TRC_LEDGER_CHAINS; number++) {
            const long long had = walk->kept[i].length[number], has = walk->report->rows[number];
            if (has >= had)
                continue;
            struct trc_ledger_finding finding = {
                .fault = TRC_LEDGER_OLDER, .table = "", .chain = number, .position = has + 1};
            trc_ledger_tell(walk, &finding,
                            _("The registry is older than the checkpoint of %s, or its end was cut off: chain %u had "
                              "%lld rows then and has %lld."),
                            trc_ledger_time(walk->kept[i].at_s, time), (unsigned)number, had, has);
            break;
        }
}

enum trc_status trc_ledger_check_chains(struct trc_ledger_walk *walk)
{
    struct chain_walk chains[TRC_LEDGER_CHAINS];
    memset(chains, 0, sizeof chains);
    for (uint32_t i = 0; i < TRC_LEDGER_CHAINS; i++) {
        chains[i].walk = walk;
        chains[i].number = i;
        walk->report->whole[i] = true;
    }
    enum trc_status status = read_ends(walk, chains);
    for (uint32_t i = 0; i < TRC_LEDGER_CHAINS && status == TRC_OK; i++) {
        if (!chains[i].has_end)
            tell_no_end(&chains[i]);
        check_kept(&chains[i]); /* that a chain was empty which is said to have been */
    }
    if (status == TRC_OK)
        status = walk_events(walk, chains);
    if (status == TRC_OK)
        status = walk_acts(&chains[TRC_CHAIN_ACTS]);
    if (status == TRC_OK)
        check_age(walk);
    return status == TRC_OK ? walk->status : status;
}
