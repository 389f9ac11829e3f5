/* cmd_issue.c: trc issue: its options, and what it says at the end. */
#include <inttypes.h>
#include <stdio.h>
#include <trc/trc.h>
#include <unistd.h>

#include "commands.h"
#include "common/console.h"
#include "common/home.h"
#include "common/interrupt.h"
#include "common/json_out.h"
#include "common/text.h"
#include "issue/run.h"

static const char *const seal_names[] = {"none", "hmac", "ed25519", NULL};

static void report_json(const struct issue_run *run)
{
    const struct trc_batch *batch = &run->job.batch;
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_number(&out, "id", batch->id);
    json_out_text(&out, "gtin", batch->gtin);
    json_out_number(&out, "first_unit", run->job.first_unit);
    json_out_number(&out, "count", run->job.unit_count);
    json_out_text(&out, "out", run->job.layout.out);
    json_out_end(&out);
}

static void report(const struct issue_run *run, bool json)
{
    const struct trc_batch *batch = &run->job.batch;
    const bool to_stdout = run->writer.output.to_stdout; /* which then belongs to the codes */
    if (json && !to_stdout)
        report_json(run);
    else if (!to_stdout)
        printf("%" PRId64 "\n", batch->id);
    const bool whole = run->job.unit_count == batch->count;
    if (!whole)
        console_note(_("Units %" PRIu32 "-%" PRIu32 " of batch %" PRId64 " are written."), run->job.run.first_unit,
                     run->job.run.last_unit, batch->id);
    else if (batch->completed_at_s != 0)
        console_note(_("Batch %" PRId64 " was complete already; its codes are written again."), batch->id);
    if (whole && batch->active_count == 0)
        console_note(batch->count == 1
                         ? _("Batch %" PRId64 ": %" PRIu32 " code of %s (units %" PRIu32 "-%" PRIu32 "). Release it for "
                             "sale with `trc batch activate %" PRId64 "`.")
                         : _("Batch %" PRId64 ": %" PRIu32 " codes of %s (units %" PRIu32 "-%" PRIu32
                             "). Release them for "
                             "sale with `trc batch activate %" PRId64 "`."),
                     batch->id, batch->count, batch->gtin, batch->first_unit,
                     (uint32_t)(batch->first_unit + (batch->count - 1)), batch->id);
}

static unsigned jobs_of(const struct issue_wish *wish)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const long jobs = wish->jobs != 0 ? (long)wish->jobs : processors;
    return jobs < 1 ? 1 : jobs > ISSUE_JOBS_MAX ? ISSUE_JOBS_MAX : (unsigned)jobs;
}

int cmd_issue(struct cli *cli, int argc, char **argv)
{
    struct issue_wish wish = ISSUE_WISH_INIT;
    const struct option_row rows[] = {
        OPTION_TEXT_ROW("gtin", &wish.gtin),
        OPTION_INTEGER_ROW("count", &wish.count, 1, TRC_UNIT_MAX),
        OPTION_TEXT_ROW("serials", &wish.serials),
        OPTION_TEXT_ROW("lot", &wish.lot),
        OPTION_TEXT_ROW("expiry", &wish.expiry),
        OPTION_TEXT_ROW("produced", &wish.produced),
        OPTION_CHOICE_ROW("seal", &wish.seal, seal_names),
        OPTION_INTEGER_ROW("key", &wish.key_id, 0, TRC_KEY_IDS - 1),
        OPTION_TEXT_ROW("host", &wish.host),
        OPTION_FLAG_ROW("pin", &wish.pins),
        OPTION_CHOICE_ROW("format", &wish.format, issue_format_names),
        OPTION_TEXT_ROW("out", &wish.out),
        OPTION_INTEGER_ROW("dpi", &wish.dpi, 72, 4800),
        OPTION_REAL_ROW("module-mm", &wish.module_mm),
        OPTION_CHOICE_ROW("ec", &wish.ec, issue_ec_names),
        OPTION_TEXT_ROW("preview", &wish.preview),
        OPTION_INTEGER_ROW("resume", &wish.resume, 1, INT64_MAX),
        OPTION_INTEGER_ROW("reprint", &wish.reprint, 1, INT64_MAX),
        OPTION_TEXT_ROW("units", &wish.units),
        OPTION_TEXT_ROW("actor", &wish.actor),
        OPTION_TEXT_ROW("reason", &wish.reason),
        OPTION_INTEGER_ROW("jobs", &wish.jobs, 1, ISSUE_JOBS_MAX),
        OPTION_INTEGER_ROW("rows", &wish.rows, 0, ISSUE_ROWS_MAX),
        OPTION_FLAG_ROW("bom", &wish.bom),
        OPTION_FLAG_ROW("crlf", &wish.crlf),
        OPTION_FLAG_ROW("raw-cells", &wish.raw_cells),
        OPTION_CHOICE_ROW("text", &wish.text, issue_text_names),
        OPTION_TEXT_ROW("label", &wish.label),
        OPTION_TEXT_ROW("sheet", &wish.sheet),
        OPTION_TEXT_ROW("gap", &wish.gap),
        OPTION_TEXT_ROW("margin", &wish.margin),
        OPTION_FLAG_ROW("crop-marks", &wish.crop_marks),
        OPTION_INTEGER_ROW("start", &wish.start, 0, 100000),
        OPTION_TEXT_ROW("font", &wish.font),
        OPTION_TEXT_ROW("logo", &wish.logo),
        OPTION_TEXT_ROW("dark", &wish.dark),
        OPTION_TEXT_ROW("light", &wish.light),
        OPTION_FLAG_ROW("printer-symbols", &wish.printer_symbols),
    };
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    static struct issue_run run;
    run.error = &error;
    run.preview = wish.preview;
    run.only_looks = issue_only_looks(&wish);
    run.quiet = cli->common.quiet;
    run.jobs = jobs_of(&wish);
    const enum trc_status status = issue_run(&run, &wish, &cli->common);
    if (status == TRC_OK && !run.only_looks)
        report(&run, cli->common.json);
    else if (status == TRC_OK)
        console_note(_("Only a preview, of a code that no batch has; nothing was issued. Give --out to issue."));
    trc_wipe(&run.template, sizeof run.template);
    home_close(&run.home);
    const int result = status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
    if (status != TRC_OK && run.reserved && run.job.batch.completed_at_s == 0)
        console_error(_("Batch %" PRId64 " is reserved but not all written; when the cause is gone, go on with `trc "
                        "issue --resume %" PRId64 "`: the codes will be the same."),
                      run.job.batch.id, run.job.batch.id);
    interrupt_release();
    return result;
}
