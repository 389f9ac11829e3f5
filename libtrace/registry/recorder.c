/* recorder.c: group commit. Callers queue and sleep; a writer takes all that is waiting, commits it at once, and wakes
 * them.
 *
 * While a commit is on its way to the disk the next group gathers by itself: the slower the disk, the larger the
 * groups. After a commit the writer waits a moment for those whom it woke, for as long as more of them come back: one
 * full group is cheaper than two halves.
 *
 * Who scanned is forgotten after 72 h. It is for those who record to see to that: whenever an hour has passed, the
 * writer goes through what has become old, and whoever comes meanwhile waits for one step of it at most. What time it
 * is the events tell, and between them a clock that only counts.
 *
 * Refused codes are counted in memory, and written by the first writer once a second: no flood of them may take the
 * commits that honest scans wait for.
 */
#include <trc/recorder.h>

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
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
#include "registry/refusal.h"
#include "registry/registry.h"

enum {
    GROUP_MAX = 1024,
    WRITERS_MAX = TRC_CHAINS,
    WRITERS_SERVER_MAX = 4,
    RECONNECT_MS = 5000,
    PAUSE_MS = 100,
    REFUSALS_EVERY_MS = 1000,
    FORGET_EVERY_S = 3600,
    FORGET_AGAIN_MS = 5000 /* after a failure */
};

/* One caller that waits. */
struct waiter {
    struct waiter *next;
    struct trc_record *record;
    struct trc_error *error;
    enum trc_status status;
    atomic_bool done;
};

/* Added to by everybody, written by the first writer. */
struct refused {
    pthread_mutex_t mutex;
    int64_t due_ms; /* 0: there are none */
    struct trc_refusals added, written;
};

struct writer {
    struct trc_registry *registry;
    struct refused *refused; /* NULL: another writer's matter */
    pthread_t thread;
    bool runs, closes;
    pthread_mutex_t mutex;
    pthread_cond_t more;
    atomic_uint groups; /* written so far: callers sleep on it, and one call wakes all of a group */
    struct waiter *first, **end;
    size_t waiting, wake_at; /* the writer wants to be woken when so many wait */
    int64_t now_s, told_ms;  /* the latest time that was told, and when; 0: none was */
    int64_t forgot_at_s;     /* when all that was old was forgotten */
    int64_t forget_ms;       /* not before */
    bool scrubs;             /* what was forgotten since may still be in the database's files */
    struct trc_record *record[GROUP_MAX];
    struct waiter *waiter[GROUP_MAX];
};

struct trc_recorder {
    unsigned count;
    struct refused refused;
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

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t now_ms(void)
{
    return now_us() / 1000;
}

/* Until somebody signals, or the time has come. With the mutex. */
static void wait_until_us(struct writer *writer, int64_t until_us)
{
    const struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    pthread_cond_timedwait(&writer->more, &writer->mutex, &until);
}

/* Until all those are back who were woken, or nobody has come for a moment. With the mutex. */
static void gather(struct writer *writer)
{
    enum { PATIENCE_US = 100, PATIENCE_ALL_US = 2000 };
    size_t before = SIZE_MAX;
    int64_t us = now_us();
    for (const int64_t end_us = us + PATIENCE_ALL_US;
         us < end_us && writer->waiting != before && writer->waiting < writer->wake_at && !writer->closes;
         us = now_us()) {
        before = writer->waiting;
        wait_until_us(writer, us + PATIENCE_US);
    }
    writer->wake_at = 1;
}

static int64_t refusals_due_ms(struct writer *writer)
{
    int64_t due_ms = 0;
    if (writer->refused != NULL) {
        pthread_mutex_lock(&writer->refused->mutex);
        due_ms = writer->refused->due_ms;
        pthread_mutex_unlock(&writer->refused->mutex);
    }
    return due_ms > 0 ? due_ms : INT64_MAX;
}

static int64_t time_s(const struct writer *writer)
{
    return writer->now_s + (now_ms() - writer->told_ms) / 1000;
}

/* A clock that was set back counts as time passed. */
static bool forgot_lately(const struct writer *writer, int64_t now_s)
{
    const int64_t passed_s = now_s - writer->forgot_at_s;
    return passed_s < FORGET_EVERY_S && passed_s > -FORGET_EVERY_S;
}

static int64_t forget_due_ms(const struct writer *writer)
{
    if (writer->now_s <= 0)
        return INT64_MAX;
    if (!forgot_lately(writer, time_s(writer)))
        return writer->forget_ms;
    return writer->told_ms + (writer->forgot_at_s + FORGET_EVERY_S - writer->now_s) * 1000;
}

/* Until somebody waits, the recorder closes, or there is something to do. With the mutex. */
static void wait_for_work(struct writer *writer)
{
    while (writer->first == NULL && !writer->closes) {
        const int64_t refusals_ms = refusals_due_ms(writer), forget_ms = forget_due_ms(writer);
        const int64_t until_ms = refusals_ms < forget_ms ? refusals_ms : forget_ms;
        if (until_ms <= now_ms())
            return;
        if (until_ms == INT64_MAX)
            pthread_cond_wait(&writer->more, &writer->mutex);
        else
            wait_until_us(writer, until_ms * 1000);
    }
}

/* Everything that waits, at most GROUP_MAX; nothing when there is something else to do. */
static size_t take_group(struct writer *writer)
{
    size_t count = 0;
    pthread_mutex_lock(&writer->mutex);
    gather(writer);
    wait_for_work(writer);
    for (; writer->first != NULL && count < GROUP_MAX; writer->first = writer->first->next) {
        writer->waiter[count] = writer->first;
        writer->record[count++] = writer->first->record;
    }
    if (writer->first == NULL)
        writer->end = &writer->first;
    writer->waiting -= count;
    pthread_mutex_unlock(&writer->mutex);
    return count;
}

/*
 * The ids make it harmless to send a group again of which nobody knows whether it arrived. By the clock, since trying
 * to connect may itself take seconds.
 */
static enum trc_status commit(struct writer *writer, struct trc_record *const *records, size_t count,
                              struct trc_error *error)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    enum trc_status status = trc_record_group(writer->registry, records, count, error);
    const int64_t until_ms = now_ms() + RECONNECT_MS; /* the first try may have noticed late */
    while (status != TRC_OK && trc_db_is_lost(writer->registry->db) && now_ms() < until_ms) {
        nanosleep(&pause, NULL);
        status = trc_record_group(writer->registry, records, count, error);
    }
    return status;
}

