/* page.c: the report as one page that needs nothing else: no script, no other origin. */
#include <string.h>

#include "chart.h"
#include "common/convert.h"
#include "common/i18n.h"
#include "common/place_text.h"
#include "common/text.h"
#include "html.h"
#include "page_units.h"
#include "show.h"
#include "style.h"

/* --- the head, and what is seen first --- */

static void put_head(FILE *file, const struct report *report)
{
    const struct trc_stats_filter *filter = &report->wish.filter;
    char first[DAY_SIZE], last[DAY_SIZE];
    day_words(filter->first_day, first);
    day_words(filter->last_day, last);
    fprintf(file,
            "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta name=\"robots\" content=\"noindex\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>",
            i18n_is_chinese() ? "zh-CN" : "en");
    html_format(file, _("%s: scans from %s to %s"), report->issuer.name, first, last);
    fprintf(file, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", page_style);
    chart_patterns(file);
    html_format(file, "<header>\n<h1><bdi>%s</bdi></h1>\n<p>", report->issuer.name);
    html_format(file, _("Scans from %s to %s, days of UTC"), first, last);
    if (filter->gtin != NULL)
        html_format(file, "<br/>%s <bdi>%s</bdi>", filter->gtin, report_product_name(report, filter->gtin));
    fputs("</p>\n</header>\n<main>\n", file);
}

static void put_tile(FILE *file, const char *what, const char *tone, int64_t number)
{
    char words[NUMBER_SIZE];
    html_format(file, "<div class=\"tone-%s\"><dt>%s</dt><dd>%s</dd></div>\n", number > 0 ? tone : "none", what,
                number_words(number, words));
}

static void put_tiles(FILE *file, const struct report *report)
{
    int64_t part[SHADE_COUNT];
    shades_of_scans(&report->all, part);
    fputs("<dl class=\"tiles\">\n", file);
    put_tile(file, _("scans"), "none", report->all.scans);
    put_tile(file, _("without repeats"), "none", report->all.counted);
    put_tile(file, _("genuine"), "green", part[SHADE_GREEN]);
    put_tile(file, _("take care"), "amber", part[SHADE_AMBER]);
    put_tile(file, _("counterfeit"), "red", part[SHADE_RED]);
    if (report->wish.filter.gtin == NULL)
        put_tile(file, _("refused codes"), "red", report->refused);
    put_tile(file, _("units seen too far apart"), "red", report->totals.copied);
    put_tile(file, _("recalls in force"), "blue", (int64_t)report->recall_count);
    fputs("</dl>\n", file);
}

/* --- days --- */

static void put_day_table(FILE *file, const struct columns *columns, const int64_t part[SHADE_COUNT])
{
    char day[DAY_SIZE], words[NUMBER_SIZE];
    html_format(file, "<details><summary>%s</summary>\n<table>\n<thead><tr><th scope=\"col\">%s</th>", _("As a table"),
                columns->days == 1 ? _("day") : _("days from"));
    html_format(file, "<th scope=\"col\" class=\"number\">%s</th>", _("scans"));
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++)
        if (part[shade] > 0)
            html_format(file, "<th scope=\"col\" class=\"number\">%s</th>", shade_words(shade));
    fputs("</tr></thead>\n<tbody>\n", file);
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->column[i];
        html_format(file, "<tr><th scope=\"row\">%s</th><td class=\"number\">%s</td>",
                    day_words(column->first_day, day), number_words(column->total, words));
        for (enum shade shade = 0; shade < SHADE_COUNT; shade++)
            if (part[shade] > 0)
                html_format(file, "<td class=\"number\">%s</td>", number_words(column->part[shade], words));
        fputs("</tr>\n", file);
    }
    fputs("</tbody>\n</table>\n</details>\n", file);
}

static void put_columns(FILE *file, const struct columns *columns, const char *label)
{
    int64_t part[SHADE_COUNT] = {0};
    for (size_t i = 0; i < columns->count; i++)
        for (size_t k = 0; k < SHADE_COUNT; k++)
            part[k] += columns->column[i].part[k];
    chart_legend(file, part);
    chart_columns(file, columns, label, CHART_WIDE);
    chart_columns(file, columns, label, CHART_NARROW);
    put_day_table(file, columns, part);
}

