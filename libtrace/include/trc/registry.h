/* registry.h: what an issuer must remember: itself, its keys' public facts, products, batches, activation. */
#ifndef TRC_REGISTRY_H
#define TRC_REGISTRY_H

#include <trc/code.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_ISSUER_HOSTS_MAX 16
#define TRC_ISSUER_PREFIXES_MAX 64
#define TRC_NAME_MAX 255 /* bytes of UTF-8 */
#define TRC_LOT_MAX 20
#define TRC_DATE_SIZE 7 /* YYMMDD */

/** An open registry. One for each thread. Source of everything here: docs/registry.md. */
struct trc_registry;

/** Make the registry when it is absent (a new file gets mode 0600). */
#define TRC_REGISTRY_CREATE 1u
/** Only read: also where neither file nor folder may be written. Nothing is migrated; calls that write fail. */
#define TRC_REGISTRY_READ_ONLY 2u

/**
 * Open, and create or migrate, a registry.
 *
 * @param      url   "sqlite:PATH", a bare path, or "postgresql://USER@HOST/DATABASE" with all that libpq takes there;
 *                   what it leaves open comes from libpq's own files and environment (~/.pgpass, PGSSLMODE and so on).
 * @param      flags 0, TRC_REGISTRY_CREATE or TRC_REGISTRY_READ_ONLY.
 * @param[out] out   NULL on error.
 * @return TRC_OK; TRC_ERR_NOT_FOUND; TRC_ERR_VERSION (newer schema, or with TRC_REGISTRY_READ_ONLY another);
 * TRC_ERR_BUSY; TRC_ERR_DAMAGED (not a registry); TRC_ERR_PERMISSION; TRC_ERR_IO; TRC_ERR_SYNTAX (not an address of
 * PostgreSQL); TRC_ERR_UNSUPPORTED (no driver for the URL, or a server or database that will not do); TRC_ERR_MEMORY.
 * Every call on a registry may answer TRC_ERR_BUSY (others held it for 10 s), TRC_ERR_IO (also a full disk or a lost
 * connection),
 * TRC_ERR_DAMAGED and TRC_ERR_MEMORY; a call that writes also TRC_ERR_VERSION, when a newer program has migrated the
 * registry meanwhile. TRC_OK from a call that writes means: on disk. On any error nothing of the call was recorded.
 * Allocates: *out, until trc_registry_close().
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_open(const char *url, unsigned flags, struct trc_registry **out,
                                                          struct trc_error *error);
/** NULL-safe. */
TRC_EXPORT void trc_registry_close(struct trc_registry *registry);
/** What it is called in messages: the path of its file, or its URL without a password. Owned by the registry. */
TRC_EXPORT const char *trc_registry_name(const struct trc_registry *registry);

/**
 * A number that changes whenever anybody has committed, through this handle or another: a cache made at the same number
 * is still true. Compare for equality only, and only on one handle. Cheap enough to ask once per group of look-ups.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_generation(struct trc_registry *registry, int64_t *generation,
                                                                struct trc_error *error);

/** Who issues: trust in a code starts here. */
struct trc_issuer {
    char name[TRC_NAME_MAX + 1];
    size_t host_count, prefix_count;
    char host[TRC_ISSUER_HOSTS_MAX][TRC_HOST_MAX + 1];     /* lower case; the first is printed */
    char prefix[TRC_ISSUER_PREFIXES_MAX][TRC_PREFIX_SIZE]; /* GS1 Company Prefixes */
};
/**
 * Record or replace the issuer as a whole.
 *
 * @return TRC_OK; TRC_ERR_SYNTAX with rule for a name that is not UTF-8 or empty, a host with characters other than
 *         a-z 0-9 . -, a prefix that is none; TRC_ERR_EXISTS when a host or prefix stands twice.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status
trc_registry_set_issuer(struct trc_registry *registry, const struct trc_issuer *issuer, struct trc_error *error);
/** TRC_ERR_NOT_FOUND when none was set. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_issuer(struct trc_registry *registry,
                                                                struct trc_issuer *issuer, struct trc_error *error);

/** Does one of the issuer's prefixes own this GTIN; is this one of its hosts (lower case, no port)? */
TRC_EXPORT bool trc_issuer_owns_gtin(const struct trc_issuer *issuer, const char gtin[TRC_GTIN_SIZE]);
TRC_EXPORT bool trc_issuer_has_host(const struct trc_issuer *issuer, const char *host);

