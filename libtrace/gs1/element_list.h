/* element_list.h: how the parsers of gs1/ fill a list: decode at its end, check, then append. */
#ifndef TRC_GS1_ELEMENT_LIST_H
#define TRC_GS1_ELEMENT_LIST_H

#include <trc/elements.h>

/** Where the next value goes. Decoding never makes text longer, so what fits TRC_TEXT_MAX has room here. */
static inline char *trc_element_list_end(struct trc_elements *elements)
{
    return elements->text + elements->text_len;
}

/**
 * Append the AI whose checked value, `len` bytes, stands at trc_element_list_end() already.
 *
 * @return TRC_OK, or TRC_ERR_SYNTAX: the AI is there already, or the list is full.
 */
enum trc_status trc_element_list_append(struct trc_elements *elements, const struct trc_ai *ai, size_t len, size_t pos,
                                        struct trc_error *error);

/** The element with this AI, or NULL. */
const struct trc_element *trc_element_list_find(const struct trc_elements *elements, const struct trc_ai *ai);

/** Refuse text that begins with no AI that GS1 has assigned. */
enum trc_status trc_element_list_refuse_ai(struct trc_error *error, const char *text, size_t len, size_t pos);

#endif
