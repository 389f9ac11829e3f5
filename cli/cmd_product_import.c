/* cmd_product_import.c: trc product import: products from a CSV file, a row each. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/csv_file.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/text.h"
#include "product/fields.h"

enum { COLUMN_GTIN, COLUMN_NAME, COLUMN_NAME_ZH, COLUMN_STANDARD, COLUMN_MARKET, COLUMN_COUNT };
static const char *const column_names[COLUMN_COUNT] = {"gtin", "name", "name_zh", "standard", "market"};
#define FILE_COLUMNS_MAX 64
#define FIELD_BYTES_MAX (1 << 20) /* a quote that is never closed would collect the whole file */

/* The state of reading one file: which column is where, and the row at hand. */
struct import {
    struct home *home;
    const char *path;
    bool replace;
    int at[FILE_COLUMNS_MAX]; /* our column for each of the file's, or -1 */
    int column;
    size_t row, done;
    char *value[COLUMN_COUNT];
    enum trc_status status;
    struct trc_error error;
};

static void take_field(void *bytes, size_t len, void *context)
{
    struct import *import = context;
    const char *text = bytes;
    if (import->column >= FILE_COLUMNS_MAX)
        return;
    int *at = &import->at[import->column++];
    if (import->row == 1) {
        for (int i = 0; i < COLUMN_COUNT; i++)
            if (strlen(column_names[i]) == len && memcmp(column_names[i], text, len) == 0)
                *at = i;
    } else if (*at >= 0) {
        free(import->value[*at]);
        import->value[*at] = strndup(text, len);
    }
}

static enum trc_status check_header(const struct import *import, struct trc_error *error)
{
    bool has[COLUMN_COUNT] = {false};
    for (int i = 0; i < FILE_COLUMNS_MAX; i++)
        if (import->at[i] >= 0)
            has[import->at[i]] = true;
    if (has[COLUMN_GTIN] && has[COLUMN_NAME])
        return TRC_OK;
    return fail(error, TRC_ERR_SYNTAX,
                _("The first row must name the columns gtin and name, and name_zh, standard and market if wanted."));
}

/* A file of texts says nothing about pictures: the one that is there stays. */
static enum trc_status put_product(const struct import *import, struct trc_product *product, struct trc_error *error)
{
    struct trc_registry *registry = import->home->registry;
    uint8_t *image = NULL;
    enum trc_status status = TRC_OK;
    if (import->replace)
        status = trc_registry_get_product_image(registry, product->gtin, &image, &product->image_len,
                                                product->image_type, error);
    if (status == TRC_OK || status == TRC_ERR_NOT_FOUND)
        status = trc_registry_put_product(registry, product, image, import->replace, error);
    free(image);
    return status;
}

static enum trc_status store_row(const struct import *import, struct trc_error *error)
{
    struct trc_product product = {0};
    char *const *value = import->value;
    const struct {
        char *into;
        int column;
    } texts[] = {{product.name, COLUMN_NAME}, {product.name_zh, COLUMN_NAME_ZH}, {product.standard, COLUMN_STANDARD}};
    if (value[COLUMN_GTIN] == NULL || value[COLUMN_NAME] == NULL || value[COLUMN_NAME][0] == '\0')
        return fail(error, TRC_ERR_SYNTAX, _("The row has no GTIN or no name."));
    enum trc_status status = product_take_gtin(import->home, value[COLUMN_GTIN], product.gtin, error);
    for (size_t i = 0; status == TRC_OK && i < sizeof texts / sizeof *texts; i++)
        status = product_take_text(texts[i].into, sizeof product.name, value[texts[i].column],
                                   column_names[texts[i].column], error);
    if (status == TRC_OK)
        status = product_take_market(product.market, sizeof product.market, value[COLUMN_MARKET],
                                     column_names[COLUMN_MARKET], error);
    return status == TRC_OK ? put_product(import, &product, error) : status;
}

static void forget_row(struct import *import)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        free(import->value[i]);
        import->value[i] = NULL;
    }
    import->column = 0;
}

static void take_row(int terminator, void *context)
{
    struct import *import = context;
    (void)terminator;
    if (import->status == TRC_OK && import->row == 1)
        import->status = check_header(import, &import->error);
    else if (import->status == TRC_OK) {
        import->status = store_row(import, &import->error);
        import->done += import->status == TRC_OK;
    }
    forget_row(import);
    if (import->status == TRC_OK)
        import->row++;
}

static enum trc_status read_rows(struct import *import, FILE *file)
{
    struct csv_parser parser;
    char buffer[65536];
    size_t got;
    bool whole = csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0;
    while (whole && import->status == TRC_OK && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        whole = csv_parse(&parser, buffer, got, take_field, take_row, import) == got &&
                csv_get_buffer_size(&parser) <= FIELD_BYTES_MAX;
    if (ferror(file))
        import->status = fail_errno(&import->error, _("%s cannot be read"), import->path);
    if (whole && import->status == TRC_OK)
        whole = csv_fini(&parser, take_field, take_row, import) == 0;
    csv_free(&parser);
    forget_row(import); /* a row that was cut short */
    if (!whole)
        return fail(&import->error, TRC_ERR_SYNTAX, _("This is not well-formed CSV."));
    if (import->status == TRC_OK && import->row == 1)
        return check_header(import, &import->error);
    return import->status;
}

static enum trc_status import_file(struct import *import, struct trc_error *error)
{
    FILE *file = csv_file_open(import->path);
    if (file == NULL)
        return fail_errno(error, _("%s cannot be opened"), import->path);
    import->row = 1;
    for (int i = 0; i < FILE_COLUMNS_MAX; i++)
        import->at[i] = -1;
    const enum trc_status status = read_rows(import, file);
    fclose(file);
    if (status == TRC_OK)
        return status;
    return fail(error, status, _("%s, row %zu (%zu products before it were recorded): %s"), import->path, import->row,
                import->done, import->error.msg);
}

int cmd_product_import(struct cli *cli, int argc, char **argv)
{
    struct import import = {.status = TRC_OK};
    const struct option_row rows[] = {OPTION_FLAG_ROW("replace", &import.replace)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, 1, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct home home;
    enum trc_status status = home_open(&cli->common, &home, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    import.home = &home;
    import.path = argv[first];
    status = import_file(&import, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json) {
        struct json_out out;
        json_out_begin(&out, stdout);
        json_out_number(&out, "recorded", (int64_t)import.done);
        json_out_end(&out);
    }
    console_note(_("%zu products were recorded."), import.done);
    return EXIT_DONE;
}
