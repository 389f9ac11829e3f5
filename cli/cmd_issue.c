/* cmd_issue.c: trc issue: plan, reserve, seal, write. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>
#include <unistd.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/interrupt.h"
#include "common/json_out.h"
#include "common/progress.h"
#include "common/text.h"
#include "issue/job.h"
#include "issue/measure.h"
#include "issue/pipeline.h"
#include "issue/preview.h"
#include "issue/render.h"
#include "issue/serials.h"
#include "issue/warn.h"
#include "issue/writer.h"

static const char *const seal_names[] = {"none", "hmac", "ed25519", NULL};

/* One run, from the plan to the last file. */
struct run {
    struct home home;
    struct issue_job job;
    struct trc_template template;
    struct writer writer;
    const char *preview;
    bool only_looks; /* a preview, and nothing is issued */
    unsigned jobs;
    struct progress progress;
    bool quiet;
    bool reserved; /* from then on a failure leaves a batch that --resume finishes with the same codes */
    char manifest[TRC_DIGEST_TEXT_SIZE];
    struct trc_error *error;
};

/* A thread renders with its own encoder, and shares the rest. */
struct thread {
    struct renderer renderer;
    const struct writer *writer;
};

static enum trc_status render_chunk(void *context, struct chunk *chunk, struct trc_error *error)
{
    struct thread *thread = context;
    const enum trc_status status = renderer_render(&thread->renderer, chunk, error);
    return status == TRC_OK ? writer_store(thread->writer, chunk, error) : status;
}

static enum trc_status emit_chunk(void *context, const struct chunk *chunk, struct trc_error *error)
{
    struct run *run = context;
    if (interrupt_asked())
        return fail(error, TRC_ERR_IO, _("Stopped by a signal."));
    const enum trc_status status = writer_emit(&run->writer, chunk, error);
    progress_update(&run->progress, run->writer.units);
    return status;
}

/* ---- units into chunks ---- */

struct feed {
    struct run *run;
    struct pipeline *pipeline;
    struct chunk *chunk; /* being filled */
    uint32_t units;      /* fed so far */
};

static enum trc_status feed_unit(struct feed *feed, const char *own_serial)
{
    enum trc_status status = TRC_OK;
    if (feed->chunk == NULL) {
        status = pipeline_chunk(feed->pipeline, &feed->chunk, feed->run->error);
        if (status != TRC_OK)
            return status;
        feed->chunk->first_unit = feed->run->job.first_unit + feed->units;
        feed->chunk->count = 0;
    }
    if (own_serial != NULL)
        strcpy(feed->chunk->serial[feed->chunk->count], own_serial);
    feed->chunk->count++;
    feed->units++;
    const bool is_last = feed->units == feed->run->job.unit_count;
    if (is_last || feed->chunk->count == writer_room(&feed->run->writer, feed->units - feed->chunk->count)) {
        pipeline_push(feed->pipeline);
        feed->chunk = NULL;
    }
    return interrupt_asked() ? fail(feed->run->error, TRC_ERR_IO, _("Stopped by a signal.")) : TRC_OK;
}

/* The walk ends with the batch; of a part of it the rest is passed over. */
static enum trc_status visit_serial(void *context, uint32_t unit, const char *serial)
{
    struct feed *feed = context;
    (void)unit;
    return feed->units < feed->run->job.unit_count ? feed_unit(feed, serial) : TRC_OK;
}

static enum trc_status feed_all(struct feed *feed)
{
    const struct issue_job *job = &feed->run->job;
    enum trc_status status = TRC_OK;
    if (job->batch.own_serials)
        status = trc_registry_each_serial(feed->run->home.registry, job->batch.id, job->first_unit, visit_serial, feed,
                                          feed->run->error);
    else
        while (status == TRC_OK && feed->units < job->unit_count)
            status = feed_unit(feed, NULL);
    return status == TRC_OK ? pipeline_drain(feed->pipeline, feed->run->error) : status;
}

/* ---- threads ---- */

enum { JOBS_MAX = 64 };

static enum trc_status open_threads(struct run *run, struct thread *threads, void **contexts)
{
    enum trc_status status = TRC_OK;
    for (unsigned i = 0; status == TRC_OK && i < run->jobs; i++) {
        threads[i].writer = &run->writer;
        contexts[i] = &threads[i];
        status = renderer_open(&threads[i].renderer, &run->job, &run->template, &run->writer.press, run->error);
    }
    return status;
}

