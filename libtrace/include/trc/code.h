/* code.h: the trace code: parse it, check its seals, issue it. Pure: no I/O, no clock, no allocation. */
#ifndef TRC_CODE_H
#define TRC_CODE_H

#include <trc/keys.h>
#include <trc/link.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_SERIAL_MAX 20        /* AI 21 */
#define TRC_SEALED_SERIAL_LEN 20 /* Crockford base32 characters: 100 bits */
#define TRC_TAG_LEN 8            /* bytes of HMAC in a sealed serial */
#define TRC_SEAL_H_LEN 28        /* 'H', key id, 26 characters */
#define TRC_SEAL_E_LEN 105       /* 'E', key id, 103 characters */
#define TRC_SEAL_TEXT_SIZE (TRC_SEAL_E_LEN + 1)
#define TRC_UNIT_MAX 0x7fffffffu
#define TRC_PIN_SIZE 9 /* 8 digits */
#define TRC_HOST_MAX 253
#define TRC_CODE_MAX 1024 /* an issued code, with its NUL */

/**
 * Read a DNS host name into lower case: no scheme, port, path or user.
 *
 * @param[out] host Empty on error.
 * @return TRC_OK, or TRC_ERR_SYNTAX ("host-length", "host-character", "host-label") with the offset.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_host_parse(const char *text, char host[TRC_HOST_MAX + 1],
                                                       struct trc_error *error);

/** How the serial (AI 21) names its unit. */
enum trc_serial_kind {
    TRC_SERIAL_NONE,   /* no AI 21 */
    TRC_SERIAL_OWN,    /* the manufacturer's own: carries no seal */
    TRC_SERIAL_SEALED, /* 20 canonical Crockford characters: key id, masked unit, tag */
};

/** What a sealed serial holds. */
struct trc_sealed_serial {
    uint8_t key_id;
    uint32_t masked_unit;
    uint8_t tag[TRC_TAG_LEN];
};

/** The S seal as read from the link. */
struct trc_seal {
    char type; /* 'H', 'E', another letter (cannot be checked), or 0: none */
    uint8_t key_id;
    uint8_t body_len; /* 16 for H, 64 for E, else 0 */
    uint8_t body[TRC_ED25519_SIGNATURE_LEN];
};

/** A parsed trace code. About 7 kB; plain data. */
struct trc_code {
    const char *text; /* what the spans of `link` point into: the caller's text behind its symbology identifier */
    bool is_link;
    bool has_unsealed_data;      /* the link carries parameters or a fragment that no seal covers */
    struct trc_link link;        /* of an element string only `elements` */
    const char *gtin;            /* into link.elements; NULL when there is no AI 01 */
    const char *serial;          /* AI 21, or NULL */
    char host[TRC_HOST_MAX + 1]; /* lower case, with port or user info as written; empty for an element string */
    enum trc_serial_kind serial_kind;
    struct trc_sealed_serial sealed; /* zeros for any other kind */
    struct trc_seal seal;
};

/**
 * Parse a code as it was scanned: a GS1 Digital Link or a GS1 element string, with or without symbology identifier.
 *
 * Any well-formed GS1 text is accepted; a trace code proper has `gtin` and `serial`. Do not copy *code: it points into
 * itself.
 *
 * @param[in]  text `len` bytes; need not be NUL-terminated.
 * @return TRC_OK, or TRC_ERR_SYNTAX with rule and byte offset.
 * Source: docs/trace-code.md.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_code_parse(const char *text, size_t len, struct trc_code *code,
                                                       struct trc_error *error);

/**
 * The same, but S is a parameter like any other that GS1 gives no meaning to: for saying what a text holds whose seal
 * is malformed. Never for judging: the code has no seal then.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_code_parse_unsealed(const char *text, size_t len, struct trc_code *code,
                                                                struct trc_error *error);

/**
 * The same for a code typed by a person: white space is dropped, and with `fold_case` all letters become upper case,
 * as issued codes are.
 *
 * @param[out] scratch The cleaned text that spans of *code point into; room for `len` bytes.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_code_parse_typed(const char *text, size_t len, bool fold_case,
                                                             char *scratch, struct trc_code *code,
                                                             struct trc_error *error);

/** What became of one seal. */
enum trc_seal_state {
    TRC_SEAL_ABSENT,
    TRC_SEAL_UNCHECKED, /* no key at hand, or a type unknown to this program */
    TRC_SEAL_HOLDS,
    TRC_SEAL_FAILS,
};

/** Result of checking one code; every field is decided by keys alone. */
struct trc_check {
    enum trc_seal_state serial; /* the tag inside a sealed serial */
    enum trc_seal_state seal;   /* the S seal */
    bool has_unit;              /* `unit` is known: the sealed serial holds */
    uint32_t unit;
};

/**
 * Check every seal of a parsed code against a keyring. Offline; allocates nothing for HMAC seals.
 *
 * @param[in]     ring   Borrowed for the call.
 * @param[in,out] cache  Derived keys of this thread.
 * @param[out]    check  Cleared before anything else is done.
 * @return TRC_OK when every seal present was decided or cannot be for want of a key; TRC_ERR_CRYPTO when the crypto
 *         library failed: then nothing was decided.
 * Timing is independent of tag bytes. Source: docs/trace-code.md "Serials", "The S seal".
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_code_check(const struct trc_code *code, const struct trc_keyring *ring,
                                                       struct trc_key_cache *cache, struct trc_check *check);

/** Where a typed code looks wrong. */
struct trc_slip {
    const char *field; /* "01", "10", "11", "17", "21", or "S" for the H seal; static. NULL: no slip explains it */
    size_t pos;        /* offset within that value of the first character that looks wrong */
};

