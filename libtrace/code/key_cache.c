/* key_cache.c: derived keys kept between calls, so that a stream of codes pays for derivation once a product. */
#include <string.h>
#include <trc/keys.h>

/* Where a (key id, GTIN) lives. Direct-mapped: a clash costs a derivation, never an error. */
static size_t slot_of(uint8_t key_id, const char *gtin)
{
    uint64_t low, high;
    memcpy(&low, gtin, sizeof low);
    memcpy(&high, gtin + TRC_GTIN_DIGITS - sizeof high, sizeof high);
    const uint64_t mixed = (low ^ high * 0x9e3779b97f4a7c15u ^ key_id) * 0xd6e8feb86659fd93u;
    return (size_t)(mixed >> 32) % TRC_KEY_CACHE_SLOTS;
}

const struct trc_unit_keys *trc_key_cache_get(struct trc_key_cache *cache, const struct trc_keyring *ring,
                                              uint8_t key_id, const char gtin[TRC_GTIN_SIZE])
{
    struct trc_unit_keys *keys = &cache->slot[slot_of(key_id, gtin)];
    if (keys->key_id == key_id && memcmp(keys->gtin, gtin, TRC_GTIN_SIZE) == 0)
        return keys;
    return trc_unit_keys_derive(ring, key_id, gtin, keys) ? keys : NULL;
}
