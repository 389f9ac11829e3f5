/* cmd_product.c: trc product add, list, show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/text.h"
#include "product/fields.h"

static void print_json(const struct trc_product *product)
{
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_text(&out, "id", product->gtin);
    json_out_text(&out, "gtin", product->gtin);
    json_out_text(&out, "name", product->name);
    json_out_text(&out, "name_zh", product->name_zh);
    json_out_text(&out, "standard", product->standard);
    json_out_text(&out, "market", product->market);
    json_out_text(&out, "image_type", product->image_type);
    json_out_number(&out, "image_bytes", (int64_t)product->image_len);
    json_out_end(&out);
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
    return product_take_text(product->image_type, sizeof product->image_type, type, "image", error);
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
    status = product_take_gtin(&home, argv[first], product.gtin, &error);
    if (status == TRC_OK)
        status = product_take_text(product.name, sizeof product.name, name, "--name", &error);
    if (status == TRC_OK)
        status = product_take_text(product.name_zh, sizeof product.name_zh, name_zh, "--name-zh", &error);
    if (status == TRC_OK)
        status = product_take_text(product.standard, sizeof product.standard, standard, "--standard", &error);
    if (status == TRC_OK)
        status = product_take_market(product.market, sizeof product.market, market, "--market", &error);
    if (status == TRC_OK && image_path != NULL)
        status = read_image(image_path, &product, &image, &error);
    if (status == TRC_OK)
        status = trc_registry_put_product(home.registry, &product, image, replace, &error);
    free(image);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json)
        print_json(&product);
    console_note(_("Product %s is recorded."), product.gtin);
    return EXIT_DONE;
}

/* --- list, show --- */

static enum trc_status print_row(void *context, const struct trc_product *product)
{
    const bool *json = context;
    if (*json) {
        print_json(product);
        return TRC_OK;
    }
    printf("%s  ", product->gtin);
    console_print_safe(stdout, product->name, strlen(product->name));
    if (product->name_zh[0] != '\0') {
        fputs(" / ", stdout);
        console_print_safe(stdout, product->name_zh, strlen(product->name_zh));
    }
    fputc('\n', stdout);
    return TRC_OK;
}

int cmd_product_list(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    if (command_options(cli, argc, argv, NULL, 0, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct home home;
    enum trc_status status = home_open_to_read(&cli->common, &home, &error);
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
    status = home_open_to_read(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_get_product(home.registry, gtin, &product, &error);
    home_close(&home);
    if (status == TRC_ERR_NOT_FOUND && error.msg[0] == '\0')
        fail(&error, status, _("Product %s is not recorded; `trc product list` shows what is."), gtin);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json) {
        print_json(&product);
        return EXIT_DONE;
    }
    const char *const lines[][2] = {{"GTIN", product.gtin},          {_("name"), product.name},
                                    {_("Chinese"), product.name_zh}, {_("standard"), product.standard},
                                    {_("market"), product.market},   {_("picture"), product.image_type}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i][1][0] != '\0') {
            console_print_cell(stdout, lines[i][0], 12);
            console_print_safe(stdout, lines[i][1], strlen(lines[i][1]));
            fputc('\n', stdout);
        }
    return EXIT_DONE;
}
