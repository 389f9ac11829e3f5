/* key_cache.c: derived keys kept between calls, so that a stream of codes pays for derivation once a product. */
#include <string.h>
#include <trc/keys.h>

/*
 * A (key id, GTIN) may live in any slot of its set. Two products that share a set then do not drive each other out, as
 * they would from a single slot: with 1,000 products that would be one code in five. A full set loses its slots in
 * turn.
 */
#define WAYS 4

static struct trc_unit_keys *set_of(struct trc_key_cache *cache, uint8_t key_id, const char *gtin)
{
    uint64_t low, high;
    memcpy(&low, gtin, sizeof low);
    memcpy(&high, gtin + TRC_GTIN_DIGITS - sizeof high, sizeof high);
    /* Products are numbered in a row: every digit has to reach the bits that choose the set. */
    uint64_t mixed = (low * 0x9e3779b97f4a7c15u + high) ^ key_id;
    mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93u;
    return &cache->slot[(mixed >> 32) % (TRC_KEY_CACHE_SLOTS / WAYS) * WAYS];
}

const struct trc_unit_keys *trc_key_cache_get(struct trc_key_cache *cache, const struct trc_keyring *ring,
                                              uint8_t key_id, const char gtin[TRC_GTIN_SIZE])
{
    if (key_id >= TRC_KEY_IDS || !ring->key[key_id].has_root)
        return NULL;
    struct trc_unit_keys *set = set_of(cache, key_id, gtin), *keys = NULL;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key_id == key_id && memcmp(set[i].gtin, gtin, TRC_GTIN_SIZE) == 0)
            return &set[i];
        if (keys == NULL && set[i].gtin[0] == '\0')
            keys = &set[i];
    }
    if (keys == NULL)
        keys = &set[cache->turn++ % WAYS];
    return trc_unit_keys_derive(ring, key_id, gtin, keys) ? keys : NULL;
}
