/* postgres_server.h: a PostgreSQL server for one test program, in a folder of its own, on a socket that is nobody
 * else's. It ends with the program, whatever way that ends.
 */
#ifndef TRC_TESTS_POSTGRES_SERVER_H
#define TRC_TESTS_POSTGRES_SERVER_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    char bin[64], folder[32], data[40], log[40];
    pid_t pid;              /* 0: not running */
    const char *setting[8]; /* "name=value", over the usual ones; then NULL */
    int databases;
} postgres_server;

/* Where initdb and postgres are; false when they are not installed. */
static inline bool postgres_find(void)
{
    glob_t found;
    const bool is_there = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0;
    if (is_there) {
        snprintf(postgres_server.bin, sizeof postgres_server.bin, "%s", found.gl_pathv[found.gl_pathc - 1]);
        *strrchr(postgres_server.bin, '/') = '\0';
    }
    globfree(&found);
    return is_there;
}

/* PostgreSQL refuses to run as root: then it runs as the user that its package makes. */
static inline bool postgres_drop_rights(const struct passwd *user)
{
    return geteuid() != 0 ||
           (setgroups(0, NULL) == 0 && setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0 && chdir("/") == 0);
}

/* Its output goes to the log. SIGINT: the server ends at once, cutting its connections. */
static inline pid_t postgres_run(const char *program, const char *const argv[])
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", postgres_server.bin, program);
    const struct passwd *user = getpwnam("postgres");
    const pid_t parent = getpid(), pid = fork();
    if (pid != 0)
        return pid;
    const int log = open(postgres_server.log, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || (geteuid() == 0 && user == NULL) ||
        !postgres_drop_rights(user) || prctl(PR_SET_PDEATHSIG, SIGINT) != 0 || getppid() != parent)
        _exit(127);
    setsid(); /* a Ctrl-C at the test is not the server's */
    execv(path, (char *const *)(uintptr_t)argv);
    _exit(127);
}

static inline int postgres_print_log(const char *what)
{
    char line[256];
    FILE *log = fopen(postgres_server.log, "r");
    fprintf(stderr, "PostgreSQL: %s; its log:\n", what);
    while (log != NULL && fgets(line, sizeof line, log) != NULL)
        fprintf(stderr, "  %s", line);
    if (log != NULL)
        fclose(log);
    return -1;
}

/* A URL of a database on the server: postgres_url("postgres", url, sizeof url). */
static inline void postgres_url(const char *database, char *url, size_t size)
{
    snprintf(url, size, "postgresql://trc@/%s?host=%s", database, postgres_server.folder);
}

/* One command in the server's own database. */
static inline bool postgres_command(const char *sql)
{
    char url[128];
    postgres_url("postgres", url, sizeof url);
    PGconn *conn = PQconnectdb(url);
    PGresult *result = PQexec(conn, sql);
    const ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK)
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
    return outcome == PGRES_COMMAND_OK || outcome == PGRES_TUPLES_OK;
}

/* Starts the server, or starts it again. */
static inline int postgres_boot(void)
{
    char sockets[64], url[128];
    snprintf(sockets, sizeof sockets, "unix_socket_directories=%s", postgres_server.folder);
    const char *argv[32] = {
        "postgres",  "-D", postgres_server.data, "-c", "listen_addresses=",   "-c", sockets, "-c",
        "fsync=off", "-c", "max_connections=60", "-c", "shared_buffers=16MB",
    };
    for (size_t i = 0, count = 13; postgres_server.setting[i] != NULL; i++) {
        argv[count++] = "-c";
        argv[count++] = postgres_server.setting[i];
    }
    postgres_url("postgres", url, sizeof url);
    postgres_server.pid = postgres_run("postgres", argv);
    for (int tries = 0; tries < 600 && waitpid(postgres_server.pid, NULL, WNOHANG) == 0; tries++) {
        if (PQping(url) == PQPING_OK)
            return 0;
        usleep(50000);
    }
    return postgres_print_log("the server does not start");
}

static inline int postgres_halt(void)
{
    int status = 0;
    const pid_t pid = postgres_server.pid;
    postgres_server.pid = 0;
    return pid == 0 || (kill(pid, SIGINT) == 0 && waitpid(pid, &status, 0) == pid) ? 0 : -1;
}

/* Ends processes that have become ours, and waits until they are gone. */
static inline bool postgres_end_orphans(const pid_t *pid, size_t count)
{
    bool ended = true;
    for (size_t i = 0; i < count; i++)
        ended = (kill(pid[i], SIGKILL) == 0 || errno == ESRCH) && ended;
    for (size_t i = 0; i < count; i++)
        ended = (waitpid(pid[i], NULL, 0) == pid[i] || errno == ECHILD) && ended;
    return ended;
}

