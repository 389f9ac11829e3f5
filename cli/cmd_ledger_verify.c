/* cmd_ledger_verify.c: trc ledger verify. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/ledger_keys.h"
#include "common/progress.h"
#include "common/text.h"

enum { SHOWN_MAX = 20 };

struct wish {
    struct text_list paths; /* of checkpoints */
    const char *vkey, *url; /* of a registry without a home; NULL: the home's */
};

struct verifying {
    struct home home;
    struct trc_note_key *keys; /* that are believed */
    size_t key_count, kept_count;
    struct trc_checkpoint kept[TEXT_LIST_MAX];
    struct progress progress;
    struct trc_ledger_report report;
    struct trc_ledger_finding shown[SHOWN_MAX]; /* the first ones, for after the chains */
    size_t shown_count;
    bool json;
};

/* --- findings --- */

static void put_finding(const struct trc_ledger_finding *finding)
{
    char hex[2 * TRC_CODE_KEY_LEN + 1] = "";
    struct json_out out;
    if (finding->has_code_key)
        hex_format(finding->code_key, TRC_CODE_KEY_LEN, hex);
    json_out_begin(&out, stdout);
    json_out_text(&out, "finding", trc_ledger_fault_name(finding->fault));
    json_out_text(&out, "table", finding->table);
    if (finding->chain < TRC_LEDGER_CHAINS)
        json_out_number(&out, "chain", finding->chain);
    else
        json_out_null(&out, "chain");
    if (finding->position > 0)
        json_out_number(&out, "position", finding->position);
    else
        json_out_null(&out, "position");
    json_out_text(&out, "code_key", hex);
    json_out_text(&out, "text", finding->text);
    json_out_end(&out);
}

static enum trc_status take_step(void *context, const struct trc_ledger_step *step)
{
    struct verifying *verifying = context;
    verifying->progress.total = (uint64_t)step->total;
    progress_update(&verifying->progress, (uint64_t)step->done);
    if (step->finding == NULL)
        return TRC_OK;
    if (verifying->json)
        put_finding(step->finding);
    else if (verifying->shown_count < SHOWN_MAX)
        verifying->shown[verifying->shown_count++] = *step->finding;
    return TRC_OK;
}

/* --- results --- */

static int64_t count_events(const struct trc_ledger_report *report)
{
    int64_t events = 0;
    for (size_t i = 0; i < TRC_CHAINS; i++)
        events += report->rows[i];
    return events;
}

static bool is_whole(const struct trc_ledger_report *report)
{
    return report->findings == 0 && report->file_faults == 0;
}

static void put_summary(const struct verifying *verifying)
{
    const struct trc_ledger_report *report = &verifying->report;
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_bool(&out, "whole", is_whole(report));
    json_out_number(&out, "findings", report->findings);
    json_out_number(&out, "file_faults", report->file_faults);
    json_out_number(&out, "events", count_events(report));
    json_out_number(&out, "acts", report->rows[TRC_CHAINS]);
    json_out_number(&out, "units", report->units);
    json_out_number(&out, "rows", report->table_rows);
    json_out_number(&out, "older_batches", report->older_batches);
    json_out_number(&out, "checkpoints", (int64_t)verifying->kept_count);
    json_out_open(&out, "chains", '[');
    for (size_t i = 0; i < TRC_LEDGER_CHAINS; i++) {
        json_out_open(&out, NULL, '{');
        json_out_number(&out, "chain", (int64_t)i);
        json_out_number(&out, "rows", report->rows[i]);
        json_out_bool(&out, "whole", report->whole[i]);
        json_out_close(&out, '}');
    }
    json_out_close(&out, ']');
    json_out_end(&out);
}

static void print_chains(const struct trc_ledger_report *report)
{
    for (size_t i = 0; i < TRC_LEDGER_CHAINS; i++) {
        char name[64];
        snprintf(name, sizeof name, i < TRC_CHAINS ? _("chain %zu: events") : _("chain %zu: acts"), i);
        console_print_cell(stdout, name, 24);
        printf("%12" PRId64 "  %s\n", report->rows[i], report->whole[i] ? _("✓ whole") : _("✗ NOT whole"));
    }
}

static void print_findings(const struct verifying *verifying)
{
    const struct trc_ledger_report *report = &verifying->report;
    const int64_t all = report->findings + report->file_faults, more = all - (int64_t)verifying->shown_count;
    for (size_t i = 0; i < verifying->shown_count; i++) {
        fputs("✗ ", stdout);
        console_print_safe(stdout, verifying->shown[i].text, strlen(verifying->shown[i].text));
        putchar('\n');
    }
    if (more > 0)
        printf(_("and %" PRId64 " more; --json lists them all\n"), more);
}

