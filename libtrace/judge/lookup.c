/* lookup.c: the registry's answers, kept while its generation number stays the same. */
#include "judge/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* An entry may live in any slot of its set: two products that share one do not drive each other out. */
#define WAYS 4

static void empty(struct trc_lookup_entry *entry)
{
    trc_ranges_free(&entry->ranges);
    free(entry->shipment);
    *entry = (struct trc_lookup_entry){0};
}

void trc_lookup_clear(struct trc_lookup *lookup)
{
    for (size_t i = 0; i < TRC_LOOKUP_SLOTS; i++) {
        if (lookup->slot[i] == NULL)
            continue;
        empty(lookup->slot[i]);
        free(lookup->slot[i]);
        lookup->slot[i] = NULL;
    }
    free(lookup->recall);
    free(lookup->setting);
    lookup->recall = NULL;
    lookup->setting = NULL;
    lookup->range_count = lookup->recall_count = lookup->setting_count = 0;
}

/* Room for one more at the end of an array that doubles; NULL when memory ran out: then the array is as it was. */
static void *grown(void *array, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0)
        return array;
    return realloc(array, (count == 0 ? 1 : 2 * count) * size);
}

/* Visitors that run out of memory cannot say so themselves. */
static enum trc_status told(enum trc_status status, struct trc_error *error)
{
    return status == TRC_ERR_MEMORY ? trc_error_set(error, status, _("Memory ran out while reading the registry."))
                                    : status;
}

static enum trc_status take_recall(void *context, const struct trc_recall *recall)
{
    struct trc_lookup *lookup = context;
    if (recall->lifted_at_s != 0)
        return TRC_OK;
    struct trc_recall *array = grown(lookup->recall, lookup->recall_count, sizeof *array);
    if (array == NULL)
        return TRC_ERR_MEMORY;
    lookup->recall = array;
    array[lookup->recall_count++] = *recall;
    return TRC_OK;
}

static enum trc_status take_setting(void *context, const struct trc_policy_setting *setting)
{
    struct trc_lookup *lookup = context;
    struct trc_policy_setting *array = grown(lookup->setting, lookup->setting_count, sizeof *array);
    if (array == NULL)
        return TRC_ERR_MEMORY;
    lookup->setting = array;
    array[lookup->setting_count++] = *setting;
    return TRC_OK;
}

static enum trc_status take_shipment(void *context, const struct trc_shipment *shipment)
{
    struct trc_lookup_entry *entry = context;
    struct trc_lookup_shipment *array = grown(entry->shipment, entry->shipment_count, sizeof *array);
    if (array == NULL)
        return TRC_ERR_MEMORY;
    entry->shipment = array;
    struct trc_lookup_shipment *kept = &array[entry->shipment_count++];
    *kept = (struct trc_lookup_shipment){shipment->batch_id, shipment->first_unit, shipment->last_unit, ""};
    memcpy(kept->regions, shipment->regions, sizeof kept->regions);
    return TRC_OK;
}

const struct trc_recall *trc_lookup_recall(const struct trc_lookup *lookup, const struct trc_batch *batch,
                                           uint32_t unit)
{
    for (size_t i = 0; i < lookup->recall_count; i++)
        if (trc_recall_covers(&lookup->recall[i], batch, unit))
            return &lookup->recall[i];
    return NULL;
}

const char *trc_lookup_market(const struct trc_lookup_entry *entry, int64_t batch_id, uint32_t unit)
{
    for (size_t i = entry->shipment_count; i-- > 0;) {
        const struct trc_lookup_shipment *shipment = &entry->shipment[i];
        if (shipment->batch_id == batch_id && unit >= shipment->first_unit && unit <= shipment->last_unit)
            return shipment->regions;
    }
    return NULL;
}

void trc_lookup_policy(const struct trc_lookup *lookup, const struct trc_batch *batch, struct trc_policy *policy)
{
    trc_policy_init(policy);
    trc_policy_apply(policy, lookup->setting, lookup->setting_count, batch->gtin, batch->id);
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
    status = trc_registry_decided_at(lookup->registry, &lookup->decided_at_s, error);
    if (status == TRC_OK)
        status = trc_registry_each_recall(lookup->registry, take_recall, lookup, error);
    if (status == TRC_OK)
        status = trc_registry_each_policy(lookup->registry, take_setting, lookup, error);
    if (status != TRC_OK)
        return told(status, error);
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
    if (status == TRC_OK)
        status = trc_registry_has_events(lookup->registry, &lookup->has_events, error);
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
    if (status == TRC_OK)
        status = trc_registry_each_shipment_of(lookup->registry, key_id, gtin, take_shipment, entry, error);
    if (status != TRC_OK) {
        empty(entry);
        return told(status, error);
    }
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
    empty(entry);
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
