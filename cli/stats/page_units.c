/* page_units.c: the page's tables of codes that stand out, and of recalls. */
#include "page_units.h"

#include <string.h>

#include "common/convert.h"
#include "common/place_text.h"
#include "common/text.h"
#include "html.h"
#include "words.h"

/* Wide tables move within their section, by keyboard too. */
static void begin_table(FILE *file, const char *heading, const char *lead, const char *const *columns, size_t numbers)
{
    html_format(file,
                "<section>\n<h2>%s</h2>\n<p>%s</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\""
                " aria-label=\"%s\">\n<table class=\"units\">\n<thead><tr>",
                heading, lead, heading);
    for (size_t i = 0; columns[i] != NULL; i++)
        html_format(file,
                    i > 0 && i <= numbers ? "<th scope=\"col\" class=\"number\">%s</th>" : "<th scope=\"col\">%s</th>",
                    columns[i]);
    fputs("</tr></thead>\n<tbody>\n", file);
}

static void end_table(FILE *file)
{
    fputs("</tbody>\n</table>\n</div>\n</section>\n", file);
}

/* "2026-11-28 08:00", which may be parted in its middle only. */
static void put_time(FILE *file, int64_t at_s)
{
    char time[TIME_TEXT_SIZE];
    time_format(at_s, time);
    html_format(file, "<time datetime=\"%s\">", time);
    fprintf(file, "<span>%.10s</span> <span>%.5s</span></time>", time, strlen(time) > 11 ? time + 11 : "");
}

/* A region by its name alone: its code says no more. */
static void put_sighting(FILE *file, const struct trc_sighting *sighting)
{
    char words[PLACE_WORDS_SIZE];
    const char *region = sighting->place.region;
    fputs("<td>", file);
    put_time(file, sighting->at_s);
    html_format(file, "<span class=\"small\">%s</span></td>",
                region[0] != '\0' ? region_words(region) : place_words(&sighting->place, words));
}

static void put_unit(FILE *file, const struct report *report, const struct trc_hot_unit *hot)
{
    const char *name = report_product_name(report, hot->gtin);
    char words[UNIT_WORDS_SIZE];
    html_format(file, "<tr><th scope=\"row\">%s<span class=\"small\"><bdi>%s</bdi></span></th>", unit_words(hot, words),
                name[0] != '\0' ? name : hot->gtin);
}

static void put_number(FILE *file, int64_t number, const char *after)
{
    char words[NUMBER_SIZE];
    html_format(file, "<td class=\"number\">%s%s</td>", number_words(number, words), after);
}

void page_put_hot(FILE *file, const struct report *report)
{
    const char *const columns[] = {_("code"), _("scanners"), _("counted"), _("last seen"), NULL};
    if (report->hot_count == 0)
        return;
    begin_table(file, _("Codes that many scan"),
                _("One product meets few people. These met most, and were scanned last within these days."), columns,
                2);
    for (size_t i = 0; i < report->hot_count; i++) {
        const struct trc_unit *unit = &report->hot[i].unit;
        put_unit(file, report, &report->hot[i]);
        put_number(file, unit->scanner_count, unit->scanner_count == TRC_SCANNERS_MAX ? "+" : "");
        put_number(file, unit->counted, "");
        put_sighting(file, &unit->last);
        fputs("</tr>\n", file);
    }
    end_table(file);
}

/* How long they had for the way. */
static void put_duration(FILE *file, int64_t seconds)
{
    char words[NUMBER_SIZE];
    if (seconds < 120)
        html_format(file, _("in %s s"), number_words(seconds, words));
    else if (seconds < 7200)
        html_format(file, _("in %s min"), number_words(seconds / 60, words));
    else
        html_format(file, _("in %s h"), number_words(seconds / 3600, words));
}

static void put_journey(FILE *file, const struct trc_journey *journey)
{
    char words[NUMBER_SIZE];
    double km;
    (void)trc_journey_speed_kmh(journey, &km);
    html_format(file, "<td class=\"far\"><span>%s km</span><span class=\"small\">", number_words((int64_t)km, words));
    put_duration(file, journey->to.at_s - journey->from.at_s);
    fputs("</span></td>", file);
}

void page_put_copied(FILE *file, const struct report *report)
{
    const char *const columns[] = {_("code"), _("apart"), _("seen"), _("and then"), NULL};
    if (report->copied_count == 0)
        return;
    begin_table(file, _("Codes seen too far apart"),
                _("No product goes so fast, or so soon after its PIN was used: more than one carries this code."),
                columns, 0);
    for (size_t i = 0; i < report->copied_count; i++) {
        struct trc_journey pair;
        (void)trc_unit_copied_at_s(&report->copied[i].unit, &pair);
        put_unit(file, report, &report->copied[i]);
        put_journey(file, &pair);
        put_sighting(file, &pair.from);
        put_sighting(file, &pair.to);
        fputs("</tr>\n", file);
    }
    end_table(file);
}

static bool is_link(const char *url)
{
    return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

void page_put_recalls(FILE *file, const struct report *report)
{
    const char *const columns[] = {_("covers"), _("since"), _("reason"), NULL};
    char words[128];
    if (report->recall_count == 0)
        return;
    begin_table(file, _("Recalls in force"), _("Whoever scans what they cover is told not to use it."), columns, 0);
    for (size_t i = 0; i < report->recall_count; i++) {
        const struct trc_recall *recall = &report->recall[i];
        html_format(file, "<tr><th scope=\"row\">%s<span class=\"small\"><bdi>%s</bdi></span></th><td>",
                    recall_words(recall, words, sizeof words), report_product_name(report, recall->gtin));
        put_time(file, recall->at_s);
        html_format(file, "</td><td><bdi>%s</bdi>", recall->reason);
        if (is_link(recall->url))
            html_format(file, "<span class=\"small\"><a href=\"%s\" rel=\"noreferrer\">%s</a></span>", recall->url,
                        recall->url);
        fputs("</td></tr>\n", file);
    }
    end_table(file);
}
