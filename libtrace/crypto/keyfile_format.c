/* keyfile_format.c: secrets to sealed bytes and back, as docs/key-file.md lays them out. No I/O. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/error.h"
#include "crypto/hmac.h"
#include "crypto/keyfile.h"

#define MAGIC "TRC-KEYS"

enum {
    MAGIC_LEN = 8,
    SALT_LEN = 32,
    NONCE_LEN = 12,
    TAG_LEN = 16,
    CIPHER_KEY_LEN = 32,
    SLOT_LEN = 1 + 1 + 8 + TRC_SECRET_LEN + TRC_SECRET_LEN,

    VERSION_AT = MAGIC_LEN,
    COST_AT = VERSION_AT + 1,
    SALT_AT = COST_AT + 3,
    NONCE_AT = SALT_AT + SALT_LEN,
    CHECK_AT = NONCE_AT + NONCE_LEN,
    SLOTS_AT = CHECK_AT + TRC_MAC_LEN,

    LEN_MIN = SLOTS_AT + TAG_LEN + TRC_MAC_LEN,
    LEN_MAX = LEN_MIN + TRC_KEY_IDS * SLOT_LEN,
};
_Static_assert(LEN_MAX <= TRC_KEYFILE_LEN_MAX, "the present version fits");

/* What a header may ask for: a planted file must not take the machine down. Source: docs/decisions/0021. */
#define LOG2_N_MAX 20
#define P_MAX 4
#define SCRYPT_MEMORY_MAX ((uint64_t)1 << 30)

/* Both keys that scrypt makes of the passphrase. */
struct derived {
    uint8_t cipher[CIPHER_KEY_LEN];
    uint8_t check[TRC_MAC_LEN];
};
_Static_assert(sizeof(struct derived) == CIPHER_KEY_LEN + TRC_MAC_LEN, "scrypt fills it in one piece");

static enum trc_status crypto_failed(struct trc_error *error)
{
    const bool memory = ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
    ERR_clear_error();
    if (memory)
        return trc_error_set(error, TRC_ERR_MEMORY,
                             _("There is not enough memory to work on a key file; it takes 128 MiB, or what its header "
                               "asks for. Free some and try again."));
    return trc_error_set(error, TRC_ERR_CRYPTO,
                         _("The crypto library failed while working on a key file. Check that OpenSSL offers scrypt, "
                           "AES-256-GCM and random numbers."));
}

static enum trc_status check_passphrase(size_t len, struct trc_error *error)
{
    if (len > 0)
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_RANGE,
                         _("The passphrase is empty; a key file is only as safe as its passphrase, so give one."));
}

static bool cost_allowed(struct trc_keyfile_cost cost)
{
    return cost.log2_n >= 1 && cost.log2_n <= LOG2_N_MAX && cost.p >= 1 && cost.p <= P_MAX &&
           cost.log2_n < 16 * cost.r && /* RFC 7914 section 2 */
           ((uint64_t)128 * cost.r) << cost.log2_n <= SCRYPT_MEMORY_MAX;
}

static enum trc_status derive(const uint8_t *bytes, const char *passphrase, size_t passphrase_len, struct derived *keys,
                              struct trc_error *error)
{
    const uint8_t *cost = bytes + COST_AT;
    const uint64_t slack = 1 << 20; /* OpenSSL counts its working blocks too */
    ERR_clear_error();
    if (EVP_PBE_scrypt(passphrase, passphrase_len, bytes + SALT_AT, SALT_LEN, (uint64_t)1 << cost[0], cost[1], cost[2],
                       SCRYPT_MEMORY_MAX + slack, (uint8_t *)keys, sizeof *keys) != 1)
        return crypto_failed(error);
    return TRC_OK;
}

/* The check value: lets a wrong passphrase be told from damage. It binds all that comes before it. */
static void header_check(const struct derived *keys, const uint8_t *bytes, uint8_t check[TRC_MAC_LEN])
{
    struct trc_hmac_key key;
    trc_hmac_key_init(&key, keys->check, sizeof keys->check);
    trc_hmac(&key, bytes, CHECK_AT, check);
    trc_wipe(&key, sizeof key);
}

