/* tool.c: programs of others, such as ffmpeg, at work on one source behind trc-scan-confine. */
#include "scanner/tool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scanner/protocol.h"
#include "scanner/spawn.h"

/* Room for complaints; what comes after is refused, and no program waits for us to read it. */
enum { ERRORS_BYTES = 64 * 1024, FILES_LEAST = 2 * ERRORS_BYTES, PIPE_BYTES = 1 << 20, NUMBER_MAX = 32 };

int scan_memory_file(const char *name)
{
    return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

bool scan_tool_find(const char *name, char path[PATH_MAX])
{
    const char *folders = getenv("PATH");
    struct stat status;
    if (folders == NULL)
        folders = "/usr/local/bin:/usr/bin:/bin";
    while (*folders != '\0') {
        const size_t len = strcspn(folders, ":");
        const int written = snprintf(path, PATH_MAX, "%.*s/%s", (int)len, folders, name);
        /* A relative folder would make what is started depend on where one stands. */
        if (*folders == '/' && written < PATH_MAX && stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
            access(path, X_OK) == 0)
            return true;
        folders += len + (folders[len] == ':');
    }
    return false;
}

/* A file of a fixed size in memory: a program can fill it, but not make it grow. */
static int open_errors(void)
{
    const int fd = scan_memory_file("errors");
    if (fd >= 0 && ftruncate(fd, ERRORS_BYTES) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

struct command {
    char memory[NUMBER_MAX], cpu[NUMBER_MAX], files[NUMBER_MAX];
    const char *words[SCAN_TOOL_ARGUMENTS_MAX];
    size_t count;
};

static void add(struct command *command, const char *word)
{
    assert(command->count + 1 < SCAN_TOOL_ARGUMENTS_MAX);
    command->words[command->count++] = word;
}

static void add_pair(struct command *command, const char *option, const char *value)
{
    if (value == NULL)
        return;
    add(command, option);
    add(command, value);
}

static void make_command(const struct scan_tool_plan *plan, struct command *command)
{
    snprintf(command->memory, NUMBER_MAX, "%" PRIu64, plan->memory_bytes);
    snprintf(command->cpu, NUMBER_MAX, "%u", plan->cpu_seconds);
    snprintf(command->files, NUMBER_MAX, "%" PRIu64,
             plan->file_bytes < FILES_LEAST ? (uint64_t)FILES_LEAST : plan->file_bytes);
    add(command, "trc-scan-confine");
    add_pair(command, "--memory", command->memory);
    add_pair(command, "--cpu", command->cpu);
    add_pair(command, "--files", command->files);
    add_pair(command, "--device", plan->device);
    add_pair(command, "--scratch", plan->scratch);
    if (plan->net)
        add(command, "--net");
    add(command, "--");
    add(command, plan->program);
    for (const char *const *argument = plan->arguments; *argument != NULL; argument++)
        add(command, *argument);
    command->words[command->count] = NULL;
}

static int spawn(struct scan_tool *tool, const struct scan_tool_plan *plan, int output)
{
    struct command command = {.count = 0};
    const int fds[] = {-1, output, tool->errors, plan->input};
    make_command(plan, &command);
    const int error = scan_spawn(plan->confine_path, (char *const *)(uintptr_t)command.words, fds,
                                 plan->input >= 0 ? 4 : 3, &tool->pid);
    if (error == 0)
        tool->ended = pidfd_open(tool->pid, 0);
    return error != 0 ? error : tool->ended < 0 ? errno : 0;
}

int scan_tool_start(struct scan_tool *tool, const struct scan_tool_plan *plan)
{
    int pipe_ends[2] = {-1, -1};
    *tool = (struct scan_tool){.ended = -1, .output = -1, .errors = open_errors()};
    int error = tool->errors < 0 ? errno : 0;
    if (error == 0 && plan->output < 0 && pipe2(pipe_ends, O_CLOEXEC) != 0)
        error = errno;
    tool->output = pipe_ends[0];
    if (pipe_ends[0] >= 0)
        (void)fcntl(pipe_ends[0], F_SETPIPE_SZ, PIPE_BYTES); /* for speed; a refusal does no harm */
    if (error == 0)
        error = spawn(tool, plan, plan->output >= 0 ? plan->output : pipe_ends[1]);
    if (pipe_ends[1] >= 0)
        close(pipe_ends[1]);
    if (error != 0)
        scan_tool_end(tool, 0, NULL, (char[SCAN_DETAIL_MAX + 1]){0});
    return error;
}

/* The last line of `text`, without the "[part @ 0x5581]" and the name of the file that ffmpeg puts before it. */
static const char *last_line(char *text, const char *subject)
{
    size_t len = strlen(text);
    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        text[--len] = '\0';
    const char *line = memrchr(text, '\n', len);
    line = line != NULL ? line + 1 : text;
    const char *bracket = line[0] == '[' ? strstr(line, "] ") : NULL;
    line = bracket != NULL ? bracket + 2 : line;
    const size_t subject_len = subject != NULL ? strlen(subject) : 0;
    if (subject_len > 0 && strncmp(line, subject, subject_len) == 0 && strncmp(line + subject_len, ": ", 2) == 0)
        line += subject_len + 2;
    return line;
}

/* What a program complained of last. The offset is shared with it: it tells how much was written. */
static void read_errors(int fd, const char *subject, char detail[SCAN_DETAIL_MAX + 1])
{
    char text[4096 + 1];
    const off_t end = lseek(fd, 0, SEEK_CUR), from = end > 4096 ? end - 4096 : 0;
    const ssize_t len = pread(fd, text, sizeof text - 1, from);
    text[len > 0 ? len : 0] = '\0';
    scan_detail_set(detail, last_line(text, subject));
}

/* Waits for the end of a process, or makes it. @return Its wait status. */
static int collect(const struct scan_tool *tool, int grace_ms)
{
    int status = 0;
    struct pollfd end = {.fd = tool->ended, .events = POLLIN};
    (void)poll(&end, 1, grace_ms);
    kill(tool->pid, SIGKILL); /* one that has ended keeps its own status */
    while (waitpid(tool->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

static void describe(int status, char detail[SCAN_DETAIL_MAX + 1])
{
    if (WIFSIGNALED(status) && (detail[0] == '\0' || WTERMSIG(status) != SIGKILL)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        snprintf(detail, SCAN_DETAIL_MAX + 1, "SIG%s", name != NULL ? name : "?");
    } else if (detail[0] == '\0') {
        snprintf(detail, SCAN_DETAIL_MAX + 1, "exit status %d", WEXITSTATUS(status));
    }
}

bool scan_tool_end(struct scan_tool *tool, int grace_ms, const char *subject, char detail[SCAN_DETAIL_MAX + 1])
{
    bool content = false;
    detail[0] = '\0';
    if (tool->pid != 0) {
        const int status = collect(tool, grace_ms);
        content = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        read_errors(tool->errors, subject, detail);
        if (!content)
            describe(status, detail);
    }
    const int fds[] = {tool->ended, tool->output, tool->errors};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    *tool = (struct scan_tool){.ended = -1, .output = -1, .errors = -1};
    return content;
}
