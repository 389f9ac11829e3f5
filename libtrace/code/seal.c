/* seal.c: the S seal. Length and algorithm follow from the type character and nothing else. */
#include "code/seal.h"

#include <assert.h>
#include <string.h>

#include "base/base32.h"
#include "base/error.h"
#include "crypto/ed25519.h"
#include "crypto/hmac.h"

static uint8_t body_len_of(char type)
{
    return type == 'H' ? TRC_SEAL_H_BODY_LEN : type == 'E' ? TRC_ED25519_SIGNATURE_LEN : 0;
}

enum trc_status trc_seal_parse(const char *text, size_t len, size_t pos, struct trc_seal *seal, struct trc_error *error)
{
    *seal = (struct trc_seal){0};
    if (len < 2)
        return trc_error_rule(error, "seal-length", pos,
                              _("The seal S is empty or cut short; scan the whole code again."));
    const int key_id = trc_base32_value(text[1]);
    const uint8_t body_len = body_len_of(text[0]);
    const size_t right_len = 2 + TRC_BASE32_LEN((size_t)body_len);
    if (body_len != 0 && len != right_len)
        return trc_error_rule(error, "seal-length", pos,
                              _("A seal S of type %c has %zu characters, this one has %zu; scan the whole code again."),
                              text[0], right_len, len);
    if (body_len != 0 && (key_id < 0 || !trc_base32_decode(text + 2, seal->body, body_len)))
        return trc_error_rule(error, "seal-character", pos,
                              _("The seal S holds characters that no seal has; scan the code again."));
    seal->type = text[0];
    seal->key_id = key_id < 0 ? 0 : (uint8_t)key_id;
    seal->body_len = body_len;
    return TRC_OK;
}

size_t trc_seal_format(const struct trc_seal *seal, char text[TRC_SEAL_TEXT_SIZE])
{
    assert(seal->body_len == body_len_of(seal->type) && seal->body_len != 0);
    text[0] = seal->type;
    text[1] = trc_base32_alphabet[seal->key_id];
    trc_base32_encode(seal->body, seal->body_len, text + 2);
    const size_t len = 2 + TRC_BASE32_LEN((size_t)seal->body_len);
    text[len] = '\0';
    return len;
}

enum trc_status trc_seal_check(const struct trc_seal *seal, const struct trc_unit_keys *keys, const struct trc_key *key,
                               const uint8_t *message, size_t message_len, enum trc_seal_state *state)
{
    bool holds = false;
    *state = TRC_SEAL_UNCHECKED;
    if (seal->type == 'H' && keys != NULL) {
        uint8_t mac[TRC_MAC_LEN];
        trc_hmac(&keys->mac, message, message_len, mac);
        holds = trc_equal(mac, seal->body, TRC_SEAL_H_BODY_LEN);
    } else if (seal->type == 'E' && key->has_public) {
        const enum trc_status status = trc_ed25519_check(key->ed25519_public, message, message_len, seal->body, &holds);
        if (status != TRC_OK)
            return status;
    } else {
        return TRC_OK;
    }
    *state = holds ? TRC_SEAL_HOLDS : TRC_SEAL_FAILS;
    return TRC_OK;
}

const char *trc_seal_kind_name(enum trc_seal_kind kind)
{
    static const char *const names[TRC_SEAL_KIND_COUNT] = {"none", "hmac", "ed25519"};
    return (unsigned)kind < TRC_SEAL_KIND_COUNT ? names[kind] : "?";
}
