/* run.c: one scan over all sources, from walking to printing. */
#include "scanner/run.h"

#include <stdlib.h>
#include <string.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/options.h"
#include "common/progress.h"
#include "common/text.h"
#include "scanner/protocol.h"
#include "scanner/source.h"
#include "scanner/walk.h"

/* While one slow picture is waited for, so many others for each worker may be done before it. */
enum { AHEAD = 32 };

/* A picture between its discovery and its line. */
struct entry {
    char *source;           /* its path, to be shown */
    bool named, folder_end; /* as in struct scan_found */
    struct scan_answer answer;
};

struct state {
    const struct scan_run *run;
    struct scan_walk *walk;
    struct scan_pool *pool;
    bool walked;           /* there are no more sources */
    struct entry *entries; /* a ring: the oldest is at first % size */
    size_t size;
    uint64_t first, end; /* [first, end) are in the ring */
    uint64_t skipped;    /* files in folders that are no pictures */
    bool folder_told;    /* something in the present folder has its line */
    struct scan_tally tally;
    struct progress progress;
};

/* Takes the next source into the ring and gets its reading under way. */
static enum trc_status begin_next(struct state *state, struct trc_error *error)
{
    struct scan_found found;
    if (!scan_walk_next(state->walk, &found)) {
        state->walked = true;
        return TRC_OK;
    }
    struct entry *entry = &state->entries[state->end++ % state->size];
    *entry =
        (struct entry){.source = scan_output_path(found.path), .named = found.named, .folder_end = found.folder_end};
    if (entry->source == NULL)
        return fail(error, TRC_ERR_MEMORY, "%s", trc_status_text(TRC_ERR_MEMORY));
    struct scan_answer *answer = &entry->answer;
    answer->done = true; /* unless a worker has to look */
    if (found.folder_end)
        return TRC_OK;
    if (found.error != 0) {
        answer->outcome.result = SCAN_NOT_OPENED;
        scan_detail_set(answer->outcome.detail, strerror(found.error));
        return TRC_OK;
    }
    const int fd = scan_source_open(found.path, &answer->outcome);
    return fd < 0 ? TRC_OK : scan_pool_submit(state->pool, answer, fd, error);
}

/* A folder may hold anything: what is no picture there, neither by its bytes nor by its name, is only counted. */
static bool is_beside_the_point(const struct entry *entry)
{
    const enum scan_result result = entry->answer.outcome.result;
    return !entry->named && (result == SCAN_NOT_PICTURE || result == SCAN_EMPTY || result == SCAN_NOT_A_FILE) &&
           !scan_source_looks_like_picture(entry->source);
}

static void forget(struct entry *entry)
{
    scan_answer_clear(&entry->answer);
    free(entry->source);
}

static void end_first(struct state *state)
{
    struct entry *entry = &state->entries[state->first++ % state->size];
    const struct scan_output *output = &state->run->output;
    progress_clear(&state->progress);
    if (entry->folder_end) {
        if (!state->folder_told)
            scan_output_empty_folder(output, entry->source, &state->tally);
        state->folder_told = false;
    } else if (is_beside_the_point(entry)) {
        state->skipped++;
    } else {
        scan_output_answer(output, entry->source, &entry->answer, &state->tally);
        state->folder_told = !entry->named;
    }
    forget(entry);
}

static bool has_work_to_begin(const struct state *state)
{
    return !state->walked && state->end - state->first < state->size && scan_pool_has_room(state->pool);
}

static enum trc_status work(struct state *state, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    /* Nobody reads any more, or the disk is full: main() says so when it closes stdout. */
    while (status == TRC_OK && !console_stdout_failed() && (!state->walked || state->first < state->end)) {
        if (has_work_to_begin(state))
            status = begin_next(state, error);
        else if (state->entries[state->first % state->size].answer.done)
            end_first(state);
        else {
            progress_update(&state->progress, state->first);
            if (fflush(stdout) == 0) /* what is read is shown while the next is waited for */
                status = scan_pool_wait(state->pool, error);
        }
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
        count++;
    scan_walk_close(walk);
    return count;
}

static void print_notes(const struct state *state)
{
    const unsigned long long skipped = state->skipped, links = scan_walk_links(state->walk);
    if (skipped > 0)
        console_note(_("Files in folders that are no pictures, not read: %llu."), skipped);
    if (links > 0)
        console_note(_("Links to folders, not followed: %llu."), links);
    scan_output_summary(&state->run->output, &state->tally);
}

static enum trc_status open_state(struct state *state, struct trc_error *error)
{
    const struct scan_run *run = state->run;
    state->size = (size_t)run->pool.jobs * AHEAD;
    state->entries = calloc(state->size, sizeof *state->entries);
    state->walk = scan_walk_open(run->sources, run->source_count);
    if (state->entries == NULL || state->walk == NULL)
        return fail(error, TRC_ERR_MEMORY, "%s", trc_status_text(TRC_ERR_MEMORY));
    return scan_pool_open(&run->pool, &state->pool, error);
}

static void close_state(struct state *state)
{
    scan_pool_close(state->pool);
    while (state->first < state->end)
        forget(&state->entries[state->first++ % state->size]);
    scan_walk_close(state->walk);
    free(state->entries);
}

int scan_run(const struct scan_run *run)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct state state = {.run = run};
    enum trc_status status = open_state(&state, &error);
    if (status == TRC_OK) {
        const bool shown = progress_is_wanted(run->quiet);
        progress_begin(&state.progress, shown ? count_files(run) : 0, !shown);
        status = work(&state, &error);
        progress_clear(&state.progress);
    }
    if (status == TRC_OK)
        print_notes(&state);
    else
        state.tally.exit_code = console_fail(status, &error);
    close_state(&state);
    return state.tally.exit_code;
}
