/* ean_draw.h: EAN and UPC barcodes drawn into grey frames. Source: GS1 General Specifications, 5.2. */
#ifndef TRC_TESTS_EAN_DRAW_H
#define TRC_TESTS_EAN_DRAW_H

#include <string.h>

#include "scanner/frame.h"

enum { EAN_MODULES_MAX = 95, EAN_QUIET = 11 };

/* Seven modules of a digit, '1' dark, from number set A, B or C: C is A inverted, and B is C backwards. */
static inline char *ean_digit(char *at, char digit, char set)
{
    static const char A[10][8] = {"0001101", "0011001", "0010011", "0111101", "0100011",
                                  "0110001", "0101111", "0111011", "0110111", "0001011"};
    for (unsigned i = 0; i < 7; i++) {
        const char in_a = A[digit - '0'][set == 'B' ? 6 - i : i];
        *at++ = set == 'A' ? in_a : (char)('0' + '1' - in_a);
    }
    return at;
}

static inline char *ean_guard(char *at, const char *modules)
{
    memcpy(at, modules, strlen(modules));
    return at + strlen(modules);
}

/* 13 digits, or 8; a UPC-A barcode is an EAN-13 one that begins with 0. */
static inline void ean_modules(const char *digits, char modules[EAN_MODULES_MAX + 1])
{
    static const char *const SETS[10] = {"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
                                         "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"};
    const char *sets = strlen(digits) == 8 ? "AAAA" : SETS[digits[0] - '0'];
    const size_t half = strlen(sets);
    digits += strlen(digits) - 2 * half;
    char *at = ean_guard(modules, "101");
    for (size_t i = 0; i < half; i++)
        at = ean_digit(at, digits[i], sets[i]);
    at = ean_guard(at, "01010");
    for (size_t i = half; i < 2 * half; i++)
        at = ean_digit(at, digits[i], 'C');
    *ean_guard(at, "101") = '\0';
}

/* "0", six digits and the check digit, which chooses the number sets. */
static inline void upc_e_modules(const char *digits, char modules[EAN_MODULES_MAX + 1])
{
    static const char *const SETS[10] = {"BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA",
                                         "BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"};
    char *at = ean_guard(modules, "101");
    for (size_t i = 0; i < 6; i++)
        at = ean_digit(at, digits[1 + i], SETS[digits[7] - '0'][i]);
    *ean_guard(at, "010101") = '\0';
}

/* Upright, its bars from (left, top) on; the ground is light already. */
static inline void ean_draw(const struct scan_frame *frame, const char *modules, uint32_t left, uint32_t top,
                            uint32_t module_px, uint32_t height_px)
{
    for (uint32_t i = 0; modules[i] != '\0'; i++)
        for (uint32_t y = 0; modules[i] == '1' && y < height_px; y++)
            memset(scan_frame_row(frame, top + y) + left + i * module_px, 0, module_px);
}

#endif