static void put_days(FILE *file, const struct report *report)
{
    static struct columns columns;
    columns_init(&columns, &report->wish.filter, COLUMNS_MAX);
    for (size_t i = 0; i < report->day_count; i++) {
        int64_t part[SHADE_COUNT];
        shades_of_scans(&report->day[i], part);
        columns_add(&columns, report->day[i].day, part);
    }
    html_format(file, "<section>\n<h2>%s</h2>\n", _("Scans by day"));
    if (report->day_count == 0)
        html_format(file, "<p>%s</p>\n", _("No issued unit was scanned in this time."));
    else
        put_columns(file, &columns, _("Scans by day, stacked by verdict"));
    fputs("</section>\n", file);
}

/* --- rankings: tables whose last column is drawn --- */

struct ranking {
    FILE *file;
    int64_t most;
};

static void begin_ranking(const struct ranking *ranking, const char *what, bool of_scans)
{
    html_format(ranking->file,
                "<table class=\"ranked%s\">\n<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
                "<th scope=\"col\" class=\"number\">%s</th>",
                of_scans ? "" : " long", what, _("verdicts"), _("scans"));
    if (of_scans)
        html_format(ranking->file,
                    "<th scope=\"col\" class=\"number second\">%s</th><th scope=\"col\" class=\"number\">%s</th>",
                    _("without repeats"), shade_words(SHADE_RED));
    fputs("</tr></thead>\n<tbody>\n", ranking->file);
}

static void put_ranked(const struct ranking *ranking, const char *name, const char *code,
                       const int64_t part[SHADE_COUNT], int64_t scans, int64_t counted)
{
    char words[NUMBER_SIZE];
    html_format(ranking->file, "<tr><th scope=\"row\"><bdi>%s</bdi>", name);
    if (code[0] != '\0' && strcmp(code, name) != 0)
        html_format(ranking->file, "<span class=\"small\">%s</span>", code);
    fputs("</th><td class=\"place\">", ranking->file);
    chart_bar(ranking->file, part, ranking->most, name);
    html_format(ranking->file, "</td><td class=\"number\">%s</td>", number_words(scans, words));
    if (counted >= 0) {
        html_format(ranking->file, "<td class=\"number second\">%s</td>", number_words(counted, words));
        html_format(ranking->file, "<td class=\"number\">%s</td>", number_words(part[SHADE_RED], words));
    }
    fputs("</tr>\n", ranking->file);
}

static void put_stats(const struct ranking *ranking, const char *name, const char *code,
                      const struct trc_scan_stats *stats)
{
    int64_t part[SHADE_COUNT];
    shades_of_scans(stats, part);
    put_ranked(ranking, name, code, part, stats->scans, stats->counted);
}

static void put_one(const struct ranking *ranking, const struct report *report, enum trc_stats_by by,
                    const struct trc_scan_stats *stats)
{
    const char *product = by == TRC_STATS_GTIN ? report_product_name(report, stats->gtin) : "";
    if (by == TRC_STATS_REGION)
        put_stats(ranking, region_words(stats->region), stats->region, stats);
    else if (by == TRC_STATS_SCANNER)
        put_stats(ranking, trc_scanner_kind_text(stats->scanner), "", stats);
    else if (product[0] != '\0')
        put_stats(ranking, product, stats->gtin, stats);
    else
        put_stats(ranking, stats->gtin[0] != '\0' ? stats->gtin : _("not known"), "", stats);
}

static void put_ranking(FILE *file, const struct report *report, enum trc_stats_by by, const char *heading,
                        const char *what, const struct trc_scan_stats *stats, size_t count)
{
    const struct ranking ranking = {file, count > 0 ? stats[0].scans : 0};
    struct trc_scan_stats rest = {0};
    if (count == 0)
        return;
    html_format(file, "<section>\n<h2>%s</h2>\n", heading);
    begin_ranking(&ranking, what, true);
    for (size_t i = 0; i < count; i++)
        if (i < report->wish.top)
            put_one(&ranking, report, by, &stats[i]);
        else
            scan_stats_add(&rest, &stats[i]);
    if (rest.scans > 0)
        put_stats(&ranking, _("others"), "", &rest);
    fputs("</tbody>\n</table>\n</section>\n", file);
}

