/* cmd_issue.c: trc issue: plan, reserve, seal, write. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/interrupt.h"
#include "common/json_out.h"
#include "common/progress.h"
#include "common/text.h"
#include "issue/job.h"
#include "issue/serials.h"
#include "issue/writer.h"

static const char *const seal_names[] = {"none", "hmac", "ed25519", NULL};

/* One run, from the plan to the last file. */
struct run {
    struct home home;
    struct issue_job job;
    struct trc_template template;
    struct writer writer;
    const char *preview;
    struct progress progress;
    bool quiet;
    bool reserved; /* from then on a failure leaves a batch that --resume finishes with the same codes */
    uint32_t done;
    struct trc_error *error;
};

static enum trc_status issue_one(struct run *run, uint32_t unit, const char *own_serial)
{
    struct trc_issued issued;
    if (interrupt_asked())
        return fail(run->error, TRC_ERR_IO, _("Stopped by a signal."));
    enum trc_status status = trc_template_issue(&run->template, unit, own_serial, &issued, run->error);
    if (status == TRC_OK && run->preview != NULL && run->done == 0)
        status = writer_preview(&run->job.layout, run->preview, &issued, run->error);
    if (status == TRC_OK)
        status = writer_put(&run->writer, unit, &issued, run->error);
    if (status == TRC_OK)
        progress_update(&run->progress, ++run->done);
    return status;
}

static enum trc_status visit_serial(void *context, uint32_t unit, const char *serial)
{
    return issue_one(context, unit, serial);
}

static enum trc_status issue_all(struct run *run)
{
    const struct trc_batch *batch = &run->job.batch;
    enum trc_status status = writer_begin(&run->writer, run->error);
    if (status != TRC_OK)
        return status;
    progress_begin(&run->progress, batch->count, run->quiet);
    if (batch->own_serials)
        status =
            trc_registry_each_serial(run->home.registry, batch->id, batch->first_unit, visit_serial, run, run->error);
    else
        for (uint32_t i = 0; status == TRC_OK && i < batch->count; i++)
            status = issue_one(run, batch->first_unit + i, NULL);
    progress_clear(&run->progress);
    return status;
}

static enum trc_status reserve(struct run *run, const char *serials_path)
{
    char options[TRC_BATCH_OPTIONS_MAX + 1];
    struct serial_file *serials = NULL;
    enum trc_status status = issue_layout_format(&run->job.layout, options, run->error);
    if (status == TRC_OK && serials_path != NULL)
        status = serial_file_open(serials_path, &serials, run->error);
    if (status != TRC_OK)
        return status;
    status = trc_registry_reserve(run->home.registry, &run->job.batch, options,
                                  serials != NULL ? serial_file_next : NULL, serials, run->error);
    if (status != TRC_OK && serials != NULL && serial_file_row(serials) > 0) {
        char message[TRC_ERROR_MSG_MAX];
        strcpy(message, run->error->msg);
        fail(run->error, status, _("%s, row %zu: %s"), serials_path, serial_file_row(serials), message);
    }
    if (status == TRC_OK && serials != NULL && serial_file_has_lower_case(serials))
        console_note(_("Some serials have lower-case letters, which make the QR symbol larger."));
    serial_file_close(serials);
    return status;
}

static enum trc_status write_batch(struct run *run)
{
    enum trc_status status = issue_all(run);
    if (status == TRC_OK)
        status = writer_finish(&run->writer, run->error);
    return status == TRC_OK ? trc_registry_complete_batch(run->home.registry, run->job.batch.id, time(NULL), run->error)
                            : status;
}

/* Only the place that the batch itself was written to may be written over. */
static bool is_fresh(const struct run *run, const struct issue_wish *wish)
{
    return wish->resume == 0 || !run->job.same_place;
}

static enum trc_status issue(struct run *run, const struct issue_wish *wish, const struct common_options *common)
{
    struct trc_error *error = run->error;
    struct trc_keyring ring;
    enum trc_status status = home_open(common, &run->home, error);
    if (status == TRC_OK)
        status = wish->resume != 0 ? issue_take_up(wish, &run->home, &run->job, error)
                                   : issue_plan(wish, &run->home, &run->job, error);
    if (status == TRC_OK && wish->preview != NULL)
        status = writer_check_preview(&run->job.layout, wish->preview, error);
    if (status != TRC_OK)
        return status;
    status = home_read_keyring(&run->home, common, &ring, error);
    if (status == TRC_OK)
        status = issue_template(&run->job, &ring, &run->template, error);
    interrupt_hold(); /* from here on there are files to clear away, and soon a batch that can be resumed */
    if (status == TRC_OK)
        status = writer_open(&run->writer, &run->job, is_fresh(run, wish), error);
    if (status == TRC_OK && wish->resume == 0)
        status = reserve(run, wish->serials);
    run->reserved = status == TRC_OK;
    if (status == TRC_OK)
        status = write_batch(run);
    writer_abandon(&run->writer);
    trc_wipe(&ring, sizeof ring);
    return status;
}

static void report_json(const struct run *run)
{
    const struct trc_batch *batch = &run->job.batch;
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_number(&out, "id", batch->id);
    json_out_text(&out, "gtin", batch->gtin);
    json_out_number(&out, "first_unit", batch->first_unit);
    json_out_number(&out, "count", batch->count);
    json_out_text(&out, "out", run->job.layout.out);
    json_out_end(&out);
}

static void report(const struct run *run, bool json)
{
    const struct trc_batch *batch = &run->job.batch;
    const bool to_stdout = run->writer.to_stdout; /* which then belongs to the codes */
    if (json && !to_stdout)
        report_json(run);
    else if (!to_stdout)
        printf("%" PRId64 "\n", batch->id);
    if (batch->completed_at_s != 0)
        console_note(_("Batch %" PRId64 " was complete already; its codes are written again."), batch->id);
    if (batch->active_count == 0)
        console_note(_("Batch %" PRId64 ": %" PRIu32 " codes of %s (units %" PRIu32 "-%" PRIu32 "). Release them for "
                       "sale with `trc batch activate %" PRId64 "`."),
                     batch->id, batch->count, batch->gtin, batch->first_unit,
                     (uint32_t)(batch->first_unit + (batch->count - 1)), batch->id);
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
    };
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    static struct run run;
    run.error = &error;
    run.preview = wish.preview;
    run.quiet = cli->common.quiet;
    const enum trc_status status = issue(&run, &wish, &cli->common);
    if (status == TRC_OK)
        report(&run, cli->common.json);
    trc_wipe(&run.template, sizeof run.template);
    home_close(&run.home);
    const int result = status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
    if (status != TRC_OK && run.reserved)
        console_error(_("Batch %" PRId64 " is reserved but not all written; when the cause is gone, go on with `trc "
                        "issue --resume %" PRId64 "`: the codes will be the same."),
                      run.job.batch.id, run.job.batch.id);
    interrupt_release();
    return result;
}
