/* policy.h: the judge's thresholds: one table, with defaults, for everything, a product or a batch. */
#ifndef TRC_POLICY_H
#define TRC_POLICY_H

#include <trc/registry.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One row: constant, stable name, default, least, greatest, what it says. Defaults: docs/simulator.md. */
#define TRC_POLICY_MAP(X)                                                                                              \
    X(REPEAT_S, "repeat_s", 600, 0, 86400, "scans of one device or network within these seconds count once")           \
    X(SCANS_MAX, "scans_max", 40, 1, 1000000, "scans without repeats that a unit plausibly has; more ask for care")    \
    X(SCANNERS_MAX, "scanners_max", 6, 1, 15, "independent scanners that a unit plausibly meets")                      \
    X(SCANNERS_DAYS, "scanners_days", 70, 1, 3650, "days within which these scanners count")                           \
    X(SCANS_MANY, "scans_many", 10, 1, 1000000,                                                                        \
      "scans without repeats from which on a unit plausibly meets one independent scanner less")                       \
    X(TRAVEL_KMH, "travel_kmh", 900, 900, 100000,                                                                      \
      "speed between two scans that nobody can travel, in km/h; no slower journeys are kept")                          \
    X(TRAVEL_KM, "travel_km", 150, 100, 20000, "distance from which on that speed counts, in km")                      \
    X(JOURNEYS, "journeys", 2, 1, 2, "impossible journeys that prove a copy, without a common scanner")                \
    X(EARLY_SCANNERS, "early_scanners", 1, 0, 15, "independent scanners that may see a unit before its release")       \
    X(AFTER_SALE_S, "after_sale_s", 864000, 0, 31536000, "the trade may scan a sold unit for these seconds")           \
    X(OFF_MARKET, "off_market", 1, 0, 2, "who must be in the market: 0 nobody, 1 trade and inspectors, 2 all")         \
    X(PIN_ELSEWHERE_KM, "pin_elsewhere_km", 300, 100, 20000,                                                           \
      "distance from where the PIN was used; two scanners that far prove a copy")                                      \
    X(PIN_ELSEWHERE_DAYS, "pin_elsewhere_days", 2, 0, 3650, "for these days after the PIN was used")                   \
    X(UNDO_DAYS, "undo_days", 10, 0, 3650, "a state can be set back by who set it for these days")

enum trc_policy_rule {
#define TRC_POLICY_ENUM(name, id, usual, min, max, text) TRC_POLICY_##name,
    TRC_POLICY_MAP(TRC_POLICY_ENUM)
#undef TRC_POLICY_ENUM
        TRC_POLICY_COUNT
};

/** Every threshold. */
struct trc_policy {
    int64_t value[TRC_POLICY_COUNT];
};

TRC_EXPORT const char *trc_policy_name(enum trc_policy_rule rule);
/** In the user's language. */
TRC_EXPORT const char *trc_policy_text(enum trc_policy_rule rule);
TRC_EXPORT int64_t trc_policy_default(enum trc_policy_rule rule);
/** By name; TRC_POLICY_COUNT when there is none. */
TRC_EXPORT enum trc_policy_rule trc_policy_find(const char *name);
/** All defaults. */
TRC_EXPORT void trc_policy_init(struct trc_policy *policy);

/** A threshold that somebody has set. */
struct trc_policy_setting {
    char gtin[TRC_GTIN_SIZE]; /* empty: of every product */
    int64_t batch_id;         /* 0: of every batch */
    enum trc_policy_rule rule;
    int64_t value;
};

/** Apply what of these settings holds for a batch: its own before its product's before everybody's. */
TRC_EXPORT void trc_policy_apply(struct trc_policy *policy, const struct trc_policy_setting *settings, size_t count,
                                 const char *gtin, int64_t batch_id);

/** All settings, in order of product, batch and rule. */
typedef enum trc_status trc_policy_visit(void *context, const struct trc_policy_setting *setting);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_policy(struct trc_registry *registry, trc_policy_visit *visit,
                                                                 void *context, struct trc_error *error);

/** What holds for a batch. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_policy(struct trc_registry *registry, const char *gtin,
                                                                int64_t batch_id, struct trc_policy *policy,
                                                                struct trc_error *error);

/**
 * Set a threshold, for a product (`gtin`), a batch (`batch_id`) or neither.
 *
 * @param remove Take the setting away instead; TRC_ERR_NOT_FOUND when there is none.
 * @return TRC_OK; TRC_ERR_RANGE with the limits; TRC_ERR_NOT_FOUND for no such batch.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_set_policy(struct trc_registry *registry,
                                                                const struct trc_policy_setting *setting, bool remove,
                                                                const char *actor, int64_t now_s,
                                                                struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
