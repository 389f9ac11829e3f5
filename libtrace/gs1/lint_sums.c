/* lint_sums.c: check digits and check characters. */
#include <string.h>
#include <trc/gtin.h>

#include "gs1/lint.h"

enum trc_rule trc_lint_sums_csum(const char *part, size_t len, struct trc_flaw *flaw)
{
    const char right = trc_gtin_check_digit(part, len - 1);
    if (part[len - 1] == right)
        return TRC_RULE_NONE;
    flaw->right[0] = right;
    flaw->right[1] = '\0';
    return trc_lint_flaw(flaw, len - 1, TRC_RULE_CHECK_DIGIT);
}

/* A character's weight in a check pair is its place in CSET 82, which is in ASCII order. */
static unsigned cset82_weight(char c)
{
    static const char set[] = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    return (unsigned)((const char *)memchr(set, c, sizeof set - 1) - set);
}

/* GS1 General Specifications, 7.9.5: weights are primes that grow from right to left, the sum is modulo 1021. */
enum trc_rule trc_lint_sums_csumalpha(const char *part, size_t len, struct trc_flaw *flaw)
{
    static const uint8_t primes[] = {2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
                                     41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83};
    static const char cset32[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    if (len < 2 || len - 2 > sizeof primes)
        return trc_lint_flaw(flaw, 0, TRC_RULE_CHECK_PAIR_SET);
    unsigned sum = 0;
    for (size_t i = 0; i < len - 2; i++)
        sum += cset82_weight(part[i]) * primes[len - 3 - i];
    sum %= 1021;
    for (size_t i = len - 2; i < len; i++)
        if (memchr(cset32, part[i], sizeof cset32 - 1) == NULL)
            return trc_lint_flaw(flaw, i, TRC_RULE_CHECK_PAIR_SET);
    const char right[3] = {cset32[sum >> 5], cset32[sum & 31], '\0'};
    if (memcmp(part + len - 2, right, 2) == 0)
        return TRC_RULE_NONE;
    memcpy(flaw->right, right, sizeof right);
    return trc_lint_flaw(flaw, len - 2, TRC_RULE_CHECK_PAIR);
}

/* ISO 13616-1: the first four characters move to the end, letters count 10 to 35, the whole is 1 modulo 97. */
enum trc_rule trc_lint_sums_iban(const char *part, size_t len, struct trc_flaw *flaw)
{
    if (len <= 10)
        return trc_lint_flaw(flaw, len, TRC_RULE_IBAN_LENGTH);
    if (trc_lint_lists_iso3166alpha2(part, 2, flaw) != TRC_RULE_NONE)
        return trc_lint_flaw(flaw, 0, TRC_RULE_IBAN_COUNTRY);
    unsigned rest = 0;
    for (size_t i = 4; i < len + 4; i++) {
        const char c = part[i % len];
        if (c >= '0' && c <= '9')
            rest = (rest * 10 + (unsigned)(c - '0')) % 97;
        else if (c >= 'A' && c <= 'Z')
            rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
        else
            return trc_lint_flaw(flaw, i % len, TRC_RULE_IBAN_CHARACTER);
    }
    return rest == 1 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 2, TRC_RULE_IBAN_CHECK);
}