static void print_result(const struct verifying *verifying)
{
    const struct trc_ledger_report *report = &verifying->report;
    if (report->file_faults == 0)
        print_chains(report);
    print_findings(verifying);
    if (report->file_faults > 0)
        return;
    printf(_("%" PRId64 " events, %" PRId64 " acts; %" PRId64 " units and %" PRId64
             " other rows were compared with them.\n"),
           count_events(report), report->rows[TRC_CHAINS], report->units, report->table_rows);
    if (report->older_batches > 0)
        printf(_("%" PRId64 " batches are older than the ledger, which says nothing of them.\n"),
               report->older_batches);
    if (verifying->kept_count > 0 && is_whole(report))
        printf(verifying->kept_count == 1 ? _("%zu checkpoint holds.\n") : _("%zu checkpoints hold.\n"),
               verifying->kept_count);
}

/* What it means, and what to do. */
static int conclude(const struct verifying *verifying)
{
    const struct trc_ledger_report *report = &verifying->report;
    if (report->findings > 0) {
        console_error(_("The registry is not as it was recorded. Restore it from a backup that is, and keep this one "
                        "as evidence."));
        return EXIT_NOT_AUTHENTIC;
    }
    if (report->file_faults > 0) {
        console_error(_("The database is damaged, so what it says was not compared. Restore it from a backup."));
        return EXIT_UNDECIDED;
    }
    if (verifying->kept_count == 0)
        console_note(
            _("Who can write to the database can also make a ledger anew that is whole: only a checkpoint that "
              "was kept elsewhere shows it (--checkpoint)."));
    return EXIT_DONE;
}

/* --- checkpoints --- */

/* The key itself, or a file that holds it. */
static enum trc_status take_key(struct verifying *verifying, const char *vkey, struct trc_error *error)
{
    char line[TRC_NOTE_KEY_TEXT_SIZE + 2] = "";
    verifying->keys = calloc(1, sizeof *verifying->keys);
    verifying->key_count = 1;
    if (verifying->keys == NULL)
        return fail(error, TRC_ERR_MEMORY, _("Memory ran out."));
    FILE *file = fopen(vkey, "re");
    if (file == NULL)
        return trc_note_key_parse(vkey, verifying->keys, error);
    const bool has_line = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    line[strcspn(line, "\r\n")] = '\0';
    if (!has_line || trc_note_key_parse(line, verifying->keys, NULL) != TRC_OK)
        return fail(error, TRC_ERR_SYNTAX, _("%s holds no key as `trc ledger key` prints it."), vkey);
    return TRC_OK;
}

static enum trc_status read_checkpoints(struct verifying *verifying, const struct common_options *common,
                                        const struct wish *wish, struct trc_error *error)
{
    const struct text_list *paths = &wish->paths;
    const char *vkey = wish->vkey;
    if (wish->url != NULL && vkey == NULL && paths->count > 0)
        return fail(error, TRC_ERR_SYNTAX,
                    _("Without a home no key is known: give the one that `trc ledger key` prints there with --key."));
    enum trc_status status = vkey != NULL ? take_key(verifying, vkey, error) : TRC_OK;
    if (vkey == NULL && paths->count > 0)
        status = ledger_own_keys(&verifying->home, common, &verifying->keys, &verifying->key_count, error);
    for (size_t i = 0; i < paths->count && status == TRC_OK; i++) {
        status =
            ledger_read_checkpoint(paths->item[i], verifying->keys, verifying->key_count, &verifying->kept[i], error);
        verifying->kept_count += status == TRC_OK;
    }
    return status;
}

static enum trc_status verify(struct verifying *verifying, const struct common_options *common, const struct wish *wish,
                              struct trc_error *error)
{
    enum trc_status status =
        wish->url != NULL ? trc_registry_open(wish->url, TRC_REGISTRY_READ_ONLY, &verifying->home.registry, error)
                          : home_open_to_read(common, &verifying->home, error);
    if (status == TRC_OK)
        status = read_checkpoints(verifying, common, wish, error);
    if (status != TRC_OK)
        return status;
    progress_begin(&verifying->progress, 0, common->quiet);
    status = trc_ledger_verify(verifying->home.registry, verifying->kept, verifying->kept_count, take_step, verifying,
                               &verifying->report, error);
    progress_clear(&verifying->progress);
    return status;
}

int cmd_ledger_verify(struct cli *cli, int argc, char **argv)
{
    struct wish wish = {0};
    const struct option_row rows[] = {OPTION_LIST_ROW("checkpoint", &wish.paths), OPTION_TEXT_ROW("key", &wish.vkey),
                                      OPTION_TEXT_ROW("db", &wish.url)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct verifying *verifying = calloc(1, sizeof *verifying);
    if (verifying == NULL)
        return console_fail(TRC_ERR_MEMORY, NULL);
    verifying->json = cli->common.json;
    const enum trc_status status = verify(verifying, &cli->common, &wish, &error);
    if (status == TRC_OK)
        (verifying->json ? put_summary : print_result)(verifying);
    exit_code = status == TRC_OK ? conclude(verifying) : console_fail(status, &error);
    home_close(&verifying->home);
    free(verifying->keys);
    free(verifying);
    return exit_code;
}
