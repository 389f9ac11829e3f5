/* output.c: answers as lines, for a program (JSON), a spreadsheet (CSV) or a person. */
#include "scanner/output.h"

#include <stdlib.h>
#include <string.h>

#include "common/console.h"
#include "common/options.h"
#include "common/text.h"
#include "common/verdict_out.h"
#include "scanner/csv.h"
#include "scanner/print_report.h"
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

static void print_line(const struct scan_output *output, json_t *line)
{
    if (output->form == SCAN_FORM_CSV)
        scan_csv_print(stdout, line, output->check != NULL);
    /* Ten digits: enough for a place on earth, and 4.6 is not printed as 4.5999999999999996. */
    else if (json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(10)) == 0)
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

/* A code is told by what it means for the batch; what else there is to say is said where something is wrong. */
static enum trc_verdict decide_for_print(const struct scan_output *output, const struct scan_line *line, json_t *object,
                                         struct scan_tally *tally)
{
    const struct scan_judge *judge = output->judge;
    struct scan_decided decided = {0};
    struct scan_print_told told;
    const enum trc_verdict verdict = judge->decide(judge->context, line->symbol, line->package, &decided, object, NULL);
    scan_print_check_note(output->check, line, &decided, &told);
    tally->exit_code = exit_code_join(tally->exit_code, scan_print_told_exit_code(&told));
    if (object != NULL) {
        scan_print_report_add(object, line->symbol, &told);
        return verdict;
    }
    scan_print_report_row(line, &told);
    if (!told.fine)
        judge->decide(judge->context, line->symbol, line->package, NULL, NULL, stdout);
    return verdict;
}

/* @param[out] object, human One of them is NULL, as judge.h says. */
static enum trc_verdict decide(const struct scan_output *output, const struct scan_line *line, json_t *object,
                               FILE *human, struct scan_tally *tally)
{
    const struct scan_judge *judge = output->judge;
    if (judge == NULL)
        return TRC_VERDICT_NONE;
    if (scan_symbology_is_product(line->symbol->symbology)) {
        if (object != NULL)
            json_object_update_new(object, json_pack("{s:n,s:[]}", "verdict", "findings"));
        return TRC_VERDICT_NONE;
    }
    if (output->check != NULL)
        return decide_for_print(output, line, object, tally);
    const enum trc_verdict verdict = judge->decide(judge->context, line->symbol, line->package, NULL, object, human);
    count(tally, verdict);
    return verdict;
}

/* When a code of a stream was seen. Frames count from 0 and seconds from the stream's beginning. */
static void add_sighting(json_t *object, const struct scan_line *line)
{
    const struct scan_sighting *sighting = line->sighting;
    json_object_set_new(object, "time_s", json_real(sighting->first_s));
    if (line->open)
        return;
    json_object_set_new(object, "last_frame", json_integer(sighting->last_frame));
    json_object_set_new(object, "last_time_s", json_real(sighting->last_s));
    json_object_set_new(object, "frames", json_integer((json_int_t)sighting->frames));
}

static enum trc_verdict print_code_line(const struct scan_output *output, const struct scan_line *line,
                                        const char *reason, struct scan_tally *tally)
{
    const struct scan_symbol *symbol = line->symbol;
    json_t *object = new_line(line->source);
    json_object_set_new(object, "frame", json_integer(symbol->frame));
    if (line->sighting != NULL)
        add_sighting(object, line);
    json_object_set_new(object, "page", json_integer(symbol->page));
    json_object_set_new(object, "symbology", json_string(scan_symbology_name(symbol->symbology)));
    json_object_set_new(object, "text", json_stringn(symbol->text, symbol->text_len));
    json_object_set_new(object, "quad", quad_json(symbol->quad));
    json_object_set_new(object, "decoder", json_string(scan_decoder_name(symbol->decoder)));
    json_object_set_new(object, "rung", json_string(scan_rung_name(symbol->rung)));
    json_object_set_new(object, "informed", json_boolean(symbol->rung == SCAN_RUNG_INFORMED));
    json_object_set_new(object, "ms", json_real(symbol->us / 1000.0));
    if (line->drawing != NULL)
        json_object_set_new(object, "annotated", json_string(line->drawing));
    if (reason[0] != '\0')
        add_trouble(object, "warning", line->outcome, reason);
    const enum trc_verdict verdict = decide(output, line, object, NULL, tally);
    print_line(output, object);
    return verdict;
}

void scan_output_place(const struct scan_line *line)
{
    const struct scan_sighting *sighting = line->sighting;
    console_print_safe(stdout, line->source, strlen(line->source));
    if (line->paged)
        printf(_(", page %u"), line->symbol->page);
    if (sighting != NULL && line->open)
        printf(_(", frame %u (%.1f s)"), line->symbol->frame, sighting->first_s);
    else if (sighting != NULL && sighting->last_frame == line->symbol->frame)
        printf(_(", frame %u (%.1f s)"), line->symbol->frame, sighting->first_s);
    else if (sighting != NULL)
        printf(_(", frames %u to %u (%.1f s to %.1f s)"), line->symbol->frame, sighting->last_frame, sighting->first_s,
               sighting->last_s);
}

