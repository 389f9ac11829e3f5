/* run.c: one scan over all sources, from walking to printing. */
#include "scanner/run.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/interrupt.h"
#include "common/options.h"
#include "common/progress.h"
#include "common/text.h"
#include "common/verdict_out.h"
#include "scanner/track.h"
#include "scanner/walk.h"

/* While one slow picture is waited for, so many others for each worker may be done before it. */
enum { AHEAD = 32 };

/* A picture between its discovery and its line, or the end of a source or folder. */
struct entry {
    enum { PICTURE, SOURCE_END, FOLDER_END } kind;
    struct scan_track *track; /* of its source; owned by the end */
    struct scan_picture picture;
    int kept_fd; /* of the picture, to be drawn on; -1: none */
    struct scan_answer answer;
};

struct state {
    const struct scan_run *run;
    struct scan_feed_config config;
    struct scan_walk *walk;
    struct scan_pool *pool;
    struct scan_feed *feed;   /* the source at hand; NULL between two */
    struct scan_track *track; /* of it */
    bool walked;              /* there are no more sources */
    bool cut;                 /* there are, but we stop here */
    struct entry *entries;    /* a ring: the oldest is at first % size */
    size_t size;
    uint64_t first, end;    /* [first, end) are in the ring */
    uint64_t files, opened; /* for the progress line: files that are named or found; of these, begun */
    uint64_t done, before; /* likewise: pictures told; so many had been handed over when the source at hand was begun */
    uint64_t pushed;
    uint64_t seen, dropped; /* frames of streams that are closed; of these, those that no worker had room for */
    struct scan_desk desk;
    struct progress progress;
};

static enum trc_status no_memory(struct trc_error *error)
{
    return fail(error, TRC_ERR_MEMORY, "%s", trc_status_text(TRC_ERR_MEMORY));
}

/* The caller knows that there is room. */
static struct entry *push(struct state *state, int kind, struct scan_track *track)
{
    struct entry *entry = &state->entries[state->end++ % state->size];
    *entry = (struct entry){
        .kind = kind, .track = track, .kept_fd = -1, .answer.done = true}; /* unless a worker has to look */
    return entry;
}

static struct entry *oldest(const struct state *state)
{
    return &state->entries[state->first % state->size];
}

static void close_feed(struct state *state)
{
    if (state->feed != NULL) {
        state->seen += state->feed->seen;
        state->dropped += state->feed->dropped;
    }
    scan_feed_close(state->feed);
    state->feed = NULL;
}

/* Ends the source at hand, or one that could not even be opened. */
static void push_end(struct state *state, struct scan_track *track, const struct scan_outcome *outcome)
{
    push(state, SOURCE_END, track)->answer.outcome = *outcome;
    close_feed(state);
    state->track = NULL;
}

/* Opens the next source. */
static enum trc_status begin_source(struct state *state, struct trc_error *error)
{
    struct scan_found found;
    struct scan_outcome outcome = {.result = SCAN_NOT_OPENED};
    if (!scan_walk_next(state->walk, &found)) {
        state->walked = true;
        return TRC_OK;
    }
    struct scan_track *track = scan_track_open(found.path, found.named);
    if (track == NULL)
        return no_memory(error);
    if (found.folder_end) {
        push(state, FOLDER_END, track);
        return TRC_OK;
    }
    state->opened++;
    if (found.error != 0)
        scan_outcome_set(&outcome, SCAN_NOT_OPENED, strerror(found.error));
    else
        state->feed = scan_feed_open(found.path, &state->config, &outcome);
    if (state->feed == NULL) {
        push_end(state, track, &outcome);
        return TRC_OK;
    }
    state->track = track;
    state->before = state->pushed;
    scan_track_begin(track, &state->desk, state->feed->form);
    return TRC_OK;
}

static enum trc_status push_picture(struct state *state, const struct scan_picture *picture, struct trc_error *error)
{
    struct entry *entry = push(state, PICTURE, state->track);
    entry->picture = *picture;
    state->pushed += picture->embedded == 0;
    if (picture->fd >= 0 && state->run->annotate != NULL) {
        entry->kept_fd = fcntl(picture->fd, F_DUPFD_CLOEXEC, 0);
        if (entry->kept_fd < 0) {
            close(picture->fd);
            return fail_errno(error, _("The picture cannot be held open to be drawn on"));
        }
    }
    if (picture->fd >= 0)
        return scan_pool_submit(state->pool, &entry->answer, picture->fd, error);
    entry->answer.outcome = picture->outcome;
    return TRC_OK;
}

