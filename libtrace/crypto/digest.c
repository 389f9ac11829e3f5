/* digest.c: SHA-256 in pieces. */

/* As in hmac.c: docs/decisions/0020. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <assert.h>
#include <openssl/sha.h>
#include <string.h>
#include <trc/digest.h>

static_assert(sizeof(SHA256_CTX) <= sizeof(struct trc_digest), "a digest holds OpenSSL's state");

void trc_digest_begin(struct trc_digest *digest)
{
    SHA256_CTX state;
    SHA256_Init(&state);
    memcpy(digest, &state, sizeof state);
}

void trc_digest_add(struct trc_digest *digest, const void *bytes, size_t len)
{
    SHA256_CTX state;
    memcpy(&state, digest, sizeof state);
    SHA256_Update(&state, bytes, len);
    memcpy(digest, &state, sizeof state);
}

void trc_digest_end(struct trc_digest *digest, char text[TRC_DIGEST_TEXT_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t bytes[TRC_DIGEST_LEN];
    SHA256_CTX state;
    memcpy(&state, digest, sizeof state);
    SHA256_Final(bytes, &state);
    for (size_t i = 0; i < sizeof bytes; i++) {
        text[2 * i] = hex[bytes[i] >> 4];
        text[2 * i + 1] = hex[bytes[i] & 15];
    }
    text[2 * sizeof bytes] = '\0';
}
