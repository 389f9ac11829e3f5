/* test_gs1_vectors.c: every Digital Link URI that GS1's own engine has decided is decided the same way here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <trc/link.h>

#include "shared_data.h"

#define COLUMNS_MAX 7
#define LINE_SIZE 8192

/* What a row says: column 2 is an element string or an error, 3 the canonical link, 4 the ignored parameters. */
struct row {
    const char *uri, *elements, *canonical, *ignored;
    bool valid;
    const char *rule; /* that must refuse the row, where our own policy decides; see docs/gs1-policy.md */
};

/* Cuts the line into columns; missing ones are empty. */
static void cut(char *line, const char *column[COLUMNS_MAX])
{
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < COLUMNS_MAX; i++) {
        column[i] = line;
        char *tab = strchr(line, '\t');
        line = tab != NULL ? tab + 1 : line + strlen(line);
        if (tab != NULL)
            *tab = '\0';
    }
}

static void ignored_params(const char *uri, const struct trc_link *link, char *text)
{
    text[0] = '\0';
    for (size_t i = 0; i < link->param_count; i++) {
        const struct trc_link_param *param = &link->param[i];
        sprintf(text + strlen(text), "%s%.*s%s%.*s", i > 0 ? " " : "", (int)param->key.len, uri + param->key.pos,
                param->has_value ? "=" : "", (int)param->value.len, uri + param->value.pos);
    }
}

/* Do we decide this row as it says, and write down the same? */
static bool agrees(const struct row *row)
{
    static struct trc_link link;
    struct trc_error error = TRC_ERROR_INIT;
    const enum trc_status status = trc_link_parse(row->uri, strlen(row->uri), &link, &error);
    if (!row->valid)
        return status == TRC_ERR_SYNTAX && link.elements.count == 0 && error.rule != NULL && error.msg[0] != '\0' &&
               error.pos <= strlen(row->uri) && (row->rule == NULL || strcmp(row->rule, error.rule) == 0);
    static char elements[3 * TRC_TEXT_MAX], canonical[3 * TRC_TEXT_MAX], ignored[3 * TRC_TEXT_MAX];
    size_t len;
    if (status != TRC_OK || trc_elements_format(&link.elements, elements, sizeof elements, &len) != TRC_OK ||
        trc_link_format("https://id.gs1.org", &link.elements, canonical, sizeof canonical, &len, NULL) != TRC_OK)
        return false;
    ignored_params(row->uri, &link, ignored);
    return strcmp(elements, row->elements) == 0 && strcmp(canonical, row->canonical) == 0 &&
           strcmp(ignored, row->ignored) == 0;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Rows that GS1 leaves open are decided by docs/gs1-policy.md. Returns whether this is one. */
static bool apply_policy(const char *note, struct row *row)
{
    if (begins(note, "MALFORMED-PCT")) {
        row->valid = false;
        row->rule = "percent";
    } else if (begins(note, "POLICY")) {
        row->valid = false;
        row->rule = "value-empty";
    }
    return note[0] != '\0';
}

/* The same row with one thing wrong in what it expects. */
static bool control_is_noticed(const struct row *row)
{
    struct row wrong = *row;
    wrong.valid = !row->valid;
    if (agrees(&wrong))
        return false;
    if (!row->valid)
        return true;
    wrong = *row;
    wrong.canonical = "https://id.gs1.org/01/00000000000000";
    if (agrees(&wrong))
        return false;
    wrong = *row;
    wrong.ignored = "nothing=1";
    return !agrees(&wrong);
}

struct counts {
    unsigned rows, wrong, by_policy, unnoticed;
};

/* `all_invalid`: the file lists errors only. */
static struct counts decide_file(const char *name, bool all_invalid)
{
    char path[4096], line[LINE_SIZE];
    struct counts counts = {0};
    if (!shared_data_path(name, path, sizeof path))
        return counts;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *column[COLUMNS_MAX];
        if (line[0] == '#')
            continue;
        assert_non_null(strchr(line, '\n'));
        cut(line, column);
        struct row row = {.uri = column[0],
                          .elements = column[1],
                          .canonical = column[2],
                          .ignored = column[3],
                          .valid = !all_invalid && !begins(column[1], "ERROR")};
        const bool generated = strstr(name, "generated") != NULL;
        counts.by_policy += generated && apply_policy(column[5], &row);
        counts.rows++;
        counts.unnoticed += !control_is_noticed(&row);
        if (!agrees(&row)) {
            counts.wrong++;
            print_error("%s: not decided as it says: %s\t%s\n", name, column[0], column[1]);
        }
    }
    fclose(file);
    print_message("%s: %u rows decided, %u of them by policy, %u wrong\n", name, counts.rows, counts.by_policy,
                  counts.wrong);
    return counts;
}

static void every_row_is_decided(const char *name, bool all_invalid, unsigned rows_min)
{
    const struct counts counts = decide_file(name, all_invalid);
    assert_true(counts.rows >= rows_min);
    assert_int_equal(counts.wrong, 0);
    assert_int_equal(counts.unnoticed, 0);
}

static void valid_links(void **state)
{
    (void)state;
    every_row_is_decided("gs1/valid_dl.tsv", false, 70);
}

static void invalid_links(void **state)
{
    (void)state;
    every_row_is_decided("gs1/invalid_dl.tsv", true, 59);
}

static void generated_links(void **state)
{
    (void)state;
    every_row_is_decided("gs1/dl_generated.tsv", false, 600);
}

int main(void)
{
    char path[4096];
    if (!shared_data_path("gs1/valid_dl.tsv", path, sizeof path))
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_links),
        cmocka_unit_test(invalid_links),
        cmocka_unit_test(generated_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
