/* lookup.h: what verification asks of the registry, kept in memory while the registry stays as it is. Internal. */
#ifndef TRC_JUDGE_LOOKUP_H
#define TRC_JUDGE_LOOKUP_H

#include <trc/history.h>
#include <trc/policy.h>
#include <trc/recall.h>

#define TRC_LOOKUP_SLOTS 16384 /* of about 1.3 kB when in use */

/* Ranges kept at most; past it everything is dropped, so that a stream over many products stays within memory. */
#define TRC_LOOKUP_RANGES_MAX 50000

/** Units that were shipped to a market; of several for one unit the last one holds. */
struct trc_lookup_shipment {
    int64_t batch_id;
    uint32_t first_unit, last_unit;
    char regions[TRC_REGIONS_MAX + 1];
};

/** What is known of one (key id, GTIN). */
struct trc_lookup_entry {
    bool filled, has_product;
    uint8_t key_id;
    struct trc_ranges ranges;
    size_t shipment_count;
    struct trc_lookup_shipment *shipment;
    struct trc_product product; /* product.gtin is the key, also where has_product is false */
};

struct trc_lookup {
    struct trc_registry *registry;
    int64_t generation, checked_at_s;
    int64_t decided_at_s; /* the latest time that a decision told */
    bool loaded, has_issuer;
    struct trc_issuer issuer;
    bool has_key[TRC_KEY_IDS];
    struct trc_key_facts key[TRC_KEY_IDS];
    size_t recall_count, setting_count;
    struct trc_recall *recall; /* those that hold */
    struct trc_policy_setting *setting;
    bool has_events; /* anything happened to any unit */
    size_t range_count;
    struct trc_lookup_entry *slot[TRC_LOOKUP_SLOTS]; /* NULL: empty */
    unsigned turn;                                   /* which slot of a full set goes next */
};

/** Forget everything that another program may have changed since; asks the registry at most once a second. */
TRC_MUST_USE enum trc_status trc_lookup_refresh(struct trc_lookup *lookup, int64_t now_s, struct trc_error *error);

/** The entry of one (key id, GTIN), borrowed until the next call. */
TRC_MUST_USE enum trc_status trc_lookup_get(struct trc_lookup *lookup, uint8_t key_id, const char *gtin,
                                            const struct trc_lookup_entry **entry, struct trc_error *error);

/** The recall that holds for a unit, or NULL. */
const struct trc_recall *trc_lookup_recall(const struct trc_lookup *lookup, const struct trc_batch *batch,
                                           uint32_t unit);
/** Which regions a unit was shipped to, or NULL. */
const char *trc_lookup_market(const struct trc_lookup_entry *entry, int64_t batch_id, uint32_t unit);
/** What holds for a batch. */
void trc_lookup_policy(const struct trc_lookup *lookup, const struct trc_batch *batch, struct trc_policy *policy);

/** Drop what is kept. */
void trc_lookup_clear(struct trc_lookup *lookup);

#endif
