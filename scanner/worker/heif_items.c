/* heif_items.c: the boxes of a HEIF file, ISO/IEC 14496-12 clause 8.11 and 23008-12 clause 9. */
#include "scanner/worker/heif_items.h"

#include <stdlib.h>
#include <string.h>

/* A file for every item of a large grid, with a colour profile of half a megabyte, stays below. */
#define META_MAX (1u << 20)

/* So many entries of each list are walked, so that asking stays cheap whatever a file holds; and so many properties of
 * one item. */
enum { ENTRIES_MAX = 4096, PROPERTIES_MAX = 32 };

/* --- reading numbers and boxes ------------------------------------------------------------------------------------ */

/* Takes a number from the front of a span; at the end of the span it makes the span one of no bytes at all. */
static uint64_t take(struct heif_span *span, unsigned bytes)
{
    uint64_t value = 0;
    if (span->len < bytes) {
        *span = (struct heif_span){0};
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | span->at[i];
    span->at += bytes;
    span->len -= bytes;
    return value;
}

struct box {
    uint32_t type;
    struct heif_span content;
};

/* Takes a box from the front of a span. @return false at its end. */
static bool take_box(struct heif_span *span, struct box *box)
{
    uint64_t len = take(span, 4);
    box->type = (uint32_t)take(span, 4);
    uint64_t header = 8;
    if (len == 1) {
        len = take(span, 8);
        header = 16;
    }
    if (span->at == NULL || len < header || len - header > span->len)
        return false;
    box->content = (struct heif_span){span->at, (size_t)(len - header)};
    span->at += box->content.len;
    span->len -= box->content.len;
    return true;
}

/* Takes a full box's version and flags. */
static unsigned take_version(struct heif_span *span, uint32_t *flags)
{
    const uint32_t value = (uint32_t)take(span, 4);
    *flags = value & 0xFFFFFF;
    return value >> 24;
}

/* --- what the box "meta" holds ------------------------------------------------------------------------------------ */

/* Reads boxes of the file itself until "meta". */
static bool find_meta(struct scan_input *input, uint64_t *len)
{
    uint8_t header[16];
    uint64_t at = 0;
    for (;; at += *len) {
        scan_input_seek(input, at);
        if (scan_input_read(input, header, 8) < 8)
            return false;
        struct heif_span span = {header, 8};
        uint64_t header_len = 8;
        *len = take(&span, 4);
        const uint32_t type = (uint32_t)take(&span, 4);
        if (*len == 1 && scan_input_read(input, header + 8, 8) == 8) {
            span = (struct heif_span){header + 8, 8};
            *len = take(&span, 8);
            header_len = 16;
        }
        if (type == HEIF_TYPE('m', 'e', 't', 'a')) {
            *len -= *len < header_len ? 0 : header_len;
            return true;
        }
        if (*len < header_len)
            return false;
        const uint64_t left = scan_input_size(input) - at;
        if (*len > left)
            *len = left; /* where the next box is missed */
    }
}

static void sort_box(struct heif_items *items, const struct box *box)
{
    struct heif_span content = box->content;
    uint32_t flags;
    switch (box->type) {
    case HEIF_TYPE('p', 'i', 't', 'm'):
        items->primary = (uint32_t)take(&content, take_version(&content, &flags) == 0 ? 2 : 4);
        break;
    case HEIF_TYPE('i', 'i', 'n', 'f'):
        items->infos = content;
        break;
    case HEIF_TYPE('i', 'l', 'o', 'c'):
        items->locations = content;
        break;
    case HEIF_TYPE('i', 'r', 'e', 'f'):
        items->references = content;
        break;
    case HEIF_TYPE('i', 'd', 'a', 't'):
        items->data = content;
        break;
    case HEIF_TYPE('i', 'p', 'r', 'p'):
        for (struct box inner; take_box(&content, &inner);) {
            if (inner.type == HEIF_TYPE('i', 'p', 'c', 'o'))
                items->properties = inner.content;
            else if (inner.type == HEIF_TYPE('i', 'p', 'm', 'a'))
                items->associations = inner.content;
        }
        break;
    default:
        break;
    }
}

static bool read_meta(struct heif_items *items)
{
    struct scan_input *input = &items->decoding->input;
    uint64_t len;
    if (!find_meta(input, &len))
        return false;
    if (len > META_MAX) {
        scan_decoding_fail(items->decoding, SCAN_DAMAGED, "the list of items is too long");
        return false;
    }
    items->meta = malloc((size_t)len + 1);
    if (items->meta == NULL) {
        scan_decoding_fail(items->decoding, SCAN_NO_MEMORY, "");
        return false;
    }
    struct heif_span boxes = {items->meta, scan_input_read(input, items->meta, (size_t)len)};
    uint32_t flags;
    take_version(&boxes, &flags);
    for (struct box box; take_box(&boxes, &box);)
        sort_box(items, &box);
    return items->infos.at != NULL && items->locations.at != NULL;
}

bool scan_heif_items_begin(struct heif_items *items, struct scan_decoding *decoding)
{
    *items = (struct heif_items){.decoding = decoding};
    if (read_meta(items))
        return true;
    scan_decoding_fail_here(decoding, "no list of items");
    return false;
}

void scan_heif_items_end(struct heif_items *items)
{
    free(items->meta);
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

static bool parse_info(struct heif_span content, struct heif_item *item)
{
    uint32_t flags;
    const unsigned version = take_version(&content, &flags);
    if (version < 2) /* older than pictures in such files */
        return false;
    item->id = (uint32_t)take(&content, version == 2 ? 2 : 4);
    take(&content, 2);
    item->type = (uint32_t)take(&content, 4);
    item->hidden = flags & 1;
    return content.at != NULL;
}

/* The first item that fits: at this place in the list, or of this id when the place is UINT32_MAX. */
static bool find_info(const struct heif_items *items, uint32_t index, uint32_t id, struct heif_item *item)
{
    struct heif_span infos = items->infos;
    uint32_t flags, at = 0;
    take(&infos, take_version(&infos, &flags) == 0 ? 2 : 4);
    for (struct box box; at < ENTRIES_MAX && take_box(&infos, &box); at++)
        if (parse_info(box.content, item) && (index == UINT32_MAX ? item->id == id : at == index))
            return true;
        else if (at == index) { /* an item that cannot be one of ours */
            *item = (struct heif_item){.hidden = true};
            return true;
        }
    return false;
}

bool scan_heif_item_at(const struct heif_items *items, uint32_t index, struct heif_item *item)
{
    return find_info(items, index, 0, item);
}

bool scan_heif_item_find(const struct heif_items *items, uint32_t id, struct heif_item *item)
{
    return find_info(items, UINT32_MAX, id, item);
}

/* The property of this number, from 1, if it is of this type. */
static struct heif_span property_at(const struct heif_items *items, uint32_t number, uint32_t type)
{
    struct heif_span properties = items->properties;
    struct box box;
    for (uint32_t at = 1; at <= ENTRIES_MAX && take_box(&properties, &box); at++)
        if (at == number)
            return box.type == type ? box.content : (struct heif_span){0};
    return (struct heif_span){0};
}

struct heif_span scan_heif_property(const struct heif_items *items, uint32_t id, uint32_t type)
{
    struct heif_span all = items->associations, found = {0};
    uint32_t flags;
    const unsigned version = take_version(&all, &flags);
    const bool wide = flags & 1;
    take(&all, 4); /* how many there are; their end tells as well */
    for (uint32_t entry = 0; entry < ENTRIES_MAX && all.len > 0; entry++) {
        const bool ours = take(&all, version < 1 ? 2 : 4) == id;
        const uint64_t count = take(&all, 1);
        for (uint64_t i = 0; i < count && found.at == NULL; i++) {
            const uint32_t number = (uint32_t)take(&all, wide ? 2 : 1) & (wide ? 0x7FFF : 0x7F);
            if (ours && i < PROPERTIES_MAX)
                found = property_at(items, number, type);
        }
        if (ours)
            break;
    }
    return found;
}

struct heif_span scan_heif_references(const struct heif_items *items, uint32_t id, uint32_t type, unsigned *id_size)
{
    struct heif_span all = items->references;
    struct box box;
    uint32_t flags;
    *id_size = take_version(&all, &flags) == 0 ? 2 : 4;
    for (uint32_t entry = 0; entry < ENTRIES_MAX && take_box(&all, &box); entry++) {
        struct heif_span content = box.content;
        const bool ours = box.type == type && take(&content, *id_size) == id;
        const size_t len = (size_t)take(&content, 2) * *id_size;
        if (ours && len <= content.len)
            return (struct heif_span){content.at, len};
    }
    return (struct heif_span){0};
}

/* --- bytes -------------------------------------------------------------------------------------------------------- */

/* Where an item's bytes lie: in the file, or in the box "idat". */
struct location {
    unsigned construction, index_size, offset_size, length_size;
    uint64_t base;
    uint64_t count; /* of extents, which are the front of the span from here on */
    struct heif_span extents;
};

enum { FROM_FILE, FROM_IDAT };

static bool find_location(const struct heif_items *items, uint32_t id, struct location *out)
{
    struct heif_span all = items->locations;
    uint32_t flags;
    const unsigned version = take_version(&all, &flags);
    const unsigned sizes = (unsigned)take(&all, 2);
    const unsigned base_size = sizes >> 4 & 15;
    *out = (struct location){
        .index_size = version > 0 ? sizes & 15 : 0, .offset_size = sizes >> 12, .length_size = sizes >> 8 & 15};
    if (version > 2 || out->index_size > 8 || out->offset_size > 8 || out->length_size > 8 || base_size > 8)
        return false;
    const unsigned extent_size = out->index_size + out->offset_size + out->length_size;
    take(&all, version < 2 ? 2 : 4);
    for (uint32_t entry = 0; entry < ENTRIES_MAX && all.len > 0; entry++) {
        const bool ours = take(&all, version < 2 ? 2 : 4) == id;
        out->construction = version > 0 ? (unsigned)take(&all, 2) & 15 : FROM_FILE;
        take(&all, 2); /* which file: this one */
        out->base = take(&all, base_size);
        out->count = take(&all, 2);
        out->extents = all;
        if (all.at == NULL || out->count * extent_size > all.len)
            return false;
        if (ours)
            return true;
        all.at += out->count * extent_size;
        all.len -= (size_t)out->count * extent_size;
    }
    return false;
}

/* The next extent. */
static void take_extent(struct location *location, uint64_t *offset, uint64_t *len)
{
    take(&location->extents, location->index_size);
    *offset = location->base + take(&location->extents, location->offset_size);
    *len = take(&location->extents, location->length_size);
}

static uint64_t length_of(struct location location)
{
    uint64_t offset, len, sum = 0;
    while (location.count-- > 0) {
        take_extent(&location, &offset, &len);
        if (len > UINT32_MAX - sum)
            return UINT32_MAX;
        sum += len;
    }
    return sum;
}

static size_t read_extent(const struct heif_items *items, unsigned construction, uint64_t offset, uint8_t *out,
                          size_t len)
{
    if (construction == FROM_FILE) {
        scan_input_seek(&items->decoding->input, offset);
        return scan_input_read(&items->decoding->input, out, len);
    }
    if (construction != FROM_IDAT || offset > items->data.len || len > items->data.len - offset)
        return 0;
    memcpy(out, items->data.at + offset, len);
    return len;
}

uint8_t *scan_heif_item_read(const struct heif_items *items, uint32_t id, size_t *len)
{
    struct location location;
    *len = 0;
    if (!find_location(items, id, &location)) {
        scan_decoding_fail(items->decoding, SCAN_DAMAGED, "an item lies nowhere");
        return NULL;
    }
    const uint64_t whole = length_of(location), file = scan_input_size(&items->decoding->input);
    /* What is promised and not there is not allocated either. */
    const size_t room = (size_t)(whole < file ? whole : file);
    uint8_t *bytes = scan_decoding_may_have(items->decoding, room) ? malloc(room + 1) : NULL;
    for (bool ok = bytes != NULL; ok && location.count > 0; location.count--) {
        uint64_t offset, part;
        take_extent(&location, &offset, &part);
        const size_t wanted = part < room - *len ? (size_t)part : room - *len;
        const size_t got = read_extent(items, location.construction, offset, bytes + *len, wanted);
        *len += got;
        ok = got == part;
        if (!ok)
            scan_decoding_fail(items->decoding, SCAN_TRUNCATED, "");
    }
    if (bytes == NULL)
        scan_decoding_fail(items->decoding, SCAN_NO_MEMORY, "");
    return bytes;
}
