/* test_confine.c: what a program started through trc-scan-confine may no longer do, and could do without it. */
#include "scanner/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "scanner/spawn.h"

enum { LONG_MS = 20000 };

static char folder[] = "/tmp/trc-confine-XXXXXX", file[64], scratch[64];

/* What it came to, and what the tool said. */
struct result {
    bool done;
    char detail[SCAN_DETAIL_MAX + 1];
};

static struct result run(struct scan_tool_plan plan, const char *action, const char *path)
{
    struct scan_tool tool;
    struct result result;
    const char *const arguments[] = {action, path, NULL};
    plan.confine_path = TRC_CONFINE;
    if (plan.program == NULL)
        plan.program = TRC_PROBE;
    plan.arguments = arguments;
    assert_int_equal(scan_tool_start(&tool, &plan), 0);
    result.done = scan_tool_end(&tool, LONG_MS, NULL, result.detail);
    assert_int_equal(tool.pid, 0);
    return result;
}

/* Without the confinement. */
static bool run_free(const char *action, const char *path)
{
    char name[] = "probe", first[64], second[64];
    char *const arguments[] = {name, first, second, NULL};
    int fds[8] = {-1, -1, -1}, status;
    pid_t pid;
    snprintf(first, sizeof first, "%s", action);
    snprintf(second, sizeof second, "%s", path);
    fds[3] = fds[4] = fds[5] = fds[6] = fds[7] = fcntl(STDERR_FILENO, F_DUPFD, 20);
    assert_int_equal(scan_spawn(TRC_PROBE, arguments, fds, 8, &pid), 0);
    close(fds[3]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

#define PLAN                                                                                                           \
    (struct scan_tool_plan)                                                                                            \
    {                                                                                                                  \
        .input = -1, .output = -1                                                                                      \
    }

static void what_no_reader_of_files_needs_is_refused(void **state)
{
    (void)state;
    static const char *const actions[] = {"make_socket",
                                          "make_local_socket",
                                          "listen_for_others",
                                          "write_a_file",
                                          "make_a_file",
                                          "truncate_a_file",
                                          "rename_a_file",
                                          "change_a_mode",
                                          "fork_a_process",
                                          "signal_the_parent",
                                          "trace",
                                          "limit_others",
                                          "hide_memory",
                                          "find_another_descriptor",
                                          "change_others_priority"};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        const char *path = strcmp(actions[i], "make_a_file") == 0 ? "/tmp/trc-confine-new" : file;
        if (!run_free(actions[i], path))
            fail_msg("%s: the control: without confinement it should succeed", actions[i]);
        const struct result result = run(PLAN, actions[i], path);
        if (result.done || strncmp(result.detail, "refused", 7) != 0)
            fail_msg("%s: should be refused, but \"%s\"", actions[i], result.detail);
    }
    /* What a kernel may not have, or refuse to all. */
    assert_false(run(PLAN, "use_io_uring", "").done);
    print_message("without confinement this kernel %s a mode by the new call\n",
                  run_free("change_a_mode_anew", file) ? "changes" : "does not change");
    assert_false(run(PLAN, "change_a_mode_anew", file).done);
}

static void what_readers_need_is_allowed(void **state)
{
    (void)state;
    static const char *const actions[] = {"start_a_thread", "signal_oneself", "take_much_memory"};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        assert_true(run(PLAN, actions[i], "").done);
    assert_true(run(PLAN, "read_a_file", "/etc/passwd").done);
}

static void the_net_is_for_those_who_are_given_it(void **state)
{
    (void)state;
    struct scan_tool_plan plan = PLAN;
    plan.net = true;
    assert_true(run(plan, "make_socket", "").done);
    assert_false(run(plan, "make_local_socket", "").done);
    assert_false(run(plan, "listen_for_others", "").done);
}

/* Is there a kernel that can tell paths apart? */
static bool has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1u) > 0;
}

static void only_the_file_at_hand_is_read(void **state)
{
    (void)state;
    struct scan_tool_plan plan = PLAN;
    if (!has_landlock())
        skip();
    assert_true(run_free("read_a_file", file));
    assert_false(run(plan, "read_a_file", file).done);
    plan.input = open(file, O_RDONLY | O_CLOEXEC);
    assert_true(plan.input >= 0);
    assert_true(run(plan, "read_a_file", SCAN_TOOL_INPUT).done);
    assert_true(run(plan, "read_a_file", file).done); /* it is the same file */
    assert_false(run(plan, "read_a_file", TRC_SOURCE_DIR "/LICENSE").done);
    assert_false(run(plan, "write_a_file", SCAN_TOOL_INPUT).done);
    close(plan.input);
    assert_true(run_free("become_another_program", ""));
    assert_false(run(plan, "become_another_program", "").done);
}

