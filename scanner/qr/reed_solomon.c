/* reed_solomon.c: errors and erasures of one block of codewords. */
#include "scanner/qr/reed_solomon.h"

#include <string.h>

#include "qr/gf256.h"

enum { TERMS = QR_PARITY_MAX + 1 };

/* A polynomial: its coefficients from the constant term up. */
struct polynomial {
    uint8_t at[TERMS];
};

static uint8_t evaluate(const struct polynomial *p, size_t terms, uint8_t x)
{
    uint8_t sum = 0;
    for (size_t i = terms; i-- > 0;)
        sum = qr_gf256_mul(sum, x) ^ p->at[i];
    return sum;
}

/* @return Whether any syndrome is not 0. */
static bool syndromes(const uint8_t *block, size_t len, size_t parity, struct polynomial *out)
{
    uint8_t any = 0;
    for (size_t i = 0; i < parity; i++) {
        uint8_t sum = 0;
        for (size_t k = 0; k < len; k++)
            sum = (sum == 0 ? 0 : qr_gf256_power[qr_gf256_log[sum] + i]) ^ block[k];
        out->at[i] = sum;
        any |= sum;
    }
    return any != 0;
}

/* The locator of the erasures: the product of 1 - X x over their places. */
static void erasure_locator(const uint8_t *erased, size_t count, size_t len, struct polynomial *out)
{
    memset(out, 0, sizeof *out);
    out->at[0] = 1;
    for (size_t i = 0; i < count; i++) {
        const uint8_t root = qr_gf256_power[len - 1 - erased[i]];
        for (size_t k = i + 1; k > 0; k--)
            out->at[k] ^= qr_gf256_mul(out->at[k - 1], root);
    }
}

/* Berlekamp and Massey, begun with the erasures. @return The locator's degree. */
static size_t find_locator(const struct polynomial *syndrome, size_t parity, size_t erasures,
                           struct polynomial *locator)
{
    struct polynomial previous = *locator;
    size_t degree = erasures, gap = 1;
    uint8_t last = 1;
    for (size_t n = erasures; n < parity; n++) {
        uint8_t difference = 0;
        for (size_t i = 0; i <= degree && i <= n; i++)
            difference ^= qr_gf256_mul(locator->at[i], syndrome->at[n - i]);
        if (difference == 0) {
            gap++;
            continue;
        }
        const struct polynomial kept = *locator;
        const uint8_t factor = qr_gf256_div(difference, last);
        for (size_t i = gap; i < TERMS; i++)
            locator->at[i] ^= qr_gf256_mul(factor, previous.at[i - gap]);
        if (2 * degree <= n + erasures) {
            degree = n + 1 + erasures - degree;
            previous = kept;
            last = difference;
            gap = 1;
        } else {
            gap++;
        }
    }
    return degree;
}

/* Forney's evaluator: syndromes times locator, cut off at the parity. */
static void find_evaluator(const struct polynomial *syndrome, const struct polynomial *locator, size_t parity,
                           struct polynomial *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < parity; i++)
        for (size_t k = 0; k <= i; k++)
            out->at[i] ^= qr_gf256_mul(locator->at[k], syndrome->at[i - k]);
}

/* Correct `fixed` at every root of the locator. @return Whether there are as many as its degree. */
static bool correct_roots(uint8_t *fixed, size_t len, size_t parity, const struct polynomial *syndrome,
                          const struct polynomial *locator, size_t degree, unsigned *changed)
{
    struct polynomial evaluator, derivative = {{0}};
    find_evaluator(syndrome, locator, parity, &evaluator);
    for (size_t i = 1; i < TERMS; i += 2)
        derivative.at[i - 1] = locator->at[i];
    size_t roots = 0;
    *changed = 0;
    for (size_t place = 0; place < len; place++) {
        const size_t power = len - 1 - place;
        const uint8_t inverse = qr_gf256_power[(255 - power) % 255];
        if (evaluate(locator, TERMS, inverse) != 0)
            continue;
        const uint8_t slope = evaluate(&derivative, TERMS, inverse);
        if (slope == 0)
            return false;
        const uint8_t ratio = qr_gf256_div(evaluate(&evaluator, parity, inverse), slope);
        const uint8_t error = qr_gf256_mul(ratio, qr_gf256_power[power]);
        fixed[place] ^= error;
        *changed += error != 0;
        roots++;
    }
    return roots == degree;
}

bool qr_reed_solomon_correct(uint8_t *block, size_t len, size_t parity, const uint8_t *erased, size_t erased_count,
                             size_t reserve, unsigned *changed)
{
    struct polynomial syndrome = {{0}}, locator, check = {{0}};
    uint8_t fixed[QR_BLOCK_MAX];
    *changed = 0;
    if (len > QR_BLOCK_MAX || parity > QR_PARITY_MAX || parity >= len || erased_count + reserve > parity)
        return false;
    if (!syndromes(block, len, parity, &syndrome))
        return true;
    erasure_locator(erased, erased_count, len, &locator);
    const size_t degree = find_locator(&syndrome, parity, erased_count, &locator);
    if (degree < erased_count || 2 * (degree - erased_count) + erased_count + reserve > parity)
        return false;
    memcpy(fixed, block, len);
    if (!correct_roots(fixed, len, parity, &syndrome, &locator, degree, changed) ||
        syndromes(fixed, len, parity, &check))
        return false;
    memcpy(block, fixed, len);
    return true;
}
