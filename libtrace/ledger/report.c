/* report.c: telling what a verification finds. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/date.h"
#include "ledger/walk.h"

static const char *const names[TRC_LEDGER_FAULT_COUNT] = {
#define NAME(name, id) id,
    TRC_LEDGER_FAULT_MAP(NAME)
#undef NAME
};

const char *trc_ledger_fault_name(enum trc_ledger_fault fault)
{
    return (unsigned)fault < TRC_LEDGER_FAULT_COUNT ? names[fault] : "?";
}

static void show(struct trc_ledger_walk *walk, const struct trc_ledger_finding *finding)
{
    struct trc_ledger_step step = walk->step;
    step.finding = finding;
    step.done = step.done < step.total ? step.done : step.total;
    if (walk->visit != NULL && walk->status == TRC_OK)
        walk->status = walk->visit(walk->context, &step);
}

static void add(struct trc_ledger_walk *walk, const struct trc_ledger_finding *finding)
{
    const bool is_file = finding->fault == TRC_LEDGER_FILE;
    walk->report->file_faults += is_file;
    walk->report->findings += !is_file;
    show(walk, finding);
}

void trc_ledger_tell(struct trc_ledger_walk *walk, struct trc_ledger_finding *finding, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(finding->text, sizeof finding->text, fmt, args);
    va_end(args);
    add(walk, finding);
}

void trc_ledger_tell_row(struct trc_ledger_walk *walk, enum trc_ledger_fault fault, const char *table, const char *fmt,
                         ...)
{
    struct trc_ledger_finding finding = {.fault = fault, .table = table, .chain = TRC_LEDGER_CHAINS};
    va_list args;
    va_start(args, fmt);
    vsnprintf(finding.text, sizeof finding.text, fmt, args);
    va_end(args);
    add(walk, &finding);
}

void trc_ledger_count(struct trc_ledger_walk *walk)
{
    enum { REPORT_ROWS = 1000 };
    if (++walk->step.done % REPORT_ROWS == 0)
        show(walk, NULL);
}

const char *trc_ledger_time(int64_t at_s, char text[TRC_LEDGER_TIME_SIZE])
{
    enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };
    const int64_t year_10000 = 253402300800;
    if (at_s < 0 || at_s >= year_10000) {
        snprintf(text, TRC_LEDGER_TIME_SIZE, "%" PRId64, at_s);
        return text;
    }
    const struct trc_date day = trc_date_from_days(at_s / DAY);
    const int second = (int)(at_s % DAY);
    snprintf(text, TRC_LEDGER_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)day.year % 10000,
             (unsigned)day.month % 100, (unsigned)day.day % 100, (unsigned)second / HOUR % 24,
             (unsigned)second / MINUTE % 60, (unsigned)second % MINUTE);
    return text;
}