static void files_are_made_in_the_scratch_folder_alone(void **state)
{
    (void)state;
    struct scan_tool_plan plan = PLAN;
    char inside[96];
    snprintf(inside, sizeof inside, "%s/new", scratch);
    assert_false(run(plan, "leave_a_file", inside).done);
    plan.scratch = scratch;
    assert_true(run(plan, "leave_a_file", inside).done);
    assert_int_equal(unlink(inside), 0);
    assert_false(run(plan, "rename_a_file", inside).done);
    if (!has_landlock())
        skip();
    assert_false(run(plan, "write_a_file", file).done);
    assert_false(run(plan, "leave_a_file", "/tmp/trc-confine-new").done);
}

static void a_device_is_opened_for_writing_and_nothing_else(void **state)
{
    (void)state;
    struct scan_tool_plan plan = PLAN;
    assert_false(run(plan, "write_a_file", "/dev/full").done);
    plan.device = "/dev/full";
    assert_true(run(plan, "write_a_file", "/dev/full").done);
    assert_false(run(plan, "make_a_file", "/tmp/trc-confine-new").done);
    if (has_landlock())
        assert_false(run(plan, "write_a_file", file).done);
}

static void memory_and_files_end_at_their_limits(void **state)
{
    (void)state;
    struct scan_tool_plan plan = PLAN;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* which reserve terabytes */
    plan.memory_bytes = (uint64_t)256 << 20;
    assert_false(run(plan, "take_much_memory", "").done);
    plan.memory_bytes = 0;
#endif
    plan.output = scan_memory_file("output");
    assert_true(plan.output >= 0);
    plan.file_bytes = (uint64_t)4 << 20;
    assert_true(run(plan, "write_much", "").done); /* the control: 2 MiB */
    assert_int_equal(lseek(plan.output, 0, SEEK_SET), 0);
    plan.file_bytes = (uint64_t)1 << 20;
    assert_false(run(plan, "write_much", "").done);
    close(plan.output);
}

static void the_environment_holds_no_secret(void **state)
{
    (void)state;
    assert_int_equal(setenv("TRC_PASSPHRASE_FILE", "/secret", 1), 0);
    assert_false(run(PLAN, "find_secrets_in_the_environment", "").done);
}

static void complaints_without_end_are_bounded(void **state)
{
    (void)state;
    const struct result result = run(PLAN, "complain_much", "");
    assert_true(result.done);
    assert_true(result.detail[0] != '\0');
}

static void a_program_is_killed_or_told_by_its_signal(void **state)
{
    (void)state;
    struct scan_tool tool;
    struct scan_tool_plan plan = PLAN;
    char detail[SCAN_DETAIL_MAX + 1];
    const char *const arguments[] = {"wait_for_ever", NULL};
    plan.confine_path = TRC_CONFINE;
    plan.program = TRC_PROBE;
    plan.arguments = arguments;
    assert_int_equal(scan_tool_start(&tool, &plan), 0);
    struct pollfd end = {.fd = tool.ended, .events = POLLIN};
    assert_int_equal(poll(&end, 1, 50), 0);
    assert_false(scan_tool_end(&tool, 0, NULL, detail));
    assert_string_equal(detail, "SIGKILL");
}

static void what_cannot_be_started_is_told(void **state)
{
    (void)state;
    struct scan_tool tool;
    char path[PATH_MAX];
    struct scan_tool_plan plan = PLAN;
    plan.program = "/nonexistent";
    const struct result result = run(plan, "make_socket", "");
    assert_false(result.done);
    assert_string_equal(result.detail, "/nonexistent: No such file or directory");
    const char *const none[] = {NULL};
    plan.confine_path = "/nonexistent";
    plan.arguments = none;
    assert_int_equal(scan_tool_start(&tool, &plan), ENOENT);
    assert_int_equal(tool.pid, 0);
    assert_true(scan_tool_find("sh", path));
    assert_false(scan_tool_find("no-such-program", path));
}

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(file, sizeof file, "%s/file", folder);
    snprintf(scratch, sizeof scratch, "%s/scratch", folder);
    const int fd = open(file, O_CREAT | O_WRONLY, 0600);
    const bool written = fd >= 0 && write(fd, "x", 1) == 1;
    close(fd);
    return written && mkdir(scratch, 0700) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(file) | rmdir(scratch) | rmdir(folder);
}

static int fill_file(void **state)
{
    (void)state;
    const int fd = open(file, O_WRONLY | O_TRUNC);
    const bool written = fd >= 0 && write(fd, "x", 1) == 1;
    close(fd);
    return written ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_reader_of_files_needs_is_refused),
        cmocka_unit_test(what_readers_need_is_allowed),
        cmocka_unit_test(the_net_is_for_those_who_are_given_it),
        cmocka_unit_test_setup(only_the_file_at_hand_is_read, fill_file),
        cmocka_unit_test(files_are_made_in_the_scratch_folder_alone),
        cmocka_unit_test(a_device_is_opened_for_writing_and_nothing_else),
        cmocka_unit_test(memory_and_files_end_at_their_limits),
        cmocka_unit_test(the_environment_holds_no_secret),
        cmocka_unit_test(complaints_without_end_are_bounded),
        cmocka_unit_test(a_program_is_killed_or_told_by_its_signal),
        cmocka_unit_test(what_cannot_be_started_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
