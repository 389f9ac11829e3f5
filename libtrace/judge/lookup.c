/* lookup.c: the registry's answers, kept while its generation number stays the same. */
#include "judge/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* An entry may live in any slot of its set: two products that share one do not drive each other out. */
#define WAYS 4

void trc_lookup_clear(struct trc_lookup *lookup)
{
    for (size_t i = 0; i < TRC_LOOKUP_SLOTS; i++) {
        if (lookup->slot[i] == NULL)
            continue;
        trc_ranges_free(&lookup->slot[i]->ranges);
        free(lookup->slot[i]);
        lookup->slot[i] = NULL;
    }
    lookup->range_count = 0;
}

static enum trc_status load_trust(struct trc_lookup *lookup, struct trc_error *error)
{
    struct trc_key_facts facts[TRC_KEY_IDS];
    size_t count;
    enum trc_status status = trc_registry_get_issuer(lookup->registry, &lookup->issuer, error);
    lookup->has_issuer = status == TRC_OK;
    if (status != TRC_OK && status != TRC_ERR_NOT_FOUND)
        return status;
    status = trc_registry_list_keys(lookup->registry, facts, &count, error);
    if (status != TRC_OK)
        return status;
    memset(lookup->has_key, 0, sizeof lookup->has_key);
    for (size_t i = 0; i < count; i++) {
        lookup->key[facts[i].key_id] = facts[i];
        lookup->has_key[facts[i].key_id] = true;
    }
    return TRC_OK;
}

enum trc_status trc_lookup_refresh(struct trc_lookup *lookup, int64_t now_s, struct trc_error *error)
{
    if (lookup->loaded && lookup->checked_at_s == now_s)
        return TRC_OK;
    int64_t generation;
    enum trc_status status = trc_registry_generation(lookup->registry, &generation, error);
    if (status != TRC_OK)
        return status;
    if (!lookup->loaded || generation != lookup->generation) {
        lookup->loaded = false;
        trc_lookup_clear(lookup);
        status = load_trust(lookup, error);
        if (status != TRC_OK)
            return status;
        lookup->generation = generation;
    }
    lookup->loaded = true;
    lookup->checked_at_s = now_s;
    return TRC_OK;
}

static struct trc_lookup_entry **set_of(struct trc_lookup *lookup, uint8_t key_id, const char *gtin)
{
    uint64_t hash = key_id;
    for (size_t i = 0; i < TRC_GTIN_DIGITS; i++)
        hash = hash * 31 + (unsigned char)gtin[i];
    return &lookup->slot[(hash * 0x9e3779b97f4a7c15u >> 32) % (TRC_LOOKUP_SLOTS / WAYS) * WAYS];
}

static enum trc_status fill(struct trc_lookup *lookup, struct trc_lookup_entry *entry, uint8_t key_id, const char *gtin,
                            struct trc_error *error)
{
    enum trc_status status = trc_registry_get_product(lookup->registry, gtin, &entry->product, error);
    entry->has_product = status == TRC_OK;
    if (status != TRC_OK && status != TRC_ERR_NOT_FOUND)
        return status;
    status = trc_registry_load_ranges(lookup->registry, key_id, gtin, &entry->ranges, error);
    if (status != TRC_OK)
        return status;
    memcpy(entry->product.gtin, gtin, TRC_GTIN_SIZE);
    entry->key_id = key_id;
    entry->filled = true;
    lookup->range_count += entry->ranges.count;
    return TRC_OK;
}

/* An empty entry of the set: a new one, or one whose turn it is to go. NULL when memory ran out. */
static struct trc_lookup_entry *make_room(struct trc_lookup *lookup, struct trc_lookup_entry **set)
{
    if (lookup->range_count > TRC_LOOKUP_RANGES_MAX)
        trc_lookup_clear(lookup);
    size_t way = 0;
    while (way < WAYS && set[way] != NULL)
        way++;
    if (way < WAYS)
        return set[way] = calloc(1, sizeof *set[way]);
    struct trc_lookup_entry *entry = set[lookup->turn++ % WAYS];
    lookup->range_count -= entry->ranges.count;
    trc_ranges_free(&entry->ranges);
    entry->filled = false;
    return entry;
}

enum trc_status trc_lookup_get(struct trc_lookup *lookup, uint8_t key_id, const char *gtin,
                               const struct trc_lookup_entry **entry, struct trc_error *error)
{
    struct trc_lookup_entry **set = set_of(lookup, key_id, gtin);
    for (size_t i = 0; i < WAYS; i++)
        if (set[i] != NULL && set[i]->filled && set[i]->key_id == key_id && strcmp(set[i]->product.gtin, gtin) == 0) {
            *entry = set[i];
            return TRC_OK;
        }
    struct trc_lookup_entry *fresh = make_room(lookup, set);
    *entry = fresh;
    return fresh != NULL ? fill(lookup, fresh, key_id, gtin, error)
                         : trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while reading the registry."));
}
