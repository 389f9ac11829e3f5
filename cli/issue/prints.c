/* prints.c: telling who printed what of a batch, and whether the files are still what was written. */
#include "issue/prints.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "common/console.h"
#include "common/convert.h"
#include "common/text.h"
#include "issue/recheck.h"

static const char *const answer_names[] = {[RECHECK_NOTHING] = "nothing",
                                           [RECHECK_WHOLE] = "whole",
                                           [RECHECK_CHANGED] = "changed",
                                           [RECHECK_MISSING] = "missing"};
static const char *const answer_words[] = {[RECHECK_NOTHING] = N_("nothing to check"),
                                           [RECHECK_WHOLE] = N_("whole"),
                                           [RECHECK_CHANGED] = N_("changed"),
                                           [RECHECK_MISSING] = N_("missing")};
static const char *const kind_words[] = {
    [TRC_PRINT_FIRST] = N_("first print"), [TRC_PRINT_RESUMED] = N_("resumed"), [TRC_PRINT_AGAIN] = N_("reprint")};

static void put_print(struct json_out *out, const struct trc_print_run *run, const char *answer, const char *file)
{
    char time[TIME_TEXT_SIZE];
    json_out_open(out, NULL, '{');
    json_out_number(out, "number", run->number);
    json_out_text(out, "kind", trc_print_kind_name(run->kind));
    json_out_number(out, "first_unit", run->first_unit);
    json_out_number(out, "last_unit", run->last_unit);
    json_out_text(out, "actor", run->actor);
    json_out_text(out, "reason", run->reason);
    json_out_text(out, "out", run->place);
    json_out_text(out, "manifest", run->manifest);
    json_out_text(out, "began", time_format(run->began_at_s, time));
    json_out_text(out, "ended", time_format(run->ended_at_s, time));
    if (answer != NULL) {
        json_out_text(out, "files", answer);
        json_out_text(out, "file", file);
    }
    json_out_close(out, '}');
}

static void tell_print(const struct trc_print_run *run, const char *answer, const char *file)
{
    char time[TIME_TEXT_SIZE];
    console_print_cell(stdout, _(kind_words[run->kind]), 16);
    printf("%" PRIu32 "-%" PRIu32 "  %s  ", run->first_unit, run->last_unit, time_words(run->began_at_s, time));
    console_print_safe(stdout, run->actor, strlen(run->actor));
    fputs("  ", stdout);
    console_print_safe(stdout, run->place, strlen(run->place));
    if (run->reason[0] != '\0') {
        fputs("  ", stdout);
        console_print_safe(stdout, run->reason, strlen(run->reason));
    }
    if (run->ended_at_s == 0)
        printf("  %s", _("not finished"));
    if (answer != NULL) {
        printf("  %s ", answer);
        console_print_safe(stdout, file, strlen(file));
    }
    putchar('\n');
}

enum trc_status prints_visit(void *context, const struct trc_print_run *run)
{
    struct prints *prints = context;
    char file[PATH_MAX] = "";
    const enum recheck_answer answer = prints->checks ? recheck_run(run, file) : RECHECK_NOTHING;
    prints->lost += answer == RECHECK_CHANGED || answer == RECHECK_MISSING;
    if (prints->json != NULL)
        put_print(prints->json, run, prints->checks ? answer_names[answer] : NULL, file);
    else
        tell_print(run, prints->checks ? _(answer_words[answer]) : NULL, file);
    return TRC_OK;
}
