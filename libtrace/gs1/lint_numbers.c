/* lint_numbers.c: numbers within bounds, compared as text so that no width matters. */
#include <string.h>

#include "gs1/chars.h"
#include "gs1/lint.h"

enum trc_rule trc_lint_numbers_latitude(const char *part, size_t len, struct trc_flaw *flaw)
{
    return memcmp(part, "1800000000", len) <= 0 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_LATITUDE);
}

enum trc_rule trc_lint_numbers_longitude(const char *part, size_t len, struct trc_flaw *flaw)
{
    return memcmp(part, "3600000000", len) <= 0 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_LONGITUDE);
}

enum trc_rule trc_lint_numbers_pieceoftotal(const char *part, size_t len, struct trc_flaw *flaw)
{
    if (len % 2 != 0)
        return trc_lint_flaw(flaw, 0, TRC_RULE_PIECE_LENGTH);
    const size_t half = len / 2;
    for (size_t from = 0; from < len; from += half)
        if (trc_lint_forms_nonzero(part + from, half, flaw) != TRC_RULE_NONE)
            return trc_lint_flaw(flaw, from, TRC_RULE_PIECE_ZERO);
    return memcmp(part, part + half, half) <= 0 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_PIECE_ORDER);
}

static size_t digits(const char *part, size_t len)
{
    size_t count = 0;
    while (count < len && trc_chars_is(part[count], TRC_CHAR_DIGIT))
        count++;
    return count;
}

/* "position/end", both without leading zeros: the longer number is then the larger one. */
enum trc_rule trc_lint_numbers_posinseqslash(const char *part, size_t len, struct trc_flaw *flaw)
{
    const size_t first = digits(part, len);
    if (first == 0 || first == len || part[first] != '/')
        return trc_lint_flaw(flaw, first, TRC_RULE_POSITION_FORM);
    const char *end = part + first + 1;
    const size_t last = digits(end, len - first - 1);
    if (last == 0 || first + 1 + last != len)
        return trc_lint_flaw(flaw, first + 1 + last, TRC_RULE_POSITION_FORM);
    if (part[0] == '0' || end[0] == '0')
        return trc_lint_flaw(flaw, part[0] == '0' ? 0 : first + 1, TRC_RULE_LEADING_ZERO);
    if (first > last || (first == last && memcmp(part, end, first) > 0))
        return trc_lint_flaw(flaw, 0, TRC_RULE_POSITION_ORDER);
    return TRC_RULE_NONE;
}
