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

static bool is_chinese(const char *language)
{
    return strncmp(language, "zh", 2) == 0;
}

bool i18n_knows(const char *language)
{
    const bool known = is_chinese(language) || strncmp(language, "en", 2) == 0;
    return known && (language[2] == '\0' || strchr("_-.@:", language[2]) != NULL);
}

/* The first variable that says anything; LC_ALL=C means English, as everywhere. */
static const char *from_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LANGUAGE", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "en";
}

void i18n_init(const char *language)
{
    if (language == NULL)
        language = from_environment();
    setlocale(LC_CTYPE, "C.UTF-8");
    setlocale(LC_MESSAGES, "C.UTF-8");
    setenv("LANGUAGE", is_chinese(language) ? "zh" : "en", 1);
    char folder[PATH_MAX];
    if (i18n_program_path("../share/locale", folder, sizeof folder)) {
        bindtextdomain("trc", folder);
        bind_textdomain_codeset("trc", "UTF-8");
    }
}
