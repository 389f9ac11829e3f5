/* judge.h: from the text of a code to a verdict, by seals, registry and clock. */
#ifndef TRC_JUDGE_H
#define TRC_JUDGE_H

#include <trc/history.h>
#include <trc/policy.h>
#include <trc/recall.h>
#include <trc/recorder.h>
#include <trc/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Who is scanning, when it is known. */
struct trc_scan {
    enum trc_scanner_kind kind;
    struct trc_place place;
    uint64_t scanner, network; /* as in struct trc_event */
    int64_t id;                /* for trc_verifier_scan(): of the event */
};

/** Everything the judge weighs; all of it borrowed. A NULL says "not known", never "fine". */
struct trc_evidence {
    const struct trc_code *code; /* NULL: the text could not be parsed; then `parse_error` says why */
    const struct trc_error *parse_error;
    const struct trc_check *check;
    const struct trc_issuer *issuer; /* trust record; NULL: none */
    const struct trc_key_facts *key; /* of the key id that sealed the code; NULL: not on record */
    bool registry_asked;             /* for the code's unit: `batch` NULL then means: in no issued range */
    const struct trc_batch *batch;
    int64_t active_since_s;                    /* 0: not activated */
    const struct trc_recall *recall;           /* that covers the unit; NULL: none */
    const char *market;                        /* regions the unit was shipped to; NULL or empty: not known */
    const struct trc_policy *policy;           /* NULL: the defaults */
    const struct trc_unit *before;             /* what happened before this scan; NULL: not asked */
    const struct trc_unit *unit;               /* and with it, where it was recorded; else the same */
    const struct trc_scan *scan;               /* NULL: not known */
    bool typed;                                /* by a person, who may have left the long seal out */
    struct trc_slip slip;                      /* of a typed code; all zeros: none */
    const char *pin_typed;                     /* NULL: none given */
    const char *pin_right;                     /* NULL or empty: cannot be derived here */
    const char (*package_gtin)[TRC_GTIN_SIZE]; /* read from EAN or UPC symbols on the same package */
    size_t package_gtin_count;
    int64_t now_s;
    int64_t decided_at_s; /* when the latest decision was recorded, of whatever: that time has come; 0: not known */
    int32_t utc_offset_s; /* of the place where dates are judged: 28800 in China */
};

/** What was decided, and why. Self-contained. */
struct trc_decision {
    enum trc_verdict verdict;
    uint8_t finding_count;
    struct trc_finding finding[TRC_FINDINGS_MAX];
};

/** Weigh the evidence. Pure: no I/O, no clock. `decision` is set to "none" before anything else. */
TRC_EXPORT void trc_judge(const struct trc_evidence *evidence, struct trc_decision *decision);

/** Does the decision hold this finding? */
TRC_EXPORT bool trc_decision_has(const struct trc_decision *decision, enum trc_finding_id id);

/** A stream of codes against one registry and keyring. One for each thread. */
struct trc_verifier;

/**
 * @param registry Borrowed until close; may be NULL: then only seals are checked and nothing is ever authentic.
 * @param ring     Borrowed until close.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_verifier_open(struct trc_registry *registry, const struct trc_keyring *ring,
                                                          struct trc_verifier **out, struct trc_error *error);
TRC_EXPORT void trc_verifier_close(struct trc_verifier *verifier);

struct trc_verify_options {
    bool typed;                                /* a person typed it: fold case, look for slips */
    const char *pin;                           /* scratch PIN, or NULL */
    const char (*package_gtin)[TRC_GTIN_SIZE]; /* read from EAN or UPC symbols on the same package; borrowed */
    size_t package_gtin_count;
    const struct trc_scan *scan; /* NULL: not known; trc_verifier_scan() needs it, for its id */
    int64_t now_s;
    int32_t utc_offset_s;
};

/** One verified code with what may be shown of it. Borrowed members live until the next call on the verifier. */
struct trc_judgement {
    struct trc_decision decision;
    const struct trc_code *code; /* NULL when it could not be parsed */
    struct trc_error parse_error;
    bool sealed; /* a seal holds and none fails: the code's own data may be shown */
    bool has_unit;
    uint32_t unit;
    const struct trc_batch *batch;     /* NULL unless a sealed code's unit was issued */
    int64_t active_since_s;            /* of that unit; 0: not released */
    const struct trc_product *product; /* NULL unless a sealed code names a unit of a product on record */
    const struct trc_issuer *issuer;   /* who owns the GTIN, or NULL */
    struct trc_unit history;           /* of the unit, with this scan where it was recorded; all zeros without a unit */
    bool recorded, repeated;           /* the scan is in the ledger; its id was there before */
    int64_t as_of_s;
};

/**
 * Judge one code.
 *
 * @return TRC_OK when a verdict was reached, whatever it is (also "unreadable"); another status when registry or crypto
 *         failed: then the verdict is "unknown", never a forgery.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_verifier_judge(struct trc_verifier *verifier, const char *text, size_t len,
                                                           const struct trc_verify_options *options,
                                                           struct trc_judgement *judgement, struct trc_error *error);

/**
 * Judge one code and record that it was scanned, who- and wherever `options->scan` says. A right PIN is used up; a
 * wrong one is counted. Codes that name no issued unit are counted as refusals only.
 *
 * @param recorder Shared with others; NULL: each call commits by itself through the verifier's registry.
 * @return As trc_verifier_judge(); TRC_ERR_RANGE when `options->scan` is NULL; and what trc_registry_record() may
 *         answer. Unless it is TRC_OK, nothing was recorded and the verdict is "unknown".
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_verifier_scan(struct trc_verifier *verifier, struct trc_recorder *recorder,
                                                          const char *text, size_t len,
                                                          const struct trc_verify_options *options,
                                                          struct trc_judgement *judgement, struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
