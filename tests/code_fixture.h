/* code_fixture.h: an issuer's keys and codes sealed with them. No cmocka: property tests, fuzzers and benches share it.
 */
#ifndef TRC_TESTS_CODE_FIXTURE_H
#define TRC_TESTS_CODE_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/code.h>

#define FIXTURE_GTIN "06901234567892"
#define FIXTURE_HOST "id.acme.cn"
#define FIXTURE_KEY_ID 6       /* the roots of docs/trace-code.md's example; makes every kind of seal */
#define FIXTURE_OTHER_KEY_ID 7 /* of the same issuer, other roots, without Ed25519 */

/* A test that cannot be set up must not pass. */
static inline void fixture_need(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "code_fixture: %s failed\n", what);
    abort();
}

static inline struct trc_secret fixture_secret(uint8_t key_id, enum trc_key_type type, uint8_t first_byte)
{
    struct trc_secret secret = {.key_id = key_id, .type = type};
    for (size_t i = 0; i < TRC_SECRET_LEN; i++) {
        secret.root[i] = (uint8_t)(first_byte + i);
        secret.pin_root[i] = (uint8_t)(first_byte + TRC_SECRET_LEN + i);
    }
    return secret;
}

static inline void fixture_ring(struct trc_keyring *ring)
{
    const struct trc_secret secret = fixture_secret(FIXTURE_KEY_ID, TRC_KEY_ED25519, 0);
    const struct trc_secret other = fixture_secret(FIXTURE_OTHER_KEY_ID, TRC_KEY_HMAC, 100);
    memset(ring, 0, sizeof *ring);
    fixture_need(trc_keyring_add(ring, &secret, NULL) == TRC_OK, "trc_keyring_add");
    fixture_need(trc_keyring_add(ring, &other, NULL) == TRC_OK, "trc_keyring_add");
}

/* The example's product: LOT2409A, good until the end of 2027. */
static inline struct trc_template_config fixture_config(enum trc_seal_kind seal, bool own_serials)
{
    return (struct trc_template_config){.host = FIXTURE_HOST,
                                        .gtin = FIXTURE_GTIN,
                                        .lot = "LOT2409A",
                                        .expiry = "271231",
                                        .key_id = FIXTURE_KEY_ID,
                                        .seal = seal,
                                        .own_serials = own_serials};
}

/* One code of a batch; `own_serial` NULL for a sealed one. */
static inline void fixture_issue_from(const struct trc_template_config *config, const struct trc_keyring *ring,
                                      uint32_t unit, const char *own_serial, struct trc_issued *issued)
{
    struct trc_template tmpl;
    struct trc_error error = TRC_ERROR_INIT;
    const bool ok = trc_template_init(&tmpl, config, ring, &error) == TRC_OK &&
                    trc_template_issue(&tmpl, unit, own_serial, issued, &error) == TRC_OK;
    fixture_need(ok, error.msg);
}

static inline void fixture_issue(const struct trc_keyring *ring, enum trc_seal_kind seal, uint32_t unit,
                                 const char *own_serial, struct trc_issued *issued)
{
    const struct trc_template_config config = fixture_config(seal, own_serial != NULL);
    fixture_issue_from(&config, ring, unit, own_serial, issued);
}

/* Text with the first `from` replaced by `to`. */
static inline void fixture_replace(const char *text, const char *from, const char *to, char *out, size_t size)
{
    const char *at = strstr(text, from);
    fixture_need(at != NULL, from);
    const int len = snprintf(out, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    fixture_need(len >= 0 && (size_t)len < size, "fixture_replace");
}

#endif
