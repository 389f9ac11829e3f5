/* recorder.c: group commit. Callers queue and sleep; a writer takes all that is waiting, commits it at once, and wakes
 * them.
 *
 * While a commit is on its way to the disk the next group gathers by itself: the slower the disk, the larger the
 * groups. After a commit the writer lets those whom it woke run for a moment, for as long as they come back: one full
 * group is cheaper than two halves.
 *
 * Who scanned is forgotten after 72 h. It is for those who record to see to that: whenever an hour of events has
 * passed, the writer goes through what has become old, and whoever comes meanwhile waits for one step of it at most.
 */
#include <trc/recorder.h>

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "registry/chain.h"
#include "registry/forget.h"
#include "registry/record.h"
#include "registry/registry.h"

enum {
    GROUP_MAX = 1024,
    WRITERS_MAX = TRC_CHAINS,
    WRITERS_SERVER = 4,
    RECONNECT_MS = 5000,
    PAUSE_MS = 100,
    FORGET_EVERY_S = 3600
};

/* One caller that waits. */
struct waiter {
    struct waiter *next;
    struct trc_record *record;
    struct trc_error *error;
    enum trc_status status;
    atomic_bool done;
};

struct writer {
    struct trc_registry *registry;
    pthread_t thread;
    bool runs, closes;
    pthread_mutex_t mutex;
    pthread_cond_t more;
    atomic_uint groups; /* written so far: callers sleep on it, and one call wakes all of a group */
    struct waiter *first, **end;
    size_t waiting, last_group;
    int64_t forgot_at_s; /* time of an event when all that was old was forgotten */
    struct trc_record *record[GROUP_MAX];
};

struct trc_recorder {
    unsigned count;
    struct writer writer[WRITERS_MAX];
};

static void sleep_until_not(atomic_uint *word, unsigned value)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void wake_all(atomic_uint *word)
{
    atomic_fetch_add(word, 1);
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* Until no more of those who were in the last group come back. */
static void gather(struct writer *writer)
{
    enum { PATIENCE = 4 };
    size_t before = writer->waiting;
    for (int still = 0; still < PATIENCE && writer->waiting < writer->last_group && !writer->closes; still++) {
        pthread_mutex_unlock(&writer->mutex);
        sched_yield();
        pthread_mutex_lock(&writer->mutex);
        if (writer->waiting > before)
            still = 0;
        before = writer->waiting;
    }
}

/* Everything that waits, at most GROUP_MAX; waits itself when nothing does. NULL: the recorder closes. */
static struct waiter *take_group(struct writer *writer, size_t *count)
{
    pthread_mutex_lock(&writer->mutex);
    gather(writer);
    while (writer->first == NULL && !writer->closes)
        pthread_cond_wait(&writer->more, &writer->mutex);
    struct waiter *group = writer->first, **end = &writer->first;
    for (*count = 0; *end != NULL && *count < GROUP_MAX; end = &(*end)->next)
        writer->record[(*count)++] = (*end)->record;
    writer->first = *end;
    *end = NULL;
    if (writer->first == NULL)
        writer->end = &writer->first;
    writer->waiting -= *count;
    writer->last_group = *count;
    pthread_mutex_unlock(&writer->mutex);
    return *count > 0 ? group : NULL;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * The ids make it harmless to send a group again of which nobody knows whether it arrived. By the clock, since trying
 * to connect may itself take seconds.
 */
static enum trc_status commit(struct writer *writer, size_t count, struct trc_error *error)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    enum trc_status status = trc_record_group(writer->registry, writer->record, count, error);
    const int64_t until_ms = now_ms() + RECONNECT_MS; /* the first try may have noticed late */
    while (status != TRC_OK && trc_db_is_lost(writer->registry->db) && now_ms() < until_ms) {
        nanosleep(&pause, NULL);
        status = trc_record_group(writer->registry, writer->record, count, error);
    }
    return status;
}

static bool is_wanted(struct writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    const bool wanted = writer->first != NULL || writer->closes;
    pthread_mutex_unlock(&writer->mutex);
    return wanted;
}

/*
 * One step at least, so that forgetting keeps pace with recording; then as many as nobody waits for. A failure is
 * nobody's whose event is on disk: the next commit tries again. A clock that was set back counts as time passed.
 */
static void forget(struct writer *writer, int64_t now_s)
{
    const int64_t passed_s = now_s - writer->forgot_at_s;
    bool done = false;
    int64_t forgotten = 0;
    enum trc_status status = TRC_OK;
    if (passed_s < FORGET_EVERY_S && passed_s > -FORGET_EVERY_S)
        return;
    do
        status = trc_forget_step(writer->registry, now_s - TRC_FORGET_AFTER_S, &done, &forgotten, NULL);
    while (status == TRC_OK && !done && !is_wanted(writer));
    if (status == TRC_OK && done)
        writer->forgot_at_s = now_s;
}

static void *write_groups(void *context)
{
    struct writer *writer = context;
    size_t count;
    for (struct waiter *group; (group = take_group(writer, &count)) != NULL;) {
        struct trc_error error = TRC_ERROR_INIT;
        const enum trc_status status = commit(writer, count, &error);
        const int64_t now_s = writer->record[0]->event.at_s; /* any of them will do */
        for (struct waiter *waiter = group, *next; waiter != NULL; waiter = next) {
            next = waiter->next; /* gone as soon as its caller goes on */
            waiter->status = status;
            if (status != TRC_OK && waiter->error != NULL)
                *waiter->error = error;
            atomic_store(&waiter->done, true);
        }
        wake_all(&writer->groups);
        if (status == TRC_OK)
            forget(writer, now_s);
    }
    return NULL;
}

static enum trc_status start(struct writer *writer, const char *url, struct trc_error *error)
{
    const enum trc_status status = trc_registry_open(url, 0, &writer->registry, error);
    if (status != TRC_OK)
        return status;
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->more, NULL);
    writer->end = &writer->first;
    writer->runs = pthread_create(&writer->thread, NULL, write_groups, writer) == 0;
    return writer->runs ? TRC_OK : trc_error_set(error, TRC_ERR_MEMORY, _("No thread could be started."));
}

