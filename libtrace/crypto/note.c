/* note.c: signed notes: made, and checked against known keys. Source: https://c2sp.org/signed-note. */
#include <assert.h>
#include <string.h>
#include <trc/note.h>

#include "base/base64.h"
#include "base/error.h"
#include "base/utf8.h"
#include "crypto/ed25519.h"
#include "crypto/hmac.h"

#define ED25519 0x01 /* the signature type of C2SP */

#define KEY_LEN (1 + TRC_ED25519_PUBLIC_LEN) /* as in a verifier key: type and key */
#define KEY_TEXT_LEN TRC_BASE64_LEN(KEY_LEN)
#define SIGNATURE_LEN (TRC_NOTE_HASH_LEN + TRC_ED25519_SIGNATURE_LEN) /* as in a note: hash and signature */
#define SIGNATURE_TEXT_LEN TRC_BASE64_LEN(SIGNATURE_LEN)
#define HASH_DIGITS (2 * TRC_NOTE_HASH_LEN)

static const char dash[] = "\xe2\x80\x94 "; /* U+2014 and a blank */

#define DASH_LEN (sizeof dash - 1)

static_assert(TRC_NOTE_KEY_TEXT_SIZE == TRC_NOTE_NAME_MAX + 1 + HASH_DIGITS + 1 + KEY_TEXT_LEN + 1,
              "a verifier key fits its array");
static_assert(TRC_NOTE_SIGNED_SIZE(0) == 1 + DASH_LEN + TRC_NOTE_NAME_MAX + 1 + SIGNATURE_TEXT_LEN + 1 + 1,
              "a signed note fits its array");

static void key_hash(const char *name, size_t name_len, const uint8_t public_key[TRC_ED25519_PUBLIC_LEN],
                     uint8_t hash[TRC_NOTE_HASH_LEN])
{
    uint8_t bytes[TRC_NOTE_NAME_MAX + 2 + TRC_ED25519_PUBLIC_LEN], digest[TRC_MAC_LEN];
    memcpy(bytes, name, name_len);
    bytes[name_len] = '\n';
    bytes[name_len + 1] = ED25519;
    memcpy(bytes + name_len + 2, public_key, TRC_ED25519_PUBLIC_LEN);
    trc_sha256(bytes, name_len + 2 + TRC_ED25519_PUBLIC_LEN, digest);
    memcpy(hash, digest, TRC_NOTE_HASH_LEN);
}

/* How many bytes of a text can stand in a key's name, before the first that cannot. */
static size_t name_span(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t character = 0;
        const size_t bytes = trc_utf8_read(text + at, len - at, &character);
        if (bytes == 0 || character < 0x20 || character == '+' || trc_utf8_is_space(character))
            break;
        at += bytes;
    }
    return at;
}

/* How much of a name a message shows: whole characters, up to 80 bytes. */
static int shown(const char *name, size_t len)
{
    size_t at = len < 80 ? len : 80;
    while (at < len && ((unsigned char)name[at] & 0xc0) == 0x80)
        at--;
    return (int)at;
}

static bool is_name(const char *text, size_t len)
{
    return len > 0 && name_span(text, len) == len;
}

static enum trc_status check_name(const char *name, size_t len, struct trc_error *error)
{
    if (!is_name(name, len))
        return trc_error_rule(
            error, "note-name", name_span(name, len),
            _("The name of a signing key is not empty, and holds no blanks, no control characters and "
              "no \"+\"; take one such as \"example.com/ledger\"."));
    if (len > TRC_NOTE_NAME_MAX)
        return trc_error_set(error, TRC_ERR_RANGE, _("The name of a signing key is longer than %d bytes: shorten it."),
                             TRC_NOTE_NAME_MAX);
    return TRC_OK;
}

