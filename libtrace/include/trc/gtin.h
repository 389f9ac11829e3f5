/* gtin.h: Global Trade Item Numbers, always carried as 14-digit text. */
#ifndef TRC_GTIN_H
#define TRC_GTIN_H

#include <stdbool.h>
#include <stddef.h>
#include <trc/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_GTIN_DIGITS 14
#define TRC_GTIN_SIZE (TRC_GTIN_DIGITS + 1)
#define TRC_PREFIX_DIGITS_MIN 3 /* a GS1-8 prefix */
#define TRC_PREFIX_DIGITS_MAX 12
#define TRC_PREFIX_SIZE (TRC_PREFIX_DIGITS_MAX + 1)

/**
 * The GS1 check digit of a run of digits that stand before it.
 *
 * @param[in] digits ASCII digits, not NUL-terminated.
 * @param     count  How many, 1 or more.
 * @return The check digit as an ASCII character.
 * Source: GS1 General Specifications, 7.9.1 "Standard check digit calculations for GS1 data structures".
 */
TRC_EXPORT char trc_gtin_check_digit(const char *digits, size_t count);

/**
 * Read a GTIN-8, -12, -13 or -14 (spaces and hyphens are not accepted) into its 14-digit form.
 *
 * @param[in]  text NUL-terminated; must not overlap `gtin`.
 * @param[out] gtin NUL-terminated 14 digits; empty on error.
 * @return TRC_OK, or TRC_ERR_SYNTAX with the rule ("gtin-length", "gtin-digit", "check-digit") and the offset; the
 *         message for a wrong check digit gives the right one.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_gtin_parse(const char *text, char gtin[TRC_GTIN_SIZE],
                                                       struct trc_error *error);

/** Read a GS1 Company Prefix: 3 to 12 digits. TRC_ERR_SYNTAX ("prefix-length", "prefix-digit") otherwise. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_gtin_prefix_parse(const char *text, char prefix[TRC_PREFIX_SIZE],
                                                              struct trc_error *error);

/**
 * Does a 14-digit GTIN begin with this company prefix? The prefix is read from the second digit on, and from the
 * seventh for a GTIN-8 (six leading zeros). Source: docs/trace-code.md "What it is".
 */
TRC_EXPORT bool trc_gtin_has_prefix(const char gtin[TRC_GTIN_SIZE], const char *prefix);

/**
 * Do two 14-digit GTINs name the same product, be it at different packaging levels? A case may carry its item's number
 * behind an indicator digit. Source: GS1 General Specifications, 2.1.6 "Trade item groupings".
 */
TRC_EXPORT bool trc_gtin_same_product(const char a[TRC_GTIN_SIZE], const char b[TRC_GTIN_SIZE]);

/**
 * Is this 14-digit number for use within one company or region (goods weighed in a shop, coupons, vouchers), so that it
 * says nothing about whose product it is? Source: GS1 General Specifications, 1.4.2 "GS1 prefixes".
 */
TRC_EXPORT bool trc_gtin_is_restricted(const char gtin[TRC_GTIN_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
