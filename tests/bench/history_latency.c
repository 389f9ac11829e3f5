/* history_latency.c: how long one unit's state and history take, on the server's own partitions, on foreign ones
 * through it, and on the other server asked directly. bench_two_servers.sh starts the servers.
 *
 *     history_latency fill URL       100,000 scans of 20,000 units
 *     history_latency URL URL        the first server, half of whose partitions are on the second; and the second
 */
#include "bench_scans.h"

#include <libpq-fe.h>

enum { UNITS = 20000, EACH = 5, GROUP = 1000, ASKED = 500, ROUNDS = 9 };

static struct trc_registry *open_registry(const char *url, unsigned flags)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry;
    bench_check(trc_registry_open(url, flags, &registry, &error), &error);
    return registry;
}

static void fill(const char *url)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry = open_registry(url, TRC_REGISTRY_CREATE);
    static struct trc_record records[GROUP];
    for (uint64_t n = 0; n < UNITS * EACH; n++) {
        bench_scan(&records[n % GROUP], n, UNITS);
        if (n % GROUP == GROUP - 1)
            bench_check(trc_registry_record(registry, records, GROUP, &error), &error);
    }
    trc_registry_close(registry);
}

/* Units of four of the partitions, in the order of their keys: in none, that is. */
struct keys {
    uint8_t key[ASKED][TRC_CODE_KEY_LEN];
};

static void read_keys(const char *url, int first_partition, struct keys *keys)
{
    PGconn *conn = PQconnectdb(url);
    for (int part = 0; part < 4; part++) {
        char sql[96];
        snprintf(sql, sizeof sql, "SELECT code_key FROM unit_%d ORDER BY code_key LIMIT %d", first_partition + part,
                 ASKED / 4);
        PGresult *rows = PQexecParams(conn, sql, 0, NULL, NULL, NULL, NULL, 1);
        if (PQntuples(rows) != ASKED / 4) {
            fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(conn));
            exit(1);
        }
        for (int i = 0; i < ASKED / 4; i++)
            memcpy(keys->key[4 * i + part], PQgetvalue(rows, i, 0), TRC_CODE_KEY_LEN);
        PQclear(rows);
    }
    PQfinish(conn);
}

static enum trc_status count_event(void *context, const struct trc_event *event)
{
    (void)event;
    ++*(int *)context;
    return TRC_OK;
}

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

struct side {
    const char *name;
    struct trc_registry *registry;
    struct keys keys;
    double state[ROUNDS * ASKED], history[ROUNDS * ASKED];
};

static void ask(struct side *side, int round)
{
    struct trc_error error = TRC_ERROR_INIT;
    for (int i = 0; i < ASKED; i++) {
        struct trc_unit unit;
        int events = 0;
        const double began = now_us();
        bench_check(trc_registry_get_unit(side->registry, side->keys.key[i], &unit, &error), &error);
        const double between = now_us();
        bench_check(trc_registry_each_event(side->registry, side->keys.key[i], count_event, &events, &error), &error);
        side->state[round * ASKED + i] = between - began;
        side->history[round * ASKED + i] = now_us() - between;
        if (unit.events != EACH || events != EACH) {
            fprintf(stderr, "%s: %u and %d events, not %d\n", side->name, unit.events, events, EACH);
            exit(1);
        }
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values)
{
    qsort(values, ROUNDS * ASKED, sizeof *values, by_size);
    return values[ROUNDS * ASKED / 2];
}

int main(int argc, char **argv)
{
    static struct side side[3] = {{.name = "a partition of the server's own"},
                                  {.name = "a foreign one, through it"},
                                  {.name = "the same, on the other server directly"}};
    if (argc == 3 && strcmp(argv[1], "fill") == 0) {
        fill(argv[2]);
        return 0;
    }
    if (argc != 3) {
        fprintf(stderr, "usage: history_latency fill URL, or history_latency URL URL\n");
        return 2;
    }
    for (int i = 0; i < 3; i++) {
        side[i].registry = open_registry(argv[i == 2 ? 2 : 1], 0);
        read_keys(argv[i == 2 ? 2 : 1], i == 0 ? 0 : 4, &side[i].keys);
    }
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 3; i++)
            ask(&side[i], round);
    double first[2] = {0};
    for (int i = 0; i < 3; i++) {
        const double state = median(side[i].state), history = median(side[i].history);
        if (i == 0)
            first[0] = state, first[1] = history;
        printf("%-40s state %6.0f us (%.1f)   history %6.0f us (%.1f)\n", side[i].name, state, state / first[0],
               history, history / first[1]);
        trc_registry_close(side[i].registry);
    }
    return 0;
}
