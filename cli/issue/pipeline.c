/* pipeline.c: a ring of chunks: filled and emitted by one thread, rendered by others in between. */
#include "issue/pipeline.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum { CHUNKS_A_THREAD = 4 };

struct worker {
    pthread_t thread;
    struct pipeline *pipeline;
    void *context;
};

/* Chunks are counted from the first on; chunk n lies in slot n % slots. filled >= taken, and everything rendered up to
 * emitted. */
struct pipeline {
    pthread_mutex_t lock;
    pthread_cond_t work, progress;
    bool ends;
    uint64_t filled, taken, emitted;
    unsigned slots, threads;
    struct chunk *chunk;
    bool *rendered;
    struct worker *worker;
    chunk_render *render;
    chunk_emit *emit;
    void *emit_context;
};

static void *work(void *context)
{
    const struct worker *worker = context;
    struct pipeline *pipeline = worker->pipeline;
    pthread_mutex_lock(&pipeline->lock);
    for (;;) {
        while (!pipeline->ends && pipeline->taken == pipeline->filled)
            pthread_cond_wait(&pipeline->work, &pipeline->lock);
        if (pipeline->ends)
            break;
        const unsigned slot = (unsigned)(pipeline->taken++ % pipeline->slots);
        struct chunk *chunk = &pipeline->chunk[slot];
        pthread_mutex_unlock(&pipeline->lock);
        bytes_clear(&chunk->labels);
        bytes_clear(&chunk->rows);
        bytes_clear(&chunk->sums);
        chunk->page_count = 0;
        chunk->error = (struct trc_error)TRC_ERROR_INIT;
        chunk->status = pipeline->render(worker->context, chunk, &chunk->error);
        pthread_mutex_lock(&pipeline->lock);
        pipeline->rendered[slot] = true;
        pthread_cond_signal(&pipeline->progress);
    }
    pthread_mutex_unlock(&pipeline->lock);
    return NULL;
}

/* Signals are for the thread that fills and emits. */
static void start_threads(struct pipeline *pipeline, unsigned wanted, void *const *thread_context)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; pipeline->threads < wanted; pipeline->threads++) {
        struct worker *worker = &pipeline->worker[pipeline->threads];
        *worker = (struct worker){.pipeline = pipeline, .context = thread_context[pipeline->threads]};
        if (pthread_create(&worker->thread, NULL, work, worker) != 0)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct pipeline *pipeline_new(unsigned threads, chunk_render *render, void *const *thread_context, chunk_emit *emit,
                              void *emit_context)
{
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (pipeline == NULL)
        return NULL;
    pthread_mutex_init(&pipeline->lock, NULL);
    pthread_cond_init(&pipeline->work, NULL);
    pthread_cond_init(&pipeline->progress, NULL);
    pipeline->slots = threads * CHUNKS_A_THREAD;
    pipeline->chunk = calloc(pipeline->slots, sizeof *pipeline->chunk);
    pipeline->rendered = calloc(pipeline->slots, sizeof *pipeline->rendered);
    pipeline->worker = calloc(threads, sizeof *pipeline->worker);
    pipeline->render = render;
    pipeline->emit = emit;
    pipeline->emit_context = emit_context;
    if (pipeline->chunk != NULL && pipeline->rendered != NULL && pipeline->worker != NULL)
        start_threads(pipeline, threads, thread_context);
    if (pipeline->threads > 0)
        return pipeline;
    pipeline_free(pipeline);
    return NULL;
}

/* The chunk that comes out next. */
static enum trc_status emit_one(struct pipeline *pipeline, struct trc_error *error)
{
    const unsigned slot = (unsigned)(pipeline->emitted % pipeline->slots);
    struct chunk *chunk = &pipeline->chunk[slot];
    pthread_mutex_lock(&pipeline->lock);
    while (!pipeline->rendered[slot])
        pthread_cond_wait(&pipeline->progress, &pipeline->lock);
    pipeline->rendered[slot] = false;
    pthread_mutex_unlock(&pipeline->lock);
    pipeline->emitted++;
    if (chunk->status == TRC_OK)
        return pipeline->emit(pipeline->emit_context, chunk, error);
    *error = chunk->error;
    return chunk->status;
}

enum trc_status pipeline_chunk(struct pipeline *pipeline, struct chunk **chunk, struct trc_error *error)
{
    *chunk = &pipeline->chunk[pipeline->filled % pipeline->slots];
    return pipeline->filled - pipeline->emitted == pipeline->slots ? emit_one(pipeline, error) : TRC_OK;
}

void pipeline_push(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    pipeline->filled++;
    pthread_cond_signal(&pipeline->work);
    pthread_mutex_unlock(&pipeline->lock);
}

enum trc_status pipeline_drain(struct pipeline *pipeline, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    while (status == TRC_OK && pipeline->emitted < pipeline->filled)
        status = emit_one(pipeline, error);
    return status;
}

void pipeline_free(struct pipeline *pipeline)
{
    if (pipeline == NULL)
        return;
    pthread_mutex_lock(&pipeline->lock);
    pipeline->ends = true;
    pthread_cond_broadcast(&pipeline->work);
    pthread_mutex_unlock(&pipeline->lock);
    for (unsigned i = 0; i < pipeline->threads; i++)
        pthread_join(pipeline->worker[i].thread, NULL);
    for (unsigned i = 0; pipeline->chunk != NULL && i < pipeline->slots; i++) {
        for (unsigned page = 0; page < CHUNK_PAGES_MAX; page++)
            trc_pdf_page_free(pipeline->chunk[i].page[page]);
        bytes_free(&pipeline->chunk[i].labels);
        bytes_free(&pipeline->chunk[i].rows);
        bytes_free(&pipeline->chunk[i].sums);
    }
    free(pipeline->chunk);
    free(pipeline->rendered);
    free(pipeline->worker);
    pthread_mutex_destroy(&pipeline->lock);
    pthread_cond_destroy(&pipeline->work);
    pthread_cond_destroy(&pipeline->progress);
    free(pipeline);
}
