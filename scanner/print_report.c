/* print_report.c: the print check's words: members of JSON lines, a table for people, and what it all comes to. */
#include "scanner/print_report.h"

#include <inttypes.h>
#include <string.h>

#include "common/console.h"
#include "common/text.h"

/* Said in both languages, whichever the reader's is: the sheet may go to somebody else. */
#define NO_GRADE "print check, not an ISO/IEC 15415 grade"
#define NO_GRADE_BOTH "Print check, not an ISO/IEC 15415 grade. 印刷检查，不是 ISO/IEC 15415 等级。"

enum { INDENT = 12, CLASS_CELLS = 12, NUMBER_CELLS = 12, RANGES_MAX = 500 };

/* Of the four numbers, in the order in which they are told. */
static const struct number {
    const char *name;   /* in JSON, of "print" */
    const char *lowest; /* likewise, of what it all comes to */
    const char *words;
    unsigned weak; /* its bit */
    uint32_t weak_below, scale, decimals;
} NUMBERS[] = {
    {"contrast", "weakest_contrast", N_("contrast"), SCAN_WEAK_CONTRAST, SCAN_PRINT_CONTRAST_WEAK, 1000, 2},
    {"modulation", "weakest_modulation", N_("modulation"), SCAN_WEAK_MODULATION, SCAN_PRINT_MODULATION_WEAK, 1000, 2},
    {"quiet_zone", "narrowest_quiet_zone", N_("quiet zone"), SCAN_WEAK_QUIET_ZONE, SCAN_PRINT_QUIET_ZONE_WEAK, 100, 2},
    {"module_px", "smallest_module_px", N_("module (px)"), SCAN_WEAK_MODULE, SCAN_PRINT_MODULE_WEAK, 100, 1},
};
enum { NUMBER_COUNT = sizeof NUMBERS / sizeof NUMBERS[0] };

static const char *const CLASS_WORDS[SCAN_PRINT_CLASS_COUNT] = {
    [SCAN_PRINT_EXPECTED] = N_("expected"),
    [SCAN_PRINT_REPEATED] = N_("repeated"),
    [SCAN_PRINT_FOREIGN] = N_("foreign"),
    [SCAN_PRINT_FAILED] = N_("failed"),
};

static double value_of(const struct scan_print *print, unsigned number)
{
    const uint32_t values[NUMBER_COUNT] = {print->contrast_milli, print->modulation_milli, print->quiet_zone_centi,
                                           print->module_centi};
    return values[number] / (double)NUMBERS[number].scale;
}

void scan_print_report_add(json_t *line, const struct scan_symbol *symbol, const struct scan_print_told *told)
{
    const unsigned weakness = scan_print_weakness(&symbol->print);
    json_t *print = symbol->print.measured ? json_object() : json_null(), *weak = json_array();
    for (unsigned i = 0; i < NUMBER_COUNT; i++) {
        if (symbol->print.measured)
            json_object_set_new(print, NUMBERS[i].name, json_real(value_of(&symbol->print, i)));
        if ((weakness & NUMBERS[i].weak) != 0)
            json_array_append_new(weak, json_string(NUMBERS[i].name));
    }
    json_object_set_new(line, "print_check", json_string(scan_print_class_name(told->class)));
    json_object_set_new(line, "print", print);
    json_object_set_new(line, "weak", weak);
    if (told->class == SCAN_PRINT_REPEATED)
        json_object_set_new(line, "repeat_of",
                            told->before.source == NULL
                                ? json_null()
                                : json_pack("{s:s,s:I,s:I}", "source", told->before.source, "page",
                                            (json_int_t)told->before.page, "frame", (json_int_t)told->before.frame));
}

void scan_print_report_header(void)
{
    console_print_cell(stdout, _("unit"), INDENT);
    console_print_cell(stdout, _("print check"), CLASS_CELLS);
    for (unsigned i = 0; i < NUMBER_COUNT; i++)
        console_print_cell(stdout, _(NUMBERS[i].words), NUMBER_CELLS);
    puts(_("where"));
}

static void print_numbers(const struct scan_print *print)
{
    for (unsigned i = 0; i < NUMBER_COUNT; i++) {
        if (print->measured)
            printf("%-*.*f", NUMBER_CELLS, (int)NUMBERS[i].decimals, value_of(print, i));
        else
            printf("%-*s", NUMBER_CELLS, "-");
    }
}

static void print_weakness(const struct scan_print *print)
{
    const unsigned weakness = scan_print_weakness(print);
    const char *before = " ";
    if (weakness == 0)
        return;
    printf("%*s%s", INDENT, "", _("weak print:"));
    for (unsigned i = 0; i < NUMBER_COUNT; i++) {
        const struct number *number = &NUMBERS[i];
        if ((weakness & number->weak) == 0)
            continue;
        printf("%s%s %.*f < %.*f", before, _(number->words), (int)number->decimals, value_of(print, i),
               (int)number->decimals, number->weak_below / (double)number->scale);
        before = "; ";
    }
    putchar('\n');
}

static void print_before(const struct scan_print_place *before)
{
    printf("%*s", INDENT, "");
    if (before->source == NULL) {
        puts(_("the same unit was read before; where is not kept any more"));
        return;
    }
    fputs(_("the same unit was read before: "), stdout);
    console_print_safe(stdout, before->source, strlen(before->source));
    if (before->paged)
        printf(_(", page %u"), before->page);
    if (before->framed)
        printf(_(", frame %u"), before->frame);
    putchar('\n');
}

