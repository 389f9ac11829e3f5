/* note.h: signed notes of C2SP: a text, and lines under it that say who signed it. For what others than us shall check.
 */
#ifndef TRC_NOTE_H
#define TRC_NOTE_H

#include <stddef.h>
#include <stdint.h>
#include <trc/error.h>
#include <trc/keys.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_NOTE_NAME_MAX 255 /* bytes of a key's name; C2SP has no limit */
#define TRC_NOTE_HASH_LEN 4
#define TRC_NOTE_SIGNATURES_MAX 100                     /* of one note, known and unknown */
#define TRC_NOTE_KEY_TEXT_SIZE (TRC_NOTE_NAME_MAX + 55) /* the name, "+", 8 digits, "+", 44 characters, NUL */
#define TRC_NOTE_SIGNED_SIZE(len) ((len) + TRC_NOTE_NAME_MAX + 100) /* holds any text of `len` bytes when signed */

/** Whose signatures we know: an Ed25519 public key and its name. Plain data, nothing secret. */
struct trc_note_key {
    char name[TRC_NOTE_NAME_MAX + 1];
    uint8_t hash[TRC_NOTE_HASH_LEN]; /* which key of that name; follows from the other two */
    uint8_t public_key[TRC_ED25519_PUBLIC_LEN];
};

/**
 * Make the key that checks what `seed` signs.
 *
 * @param[in]  name UTF-8 without white space, control characters or "+", such as "id.acme.cn/ledger".
 * @param[in]  seed Secret; not kept.
 * @param[out] key  All zeros unless TRC_OK.
 * @return TRC_OK; TRC_ERR_SYNTAX ("note-name") for another name; TRC_ERR_RANGE when it is too long; TRC_ERR_CRYPTO.
 * Source: https://c2sp.org/signed-note "Ed25519 signatures".
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_note_key_from_seed(const char *name,
                                                               const uint8_t seed[TRC_ED25519_SEED_LEN],
                                                               struct trc_note_key *key, struct trc_error *error);

/**
 * Read a verifier key ("vkey"): "example.com+c74f20a3+ARpc2QcU…", the name, the key hash and the key.
 *
 * @param[in]  text NUL-terminated, nothing before or behind it.
 * @param[out] key  All zeros unless TRC_OK.
 * @return TRC_OK; TRC_ERR_SYNTAX ("note-name", "note-key", or "note-key-hash" when the hash is of another key or name)
 *         with the offset; TRC_ERR_RANGE when the name is too long; TRC_ERR_UNSUPPORTED for a key that is not Ed25519.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_note_key_parse(const char *text, struct trc_note_key *key,
                                                           struct trc_error *error);

/** The verifier key as text; trc_note_key_parse() reads it back as the same key. */
TRC_EXPORT void trc_note_key_format(const struct trc_note_key *key, char text[TRC_NOTE_KEY_TEXT_SIZE]);

/**
 * Sign a text: the note is the text, an empty line, and "— name signature".
 *
 * @param[in]  text     Not empty, UTF-8, every line ended by a newline, and no other control character. Empty lines are
 *                      allowed.
 * @param[in]  key_name As for trc_note_key_from_seed().
 * @param[in]  seed     Secret; not kept.
 * @param[out] note     The note and a NUL; may not overlap `text`. Begins with NUL unless TRC_OK.
 * @param[in]  size     Of `note`; TRC_NOTE_SIGNED_SIZE(len) is always enough.
 * @param[out] note_len Without the NUL; 0 unless TRC_OK.
 * @return TRC_OK; TRC_ERR_SYNTAX ("utf-8", "note-control", "note-newline", "note-name") with the offset into the text
 *         or name; TRC_ERR_RANGE when `size` is too small or the name too long; TRC_ERR_CRYPTO.
 * Thread-safe. The same text, name and seed make the same note.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_note_sign(const char *text, size_t len, const char *key_name,
                                                      const uint8_t seed[TRC_ED25519_SEED_LEN], char *note, size_t size,
                                                      size_t *note_len, struct trc_error *error);

/**
 * Check a note: is its text signed by a key that we know?
 *
 * Each signature whose name and hash are those of a known key must hold; signatures of others are passed over, whatever
 * they are, as long as their lines are well formed. Nothing of a note may be believed, or shown as said by somebody,
 * before this is TRC_OK.
 *
 * @param[in]  note     `len` bytes; needs no NUL.
 * @param[in]  keys     Keys that are trusted; they may share names.
 * @param[out] text_len The text that is signed is the first bytes of the note, so many, with its last newline; 0 unless
 *                      TRC_OK.
 * @param[out] signer   The first known key that signed it, out of `keys`; NULL unless TRC_OK. May be NULL.
 * @return TRC_OK; TRC_ERR_KEY when the note is well formed and no known key signed it; TRC_ERR_DAMAGED when a signature
 *         in the name of a known key does not hold: text or signature was changed; TRC_ERR_SYNTAX ("utf-8",
 *         "note-control", "note-newline", "note-blank-line", "note-signature", "note-signature-count") with the offset;
 *         TRC_ERR_CRYPTO when it could not be decided.
 * Allocates: nothing of its own. Thread-safe. Source: https://c2sp.org/signed-note. Stricter than Go's sumdb/note:
 * base64 must be canonical, and of several signatures of one key all must hold, not the first alone.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_note_check(const char *note, size_t len, const struct trc_note_key *keys,
                                                       size_t key_count, size_t *text_len,
                                                       const struct trc_note_key **signer, struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
