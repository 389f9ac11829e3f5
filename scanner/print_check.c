/* print_check.c: which units of a batch were read, again, or never. */
#include "scanner/print_check.h"

#include <stdlib.h>
#include <string.h>

#include "common/options.h"

/* Of so many units it is kept where they were read, so that a repeated one names both places. */
enum { PLACES_MAX = 65536 };

struct kept_place {
    char *source; /* owned; NULL: free */
    uint32_t unit;
    struct scan_print_place place;
};

struct scan_print_check {
    struct trc_batch batch;
    uint32_t first, last;
    struct scan_print_sums sums;
    size_t places; /* slots: a unit's is its number modulo these */
    struct kept_place *place;
    uint8_t seen[]; /* a bit for each unit, from `first` */
};

static uint32_t unit_count(const struct scan_print_check *check)
{
    return check->last - check->first + 1;
}

struct scan_print_check *scan_print_check_open(const struct trc_batch *batch, uint32_t first, uint32_t last)
{
    const size_t count = (size_t)last - first + 1;
    struct scan_print_check *check = calloc(1, sizeof *check + (count + 7) / 8);
    if (check == NULL)
        return NULL;
    check->batch = *batch;
    check->first = first;
    check->last = last;
    check->places = count < PLACES_MAX ? count : PLACES_MAX;
    check->place = calloc(check->places, sizeof *check->place);
    if (check->place != NULL)
        return check;
    free(check);
    return NULL;
}

void scan_print_check_close(struct scan_print_check *check)
{
    if (check == NULL)
        return;
    for (size_t i = 0; i < check->places; i++)
        free(check->place[i].source);
    free(check->place);
    free(check);
}

static bool was_seen(const struct scan_print_check *check, uint32_t unit)
{
    const uint32_t at = unit - check->first;
    return (check->seen[at / 8] >> at % 8 & 1) != 0;
}

static struct kept_place *slot_of(const struct scan_print_check *check, uint32_t unit)
{
    return &check->place[(unit - check->first) % check->places];
}

static void keep_place(struct scan_print_check *check, uint32_t unit, const struct scan_line *line)
{
    struct kept_place *slot = slot_of(check, unit);
    free(slot->source);
    slot->source = strdup(line->source); /* without memory a repeated unit has one place less to tell */
    slot->unit = unit;
    slot->place = (struct scan_print_place){.source = slot->source,
                                            .page = line->symbol->page,
                                            .frame = line->symbol->frame,
                                            .paged = line->paged,
                                            .framed = line->sighting != NULL};
}

static void find_place(const struct scan_print_check *check, uint32_t unit, struct scan_print_place *place)
{
    const struct kept_place *slot = slot_of(check, unit);
    *place = slot->source != NULL && slot->unit == unit ? slot->place : (struct scan_print_place){0};
}

/* Does a text that could not be judged claim to be one of ours? By the product it names, or the host before it. */
static bool claims_to_be_ours(const struct scan_print_check *check, const struct scan_symbol *symbol)
{
    char gtin[TRC_GTIN_SIZE];
    if (scan_package_named_gtin(symbol, gtin) && strcmp(gtin, check->batch.gtin) == 0)
        return true;
    const size_t len = strlen(check->batch.host);
    const char *slashes = memmem(symbol->text, symbol->text_len, "://", 3);
    if (slashes == NULL || len == 0)
        return false;
    const char *host = slashes + 3;
    const size_t left = symbol->text_len - (size_t)(host - symbol->text);
    return left > len && strncasecmp(host, check->batch.host, len) == 0 && (host[len] == '/' || host[len] == ':');
}

static enum scan_print_class classify(const struct scan_print_check *check, const struct scan_line *line,
                                      const struct scan_decided *decided)
{
    switch (decided->verdict) {
    case TRC_VERDICT_AUTHENTIC:
    case TRC_VERDICT_CAUTION:
    case TRC_VERDICT_RECALLED:
        if (decided->batch != check->batch.id || decided->unit < check->first || decided->unit > check->last)
            return SCAN_PRINT_FOREIGN;
        return was_seen(check, decided->unit) ? SCAN_PRINT_REPEATED : SCAN_PRINT_EXPECTED;
    case TRC_VERDICT_COUNTERFEIT:
        return SCAN_PRINT_FAILED;
    default:
        return decided->failed || claims_to_be_ours(check, line->symbol) ? SCAN_PRINT_FAILED : SCAN_PRINT_FOREIGN;
    }
}

