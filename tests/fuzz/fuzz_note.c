/* fuzz_note.c: any bytes as a note, a text to sign, a verifier key and base64: refused with a place, or read back
 * whole; and no change to a signed note is ever accepted. */
#include <string.h>
#include <trc/note.h>

#include "base/base64.h"
#include "fuzz/fuzz.h"

#define NAME "fuzz.example/ledger"
#define INPUT_MAX 8192

static const uint8_t seed[TRC_ED25519_SEED_LEN] = "nobody else will have this seed";

static struct trc_note_key own_key(void)
{
    struct trc_note_key key;
    FUZZ_PROMISE(trc_note_key_from_seed(NAME, seed, &key, NULL) == TRC_OK);
    return key;
}

static enum trc_status check(const char *note, size_t len, const struct trc_note_key *key, size_t *text_len)
{
    const struct trc_note_key *signer = key;
    struct trc_error error = TRC_ERROR_INIT;
    const enum trc_status status = trc_note_check(note, len, key, 1, text_len, &signer, &error);
    if (status == TRC_OK) {
        FUZZ_PROMISE(signer == key && *text_len > 0 && *text_len < len && note[*text_len - 1] == '\n');
        return status;
    }
    FUZZ_PROMISE(signer == NULL && *text_len == 0);
    FUZZ_PROMISE(error.status == status && error.msg[0] != '\0');
    FUZZ_PROMISE(status == TRC_ERR_SYNTAX ? error.rule != NULL && error.pos <= len
                                          : status == TRC_ERR_KEY || status == TRC_ERR_DAMAGED);
    return status;
}

/* Nobody signed these with our key; but anybody may write its name and hash. */
static void try_as_note(const uint8_t *data, size_t size)
{
    const struct trc_note_key key = own_key();
    size_t text_len = 0;
    FUZZ_PROMISE(check((const char *)data, size, &key, &text_len) != TRC_OK);
}

/* The first bytes say what is changed, the others are signed. */
static void try_as_text(const uint8_t *data, size_t size)
{
    static char note[TRC_NOTE_SIGNED_SIZE(INPUT_MAX)];
    const struct trc_note_key key = own_key();
    size_t len = 0, text_len = 0;
    if (size < 3 || size > INPUT_MAX)
        return;
    const char *text = (const char *)data + 3;
    const enum trc_status status = trc_note_sign(text, size - 3, NAME, seed, note, sizeof note, &len, NULL);
    FUZZ_PROMISE(status == TRC_OK || (status == TRC_ERR_SYNTAX && len == 0 && note[0] == '\0'));
    if (status != TRC_OK)
        return;
    FUZZ_PROMISE(check(note, len, &key, &text_len) == TRC_OK);
    FUZZ_PROMISE(text_len == size - 3 && memcmp(note, text, text_len) == 0);
    FUZZ_PROMISE(strlen(note) == len);
    if (data[2] == 0)
        return;
    note[(data[0] | (size_t)data[1] << 8) % len] ^= (char)data[2];
    FUZZ_PROMISE(check(note, len, &key, &text_len) != TRC_OK);
}

static void try_as_key(const uint8_t *data, size_t size)
{
    static const struct trc_note_key zero;
    static char text[INPUT_MAX + 1];
    char again[TRC_NOTE_KEY_TEXT_SIZE];
    struct trc_note_key key, same;
    struct trc_error error = TRC_ERROR_INIT;
    if (size > INPUT_MAX)
        return;
    memcpy(text, data, size);
    text[size] = '\0';
    if (trc_note_key_parse(text, &key, &error) != TRC_OK) {
        FUZZ_PROMISE(memcmp(&key, &zero, sizeof key) == 0 && error.msg[0] != '\0');
        FUZZ_PROMISE(error.status != TRC_ERR_SYNTAX || error.pos <= strlen(text));
        return;
    }
    trc_note_key_format(&key, again);
    FUZZ_PROMISE(strlen(again) == strlen(text)); /* the same but for the case of its digits */
    FUZZ_PROMISE(trc_note_key_parse(again, &same, NULL) == TRC_OK && memcmp(&key, &same, sizeof key) == 0);
}

static void try_as_base64(const uint8_t *data, size_t size)
{
    static uint8_t bytes[INPUT_MAX];
    static char text[TRC_BASE64_LEN(INPUT_MAX)];
    size_t len = 0;
    if (size > INPUT_MAX)
        return;
    if (trc_base64_decode((const char *)data, size, bytes, sizeof bytes, &len)) {
        FUZZ_PROMISE(TRC_BASE64_LEN(len) == size);
        trc_base64_encode(bytes, len, text);
        FUZZ_PROMISE(memcmp(text, data, size) == 0);
    }
    trc_base64_encode(data, size, text);
    FUZZ_PROMISE(trc_base64_decode(text, TRC_BASE64_LEN(size), bytes, sizeof bytes, &len));
    FUZZ_PROMISE(len == size && memcmp(bytes, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_as_note(data, size);
    try_as_text(data, size);
    try_as_key(data, size);
    try_as_base64(data, size);
    return 0;
}