/** What may be public of a key. */
struct trc_key_facts {
    uint8_t key_id;
    enum trc_key_type type;
    int64_t created_at_s;
    int64_t revoked_from_s; /* 0: not revoked */
    bool has_public;
    uint8_t public_key[TRC_ED25519_PUBLIC_LEN];
};
/** TRC_ERR_EXISTS when the key id is taken. */
TRC_EXPORT TRC_MUST_USE enum trc_status
trc_registry_add_key(struct trc_registry *registry, const struct trc_key_facts *facts, struct trc_error *error);
/**
 * Withdraw a key from a date on. The date may be moved back later, never forward.
 *
 * @param from_s Unix time, above 0.
 * @param now_s  When this is decided, so that what is withdrawn "from now" is so on a clock that is behind, too.
 * @return TRC_OK; TRC_ERR_NOT_FOUND; TRC_ERR_STATE when it was revoked from an earlier date; TRC_ERR_RANGE.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_revoke_key(struct trc_registry *registry, uint8_t key_id,
                                                                int64_t from_s, int64_t now_s, struct trc_error *error);
/**
 * The latest time at which anything was decided, by the clocks of those who did: it has come, whatever a clock says
 * now. 0 when no time was ever told. Scans are no decisions.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_decided_at(struct trc_registry *registry, int64_t *at_s,
                                                                struct trc_error *error);
/** All keys ascending by id. `facts` has room for TRC_KEY_IDS. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_list_keys(struct trc_registry *registry,
                                                               struct trc_key_facts *facts, size_t *count,
                                                               struct trc_error *error);

#define TRC_PRODUCT_IMAGE_MAX (1u << 20)
#define TRC_IMAGE_TYPE_SIZE 32

/** What the consumer page shows. Text members are NUL-terminated UTF-8; empty when not given. */
struct trc_product {
    char gtin[TRC_GTIN_SIZE];
    char name[TRC_NAME_MAX + 1];
    char name_zh[TRC_NAME_MAX + 1];
    char standard[TRC_NAME_MAX + 1];      /* product standard, such as "GB/T 10781.1" */
    char market[TRC_NAME_MAX + 1];        /* regions, comma-separated */
    char image_type[TRC_IMAGE_TYPE_SIZE]; /* "image/png", or empty */
    size_t image_len;                     /* 0: no image */
};
/**
 * Add a product, or with `replace` overwrite all of it (also its image, when none is given).
 *
 * @param image `product->image_len` bytes; NULL when that is 0.
 * @return TRC_OK; TRC_ERR_EXISTS; TRC_ERR_SYNTAX with rule and offset for text that is not UTF-8 or an image type that
 *         is none; TRC_ERR_RANGE for a text too long or an image above TRC_PRODUCT_IMAGE_MAX.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_put_product(struct trc_registry *registry,
                                                                 const struct trc_product *product,
                                                                 const uint8_t *image, bool replace,
                                                                 struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_product(struct trc_registry *registry,
                                                                 const char gtin[TRC_GTIN_SIZE],
                                                                 struct trc_product *product, struct trc_error *error);
/**
 * The bytes of a product's image.
 *
 * @param[out] image Release with free(); NULL on error.
 * @param[out] len   Bytes.
 * @param[out] type  As put, such as "image/png".
 * @return TRC_OK, or TRC_ERR_NOT_FOUND when there is no such product or it has no image.
 * Allocates: *image.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_product_image(struct trc_registry *registry,
                                                                       const char gtin[TRC_GTIN_SIZE], uint8_t **image,
                                                                       size_t *len, char type[TRC_IMAGE_TYPE_SIZE],
                                                                       struct trc_error *error);
/**
 * Called for each row, here and below; a status other than TRC_OK stops the walk and is returned. A visitor may read
 * the registry it walks, but not write to it.
 */
typedef enum trc_status trc_product_visit(void *context, const struct trc_product *product);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_product(struct trc_registry *registry,
                                                                  trc_product_visit *visit, void *context,
                                                                  struct trc_error *error);

#define TRC_UNIT_FIRST 1u          /* the first unit number of a (key id, GTIN); the last is TRC_UNIT_MAX */
#define TRC_BATCH_OPTIONS_MAX 2048 /* bytes */

/** A run of units that were issued together. */
struct trc_batch {
    int64_t id; /* from 1 */
    char gtin[TRC_GTIN_SIZE];
    uint8_t key_id;
    enum trc_seal_kind seal;
    bool own_serials;
    uint32_t first_unit; /* first_unit .. first_unit + count - 1 within (key id, GTIN) */
    uint32_t count;
    uint32_t active_count;        /* units activated so far */
    char lot[TRC_LOT_MAX + 1];    /* AI 10, empty: none */
    char expiry[TRC_DATE_SIZE];   /* AI 17 */
    char produced[TRC_DATE_SIZE]; /* AI 11 */
    char host[TRC_HOST_MAX + 1];  /* as printed */
    int64_t created_at_s;
    int64_t completed_at_s; /* 0: its files are not all written */
};

