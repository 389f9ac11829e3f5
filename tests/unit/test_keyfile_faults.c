/* test_keyfile_faults.c: system calls that fail, disks that fill and kills at any moment leave a whole key file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "keyfile_fixture.h"
#include "random.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The linker sends the library's system calls here (--wrap). One of them fails, once, and all are noted down. */
enum call { FCHMOD = 'm', WRITE = 'w', FSYNC = 's', CLOSE = 'c', RENAME = 'r', NO_CALL = 0 };

static struct {
    enum call fails;
    int nth; /* the 0th, 1st, … such call */
    int error;
    bool fired;
    size_t noted;
    char trace[16]; /* the first few calls, a letter each */
} plan;

static bool fails(enum call call)
{
    if (plan.noted < sizeof plan.trace - 1)
        plan.trace[plan.noted++] = (char)call;
    if (call != plan.fails || plan.nth-- != 0)
        return false;
    plan.fired = true;
    errno = plan.error;
    return true;
}

ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode);
int __real_close(int fd);
int __wrap_close(int fd);

/* A write takes at most 100 bytes, so that short writes are always among what is tested. */
ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
    return fails(WRITE) ? -1 : __real_write(fd, bytes, len < 100 ? len : 100);
}

int __wrap_fsync(int fd)
{
    return fails(FSYNC) ? -1 : __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : __real_rename(from, to);
}

int __wrap_fchmod(int fd, mode_t mode)
{
    return fails(FCHMOD) ? -1 : __real_fchmod(fd, mode);
}

int __wrap_close(int fd)
{
    const int result = __real_close(fd); /* closed all the same, as Linux does */
    return fails(CLOSE) ? -1 : result;
}

static void write_generation(const struct fixture *f, uint8_t generation)
{
    const struct trc_secrets secrets = secrets_of(generation, 2);
    assert_int_equal(write_cheaply(f->path, &secrets, NULL), TRC_OK);
}

static void the_new_file_is_synced_before_it_gets_its_name(void **state)
{
    const struct fixture *f = *state;
    plan.noted = 0;
    write_generation(f, 1);
    assert_string_equal(plan.trace, "mwwwscrsc"); /* 284 bytes in pieces of 100; the last sync is the folder's */
}

static void each_failing_call_leaves_the_old_file_and_nothing_else(void **state)
{
    const struct fixture *f = *state;
    static const struct {
        enum call fails;
        int nth, error;
        enum trc_status status;
    } rows[] = {{FCHMOD, 0, EPERM, TRC_ERR_PERMISSION}, {WRITE, 0, ENOSPC, TRC_ERR_IO}, {WRITE, 1, EIO, TRC_ERR_IO},
                {WRITE, 2, EDQUOT, TRC_ERR_IO},         {FSYNC, 0, EIO, TRC_ERR_IO},    {CLOSE, 0, EIO, TRC_ERR_IO},
                {RENAME, 0, EACCES, TRC_ERR_PERMISSION}};
    write_generation(f, 1);
    const struct trc_secrets new = secrets_of(2, 2);
    const int lowest_free = dup(0);
    __real_close(lowest_free);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_error error = TRC_ERROR_INIT;
        plan.fails = rows[i].fails;
        plan.nth = rows[i].nth;
        plan.error = rows[i].error;
        plan.fired = false;
        const enum trc_status status = write_cheaply(f->path, &new, &error);
        plan.fails = NO_CALL;
        assert_true(plan.fired);
        assert_int_equal(status, rows[i].status);
        assert_non_null(strstr(error.msg, f->path));
        assert_non_null(strstr(error.msg, strerror(rows[i].error)));
        assert_int_equal(generation_in(f->path), 1);
    }
    assert_int_equal(fixture_sweep(f), 0);
    const int now_free = dup(0);
    __real_close(now_free);
    assert_int_equal(now_free, lowest_free); /* no descriptor was left open */
}

static void a_folder_that_cannot_be_synced_is_reported_with_the_new_file_whole(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets new = secrets_of(2, 2);
    static const struct {
        int error;
        enum trc_status status;
    } rows[] = {{EIO, TRC_ERR_IO}, {EINVAL, TRC_OK}}; /* EINVAL: a file system that does not sync folders */
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_generation(f, 1);
        plan.fails = FSYNC;
        plan.nth = 1;
        plan.error = rows[i].error;
        const enum trc_status status = write_cheaply(f->path, &new, NULL);
        plan.fails = NO_CALL;
        assert_int_equal(status, rows[i].status);
        assert_int_equal(generation_in(f->path), 2);
    }
    assert_int_equal(fixture_sweep(f), 0);
}

static void an_interrupted_write_is_taken_up_again(void **state)
{
    const struct fixture *f = *state;
    plan.fails = WRITE;
    plan.nth = 1;
    plan.error = EINTR;
    plan.fired = false;
    write_generation(f, 4);
    plan.fails = NO_CALL;
    assert_true(plan.fired);
    assert_int_equal(generation_in(f->path), 4);
}

/* What one would write first: the control that the faults below must catch. */
static enum trc_status naive_write(const char *path, const struct trc_secrets *secrets, struct trc_error *error)
{
    uint8_t bytes[TRC_KEYFILE_LEN_MAX];
    size_t len = 0;
    if (trc_keyfile_format_seal(secrets, CHEAP, PASSPHRASE, PASSPHRASE_LEN, bytes, &len, error) != TRC_OK)
        return TRC_ERR_CRYPTO;
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    for (size_t done = 0; ok && done < len; done += 100)
        ok = __real_write(fd, bytes + done, len - done < 100 ? len - done : 100) >= 0;
    ok = ok && __real_fsync(fd) == 0;
    __real_close(fd);
    return ok ? TRC_OK : TRC_ERR_IO;
}

