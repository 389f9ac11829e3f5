/* product.c: what the consumer page shows of a product. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/registry.h"
#include "registry/set.h"
#include "registry/text.h"

/* The type goes into an HTTP header later: nothing but a plain image type may enter. */
static enum trc_status check_image(const struct trc_product *product, const uint8_t *image, struct trc_error *error)
{
    assert((image != NULL) == (product->image_len > 0));
    if (product->image_len > TRC_PRODUCT_IMAGE_MAX)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("The image has %zu bytes and at most %u are kept: make it smaller."), product->image_len,
                             TRC_PRODUCT_IMAGE_MAX);
    static const char image_type[] = "image/";
    const char *type = product->image_type;
    if (image == NULL && type[0] == '\0')
        return TRC_OK;
    const size_t head = strncmp(type, image_type, sizeof image_type - 1) == 0 ? sizeof image_type - 1 : 0;
    const size_t good = head + (head > 0 ? strspn(type + head, "abcdefghijklmnopqrstuvwxyz0123456789.+-") : 0);
    if (image == NULL || good == head || type[good] != '\0')
        return trc_error_rule(error, "image-type", good,
                              _("An image and its type belong together, and the type reads like image/png."));
    return TRC_OK;
}

static enum trc_status check_product(const struct trc_product *product, const uint8_t *image, struct trc_error *error)
{
    assert(strnlen(product->gtin, TRC_GTIN_SIZE) == TRC_GTIN_DIGITS);
    const struct {
        const char *text, *name;
        size_t size;
    } texts[] = {
        {product->name, "name", sizeof product->name},
        {product->name_zh, "name_zh", sizeof product->name_zh},
        {product->standard, "standard", sizeof product->standard},
        {product->market, "market", sizeof product->market},
        {product->image_type, "image_type", sizeof product->image_type},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const enum trc_status status = trc_text_check(texts[i].text, texts[i].size, texts[i].name, error);
        if (status != TRC_OK)
            return status;
    }
    return check_image(product, image, error);
}

static const char add_sql[] = "INSERT INTO product (gtin, name, name_zh, standard, market, image_type, image)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (gtin) DO NOTHING";
static const char replace_sql[] = "INSERT INTO product (gtin, name, name_zh, standard, market, image_type, image)"
                                  " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (gtin) DO UPDATE SET"
                                  " name = excluded.name, name_zh = excluded.name_zh, standard = excluded.standard,"
                                  " market = excluded.market, image_type = excluded.image_type,"
                                  " image = excluded.image";

enum trc_status trc_registry_put_product(struct trc_registry *registry, const struct trc_product *product,
                                         const uint8_t *image, bool replace, struct trc_error *error)
{
    enum trc_status status = check_product(product, image, error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    int64_t changed;
    status = trc_db_run(registry->db, replace ? replace_sql : add_sql,
                        DB_ARGS(DB_TEXT(product->gtin), DB_TEXT(product->name), DB_TEXT(product->name_zh),
                                DB_TEXT(product->standard), DB_TEXT(product->market), DB_TEXT(product->image_type),
                                DB_BLOB(image, product->image_len)),
                        &changed, error);
    if (status == TRC_OK && changed == 0)
        status = trc_error_set(error, TRC_ERR_EXISTS, _("Product %s is registered already; --replace overwrites it."),
                               product->gtin);
    if (status == TRC_OK)
        status = trc_set_add(registry->db, TRC_SET_PRODUCT, (struct trc_set_key){trc_set_gtin_number(product->gtin), 0},
                             "", 0, error);
    return trc_registry_end(registry, status, error);
}

static void read_product(struct trc_db_rows *rows, struct trc_product *product)
{
    memset(product, 0, sizeof *product);
    trc_db_text(rows, 0, product->gtin, sizeof product->gtin);
    trc_db_text(rows, 1, product->name, sizeof product->name);
    trc_db_text(rows, 2, product->name_zh, sizeof product->name_zh);
    trc_db_text(rows, 3, product->standard, sizeof product->standard);
    trc_db_text(rows, 4, product->market, sizeof product->market);
    trc_db_text(rows, 5, product->image_type, sizeof product->image_type);
    product->image_len = trc_db_uint(rows, 6, TRC_PRODUCT_IMAGE_MAX);
}

#define PRODUCT_COLUMNS "gtin, name, name_zh, standard, market, image_type, COALESCE(LENGTH(image), 0)"

static enum trc_status not_found(const char *gtin, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_NOT_FOUND, _("Product %s is not registered."), gtin);
}

enum trc_status trc_registry_get_product(struct trc_registry *registry, const char gtin[TRC_GTIN_SIZE],
                                         struct trc_product *product, struct trc_error *error)
{
    struct trc_db_rows rows;
    memset(product, 0, sizeof *product);
    trc_db_query(registry->db, &rows, "SELECT " PRODUCT_COLUMNS " FROM product WHERE gtin = $1", DB_ARGS(DB_TEXT(gtin)),
                 error);
    while (trc_db_next(&rows))
        read_product(&rows, product);
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK && product->gtin[0] == '\0' ? not_found(gtin, error) : status;
}

enum trc_status trc_registry_each_product(struct trc_registry *registry, trc_product_visit *visit, void *context,
                                          struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_walk(registry->db, &rows, "SELECT " PRODUCT_COLUMNS " FROM product ORDER BY gtin", NULL, error);
    while (trc_db_next(&rows)) {
        struct trc_product product;
        read_product(&rows, &product);
        if (rows.status == TRC_OK)
            rows.status = visit(context, &product);
    }
    return trc_db_close_rows(&rows);
}

enum trc_status trc_registry_get_product_image(struct trc_registry *registry, const char gtin[TRC_GTIN_SIZE],
                                               uint8_t **image, size_t *len, char type[TRC_IMAGE_TYPE_SIZE],
                                               struct trc_error *error)
{
    struct trc_db_rows rows;
    *image = NULL;
    *len = 0;
    type[0] = '\0';
    trc_db_query(registry->db, &rows, "SELECT image, image_type FROM product WHERE gtin = $1 AND image IS NOT NULL",
                 DB_ARGS(DB_TEXT(gtin)), error);
    while (trc_db_next(&rows)) {
        trc_db_text(&rows, 1, type, TRC_IMAGE_TYPE_SIZE);
        const void *stored = trc_db_bytes(&rows, 0, len);
        *image = malloc(*len + 1);
        if (*image == NULL)
            rows.status = trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
        else if (*len > 0)
            memcpy(*image, stored, *len);
    }
    enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK && *image == NULL)
        status = trc_error_set(error, TRC_ERR_NOT_FOUND, _("Product %s is not registered or has no image."), gtin);
    if (status != TRC_OK) {
        free(*image);
        *image = NULL;
        *len = 0;
    }
    return status;
}
