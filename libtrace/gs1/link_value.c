/* link_value.c: one percent-encoded value of a link. */
#include <string.h>

#include "gs1/chars.h"
#include "gs1/element_list.h"
#include "gs1/link_parts.h"
#include "gs1/rules.h"

/* Which byte of the input the n-th byte of the decoded value came from. */
static size_t encoded_pos(const char *text, size_t pos, size_t end, size_t n)
{
    while (pos < end && n-- > 0)
        pos += text[pos] == '%' ? 3 : 1;
    return pos;
}

/* Returns the offset of a "%00", which ends a string for some and hides what follows; `end` when there is none. */
static size_t decode(const char *text, size_t pos, size_t end, unsigned escapes, char *out, size_t *out_len)
{
    size_t n = 0;
    for (; pos < end; pos++) {
        char c = text[pos];
        if (c == '%') {
            c = (char)(trc_chars_hex(text[pos + 1]) << 4 | trc_chars_hex(text[pos + 2]));
            if (c == '\0')
                break;
            pos += 2;
        } else if (c == '+' && (escapes & TRC_LINK_ESCAPES_PLUS) != 0) {
            c = ' ';
        }
        out[n++] = c;
    }
    *out_len = n;
    return pos;
}

enum trc_status trc_link_value_take(const char *text, size_t pos, size_t end, unsigned escapes, const struct trc_ai *ai,
                                    struct trc_elements *elements, struct trc_error *error)
{
    char *value = trc_element_list_end(elements);
    size_t len = end - pos;
    if (escapes == TRC_LINK_ESCAPES_NONE) {
        memcpy(value, text + pos, len);
    } else {
        const size_t stop = decode(text, pos, end, escapes, value, &len);
        if (stop != end)
            return trc_rules_refuse(error, TRC_RULE_PERCENT_NUL, stop, ai->digits, NULL);
    }
    const enum trc_status status = trc_ai_check_value(ai, value, len, 0, error);
    if (status == TRC_OK)
        return trc_element_list_append(elements, ai, len, pos, error);
    if (error != NULL)
        error->pos = encoded_pos(text, pos, end, error->pos);
    return status;
}
