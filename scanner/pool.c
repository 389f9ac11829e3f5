/* pool.c: a number of worker processes that read pictures side by side, each one distrusted. */
#include "scanner/pool.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/failure.h"
#include "common/text.h"
#include "scanner/child.h"
#include "scanner/clock.h"

/* libzbar leaks a little with many a picture, so that workers are replaced: after a number of pictures, or a time,
 * which also keeps an honest worker far from its limit of CPU time. */
enum { RETIRE_PICTURES = 2000, RETIRE_S = 600, CPU_MARGIN_S = 60 };

/* Bytes of one drawn file: five times what the largest picture allowed takes. */
#define DRAWN_MAX ((uint64_t)512 << 20)

/* So many workers that die before they are ready, while no other gets anything done, mean that none ever will be. */
enum { STRIKES_MAX = 5 };

struct scan_pool {
    struct scan_pool_config config;
    struct scan_pool_counts counts;
    uint64_t next_id;
    unsigned busy, strikes;
    enum trc_status status; /* not TRC_OK: the pool has given up, for this reason */
    struct trc_error error;
    uint8_t packet[SCAN_PACKET_MAX];
    struct pollfd polled[SCAN_JOBS_MAX + 1];
    struct scan_child children[];
};

static void give_up(struct scan_pool *pool, const char *why)
{
    if (pool->status == TRC_OK)
        pool->status = fail(&pool->error, TRC_ERR_IO,
                            _("The picture worker %s cannot be started (%s). Reinstall trc; the worker's sandbox needs "
                              "a kernel with seccomp."),
                            pool->config.worker_path, why);
}

static enum trc_status status_of(const struct scan_pool *pool, struct trc_error *error)
{
    if (pool->status != TRC_OK && error != NULL)
        *error = pool->error;
    return pool->status;
}

/* The picture is through; its worker is idle or gone. */
static void finish(struct scan_pool *pool, struct scan_child *child)
{
    child->answer->ms = (double)(scan_now_us() - child->asked_at_us) / 1000;
    child->answer->done = true;
    child->answer = NULL;
    pool->busy--;
}

/* Ends a worker that is of no use any more. @param[out] how It ended; may be NULL. */
static void bury(struct scan_pool *pool, struct scan_child *child, char how[SCAN_DETAIL_MAX + 1])
{
    char detail[SCAN_DETAIL_MAX + 1];
    const bool greeted = child->greeted;
    scan_child_end(child, detail);
    if (how != NULL)
        memcpy(how, detail, sizeof detail);
    if (!greeted && ++pool->strikes >= STRIKES_MAX)
        give_up(pool, detail);
}

/* Ends a worker over its picture, which gets `result` for an answer. */
static void lose(struct scan_pool *pool, struct scan_child *child, enum scan_result result)
{
    struct scan_answer *answer = child->answer;
    char how[SCAN_DETAIL_MAX + 1];
    scan_answer_clear(answer);
    finish(pool, child);
    bury(pool, child, how);
    answer->outcome.result = result;
    switch (result) {
    case SCAN_CRASHED:
        pool->counts.crashed++;
        memcpy(answer->outcome.detail, how, sizeof how);
        break;
    case SCAN_LATE:
        pool->counts.late++;
        break;
    default:
        pool->counts.garbled++;
        break;
    }
}

static void retire_if_old(struct scan_pool *pool, struct scan_child *child)
{
    if (++child->picture_count >= RETIRE_PICTURES ||
        scan_now_us() - child->started_at_us >= RETIRE_S * SCAN_SECOND_US) {
        pool->counts.retired++;
        scan_child_end(child, NULL);
    }
}

/* A part of a drawn file. What the writer makes of it is not the worker's fault. */
static bool take_part(struct scan_child *child, const uint8_t *bytes, size_t len)
{
    child->drawn_bytes += len;
    if (child->writer == NULL || child->drawn_bytes > DRAWN_MAX)
        return false;
    child->writer->write(child->writer->context, bytes, len);
    return true;
}

