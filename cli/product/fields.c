/* fields.c: a product's fields as users give them. */
#include "product/fields.h"

#include <string.h>

#include "common/failure.h"
#include "common/regions.h"
#include "common/text.h"

enum trc_status product_take_gtin(const struct home *home, const char *text, char gtin[TRC_GTIN_SIZE],
                                  struct trc_error *error)
{
    const enum trc_status status = trc_gtin_parse(text, gtin, error);
    if (status == TRC_OK && !trc_issuer_owns_gtin(&home->issuer, gtin))
        return fail(error, TRC_ERR_RANGE, _("GTIN %s does not begin with a company prefix of %s (%s%s)."), gtin,
                    home->issuer.name, home->issuer.prefix[0], home->issuer.prefix_count > 1 ? ", …" : "");
    return status;
}

enum trc_status product_take_text(char *into, size_t size, const char *text, const char *field, struct trc_error *error)
{
    if (text == NULL)
        return TRC_OK;
    if (strlen(text) >= size)
        return fail(error, TRC_ERR_RANGE, _("%s is longer than %zu bytes."), field, size - 1);
    strcpy(into, text);
    return TRC_OK;
}

enum trc_status product_take_market(char *into, size_t size, const char *text, const char *field,
                                    struct trc_error *error)
{
    return text != NULL ? regions_take(text, field, into, size, error) : TRC_OK;
}