typedef enum trc_status writer(const char *path, const struct trc_secrets *secrets, struct trc_error *error);

/* Runs the writer where files may grow to `limit` bytes, as on a disk that fills up. */
static enum trc_status write_limited(writer *write_file, const struct fixture *f, rlim_t limit)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct trc_secrets new = secrets_of(2, 2);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, limit});
        _exit((int)write_file(f->path, &new, NULL));
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    return (enum trc_status)WEXITSTATUS(how);
}

static void a_disk_that_fills_leaves_the_old_file_and_nothing_else(void **state)
{
    const struct fixture *f = *state;
    static const rlim_t limits[] = {0, 1, 99, 100, 101, 200, 283};
    write_generation(f, 1);
    for (size_t i = 0; i < COUNT(limits); i++) {
        assert_int_equal(write_limited(write_cheaply, f, limits[i]), TRC_ERR_IO);
        assert_int_equal(generation_in(f->path), 1);
    }
    assert_int_equal(write_limited(write_cheaply, f, 284), TRC_OK);
    assert_int_equal(generation_in(f->path), 2);
    assert_int_equal(fixture_sweep(f), 0);

    write_generation(f, 1);
    assert_int_equal(write_limited(naive_write, f, 200), TRC_ERR_IO);
    assert_int_equal(generation_in(f->path), -1); /* control */
}

/* Rewrites the key file until killed; says through the pipe that it has begun. */
static _Noreturn void rewrite_for_ever(writer *write_file, const struct fixture *f, int pipe_end)
{
    for (uint8_t generation = 1;; generation++) {
        const struct trc_secrets secrets = secrets_of(generation, 2);
        if (write_file(f->path, &secrets, NULL) != TRC_OK || (generation == 1 && __real_write(pipe_end, "", 1) != 1))
            _exit(1);
    }
}

/* Kills such a program at a random moment, again and again; how often was the key file torn? */
static int torn_after_kills(writer *write_file, const struct fixture *f, int kills, uint64_t *random)
{
    int torn = 0;
    for (int i = 0; i < kills; i++) {
        int ends[2];
        char begun;
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            rewrite_for_ever(write_file, f, ends[1]);
        assert_int_equal(read(ends[0], &begun, 1), 1);
        nanosleep(&(struct timespec){.tv_nsec = random_below(random, 5000000)}, NULL);
        kill(child, SIGKILL);
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how));
        torn += generation_in(f->path) < 0;
        __real_close(ends[0]);
        __real_close(ends[1]);
    }
    return torn;
}

static void a_kill_at_any_moment_leaves_the_old_file_or_the_new(void **state)
{
    const struct fixture *f = *state;
    uint64_t random = random_seed();
    assert_int_equal(torn_after_kills(write_cheaply, f, 50, &random), 0);
    const int parts = fixture_sweep(f);
    const int naive = torn_after_kills(naive_write, f, 50, &random);
    print_message("of 50 kills %d fell while a new file was being made; of 50 others %d tore a naive file\n", parts,
                  naive);
    assert_true(parts > 0);
    assert_true(naive > 0); /* control */
}

/* Blocks of this many bytes and more are refused. */
static size_t block_limit = SIZE_MAX;

static void *limited_malloc(size_t len, const char *file, int line)
{
    (void)file, (void)line;
    return len < block_limit ? malloc(len) : NULL;
}

static void *limited_realloc(void *old, size_t len, const char *file, int line)
{
    (void)file, (void)line;
    return len < block_limit ? realloc(old, len) : NULL;
}

static void plain_free(void *block, const char *file, int line)
{
    (void)file, (void)line;
    free(block);
}

static void want_of_memory_is_neither_damage_nor_a_wrong_passphrase(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(1, 2);
    static const struct trc_secrets nothing;
    struct trc_secrets found = secrets;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(write_cheaply(f->path, &secrets, NULL), TRC_OK);
    block_limit = 2048; /* scrypt at the lowest cost takes 4 kB in one block */
    const enum trc_status read_status = trc_keyfile_read(f->path, PASSPHRASE, PASSPHRASE_LEN, &found, &error);
    const enum trc_status write_status = write_cheaply(f->path, &secrets, NULL);
    block_limit = 0;
    const enum trc_status starved = trc_keyfile_read(f->path, PASSPHRASE, PASSPHRASE_LEN, &found, NULL);
    block_limit = SIZE_MAX;
    assert_int_equal(read_status, TRC_ERR_MEMORY);
    assert_int_equal(write_status, TRC_ERR_MEMORY);
    assert_true(starved == TRC_ERR_MEMORY || starved == TRC_ERR_CRYPTO);
    assert_memory_equal(&found, &nothing, sizeof found);
    assert_int_equal(generation_in(f->path), 1);
}

int main(void)
{
    if (CRYPTO_set_mem_functions(limited_malloc, limited_realloc, plain_free) != 1)
        return 1;
#define ON_DISK(test) cmocka_unit_test_setup_teardown(test, fixture_make, fixture_free)
    const struct CMUnitTest tests[] = {
        ON_DISK(the_new_file_is_synced_before_it_gets_its_name),
        ON_DISK(each_failing_call_leaves_the_old_file_and_nothing_else),
        ON_DISK(a_folder_that_cannot_be_synced_is_reported_with_the_new_file_whole),
        ON_DISK(an_interrupted_write_is_taken_up_again),
        ON_DISK(a_disk_that_fills_leaves_the_old_file_and_nothing_else),
        ON_DISK(a_kill_at_any_moment_leaves_the_old_file_or_the_new),
        ON_DISK(want_of_memory_is_neither_damage_nor_a_wrong_passphrase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
