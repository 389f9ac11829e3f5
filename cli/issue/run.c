/* run.c: one run of trc issue: units go in chunks through several threads, and come out in order. */
#include "issue/run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/interrupt.h"
#include "common/text.h"
#include "issue/measure.h"
#include "issue/pipeline.h"
#include "issue/preview.h"
#include "issue/render.h"
#include "issue/serials.h"
#include "issue/warn.h"

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
    struct issue_run *run = context;
    if (interrupt_asked())
        return fail(error, TRC_ERR_IO, _("Stopped by a signal."));
    const enum trc_status status = writer_emit(&run->writer, chunk, error);
    progress_update(&run->progress, run->writer.units);
    return status;
}

/* ---- units into chunks ---- */

struct feed {
    struct issue_run *run;
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

static enum trc_status open_threads(struct issue_run *run, struct thread *threads, void **contexts)
{
    enum trc_status status = TRC_OK;
    for (unsigned i = 0; status == TRC_OK && i < run->jobs; i++) {
        threads[i].writer = &run->writer;
        contexts[i] = &threads[i];
        status = renderer_open(&threads[i].renderer, &run->job, &run->template, &run->writer.press, run->error);
    }
    return status;
}

static enum trc_status issue_all(struct issue_run *run)
{
    struct thread threads[ISSUE_JOBS_MAX] = {0};
    void *contexts[ISSUE_JOBS_MAX];
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

static enum trc_status reserve(struct issue_run *run, const char *serials_path)
{
    char options[TRC_BATCH_OPTIONS_MAX + 1];
    struct serial_file *serials = run->serials;
    enum trc_status status = issue_layout_format(&run->job.layout, options, run->error);
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
    return status;
}

/* All of it; or gone on with to its end, which says that what lies before is on paper. */
static bool completes(const struct issue_job *job)
{
    return job->unit_count == job->batch.count ||
           (job->run.kind == TRC_PRINT_RESUMED && job->run.last_unit == job->batch.first_unit + (job->batch.count - 1));
}

static enum trc_status write_batch(struct issue_run *run)
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
static bool is_fresh(const struct issue_run *run, const struct issue_wish *wish)
{
    return (wish->resume == 0 && wish->reprint == 0) || !run->job.same_place;
}

/* A batch that is only looked at: a unit that is never issued, and nothing is reserved. */
static enum trc_status look(struct issue_run *run, const struct measure *measure)
{
    struct issue_job *job = &run->job;
    struct press *press = &run->writer.press;
    const enum trc_status status =
        issue_has_labels(&job->layout) ? press_arrange(press, job, measure->side, run->error) : TRC_OK;
    if (status != TRC_OK)
        return status;
    warn_of_print(job, press);
    return preview_first(job, press, &run->template, run->home.registry, run->preview, run->error);
}

static enum trc_status print(struct issue_run *run, const struct issue_wish *wish, const struct measure *measure,
                             bool is_new)
{
    enum trc_status status = writer_open(&run->writer, &run->job, measure, is_fresh(run, wish), run->error);
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

static enum trc_status plan(struct issue_run *run, const struct issue_wish *wish, bool is_new)
{
    const enum trc_status status = is_new ? issue_plan(wish, &run->home, &run->job, run->error)
                                          : issue_take_up(wish, &run->home, &run->job, run->error);
    return status == TRC_OK && wish->preview != NULL ? preview_check(&run->job.layout, wish->preview, run->error)
                                                     : status;
}

enum trc_status issue_run(struct issue_run *run, const struct issue_wish *wish, const struct common_options *common)
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
    struct measure measure = {0};
    if (status == TRC_OK && wish->serials != NULL)
        status = serial_file_open(wish->serials, &run->serials, error);
    if (status == TRC_OK && issue_has_labels(&run->job.layout))
        status = measure_batch(&run->job, &run->template, run->serials, run->home.registry, &measure, error);
    if (status == TRC_OK)
        status = run->only_looks ? look(run, &measure) : print(run, wish, &measure, is_new);
    serial_file_close(run->serials);
    run->serials = NULL;
    trc_wipe(&ring, sizeof ring);
    return status;
}
