/* package.c: which EAN and UPC barcodes of a picture stand on the same package as a trace code. */
#include "scanner/package.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <trc/code.h>

#define NOBODY SIZE_MAX

struct scan_packages {
    const struct scan_answer *answer;
    struct {
        char gtin[TRC_GTIN_SIZE]; /* in a barcode, or of the product that a code names; empty: none */
        size_t owner;             /* of a barcode that no code names: the code it belongs to, or NOBODY */
        bool named;               /* a barcode of which a code says the same */
    } symbol[];
};

bool scan_symbology_is_product(enum scan_symbology symbology)
{
    return symbology != SCAN_SYMBOLOGY_QR;
}

/*
 * The twelve digits behind a UPC-E of eight: number system, six digits, check digit. The sixth tells where zeros were
 * left out. Source: GS1 General Specifications, 5.2.2.4.2 "Encoding a UPC-A in a UPC-E".
 */
static void write_out(const char *short_form, char digits[TRC_GTIN_SIZE])
{
    const char *six = short_form + 1, last = six[5];
    memset(digits, '0', 12);
    digits[0] = short_form[0];
    digits[11] = short_form[7];
    digits[12] = '\0';
    const size_t maker = last <= '2' ? 2 : last == '3' ? 3 : last == '4' ? 4 : 5;
    memcpy(digits + 1, six, maker);
    if (last <= '2')
        digits[3] = last;
    if (last >= '5')
        digits[10] = last;
    else
        memcpy(digits + 6 + maker, six + maker, 5 - maker);
}

/* The number in a barcode as 14 digits. */
static bool printed_gtin(const struct scan_symbol *symbol, char gtin[TRC_GTIN_SIZE])
{
    char digits[TRC_GTIN_SIZE] = "";
    if (symbol->text_len >= sizeof digits)
        return false;
    memcpy(digits, symbol->text, symbol->text_len);
    if (symbol->symbology == SCAN_SYMBOLOGY_UPC_E && strlen(digits) == 8)
        write_out(symbol->text, digits);
    return trc_gtin_parse(digits, gtin, NULL) == TRC_OK;
}

bool scan_package_named_gtin(const struct scan_symbol *symbol, char gtin[TRC_GTIN_SIZE])
{
    struct trc_code code;
    gtin[0] = '\0';
    if (trc_code_parse(symbol->text, symbol->text_len, &code, NULL) != TRC_OK || code.gtin == NULL)
        return false;
    memcpy(gtin, code.gtin, TRC_GTIN_SIZE);
    return true;
}

static bool is_product(const struct scan_packages *packages, size_t i)
{
    return scan_symbology_is_product(packages->answer->symbols[i].symbology);
}

static bool same_image(const struct scan_packages *packages, size_t a, size_t b)
{
    const struct scan_symbol *symbols = packages->answer->symbols;
    return symbols[a].page == symbols[b].page && symbols[a].frame == symbols[b].frame;
}

static bool same_product(const struct scan_packages *packages, size_t a, size_t b)
{
    const char *one = packages->symbol[a].gtin, *other = packages->symbol[b].gtin;
    return one[0] != '\0' && other[0] != '\0' && trc_gtin_same_product(one, other);
}

static struct scan_point twice_the_middle(const struct scan_point quad[4])
{
    return (struct scan_point){(quad[0].x + quad[1].x + quad[2].x + quad[3].x) / 2,
                               (quad[0].y + quad[1].y + quad[2].y + quad[3].y) / 2};
}

/* How far a barcode lies from a code, in sides of the code. */
static double distance(const struct scan_point code[4], const struct scan_point barcode[4])
{
    double around = 0;
    for (int i = 0; i < 4; i++)
        around += hypot(code[i].x - code[(i + 1) % 4].x, code[i].y - code[(i + 1) % 4].y);
    const struct scan_point a = twice_the_middle(code), b = twice_the_middle(barcode);
    return hypot(a.x - b.x, a.y - b.y) / 2 / fmax(around / 4, 1);
}

/* Finds out whose package a barcode stands on. */
static void assign(struct scan_packages *packages, size_t barcode)
{
    const struct scan_symbol *symbols = packages->answer->symbols;
    double nearest = SCAN_PACKAGE_REACH;
    packages->symbol[barcode].owner = NOBODY;
    for (size_t i = 0; i < packages->answer->symbol_count; i++) {
        if (is_product(packages, i))
            continue;
        packages->symbol[barcode].named |= same_product(packages, i, barcode);
        if (!same_image(packages, i, barcode))
            continue;
        const double away = distance(symbols[i].quad, symbols[barcode].quad);
        if (away <= nearest) {
            nearest = away;
            packages->symbol[barcode].owner = i;
        }
    }
}

struct scan_packages *scan_packages_new(const struct scan_answer *answer)
{
    const size_t count = answer->symbol_count;
    struct scan_packages *packages = calloc(1, sizeof *packages + count * sizeof packages->symbol[0]);
    if (packages == NULL)
        return NULL;
    packages->answer = answer;
    for (size_t i = 0; i < count; i++) {
        char *gtin = packages->symbol[i].gtin;
        if (!(is_product(packages, i) ? printed_gtin : scan_package_named_gtin)(&answer->symbols[i], gtin))
            gtin[0] = '\0';
    }
    for (size_t i = 0; i < count; i++)
        if (is_product(packages, i))
            assign(packages, i);
    return packages;
}

void scan_packages_free(struct scan_packages *packages)
{
    free(packages);
}

static bool package_has(const struct scan_package *package, const char *gtin)
{
    for (size_t i = 0; i < package->count; i++)
        if (strcmp(package->gtin[i], gtin) == 0)
            return true;
    return false;
}

void scan_package_drop(struct scan_package *package, const char gtin[TRC_GTIN_SIZE])
{
    size_t kept = 0;
    for (size_t i = 0; i < package->count; i++)
        if (!trc_gtin_same_product(package->gtin[i], gtin) && kept++ != i)
            memcpy(package->gtin[kept - 1], package->gtin[i], TRC_GTIN_SIZE);
    package->count = kept;
}

void scan_package_join(struct scan_package *package, const struct scan_package *other)
{
    for (size_t i = 0; i < other->count && package->count < SCAN_PACKAGE_GTINS_MAX; i++)
        if (!package_has(package, other->gtin[i]))
            memcpy(package->gtin[package->count++], other->gtin[i], TRC_GTIN_SIZE);
}

void scan_packages_find(const struct scan_packages *packages, size_t symbol, struct scan_package *package)
{
    package->count = 0;
    for (size_t i = 0; i < packages->answer->symbol_count && package->count < SCAN_PACKAGE_GTINS_MAX; i++) {
        if (is_product(packages, symbol) || !is_product(packages, i) || packages->symbol[i].gtin[0] == '\0')
            continue;
        const bool belongs =
            packages->symbol[i].named ? same_product(packages, i, symbol) : packages->symbol[i].owner == symbol;
        if (belongs)
            memcpy(package->gtin[package->count++], packages->symbol[i].gtin, TRC_GTIN_SIZE);
    }
}
