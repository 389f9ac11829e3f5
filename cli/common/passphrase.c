/* passphrase.c: reading the passphrase from a file or the terminal. */
#include "passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <trc/keys.h>
#include <unistd.h>

#include "failure.h"
#include "interrupt.h"
#include "text.h"

/* One line from a descriptor; bytes past a newline are left alone only on a terminal, where there are none. */
static enum trc_status read_line(int fd, const char *name, struct passphrase *out, struct trc_error *error)
{
    out->len = 0;
    for (;;) {
        char c;
        const ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR && !interrupt_asked())
            continue;
        if (got < 0)
            return fail_errno(error, _("The passphrase could not be read from %s"), name);
        if (got == 0 || c == '\n')
            break;
        if (out->len == PASSPHRASE_MAX)
            return fail(error, TRC_ERR_RANGE, _("The passphrase in %s is longer than %d bytes."), name, PASSPHRASE_MAX);
        out->text[out->len++] = c;
    }
    if (out->len > 0 && out->text[out->len - 1] == '\r')
        out->len--;
    if (out->len == 0)
        return fail(error, TRC_ERR_RANGE, _("The passphrase from %s is empty; the first line must hold it."), name);
    return TRC_OK;
}

static enum trc_status from_file(const char *path, struct passphrase *out, struct trc_error *error)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(error, _("The passphrase file %s cannot be opened"), path);
    const enum trc_status status = read_line(fd, path, out, error);
    close(fd);
    return status;
}

static enum trc_status prompt(int tty, const char *question, struct passphrase *out, struct trc_error *error)
{
    struct termios before, silent;
    if (tcgetattr(tty, &before) != 0)
        return fail_errno(error, _("The terminal cannot be asked for a passphrase"));
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    dprintf(tty, "%s", question);
    interrupt_hold(); /* a terminal must not be left without echo */
    tcsetattr(tty, TCSAFLUSH, &silent);
    const enum trc_status status = read_line(tty, _("the terminal"), out, error);
    tcsetattr(tty, TCSAFLUSH, &before);
    dprintf(tty, "\n");
    if (status != TRC_OK)
        trc_wipe(out, sizeof *out);
    interrupt_release();
    return status;
}

static enum trc_status from_terminal(bool confirm, struct passphrase *out, struct trc_error *error)
{
    const int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0)
        return fail(error, TRC_ERR_NOT_FOUND,
                    _("There is no terminal to ask for the passphrase; use --passphrase-file or TRC_PASSPHRASE_FILE."));
    enum trc_status status = prompt(tty, _("Passphrase of the key file: "), out, error);
    if (status == TRC_OK && confirm) {
        struct passphrase again;
        status = prompt(tty, _("The same again: "), &again, error);
        if (status == TRC_OK && (again.len != out->len || memcmp(again.text, out->text, out->len) != 0))
            status = fail(error, TRC_ERR_PASSPHRASE, _("The two passphrases differ; nothing was written."));
        trc_wipe(&again, sizeof again);
    }
    close(tty);
    return status;
}

/* From here on secrets are in memory: no core dump and no other process of this user may have them. */
static void keep_memory_private(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
#ifndef __SANITIZE_ADDRESS__ /* its leak check attaches to us */
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

enum trc_status passphrase_get(const struct common_options *common, bool confirm, struct passphrase *out,
                               struct trc_error *error)
{
    keep_memory_private();
    const char *path = common->passphrase_file != NULL ? common->passphrase_file : getenv("TRC_PASSPHRASE_FILE");
    return path != NULL && path[0] != '\0' ? from_file(path, out, error) : from_terminal(confirm, out, error);
}
