/* gtin.c: GTINs and company prefixes: digits, lengths and the check digit. */
#include <string.h>
#include <trc/gtin.h>

#include "gs1/chars.h"
#include "gs1/rules.h"

char trc_gtin_check_digit(const char *digits, size_t count)
{
    unsigned once = 0, thrice = 0; /* from the right: three times, once, three times … */
    for (size_t i = 0; i < count; i++) {
        const unsigned next = once + (unsigned)(digits[i] - '0');
        once = thrice;
        thrice = next;
    }
    return (char)('0' + (10 - (once + 3 * thrice) % 10) % 10);
}

/* How many digits the text begins with. */
static size_t leading_digits(const char *text)
{
    size_t count = 0;
    while (trc_chars_is(text[count], TRC_CHAR_DIGIT))
        count++;
    return count;
}

enum trc_status trc_gtin_parse(const char *text, char gtin[TRC_GTIN_SIZE], struct trc_error *error)
{
    gtin[0] = '\0';
    const size_t count = leading_digits(text);
    if (text[count] != '\0')
        return trc_rules_refuse(error, TRC_RULE_GTIN_DIGIT, count, NULL, NULL);
    if (count != 8 && count != 12 && count != 13 && count != TRC_GTIN_DIGITS)
        return trc_rules_refuse(error, TRC_RULE_GTIN_LENGTH, count, NULL, NULL);
    const char right[2] = {trc_gtin_check_digit(text, count - 1), '\0'};
    if (text[count - 1] != right[0])
        return trc_rules_refuse(error, TRC_RULE_GTIN_CHECK, count - 1, right, NULL);
    memset(gtin, '0', TRC_GTIN_DIGITS - count);
    memcpy(gtin + TRC_GTIN_DIGITS - count, text, count + 1);
    return TRC_OK;
}

enum trc_status trc_gtin_prefix_parse(const char *text, char prefix[TRC_PREFIX_SIZE], struct trc_error *error)
{
    prefix[0] = '\0';
    const size_t count = leading_digits(text);
    if (text[count] != '\0')
        return trc_rules_refuse(error, TRC_RULE_PREFIX_DIGIT, count, NULL, NULL);
    if (count < TRC_PREFIX_DIGITS_MIN || count > TRC_PREFIX_DIGITS_MAX)
        return trc_rules_refuse(error, TRC_RULE_PREFIX_LENGTH, count, NULL, NULL);
    memcpy(prefix, text, count + 1);
    return TRC_OK;
}

bool trc_gtin_has_prefix(const char gtin[TRC_GTIN_SIZE], const char *prefix)
{
    const bool gtin8 = memcmp(gtin, "000000", 6) == 0;
    const char *body = gtin + (gtin8 ? 6 : 1); /* after the zeros, or after the indicator digit */
    const size_t len = strlen(prefix);
    const size_t body_len = (size_t)(gtin + TRC_GTIN_DIGITS - 1 - body); /* a prefix never reaches the check digit */
    return len > 0 && len <= body_len && memcmp(body, prefix, len) == 0;
}

bool trc_gtin_same_product(const char a[TRC_GTIN_SIZE], const char b[TRC_GTIN_SIZE])
{
    return memcmp(a + 1, b + 1, TRC_GTIN_DIGITS - 2) == 0; /* all but the indicator and the check digit it changes */
}

bool trc_gtin_is_restricted(const char gtin[TRC_GTIN_SIZE])
{
    if (memcmp(gtin, "000000", 6) == 0) /* a GTIN-8 */
        return gtin[6] == '0' || gtin[6] == '2';
    const char *prefix = gtin + 1;
    return prefix[0] == '2' || (prefix[0] == '0' && (prefix[1] == '2' || prefix[1] == '4' || prefix[1] == '5')) ||
           (prefix[0] == '9' && (prefix[1] == '9' || (prefix[1] == '8' && prefix[2] >= '1' && prefix[2] <= '4')));
}