/* AES-256-GCM over `len` bytes at SLOTS_AT; the header is authenticated with them; the tag follows them. */
static bool encrypt(const struct derived *keys, uint8_t *bytes, const uint8_t *slots, int len)
{
    int done = 0;
    uint8_t *out = bytes + SLOTS_AT;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    const bool ok =
        ctx != NULL && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, keys->cipher, bytes + NONCE_AT) == 1 &&
        EVP_EncryptUpdate(ctx, NULL, &done, bytes, SLOTS_AT) == 1 &&
        EVP_EncryptUpdate(ctx, out, &done, slots, len) == 1 && EVP_EncryptFinal_ex(ctx, out + len, &done) == 1 &&
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_LEN, out + len) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok;
}

/* Whether the library could decrypt is the result; whether the tag is right is *intact. */
static bool decrypt(const struct derived *keys, const uint8_t *bytes, uint8_t *slots, int len, bool *intact)
{
    int done = 0;
    uint8_t tag[TAG_LEN];
    const uint8_t *in = bytes + SLOTS_AT;
    memcpy(tag, in + len, TAG_LEN);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    const bool ok = ctx != NULL &&
                    EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, keys->cipher, bytes + NONCE_AT) == 1 &&
                    EVP_DecryptUpdate(ctx, NULL, &done, bytes, SLOTS_AT) == 1 &&
                    EVP_DecryptUpdate(ctx, slots, &done, in, len) == 1 &&
                    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_LEN, tag) == 1;
    *intact = ok && EVP_DecryptFinal_ex(ctx, slots + len, &done) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok;
}

static void encode_slot(const struct trc_secret *secret, uint8_t *out)
{
    out[0] = secret->key_id;
    out[1] = (uint8_t)secret->type;
    for (int i = 0; i < 8; i++)
        out[2 + i] = (uint8_t)((uint64_t)secret->created_at_s >> (56 - 8 * i));
    memcpy(out + 10, secret->root, TRC_SECRET_LEN);
    memcpy(out + 10 + TRC_SECRET_LEN, secret->pin_root, TRC_SECRET_LEN);
}

static void decode_slot(const uint8_t *in, struct trc_secret *secret)
{
    uint64_t created_at_s = 0;
    for (int i = 0; i < 8; i++)
        created_at_s = created_at_s << 8 | in[2 + i];
    secret->key_id = in[0];
    secret->type = in[1];
    secret->created_at_s = (int64_t)created_at_s;
    memcpy(secret->root, in + 10, TRC_SECRET_LEN);
    memcpy(secret->pin_root, in + 10 + TRC_SECRET_LEN, TRC_SECRET_LEN);
}

static bool in_order(const struct trc_secrets *secrets)
{
    if (secrets->count > TRC_KEY_IDS)
        return false;
    int last = -1;
    for (size_t i = 0; i < secrets->count; i++) {
        const struct trc_secret *secret = &secrets->secret[i];
        if (secret->key_id <= last || secret->key_id >= TRC_KEY_IDS || (unsigned)secret->type >= TRC_KEY_TYPE_COUNT)
            return false;
        last = secret->key_id;
    }
    return true;
}

static bool decode_slots(const uint8_t *in, size_t len, struct trc_secrets *secrets)
{
    for (size_t at = 0; at < len; at += SLOT_LEN)
        decode_slot(in + at, &secrets->secret[secrets->count++]);
    return in_order(secrets);
}

enum trc_status trc_keyfile_format_seal(const struct trc_secrets *secrets, struct trc_keyfile_cost cost,
                                        const char *passphrase, size_t passphrase_len,
                                        uint8_t bytes[TRC_KEYFILE_LEN_MAX], size_t *len, struct trc_error *error)
{
    enum trc_status status = check_passphrase(passphrase_len, error);
    if (status != TRC_OK)
        return status;
    if (!in_order(secrets) || !cost_allowed(cost))
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("The keys cannot be sealed: each key id may appear once, in ascending order, with a "
                               "known type, and the scrypt parameters must be allowed ones."));

    memcpy(bytes, MAGIC, MAGIC_LEN);
    bytes[VERSION_AT] = TRC_KEYFILE_VERSION;
    memcpy(bytes + COST_AT, (uint8_t[]){cost.log2_n, cost.r, cost.p}, 3);
    if (RAND_bytes(bytes + SALT_AT, SALT_LEN) != 1 || RAND_bytes(bytes + NONCE_AT, NONCE_LEN) != 1)
        return crypto_failed(error);

    struct derived keys;
    uint8_t slots[TRC_KEY_IDS * SLOT_LEN];
    const size_t slots_len = secrets->count * SLOT_LEN;
    status = derive(bytes, passphrase, passphrase_len, &keys, error);
    if (status == TRC_OK) {
        header_check(&keys, bytes, bytes + CHECK_AT);
        for (size_t i = 0; i < secrets->count; i++)
            encode_slot(&secrets->secret[i], slots + i * SLOT_LEN);
        if (!encrypt(&keys, bytes, slots, (int)slots_len))
            status = crypto_failed(error);
    }
    if (status == TRC_OK) {
        *len = LEN_MIN + slots_len;
        trc_sha256(bytes, *len - TRC_MAC_LEN, bytes + *len - TRC_MAC_LEN);
    }
    trc_wipe(slots, sizeof slots);
    trc_wipe(&keys, sizeof keys);
    return status;
}