#define KEEP_LOWEST(number)                                                                                            \
    do {                                                                                                               \
        if (print->number < weakest->number)                                                                           \
            weakest->number = print->number;                                                                           \
    } while (0)

static void sum_print(struct scan_print_sums *sums, const struct scan_print *print)
{
    struct scan_print *weakest = &sums->weakest;
    sums->weak += scan_print_weakness(print) != 0;
    sums->unmeasured += !print->measured;
    if (!print->measured)
        return;
    if (!weakest->measured)
        *weakest = *print;
    KEEP_LOWEST(contrast_milli);
    KEEP_LOWEST(modulation_milli);
    KEEP_LOWEST(quiet_zone_centi);
    KEEP_LOWEST(module_centi);
}

void scan_print_check_note(struct scan_print_check *check, const struct scan_line *line,
                           const struct scan_decided *decided, struct scan_print_told *told)
{
    *told = (struct scan_print_told){.class = classify(check, line, decided),
                                     .batch = decided->batch,
                                     .has_unit = decided->batch == check->batch.id,
                                     .unit = decided->unit,
                                     .fine = decided->fine,
                                     .undecided = decided->verdict == TRC_VERDICT_UNKNOWN};
    const bool ours = told->class == SCAN_PRINT_EXPECTED || told->class == SCAN_PRINT_REPEATED;
    check->sums.count[told->class]++;
    if (ours)
        sum_print(&check->sums, &line->symbol->print);
    if (told->class == SCAN_PRINT_EXPECTED) {
        const uint32_t at = told->unit - check->first;
        check->seen[at / 8] |= (uint8_t)(1U << at % 8);
        keep_place(check, told->unit, line);
    } else if (told->class == SCAN_PRINT_REPEATED) {
        find_place(check, told->unit, &told->before);
    }
}

bool scan_print_check_next_missing(const struct scan_print_check *check, uint32_t *first, uint32_t *last)
{
    uint64_t unit = *first < check->first ? check->first : *first;
    while (unit <= check->last && was_seen(check, (uint32_t)unit))
        unit++;
    if (unit > check->last)
        return false;
    *first = (uint32_t)unit;
    while (unit < check->last && !was_seen(check, (uint32_t)unit + 1))
        unit++;
    *last = (uint32_t)unit;
    return true;
}

const struct scan_print_sums *scan_print_check_sums(const struct scan_print_check *check)
{
    return &check->sums;
}

int64_t scan_print_check_batch(const struct scan_print_check *check, uint32_t *first, uint32_t *last)
{
    *first = check->first;
    *last = check->last;
    return check->batch.id;
}

unsigned scan_print_weakness(const struct scan_print *print)
{
    if (!print->measured)
        return 0;
    return (print->contrast_milli < SCAN_PRINT_CONTRAST_WEAK ? SCAN_WEAK_CONTRAST : 0U) |
           (print->modulation_milli < SCAN_PRINT_MODULATION_WEAK ? SCAN_WEAK_MODULATION : 0U) |
           (print->quiet_zone_centi < SCAN_PRINT_QUIET_ZONE_WEAK ? SCAN_WEAK_QUIET_ZONE : 0U) |
           (print->module_centi < SCAN_PRINT_MODULE_WEAK ? SCAN_WEAK_MODULE : 0U);
}

int scan_print_told_exit_code(const struct scan_print_told *told)
{
    if (told->class == SCAN_PRINT_EXPECTED && told->fine)
        return EXIT_DONE;
    return told->class == SCAN_PRINT_FAILED && told->undecided ? EXIT_UNDECIDED : EXIT_NOT_AUTHENTIC;
}

int scan_print_check_exit_code(const struct scan_print_check *check)
{
    const uint64_t *count = check->sums.count;
    return count[SCAN_PRINT_EXPECTED] == unit_count(check) &&
                   count[SCAN_PRINT_REPEATED] + count[SCAN_PRINT_FOREIGN] + count[SCAN_PRINT_FAILED] == 0
               ? EXIT_DONE
               : EXIT_NOT_AUTHENTIC;
}

const char *scan_print_class_name(enum scan_print_class class)
{
#define NAME_ROW(name, id) id,
    static const char *const names[] = {SCAN_PRINT_CLASS_MAP(NAME_ROW)};
#undef NAME_ROW
    return names[class];
}
