/* keyfile.h: the bytes of a key file, apart from the file that they rest in. Internal. Source: docs/key-file.md. */
#ifndef TRC_CRYPTO_KEYFILE_H
#define TRC_CRYPTO_KEYFILE_H

#include <trc/keys.h>

#define TRC_KEYFILE_VERSION 1
#define TRC_KEYFILE_LEN_MAX 16384 /* of any version, so that a later one can still be told from damage */

/** What opening a key file costs whoever guesses the passphrase: scrypt's parameters. */
struct trc_keyfile_cost {
    uint8_t log2_n;
    uint8_t r;
    uint8_t p;
};

/* 128 MiB and about 0.6 s. Source: docs/decisions/0021. */
#define TRC_KEYFILE_COST_DEFAULT ((struct trc_keyfile_cost){17, 8, 1})

/** Seal secrets, with fresh salt and nonce. TRC_ERR_RANGE for an empty passphrase or a list out of order. */
TRC_MUST_USE enum trc_status trc_keyfile_format_seal(const struct trc_secrets *secrets, struct trc_keyfile_cost cost,
                                                     const char *passphrase, size_t passphrase_len,
                                                     uint8_t bytes[TRC_KEYFILE_LEN_MAX], size_t *len,
                                                     struct trc_error *error);

/** Open sealed bytes; *secrets holds nothing unless TRC_OK. `name` is what messages call them. */
TRC_MUST_USE enum trc_status trc_keyfile_format_open(const char *name, const uint8_t *bytes, size_t len,
                                                     const char *passphrase, size_t passphrase_len,
                                                     struct trc_secrets *secrets, struct trc_error *error);

/** trc_keyfile_write() at another cost: tests cannot wait half a second for each file. */
TRC_MUST_USE enum trc_status trc_keyfile_write_at_cost(const char *path, struct trc_keyfile_cost cost,
                                                       const char *passphrase, size_t passphrase_len,
                                                       const struct trc_secrets *secrets, struct trc_error *error);

#endif
