/* i18n.c: choosing the language of messages, also where no locale is generated. */
#include "i18n.h"

#include <libgen.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool i18n_program_path(const char *relative, char *path, size_t size)
{
    char program[PATH_MAX];
    const ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len < 0)
        return false;
    program[len] = '\0';
    const int written = snprintf(path, size, "%s/%s", dirname(program), relative);
    return written > 0 && (size_t)written < size;
}

static bool begins_with(const char *language, const char *code)
{
    return strncmp(language, code, 2) == 0 && (language[2] == '\0' || strchr("_-.@:", language[2]) != NULL);
}

bool i18n_knows(const char *language)
{
    return begins_with(language, "zh") || begins_with(language, "en");
}

/* The first that we know in a list such as "fr:zh_CN:en"; NULL when there is none. */
static const char *first_known(const char *list)
{
    while (list != NULL && !i18n_knows(list)) {
        list = strchr(list, ':');
        list += list != NULL;
    }
    return list;
}

static bool is_set(const char *value)
{
    return value != NULL && value[0] != '\0';
}

/* As gettext chooses, but LANGUAGE counts without a locale too; LC_ALL=C means English, as scripts expect. */
static const char *from_environment(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    const char *all = getenv("LC_ALL"), *list = NULL;
    if (all != NULL && (strcmp(all, "POSIX") == 0 || strcmp(all, "C") == 0 || strncmp(all, "C.", 2) == 0))
        return "en";
    for (size_t i = 0; i < sizeof names / sizeof *names && !is_set(list); i++)
        list = getenv(names[i]);
    const char *known = is_set(list) ? first_known(list) : NULL;
    return known != NULL ? known : "en";
}

static bool chinese;

bool i18n_is_chinese(void)
{
    return chinese;
}

void i18n_init(const char *language)
{
    if (language == NULL)
        language = from_environment();
    setlocale(LC_CTYPE, "C.UTF-8");
    setlocale(LC_MESSAGES, "C.UTF-8");
    /* zh_CN first for what the C library says of failed calls; our own messages are under zh. */
    chinese = begins_with(language, "zh");
    setenv("LANGUAGE", chinese ? "zh_CN:zh" : "en", 1);
    char folder[PATH_MAX];
    if (i18n_program_path("../share/locale", folder, sizeof folder)) {
        bindtextdomain("trc", folder);
        bind_textdomain_codeset("trc", "UTF-8");
    }
}