static enum trc_status issue_all(struct run *run)
{
    struct thread threads[JOBS_MAX] = {0};
    void *contexts[JOBS_MAX];
    struct feed feed = {.run = run};
    enum trc_status status = open_threads(run, threads, contexts);
    if (status == TRC_OK)
        status = writer_begin(&run->writer, run->error);
    if (status == TRC_OK) {
        feed.pipeline = pipeline_new(run->jobs, render_chunk, contexts, emit_chunk, run);
        if (feed.pipeline == NULL)
            status = fail(run->error, TRC_ERR_MEMORY, _("Memory ran out."));
    }
    progress_begin(&run->progress, run->job.unit_count, run->quiet);
    if (status == TRC_OK)
        status = feed_all(&feed);
    pipeline_free(feed.pipeline);
    progress_clear(&run->progress);
    for (unsigned i = 0; i < run->jobs; i++)
        renderer_close(&threads[i].renderer);
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

/* A part that was gone on with does not complete a batch: what lies before it may be on paper, or lost. */
static bool completes(const struct issue_job *job)
{
    return job->unit_count == job->batch.count ||
           (job->run.kind == TRC_PRINT_RESUMED && job->run.last_unit == job->batch.first_unit + (job->batch.count - 1));
}

static enum trc_status write_batch(struct run *run)
{
    struct issue_job *job = &run->job;
    struct trc_registry *registry = run->home.registry;
    issue_take_range(job);
    enum trc_status status = trc_registry_begin_print(registry, &job->run, run->error);
    if (status == TRC_OK && run->preview != NULL)
        status = preview_first(job, &run->writer.press, &run->template, registry, run->preview, run->error);
    if (status == TRC_OK)
        status = issue_all(run);
    if (status == TRC_OK)
        status = writer_finish(&run->writer, run->manifest, run->error);
    if (status == TRC_OK)
        status =
            trc_registry_end_print(registry, job->batch.id, job->run.number, run->manifest, time(NULL), run->error);
    if (status == TRC_OK && completes(job))
        status = trc_registry_complete_batch(registry, job->batch.id, time(NULL), run->error);
    return status;
}

/* Only the place that the batch itself was written to may be written over. */
static bool is_fresh(const struct run *run, const struct issue_wish *wish)
{
    return (wish->resume == 0 && wish->reprint == 0) || !run->job.same_place;
}

/* A batch that is only looked at: a unit that is never issued, and nothing is reserved. */
static enum trc_status look(struct run *run, unsigned side)
{
    struct issue_job *job = &run->job;
    struct press *press = &run->writer.press;
    const enum trc_status status =
        issue_has_labels(&job->layout) ? press_arrange(press, job, side, run->error) : TRC_OK;
    if (status != TRC_OK)
        return status;
    warn_of_print(job, press);
    return preview_first(job, press, &run->template, run->home.registry, run->preview, run->error);
}

static enum trc_status print(struct run *run, const struct issue_wish *wish, unsigned side, bool is_new)
{
    enum trc_status status = writer_open(&run->writer, &run->job, side, is_fresh(run, wish), run->error);
    if (status == TRC_OK)
        warn_of_print(&run->job, &run->writer.press);
    if (status == TRC_OK && is_new)
        status = reserve(run, wish->serials);
    run->reserved = status == TRC_OK;
    if (status == TRC_OK)
        status = write_batch(run);
    writer_abandon(&run->writer);
    return status;
}

static enum trc_status plan(struct run *run, const struct issue_wish *wish, bool is_new)
{
    const enum trc_status status = is_new ? issue_plan(wish, &run->home, &run->job, run->error)
                                          : issue_take_up(wish, &run->home, &run->job, run->error);
    return status == TRC_OK && wish->preview != NULL ? preview_check(&run->job.layout, wish->preview, run->error)
                                                     : status;
}

static enum trc_status issue(struct run *run, const struct issue_wish *wish, const struct common_options *common)
{
    struct trc_error *error = run->error;
    struct trc_keyring ring;
    const bool is_new = wish->resume == 0 && wish->reprint == 0;
    enum trc_status status = home_open(common, &run->home, error);
    if (status == TRC_OK)
        status = plan(run, wish, is_new);
    if (status != TRC_OK)
        return status;
    status = home_read_keyring(&run->home, common, &ring, error);
    if (status == TRC_OK)
        status = issue_template(&run->job, &ring, &run->template, error);
    interrupt_hold(); /* from here on there are files to clear away, and soon a batch that can be resumed */
    unsigned side = 0;
    if (status == TRC_OK && issue_has_labels(&run->job.layout))
        status = measure_side(&run->job, &run->template, wish->serials, run->home.registry, &side, error);
    if (status == TRC_OK)
        status = run->only_looks ? look(run, side) : print(run, wish, side, is_new);
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
    const bool to_stdout = run->writer.output.to_stdout; /* which then belongs to the codes */
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

static unsigned jobs_of(const struct issue_wish *wish)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const long jobs = wish->jobs != 0 ? (long)wish->jobs : processors;
    return jobs < 1 ? 1 : jobs > JOBS_MAX ? JOBS_MAX : (unsigned)jobs;
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
        OPTION_INTEGER_ROW("jobs", &wish.jobs, 1, JOBS_MAX),
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
    static struct run run;
    run.error = &error;
    run.preview = wish.preview;
    run.only_looks = issue_only_looks(&wish);
    run.quiet = cli->common.quiet;
    run.jobs = jobs_of(&wish);
    const enum trc_status status = issue(&run, &wish, &cli->common);
    if (status == TRC_OK && !run.only_looks)
        report(&run, cli->common.json);
    else if (status == TRC_OK)
        console_note(_("Only a preview, of a code that is never valid; nothing was issued. Give --out to issue."));
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