/* May it be one record that all of a group failed for? Not where the next try would wait or fail just the same. */
static bool is_of_one(const struct writer *writer, enum trc_status status)
{
    return status != TRC_OK && status != TRC_ERR_IO && status != TRC_ERR_BUSY && status != TRC_ERR_MEMORY &&
           status != TRC_ERR_PERMISSION && status != TRC_ERR_VERSION && !trc_db_is_lost(writer->registry->db);
}

/* Halves of a group that failed, and halves of those: a row that cannot be read is told those alone who ask for it. */
static void commit_apart(struct writer *writer, size_t first, size_t count)
{
    struct trc_error error = TRC_ERROR_INIT;
    const enum trc_status status = commit(writer, &writer->record[first], count, &error);
    if (count > 1 && is_of_one(writer, status)) {
        commit_apart(writer, first, count / 2);
        commit_apart(writer, first + count / 2, count - count / 2);
        return;
    }
    for (size_t i = first; i < first + count; i++) {
        struct waiter *waiter = writer->waiter[i];
        waiter->status = status;
        if (status != TRC_OK && waiter->error != NULL)
            *waiter->error = error;
    }
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
 * nobody's whose event is on disk: it is tried again.
 */
static void forget(struct writer *writer)
{
    const int64_t now_s = time_s(writer);
    bool done = false;
    int64_t forgotten = 0;
    enum trc_status status = TRC_OK;
    if (writer->now_s <= 0 || forgot_lately(writer, now_s) || now_ms() < writer->forget_ms)
        return;
    do
        status = trc_forget_step(writer->registry, now_s - TRC_FORGET_AFTER_S, &done, &forgotten, NULL);
    while (status == TRC_OK && !done && !is_wanted(writer));
    writer->scrubs = writer->scrubs || forgotten > 0;
    if (status == TRC_OK && done && writer->scrubs)
        status = trc_db_scrub(writer->registry->db, NULL);
    if (status == TRC_OK && done) {
        writer->scrubs = false;
        writer->forgot_at_s = now_s;
    }
    if (status != TRC_OK)
        writer->forget_ms = now_ms() + FORGET_AGAIN_MS;
}

/* What cannot be written is kept for the next time. */
static void write_refusals(struct writer *writer, bool at_once)
{
    struct refused *refused = writer->refused;
    if (refused == NULL)
        return;
    pthread_mutex_lock(&refused->mutex);
    const bool is_due = refused->due_ms > 0 && (at_once || refused->due_ms <= now_ms());
    if (is_due) {
        refused->written = refused->added;
        refused->added.count = 0;
        refused->due_ms = 0;
    }
    pthread_mutex_unlock(&refused->mutex);
    if (!is_due || trc_refusals_write(writer->registry, refused->written.row, refused->written.count, NULL) == TRC_OK)
        return;
    pthread_mutex_lock(&refused->mutex);
    for (size_t i = 0; i < refused->written.count; i++)
        trc_refusals_add(&refused->added, &refused->written.row[i]);
    refused->due_ms = now_ms() + REFUSALS_EVERY_MS;
    pthread_mutex_unlock(&refused->mutex);
}

static void write_group(struct writer *writer, size_t count)
{
    bool is_written = false;
    const int64_t now_s = writer->record[0]->event.at_s; /* any of them will do */
    commit_apart(writer, 0, count);
    for (size_t i = 0; i < count; i++) {
        is_written = is_written || writer->waiter[i]->status == TRC_OK;
        atomic_store(&writer->waiter[i]->done, true); /* it is gone as soon as its caller goes on */
    }
    pthread_mutex_lock(&writer->mutex);
    writer->wake_at = writer->waiting + count < GROUP_MAX ? writer->waiting + count : GROUP_MAX;
    pthread_mutex_unlock(&writer->mutex);
    wake_all(&writer->groups);
    if (is_written) {
        writer->now_s = now_s;
        writer->told_ms = now_ms();
    }
}

static bool closes(struct writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    const bool closes = writer->closes && writer->first == NULL;
    pthread_mutex_unlock(&writer->mutex);
    return closes;
}

static void *write_groups(void *context)
{
    struct writer *writer = context;
    while (!closes(writer)) {
        const size_t count = take_group(writer);
        if (count > 0)
            write_group(writer, count);
        write_refusals(writer, false);
        forget(writer);
    }
    write_refusals(writer, true);
    return NULL;
}

static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

static enum trc_status start(struct writer *writer, const char *url, struct trc_error *error)
{
    const struct trc_db_config config = {.busy_timeout_ms = TRC_DB_BUSY_TIMEOUT_MS, .keeps_up = true};
    const enum trc_status status = trc_registry_open_config(url, &config, &writer->registry, error);
    if (status != TRC_OK)
        return status;
    pthread_mutex_init(&writer->mutex, NULL);
    init_condition(&writer->more);
    writer->end = &writer->first;
    writer->wake_at = 1;
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

/* SQLite has one lock. A server on this machine has the other half of its processors; and few large groups are cheaper
 * than many small ones. */
static unsigned usual_writers(const char *url)
{
    const long half = strstr(url, "://") != NULL ? sysconf(_SC_NPROCESSORS_ONLN) / 2 : 1;
    return half < 1 ? 1 : half < WRITERS_SERVER_MAX ? (unsigned)half : WRITERS_SERVER_MAX;
}

enum trc_status trc_recorder_open(const char *url, const struct trc_recorder_config *config, struct trc_recorder **out,
                                  struct trc_error *error)
{
    struct trc_recorder *recorder = calloc(1, sizeof *recorder);
    *out = NULL;
    if (recorder == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    pthread_mutex_init(&recorder->refused.mutex, NULL);
    recorder->writer[0].refused = &recorder->refused;
    recorder->count = config->writers == 0            ? usual_writers(url)
                      : config->writers < WRITERS_MAX ? config->writers
                                                      : WRITERS_MAX;
    enum trc_status status = TRC_OK;
    for (unsigned i = 0; i < recorder->count && status == TRC_OK; i++) {
        recorder->writer[i].now_s = config->now_s;
        recorder->writer[i].told_ms = now_ms();
        status = start(&recorder->writer[i], url, error);
    }
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
    pthread_mutex_destroy(&recorder->refused.mutex);
    free(recorder);
}

/* Only the first one of a second wakes the writer. */
void trc_recorder_count_refusal(struct trc_recorder *recorder, int64_t now_s, const char *region, const char *finding)
{
    struct refused *refused = &recorder->refused;
    struct writer *writer = &recorder->writer[0];
    struct trc_refusal row;
    trc_refusal_init(&row, now_s, region, finding);
    pthread_mutex_lock(&refused->mutex);
    const bool is_first = refused->due_ms == 0;
    trc_refusals_add(&refused->added, &row);
    if (is_first)
        refused->due_ms = now_ms() + REFUSALS_EVERY_MS;
    pthread_mutex_unlock(&refused->mutex);
    if (!is_first)
        return;
    pthread_mutex_lock(&writer->mutex);
    pthread_cond_signal(&writer->more);
    pthread_mutex_unlock(&writer->mutex);
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
    if (++writer->waiting == writer->wake_at)
        pthread_cond_signal(&writer->more);
    pthread_mutex_unlock(&writer->mutex);
    for (unsigned groups = atomic_load(&writer->groups); !atomic_load(&waiter.done);
         groups = atomic_load(&writer->groups))
        sleep_until_not(&writer->groups, groups);
    return waiter.status;
}