/* Is there room for a picture, and for the end of its source behind it? */
static bool has_room(const struct state *state)
{
    return state->end - state->first + 1 < state->size && scan_pool_has_room(state->pool);
}

/* Gets something under way, if possible. @param[out] watch What else to wait for, when it is not. */
static bool advance(struct state *state, struct scan_watch *watch, enum trc_status *status, struct trc_error *error)
{
    struct scan_picture picture;
    struct scan_feed *feed = state->feed;
    const bool room = has_room(state);
    *watch = (struct scan_watch){.fd = -1, .until_us = INT64_MAX};
    if (feed == NULL && (state->walked || !room))
        return false;
    if (feed == NULL) {
        *status = begin_source(state, error);
        return true;
    }
    if (!room && !feed->live)
        return false;
    switch (scan_feed_next(feed, room, &picture)) {
    case SCAN_STEP_PICTURE:
        *status = push_picture(state, &picture, error);
        return true;
    case SCAN_STEP_END:
        push_end(state, state->track, &feed->outcome);
        return true;
    case SCAN_STEP_WAIT:
        break;
    }
    *watch = (struct scan_watch){.fd = feed->wait_fd, .until_us = feed->wait_until_us};
    return false;
}

/* Tells the oldest entry. @return false when memory ran out. */
static bool end_first(struct state *state)
{
    struct entry *entry = &state->entries[state->first++ % state->size];
    struct scan_desk *desk = &state->desk;
    if (entry->kind == PICTURE) {
        state->done += entry->picture.embedded == 0;
        return scan_track_take(entry->track, desk, &entry->picture, entry->kept_fd, &entry->answer);
    }
    bool done = true;
    if (entry->kind == FOLDER_END)
        scan_track_end_folder(entry->track, desk);
    else
        done = scan_track_end(entry->track, desk, &entry->answer.outcome);
    scan_track_close(entry->track);
    return done;
}

/* Pictures in all: those of sources before, of the one at hand, and one for each that is still to come. */
static uint64_t expected(const struct state *state)
{
    const struct scan_feed *feed = state->feed;
    const uint64_t to_come = state->files - state->opened;
    if (feed == NULL)
        return state->pushed + to_come;
    return feed->total > 0 ? state->before + feed->total + to_come : 0;
}

static void show(struct state *state)
{
    const struct scan_feed *feed = state->feed;
    const bool frames = feed != NULL && feed->form == SCAN_READER_FRAMES;
    if (frames && state->desk.live.shown) {
        scan_track_show(state->track, &state->desk, feed);
        return;
    }
    state->progress.total = expected(state);
    progress_update(&state->progress, frames ? state->before + feed->seen : state->done);
}

static bool is_over(struct state *state)
{
    state->cut = interrupt_asked() || scan_goal_reached(&state->desk.goal);
    /* Nobody reads any more, or the disk is full: main() says so when it closes stdout. */
    return state->cut || console_stdout_failed() ||
           (state->walked && state->feed == NULL && state->first == state->end &&
            !scan_annotate_is_busy(state->run->annotate));
}

/* Drawings go before new pictures, so that no more of them ever wait than pictures were under way. */
static enum trc_status work_on_drawings(struct state *state, struct trc_error *error)
{
    bool failed = false;
    if (!scan_annotate_is_busy(state->run->annotate))
        return TRC_OK;
    const enum trc_status status = scan_annotate_work(state->run->annotate, state->pool, &failed, error);
    if (failed)
        state->desk.tally.exit_code = exit_code_join(state->desk.tally.exit_code, EXIT_UNDECIDED);
    return status;
}

static enum trc_status work(struct state *state, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    struct scan_watch watch;
    while (status == TRC_OK && !is_over(state)) {
        show(state);
        status = work_on_drawings(state, error);
        if (status != TRC_OK || is_over(state))
            break;
        if (advance(state, &watch, &status, error))
            continue;
        if (state->first < state->end && oldest(state)->answer.done)
            status = end_first(state) ? TRC_OK : no_memory(error);
        else if (fflush(stdout) == 0) /* what is read is shown while the next is waited for */
            status = scan_pool_wait(state->pool, &watch, error);
    }
    return status;
}