/**
 * Gives the next own serial (NUL-terminated, borrowed until the next call); *serial NULL at the end. The registry is
 * locked for writing until the end of the list: have the list at hand, and do not use the registry meanwhile. A status
 * other than TRC_OK refuses the reservation.
 */
typedef enum trc_status trc_serial_next(void *context, const char **serial, struct trc_error *error);

/**
 * Reserve a contiguous range of unit numbers and record the batch, in one immediate transaction that is durable on
 * return. No code of the batch may leave the program before. Memory does not grow with the number of own serials.
 *
 * @param[in,out] batch   `gtin`, `key_id`, `seal`, `count`, lot, dates, host and created_at_s are read; `id`,
 *                        `first_unit` and `own_serials` are filled, and for own serials `count`; the rest is cleared.
 *                        Unchanged on error.
 * @param         options How it is rendered: the front end's own text, kept for --resume; NULL: none.
 * @param         next    Own serials in order, or NULL for sealed ones.
 * @return TRC_OK; TRC_ERR_FULL when (key id, GTIN) has fewer than `count` numbers left (the message says how many);
 *         TRC_ERR_RANGE for no units at all, own serials without an S seal, options too long; TRC_ERR_SYNTAX for an own
 *         serial that GS1 refuses or that looks sealed; TRC_ERR_EXISTS when an own serial was issued before or stands
 *         twice (either message names it and its place in the list, and it is the one that `next` gave last);
 *         TRC_ERR_BUSY; TRC_ERR_IO. On any error nothing was reserved. The product need not be registered.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_reserve(struct trc_registry *registry, struct trc_batch *batch,
                                                             const char *options, trc_serial_next *next, void *context,
                                                             struct trc_error *error);
/** Own serials of a batch in unit order, from `first_unit` on; none for a batch of sealed serials. */
typedef enum trc_status trc_serial_visit(void *context, uint32_t unit, const char *serial);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_serial(struct trc_registry *registry, int64_t batch_id,
                                                                 uint32_t first_unit, trc_serial_visit *visit,
                                                                 void *context, struct trc_error *error);
/** Which batch and unit an own serial belongs to. TRC_ERR_NOT_FOUND. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_find_serial(struct trc_registry *registry,
                                                                 const char gtin[TRC_GTIN_SIZE], const char *serial,
                                                                 int64_t *batch_id, uint32_t *unit,
                                                                 struct trc_error *error);
/** Record that all files of a batch are written; the first time counts. TRC_ERR_NOT_FOUND. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_complete_batch(struct trc_registry *registry, int64_t batch_id,
                                                                    int64_t now_s, struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_batch(struct trc_registry *registry, int64_t batch_id,
                                                               struct trc_batch *batch, struct trc_error *error);
/** The options the batch was reserved with. TRC_ERR_NOT_FOUND. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_batch_options(struct trc_registry *registry, int64_t batch_id,
                                                                       char options[TRC_BATCH_OPTIONS_MAX + 1],
                                                                       struct trc_error *error);
typedef enum trc_status trc_batch_visit(void *context, const struct trc_batch *batch);
/** All batches in order of id; of one GTIN when `gtin` is not NULL. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_batch(struct trc_registry *registry, const char *gtin,
                                                                trc_batch_visit *visit, void *context,
                                                                struct trc_error *error);

#define TRC_ACTOR_MAX 64   /* bytes of UTF-8 */
#define TRC_REASON_MAX 255 /* bytes of UTF-8 */
#define TRC_PLACE_MAX 4095 /* bytes of UTF-8 */

enum trc_print_kind { TRC_PRINT_FIRST, TRC_PRINT_RESUMED, TRC_PRINT_AGAIN, TRC_PRINT_KIND_COUNT };

/** Codes of a batch that were written out in one go. */
struct trc_print_run {
    int64_t batch_id;
    uint32_t number; /* from 1 within the batch */
    enum trc_print_kind kind;
    uint32_t first_unit, last_unit;
    char actor[TRC_ACTOR_MAX + 1];   /* who */
    char reason[TRC_REASON_MAX + 1]; /* why again */
    char place[TRC_PLACE_MAX + 1];   /* where to: a path, or "-" */
    char manifest[65];               /* SHA-256 of its manifest in hex; empty: it has none */
    int64_t began_at_s, ended_at_s;  /* ended 0: not all written */
};

