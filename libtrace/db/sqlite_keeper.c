/* sqlite_keeper.c: a thread that carries the WAL over into the database's file.
 *
 * A checkpoint of 32 MiB takes a tenth of a second, and a commit that makes one keeps all of its group waiting. It may
 * be made beside commits, but those go on adding to the WAL, which begins anew only when all of it is carried over. So
 * the keeper goes on until little is left, and the writer itself makes the last step.
 */
#include "db/sqlite_keeper.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "db/sqlite_open.h"

enum {
    MANY_FRAMES = 16384, /* of a page each: 32 MiB. As in settings_sql */
    FEW_FRAMES = 1024,
    ROUNDS_MAX = 8 /* somebody who reads may hold the WAL back */
};

struct trc_sqlite_keeper {
    sqlite3 *handle;
    pthread_t thread;
    bool runs, wanted, closes;
    pthread_mutex_t mutex;
    pthread_cond_t change;
    atomic_int frames;    /* in the WAL after the last commit */
    atomic_bool few_left; /* for the writer to carry over */
};

/* Nothing acknowledged depends on it: what fails is tried again after a later commit. */
static void carry_over(struct trc_sqlite_keeper *keeper)
{
    int in_wal, carried, code = SQLITE_OK;
    for (int i = 0; i < ROUNDS_MAX && code == SQLITE_OK; i++) {
        code = sqlite3_wal_checkpoint_v2(keeper->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_wal, &carried);
        if (atomic_load(&keeper->frames) - carried <= FEW_FRAMES)
            break;
    }
    atomic_store(&keeper->few_left, true);
}

static void *keep(void *context)
{
    struct trc_sqlite_keeper *keeper = context;
    pthread_mutex_lock(&keeper->mutex);
    while (!keeper->closes) {
        if (!keeper->wanted) {
            pthread_cond_wait(&keeper->change, &keeper->mutex);
            continue;
        }
        pthread_mutex_unlock(&keeper->mutex);
        carry_over(keeper);
        pthread_mutex_lock(&keeper->mutex);
        keeper->wanted = false;
    }
    pthread_mutex_unlock(&keeper->mutex);
    return NULL;
}

static void call(struct trc_sqlite_keeper *keeper)
{
    pthread_mutex_lock(&keeper->mutex);
    keeper->wanted = true;
    pthread_cond_signal(&keeper->change);
    pthread_mutex_unlock(&keeper->mutex);
}

/* SQLite calls it after each commit of the writer. */
static int committed(void *context, sqlite3 *writer, const char *name, int frames)
{
    struct trc_sqlite_keeper *keeper = context;
    atomic_store(&keeper->frames, frames);
    if (frames < MANY_FRAMES)
        return SQLITE_OK;
    if (atomic_exchange(&keeper->few_left, false))
        (void)sqlite3_wal_checkpoint_v2(writer, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    else
        call(keeper);
    return SQLITE_OK;
}

int trc_sqlite_keeper_start(const char *path, sqlite3 *writer, struct trc_sqlite_keeper **out)
{
    struct trc_sqlite_keeper *keeper = *out = calloc(1, sizeof *keeper);
    if (keeper == NULL)
        return SQLITE_NOMEM;
    pthread_mutex_init(&keeper->mutex, NULL);
    pthread_cond_init(&keeper->change, NULL);
    int code = trc_sqlite_open(path, false, &keeper->handle);
    if (code == SQLITE_OK)
        code = trc_sqlite_set_up(keeper->handle, 0);
    keeper->runs = code == SQLITE_OK && pthread_create(&keeper->thread, NULL, keep, keeper) == 0;
    if (code != SQLITE_OK || !keeper->runs)
        return code != SQLITE_OK ? code : SQLITE_NOMEM;
    sqlite3_wal_hook(writer, committed, keeper);
    return SQLITE_OK;
}

void trc_sqlite_keeper_stop(struct trc_sqlite_keeper *keeper)
{
    if (keeper == NULL)
        return;
    pthread_mutex_lock(&keeper->mutex);
    keeper->closes = true;
    pthread_cond_signal(&keeper->change);
    pthread_mutex_unlock(&keeper->mutex);
    if (keeper->runs)
        pthread_join(keeper->thread, NULL);
    sqlite3_close(keeper->handle);
    pthread_cond_destroy(&keeper->change);
    pthread_mutex_destroy(&keeper->mutex);
    free(keeper);
}
