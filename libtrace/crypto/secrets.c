/* secrets.c: root secrets in memory: made, listed, found and wiped. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <string.h>
#include <trc/keys.h>

#include "base/error.h"

const char *trc_key_type_name(enum trc_key_type type)
{
    static const char *const names[TRC_KEY_TYPE_COUNT] = {[TRC_KEY_HMAC] = "hmac", [TRC_KEY_ED25519] = "ed25519"};
    return (unsigned)type < TRC_KEY_TYPE_COUNT ? names[type] : "?";
}

void trc_wipe(void *secret, size_t len)
{
    OPENSSL_cleanse(secret, len);
}

void trc_secrets_wipe(struct trc_secrets *secrets)
{
    trc_wipe(secrets, sizeof *secrets);
}

static enum trc_status check_key_id(uint8_t key_id, struct trc_error *error)
{
    if (key_id < TRC_KEY_IDS)
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_RANGE, _("Key id %u does not exist; choose one from 0 to %d."), key_id,
                         TRC_KEY_IDS - 1);
}

enum trc_status trc_secret_generate(struct trc_secret *secret, uint8_t key_id, enum trc_key_type type, int64_t now_s,
                                    struct trc_error *error)
{
    memset(secret, 0, sizeof *secret);
    const enum trc_status status = check_key_id(key_id, error);
    if (status != TRC_OK)
        return status;
    if (RAND_priv_bytes(secret->root, TRC_SECRET_LEN) != 1 || RAND_priv_bytes(secret->pin_root, TRC_SECRET_LEN) != 1) {
        ERR_clear_error();
        trc_wipe(secret, sizeof *secret);
        return trc_error_set(
            error, TRC_ERR_CRYPTO,
            _("The crypto library could not make random numbers; no key was made. Try again, and check "
              "the OpenSSL installation if it keeps failing."));
    }
    secret->key_id = key_id;
    secret->type = type;
    secret->created_at_s = now_s;
    return TRC_OK;
}

/* Where the first slot with this key id, or a higher one, is or belongs. */
static size_t position(const struct trc_secrets *secrets, uint8_t key_id)
{
    size_t i = 0;
    while (i < secrets->count && secrets->secret[i].key_id < key_id)
        i++;
    return i;
}

const struct trc_secret *trc_secrets_find(const struct trc_secrets *secrets, uint8_t key_id)
{
    const size_t i = position(secrets, key_id);
    return i < secrets->count && secrets->secret[i].key_id == key_id ? &secrets->secret[i] : NULL;
}

enum trc_status trc_secrets_add(struct trc_secrets *secrets, const struct trc_secret *secret, struct trc_error *error)
{
    const enum trc_status status = check_key_id(secret->key_id, error);
    if (status != TRC_OK)
        return status;
    if (trc_secrets_find(secrets, secret->key_id) != NULL)
        return trc_error_set(error, TRC_ERR_EXISTS,
                             _("Key id %u is already taken; choose another one, since printed codes depend on it."),
                             secret->key_id);
    /* Ids are unique and below TRC_KEY_IDS, so a free id means a free slot. */
    const size_t i = position(secrets, secret->key_id);
    memmove(&secrets->secret[i + 1], &secrets->secret[i], (secrets->count - i) * sizeof secrets->secret[0]);
    secrets->secret[i] = *secret;
    secrets->count++;
    return TRC_OK;
}
