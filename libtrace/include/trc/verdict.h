/* verdict.h: what was decided about a code, and why. A verdict is never green by default. */
#ifndef TRC_VERDICT_H
#define TRC_VERDICT_H

#include <trc/code.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One row: constant, stable id, colour, and the sentence a person reads. Order is not severity. */
#define TRC_VERDICT_MAP(X)                                                                                             \
    X(NONE, "none", "grey", "Nothing was decided.")                                                                    \
    X(AUTHENTIC, "authentic", "green", "This code is genuine. Compare the product with what is shown here.")           \
    X(CAUTION, "caution", "amber", "This code is genuine, but take a second look.")                                    \
    X(COUNTERFEIT, "counterfeit", "red", "This code is not genuine. Do not trust the product.")                        \
    X(RECALLED, "recalled", "blue", "This code is genuine, and the issuer recalls the product: do not use it.")        \
    X(UNKNOWN, "unknown", "grey", "This cannot be decided here.")                                                      \
    X(UNREADABLE, "unreadable", "grey", "This is not a readable trace code.")

enum trc_verdict {
#define TRC_VERDICT_ENUM(name, id, colour, text) TRC_VERDICT_##name,
    TRC_VERDICT_MAP(TRC_VERDICT_ENUM)
#undef TRC_VERDICT_ENUM
        TRC_VERDICT_COUNT
};

/** What a finding asks for by itself. The verdict is that of the weightiest one; none at all is authentic. */
enum trc_severity {
    TRC_SEVERITY_INFO,
    TRC_SEVERITY_CAUTION,
    TRC_SEVERITY_RECALLED,
    TRC_SEVERITY_UNKNOWN,
    TRC_SEVERITY_UNREADABLE,
    TRC_SEVERITY_COUNTERFEIT,
    TRC_SEVERITY_COUNT
};

/* One row: constant, stable id, severity, sentence. */
#define TRC_FINDING_MAP(X)                                                                                             \
    X(FORGED, "forged", COUNTERFEIT, "The seal is false: the issuer did not make this code.")                          \
    X(NEVER_ISSUED, "never_issued", COUNTERFEIT, "The issuer never issued this number.")                               \
    X(WRONG_ISSUER, "wrong_issuer", COUNTERFEIT, "The web address and the product number belong to different firms.")  \
    X(SEAL_STRIPPED, "seal_stripped", COUNTERFEIT, "The seal that every code of this batch carries was removed.")      \
    X(WRONG_PRODUCT, "wrong_product", COUNTERFEIT, "The barcode on the package belongs to another product.")           \
    X(COPIED, "copied", COUNTERFEIT, "This code was copied: it was seen where this product cannot have been.")         \
    X(DESTROYED, "destroyed", COUNTERFEIT, "The product with this code was destroyed.")                                \
    X(STOLEN, "stolen", COUNTERFEIT, "The product with this code was stolen.")                                         \
    X(RECALLED, "recalled", RECALLED, "The issuer recalls this product.")                                              \
    X(SEAL_NOT_CARRIED, "seal_not_carried", CAUTION,                                                                   \
      "Every code of this batch carries a second seal that was not given here: scan the QR code on the label.")        \
    X(NOT_ACTIVATED, "not_activated", CAUTION, "Printed, but not yet released for sale by the issuer.")                \
    X(KEY_REVOKED, "key_revoked", CAUTION, "The issuer has withdrawn the key that sealed this code.")                  \
    X(EXPIRED, "expired", CAUTION, "The product is past its expiry date.")                                             \
    X(SEEN_BEFORE, "seen_before", INFO, "This code was scanned before.")                                               \
    X(MANY_SCANNERS, "many_scanners", CAUTION, "More people scanned this code than one product plausibly meets.")      \
    X(AFTER_SALE, "after_sale", CAUTION, "This product was sold already, and is in the trade again.")                  \
    X(OFF_MARKET, "off_market", CAUTION, "This product was shipped to another market.")                                \
    X(SAMPLE, "sample", CAUTION, "This is a sample, not for sale.")                                                    \
    X(EXPORTED, "exported", CAUTION, "This product was exported.")                                                     \
    X(RETURNED, "returned", CAUTION, "This product was returned.")                                                     \
    X(PIN_WRONG, "pin_wrong", CAUTION, "The scratch PIN does not belong to this code.")                                \
    X(PIN_USED, "pin_used", CAUTION, "The scratch PIN of this product was used before.")                               \
    X(PIN_OK, "pin_ok", INFO, "The scratch PIN matches, and was not used before.")                                     \
    X(UNSEALED_DATA, "unsealed_data", INFO, "The link carries data that no seal covers; it was ignored.")              \
    X(ISSUER_UNKNOWN, "issuer_unknown", UNKNOWN, "No issuer known here owns this product number.")                     \
    X(KEY_UNKNOWN, "key_unknown", UNKNOWN, "The key that this seal needs is not known here.")                          \
    X(MISTYPED, "mistyped", UNREADABLE, "One character looks mistyped: check the code again.")                         \
    X(MALFORMED, "malformed", UNREADABLE, "This is not a well-formed trace code.")                                     \
    X(NOT_SEALED, "not_sealed", UNREADABLE, "This code carries no seal; scan the QR code printed on the label.")

enum trc_finding_id {
#define TRC_FINDING_ENUM(name, id, severity, text) TRC_FINDING_##name,
    TRC_FINDING_MAP(TRC_FINDING_ENUM)
#undef TRC_FINDING_ENUM
        TRC_FINDING_COUNT
};

enum trc_fact_kind {
    TRC_FACT_TEXT,
    TRC_FACT_NUMBER,
    TRC_FACT_TIME, /* Unix seconds */
    TRC_FACT_DATE, /* YYYYMMDD */
    TRC_FACT_PLACE /* as trc_place_format() writes it */
};

#define TRC_FACT_TEXT_MAX 255

/** One fact of a finding; `name` is a stable JSON key. */
struct trc_fact {
    const char *name;
    enum trc_fact_kind kind;
    int64_t number;
    char text[TRC_FACT_TEXT_MAX + 1];
};

#define TRC_FACTS_MAX 7
#define TRC_FINDINGS_MAX 24

struct trc_finding {
    enum trc_finding_id id;
    enum trc_severity severity; /* the usual one, or another that the facts ask for */
    uint8_t fact_count;
    struct trc_fact fact[TRC_FACTS_MAX];
};

/** "authentic", "counterfeit"…; never NULL. */
TRC_EXPORT const char *trc_verdict_name(enum trc_verdict verdict);
/** "green", "amber", "red", "blue" or "grey". */
TRC_EXPORT const char *trc_verdict_colour(enum trc_verdict verdict);
/** The sentence in the user's language. */
TRC_EXPORT const char *trc_verdict_text(enum trc_verdict verdict);
/** Decided and nothing more: 0 authentic, 1 caution, counterfeit or recalled, 3 not decided. Source: VERDICTS. */
TRC_EXPORT int trc_verdict_exit_code(enum trc_verdict verdict);

TRC_EXPORT const char *trc_finding_name(enum trc_finding_id id);
TRC_EXPORT const char *trc_finding_text(enum trc_finding_id id);
/** The usual severity. */
TRC_EXPORT enum trc_severity trc_finding_severity(enum trc_finding_id id);
/** "info", "caution", "recalled", "unknown", "unreadable" or "counterfeit". */
TRC_EXPORT const char *trc_severity_name(enum trc_severity severity);

#ifdef __cplusplus
}
#endif

#endif
