/* lint.h: the rules for parts of AI values, one function each, named as in the GS1 Barcode Syntax Dictionary. */
#ifndef TRC_GS1_LINT_H
#define TRC_GS1_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gs1/rules.h"

/* X(constant, file, rule): trc_lint_<file>_<rule>() lives in lint_<file>.c. The AI table names rules by the constant.
 */
#define TRC_LINT_MAP(X)                                                                                                \
    X(CSUM, sums, csum)                                                                                                \
    X(CSUMALPHA, sums, csumalpha)                                                                                      \
    X(IBAN, sums, iban)                                                                                                \
    X(YYMMD0, dates, yymmd0)                                                                                           \
    X(YYMMDD, dates, yymmdd)                                                                                           \
    X(YYYYMMDD, dates, yyyymmdd)                                                                                       \
    X(HH, dates, hh)                                                                                                   \
    X(MI, dates, mi)                                                                                                   \
    X(SS, dates, ss)                                                                                                   \
    X(HHMI, dates, hhmi)                                                                                               \
    X(ISO3166, lists, iso3166)                                                                                         \
    X(ISO3166999, lists, iso3166999)                                                                                   \
    X(ISO3166ALPHA2, lists, iso3166alpha2)                                                                             \
    X(ISO4217, lists, iso4217)                                                                                         \
    X(PACKAGETYPE, lists, packagetype)                                                                                 \
    X(MEDIATYPE, lists, mediatype)                                                                                     \
    X(ISO5218, lists, iso5218)                                                                                         \
    X(YESNO, lists, yesno)                                                                                             \
    X(WINDING, lists, winding)                                                                                         \
    X(IMPORTERIDX, lists, importeridx)                                                                                 \
    X(GCPPOS1, forms, gcppos1)                                                                                         \
    X(GCPPOS2, forms, gcppos2)                                                                                         \
    X(CSET64, forms, cset64)                                                                                           \
    X(ZERO, forms, zero)                                                                                               \
    X(NONZERO, forms, nonzero)                                                                                         \
    X(NOZEROPREFIX, forms, nozeroprefix)                                                                               \
    X(HASNONDIGIT, forms, hasnondigit)                                                                                 \
    X(HYPHEN, forms, hyphen)                                                                                           \
    X(PCENC, forms, pcenc)                                                                                             \
    X(LATITUDE, numbers, latitude)                                                                                     \
    X(LONGITUDE, numbers, longitude)                                                                                   \
    X(PIECEOFTOTAL, numbers, pieceoftotal)                                                                             \
    X(POSINSEQSLASH, numbers, posinseqslash)                                                                           \
    X(COUPONCODE, coupons, couponcode)                                                                                 \
    X(COUPONPOSOFFER, coupons, couponposoffer)

enum trc_lint {
    TRC_LINT_NONE,
#define TRC_LINT_ENUM(constant, file, rule) TRC_LINT_##constant,
    TRC_LINT_MAP(TRC_LINT_ENUM)
#undef TRC_LINT_ENUM
        TRC_LINT_COUNT
};

/** Where a part of a value breaks its rule, and what would be right when that is known. */
struct trc_flaw {
    size_t pos; /* within the part */
    char right[3];
};

/**
 * One rule. Called with a part whose length and character set hold already.
 *
 * @param[out] flaw Written only when a rule is broken; `right` may be left as the caller set it.
 * @return TRC_RULE_NONE, or the rule that is broken.
 * Source: GS1 Barcode Syntax Dictionary and the clauses of the GS1 General Specifications that it names.
 */
typedef enum trc_rule trc_lint_fn(const char *part, size_t len, struct trc_flaw *flaw);

#define TRC_LINT_DECLARE(constant, file, rule) trc_lint_fn trc_lint_##file##_##rule;
TRC_LINT_MAP(TRC_LINT_DECLARE)
#undef TRC_LINT_DECLARE

/** Say where, and return the rule, so that a rule can end in `return trc_lint_flaw(...)`. */
static inline enum trc_rule trc_lint_flaw(struct trc_flaw *flaw, size_t pos, enum trc_rule rule)
{
    flaw->pos = pos;
    return rule;
}

#endif
