/* ai.h: the GS1 Application Identifiers: what each number means and what its value may hold. */
#ifndef TRC_AI_H
#define TRC_AI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trc/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_AI_DIGITS_MAX 4

/** One row of the table; static, read-only, never freed. */
struct trc_ai {
    char digits[TRC_AI_DIGITS_MAX + 1]; /* "01", "3103" */
    uint8_t digits_len;
    uint8_t value_len_min;
    uint8_t value_len_max;
    bool fixed;        /* predefined length: no FNC1 after it */
    bool dl_primary;   /* may open a GS1 Digital Link path */
    bool dl_attribute; /* may stand in a GS1 Digital Link query */
    uint16_t spec;     /* index of its components and rules: private to gs1/ */
    const char *title; /* GS1's data title, such as "BATCH/LOT" */
};

/** The AI whose digits are exactly these, or NULL when GS1 has not assigned them. */
TRC_EXPORT const struct trc_ai *trc_ai_find(const char *digits, size_t len);

/** The AI that a raw element string begins with (2 to 4 digits), or NULL. */
TRC_EXPORT const struct trc_ai *trc_ai_match(const char *text, size_t len);

/**
 * Check a decoded value against every component rule of its AI: length, character set, check digits, dates, codes.
 *
 * @param     base Offset that is added to the error's position: where the value begins in the caller's input.
 * @return TRC_OK, or TRC_ERR_SYNTAX with rule and offset.
 * Source: GS1 Barcode Syntax Dictionary.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_ai_check_value(const struct trc_ai *ai, const char *value, size_t len,
                                                           size_t base, struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