static void stop(struct writer *writer)
{
    if (writer->runs) {
        pthread_mutex_lock(&writer->mutex);
        writer->closes = true;
        pthread_cond_signal(&writer->more);
        pthread_mutex_unlock(&writer->mutex);
        pthread_join(writer->thread, NULL);
    }
    if (writer->registry != NULL) {
        pthread_cond_destroy(&writer->more);
        pthread_mutex_destroy(&writer->mutex);
    }
    trc_registry_close(writer->registry);
}

enum trc_status trc_recorder_open(const char *url, const struct trc_recorder_config *config, struct trc_recorder **out,
                                  struct trc_error *error)
{
    const unsigned usual = strstr(url, "://") != NULL ? WRITERS_SERVER : 1;
    struct trc_recorder *recorder = calloc(1, sizeof *recorder);
    *out = NULL;
    if (recorder == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    recorder->count = config->writers == 0 ? usual : config->writers < WRITERS_MAX ? config->writers : WRITERS_MAX;
    enum trc_status status = TRC_OK;
    for (unsigned i = 0; i < recorder->count && status == TRC_OK; i++)
        status = start(&recorder->writer[i], url, error);
    if (status == TRC_OK)
        *out = recorder;
    else
        trc_recorder_close(recorder);
    return status;
}

void trc_recorder_close(struct trc_recorder *recorder)
{
    if (recorder == NULL)
        return;
    for (unsigned i = 0; i < recorder->count; i++)
        stop(&recorder->writer[i]);
    free(recorder);
}

enum trc_status trc_recorder_record(struct trc_recorder *recorder, struct trc_record *record, struct trc_error *error)
{
    const enum trc_status status = trc_record_check(record, error);
    if (status != TRC_OK)
        return status;
    /* Units of one chain go to one writer, so that writers do not wait for each other's chains. */
    struct writer *writer = &recorder->writer[trc_chain_of(record->event.code_key) % recorder->count];
    struct waiter waiter = {.record = record, .error = error};
    pthread_mutex_lock(&writer->mutex);
    *writer->end = &waiter;
    writer->end = &waiter.next;
    if (writer->waiting++ == 0)
        pthread_cond_signal(&writer->more);
    pthread_mutex_unlock(&writer->mutex);
    for (unsigned groups = atomic_load(&writer->groups); !atomic_load(&waiter.done);
         groups = atomic_load(&writer->groups))
        sleep_until_not(&writer->groups, groups);
    return waiter.status;
}
