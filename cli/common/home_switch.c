/* home_switch.c: naming another registry in trc.ini; every other line stays as somebody wrote it. */
#include <errno.h>
#include <string.h>

#include "failure.h"
#include "file_out.h"
#include "home.h"
#include "text.h"

enum { LINE_SIZE = 4096 + PATH_MAX };

static bool is_setting(const char *line, const char *name)
{
    line += strspn(line, " \t");
    const size_t len = strlen(name);
    return strncmp(line, name, len) == 0 && line[len + strspn(line + len, " \t")] == '=';
}

static enum trc_status copy_lines(FILE *in, FILE *out, const char *path, const char *database, struct trc_error *error)
{
    char line[LINE_SIZE];
    while (fgets(line, sizeof line, in) != NULL)
        if (is_setting(line, "database"))
            fprintf(out, "database = %s\n", database);
        else
            fputs(line, out);
    return ferror(in) ? fail_errno(error, _("%s cannot be read"), path) : TRC_OK;
}

static enum trc_status rewrite(const char *path, const char *database, struct trc_error *error)
{
    FILE *in = fopen(path, "re");
    if (in == NULL)
        return fail_errno(error, _("%s cannot be opened"), path);
    struct file_out out;
    enum trc_status status = file_out_open(&out, path, 0600, error);
    if (status == TRC_OK) {
        status = copy_lines(in, out.file, path, database, error);
        if (status == TRC_OK)
            status = file_out_commit(&out, FILE_OUT_DURABLE, error);
        else
            file_out_abandon(&out);
    }
    fclose(in);
    return status;
}

enum trc_status home_switch_database(const struct home *home, const char *database, struct trc_error *error)
{
    char path[PATH_MAX];
    int lock = -1;
    enum trc_status status = home_join(home->path, "trc.ini", path, error);
    if (status == TRC_OK)
        status = home_lock(home, &lock, error);
    if (status == TRC_OK)
        status = rewrite(path, database, error);
    home_unlock(lock);
    return status;
}