/**
 * Is a typed code that failed its check one slip away from one whose every seal holds?
 *
 * Tries, on the values that issued codes have and on the text of an H seal: one transposition; one substitution; Y and
 * Z exchanged, in one value or in all (a keyboard layout); then all of it again with I, L and O of the serial read as 1
 * and 0. The corrected code is not given out: it would complete a guess. For the same reason no anonymous client may
 * ask this: it makes guessing some thousand times easier. Takes milliseconds.
 *
 * @param[out] slip What looks wrong; cleared first.
 * @return true when a slip explains the failure.
 * Source: docs/trace-code.md "Typed codes".
 */
TRC_EXPORT bool trc_code_is_mistyped(const struct trc_code *code, const struct trc_keyring *ring,
                                     struct trc_key_cache *cache, struct trc_slip *slip);

/** Does this text have the form of a sealed serial (20 canonical Crockford characters)? Own serials must not. */
TRC_EXPORT bool trc_serial_looks_sealed(const char *serial, size_t len);

/** Which S seal a batch carries. */
enum trc_seal_kind { TRC_SEAL_KIND_NONE, TRC_SEAL_KIND_HMAC, TRC_SEAL_KIND_ED25519, TRC_SEAL_KIND_COUNT };

/** "none", "hmac" or "ed25519". */
TRC_EXPORT const char *trc_seal_kind_name(enum trc_seal_kind kind);

/** What every code of a batch shares. Text members are borrowed until trc_template_init() returns. */
struct trc_template_config {
    const char *host;                    /* as trc_host_parse() takes it; upper-cased into the code */
    const char *gtin;                    /* 14 digits */
    const char *lot, *expiry, *produced; /* AI 10, 17, 11; NULL or empty: absent */
    uint8_t key_id;
    enum trc_seal_kind seal;
    bool own_serials; /* the serials come from the caller, and `seal` must not be none */
    bool pins;        /* derive a scratch PIN for each unit */
};

/** A batch ready to seal codes. Secret: wipe after use. Read-only while in use: threads may share it. */
struct trc_template {
    struct trc_unit_keys keys;
    struct trc_hmac_key pin;
    const struct trc_key *key; /* borrowed from the ring */
    enum trc_seal_kind seal;
    bool own_serials, pins;
    uint16_t head_len, tail_len, message_len;
    char head[512];       /* HTTPS://HOST/01/…/21/ */
    char tail[64];        /* ?11=…&17=… */
    uint8_t message[128]; /* what seals cover, up to the unit's own part */
};

/**
 * Prepare a batch's template; every value is checked as GS1 asks.
 *
 * @param[out] tmpl Wiped on error.
 * @return TRC_OK; TRC_ERR_SYNTAX with rule; TRC_ERR_STATE for own serials without a seal; TRC_ERR_KEY when the ring
 *         lacks what seal or PIN needs.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_template_init(struct trc_template *tmpl,
                                                          const struct trc_template_config *config,
                                                          const struct trc_keyring *ring, struct trc_error *error);

/** One issued code. */
struct trc_issued {
    uint16_t text_len;
    char text[TRC_CODE_MAX];
    char serial[TRC_SERIAL_MAX + 1];
    char pin[TRC_PIN_SIZE]; /* empty unless the template has `pins` */
};

/**
 * Seal one unit.
 *
 * @param      unit       0 to TRC_UNIT_MAX. Ignored in the code when the batch has own serials.
 * @param      own_serial NUL-terminated for a batch of own serials, else NULL.
 * @param[out] issued     Empty on error.
 * @return TRC_OK; TRC_ERR_SYNTAX for an own serial GS1 refuses or that looks sealed; TRC_ERR_RANGE; TRC_ERR_CRYPTO.
 * Allocates nothing for sealed serials and H seals; OpenSSL allocates for E.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_template_issue(const struct trc_template *tmpl, uint32_t unit,
                                                           const char *own_serial, struct trc_issued *issued,
                                                           struct trc_error *error);

/**
 * A text like all codes of a batch, with a letter wherever they differ: for trc_encoder_new(), so that their symbols
 * have one size.
 *
 * @param own_serial The serial it is for, in a batch of own serials; NULL there gives a text that is like no code.
 * @return Its length.
 */
TRC_EXPORT size_t trc_template_pattern(const struct trc_template *tmpl, const char *own_serial,
                                       char text[TRC_CODE_MAX]);

/**
 * The scratch PIN of a unit. Source: docs/trace-code.md "PIN".
 *
 * @param[out] pin 8 digits and NUL; empty on failure.
 * @return false when the ring has no PIN root for the key id.
 */
TRC_EXPORT bool trc_pin_derive(const struct trc_keyring *ring, uint8_t key_id, const char gtin[TRC_GTIN_SIZE],
                               const char *serial, char pin[TRC_PIN_SIZE]);

/** Compare two PINs in constant time. An empty one, which could not be derived, equals none. */
TRC_EXPORT bool trc_pin_equal(const char pin[TRC_PIN_SIZE], const char *typed);

/** The first 16 bytes of SHA-256 over GTIN and serial: how registries key a unit. */
#define TRC_CODE_KEY_LEN 16
TRC_EXPORT TRC_MUST_USE enum trc_status trc_code_key(const char gtin[TRC_GTIN_SIZE], const char *serial,
                                                     uint8_t key[TRC_CODE_KEY_LEN]);

#ifdef __cplusplus
}
#endif

#endif