/* Tells what was read before we were stopped, in order; a picture without an answer has none to tell. */
static enum trc_status finish(struct state *state, struct trc_error *error)
{
    bool done = true;
    const bool live = state->feed != NULL && state->feed->live;
    while (done && state->first < state->end && oldest(state)->answer.done)
        done = end_first(state);
    if (done && state->track != NULL)
        done = scan_track_end(state->track, &state->desk, NULL);
    if (live)
        interrupt_forget();
    close_feed(state);
    enum trc_status status = done ? TRC_OK : no_memory(error);
    while (status == TRC_OK && scan_annotate_is_busy(state->run->annotate) && !interrupt_asked()) {
        status = work_on_drawings(state, error);
        if (status == TRC_OK && scan_pool_is_busy(state->pool))
            status = scan_pool_wait(state->pool, NULL, error);
    }
    return status;
}

/* How many files there are, for the progress line alone. */
static uint64_t count_files(const struct scan_run *run)
{
    struct scan_found found;
    uint64_t count = 0;
    struct scan_walk *walk = scan_walk_open(run->sources, run->source_count);
    while (walk != NULL && scan_walk_next(walk, &found))
        count += !found.folder_end;
    scan_walk_close(walk);
    return count;
}

static void print_notes(const struct state *state)
{
    const unsigned long long skipped = state->desk.skipped, links = scan_walk_links(state->walk);
    if (skipped > 0)
        console_note(_("Files in folders that are no pictures, documents or videos, not read: %llu."), skipped);
    if (state->dropped > 0)
        console_note(_("Frames that came while all workers were busy, not looked at: %llu of %llu."),
                     (unsigned long long)state->dropped, (unsigned long long)state->seen);
    if (links > 0)
        console_note(_("Links to folders, not followed: %llu."), links);
    scan_output_summary(&state->run->output, &state->desk.tally);
}

static enum trc_status open_state(struct state *state, struct trc_error *error)
{
    const struct scan_run *run = state->run;
    state->config = run->feed;
    state->size = (size_t)run->pool.jobs * AHEAD;
    state->entries = calloc(state->size, sizeof *state->entries);
    state->walk = scan_walk_open(run->sources, run->source_count);
    state->desk = (struct scan_desk){.output = &run->output,
                                     .recover = run->recover,
                                     .annotate = run->annotate,
                                     .at_once = run->at_once,
                                     .progress = &state->progress};
    if (state->entries == NULL || state->walk == NULL || !scan_goal_open(&state->desk.goal, run->until))
        return no_memory(error);
    return scan_pool_open(&run->pool, &state->pool, error);
}

static void close_state(struct state *state)
{
    scan_pool_close(state->pool);
    for (; state->first < state->end; state->first++) {
        scan_answer_clear(&oldest(state)->answer);
        if (oldest(state)->kept_fd >= 0)
            close(oldest(state)->kept_fd);
        if (oldest(state)->kind != PICTURE)
            scan_track_close(oldest(state)->track);
    }
    scan_feed_close(state->feed);
    scan_track_close(state->track);
    scan_walk_close(state->walk);
    scan_goal_close(&state->desk.goal);
    free(state->entries);
}

int scan_run(const struct scan_run *run)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct state state = {.run = run};
    enum trc_status status = open_state(&state, &error);
    if (status == TRC_OK) {
        const bool shown = progress_is_wanted(run->quiet);
        state.desk.live.shown = shown && run->output.form == SCAN_FORM_TEXT && !run->at_once;
        state.config.count = shown;
        state.files = shown ? count_files(run) : 0;
        progress_begin(&state.progress, state.files, !shown);
        scan_output_begin(&run->output);
        status = work(&state, &error);
        if (status == TRC_OK && state.cut)
            status = finish(&state, &error);
        progress_clear(&state.progress);
        scan_live_clear(&state.desk.live);
        if (status == TRC_OK)
            scan_output_end(&run->output, &state.desk.tally);
    }
    (void)fflush(stdout); /* the notes come last, also where both go to one place; main() tells of a failure */
    if (status == TRC_OK)
        print_notes(&state);
    else
        state.desk.tally.exit_code = console_fail(status, &error);
    close_state(&state);
    return state.desk.tally.exit_code;
}