/** "first", "resumed" or "reprint". */
TRC_EXPORT const char *trc_print_kind_name(enum trc_print_kind kind);

/**
 * Record that codes are about to be written out.
 *
 * @param[in,out] run All but `number`, `manifest` and `ended_at_s` is read; `number` is filled.
 * @return TRC_OK; TRC_ERR_NOT_FOUND for no such batch; TRC_ERR_RANGE for units that are not all of it; TRC_ERR_SYNTAX
 *         for a text that is not UTF-8, or a reprint without actor or reason.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_begin_print(struct trc_registry *registry,
                                                                 struct trc_print_run *run, struct trc_error *error);

/** Record that they all are. @param manifest Hex digits, or empty. TRC_ERR_NOT_FOUND. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_end_print(struct trc_registry *registry, int64_t batch_id,
                                                               uint32_t number, const char *manifest, int64_t now_s,
                                                               struct trc_error *error);

/** All runs of a batch in order. */
typedef enum trc_status trc_print_visit(void *context, const struct trc_print_run *run);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_print(struct trc_registry *registry, int64_t batch_id,
                                                                trc_print_visit *visit, void *context,
                                                                struct trc_error *error);

/** Units first..last of a batch, released on a date. */
struct trc_activation {
    uint32_t first_unit, last_unit;
    int64_t at_s;
};
/**
 * Release units of a batch for sale. Units already active stay as they are (repeat is harmless).
 *
 * @param      now_s Unix time, above 0.
 * @param[out] newly How many units were not active before.
 * @return TRC_OK; TRC_ERR_NOT_FOUND; TRC_ERR_RANGE when the units are not all of this batch (the message gives its
 *         range); TRC_ERR_BUSY; TRC_ERR_IO.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_activate(struct trc_registry *registry, int64_t batch_id,
                                                              uint32_t first_unit, uint32_t last_unit, int64_t now_s,
                                                              uint32_t *newly, struct trc_error *error);

/** One issued range and its activations, ascending and disjoint. */
struct trc_range {
    struct trc_batch batch;
    size_t activation_count;
    struct trc_activation *activation;
};
/** Every range of one (key id, GTIN), ascending by first unit; free with trc_ranges_free(). About 400 bytes a batch. */
struct trc_ranges {
    size_t count;
    struct trc_range *range;
    struct trc_activation *activation; /* of all ranges: each range points into it */
};
/** Load them as they were at one moment. An unknown key id or GTIN has none: TRC_OK. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_load_ranges(struct trc_registry *registry, uint8_t key_id,
                                                                 const char gtin[TRC_GTIN_SIZE],
                                                                 struct trc_ranges *ranges, struct trc_error *error);
/** Leaves *ranges empty; harmless on an empty one. */
TRC_EXPORT void trc_ranges_free(struct trc_ranges *ranges);
/** The range that holds a unit, or NULL; binary search. */
TRC_EXPORT const struct trc_range *trc_ranges_find(const struct trc_ranges *ranges, uint32_t unit);
/** Since when a unit of the range is active, or 0. */
TRC_EXPORT int64_t trc_range_active_since(const struct trc_range *range, uint32_t unit);

/** Where a copy stands. */
struct trc_copy_step {
    const char *table;
    int64_t done, total; /* rows of all tables; each counts twice: written, and compared */
    int64_t rows;        /* of the table, with `digest` */
    const char *digest;  /* SHA-256 of all its rows, when it was compared and is the same on both sides; else NULL */
};
/** Called often; a status other than TRC_OK stops the copy, and nothing was copied. */
typedef enum trc_status trc_copy_visit(void *context, const struct trc_copy_step *step);
/**
 * Copy everything to a new registry, whatever kind of database each is in. Neither can be written to meanwhile; of a
 * `from` that was opened for reading a moment is copied. Every row is read back and compared before anything is kept.
 *
 * @param visit May be NULL.
 * @return TRC_OK; TRC_ERR_EXISTS when `to` is not a new registry; TRC_ERR_DAMAGED when a row came out differently (the
 *         message names table and key); TRC_ERR_RANGE for a text that PostgreSQL cannot keep.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_copy(struct trc_registry *from, struct trc_registry *to,
                                                          trc_copy_visit *visit, void *context,
                                                          struct trc_error *error);

/**
 * The same, and give up `from` as soon as `to` is on disk: whoever has it open can record nothing more in it
 * (TRC_ERR_VERSION), so that no number is issued by both. It can still be read.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_move(struct trc_registry *from, struct trc_registry *to,
                                                          trc_copy_visit *visit, void *context,
                                                          struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
