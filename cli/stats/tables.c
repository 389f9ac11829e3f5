/* tables.c: the report on a terminal: short tables with bars, for people who look rather than read. */
#include <inttypes.h>
#include <string.h>

#include "common/console.h"
#include "common/convert.h"
#include "common/place_text.h"
#include "common/text.h"
#include "show.h"
#include "words.h"

enum { NAME_CELLS = 34, NUMBER_CELLS = 11, BAR_CELLS = 30, ROWS = 31 };

/* Told apart without colours too. */
static const char *const glyph[SHADE_COUNT] = {"█", "▓", "░", "▒", "▚"};
static const char *const colour[SHADE_COUNT] = {"\033[32m", "\033[34m", "\033[90m", "\033[33m", "\033[31m"};

static void print_number(int64_t number)
{
    char words[NUMBER_SIZE];
    printf("%*s", NUMBER_CELLS, number_words(number, words));
}

static void print_shade(enum shade shade, int64_t cells)
{
    const bool colours = console_has_colour(stdout);
    if (cells > 0 && colours)
        fputs(colour[shade], stdout);
    for (int64_t i = 0; i < cells; i++)
        fputs(glyph[shade], stdout);
    if (cells > 0 && colours)
        fputs("\033[0m", stdout);
}

/* What there is at all takes one cell at least: one counterfeit among thousands is seen. */
static void print_bar(const int64_t part[SHADE_COUNT], int64_t most)
{
    fputs("  ", stdout);
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++) {
        const int64_t cells = most > 0 ? (int64_t)((double)part[shade] * BAR_CELLS / (double)most + 0.5) : 0;
        print_shade(shade, part[shade] > 0 && cells == 0 ? 1 : cells);
    }
    putchar('\n');
}

static void print_heading(const char *what, const char *second, const char *third)
{
    putchar('\n');
    console_print_cell(stdout, what, second[0] != '\0' ? NAME_CELLS + 1 : 0);
    console_print_cell_right(stdout, second, second[0] != '\0' ? NUMBER_CELLS : 0);
    console_print_cell_right(stdout, third, third[0] != '\0' ? NUMBER_CELLS : 0);
    putchar('\n');
}

/* Names are given by people, and may be longer than their column. */
static void print_name(const char *name)
{
    console_print_cut(stdout, name, NAME_CELLS);
    putchar(' ');
}

static void print_row(const char *name, const struct trc_scan_stats *stats, int64_t most)
{
    int64_t part[SHADE_COUNT];
    shades_of_scans(stats, part);
    print_name(name);
    print_number(stats->scans);
    print_number(stats->counted);
    print_bar(part, most);
}

static void print_head(const struct report *report)
{
    const struct report_wish *wish = &report->wish;
    char first[DAY_SIZE], last[DAY_SIZE];
    printf(_("Scans from %s to %s, days of UTC"), day_words(wish->filter.first_day, first),
           day_words(wish->filter.last_day, last));
    if (wish->filter.gtin != NULL)
        printf("  %s", wish->filter.gtin);
    putchar('\n');
}

static void print_all(const struct report *report)
{
    int64_t part[SHADE_COUNT], only[SHADE_COUNT];
    char words[NUMBER_SIZE];
    shades_of_scans(&report->all, part);
    print_heading(_("verdict"), _("scans"), "");
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++) {
        if (part[shade] == 0)
            continue;
        memset(only, 0, sizeof only);
        only[shade] = part[shade];
        print_name(shade_words(shade));
        print_number(part[shade]);
        printf("%*.1f%%", NUMBER_CELLS - 1,
               report->all.scans > 0 ? 100.0 * (double)part[shade] / (double)report->all.scans : 0.0);
        print_bar(only, report->all.scans);
    }
    print_name(_("together"));
    print_number(report->all.scans);
    printf("   ");
    printf(_("%s without repeats"), number_words(report->all.counted, words));
    putchar('\n');
}

/* From the first day on that has scans: what was before is one empty line too many, thirty times. */
static void print_days(const struct report *report)
{
    static struct columns columns;
    bool began = false;
    columns_init(&columns, &report->wish.filter, ROWS);
    for (size_t i = 0; i < report->day_count; i++) {
        int64_t part[SHADE_COUNT];
        shades_of_scans(&report->day[i], part);
        columns_add(&columns, report->day[i].day, part);
    }
    print_heading(columns.days == 1 ? _("day") : _("days from"), _("scans"), "");
    for (size_t i = 0; i < columns.count; i++) {
        char day[DAY_SIZE];
        began = began || columns.column[i].total > 0;
        if (!began)
            continue;
        print_name(day_words(columns.column[i].first_day, day));
        print_number(columns.column[i].total);
        printf("%*s", NUMBER_CELLS, "");
        print_bar(columns.column[i].part, columns.most);
    }
}

