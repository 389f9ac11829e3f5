/* typed.c: is a typed code one slip of the finger away from a sealed one? Answers "check again", never "genuine". */
#include <string.h>
#include <trc/code.h>

#include "base/base32.h"
#include "code/message.h"
#include "code/seal.h"
#include "code/serial.h"
#include "crypto/hmac.h"

/* What candidates are tried against: everything of the code but its serial, and the seal that covers the serial. */
struct trial {
    const struct trc_code *code;
    const struct trc_keyring *ring;
    struct trc_key_cache *cache;
    bool sealed; /* the serial seals itself; otherwise an H seal covers it */
    size_t len;  /* of the serial */
    const char *alphabet;
};

static bool sealed_candidate_holds(const struct trial *trial, const char *serial)
{
    struct trc_serial_fields fields;
    uint8_t message[TRC_MESSAGE_MAX];
    uint32_t unit;
    if (!trc_serial_decode(serial, trial->len, &fields))
        return false;
    const struct trc_unit_keys *keys = trc_key_cache_get(trial->cache, trial->ring, fields.key_id, trial->code->gtin);
    const size_t len = trc_message_begin(&trial->code->link.elements, 'N', fields.key_id, message);
    return keys != NULL && trc_serial_check(&fields, keys, message, len, &unit);
}

static bool own_candidate_holds(const struct trial *trial, const char *serial)
{
    const struct trc_seal *seal = &trial->code->seal;
    uint8_t message[TRC_MESSAGE_MAX];
    enum trc_seal_state state = TRC_SEAL_UNCHECKED;
    const struct trc_unit_keys *keys = trc_key_cache_get(trial->cache, trial->ring, seal->key_id, trial->code->gtin);
    size_t len = trc_message_begin(&trial->code->link.elements, 'H', seal->key_id, message);
    len = trc_message_serial(message, len, serial, trial->len);
    return keys != NULL &&
           trc_seal_check(seal, keys, &trial->ring->key[seal->key_id], message, len, &state) == TRC_OK &&
           state == TRC_SEAL_HOLDS;
}

static bool holds(const struct trial *trial, const char *serial)
{
    return trial->sealed ? sealed_candidate_holds(trial, serial) : own_candidate_holds(trial, serial);
}

/* Letters that a sealed serial never has, read as the digits they resemble. */
static size_t read_lookalikes(char *serial, size_t len)
{
    size_t first = len;
    for (size_t i = len; i-- > 0;) {
        const char c = serial[i];
        if (c != 'I' && c != 'L' && c != 'O')
            continue;
        serial[i] = c == 'O' ? '0' : '1';
        first = i;
    }
    return first;
}

/* The whole serial typed on a keyboard whose Y and Z are the other way round. */
static bool try_layout(const struct trial *trial, char *serial, size_t *pos)
{
    size_t first = trial->len;
    for (size_t i = trial->len; i-- > 0;)
        if (serial[i] == 'Y' || serial[i] == 'Z') {
            serial[i] = serial[i] == 'Y' ? 'Z' : 'Y';
            first = i;
        }
    *pos = first;
    return first < trial->len && holds(trial, serial);
}

static bool try_transpositions(const struct trial *trial, char *serial, size_t *pos)
{
    for (size_t i = 0; i + 1 < trial->len; i++) {
        const char left = serial[i], right = serial[i + 1];
        serial[i] = right;
        serial[i + 1] = left;
        *pos = i;
        if (left != right && holds(trial, serial))
            return true;
        serial[i] = left;
        serial[i + 1] = right;
    }
    return false;
}

static bool try_substitutions(const struct trial *trial, char *serial, size_t *pos)
{
    for (size_t i = 0; i < trial->len; i++) {
        const char typed = serial[i];
        *pos = i;
        for (const char *c = trial->alphabet; *c != '\0'; c++) {
            serial[i] = *c;
            if (*c != typed && holds(trial, serial))
                return true;
        }
        serial[i] = typed;
    }
    return false;
}

/* The serial holds and its H seal does not: is the seal's text one slip from the right one? */
static bool seal_is_mistyped(const struct trial *trial, size_t *pos)
{
    const struct trc_code *code = trial->code;
    const struct trc_unit_keys *keys = trc_key_cache_get(trial->cache, trial->ring, code->seal.key_id, code->gtin);
    if (code->seal.type != 'H' || keys == NULL)
        return false;
    uint8_t message[TRC_MESSAGE_MAX], mac[TRC_MAC_LEN];
    size_t len = trc_message_begin(&code->link.elements, 'H', code->seal.key_id, message);
    len = trc_message_serial(message, len, code->serial, strlen(code->serial));
    trc_hmac(&keys->mac, message, len, mac);

    struct trc_seal right = code->seal;
    char want[TRC_SEAL_TEXT_SIZE], have[TRC_SEAL_TEXT_SIZE];
    memcpy(right.body, mac, TRC_SEAL_H_BODY_LEN);
    const size_t text_len = trc_seal_format(&right, want);
    trc_seal_format(&code->seal, have);
    size_t first = 0, last = text_len;
    while (first < text_len && want[first] == have[first])
        first++;
    while (last > first && want[last - 1] == have[last - 1])
        last--;
    *pos = first;
    return last - first == 1 || (last - first == 2 && want[first] == have[first + 1] && want[first + 1] == have[first]);
}

static bool explains(const struct trial *trial, size_t *pos)
{
    char typed[TRC_SERIAL_MAX + 1], serial[TRC_SERIAL_MAX + 1];
    memcpy(typed, trial->code->serial, trial->len + 1);
    if (holds(trial, typed))
        return seal_is_mistyped(trial, pos);
    if (trial->sealed) {
        *pos = read_lookalikes(typed, trial->len);
        if (*pos < trial->len && holds(trial, typed))
            return true;
    }
    memcpy(serial, typed, sizeof serial);
    if (try_layout(trial, serial, pos))
        return true;
    memcpy(serial, typed, sizeof serial);
    return try_transpositions(trial, serial, pos) || try_substitutions(trial, serial, pos);
}

bool trc_code_is_mistyped(const struct trc_code *code, const struct trc_keyring *ring, struct trc_key_cache *cache,
                          size_t *pos)
{
    if (code->gtin == NULL || code->serial == NULL)
        return false;
    struct trial trial = {.code = code, .ring = ring, .cache = cache, .len = strlen(code->serial)};
    if (trial.len == TRC_SEALED_SERIAL_LEN) {
        trial.sealed = true;
        trial.alphabet = trc_base32_alphabet;
        if (explains(&trial, pos))
            return true;
    }
    trial.sealed = false;
    trial.alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return code->seal.type == 'H' && explains(&trial, pos);
}
