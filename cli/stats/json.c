/* json.c: the report as JSON lines, each an object with an id of its own. */
#include <inttypes.h>
#include <string.h>

#include "common/convert.h"
#include "common/i18n.h"
#include "common/json_out.h"
#include "show.h"
#include "words.h"

static void begin(struct json_out *out, const char *kind, const char *key)
{
    char id[96];
    snprintf(id, sizeof id, "%s%s%s", kind, key[0] != '\0' ? ":" : "", key);
    json_out_begin(out, stdout);
    json_out_text(out, "id", id);
}

/* Every verdict, so that a sum is one of the same members in each line. */
static void put_scans(struct json_out *out, const struct trc_scan_stats *stats)
{
    json_out_number(out, "scans", stats->scans);
    json_out_number(out, "counted", stats->counted);
    json_out_open(out, "verdicts", '{');
    for (enum trc_verdict verdict = TRC_VERDICT_AUTHENTIC; verdict < TRC_VERDICT_COUNT; verdict++)
        json_out_number(out, trc_verdict_name(verdict), stats->verdict[verdict]);
    json_out_close(out, '}');
    json_out_end(out);
}

static void put_period(const struct report *report)
{
    const struct trc_stats_filter *filter = &report->wish.filter;
    char day[DAY_SIZE], time[TIME_TEXT_SIZE];
    struct json_out out;
    begin(&out, "period", "");
    json_out_text(&out, "from", day_words(filter->first_day, day));
    json_out_text(&out, "to", day_words(filter->last_day, day));
    json_out_text(&out, "gtin", filter->gtin);
    json_out_text(&out, "as_of", time_format(report->wish.now_s, time));
    json_out_end(&out);
}

static void put_days(const struct report *report)
{
    struct json_out out;
    char day[DAY_SIZE];
    for (size_t i = 0; i < report->day_count; i++) {
        begin(&out, "day", day_words(report->day[i].day, day));
        put_scans(&out, &report->day[i]);
    }
}

static void put_regions(const struct report *report)
{
    struct json_out out;
    for (size_t i = 0; i < report->region_count; i++) {
        const char *region = report->region[i].region;
        begin(&out, "region", region[0] != '\0' ? region : "unknown");
        json_out_text(&out, "region", region);
        json_out_text(&out, "name", trc_region_name(region, i18n_is_chinese()));
        put_scans(&out, &report->region[i]);
    }
}

static void put_products(const struct report *report)
{
    struct json_out out;
    for (size_t i = 0; i < report->product_count; i++) {
        const char *gtin = report->product[i].gtin;
        begin(&out, "product", gtin);
        json_out_text(&out, "gtin", gtin);
        json_out_text(&out, "name", report_product_name(report, gtin));
        put_scans(&out, &report->product[i]);
    }
}

static void put_scanners(const struct report *report)
{
    struct json_out out;
    for (size_t i = 0; i < report->scanner_count; i++) {
        begin(&out, "scanner", trc_scanner_kind_name(report->scanner[i].scanner));
        put_scans(&out, &report->scanner[i]);
    }
}

static void put_refusals(const struct trc_refusal_stats *refusal, size_t count, bool by_day)
{
    char day[DAY_SIZE], key[DAY_SIZE + TRC_FINDING_NAME_MAX + 2];
    struct json_out out;
    for (size_t i = 0; i < count; i++) {
        day_words(refusal[i].day, day);
        snprintf(key, sizeof key, "%s%s%s", by_day ? day : "", by_day ? ":" : "", refusal[i].finding);
        begin(&out, "refused", key);
        json_out_text(&out, "finding", refusal[i].finding);
        json_out_text(&out, "day", by_day ? day : NULL);
        json_out_number(&out, "scans", refusal[i].scans);
        json_out_end(&out);
    }
}

