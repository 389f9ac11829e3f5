/* fuzz_keyfile.c: any bytes as a key file, and any change to a good one: refused and nothing handed out, or read back
 * whole. */
#include <string.h>

#include "crypto/hmac.h"
#include "crypto/keyfile.h"
#include "fuzz/fuzz.h"

enum { MAGIC_LEN = 8, COST_AT = 9, LEN_MIN = 136 };

#define CHEAP ((struct trc_keyfile_cost){1, 8, 1})

static uint8_t image[TRC_KEYFILE_LEN_MAX];
static struct trc_secrets sealed, opened;

static enum trc_status open_bytes(const uint8_t *bytes, size_t len)
{
    static const struct trc_secrets nothing;
    struct trc_error error = TRC_ERROR_INIT;
    const enum trc_status status = trc_keyfile_format_open("fuzz", bytes, len, "fuzzing", 7, &opened, &error);
    if (status != TRC_OK) {
        FUZZ_PROMISE(status == TRC_ERR_DAMAGED || status == TRC_ERR_VERSION || status == TRC_ERR_PASSPHRASE);
        FUZZ_PROMISE(error.status == status && error.msg[0] != '\0');
        FUZZ_PROMISE(memcmp(&opened, &nothing, sizeof opened) == 0);
    }
    return status;
}

static void mend_checksum(size_t len)
{
    trc_sha256(image, len - TRC_MAC_LEN, image + len - TRC_MAC_LEN);
}

/* The bytes as a file whose beginning and checksum are right, at a cost that does not slow the fuzzer down. */
static void try_as_file(const uint8_t *data, size_t size)
{
    FUZZ_PROMISE(open_bytes(data, size) != TRC_OK); /* nobody sealed these with our passphrase */
    if (size < LEN_MIN || size > sizeof image)
        return;
    memcpy(image, data, size);
    memcpy(image, "TRC-KEYS", MAGIC_LEN);
    image[COST_AT] &= 0x87;
    image[COST_AT + 1] &= 0x8f;
    mend_checksum(size);
    FUZZ_PROMISE(open_bytes(image, size) != TRC_OK);
}

/* The bytes as slots to seal, then as one change to the sealed file. */
static void try_as_slots(const uint8_t *data, size_t size)
{
    sealed.count = 0;
    while (size > 2 + TRC_SECRET_LEN) {
        struct trc_secret secret = {.key_id = data[0], .type = data[1] % TRC_KEY_TYPE_COUNT};
        memcpy(&secret.created_at_s, data + 2, sizeof secret.created_at_s);
        memcpy(secret.root, data + 2, TRC_SECRET_LEN);
        memcpy(secret.pin_root, data + 2, TRC_SECRET_LEN);
        const enum trc_status added = trc_secrets_add(&sealed, &secret, NULL);
        FUZZ_PROMISE(added == TRC_OK || added == TRC_ERR_EXISTS || added == TRC_ERR_RANGE);
        data += 2 + TRC_SECRET_LEN;
        size -= 2 + TRC_SECRET_LEN;
    }
    size_t len = 0;
    FUZZ_PROMISE(trc_keyfile_format_seal(&sealed, CHEAP, "fuzzing", 7, image, &len, NULL) == TRC_OK);
    FUZZ_PROMISE(open_bytes(image, len) == TRC_OK);
    FUZZ_PROMISE(opened.count == sealed.count);
    for (size_t i = 0; i < sealed.count; i++) {
        const struct trc_secret *a = &sealed.secret[i], *b = &opened.secret[i];
        FUZZ_PROMISE(a->key_id == b->key_id && a->type == b->type && a->created_at_s == b->created_at_s);
        FUZZ_PROMISE(memcmp(a->root, b->root, TRC_SECRET_LEN) == 0);
        FUZZ_PROMISE(memcmp(a->pin_root, b->pin_root, TRC_SECRET_LEN) == 0);
    }
    if (size < 3 || data[2] == 0)
        return;
    const size_t at = (data[0] | (size_t)data[1] << 8) % (len - TRC_MAC_LEN);
    if (at >= COST_AT && at < COST_AT + 2)
        return;
    image[at] ^= data[2];
    mend_checksum(len);
    FUZZ_PROMISE(open_bytes(image, len) != TRC_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_as_file(data, size);
    try_as_slots(data, size);
    return 0;
}
