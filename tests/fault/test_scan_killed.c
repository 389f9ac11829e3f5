/* test_scan_killed.c: workers of a long run are killed at random: every picture that was not in their hands is
 * answered. test_scan_killed [--PICTURES N]   2,000 are tried by tests/long.sh */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <signal.h>
#include <time.h>

#include "qr_picture.h"
#include "random.h"
#include "run_program.h"

enum { WORKERS_MAX = 16, PICTURES = 2000, PICTURES_A_KILL = 10 };

struct tally {
    unsigned read, crashed, kills;
};

static const char *name_of(unsigned i, char name[16])
{
    snprintf(name, 16, "p%06u.png", i);
    return name;
}

static void make_pictures(void)
{
    char name[16], text[32];
    for (unsigned i = 0; i < PICTURES; i++) {
        snprintf(text, sizeof text, "picture %u", i);
        qr_picture_write(name_of(i, name), text);
    }
}

/* A run has other children for a moment: the sanitizer's own, which looks for leaks at its end. */
static bool is_worker(pid_t pid)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *file = fopen(path, "r");
    if (file != NULL && fgets(name, sizeof name, file) == NULL)
        name[0] = '\0';
    if (file != NULL)
        fclose(file);
    return strncmp(name, "trc-scan-worker", 15) == 0;
}

/* The workers that a run of trc-scan has at the moment. */
static unsigned workers_of(pid_t scan, pid_t workers[WORKERS_MAX])
{
    char path[64];
    unsigned count = 0;
    int worker;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", scan, scan);
    FILE *file = fopen(path, "r");
    while (file != NULL && count < WORKERS_MAX && fscanf(file, "%d", &worker) == 1)
        if (is_worker(worker))
            workers[count++] = worker;
    if (file != NULL)
        fclose(file);
    return count;
}

static pid_t start_scan(int out)
{
    const pid_t pid = vfork();
    if (pid == 0) {
        const int null = open("/dev/null", O_WRONLY);
        if (dup2(out, 1) < 0 || dup2(null, 2) < 0)
            _exit(126);
        execl(TRC_SCAN, TRC_SCAN, "--decode-only", "--json", "--jobs", "2", ".", (char *)NULL);
        _exit(127);
    }
    assert_true(pid > 0);
    return pid;
}

/* How many more lines there are in the file than up to *offset, which moves on. */
static unsigned new_lines(int fd, off_t *offset)
{
    char bytes[4096];
    unsigned lines = 0;
    ssize_t len;
    while ((len = pread(fd, bytes, sizeof bytes, *offset)) > 0) {
        for (ssize_t i = 0; i < len; i++)
            lines += bytes[i] == '\n';
        *offset += len;
    }
    return lines;
}

/* Kills one worker for every ten pictures that have come through, until the run is over. @return how many. */
static unsigned kill_workers(pid_t scan, int out, bool spare, uint64_t *random)
{
    unsigned kills = 0, lines = 0;
    int status;
    off_t offset = 0;
    pid_t done;
    while ((done = waitpid(scan, &status, WNOHANG)) == 0) {
        pid_t workers[WORKERS_MAX];
        const unsigned count = workers_of(scan, workers);
        lines += new_lines(out, &offset);
        const bool due = lines >= PICTURES_A_KILL * kills;
        if (count > 0 && due && !spare && kill(workers[random_below(random, count)], SIGKILL) == 0)
            kills++;
        nanosleep(&(struct timespec){.tv_nsec = 500000 + random_below(random, 2000000)}, NULL);
    }
    assert_int_equal(done, scan);
    assert_true(WIFEXITED(status));
    return kills;
}

/* Each picture must have one line, in its place, with its own text or the word that its reader died. */
static void check_lines(const char *out, struct tally *tally)
{
    char name[16], text[32];
    for (unsigned i = 0; i < PICTURES; i++) {
        const char *end = strchr(out, '\n');
        assert_non_null(end);
        json_t *line = json_loadb(out, (size_t)(end - out), 0, NULL);
        const char *source = json_string_value(json_object_get(line, "source"));
        const char *said = json_string_value(json_object_get(line, "text"));
        const char *reason = json_string_value(json_object_get(line, "reason"));
        snprintf(text, sizeof text, "picture %u", i);
        assert_non_null(source);
        assert_non_null(strstr(source, name_of(i, name)));
        if (said != NULL) {
            assert_string_equal(said, text);
            tally->read++;
        } else {
            assert_string_equal(reason, "crashed");
            tally->crashed++;
        }
        json_decref(line);
        out = end + 1;
    }
    assert_string_equal(out, "");
}

static struct tally scan_all(bool spare)
{
    uint64_t random = random_seed();
    const int out = memfd_create("out", MFD_CLOEXEC);
    assert_true(out >= 0);
    struct tally tally = {.kills = kill_workers(start_scan(out), out, spare, &random)};
    char *lines = program_read_back(out);
    check_lines(lines, &tally);
    free(lines);
    return tally;
}

static void without_kills_every_picture_is_read(void **state)
{
    (void)state;
    const struct tally tally = scan_all(true);
    assert_int_equal(tally.kills, 0);
    assert_int_equal(tally.read, PICTURES);
}

static void a_killed_worker_costs_its_own_picture_alone(void **state)
{
    (void)state;
    const struct tally tally = scan_all(false);
    print_message("%u pictures, %u workers killed: %u read, %u lost with their reader\n", PICTURES, tally.kills,
                  tally.read, tally.crashed);
    assert_in_range(tally.kills, PICTURES / PICTURES_A_KILL / 4, PICTURES); /* the faults fired */
    assert_in_range(tally.crashed, 1, tally.kills);
    assert_int_equal(tally.read + tally.crashed, PICTURES);
}

static int begin(void **state)
{
    const int entered = temp_folder_enter(state);
    if (entered == 0)
        make_pictures();
    return entered;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_kills_every_picture_is_read),
        cmocka_unit_test(a_killed_worker_costs_its_own_picture_alone),
    };
    return cmocka_run_group_tests(tests, begin, temp_folder_leave);
}