static void put_refusal_days(FILE *file, const struct report *report)
{
    static struct columns columns;
    columns_init(&columns, &report->wish.filter, COLUMNS_MAX);
    for (size_t i = 0; i < report->refusal_day_count; i++) {
        int64_t part[SHADE_COUNT];
        shades_of_refusal(&report->refusal_day[i], part);
        columns_add(&columns, report->refusal_day[i].day, part);
    }
    put_columns(file, &columns, _("Refused codes by day"));
}

static void put_refusals(FILE *file, const struct report *report)
{
    const struct ranking ranking = {file, report->refusal_count > 0 ? report->refusal[0].scans : 0};
    if (report->refusal_count == 0)
        return;
    html_format(file, "<section>\n<h2>%s</h2>\n<p>%s</p>\n", _("Refused codes"),
                _("What was scanned and names no unit that was issued here."));
    begin_ranking(&ranking, _("why"), false);
    for (size_t i = 0; i < report->refusal_count; i++) {
        int64_t part[SHADE_COUNT];
        shades_of_refusal(&report->refusal[i], part);
        put_ranked(&ranking, refusal_words(&report->refusal[i]), report->refusal[i].finding, part,
                   report->refusal[i].scans, -1);
    }
    fputs("</tbody>\n</table>\n", file);
    put_refusal_days(file, report);
    fputs("</section>\n", file);
}

/* --- how things stand --- */

static void put_total(FILE *file, const char *what, int64_t number)
{
    char words[NUMBER_SIZE];
    html_format(file, "<tr><th scope=\"row\">%s</th><td class=\"number\">%s</td></tr>\n", what,
                number_words(number, words));
}

static void put_totals(FILE *file, const struct report *report)
{
    const struct trc_stats_totals *totals = &report->totals;
    html_format(file, "<section>\n<h2>%s</h2>\n<table>\n<tbody>\n", _("How things stand now"));
    put_total(file, _("batches"), totals->batches);
    put_total(file, _("units issued"), totals->issued);
    put_total(file, _("released for sale"), totals->activated);
    put_total(file, _("scanned by somebody"), totals->scanned);
    put_total(file, _("seen too far apart"), totals->copied);
    for (enum trc_unit_state state = TRC_STATE_ENCODED; state < TRC_STATE_COUNT; state++)
        if (totals->state[state] > 0)
            put_total(file, trc_unit_state_text(state), totals->state[state]);
    if (report->wish.filter.gtin == NULL)
        put_total(file, _("events in the ledger"), totals->events);
    fputs("</tbody>\n</table>\n</section>\n", file);
}

static void put_foot(FILE *file, const struct report *report)
{
    char time[TIME_TEXT_SIZE];
    fputs("</main>\n<footer>\n<p>", file);
    html_format(file, _("As of %s, by trc %s. Repeats: the same device or network soon again."),
                time_format(report->wish.now_s, time), TRC_VERSION);
    fputs("</p>\n</footer>\n</body>\n</html>\n", file);
}

void report_write_page(FILE *file, const struct report *report)
{
    put_head(file, report);
    put_tiles(file, report);
    put_days(file, report);
    page_put_copied(file, report);
    page_put_hot(file, report);
    put_refusals(file, report);
    put_ranking(file, report, TRC_STATS_REGION, _("Where"), _("region"), report->region, report->region_count);
    put_ranking(file, report, TRC_STATS_GTIN, _("Products"), _("product"), report->product, report->product_count);
    put_ranking(file, report, TRC_STATS_SCANNER, _("Who scans"), _("scanned by"), report->scanner,
                report->scanner_count);
    page_put_recalls(file, report);
    put_totals(file, report);
    put_foot(file, report);
}
