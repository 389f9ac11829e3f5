/* fields.c: a product's fields as users give them. */
#include "product/fields.h"

#include <string.h>

#include "common/failure.h"
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
    for (const char *at = text; at != NULL && *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        at += strspn(at, " \t");
        size_t len = strcspn(at, ",");
        while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
            len--;
        char entry[TRC_REGION_MAX + 1] = "";
        if (len <= TRC_REGION_MAX)
            memcpy(entry, at, len);
        if (len > 0 && !trc_region_is_known(entry))
            return fail(error, TRC_ERR_SYNTAX,
                        _("%s: \"%.*s\" is no country of ISO 3166 and no part of one: name each, such as CN-31,HK,DE."),
                        field, (int)len, at);
    }
    return product_take_text(into, size, text, field, error);
}
