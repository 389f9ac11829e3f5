/* package.h: which EAN and UPC barcodes of a picture stand on the same package as a trace code. */
#ifndef TRC_SCAN_PACKAGE_H
#define TRC_SCAN_PACKAGE_H

#include <trc/gtin.h>

#include "scanner/answer.h"

/* How far from a code, in sides of the code, a barcode may lie that names another product, to be taken for the same
 * package's. */
#define SCAN_PACKAGE_REACH 8

/* How many barcodes of one package are looked at. */
#define SCAN_PACKAGE_GTINS_MAX 16

struct scan_packages;

/** The numbers on one package. */
struct scan_package {
    char gtin[SCAN_PACKAGE_GTINS_MAX][TRC_GTIN_SIZE];
    size_t count;
};

/** The product that a code names. @return false, and an empty `gtin`, when it names none. */
bool scan_package_named_gtin(const struct scan_symbol *symbol, char gtin[TRC_GTIN_SIZE]);

/** Is this a barcode of a product, rather than a code with a text to be judged? */
bool scan_symbology_is_product(enum scan_symbology symbology);

/**
 * Sort the barcodes of an answer to its codes.
 *
 * A barcode belongs to every code that names its product. One that no code names belongs to the nearest code in its
 * image within SCAN_PACKAGE_REACH, if any. So a table full of goods leads to no wrong match where each product's
 * own barcode and code are in the picture.
 *
 * @param answer Borrowed until scan_packages_free().
 * @return NULL when memory ran out.
 */
struct scan_packages *scan_packages_new(const struct scan_answer *answer);
void scan_packages_free(struct scan_packages *packages);

/** Take out the numbers of one product. */
void scan_package_drop(struct scan_package *package, const char gtin[TRC_GTIN_SIZE]);

/** Add the numbers of another look at the same package. */
void scan_package_join(struct scan_package *package, const struct scan_package *other);

/** The numbers on the package of one symbol of the answer; none for a barcode itself. */
void scan_packages_find(const struct scan_packages *packages, size_t symbol, struct scan_package *package);

#endif