enum trc_status trc_note_key_from_seed(const char *name, const uint8_t seed[TRC_ED25519_SEED_LEN],
                                       struct trc_note_key *key, struct trc_error *error)
{
    memset(key, 0, sizeof *key);
    const size_t len = strlen(name);
    const enum trc_status status = check_name(name, len, error);
    if (status != TRC_OK)
        return status;
    if (trc_ed25519_public(seed, key->public_key) != TRC_OK) {
        memset(key, 0, sizeof *key);
        return trc_error_set(error, TRC_ERR_CRYPTO, _("The crypto library could not make the public key of \"%.*s\"."),
                             shown(name, len), name);
    }
    memcpy(key->name, name, len);
    key_hash(name, len, key->public_key, key->hash);
    return TRC_OK;
}

/* Of a hexadecimal digit, or -1. */
static int digit_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool read_hash(const char *digits, uint8_t hash[TRC_NOTE_HASH_LEN])
{
    for (size_t i = 0; i < TRC_NOTE_HASH_LEN; i++) {
        const int high = digit_value(digits[2 * i]);
        const int low = high >= 0 ? digit_value(digits[2 * i + 1]) : -1;
        if (low < 0)
            return false;
        hash[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static enum trc_status bad_key(size_t pos, struct trc_error *error)
{
    return trc_error_rule(
        error, "note-key", pos,
        _("This is no verifier key: it is a name, 8 hexadecimal digits and a key in base64, with \"+\" "
          "between them. Copy it again, all of it."));
}

static enum trc_status read_key(const char *text, struct trc_note_key *key, struct trc_error *error)
{
    const size_t name_len = strcspn(text, "+");
    const enum trc_status status = check_name(text, name_len, error);
    if (status != TRC_OK)
        return status;
    const size_t hash_at = name_len + 1, key_at = hash_at + HASH_DIGITS + 1;
    uint8_t bytes[KEY_LEN], hash[TRC_NOTE_HASH_LEN];
    size_t len = 0;
    if (text[name_len] != '+')
        return bad_key(name_len, error);
    if (!read_hash(text + hash_at, key->hash) || text[key_at - 1] != '+')
        return bad_key(hash_at, error);
    if (!trc_base64_decode(text + key_at, strlen(text + key_at), bytes, sizeof bytes, &len) || len == 0)
        return bad_key(key_at, error);
    if (bytes[0] != ED25519)
        return trc_error_set(error, TRC_ERR_UNSUPPORTED,
                             _("The verifier key of \"%.*s\" is of type %u; only Ed25519, type 1, can be checked."),
                             shown(text, name_len), text, bytes[0]);
    if (len != KEY_LEN)
        return bad_key(key_at, error);
    memcpy(key->name, text, name_len);
    memcpy(key->public_key, bytes + 1, TRC_ED25519_PUBLIC_LEN);
    key_hash(text, name_len, key->public_key, hash);
    if (memcmp(hash, key->hash, sizeof hash) != 0)
        return trc_error_rule(error, "note-key-hash", hash_at,
                              _("The 8 digits of this verifier key belong to another key or name: a part of it was "
                                "changed. Copy it again, all of it."));
    return TRC_OK;
}

enum trc_status trc_note_key_parse(const char *text, struct trc_note_key *key, struct trc_error *error)
{
    memset(key, 0, sizeof *key);
    const enum trc_status status = read_key(text, key, error);
    if (status != TRC_OK)
        memset(key, 0, sizeof *key);
    return status;
}

void trc_note_key_format(const struct trc_note_key *key, char text[TRC_NOTE_KEY_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    const size_t name_len = strlen(key->name);
    uint8_t bytes[KEY_LEN] = {ED25519};
    memcpy(bytes + 1, key->public_key, TRC_ED25519_PUBLIC_LEN);
    memcpy(text, key->name, name_len);
    text += name_len;
    *text++ = '+';
    for (size_t i = 0; i < TRC_NOTE_HASH_LEN; i++) {
        *text++ = digits[key->hash[i] >> 4];
        *text++ = digits[key->hash[i] & 15];
    }
    *text++ = '+';
    trc_base64_encode(bytes, sizeof bytes, text);
    text[KEY_TEXT_LEN] = '\0';
}

/* What holds of a text and of the whole note alike. */
static enum trc_status check_characters(const char *text, size_t len, struct trc_error *error)
{
    for (size_t at = 0; at < len;) {
        uint32_t character = 0;
        const size_t bytes = trc_utf8_read(text + at, len - at, &character);
        if (bytes == 0)
            return trc_error_rule(error, "utf-8", at, _("The note is not UTF-8 text: its byte %zu is wrong."), at);
        if (character < 0x20 && character != '\n')
            return trc_error_rule(error, "note-control", at,
                                  _("The note has a control character that is no newline, at byte %zu; lines end in a "
                                    "newline alone."),
                                  at);
        at += bytes;
    }
    if (len == 0 || text[len - 1] != '\n')
        return trc_error_rule(error, "note-newline", len,
                              _("The note does not end in a newline: its end may have been cut off."));
    return TRC_OK;
}

enum trc_status trc_note_sign(const char *text, size_t len, const char *key_name,
                              const uint8_t seed[TRC_ED25519_SEED_LEN], char *note, size_t size, size_t *note_len,
                              struct trc_error *error)
{
    struct trc_note_key key;
    *note_len = 0;
    if (size > 0)
        note[0] = '\0';
    enum trc_status status = check_characters(text, len, error);
    if (status == TRC_OK)
        status = trc_note_key_from_seed(key_name, seed, &key, error);
    if (status != TRC_OK)
        return status;
    const size_t name_len = strlen(key_name);
    const size_t more = 1 + DASH_LEN + name_len + 1 + SIGNATURE_TEXT_LEN + 1;
    if (size <= more || size - more <= len)
        return trc_error_set(error, TRC_ERR_RANGE, _("The signed note does not fit into %zu bytes."), size);

    uint8_t signature[SIGNATURE_LEN];
    memcpy(signature, key.hash, TRC_NOTE_HASH_LEN);
    if (trc_ed25519_sign(seed, text, len, signature + TRC_NOTE_HASH_LEN) != TRC_OK)
        return trc_error_set(error, TRC_ERR_CRYPTO, _("The crypto library could not sign the note as \"%.*s\"."),
                             shown(key_name, name_len), key_name);
    char *out = note;
    memcpy(out, text, len);
    out += len;
    *out++ = '\n';
    memcpy(out, dash, DASH_LEN);
    out += DASH_LEN;
    memcpy(out, key_name, name_len);
    out += name_len;
    *out++ = ' ';
    trc_base64_encode(signature, sizeof signature, out);
    out += SIGNATURE_TEXT_LEN;
    *out++ = '\n';
    *out = '\0';
    *note_len = len + more;
    return TRC_OK;
}

/* One line under a text. */
struct line {
    const char *name; /* into the note */
    size_t name_len;
    size_t len; /* of hash and signature, which may be of a type with longer ones */
    uint8_t bytes[SIGNATURE_LEN];
};

/* Read the line that begins at *at, and step behind it. The note is known to end in a newline. */
static bool read_line(const char *note, size_t len, size_t *at, struct line *line)
{
    const char *start = note + *at;
    const char *end = memchr(start, '\n', len - *at);
    const size_t line_len = (size_t)(end - start);
    *at += line_len + 1;
    if (line_len < DASH_LEN || memcmp(start, dash, DASH_LEN) != 0)
        return false;
    line->name = start + DASH_LEN;
    const char *blank = memchr(line->name, ' ', (size_t)(end - line->name));
    if (blank == NULL)
        return false;
    line->name_len = (size_t)(blank - line->name);
    return is_name(line->name, line->name_len) &&
           trc_base64_decode(blank + 1, (size_t)(end - blank - 1), line->bytes, sizeof line->bytes, &line->len) &&
           line->len > TRC_NOTE_HASH_LEN;
}

/* Where the last empty line is; all before it is the text. 0: there is none, or nothing before it. */
static size_t find_blank_line(const char *note, size_t len)
{
    size_t at = len;
    while (at-- > 1)
        if (note[at] == '\n' && note[at - 1] == '\n')
            return at;
    return 0;
}

/* Everything that can be said of a note without a key. */
static enum trc_status check_form(const char *note, size_t len, size_t *text_len, struct trc_error *error)
{
    const enum trc_status status = check_characters(note, len, error);
    if (status != TRC_OK)
        return status;
    *text_len = find_blank_line(note, len);
    if (*text_len == 0)
        return trc_error_rule(
            error, "note-blank-line", len,
            _("The note has no empty line, after which its signatures would follow: it is not signed."));
    size_t count = 0;
    for (size_t at = *text_len + 1; at < len || count == 0; count++) {
        const size_t start = at;
        struct line line;
        if (count == TRC_NOTE_SIGNATURES_MAX)
            return trc_error_rule(error, "note-signature-count", start, _("The note has more than %d signatures."),
                                  TRC_NOTE_SIGNATURES_MAX);
        if (at == len || !read_line(note, len, &at, &line))
            return trc_error_rule(error, "note-signature", start,
                                  _("After its last empty line a note has nothing but signatures, each a dash, a "
                                    "name and base64; at byte %zu there is something else."),
                                  start);
    }
    return TRC_OK;
}

static bool is_by(const struct line *line, const struct trc_note_key *key)
{
    return strlen(key->name) == line->name_len && memcmp(key->name, line->name, line->name_len) == 0 &&
           memcmp(key->hash, line->bytes, TRC_NOTE_HASH_LEN) == 0;
}

/* Decide one signature. TRC_ERR_KEY when nobody we know is said to have made it. */
static enum trc_status check_line(const char *note, size_t text_len, const struct line *line,
                                  const struct trc_note_key *keys, size_t key_count, const struct trc_note_key **signer)
{
    enum trc_status status = TRC_ERR_KEY;
    for (size_t i = 0; i < key_count; i++) {
        bool holds = false;
        if (!is_by(line, &keys[i]))
            continue;
        if (line->len == SIGNATURE_LEN &&
            trc_ed25519_check(keys[i].public_key, note, text_len, line->bytes + TRC_NOTE_HASH_LEN, &holds) != TRC_OK)
            return TRC_ERR_CRYPTO;
        if (holds) {
            *signer = &keys[i];
            return TRC_OK;
        }
        status = TRC_ERR_DAMAGED; /* unless another key of this name and hash made it */
    }
    return status;
}

enum trc_status trc_note_check(const char *note, size_t len, const struct trc_note_key *keys, size_t key_count,
                               size_t *text_len, const struct trc_note_key **signer, struct trc_error *error)
{
    const struct trc_note_key *first = NULL;
    size_t signed_len = 0;
    *text_len = 0;
    if (signer != NULL)
        *signer = NULL;
    enum trc_status status = check_form(note, len, &signed_len, error);
    if (status != TRC_OK)
        return status;

    struct line line;
    for (size_t at = signed_len + 1; at < len && read_line(note, len, &at, &line);) {
        const struct trc_note_key *by = NULL;
        status = check_line(note, signed_len, &line, keys, key_count, &by);
        if (status == TRC_ERR_DAMAGED)
            return trc_error_set(error, status,
                                 _("The signature of \"%.*s\" does not hold: the note was changed after it was signed, "
                                   "or somebody else signed it in this name. Do not use it."),
                                 shown(line.name, line.name_len), line.name);
        if (status == TRC_ERR_CRYPTO)
            return trc_error_set(error, status, _("The crypto library could not check the signatures of the note."));
        first = first != NULL ? first : by;
    }
    if (first == NULL)
        return trc_error_set(error, TRC_ERR_KEY,
                             _("None of the keys that are trusted here signed the note; check which key you were given "
                               "for it."));
    *text_len = signed_len;
    if (signer != NULL)
        *signer = first;
    return TRC_OK;
}
