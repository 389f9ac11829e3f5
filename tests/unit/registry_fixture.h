/* registry_fixture.h: a registry of its own for each test of registry/: a file in a new folder or, when
 * TRC_TEST_POSTGRES is set, a database on a server that the program starts; with TRC_TEST_PARTITIONS its large tables
 * have eight partitions.
 */
#ifndef TRC_TESTS_REGISTRY_FIXTURE_H
#define TRC_TESTS_REGISTRY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "postgres_server.h"
#include "registry/registry.h"

#define GTIN_A "06901234567892"
#define GTIN_B "06901234567908"

struct fixture {
    char folder[32];
    char path[96]; /* of the registry in it, or its URL */
    struct trc_registry *registry;
    struct trc_error error;
};

static inline struct trc_registry *open_registry(const char *path, unsigned flags)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry;
    const enum trc_status status = trc_registry_open(path, flags, &registry, &error);
    if (status != TRC_OK)
        fail_msg("%s: %s", trc_status_name(status), error.msg);
    return registry;
}

static inline bool on_postgres(void)
{
    return getenv("TRC_TEST_POSTGRES") != NULL;
}

/* For tests of what only a file has. */
#define sqlite_only()                                                                                                  \
    do {                                                                                                               \
        if (on_postgres())                                                                                             \
            skip();                                                                                                    \
    } while (0)

/* For tests of what only a server has. */
#define postgres_only()                                                                                                \
    do {                                                                                                               \
        if (!on_postgres())                                                                                            \
            skip();                                                                                                    \
    } while (0)

static inline int start_database(void **state)
{
    (void)state;
    return on_postgres() ? postgres_start() : 0;
}

static inline int stop_database(void **state)
{
    (void)state;
    return on_postgres() ? postgres_stop() : 0;
}

static inline bool database_is_there(void)
{
    if (!on_postgres() || postgres_find())
        return true;
    puts("SKIP: PostgreSQL is absent");
    return false;
}

#define run_registry_tests(tests)                                                                                      \
    (database_is_there() ? cmocka_run_group_tests(tests, start_database, stop_database) : 77)

/* SQL as somebody else runs it. */
static inline void run_sql(const char *path, const char *sql)
{
    const struct trc_db_config config = {.create = true, .busy_timeout_ms = 10000};
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db;
    if (trc_db_open(path, &config, &db, &error) != TRC_OK || trc_db_exec(db, sql, &error) != TRC_OK)
        fail_msg("%s", error.msg);
    trc_db_close(db);
}

/* The SQL that docs/registry.md shows under a heading: what is documented is what is tested. */
static inline void documented_sql(const char *heading, char *sql, size_t size)
{
    char line[256];
    size_t len = 0;
    bool within = false;
    FILE *file = fopen(TRC_SOURCE_DIR "/docs/registry.md", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#')
            within = strncmp(line, heading, strlen(heading)) == 0;
        else if (within && strncmp(line, "    ", 4) == 0)
            len += (size_t)snprintf(sql + len, size - len, "%s", line + 4);
        assert_true(len < size);
    }
    fclose(file);
    assert_true(len > 0);
}

/* As docs/registry.md "Eight partitions" says. */
static inline void make_partitions(const char *path)
{
    char sql[2048];
    documented_sql("### Eight partitions", sql, sizeof sql);
    run_sql(path, sql);
}

/* A place for a registry: nothing is there yet but, on PostgreSQL, an empty database. */
static inline int make_folder(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    if (on_postgres())
        return postgres_make_database(f->path, sizeof f->path) ? 0 : -1;
    strcpy(f->folder, "/tmp/trc-registry-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    snprintf(f->path, sizeof f->path, "%s/registry.db", f->folder);
    return 0;
}

static inline int make_registry(void **state)
{
    if (make_folder(state) != 0)
        return -1;
    struct fixture *f = *state;
    f->registry = open_registry(f->path, TRC_REGISTRY_CREATE);
    if (on_postgres() && getenv("TRC_TEST_PARTITIONS") != NULL)
        make_partitions(f->path);
    return 0;
}

static inline int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info, (void)type, (void)where;
    return remove(path);
}

static inline int remove_fixture(void **state)
{
    struct fixture *f = *state;
    trc_registry_close(f->registry);
    const int result = on_postgres() ? 0 : nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return result;
}

static inline void reopen(struct fixture *f)
{
    trc_registry_close(f->registry);
    f->registry = open_registry(f->path, 0);
}

/* A batch that can be reserved as it is. */
static inline struct trc_batch batch_of(const char *gtin, uint8_t key_id, uint32_t count)
{
    struct trc_batch batch = {
        .key_id = key_id,
        .seal = TRC_SEAL_KIND_NONE,
        .count = count,
        .lot = "LOT2409A",
        .expiry = "271231",
        .produced = "240901",
        .host = "id.acme.cn",
        .created_at_s = 1725148800,
    };
    strcpy(batch.gtin, gtin);
    return batch;
}

/* Own serials from an array. */
struct serial_list {
    const char *const *serial;
    size_t count, given;
};

static inline enum trc_status next_of_list(void *context, const char **serial, struct trc_error *error)
{
    struct serial_list *list = context;
    (void)error;
    *serial = list->given < list->count ? list->serial[list->given++] : NULL;
    return TRC_OK;
}

#define assert_ok(call) assert_string_equal(trc_status_name(call), "OK")
#define assert_status(call, expected) assert_string_equal(trc_status_name(call), trc_status_name(expected))
#define assert_says(error, part)                                                                                       \
    do {                                                                                                               \
        if (strstr((error).msg, part) == NULL)                                                                         \
            fail_msg("\"%s\" does not say \"%s\"", (error).msg, part);                                                 \
    } while (0)
#define registry_test(name) cmocka_unit_test_setup_teardown(name, make_registry, remove_fixture)

#endif