/* Acts on one packet. @return false when no honest worker would have sent it now. */
static bool take_message(struct scan_pool *pool, struct scan_child *child, const struct scan_message *message)
{
    struct scan_answer *answer = child->answer;
    if (message->kind == SCAN_HELLO) {
        if (child->greeted || message->hello.version != SCAN_PROTOCOL_VERSION)
            return false;
        child->greeted = true;
        pool->strikes = 0;
        if (message->hello.failure[0] != '\0')
            give_up(pool, message->hello.failure);
        return true;
    }
    if (!child->greeted || message->id != child->request_id)
        return false;
    if (message->kind == SCAN_PART)
        return take_part(child, message->part.bytes, message->part.len);
    if (message->kind == SCAN_SYMBOL)
        return child->writer == NULL && answer->symbol_count < SCAN_SYMBOLS_MAX &&
               message->symbol.text_len <= SCAN_TEXTS_MAX - answer->text_bytes &&
               scan_answer_add(answer, &message->symbol);
    if (message->kind == SCAN_LOCATED)
        return child->writer == NULL && answer->located_count < SCAN_LOCATED_MAX &&
               scan_answer_add_located(answer, &message->located);
    if (message->done.symbol_count != answer->symbol_count)
        return false;
    answer->outcome = message->done.outcome;
    pool->strikes = 0;
    finish(pool, child);
    retire_if_old(pool, child);
    return true;
}

