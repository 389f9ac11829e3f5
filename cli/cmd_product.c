/* cmd_product.c: trc product add, list, show, import. */
#include <csv.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/text.h"
#include "common/verdict_out.h"

/* The error of copy_text() names the field as the user wrote it. */
static enum trc_status copy_text(char *into, size_t size, const char *text, const char *field, struct trc_error *error)
{
    if (text == NULL)
        return TRC_OK;
    if (strlen(text) >= size)
        return fail(error, TRC_ERR_RANGE, _("%s is longer than %zu bytes."), field, size - 1);
    strcpy(into, text);
    return TRC_OK;
}

static enum trc_status own_gtin(const struct home *home, const char *text, char gtin[TRC_GTIN_SIZE],
                                struct trc_error *error)
{
    const enum trc_status status = trc_gtin_parse(text, gtin, error);
    if (status == TRC_OK && !trc_issuer_owns_gtin(&home->issuer, gtin))
        return fail(error, TRC_ERR_RANGE, _("GTIN %s does not begin with a company prefix of %s (%s%s)."), gtin,
                    home->issuer.name, home->issuer.prefix[0], home->issuer.prefix_count > 1 ? ", …" : "");
    return status;
}

/* --- add --- */

static const char *image_type(const uint8_t *bytes, size_t len)
{
    if (len > 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
        return "image/png";
    if (len > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
        return "image/jpeg";
    if (len > 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0)
        return "image/webp";
    return NULL;
}

static enum trc_status read_image(const char *path, struct trc_product *product, uint8_t **image,
                                  struct trc_error *error)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return fail_errno(error, _("The picture %s cannot be opened"), path);
    *image = malloc(TRC_PRODUCT_IMAGE_MAX + 1);
    product->image_len = *image != NULL ? fread(*image, 1, TRC_PRODUCT_IMAGE_MAX + 1, file) : 0;
    const bool readable = !ferror(file);
    fclose(file);
    if (*image == NULL)
        return fail(error, TRC_ERR_MEMORY, _("Memory ran out while reading %s."), path);
    if (!readable)
        return fail_errno(error, _("The picture %s cannot be read"), path);
    if (product->image_len > TRC_PRODUCT_IMAGE_MAX)
        return fail(error, TRC_ERR_RANGE, _("The picture %s is larger than 1 MiB; make it smaller."), path);
    const char *type = image_type(*image, product->image_len);
    if (type == NULL)
        return fail(error, TRC_ERR_SYNTAX, _("%s is no PNG, JPEG or WebP picture."), path);
    return copy_text(product->image_type, sizeof product->image_type, type, "image", error);
}

int cmd_product_add(struct cli *cli, int argc, char **argv)
{
    const char *name = NULL, *name_zh = NULL, *standard = NULL, *market = NULL, *image_path = NULL;
    bool replace = false;
    const struct option_row rows[] = {OPTION_TEXT_ROW("name", &name),         OPTION_TEXT_ROW("name-zh", &name_zh),
                                      OPTION_TEXT_ROW("standard", &standard), OPTION_TEXT_ROW("market", &market),
                                      OPTION_TEXT_ROW("image", &image_path),  OPTION_FLAG_ROW("replace", &replace)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    if (name == NULL || name[0] == '\0') {
        console_error(_("Say what the product is called with --name."));
        return EXIT_USAGE;
    }
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_product product = {0};
    uint8_t *image = NULL;
    struct home home;
    enum trc_status status = home_open(&cli->common, &home, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = own_gtin(&home, argv[first], product.gtin, &error);
    if (status == TRC_OK)
        status = copy_text(product.name, sizeof product.name, name, "--name", &error);
    if (status == TRC_OK)
        status = copy_text(product.name_zh, sizeof product.name_zh, name_zh, "--name-zh", &error);
    if (status == TRC_OK)
        status = copy_text(product.standard, sizeof product.standard, standard, "--standard", &error);
    if (status == TRC_OK)
        status = copy_text(product.market, sizeof product.market, market, "--market", &error);
    if (status == TRC_OK && image_path != NULL)
        status = read_image(image_path, &product, &image, &error);
    if (status == TRC_OK)
        status = trc_registry_put_product(home.registry, &product, image, replace, &error);
    free(image);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    console_note(_("Product %s is recorded."), product.gtin);
    return EXIT_DONE;
}

/* --- list, show --- */

static json_t *product_object(const struct trc_product *product)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "id", product->gtin, "gtin", product->gtin, "name",
                     product->name, "name_zh", product->name_zh, "standard", product->standard, "market",
                     product->market, "image_type", product->image_type, "image_bytes", (json_int_t)product->image_len);
}

static enum trc_status print_row(void *context, const struct trc_product *product)
{
    const bool *json = context;
    if (*json)
        json_print_line(product_object(product));
    else
        printf("%s  %s%s%s\n", product->gtin, product->name, product->name_zh[0] != '\0' ? " / " : "",
               product->name_zh);
    return TRC_OK;
}

int cmd_product_list(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    if (command_options(cli, argc, argv, NULL, 0, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct home home;
    enum trc_status status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_each_product(home.registry, print_row, &cli->common.json, &error);
    home_close(&home);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}

int cmd_product_show(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    const int first = command_options(cli, argc, argv, NULL, 0, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_product product;
    char gtin[TRC_GTIN_SIZE];
    struct home home;
    enum trc_status status = trc_gtin_parse(argv[first], gtin, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_get_product(home.registry, gtin, &product, &error);
    home_close(&home);
    if (status == TRC_ERR_NOT_FOUND && error.msg[0] == '\0')
        fail(&error, status, _("Product %s is not recorded; `trc product list` shows what is."), gtin);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json) {
        json_print_line(product_object(&product));
        return EXIT_DONE;
    }
    printf("%-10s %s\n%-10s %s\n%-10s %s\n%-10s %s\n%-10s %s\n", "GTIN", product.gtin, _("name"), product.name,
           _("Chinese"), product.name_zh, _("standard"), product.standard, _("market"), product.market);
    if (product.image_len > 0)
        printf("%-10s %s, %zu\n", _("picture"), product.image_type, product.image_len);
    return EXIT_DONE;
}

/* --- import --- */

enum { COLUMN_GTIN, COLUMN_NAME, COLUMN_NAME_ZH, COLUMN_STANDARD, COLUMN_MARKET, COLUMN_COUNT };
static const char *const column_names[COLUMN_COUNT] = {"gtin", "name", "name_zh", "standard", "market"};
#define FILE_COLUMNS_MAX 64

/* The state of reading one file: which column is where, and the row at hand. */
struct import {
    struct home *home;
    bool replace;
    int at[FILE_COLUMNS_MAX]; /* our column for each of the file's, or -1 */
    int column;
    size_t line, done;
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
    if (import->line == 1) {
        import->at[import->column] = -1;
        for (int i = 0; i < COLUMN_COUNT; i++)
            if (strlen(column_names[i]) == len && memcmp(column_names[i], text, len) == 0)
                import->at[import->column] = i;
    } else if (import->at[import->column] >= 0) {
        char **value = &import->value[import->at[import->column]];
        free(*value);
        *value = strndup(text, len);
    }
    import->column++;
}

static enum trc_status store_row(struct import *import)
{
    struct trc_product product = {0};
    struct trc_error *error = &import->error;
    char **value = import->value;
    enum trc_status status =
        own_gtin(import->home, value[COLUMN_GTIN] != NULL ? value[COLUMN_GTIN] : "", product.gtin, error);
    if (status == TRC_OK && (value[COLUMN_NAME] == NULL || value[COLUMN_NAME][0] == '\0'))
        status = fail(error, TRC_ERR_SYNTAX, _("the name is empty"));
    if (status == TRC_OK)
        status = copy_text(product.name, sizeof product.name, value[COLUMN_NAME], "name", error);
    if (status == TRC_OK)
        status = copy_text(product.name_zh, sizeof product.name_zh, value[COLUMN_NAME_ZH], "name_zh", error);
    if (status == TRC_OK)
        status = copy_text(product.standard, sizeof product.standard, value[COLUMN_STANDARD], "standard", error);
    if (status == TRC_OK)
        status = copy_text(product.market, sizeof product.market, value[COLUMN_MARKET], "market", error);
    if (status == TRC_OK)
        status = trc_registry_put_product(import->home->registry, &product, NULL, import->replace, error);
    return status;
}

static void take_row(int terminator, void *context)
{
    struct import *import = context;
    (void)terminator;
    if (import->status == TRC_OK && import->line > 1) {
        import->status = store_row(import);
        import->done += import->status == TRC_OK;
    }
    for (int i = 0; i < COLUMN_COUNT; i++) {
        free(import->value[i]);
        import->value[i] = NULL;
    }
    import->column = 0;
    if (import->status == TRC_OK)
        import->line++;
}

static enum trc_status import_file(struct import *import, FILE *file)
{
    struct csv_parser parser;
    char buffer[65536];
    size_t got;
    bool whole = csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0;
    import->line = 1;
    while (whole && import->status == TRC_OK && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        whole = csv_parse(&parser, buffer, got, take_field, take_row, import) == got;
    if (whole && import->status == TRC_OK)
        whole = csv_fini(&parser, take_field, take_row, import) == 0;
    csv_free(&parser);
    if (!whole)
        return fail(&import->error, TRC_ERR_SYNTAX, _("this is not well-formed CSV"));
    return import->status;
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
    FILE *file = fopen(argv[first], "re");
    if (file == NULL) {
        status = fail_errno(&error, _("%s cannot be opened"), argv[first]);
    } else {
        status = import_file(&import, file);
        fclose(file);
        if (status != TRC_OK)
            fail(&error, status, _("%s, line %zu: %.150s; %zu products before it were recorded."), argv[first],
                 import.line, import.error.msg, import.done);
    }
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    console_note(_("%zu products were recorded."), import.done);
    return EXIT_DONE;
}
