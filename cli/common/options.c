/* options.c: declarative parsing on top of getopt_long. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "i18n.h"
#include "text.h"

#define ROWS_MAX 64
#define FIRST_ID 256 /* past every character getopt may answer */

static bool take_integer(const struct option_row *row, const char *text)
{
    char *end;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < row->min || value > row->max) {
        console_error(_("--%s takes a whole number from %lld to %lld, not \"%s\"."), row->name, (long long)row->min,
                      (long long)row->max, text);
        return false;
    }
    *(int64_t *)row->into = value;
    return true;
}

static bool take_real(const struct option_row *row, const char *text)
{
    char *end;
    const double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value)) {
        console_error(_("--%s takes a number, not \"%s\"."), row->name, text);
        return false;
    }
    *(double *)row->into = value;
    return true;
}

static bool take_choice(const struct option_row *row, const char *text)
{
    char all[160] = "";
    for (int i = 0; row->choices[i] != NULL; i++) {
        if (strcmp(row->choices[i], text) == 0) {
            *(int *)row->into = i;
            return true;
        }
        if (i > 0)
            strncat(all, ", ", sizeof all - strlen(all) - 1);
        strncat(all, row->choices[i], sizeof all - strlen(all) - 1);
    }
    console_error(_("--%s takes one of: %s; not \"%s\"."), row->name, all, text);
    return false;
}

static bool take_item(const struct option_row *row, const char *text)
{
    struct text_list *list = row->into;
    if (list->count == TEXT_LIST_MAX) {
        console_error(_("--%s may be given %d times at most."), row->name, TEXT_LIST_MAX);
        return false;
    }
    list->item[list->count++] = text;
    return true;
}

static bool take(const struct option_row *row, const char *text)
{
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)row->into = true;
        return true;
    case OPTION_TEXT:
        *(const char **)row->into = text;
        return true;
    case OPTION_LIST:
        return take_item(row, text);
    case OPTION_INTEGER:
        return take_integer(row, text);
    case OPTION_REAL:
        return take_real(row, text);
    case OPTION_CHOICE:
        return take_choice(row, text);
    }
    return false;
}

/* The word that getopt has just taken a long option from: its value may stand apart. */
static const char *given_word(char **argv)
{
    return argv[optind - 1] == optarg ? argv[optind - 2] : argv[optind - 1];
}

/* getopt takes any beginning of a name; that would break scripts when a release adds a name that begins alike. */
static bool is_written_out(const struct option_row *row, char **argv)
{
    return strcspn(given_word(argv) + 2, "=") == strlen(row->name);
}

static void refuse_option(const char *given)
{
    console_error(_("There is no option %s; --help lists what there is."), given);
}

/* What getopt refused: a long option is the word before optind, a short one its letter. */
static void report(char **argv, int code)
{
    const char letter[] = {'-', (char)optopt, '\0'};
    if (code == '?' && optopt >= '0' && optopt <= '9') {
        console_error(_("\"-%c…\" looks like an option: put -- before a value that begins with -."), optopt);
        return;
    }
    const char *given = optopt > 0 && optopt < FIRST_ID ? letter : argv[optind - 1];
    if (code == ':')
        console_error(_("%s needs a value after it."), given);
    else if (optopt >= FIRST_ID)
        console_error(_("%s takes no value."), given);
    else
        refuse_option(given);
}

int options_parse(int argc, char **argv, const struct option_row *rows, size_t count, bool lead,
                  struct common_options *common)
{
    const struct option_row shared[] = {
        OPTION_TEXT_ROW("home", &common->home),       OPTION_TEXT_ROW("passphrase-file", &common->passphrase_file),
        OPTION_TEXT_ROW("lang", &common->lang),       OPTION_FLAG_ROW("json", &common->json),
        OPTION_FLAG_ROW("quiet", &common->quiet),     OPTION_FLAG_ROW("help", &common->help),
        OPTION_FLAG_ROW("version", &common->version),
    };
    const size_t shared_count = sizeof shared / sizeof *shared;
    const struct option_row *all[ROWS_MAX];
    struct option table[ROWS_MAX + 1] = {0};
    if (count + shared_count > ROWS_MAX)
        abort(); /* a command with more options than it can have */
    for (size_t i = 0; i < count + shared_count; i++) {
        all[i] = i < count ? &rows[i] : &shared[i - count];
        table[i] = (struct option){all[i]->name, all[i]->kind == OPTION_FLAG ? no_argument : required_argument, NULL,
                                   FIRST_ID + (int)i};
    }
    optind = 0; /* glibc: start afresh */
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, lead ? "+:hqV" : ":hqV", table, NULL)) != -1;) {
        if (code == 'h')
            common->help = true;
        else if (code == 'q')
            common->quiet = true;
        else if (code == 'V')
            common->version = true;
        else if (code < FIRST_ID) {
            report(argv, code);
            return -1;
        } else if (!is_written_out(all[code - FIRST_ID], argv)) {
            refuse_option(given_word(argv));
            return -1;
        } else if (!take(all[code - FIRST_ID], optarg))
            return -1;
    }
    if (common->lang != NULL) {
        if (!i18n_knows(common->lang)) {
            console_error(_("--lang takes en or zh, not \"%s\"."), common->lang);
            return -1;
        }
        i18n_init(common->lang);
    }
    return optind;
}