/* Reads what a busy worker has sent, up to its answer. */
static void listen_to(struct scan_pool *pool, struct scan_child *child)
{
    while (child->answer != NULL && pool->status == TRC_OK) {
        struct scan_message message;
        /* Without room for control data, descriptors that a worker might send are dropped by the kernel. */
        const ssize_t len = recv(child->socket, pool->packet, sizeof pool->packet, MSG_DONTWAIT);
        if (len < 0 && errno == ECONNRESET) /* it ended without reading its picture: its last words come next */
            continue;
        if (len < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (len <= 0)
            lose(pool, child, SCAN_CRASHED);
        else if (!scan_message_decode(pool->packet, (size_t)len, &message) || !take_message(pool, child, &message))
            lose(pool, child, SCAN_GARBLED);
    }
}

static struct scan_child *start_worker(struct scan_pool *pool, struct scan_child *child)
{
    const struct scan_pool_config *config = &pool->config;
    const int error =
        scan_child_start(child, config->worker_path, config->max_pixels, RETIRE_S + config->timeout_s + CPU_MARGIN_S);
    if (error != 0) {
        give_up(pool, strerror(error));
        return NULL;
    }
    child->started_at_us = scan_now_us();
    pool->counts.started++;
    return child;
}

/* A worker for the next picture: an idle one first, else a new one. NULL after filling pool->status. */
static struct scan_child *find_worker(struct scan_pool *pool)
{
    struct scan_child *const end = pool->children + pool->config.jobs;
    for (struct scan_child *child = pool->children; child < end; child++)
        if (child->pid != 0 && child->answer == NULL)
            return child;
    for (struct scan_child *child = pool->children; child < end; child++)
        if (child->pid == 0)
            return start_worker(pool, child);
    assert(!"there is room for another picture");
    return NULL;
}

static enum trc_status submit(struct scan_pool *pool, struct scan_answer *answer, int fd,
                              const struct scan_drawing *drawing, const struct scan_writer *writer,
                              struct trc_error *error)
{
    const struct scan_request request = {.id = ++pool->next_id,
                                         .max_pixels = pool->config.max_pixels,
                                         .thorough = pool->config.thorough,
                                         .drawing = drawing};
    *answer = (struct scan_answer){0};
    struct scan_child *child = find_worker(pool);
    /* A worker may have been killed while it was idle, which costs no picture. */
    while (child != NULL && !scan_child_ask(child, &request, fd)) {
        bury(pool, child, NULL);
        child = pool->status == TRC_OK ? find_worker(pool) : NULL;
    }
    close(fd);
    if (child != NULL) {
        child->answer = answer;
        child->writer = writer;
        child->drawn_bytes = 0;
        child->request_id = request.id;
        child->asked_at_us = scan_now_us();
        child->look_at_us = child->asked_at_us + pool->config.timeout_s * SCAN_SECOND_US;
        child->cpu_at_us = scan_child_cpu_us(child);
        pool->busy++;
    }
    return status_of(pool, error);
}

enum trc_status scan_pool_submit(struct scan_pool *pool, struct scan_answer *answer, int fd, struct trc_error *error)
{
    return submit(pool, answer, fd, NULL, NULL, error);
}

enum trc_status scan_pool_draw(struct scan_pool *pool, struct scan_answer *answer, int fd,
                               const struct scan_drawing *drawing, const struct scan_writer *writer,
                               struct trc_error *error)
{
    return submit(pool, answer, fd, drawing, writer, error);
}

/* Is its picture given up? If not, nothing can make it so before look_at_us, since a worker has a single thread. */
static bool is_late(const struct scan_pool *pool, struct scan_child *child, int64_t now)
{
    const int64_t timeout_us = pool->config.timeout_s * SCAN_SECOND_US;
    const int64_t cpu_left_us = timeout_us - (scan_child_cpu_us(child) - child->cpu_at_us);
    const int64_t wall_left_us = SCAN_PATIENCE * timeout_us - (now - child->asked_at_us);
    const int64_t left_us = cpu_left_us < wall_left_us ? cpu_left_us : wall_left_us;
    child->look_at_us = now + left_us;
    return left_us <= 0;
}

/* Milliseconds until a picture may be late or the watch's time has come, rounded up. */
static int time_left_ms(const struct scan_pool *pool, const struct scan_watch *watch)
{
    int64_t first_us = watch->until_us;
    for (unsigned i = 0; i < pool->config.jobs; i++)
        if (pool->children[i].answer != NULL && pool->children[i].look_at_us < first_us)
            first_us = pool->children[i].look_at_us;
    const int64_t left_us = first_us == INT64_MAX ? INT64_MAX : first_us - scan_now_us();
    return left_us <= 0 ? 0 : left_us / 1000 >= INT_MAX ? -1 : (int)(left_us / 1000) + 1;
}

/* @return Is what the watch is for there, or was there a signal? */
static bool poll_workers(struct scan_pool *pool, const struct scan_watch *watch)
{
    const unsigned jobs = pool->config.jobs;
    for (unsigned i = 0; i < jobs; i++) /* poll() passes over negative descriptors */
        pool->polled[i] =
            (struct pollfd){.fd = pool->children[i].answer != NULL ? pool->children[i].socket : -1, .events = POLLIN};
    pool->polled[jobs] = (struct pollfd){.fd = watch->fd, .events = POLLIN};
    const int ready = poll(pool->polled, jobs + 1, time_left_ms(pool, watch));
    if (ready < 0 && errno != EINTR)
        give_up(pool, strerror(errno));
    if (ready < 0)
        return true;
    for (unsigned i = 0; i < jobs; i++)
        if (pool->polled[i].revents != 0)
            listen_to(pool, &pool->children[i]);
    const int64_t now = scan_now_us();
    for (unsigned i = 0; i < jobs; i++) {
        struct scan_child *child = &pool->children[i];
        if (child->answer != NULL && child->look_at_us <= now && is_late(pool, child, now))
            lose(pool, child, SCAN_LATE);
    }
    return pool->polled[jobs].revents != 0 || now >= watch->until_us;
}

enum trc_status scan_pool_wait(struct scan_pool *pool, const struct scan_watch *watch, struct trc_error *error)
{
    const struct scan_watch nothing = {.fd = -1, .until_us = INT64_MAX};
    const unsigned busy = pool->busy;
    assert(watch != NULL || busy > 0);
    bool seen = false;
    while (pool->busy == busy && pool->status == TRC_OK && (watch == NULL || !seen))
        seen = poll_workers(pool, watch != NULL ? watch : &nothing);
    return status_of(pool, error);
}

enum trc_status scan_pool_open(const struct scan_pool_config *config, struct scan_pool **out, struct trc_error *error)
{
    assert(config->jobs >= 1 && config->jobs <= SCAN_JOBS_MAX);
    *out = calloc(1, sizeof **out + config->jobs * sizeof(*out)->children[0]);
    if (*out == NULL)
        return fail(error, TRC_ERR_MEMORY, "%s", trc_status_text(TRC_ERR_MEMORY));
    (*out)->config = *config;
    return TRC_OK;
}

void scan_pool_close(struct scan_pool *pool)
{
    if (pool == NULL)
        return;
    for (unsigned i = 0; i < pool->config.jobs; i++)
        scan_child_end(&pool->children[i], NULL);
    free(pool);
}

bool scan_pool_has_room(const struct scan_pool *pool)
{
    return pool->busy < pool->config.jobs;
}

bool scan_pool_is_busy(const struct scan_pool *pool)
{
    return pool->busy > 0;
}

struct scan_pool_counts scan_pool_counts(const struct scan_pool *pool)
{
    return pool->counts;
}
