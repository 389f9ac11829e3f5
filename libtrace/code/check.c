/* check.c: is this code sealed by a key we hold? No I/O, no clock, no allocation of our own. */
#include <string.h>
#include <trc/code.h>

#include "code/message.h"
#include "code/seal.h"
#include "code/serial.h"

static void check_serial(const struct trc_code *code, const struct trc_unit_keys *keys, struct trc_check *check)
{
    if (keys == NULL) {
        check->serial = TRC_SEAL_UNCHECKED;
        return;
    }
    uint8_t message[TRC_MESSAGE_MAX];
    const size_t len = trc_message_begin(&code->link.elements, 'N', code->sealed.key_id, message);
    check->has_unit = trc_serial_check(&code->sealed, keys, message, len, &check->unit);
    check->serial = check->has_unit ? TRC_SEAL_HOLDS : TRC_SEAL_FAILS;
}

static enum trc_status check_seal(const struct trc_code *code, const struct trc_keyring *ring,
                                  struct trc_key_cache *cache, struct trc_check *check)
{
    const uint8_t key_id = code->seal.key_id;
    const struct trc_unit_keys *keys =
        code->seal.type == 'H' ? trc_key_cache_get(cache, ring, key_id, code->gtin) : NULL;
    uint8_t message[TRC_MESSAGE_MAX];
    size_t len = trc_message_begin(&code->link.elements, code->seal.type, key_id, message);
    len = trc_message_serial(message, len, code->serial, strlen(code->serial));
    return trc_seal_check(&code->seal, keys, &ring->key[key_id], message, len, &check->seal);
}

enum trc_status trc_code_check(const struct trc_code *code, const struct trc_keyring *ring, struct trc_key_cache *cache,
                               struct trc_check *check)
{
    *check = (struct trc_check){.serial = TRC_SEAL_ABSENT, .seal = TRC_SEAL_ABSENT};
    if (code->gtin == NULL || code->serial == NULL)
        return TRC_OK;
    if (code->serial_kind == TRC_SERIAL_SEALED)
        check_serial(code, trc_key_cache_get(cache, ring, code->sealed.key_id, code->gtin), check);
    if (code->seal.type == 0)
        return TRC_OK;
    const enum trc_status status = check_seal(code, ring, cache, check);
    if (status != TRC_OK)
        *check = (struct trc_check){.serial = TRC_SEAL_UNCHECKED, .seal = TRC_SEAL_UNCHECKED};
    return status;
}