/* All that can be said of the bytes without the passphrase. */
static enum trc_status check_whole(const char *name, const uint8_t *bytes, size_t len, struct trc_error *error)
{
    if (len < LEN_MIN || memcmp(bytes, MAGIC, MAGIC_LEN) != 0)
        return trc_error_set(error, TRC_ERR_DAMAGED,
                             _("%s is not a key file, or has lost its beginning or end; restore it from a copy."),
                             name);
    uint8_t digest[TRC_MAC_LEN];
    trc_sha256(bytes, len - TRC_MAC_LEN, digest);
    if (memcmp(digest, bytes + len - TRC_MAC_LEN, TRC_MAC_LEN) != 0)
        return trc_error_set(error, TRC_ERR_DAMAGED,
                             _("%s is damaged: its checksum does not match; restore it from a copy."), name);
    if (bytes[VERSION_AT] > TRC_KEYFILE_VERSION)
        return trc_error_set(error, TRC_ERR_VERSION,
                             _("%s was written by a newer version of this program (key file version %u, known here: "
                               "%d); open it with that version."),
                             name, bytes[VERSION_AT], TRC_KEYFILE_VERSION);
    const struct trc_keyfile_cost cost = {bytes[COST_AT], bytes[COST_AT + 1], bytes[COST_AT + 2]};
    if (bytes[VERSION_AT] != TRC_KEYFILE_VERSION || len > LEN_MAX || (len - LEN_MIN) % SLOT_LEN != 0 ||
        !cost_allowed(cost))
        return trc_error_set(error, TRC_ERR_DAMAGED,
                             _("%s has a header that no version of this program writes; restore it from a copy."),
                             name);
    return TRC_OK;
}

enum trc_status trc_keyfile_format_open(const char *name, const uint8_t *bytes, size_t len, const char *passphrase,
                                        size_t passphrase_len, struct trc_secrets *secrets, struct trc_error *error)
{
    trc_secrets_wipe(secrets);
    enum trc_status status = check_whole(name, bytes, len, error);
    if (status == TRC_OK)
        status = check_passphrase(passphrase_len, error);
    if (status != TRC_OK)
        return status;

    struct derived keys;
    uint8_t check[TRC_MAC_LEN];
    uint8_t slots[TRC_KEY_IDS * SLOT_LEN];
    const size_t slots_len = len - LEN_MIN;
    bool intact = false;
    status = derive(bytes, passphrase, passphrase_len, &keys, error);
    if (status != TRC_OK)
        return status;
    header_check(&keys, bytes, check);
    if (!trc_equal(check, bytes + CHECK_AT, sizeof check))
        status = trc_error_set(error, TRC_ERR_PASSPHRASE,
                               _("This passphrase does not open %s; check it and try again."), name);
    else if (!decrypt(&keys, bytes, slots, (int)slots_len, &intact))
        status = crypto_failed(error);
    else if (!intact || !decode_slots(slots, slots_len, secrets))
        status =
            trc_error_set(error, TRC_ERR_DAMAGED,
                          _("%s is damaged: what it holds does not match its seal; restore it from a copy."), name);
    if (status != TRC_OK)
        trc_secrets_wipe(secrets);
    ERR_clear_error();
    trc_wipe(slots, sizeof slots);
    trc_wipe(check, sizeof check);
    trc_wipe(&keys, sizeof keys);
    return status;
}