/* "film.mp4, frames 12 to 45 (0.5 s to 1.9 s): TEXT" */
static void print_code(const struct scan_line *line)
{
    scan_output_place(line);
    fputs(": ", stdout);
    console_print_safe(stdout, line->symbol->text, line->symbol->text_len);
    if (scan_symbology_is_product(line->symbol->symbology))
        printf(" (%s)", scan_symbology_name(line->symbol->symbology));
    if (line->symbol->rung == SCAN_RUNG_INFORMED)
        printf(" (%s)", _("damaged; made out by what is known of its batch"));
    putchar('\n');
}

enum trc_verdict scan_output_code(const struct scan_output *output, const struct scan_line *line,
                                  struct scan_tally *tally)
{
    char reason[SCAN_REASON_MAX] = "";
    if (line->outcome != NULL)
        scan_reason_format(line->outcome, &output->limits, reason);
    if (output->form != SCAN_FORM_TEXT)
        return print_code_line(output, line, reason, tally);
    if (output->check == NULL || scan_symbology_is_product(line->symbol->symbology))
        print_code(line);
    return decide(output, line, NULL, stdout, tally);
}

/* With keys at hand every line carries a verdict, also where there was nothing to judge. */
static void print_unjudged(const struct scan_output *output, json_t *line)
{
    if (output->judge != NULL) {
        json_object_set_new(line, "verdict", json_string(trc_verdict_name(TRC_VERDICT_UNREADABLE)));
        json_object_set_new(line, "findings", json_array());
    }
    print_line(output, line);
}

void scan_output_trouble(const struct scan_output *output, const char *source, uint32_t page,
                         const struct scan_outcome *outcome, struct scan_tally *tally)
{
    char reason[SCAN_REASON_MAX];
    scan_reason_format(outcome, &output->limits, reason);
    count(tally, TRC_VERDICT_UNREADABLE);
    if (output->form != SCAN_FORM_TEXT) {
        json_t *object = new_line(source);
        if (page > 0)
            json_object_set_new(object, "page", json_integer(page));
        add_trouble(object, "error", outcome, reason);
        print_unjudged(output, object);
    } else if (page > 0) {
        console_error(_("%s, page %u: %s"), source, page, reason);
    } else {
        console_error("%s: %s", source, reason);
    }
}

static void print_nothing(const struct scan_output *output, const char *source, const char *sentence)
{
    if (output->form == SCAN_FORM_TEXT) {
        console_print_safe(stdout, source, strlen(source));
        printf(": %s\n", sentence);
        return;
    }
    json_t *line = new_line(source);
    json_object_set_new(line, "text", json_null());
    print_unjudged(output, line);
}

void scan_output_warning(const struct scan_output *output, const char *source, const struct scan_outcome *outcome)
{
    char reason[SCAN_REASON_MAX];
    scan_reason_format(outcome, &output->limits, reason);
    if (output->form == SCAN_FORM_TEXT && reason[0] != '\0')
        console_note("%s: %s", source, reason);
}

void scan_output_no_code(const struct scan_output *output, const char *source, struct scan_tally *tally)
{
    print_nothing(output, source, output->judge != NULL ? _("no trace code was found") : _("no code was found"));
    if (output->judge != NULL)
        count(tally, TRC_VERDICT_UNREADABLE);
}

void scan_output_unread(const struct scan_output *output, const char *source, unsigned long long count)
{
    if (output->form == SCAN_FORM_TEXT)
        console_note(
            _("%s: at %llu more places something looks like a code and could not be read. Take a sharper picture, "
              "from nearer or in better light; flatten the label."),
            source, count);
}

void scan_output_empty_folder(const struct scan_output *output, const char *source, struct scan_tally *tally)
{
    print_nothing(output, source, _("no picture was found"));
    if (output->judge != NULL)
        tally->exit_code = EXIT_UNDECIDED;
}

void scan_output_begin(const struct scan_output *output)
{
    if (output->form == SCAN_FORM_CSV)
        scan_csv_print_header(stdout, output->check != NULL);
    else if (output->form == SCAN_FORM_TEXT && output->check != NULL)
        scan_print_report_header();
}

void scan_output_end(const struct scan_output *output, struct scan_tally *tally)
{
    if (output->check == NULL)
        return;
    scan_print_report_end(output->check, output->form);
    tally->exit_code = exit_code_join(tally->exit_code, scan_print_check_exit_code(output->check));
}

void scan_output_summary(const struct scan_output *output, const struct scan_tally *tally)
{
    const unsigned long long *verdicts = tally->verdicts;
    if (output->form != SCAN_FORM_TEXT || output->check != NULL || tally->pictures < 2)
        return;
    if (output->judge == NULL)
        console_note(_("Of %llu pictures: read %llu, no code found %llu, not readable %llu."), tally->pictures,
                     tally->with_code, tally->without_code, tally->not_read);
    else
        console_note(
            _("In %llu pictures, by codes: genuine %llu, take care %llu, counterfeit %llu, recalled %llu, cannot tell "
              "%llu, unreadable %llu."),
            tally->pictures, verdicts[TRC_VERDICT_AUTHENTIC], verdicts[TRC_VERDICT_CAUTION],
            verdicts[TRC_VERDICT_COUNTERFEIT], verdicts[TRC_VERDICT_RECALLED], verdicts[TRC_VERDICT_UNKNOWN],
            verdicts[TRC_VERDICT_UNREADABLE]);
}