void scan_print_report_row(const struct scan_line *line, const struct scan_print_told *told)
{
    if (told->has_unit)
        printf("%-*" PRIu32, INDENT, told->unit);
    else
        printf("%-*s", INDENT, "-");
    console_print_cell(stdout, _(CLASS_WORDS[told->class]), CLASS_CELLS);
    print_numbers(&line->symbol->print);
    scan_output_place(line);
    putchar('\n');
    print_weakness(&line->symbol->print);
    if (told->class == SCAN_PRINT_REPEATED)
        print_before(&told->before);
    if (told->class == SCAN_PRINT_FOREIGN && told->batch != 0)
        printf(_("%*sbatch %" PRId64 ", unit %" PRIu32 "\n"), INDENT, "", told->batch, told->unit);
    if (told->fine)
        return;
    printf("%*s", INDENT, "");
    console_print_safe(stdout, line->symbol->text, line->symbol->text_len);
    putchar('\n');
}

static uint64_t count_missing(const struct scan_print_check *check)
{
    uint32_t first, last;
    scan_print_check_batch(check, &first, &last);
    return (uint64_t)last - first + 1 - scan_print_check_sums(check)->count[SCAN_PRINT_EXPECTED];
}

/* "17-19, 40", as it is found: a large batch may have more of it than fits into memory. */
static void print_missing(FILE *stream, const struct scan_print_check *check, uint64_t ranges_max)
{
    uint32_t first = 0, last;
    for (uint64_t i = 0; scan_print_check_next_missing(check, &first, &last); i++) {
        if (i == ranges_max) {
            fputs(", ...", stream);
            return;
        }
        fprintf(stream, first < last ? "%s%" PRIu32 "-%" PRIu32 : "%s%" PRIu32, i > 0 ? ", " : "", first, last);
        if (last == UINT32_MAX)
            return;
        first = last + 1;
    }
}

static void end_json(const struct scan_print_check *check)
{
    const struct scan_print_sums *sums = scan_print_check_sums(check);
    uint32_t first, last;
    const int64_t batch = scan_print_check_batch(check, &first, &last);
    printf("{\"print_check\":{\"batch\":%" PRId64 ",\"units\":\"%" PRIu32 "-%" PRIu32 "\",\"expected\":%" PRIu64
           ",\"read\":%" PRIu64 ",\"missing\":\"",
           batch, first, last, (uint64_t)last - first + 1, sums->count[SCAN_PRINT_EXPECTED]);
    print_missing(stdout, check, UINT64_MAX);
    printf("\",\"missing_count\":%" PRIu64, count_missing(check));
    for (unsigned i = SCAN_PRINT_REPEATED; i < SCAN_PRINT_CLASS_COUNT; i++)
        printf(",\"%s\":%" PRIu64, scan_print_class_name((enum scan_print_class)i), sums->count[i]);
    printf(",\"weak\":%" PRIu64 ",\"unmeasured\":%" PRIu64, sums->weak, sums->unmeasured);
    for (unsigned i = 0; i < NUMBER_COUNT; i++)
        if (sums->weakest.measured)
            printf(",\"%s\":%.3f", NUMBERS[i].lowest, value_of(&sums->weakest, i));
        else
            printf(",\"%s\":null", NUMBERS[i].lowest);
    puts(",\"note\":\"" NO_GRADE "\"}}");
}

static void end_text(FILE *stream, const struct scan_print_check *check)
{
    const struct scan_print_sums *sums = scan_print_check_sums(check);
    const struct scan_print *weakest = &sums->weakest;
    uint32_t first, last;
    const int64_t batch = scan_print_check_batch(check, &first, &last);
    const uint64_t missing = count_missing(check);
    fprintf(stream,
            _("Batch %" PRId64 ", units %" PRIu32 "-%" PRIu32 ": expected %" PRIu64 ", read %" PRIu64
              ", missing %" PRIu64 ", repeated %" PRIu64 ", foreign %" PRIu64 ", failed %" PRIu64
              "; weak prints %" PRIu64 ", not measured %" PRIu64 ".\n"),
            batch, first, last, (uint64_t)last - first + 1, sums->count[SCAN_PRINT_EXPECTED], missing,
            sums->count[SCAN_PRINT_REPEATED], sums->count[SCAN_PRINT_FOREIGN], sums->count[SCAN_PRINT_FAILED],
            sums->weak, sums->unmeasured);
    if (missing > 0) {
        fputs(_("Missing units: "), stream);
        print_missing(stream, check, RANGES_MAX);
        putc('\n', stream);
    }
    if (weakest->measured)
        fprintf(stream, _("Weakest: contrast %.2f, modulation %.2f, quiet zone %.2f modules, module %.1f px.\n"),
                value_of(weakest, 0), value_of(weakest, 1), value_of(weakest, 2), value_of(weakest, 3));
    fputs(NO_GRADE_BOTH "\n", stream);
}

void scan_print_report_end(const struct scan_print_check *check, enum scan_form form)
{
    if (form == SCAN_FORM_JSON)
        end_json(check);
    else
        end_text(form == SCAN_FORM_CSV ? stderr : stdout, check);
}
