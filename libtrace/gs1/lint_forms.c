/* lint_forms.c: what the characters of a part must look like. */
#include <string.h>

#include "gs1/chars.h"
#include "gs1/lint.h"

static bool is_digit(char c)
{
    return trc_chars_is(c, TRC_CHAR_DIGIT);
}

/* The shortest GS1 Company Prefix that keys are made from has four digits; which ones GS1 has given out is not known
 * here. */
static enum trc_rule company_prefix(const char *part, size_t len, size_t from, struct trc_flaw *flaw)
{
    for (size_t i = from; i < from + 4; i++)
        if (i >= len || !is_digit(part[i]))
            return trc_lint_flaw(flaw, i, TRC_RULE_COMPANY_PREFIX);
    return TRC_RULE_NONE;
}

enum trc_rule trc_lint_forms_gcppos1(const char *part, size_t len, struct trc_flaw *flaw)
{
    return company_prefix(part, len, 0, flaw);
}

enum trc_rule trc_lint_forms_gcppos2(const char *part, size_t len, struct trc_flaw *flaw)
{
    return company_prefix(part, len, 1, flaw);
}

/* Padding is optional, at the end only. That it fills up to a multiple of three, not of four, is GS1's own rule. */
enum trc_rule trc_lint_forms_cset64(const char *part, size_t len, struct trc_flaw *flaw)
{
    size_t body = len;
    while (body > 0 && part[body - 1] == '=')
        body--;
    if (body < len && (len - body > 2 || len % 3 != 0))
        return trc_lint_flaw(flaw, body, TRC_RULE_CSET64_PAD);
    const char *pad = memchr(part, '=', body);
    return pad == NULL ? TRC_RULE_NONE : trc_lint_flaw(flaw, (size_t)(pad - part), TRC_RULE_CSET64);
}

static size_t zeros(const char *part, size_t len)
{
    size_t count = 0;
    while (count < len && part[count] == '0')
        count++;
    return count;
}

enum trc_rule trc_lint_forms_zero(const char *part, size_t len, struct trc_flaw *flaw)
{
    const size_t count = zeros(part, len);
    return count == len ? TRC_RULE_NONE : trc_lint_flaw(flaw, count, TRC_RULE_ZERO);
}

enum trc_rule trc_lint_forms_nonzero(const char *part, size_t len, struct trc_flaw *flaw)
{
    return zeros(part, len) < len ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_NONZERO);
}

enum trc_rule trc_lint_forms_nozeroprefix(const char *part, size_t len, struct trc_flaw *flaw)
{
    return zeros(part, len) == 0 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_LEADING_ZERO);
}

enum trc_rule trc_lint_forms_hasnondigit(const char *part, size_t len, struct trc_flaw *flaw)
{
    for (size_t i = 0; i < len; i++)
        if (!is_digit(part[i]))
            return TRC_RULE_NONE;
    return trc_lint_flaw(flaw, 0, TRC_RULE_NON_DIGIT);
}

enum trc_rule trc_lint_forms_hyphen(const char *part, size_t len, struct trc_flaw *flaw)
{
    for (size_t i = 0; i < len; i++)
        if (part[i] != '-')
            return trc_lint_flaw(flaw, i, TRC_RULE_HYPHEN);
    return TRC_RULE_NONE;
}

enum trc_rule trc_lint_forms_pcenc(const char *part, size_t len, struct trc_flaw *flaw)
{
    for (size_t i = 0; i < len; i++) {
        if (part[i] != '%')
            continue;
        if (len - i < 3 || !trc_chars_is(part[i + 1], TRC_CHAR_HEX) || !trc_chars_is(part[i + 2], TRC_CHAR_HEX))
            return trc_lint_flaw(flaw, i, TRC_RULE_PERCENT_VALUE);
        i += 2;
    }
    return TRC_RULE_NONE;
}
