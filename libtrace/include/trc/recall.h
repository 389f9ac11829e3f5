/* recall.h: where goods were shipped to, and which must come back. */
#ifndef TRC_RECALL_H
#define TRC_RECALL_H

#include <trc/registry.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_REGIONS_MAX 255 /* bytes of a list of region codes, comma-separated */
#define TRC_URL_MAX 255

/** Units of a batch on their way to a market. Of several for one unit the last one holds. */
struct trc_shipment {
    int64_t act; /* its number among the acts of the ledger */
    int64_t batch_id;
    uint32_t first_unit, last_unit;
    char regions[TRC_REGIONS_MAX + 1]; /* "CN-31,CN-32": canonical codes */
    char actor[TRC_ACTOR_MAX + 1];
    int64_t at_s;
    bool repeated; /* by trc_registry_add_shipment(): it was recorded before */
};

/**
 * Record a shipment. The same by the same actor, where nothing that was said since concerns its units, changes nothing:
 * whoever does not know whether it was recorded sends it again.
 *
 * @param[in,out] shipment All but `act` and `repeated` is read; they are filled. Of a repeated one `at_s` is as it was
 *                         recorded.
 * @return TRC_OK; TRC_ERR_NOT_FOUND; TRC_ERR_RANGE for units that are not all of the batch, or a time before 1970;
 *         TRC_ERR_SYNTAX for a list without regions, or an actor that is not UTF-8.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status
trc_registry_add_shipment(struct trc_registry *registry, struct trc_shipment *shipment, struct trc_error *error);

/** Shipments of one batch, or with `batch_id` 0 all, in the order they were recorded; and those of one product. */
typedef enum trc_status trc_shipment_visit(void *context, const struct trc_shipment *shipment);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_shipment(struct trc_registry *registry, int64_t batch_id,
                                                                   trc_shipment_visit *visit, void *context,
                                                                   struct trc_error *error);

TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_shipment_of(struct trc_registry *registry, uint8_t key_id,
                                                                      const char gtin[TRC_GTIN_SIZE],
                                                                      trc_shipment_visit *visit, void *context,
                                                                      struct trc_error *error);

/** "Do not use it": what is said here holds for a unit when everything that is given fits it. */
struct trc_recall {
    int64_t id;                     /* its number among the acts of the ledger */
    char gtin[TRC_GTIN_SIZE];       /* empty: any */
    char lot[TRC_LOT_MAX + 1];      /* empty: any */
    int64_t batch_id;               /* 0: any */
    uint32_t first_unit, last_unit; /* 0: all; else of `batch_id` */
    char reason[TRC_REASON_MAX + 1];
    char url[TRC_URL_MAX + 1]; /* the public notice */
    char actor[TRC_ACTOR_MAX + 1];
    int64_t at_s;
    char lifted_by[TRC_ACTOR_MAX + 1];
    int64_t lifted_at_s; /* 0: it holds */
    char lift_reason[TRC_REASON_MAX + 1];
    bool repeated; /* by trc_registry_add_recall(): it was recorded before */
};

/**
 * Recall a product, a lot, a batch or units of one. The same in all its words by the same actor, while it holds,
 * changes nothing: whoever does not know whether it was recorded sends it again.
 *
 * @param[in,out] recall Read up to `at_s`; `id` is filled, the rest cleared. Of a repeated one `at_s` is as it was
 *                       recorded.
 * @return TRC_OK; TRC_ERR_NOT_FOUND for no such batch; TRC_ERR_RANGE for units that are not all of it; TRC_ERR_SYNTAX
 *         when nothing is named, a text is not UTF-8, a reason is missing, or the URL is not http or https.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_add_recall(struct trc_registry *registry,
                                                                struct trc_recall *recall, struct trc_error *error);
/** How many issued units of how many batches all that a recall names fits; both 0: none so far, or a slip in a name. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_count_recalled(struct trc_registry *registry,
                                                                    const struct trc_recall *recall, int64_t *units,
                                                                    int64_t *batches, struct trc_error *error);
/** TRC_ERR_NOT_FOUND; TRC_ERR_STATE when it was lifted before. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_lift_recall(struct trc_registry *registry, int64_t id,
                                                                 const char *actor, const char *reason, int64_t now_s,
                                                                 struct trc_error *error);
/** All recalls in order, lifted ones too. */
typedef enum trc_status trc_recall_visit(void *context, const struct trc_recall *recall);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_recall(struct trc_registry *registry, trc_recall_visit *visit,
                                                                 void *context, struct trc_error *error);

/** Does it hold for this unit? */
TRC_EXPORT bool trc_recall_covers(const struct trc_recall *recall, const struct trc_batch *batch, uint32_t unit);

#ifdef __cplusplus
}
#endif

#endif
