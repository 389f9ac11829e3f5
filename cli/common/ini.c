/* ini.c: "name = value" lines with # comments. */
#include "ini.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "text.h"

#define LINE_SIZE 4096

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t len = strlen(text);
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        text[--len] = '\0';
    return text;
}

static enum trc_status take_line(char *line, const char *path, int number, ini_visit *visit, void *context,
                                 struct trc_error *error)
{
    char *text = trim(line);
    if (*text == '\0' || *text == '#' || *text == ';')
        return TRC_OK;
    char *equals = strchr(text, '=');
    if (equals == NULL)
        return fail(error, TRC_ERR_SYNTAX, _("%s, line %d: expected \"name = value\"."), path, number);
    *equals = '\0';
    return visit(context, trim(text), trim(equals + 1), error);
}

enum trc_status ini_read(const char *path, ini_visit *visit, void *context, struct trc_error *error)
{
    char line[LINE_SIZE];
    FILE *file = fopen(path, "re");
    if (file == NULL && errno == ENOENT)
        return fail(error, TRC_ERR_NOT_FOUND, _("%s does not exist."), path);
    if (file == NULL)
        return fail_errno(error, _("%s cannot be opened"), path);
    enum trc_status status = TRC_OK;
    for (int number = 1; status == TRC_OK && fgets(line, sizeof line, file) != NULL; number++)
        status = take_line(line, path, number, visit, context, error);
    if (status == TRC_OK && ferror(file))
        status = fail_errno(error, _("%s cannot be read"), path);
    fclose(file);
    return status;
}