static void put_sighting(struct json_out *out, const char *key, const struct trc_sighting *sighting)
{
    char time[TIME_TEXT_SIZE], place[TRC_PLACE_TEXT_SIZE];
    if (sighting->at_s == 0) {
        json_out_null(out, key);
        return;
    }
    trc_place_format(&sighting->place, place);
    json_out_open(out, key, '{');
    json_out_text(out, "at", time_format(sighting->at_s, time));
    json_out_text(out, "place", place);
    json_out_close(out, '}');
}

static void put_units(const char *kind, const struct trc_hot_unit *hot, size_t count)
{
    char key[64];
    struct json_out out;
    for (size_t i = 0; i < count; i++) {
        const struct trc_unit *unit = &hot[i].unit;
        struct trc_journey pair;
        snprintf(key, sizeof key, "%" PRId64 ":%" PRIu32, hot[i].batch_id, hot[i].number);
        begin(&out, kind, key);
        json_out_number(&out, "batch", hot[i].batch_id);
        json_out_number(&out, "unit", hot[i].number);
        json_out_text(&out, "gtin", hot[i].gtin);
        json_out_text(&out, "lot", hot[i].lot);
        json_out_text(&out, "serial", hot[i].serial);
        json_out_number(&out, "scans", unit->scans);
        json_out_number(&out, "counted", unit->counted);
        json_out_number(&out, "scanners", unit->scanner_count);
        json_out_text(&out, "state", trc_unit_state_name(unit->state));
        put_sighting(&out, "first", &unit->first);
        put_sighting(&out, "last", &unit->last);
        if (trc_unit_copied_at_s(unit, &pair) == 0)
            pair = unit->journey[0];
        put_sighting(&out, "seen", &pair.from);
        put_sighting(&out, "then", &pair.to);
        json_out_end(&out);
    }
}

static void put_recalls(const struct report *report)
{
    char key[24], time[TIME_TEXT_SIZE];
    struct json_out out;
    for (size_t i = 0; i < report->recall_count; i++) {
        const struct trc_recall *recall = &report->recall[i];
        snprintf(key, sizeof key, "%" PRId64, recall->id);
        begin(&out, "recall", key);
        json_out_text(&out, "gtin", recall->gtin);
        json_out_text(&out, "lot", recall->lot);
        if (recall->batch_id != 0)
            json_out_number(&out, "batch", recall->batch_id);
        else
            json_out_null(&out, "batch");
        if (recall->first_unit != 0) {
            json_out_number(&out, "first_unit", recall->first_unit);
            json_out_number(&out, "last_unit", recall->last_unit);
        }
        json_out_text(&out, "since", time_format(recall->at_s, time));
        json_out_text(&out, "reason", recall->reason);
        json_out_text(&out, "url", recall->url);
        json_out_end(&out);
    }
}

static void put_totals(const struct report *report)
{
    const struct trc_stats_totals *totals = &report->totals;
    struct json_out out;
    begin(&out, "totals", "");
    json_out_number(&out, "batches", totals->batches);
    json_out_number(&out, "issued", totals->issued);
    json_out_number(&out, "activated", totals->activated);
    json_out_number(&out, "scanned", totals->scanned);
    json_out_number(&out, "copied", totals->copied);
    json_out_number(&out, "recalls", (int64_t)report->recall_count);
    if (report->wish.filter.gtin == NULL)
        json_out_number(&out, "events", totals->events);
    json_out_open(&out, "states", '{');
    for (enum trc_unit_state state = TRC_STATE_ENCODED; state < TRC_STATE_COUNT; state++)
        if (totals->state[state] > 0)
            json_out_number(&out, trc_unit_state_name(state), totals->state[state]);
    json_out_close(&out, '}');
    json_out_end(&out);
}

void report_write_json(const struct report *report)
{
    struct json_out out;
    put_period(report);
    begin(&out, "all", "");
    put_scans(&out, &report->all);
    put_days(report);
    put_regions(report);
    put_products(report);
    put_scanners(report);
    put_refusals(report->refusal, report->refusal_count, false);
    put_refusals(report->refusal_day, report->refusal_day_count, true);
    put_units("hot", report->hot, report->hot_count);
    put_units("copied", report->copied, report->copied_count);
    put_recalls(report);
    put_totals(report);
}
