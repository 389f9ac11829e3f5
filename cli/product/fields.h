/* fields.h: a product's fields as users give them, on the command line or in a file. */
#ifndef TRC_CLI_PRODUCT_FIELDS_H
#define TRC_CLI_PRODUCT_FIELDS_H

#include "common/home.h"

/** Read a GTIN that must begin with one of the issuer's company prefixes. */
TRC_MUST_USE enum trc_status product_take_gtin(const struct home *home, const char *text, char gtin[TRC_GTIN_SIZE],
                                               struct trc_error *error);

/**
 * Copy a text, or leave *into as it is when `text` is NULL.
 *
 * @param field What the user calls it, for the message when it is too long.
 */
TRC_MUST_USE enum trc_status product_take_text(char *into, size_t size, const char *text, const char *field,
                                               struct trc_error *error);

/** The same for a list of regions: each must be a country of ISO 3166 or a part of one. */
TRC_MUST_USE enum trc_status product_take_market(char *into, size_t size, const char *text, const char *field,
                                                 struct trc_error *error);

#endif
