/* elements.h: a list of AI values, and the two written forms of it: (01)…(10)… and raw with FNC1. */
#ifndef TRC_ELEMENTS_H
#define TRC_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trc/ai.h>
#include <trc/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_TEXT_MAX 4296   /* the longest input: what the largest QR symbol holds in alphanumeric mode */
#define TRC_ELEMENTS_MAX 64 /* AIs in one code */
#define TRC_FNC1 '\x1d'     /* GS: how scanners transmit FNC1 */

/** One AI and where its decoded value lies in the list's `text`. */
struct trc_element {
    const struct trc_ai *ai;
    uint16_t value;     /* offset into trc_elements.text; NUL-terminated there */
    uint16_t value_len; /* bytes */
    uint16_t pos;       /* where the value begins in the input, for messages */
};

/** AI values in the order they were written. About 6 kB; plain data, copy and drop freely. */
struct trc_elements {
    uint16_t count;
    uint16_t text_len;
    struct trc_element element[TRC_ELEMENTS_MAX];
    char text[TRC_TEXT_MAX + TRC_ELEMENTS_MAX]; /* decoded values, each with its NUL */
};

/** Make an empty list. */
TRC_EXPORT void trc_elements_clear(struct trc_elements *elements);

/**
 * Append one AI value after checking it by trc_ai_check_value() and for repetition.
 *
 * @param pos Offset of the value in the caller's input; used in the error.
 * @return TRC_OK, or TRC_ERR_SYNTAX.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_elements_add(struct trc_elements *elements, const struct trc_ai *ai,
                                                         const char *value, size_t len, size_t pos,
                                                         struct trc_error *error);

/** The element with this AI, or NULL. */
TRC_EXPORT const struct trc_element *trc_elements_find(const struct trc_elements *elements, const char *ai_digits);

/** The decoded, NUL-terminated value of the AI, or NULL when it is absent. Borrowed from `elements`. */
TRC_EXPORT const char *trc_elements_value(const struct trc_elements *elements, const char *ai_digits);

/**
 * Check what GS1 asks of the list as a whole: AIs that must or must not stand together.
 *
 * @return TRC_OK, or TRC_ERR_SYNTAX ("required-ai", "excluded-ai", "digital-signature") at the value of the AI that
 * asks for it.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_elements_check_pairs(const struct trc_elements *elements,
                                                                 struct trc_error *error);

/**
 * Read an element string, and check it by trc_elements_check_pairs(): bracketed `(01)…(10)…` with `\(` for a literal
 * bracket; or raw with FNC1 as GS (0x1D), or as `^` when that comes first, with or without a symbology identifier (]d2
 * ]Q3 ]C1 ]e0 ]J1). Raw text without either is taken only when a GS stands in it. An AI that stands there twice with
 * the same value is kept once.
 *
 * @param[in]  text Not necessarily NUL-terminated; `len` bytes, at most TRC_TEXT_MAX.
 * @param[out] elements Values in input order; empty on error.
 * @return TRC_OK, or TRC_ERR_SYNTAX with rule and offset. Allocates nothing; bounded by `len`.
 * Source: GS1 General Specifications, 7.8.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_elements_parse(const char *text, size_t len, struct trc_elements *elements,
                                                           struct trc_error *error);

/**
 * Write the bracketed form, NUL-terminated. TRC_ERR_RANGE, and an empty text, when `size` is too small; 3 *
 * TRC_TEXT_MAX always does.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_elements_format(const struct trc_elements *elements, char *text,
                                                            size_t size, size_t *len);

#ifdef __cplusplus
}
#endif

#endif
