/* history.c: names of what happens to units, ids of events and pseudonyms of who scans. */
#include <string.h>
#include <trc/history.h>

#include "base/error.h"
#include "crypto/hmac.h"
#include "registry/bytes.h"

struct row {
    const char *id, *text;
};
#define ROW(name, id, text) {id, text},

static const struct row kinds[] = {TRC_EVENT_KIND_MAP(ROW)};
static const struct row scanners[] = {TRC_SCANNER_MAP(ROW)};
static const struct row states[] = {TRC_STATE_MAP(ROW)};

static const struct row *row_of(const struct row *rows, size_t count, unsigned index)
{
    static const struct row unknown = {"?", "?"};
    return index < count ? &rows[index] : &unknown;
}

static unsigned find(const struct row *rows, unsigned count, const char *name)
{
    unsigned i = 0;
    while (i < count && strcmp(rows[i].id, name) != 0)
        i++;
    return i;
}

const char *trc_event_kind_name(enum trc_event_kind kind)
{
    return row_of(kinds, TRC_EVENT_KIND_COUNT, kind)->id;
}

const char *trc_event_kind_text(enum trc_event_kind kind)
{
    return _(row_of(kinds, TRC_EVENT_KIND_COUNT, kind)->text);
}

const char *trc_scanner_kind_name(enum trc_scanner_kind kind)
{
    return row_of(scanners, TRC_SCANNER_KIND_COUNT, kind)->id;
}

const char *trc_scanner_kind_text(enum trc_scanner_kind kind)
{
    return _(row_of(scanners, TRC_SCANNER_KIND_COUNT, kind)->text);
}

const char *trc_unit_state_name(enum trc_unit_state state)
{
    return row_of(states, TRC_STATE_COUNT, state)->id;
}

const char *trc_unit_state_text(enum trc_unit_state state)
{
    return _(row_of(states, TRC_STATE_COUNT, state)->text);
}

const char *trc_weight_name(unsigned weight)
{
    static const char *const names[TRC_WEIGHT_COUNT] = {"none", "repeat", "again", "beside", "new"};
    return weight < TRC_WEIGHT_COUNT ? names[weight] : "?";
}

enum trc_scanner_kind trc_scanner_kind_find(const char *name)
{
    return find(scanners, TRC_SCANNER_KIND_COUNT, name);
}

bool trc_unit_state_lasts(enum trc_unit_state state)
{
    return state == TRC_STATE_RECALLED || state == TRC_STATE_STOLEN || state == TRC_STATE_DESTROYED ||
           state == TRC_STATE_DISPOSED;
}

enum trc_unit_state trc_unit_state_find(const char *name)
{
    return find(states, TRC_STATE_COUNT, name);
}

int64_t trc_event_id(const char *text, size_t len)
{
    uint8_t bytes[TRC_MAC_LEN];
    trc_sha256(text, len, bytes);
    return (int64_t)trc_get_64(bytes);
}

uint64_t trc_pseudonym(const uint8_t key[TRC_SECRET_LEN], const char *text, size_t len)
{
    struct trc_hmac_key hmac;
    uint8_t bytes[TRC_MAC_LEN];
    trc_hmac_key_init(&hmac, key, TRC_SECRET_LEN);
    trc_hmac(&hmac, text, len, bytes);
    trc_wipe(&hmac, sizeof hmac);
    const uint64_t pseudonym = trc_get_64(bytes);
    return pseudonym != 0 ? pseudonym : 1;
}
