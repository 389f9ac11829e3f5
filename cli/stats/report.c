/* report.c: everything that `trc stats` shows, read from the registry at one go. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "common/failure.h"
#include "common/i18n.h"
#include "common/text.h"

/* One more element of an array that has room for 16, 32, 64…; NULL when memory runs out. */
static void *grow(void **array, size_t *count, size_t size)
{
    if (*count == 0 || (*count >= 16 && (*count & (*count - 1)) == 0)) {
        void *larger = realloc(*array, (*count == 0 ? 16 : 2 * *count) * size);
        if (larger == NULL)
            return NULL;
        *array = larger;
    }
    return (char *)*array + size * (*count)++;
}

/* Appends a copy of what a visitor is given. */
struct list {
    void **array;
    size_t *count, size;
};
#define LIST(report, member)                                                                                           \
    {                                                                                                                  \
        (void **)&(report)->member, &(report)->member##_count, sizeof *(report)->member                                \
    }

static enum trc_status append(const struct list *list, const void *item)
{
    void *place = grow(list->array, list->count, list->size);
    if (place == NULL)
        return TRC_ERR_MEMORY;
    memcpy(place, item, list->size);
    return TRC_OK;
}

static enum trc_status take_scans(void *context, const struct trc_scan_stats *stats)
{
    return append(context, stats);
}

static enum trc_status take_all(void *context, const struct trc_scan_stats *stats)
{
    *(struct trc_scan_stats *)context = *stats;
    return TRC_OK;
}

static enum trc_status take_refusal(void *context, const struct trc_refusal_stats *stats)
{
    return append(context, stats);
}

static enum trc_status take_hot(void *context, const struct trc_hot_unit *hot)
{
    return append(context, hot);
}

struct recalls {
    struct trc_registry *registry;
    struct report *report;
    struct trc_error *error;
};

/* Of one product: those of it, of its batches, and of lots whatever they are of. */
static enum trc_status take_recall(void *context, const struct trc_recall *recall)
{
    const struct recalls *recalls = context;
    const struct list list = LIST(recalls->report, recall);
    const char *gtin = recalls->report->wish.filter.gtin;
    struct trc_batch batch;
    if (recall->lifted_at_s != 0 || (gtin != NULL && recall->gtin[0] != '\0' && strcmp(gtin, recall->gtin) != 0))
        return TRC_OK;
    if (gtin != NULL && recall->batch_id != 0) {
        const enum trc_status status =
            trc_registry_get_batch(recalls->registry, recall->batch_id, &batch, recalls->error);
        if (status != TRC_OK || strcmp(batch.gtin, gtin) != 0)
            return status;
    }
    return append(&list, recall);
}

static int more_scans(const void *a, const void *b)
{
    const struct trc_scan_stats *x = a, *y = b;
    return (x->scans < y->scans) - (x->scans > y->scans);
}

static int more_refusals(const void *a, const void *b)
{
    const struct trc_refusal_stats *x = a, *y = b;
    return (x->scans < y->scans) - (x->scans > y->scans);
}

/* qsort() may not be given NULL. */
static void rank(struct trc_scan_stats *stats, size_t count)
{
    if (count > 0)
        qsort(stats, count, sizeof *stats, more_scans);
}

static enum trc_status read_scans(struct trc_registry *registry, struct report *report, struct trc_error *error)
{
    struct list lists[TRC_STATS_BY_COUNT] = {
        [TRC_STATS_DAY] = LIST(report, day),
        [TRC_STATS_REGION] = LIST(report, region),
        [TRC_STATS_GTIN] = LIST(report, product),
        [TRC_STATS_SCANNER] = LIST(report, scanner),
    };
    const struct trc_stats_filter *filter = &report->wish.filter;
    enum trc_status status =
        trc_registry_each_scan_stats(registry, TRC_STATS_ALL, filter, take_all, &report->all, error);
    for (enum trc_stats_by by = TRC_STATS_DAY; by < TRC_STATS_BY_COUNT && status == TRC_OK; by++)
        status = trc_registry_each_scan_stats(registry, by, filter, take_scans, &lists[by], error);
    rank(report->region, report->region_count);
    rank(report->product, report->product_count);
    rank(report->scanner, report->scanner_count);
    return status;
}

