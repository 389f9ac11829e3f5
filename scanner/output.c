/* output.c: answers as lines, for a program (JSON) or a person. */
#include "scanner/output.h"

#include <stdlib.h>
#include <string.h>

#include "common/console.h"
#include "common/options.h"
#include "common/text.h"
#include "common/verdict_out.h"
#include "scanner/utf8.h"

char *scan_output_path(const char *path)
{
    size_t len = strlen(path);
    char *out = malloc(4 * len + 1), *at = out;
    while (out != NULL && len > 0) {
        uint32_t code_point;
        const size_t used = scan_utf8_next(path, len, &code_point);
        if (used == 0) {
            at += snprintf(at, sizeof "\\xNN", "\\x%02X", (unsigned char)*path);
        } else {
            memcpy(at, path, used);
            at += used;
        }
        path += used == 0 ? 1 : used;
        len -= used == 0 ? 1 : used;
    }
    if (out != NULL)
        *at = '\0';
    return out;
}

static void print_json(json_t *line)
{
    /* Ten digits: enough for a place on earth, and 4.6 is not printed as 4.5999999999999996. */
    if (json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(10)) == 0)
        putchar('\n');
    json_decref(line);
}

static json_t *new_line(const char *source)
{
    return json_pack("{s:s}", "source", source);
}

static json_t *quad_json(const struct scan_point quad[4])
{
    return json_pack("[[ii][ii][ii][ii]]", quad[0].x, quad[0].y, quad[1].x, quad[1].y, quad[2].x, quad[2].y, quad[3].x,
                     quad[3].y);
}

static void add_trouble(json_t *line, const char *key, const struct scan_outcome *outcome, const char *reason)
{
    json_object_set_new(line, key, json_string(reason));
    json_object_set_new(line, "reason", json_string(scan_result_name(outcome->result)));
}

static void count(struct scan_tally *tally, enum trc_verdict verdict)
{
    tally->verdicts[verdict]++;
    tally->exit_code = exit_code_join(tally->exit_code, trc_verdict_exit_code(verdict));
}

/* @param[out] line, human One of them is NULL, as judge.h says. */
static void decide(const struct scan_output *output, const struct scan_symbol *symbol, json_t *line, FILE *human,
                   struct scan_tally *tally)
{
    const struct scan_judge *judge = output->judge;
    if (judge != NULL)
        count(tally, judge->decide(judge->context, symbol->text, symbol->text_len, line, human));
}

static void print_symbol(const struct scan_output *output, const char *source, const struct scan_answer *answer,
                         const struct scan_symbol *symbol, const char *reason, struct scan_tally *tally)
{
    if (!output->json) {
        console_print_safe(stdout, source, strlen(source));
        fputs(": ", stdout);
        console_print_safe(stdout, symbol->text, symbol->text_len);
        putchar('\n');
        decide(output, symbol, NULL, stdout, tally);
        return;
    }
    json_t *line = new_line(source);
    json_object_set_new(line, "frame", json_integer(symbol->frame));
    json_object_set_new(line, "page", json_integer(symbol->page));
    json_object_set_new(line, "symbology", json_string(scan_symbology_name(symbol->symbology)));
    json_object_set_new(line, "text", json_stringn(symbol->text, symbol->text_len));
    json_object_set_new(line, "quad", quad_json(symbol->quad));
    json_object_set_new(line, "decoder", json_string(scan_decoder_name(symbol->decoder)));
    json_object_set_new(line, "rung", json_string(scan_rung_name(symbol->rung)));
    json_object_set_new(line, "ms", json_real(symbol->us / 1000.0));
    if (reason[0] != '\0')
        add_trouble(line, "warning", &answer->outcome, reason);
    decide(output, symbol, line, NULL, tally);
    print_json(line);
}

/* With keys at hand every line carries a verdict, also where there was nothing to judge. */
static void print_unjudged(const struct scan_output *output, json_t *line)
{
    if (output->judge != NULL) {
        json_object_set_new(line, "verdict", json_string(trc_verdict_name(TRC_VERDICT_UNREADABLE)));
        json_object_set_new(line, "findings", json_array());
    }
    print_json(line);
}

static void print_unreadable(const struct scan_output *output, const char *source, const struct scan_outcome *outcome,
                             const char *reason)
{
    if (!output->json) {
        console_error("%s: %s", source, reason);
        return;
    }
    json_t *line = new_line(source);
    add_trouble(line, "error", outcome, reason);
    print_unjudged(output, line);
}

static void print_nothing(const struct scan_output *output, const char *source, const char *sentence)
{
    if (!output->json) {
        console_print_safe(stdout, source, strlen(source));
        printf(": %s\n", sentence);
        return;
    }
    json_t *line = new_line(source);
    json_object_set_new(line, "text", json_null());
    print_unjudged(output, line);
}

void scan_output_answer(const struct scan_output *output, const char *source, const struct scan_answer *answer,
                        struct scan_tally *tally)
{
    char reason[SCAN_REASON_MAX];
    scan_reason_format(&answer->outcome, &output->limits, reason);
    tally->pictures++;
    for (size_t i = 0; i < answer->symbol_count; i++)
        print_symbol(output, source, answer, &answer->symbols[i], reason, tally);
    if (answer->symbol_count > 0) {
        tally->with_code++;
        if (!output->json && reason[0] != '\0')
            console_note("%s: %s", source, reason);
    } else if (answer->outcome.result == SCAN_READ) {
        tally->without_code++;
        print_nothing(output, source, _("no code was found"));
        if (output->judge != NULL)
            count(tally, TRC_VERDICT_UNREADABLE);
    } else {
        tally->not_read++;
        print_unreadable(output, source, &answer->outcome, reason);
        count(tally, TRC_VERDICT_UNREADABLE);
    }
}

void scan_output_empty_folder(const struct scan_output *output, const char *source, struct scan_tally *tally)
{
    print_nothing(output, source, _("no picture was found"));
    if (output->judge != NULL)
        tally->exit_code = EXIT_UNDECIDED;
}

void scan_output_summary(const struct scan_output *output, const struct scan_tally *tally)
{
    const unsigned long long *verdicts = tally->verdicts;
    if (output->json || tally->pictures < 2)
        return;
    if (output->judge == NULL)
        console_note(_("Of %llu pictures: read %llu, no code found %llu, not readable %llu."), tally->pictures,
                     tally->with_code, tally->without_code, tally->not_read);
    else
        console_note(_("In %llu pictures: genuine %llu, take care %llu, counterfeit %llu, recalled %llu, cannot tell "
                       "%llu, unreadable %llu."),
                     tally->pictures, verdicts[TRC_VERDICT_AUTHENTIC], verdicts[TRC_VERDICT_CAUTION],
                     verdicts[TRC_VERDICT_COUNTERFEIT], verdicts[TRC_VERDICT_RECALLED], verdicts[TRC_VERDICT_UNKNOWN],
                     verdicts[TRC_VERDICT_UNREADABLE]);
}
