/* heif_items.h: the items of a HEIF file (HEIC, AVIF): what its box "meta" says of them, and their bytes. */
#ifndef TRC_SCAN_HEIF_ITEMS_H
#define TRC_SCAN_HEIF_ITEMS_H

#include "scanner/worker/codecs.h"

/* The four characters that name a kind of box, item or reference. */
#define HEIF_TYPE(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* Part of the box "meta", in memory. */
struct heif_span {
    const uint8_t *at;
    size_t len;
};

/* Boxes are kept as they are, and walked when something is asked. */
struct heif_items {
    struct scan_decoding *decoding;
    uint8_t *meta; /* owned */
    uint32_t primary;
    struct heif_span infos, locations, references, associations, properties, data;
};

struct heif_item {
    uint32_t id, type;
    bool hidden;
};

/**
 * Find and read the box "meta".
 *
 * @param[out] items heif_items_end() at the end, also on failure.
 * @return false, with a result in the outcome, when there is none that makes sense.
 */
bool scan_heif_items_begin(struct heif_items *items, struct scan_decoding *decoding);
void scan_heif_items_end(struct heif_items *items);

/** The item at this place in the file's list of them, from 0. @return false behind the last one. */
bool scan_heif_item_at(const struct heif_items *items, uint32_t index, struct heif_item *item);

/** The item of this id. */
bool scan_heif_item_find(const struct heif_items *items, uint32_t id, struct heif_item *item);

/** The content of an item's property, such as "ispe". @return Nothing (at is NULL) when it has none. */
struct heif_span scan_heif_property(const struct heif_items *items, uint32_t id, uint32_t type);

/** The ids, of two or four bytes each, that an item refers to in this way, such as "dimg". */
struct heif_span scan_heif_references(const struct heif_items *items, uint32_t id, uint32_t type, unsigned *id_size);

/** Of an item's bytes all, from malloc. @return NULL, with a result in the outcome, when they cannot be had. */
uint8_t *scan_heif_item_read(const struct heif_items *items, uint32_t id, size_t *len);

#endif