/* kill -9 of all its processes: as if the machine had stopped, but for what the kernel holds. *count: how many. */
static inline int postgres_kill(size_t *count)
{
    char path[64];
    pid_t child[128], pid = postgres_server.pid;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    postgres_server.pid = 0;
    *count = 0;
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || kill(pid, SIGSTOP) != 0) /* so that it makes no more of them */
        return -1;
    FILE *children = fopen(path, "r");
    while (children != NULL && *count < 128 && fscanf(children, "%d", &child[*count]) == 1)
        ++*count;
    if (children == NULL || fclose(children) != 0 || kill(pid, SIGKILL) != 0 || waitpid(pid, NULL, 0) != pid)
        return -1;
    const bool ended = postgres_end_orphans(child, *count);
    ++*count;
    return ended ? 0 : -1;
}

/* How many sessions of this name wait in a commit that is held. */
static inline int postgres_count_held(const char *application)
{
    char url[128], sql[160];
    postgres_url("postgres", url, sizeof url);
    snprintf(sql, sizeof sql,
             "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = '%s'",
             application);
    PGconn *conn = PQconnectdb(url);
    PGresult *result = PQexec(conn, sql);
    const int held = PQntuples(result) == 1 ? (int)strtol(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    PQfinish(conn);
    return held;
}

/* Waits until there are some of the program's, at most 20 s or so. */
static inline bool postgres_holds(void)
{
    int tries = 0;
    while (tries++ < 1000 && postgres_count_held("trc") == 0)
        usleep(20000);
    return tries <= 1000;
}

/* Commits until one is held. */
static inline bool postgres_wait_for_hold(void)
{
    static const char sql[] = "SELECT pg_logical_emit_message(true, 'trc', 'held?')";
    char url[160];
    postgres_url("postgres", url, sizeof url);
    strcat(url, "&application_name=probe&options=-csynchronous_commit%3Don");
    PGconn *conn = PQconnectdb(url);
    bool sent = PQsendQuery(conn, sql) == 1, held = false;
    for (int tries = 0; tries < 2000 && sent && !held; tries++) {
        usleep(10000);
        if (PQconsumeInput(conn) == 1 && PQisBusy(conn) == 0) {
            for (PGresult *result; (result = PQgetResult(conn)) != NULL;)
                PQclear(result);
            sent = PQsendQuery(conn, sql) == 1;
        } else {
            held = postgres_count_held("probe") > 0;
        }
    }
    PQfinish(conn);
    return held;
}

/*
 * From then on commits are written and never answered, because the server waits for another one that nobody has: what a
 * connection lost during a commit looks like, for as long as a test wants. Lasts over restarts until it is taken back.
 */
static inline bool postgres_hold_commits(bool hold)
{
    char path[64];
    snprintf(path, sizeof path, "%s/postgresql.auto.conf", postgres_server.data);
    FILE *settings = fopen(path, "w");
    const bool written = settings != NULL && (!hold || fputs("synchronous_standby_names = 'nobody'\n", settings) >= 0);
    const bool closed = settings != NULL && fclose(settings) == 0;
    if (!written || !closed || postgres_server.pid == 0)
        return written && closed;
    return kill(postgres_server.pid, SIGHUP) == 0 && (!hold || postgres_wait_for_hold());
}

/* A new cluster and its server. The files are not synced: a test's machine does not lose power. */
static inline int postgres_start(void)
{
    strcpy(postgres_server.folder, "/tmp/trc-postgres-XXXXXX");
    if (mkdtemp(postgres_server.folder) == NULL)
        return -1;
    snprintf(postgres_server.data, sizeof postgres_server.data, "%s/data", postgres_server.folder);
    snprintf(postgres_server.log, sizeof postgres_server.log, "%s/log", postgres_server.folder);
    const struct passwd *user = getpwnam("postgres");
    if (geteuid() == 0 && (user == NULL || chown(postgres_server.folder, user->pw_uid, user->pw_gid) != 0 ||
                           chmod(postgres_server.folder, 0755) != 0))
        return postgres_print_log("there is no user postgres");
    const char *const argv[] = {"initdb", "-D",   postgres_server.data, "-U",        "trc", "-A", "trust",
                                "-E",     "UTF8", "--locale=C",         "--no-sync", NULL};
    int status;
    const pid_t pid = postgres_run("initdb", argv);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        return postgres_print_log("initdb fails");
    return postgres_boot();
}

static inline int postgres_remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info, (void)type, (void)where;
    return remove(path);
}

static inline int postgres_stop(void)
{
    const int halted = postgres_halt();
    return nftw(postgres_server.folder, postgres_remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 ? halted : -1;
}

/* A new empty database; `url` gets its address. */
static inline bool postgres_make_database(char *url, size_t size)
{
    char name[16], sql[64];
    snprintf(name, sizeof name, "test%d", ++postgres_server.databases);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
    postgres_url(name, url, size);
    return postgres_command(sql);
}

#endif
