/* digest.h: SHA-256 of what comes in pieces, such as a file while it is written. */
#ifndef TRC_DIGEST_H
#define TRC_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <trc/export.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_DIGEST_LEN 32
#define TRC_DIGEST_TEXT_SIZE 65 /* lower-case hex digits and NUL */

/** Plain data: a copy is a digest of what came so far. */
struct trc_digest {
    uint64_t state[14]; /* OpenSSL's own */
};

TRC_EXPORT void trc_digest_begin(struct trc_digest *digest);
TRC_EXPORT void trc_digest_add(struct trc_digest *digest, const void *bytes, size_t len);

/** The digest as text. `digest` must be begun again before it is used again. */
TRC_EXPORT void trc_digest_end(struct trc_digest *digest, char text[TRC_DIGEST_TEXT_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