static const char *key_of(const struct report *report, enum trc_stats_by by, const struct trc_scan_stats *stats)
{
    const char *name = by == TRC_STATS_GTIN ? report_product_name(report, stats->gtin) : "";
    return by == TRC_STATS_REGION    ? region_words(stats->region)
           : by == TRC_STATS_SCANNER ? trc_scanner_kind_text(stats->scanner)
           : name[0] != '\0'         ? name
                                     : stats->gtin;
}

static void print_ranked(const struct report *report, enum trc_stats_by by, const char *what,
                         const struct trc_scan_stats *stats, size_t count)
{
    struct trc_scan_stats rest = {0};
    print_heading(what, _("scans"), _("counted"));
    for (size_t i = 0; i < count; i++)
        if (i < report->wish.top)
            print_row(key_of(report, by, &stats[i]), &stats[i], stats[0].scans);
        else
            scan_stats_add(&rest, &stats[i]);
    if (rest.scans > 0)
        print_row(_("others"), &rest, stats[0].scans);
}

static void print_refusals(const struct report *report)
{
    if (report->refusal_count == 0)
        return;
    print_heading(_("refused: no issued unit"), _("scans"), "");
    for (size_t i = 0; i < report->refusal_count; i++) {
        int64_t part[SHADE_COUNT];
        shades_of_refusal(&report->refusal[i], part);
        print_name(report->refusal[i].finding);
        print_number(report->refusal[i].scans);
        printf("%*s", NUMBER_CELLS, "");
        print_bar(part, report->refusal[0].scans);
    }
}

static void print_unit(const struct trc_hot_unit *hot, const struct trc_sighting *last)
{
    char words[UNIT_WORDS_SIZE], place[PLACE_WORDS_SIZE], time[TIME_TEXT_SIZE];
    print_name(unit_words(hot, words));
    print_number(hot->unit.scanner_count);
    print_number(hot->unit.counted);
    printf("  %s  %s\n", time_words(last->at_s, time), place_words(&last->place, place));
}

static void print_units(const struct report *report)
{
    if (report->hot_count > 0)
        print_heading(_("codes that many scan"), _("scanners"), _("counted"));
    for (size_t i = 0; i < report->hot_count; i++)
        print_unit(&report->hot[i], &report->hot[i].unit.last);
    if (report->copied_count > 0)
        print_heading(_("copied: too far apart"), _("scanners"), _("counted"));
    for (size_t i = 0; i < report->copied_count; i++) {
        struct trc_journey pair;
        (void)trc_unit_copied_at_s(&report->copied[i].unit, &pair);
        print_unit(&report->copied[i], &pair.to);
    }
}

static void print_recalls(const struct report *report)
{
    char words[128], time[TIME_TEXT_SIZE];
    if (report->recall_count > 0)
        print_heading(_("recalls in force"), "", "");
    for (size_t i = 0; i < report->recall_count; i++) {
        const struct trc_recall *recall = &report->recall[i];
        print_name(recall_words(recall, words, sizeof words));
        printf("%s  ", time_words(recall->at_s, time));
        console_print_safe(stdout, recall->reason, strlen(recall->reason));
        putchar('\n');
    }
}

static void print_total(const char *what, int64_t number)
{
    print_name(what);
    print_number(number);
    putchar('\n');
}

static void print_totals(const struct report *report)
{
    const struct trc_stats_totals *totals = &report->totals;
    print_heading(_("now"), "", "");
    print_total(_("batches"), totals->batches);
    print_total(_("units issued"), totals->issued);
    print_total(_("released for sale"), totals->activated);
    print_total(_("scanned by somebody"), totals->scanned);
    print_total(_("seen too far apart"), totals->copied);
    for (enum trc_unit_state state = TRC_STATE_ENCODED; state < TRC_STATE_COUNT; state++)
        if (totals->state[state] > 0)
            print_total(trc_unit_state_text(state), totals->state[state]);
}

void report_print(const struct report *report)
{
    print_head(report);
    if (report->all.scans > 0) {
        print_all(report);
        print_days(report);
        print_ranked(report, TRC_STATS_REGION, _("region"), report->region, report->region_count);
        print_ranked(report, TRC_STATS_GTIN, _("product"), report->product, report->product_count);
        print_ranked(report, TRC_STATS_SCANNER, _("scanned by"), report->scanner, report->scanner_count);
    } else {
        printf("\n%s\n", _("No issued unit was scanned in this time."));
    }
    print_refusals(report);
    print_units(report);
    print_recalls(report);
    print_totals(report);
}