/* What names no issued unit is of no product either. */
static enum trc_status read_refusals(struct trc_registry *registry, struct report *report, struct trc_error *error)
{
    struct list all = LIST(report, refusal), days = LIST(report, refusal_day);
    const struct trc_stats_filter *filter = &report->wish.filter;
    if (filter->gtin != NULL)
        return TRC_OK;
    enum trc_status status = trc_registry_each_refusal_stats(registry, false, filter, take_refusal, &all, error);
    if (status == TRC_OK)
        status = trc_registry_each_refusal_stats(registry, true, filter, take_refusal, &days, error);
    for (size_t i = 0; i < report->refusal_count; i++)
        report->refused += report->refusal[i].scans;
    if (report->refusal_count > 0)
        qsort(report->refusal, report->refusal_count, sizeof *report->refusal, more_refusals);
    return status;
}

static enum trc_status read_units(struct trc_registry *registry, struct report *report, struct trc_error *error)
{
    struct list hot = LIST(report, hot), copied = LIST(report, copied);
    struct recalls recalls = {registry, report, error};
    const struct report_wish *wish = &report->wish;
    enum trc_status status =
        trc_registry_each_hot_unit(registry, TRC_HOT_SCANNED, &wish->filter, wish->top, take_hot, &hot, error);
    if (status == TRC_OK)
        status =
            trc_registry_each_hot_unit(registry, TRC_HOT_COPIED, &wish->filter, wish->top, take_hot, &copied, error);
    if (status == TRC_OK)
        status = trc_registry_each_recall(registry, take_recall, &recalls, error);
    return status == TRC_OK ? trc_registry_get_totals(registry, wish->filter.gtin, &report->totals, error) : status;
}

const char *report_product_name(const struct report *report, const char *gtin)
{
    for (size_t i = 0; i < report->name_count; i++)
        if (strcmp(report->name[i].gtin, gtin) == 0)
            return report->name[i].name;
    return "";
}

/* A product that is not on record has no name; its GTIN says enough. */
static enum trc_status read_name(struct trc_registry *registry, struct report *report, const char *gtin,
                                 struct trc_error *error)
{
    static struct trc_product product;
    if (gtin[0] == '\0' || report_product_name(report, gtin)[0] != '\0')
        return TRC_OK;
    const enum trc_status status = trc_registry_get_product(registry, gtin, &product, error);
    if (status != TRC_OK)
        return status == TRC_ERR_NOT_FOUND ? TRC_OK : status;
    struct report_name *name = grow((void **)&report->name, &report->name_count, sizeof *name);
    if (name == NULL)
        return TRC_ERR_MEMORY;
    memcpy(name->gtin, product.gtin, sizeof name->gtin);
    const bool chinese = i18n_is_chinese() ? product.name_zh[0] != '\0' : product.name[0] == '\0';
    memcpy(name->name, chinese ? product.name_zh : product.name, sizeof name->name);
    return TRC_OK;
}

static enum trc_status read_names(struct trc_registry *registry, struct report *report, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (size_t i = 0; i < report->product_count && status == TRC_OK; i++)
        status = read_name(registry, report, report->product[i].gtin, error);
    for (size_t i = 0; i < report->hot_count && status == TRC_OK; i++)
        status = read_name(registry, report, report->hot[i].gtin, error);
    for (size_t i = 0; i < report->copied_count && status == TRC_OK; i++)
        status = read_name(registry, report, report->copied[i].gtin, error);
    for (size_t i = 0; i < report->recall_count && status == TRC_OK; i++)
        status = read_name(registry, report, report->recall[i].gtin, error);
    return status == TRC_OK && report->wish.filter.gtin != NULL
               ? read_name(registry, report, report->wish.filter.gtin, error)
               : status;
}

enum trc_status report_read(struct trc_registry *registry, const struct trc_issuer *issuer,
                            const struct report_wish *wish, struct report *report, struct trc_error *error)
{
    *report = (struct report){.wish = *wish, .issuer = *issuer};
    enum trc_status status = trc_registry_tally(registry, error);
    if (status == TRC_OK)
        status = read_scans(registry, report, error);
    if (status == TRC_OK)
        status = read_refusals(registry, report, error);
    if (status == TRC_OK)
        status = read_units(registry, report, error);
    if (status == TRC_OK)
        status = read_names(registry, report, error);
    if (status == TRC_ERR_MEMORY)
        status = fail(error, status, _("Memory ran out."));
    return status;
}

void report_free(struct report *report)
{
    void *const arrays[] = {report->day,         report->region, report->product, report->scanner, report->refusal,
                            report->refusal_day, report->hot,    report->copied,  report->recall,  report->name};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
}
