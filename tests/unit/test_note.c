/* test_note.c: notes as others make them, and every way to make one say what its signer did not. */
#include "status_asserts.h"

#include <stdio.h>
#include <stdlib.h>
#include <trc/note.h>

#include "base/utf8.h"
#include "crypto/ed25519.h"
#include "hex.h"
#include "marked.h"
#include "tsv.h"

#define TEXT "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define PETER_NAME "PeterNeumann"
#define PETER_KEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_BASE64 "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
#define PETER "— " PETER_NAME " " PETER_BASE64 "\n"
#define ENOCH_KEY "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
#define ENOCH                                                                                                          \
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

/* Does the crypto library fail? */
static bool broken;

enum trc_status __real_trc_ed25519_check(const uint8_t *public_key, const void *msg, size_t len,
                                         const uint8_t *signature, bool *holds);
enum trc_status __wrap_trc_ed25519_check(const uint8_t *public_key, const void *msg, size_t len,
                                         const uint8_t *signature, bool *holds);
enum trc_status __real_trc_ed25519_sign(const uint8_t *seed, const void *msg, size_t len, uint8_t *signature);
enum trc_status __wrap_trc_ed25519_sign(const uint8_t *seed, const void *msg, size_t len, uint8_t *signature);
enum trc_status __real_trc_ed25519_public(const uint8_t *seed, uint8_t *public_key);
enum trc_status __wrap_trc_ed25519_public(const uint8_t *seed, uint8_t *public_key);

enum trc_status __wrap_trc_ed25519_check(const uint8_t *public_key, const void *msg, size_t len,
                                         const uint8_t *signature, bool *holds)
{
    *holds = false;
    return broken ? TRC_ERR_CRYPTO : __real_trc_ed25519_check(public_key, msg, len, signature, holds);
}

enum trc_status __wrap_trc_ed25519_sign(const uint8_t *seed, const void *msg, size_t len, uint8_t *signature)
{
    return broken ? TRC_ERR_CRYPTO : __real_trc_ed25519_sign(seed, msg, len, signature);
}

enum trc_status __wrap_trc_ed25519_public(const uint8_t *seed, uint8_t *public_key)
{
    static int calls;
    return broken && calls++ % 2 == 0 ? TRC_ERR_CRYPTO : __real_trc_ed25519_public(seed, public_key);
}

static const uint8_t ledger_seed[TRC_ED25519_SEED_LEN] = {7, 1, 2, 3};

static struct trc_note_key parsed_key(const char *text)
{
    struct trc_note_key key;
    struct trc_error error = TRC_ERROR_INIT;
    if (trc_note_key_parse(text, &key, &error) != TRC_OK)
        fail_msg("\"%s\": %s", text, error.msg);
    return key;
}

/* Peter's key alone, and Enoch's after it. */
static struct trc_note_key *peter_and_enoch(void)
{
    static struct trc_note_key keys[2];
    keys[0] = parsed_key(PETER_KEY);
    keys[1] = parsed_key(ENOCH_KEY);
    return keys;
}

struct answer {
    enum trc_status status;
    size_t text_len;
    const struct trc_note_key *signer;
    struct trc_error error;
};

/* From a block of just this size, so that reading past its end is seen. Nothing is handed out unless the note is good.
 */
static struct answer check(const char *note, size_t len, const struct trc_note_key *keys, size_t key_count)
{
    struct answer a = {.text_len = 99, .signer = keys, .error = TRC_ERROR_INIT};
    char *exact = malloc(len > 0 ? len : 1);
    memcpy(exact, note, len);
    a.status = trc_note_check(exact, len, keys, key_count, &a.text_len, &a.signer, &a.error);
    size_t text_len = 99;
    assert_int_equal(trc_note_check(exact, len, keys, key_count, &text_len, NULL, NULL), a.status);
    assert_int_equal(text_len, a.text_len);
    free(exact);
    if (a.status == TRC_OK) {
        assert_non_null(a.signer);
        assert_true(a.text_len > 0 && a.text_len < len);
    } else {
        assert_null(a.signer);
        assert_int_equal(a.text_len, 0);
        assert_int_equal(a.error.status, a.status);
        assert_true(a.error.msg[0] != '\0');
        assert_int_equal(a.status == TRC_ERR_SYNTAX, a.error.rule != NULL);
        assert_true(a.error.pos <= len || a.status != TRC_ERR_SYNTAX);
    }
    return a;
}

static struct answer check_text(const char *note, size_t key_count)
{
    return check(note, strlen(note), peter_and_enoch(), key_count);
}

/* "\n" written out becomes a newline, "\\" a backslash; in place. */
static char *unescape(char *text)
{
    char *out = text;
    for (const char *in = text; *in != '\0'; in++)
        *out++ = *in != '\\' ? *in : *++in == 'n' ? '\n' : *in;
    *out = '\0';
    return text;
}

static void a_row_can_be_signed_again(const char *seed_hex, const struct trc_note_key *key, const char *text,
                                      const char *note)
{
    uint8_t seed[TRC_ED25519_SEED_LEN];
    struct trc_note_key made;
    char again[2048];
    size_t len = 0;
    assert_int_equal(hex_bytes(seed_hex, seed, sizeof seed), sizeof seed);
    assert_ok(
        trc_note_sign(text, strlen(text), key->name, seed, again, TRC_NOTE_SIGNED_SIZE(strlen(text)), &len, NULL));
    assert_string_equal(again, note);
    assert_int_equal(len, strlen(note));
    assert_ok(trc_note_key_from_seed(key->name, seed, &made, NULL));
    assert_memory_equal(&made, key, sizeof made);
}

static void notes_of_others_are_decided_as_they_say(void **state)
{
    (void)state;
    char line[4096], *c[6], vkey[TRC_NOTE_KEY_TEXT_SIZE];
    size_t rows = 0, signed_rows = 0;
    FILE *file = fopen(TRC_SOURCE_DIR "/tests/vectors/notes.tsv", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#' || strncmp(line, "source\t", 7) == 0)
            continue;
        tsv_cut(line, c, COUNT(c));
        const char *text = unescape(c[4]), *note = unescape(c[5]);
        const struct trc_note_key key = parsed_key(c[2]);
        trc_note_key_format(&key, vkey);
        assert_string_equal(vkey, c[2]);
        const struct answer a = check(note, strlen(note), &key, 1);
        assert_string_equal(trc_status_name(a.status), c[3]);
        if (a.status == TRC_OK) {
            assert_int_equal(a.text_len, strlen(text));
            assert_memory_equal(note, text, a.text_len);
            assert_ptr_equal(a.signer, &key);
        }
        if (c[1][0] != '\0') {
            a_row_can_be_signed_again(c[1], &key, text, note);
            signed_rows++;
        }
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 16);
    assert_int_equal(signed_rows, 6);
}

/* Of 255 changes to each byte none is accepted: with another text, another name, another signature or none. */
static void every_change_of_a_byte_is_noticed(void **state)
{
    (void)state;
    char note[] = TEXT "\n" PETER;
    const size_t len = strlen(note);
    size_t accepted = 0;
    for (size_t at = 0; at < len; at++)
        for (unsigned change = 1; change < 256; change++) {
            note[at] ^= (char)change;
            /* Changes of one bit in every byte; all others where no signature is computed for them. */
            if ((change & (change - 1)) == 0 || at >= strlen(TEXT))
                accepted += check(note, len, peter_and_enoch(), 2).status == TRC_OK;
            note[at] ^= (char)change;
        }
    assert_int_equal(accepted, 0);
    assert_ok(check_text(note, 2).status); /* control */
}

/* A line of somebody unknown is not covered by what we know: changed as it may be, the text stays the signed one. */
static void a_change_anywhere_never_gives_another_text(void **state)
{
    (void)state;
    char note[] = TEXT "\n" PETER ENOCH;
    const size_t len = strlen(note);
    size_t accepted = 0;
    for (size_t at = 0; at < len; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            note[at] ^= (char)(1 << bit);
            const struct answer a = check(note, len, peter_and_enoch(), 1);
            note[at] ^= (char)(1 << bit);
            if (a.status != TRC_OK)
                continue;
            accepted++;
            assert_true(at > strlen(TEXT "\n" PETER)); /* in the unknown line */
            assert_int_equal(a.text_len, strlen(TEXT));
        }
    assert_true(accepted > 100);
}

static void every_shorter_and_longer_note_is_refused(void **state)
{
    (void)state;
    char note[] = TEXT "\n" PETER "#";
    const size_t len = strlen(note) - 1;
    for (size_t cut = 0; cut < len; cut++) {
        assert_true(check(note, cut, peter_and_enoch(), 2).status != TRC_OK);
        assert_true(check(note + len - cut, cut, peter_and_enoch(), 2).status != TRC_OK);
    }
    for (int c = 0; c < 256; c++) {
        note[len] = (char)c;
        assert_status(check(note, len + 1, peter_and_enoch(), 2).status, TRC_ERR_SYNTAX);
    }
    assert_ok(check(note, len, peter_and_enoch(), 2).status); /* control */
}

struct bad_row {
    const char *marked, *rule;
};

/* '|' is where it goes wrong. Peter's and Enoch's keys are known. */
static const struct bad_row bad_rows[] = {
    {"|", "note-newline"},
    {"text|", "note-newline"},
    {TEXT "|", "note-blank-line"},
    {"\n|", "note-blank-line"},
    {TEXT PETER "|", "note-blank-line"},
    {"\n" PETER "|", "note-blank-line"},
    {TEXT "\n|", "note-signature"},
    {"\n\n|", "note-signature"},
    {TEXT "\n" PETER "\n|", "note-signature"},
    {TEXT "\n— " PETER_NAME " " PETER_BASE64 "|", "note-newline"},
    {TEXT "\n" PETER "|Unexpected line.\n", "note-signature"},
    {TEXT "\n|Unexpected line.\n" PETER, "note-signature"},
    {TEXT "\n|- " PETER_NAME " " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|– " PETER_NAME " " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|—" PETER_NAME " " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|—  " PETER_NAME " " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n| — " PETER_NAME " " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|— Bad Name " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|— Bad+Name " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|— Bad\xc2\xa0Name " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|— Bad\xe3\x80\x80Name " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|— " PETER_NAME "  " PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|— " PETER_NAME " " PETER_BASE64 " \n", "note-signature"},
    {TEXT "\n|— " PETER_NAME PETER_BASE64 "\n", "note-signature"},
    {TEXT "\n|— " PETER_NAME "\n", "note-signature"},
    {TEXT "\n|— " PETER_NAME " \n", "note-signature"},
    {TEXT "\n|—\n", "note-signature"},
    {TEXT "\n|— \n", "note-signature"},
    {TEXT "\n|—  \n", "note-signature"},
    {TEXT "\n|— " PETER_NAME " x08g\n", "note-signature"},     /* no hash */
    {TEXT "\n|— " PETER_NAME " x08gow==\n", "note-signature"}, /* a hash and no signature */
    {TEXT "\n" PETER "|— EnochRoot rwz+eBzm*\n", "note-signature"},
    {TEXT "\n" PETER "|— nobody AAAAAAB=\n", "note-signature"}, /* a pad bit that is not zero */
    {TEXT
     "\n|"
     "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAN=\n",
     "note-signature"},
    {TEXT
     "\n|"
     "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM\n",
     "note-signature"},
    {"|\x01" TEXT "\n" PETER, "note-control"},
    {"|\t" TEXT "\n" PETER, "note-control"},
    {"text|\r\n\r\n" PETER, "note-control"},
    {TEXT "|\r\n" PETER, "note-control"},
    {TEXT "\n— " PETER_NAME " " PETER_BASE64 "|\r\n", "note-control"},
    {"|\xff" TEXT "\n" PETER, "utf-8"},
    {"|\xc0\x8a" TEXT "\n" PETER, "utf-8"},
    {"|\xed\xa0\x80" TEXT "\n" PETER, "utf-8"},
    {TEXT "\n— Peter|\xe7\x99 " PETER_BASE64 "\n", "utf-8"},
};

static void is_refused_where_it_goes_wrong(void **state)
{
    const struct bad_row *row = *state;
    char note[1024];
    const long pos = marked_text(row->marked, note);
    const struct answer a = check_text(note, 2);
    assert_status(a.status, TRC_ERR_SYNTAX);
    assert_string_equal(a.error.rule, row->rule);
    assert_int_equal(a.error.pos, pos);
}

static void a_nul_is_a_control_character_and_no_end(void **state)
{
    (void)state;
    static const char note[] = TEXT "\n" PETER "\0\n";
    const struct answer a = check(note, sizeof note - 1, peter_and_enoch(), 2);
    assert_status(a.status, TRC_ERR_SYNTAX);
    assert_string_equal(a.error.rule, "note-control");
    assert_int_equal(a.error.pos, sizeof note - 3);
}

static void signatures_of_two_do_not_change_places(void **state)
{
    (void)state;
    static const char lines_swapped[] = TEXT
        "\n— PeterNeumann rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
        "\n— EnochRoot " PETER_BASE64 "\n";
    assert_status(check_text(lines_swapped, 2).status, TRC_ERR_KEY); /* neither name has this hash */
    /* The right hash before the other's signature. */
    static const char signatures_swapped[] = TEXT
        "\n— PeterNeumann x08goxzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
        "\n— EnochRoot rwz+ePZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const struct answer a = check_text(signatures_swapped, 2);
    assert_status(a.status, TRC_ERR_DAMAGED);
    assert_says(a.error, PETER_NAME);
    assert_ok(check_text(TEXT "\n" ENOCH PETER, 2).status); /* control: the order of the lines is free */
}

static void a_signature_does_not_go_with_another_text(void **state)
{
    (void)state;
    assert_status(check_text("Another text.\n\n" PETER, 2).status, TRC_ERR_DAMAGED);
    assert_status(check_text(TEXT "\n\n" PETER, 2).status, TRC_ERR_DAMAGED); /* one empty line more is text */
    assert_status(check_text("\n" TEXT "\n" PETER, 2).status, TRC_ERR_DAMAGED);
    /* What was a note becomes text, and has to be signed again. */
    assert_status(check_text(TEXT "\n" PETER "\n" PETER, 2).status, TRC_ERR_DAMAGED);
}

static void one_bad_signature_of_a_known_key_spoils_the_note(void **state)
{
    (void)state;
    static const char *const notes[] = {
        TEXT "\n" PETER "— EnochRoot rwz+eAAA\n", /* too short to be one */
        TEXT "\n— EnochRoot rwz+eAAA\n" PETER,
        TEXT "\n" PETER "— PeterNeumann x08gowAA\n", /* its own second */
        TEXT "\n— PeterNeumann x08gowAA\n" PETER,
        TEXT "\n— PeterNeumann "
             "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAMA\n",
    };
    for (size_t i = 0; i < COUNT(notes); i++)
        assert_status(check_text(notes[i], 2).status, TRC_ERR_DAMAGED);
    assert_ok(check_text(notes[0], 1).status); /* control: nobody knows Enoch then */
}

static void unknown_signers_are_passed_over(void **state)
{
    (void)state;
    const struct answer first = check_text(TEXT "\n" ENOCH PETER, 1);
    assert_ok(first.status);
    assert_string_equal(first.signer->name, PETER_NAME);
    const struct answer both = check_text(TEXT "\n" ENOCH PETER, 2);
    assert_ok(both.status);
    assert_string_equal(both.signer->name, "EnochRoot"); /* the first of the note */
    assert_int_equal(both.text_len, strlen(TEXT));

    const struct answer none = check_text(TEXT "\n" ENOCH, 1);
    assert_status(none.status, TRC_ERR_KEY);
    assert_status(check_text(TEXT "\n" ENOCH PETER, 0).status, TRC_ERR_KEY);

    /* A long one of another type; the name with another hash; the hash with another name. */
    static char note[8000];
    snprintf(note, sizeof note,
             TEXT "\n— big %05000d\n— PeterNeumann AAAAAAA=\n— peterneumann " PETER_BASE64 "\n" PETER, 0);
    assert_ok(check_text(note, 1).status);
}

static void a_hundred_signatures_are_enough(void **state)
{
    (void)state;
    static char note[sizeof TEXT + 102 * sizeof PETER];
    size_t len = (size_t)sprintf(note, TEXT "\n");
    for (int i = 0; i < 100; i++)
        len += (size_t)sprintf(note + len, i == 50 ? ENOCH : PETER);
    assert_ok(check(note, len, peter_and_enoch(), 2).status);
    sprintf(note + len, PETER);
    for (size_t key_count = 0; key_count <= 2; key_count++) {
        const struct answer a = check_text(note, key_count);
        assert_status(a.status, TRC_ERR_SYNTAX);
        assert_string_equal(a.error.rule, "note-signature-count");
        assert_int_equal(a.error.pos, len);
    }
}

static struct trc_note_key key_of(const char *name, uint8_t first_byte)
{
    struct trc_note_key key;
    const uint8_t seed[TRC_ED25519_SEED_LEN] = {first_byte};
    assert_ok(trc_note_key_from_seed(name, seed, &key, NULL));
    return key;
}

static size_t signed_by(const char *name, uint8_t first_byte, char *note, size_t size)
{
    const uint8_t seed[TRC_ED25519_SEED_LEN] = {first_byte};
    size_t len = 0;
    assert_ok(trc_note_sign("text\n", 5, name, seed, note, size, &len, NULL));
    return len;
}

static void two_keys_of_one_name_are_told_apart(void **state)
{
    (void)state;
    struct trc_note_key keys[] = {key_of("acme", 1), key_of("acme", 2)};
    char note[TRC_NOTE_SIGNED_SIZE(5)];
    assert_memory_not_equal(keys[0].hash, keys[1].hash, TRC_NOTE_HASH_LEN);
    for (uint8_t i = 0; i < 2; i++) {
        const size_t len = signed_by("acme", i + 1, note, sizeof note);
        const struct answer a = check(note, len, keys, 2);
        assert_ok(a.status);
        assert_ptr_equal(a.signer, &keys[i]);
        assert_ok(check(note, len, &keys[i], 1).status);
        assert_status(check(note, len, &keys[1 - i], 1).status, TRC_ERR_KEY);
    }
}

/* Four bytes of hash can be made to agree. Then the key decides, and whichever of the trusted made it. */
static void two_keys_of_one_name_and_hash_are_both_tried(void **state)
{
    (void)state;
    struct trc_note_key keys[] = {key_of("acme", 1), key_of("acme", 2)};
    char note[TRC_NOTE_SIGNED_SIZE(5)];
    const size_t len = signed_by("acme", 2, note, sizeof note);
    memcpy(keys[0].hash, keys[1].hash, TRC_NOTE_HASH_LEN);
    const struct answer a = check(note, len, keys, 2);
    assert_ok(a.status);
    assert_ptr_equal(a.signer, &keys[1]);
    assert_status(check(note, len, keys, 1).status, TRC_ERR_DAMAGED);
}

static void one_key_under_two_names_is_two_keys(void **state)
{
    (void)state;
    const struct trc_note_key a = key_of("acme", 1), b = key_of("acme.cn", 1);
    char note[TRC_NOTE_SIGNED_SIZE(5)];
    assert_memory_equal(a.public_key, b.public_key, sizeof a.public_key);
    assert_memory_not_equal(a.hash, b.hash, sizeof a.hash);
    assert_status(check(note, signed_by("acme", 1, note, sizeof note), &b, 1).status, TRC_ERR_KEY);
}

static void a_key_that_is_no_point_signs_nothing(void **state)
{
    (void)state;
    struct trc_note_key key = key_of("acme", 1);
    char note[TRC_NOTE_SIGNED_SIZE(5)];
    memset(key.public_key, 0, sizeof key.public_key);
    key.public_key[0] = 2;
    assert_status(check(note, signed_by("acme", 1, note, sizeof note), &key, 1).status, TRC_ERR_DAMAGED);
}

static void only_texts_that_can_be_checked_are_signed(void **state)
{
    (void)state;
    static const struct {
        const char *marked, *rule;
    } row[] = {{"|", "note-newline"},      {"abc|", "note-newline"},          {"a|\tb\n", "note-control"},
               {"a|\r\n", "note-control"}, {"a\n|\x1b[2J\n", "note-control"}, {"a|\xff\n", "utf-8"},
               {"a|\xe4\xb8", "utf-8"}};
    for (size_t i = 0; i < COUNT(row); i++) {
        char text[16], note[TRC_NOTE_SIGNED_SIZE(16)];
        size_t len = 99;
        struct trc_error error = TRC_ERROR_INIT;
        const long pos = marked_text(row[i].marked, text);
        memset(note, '#', sizeof note);
        assert_status(trc_note_sign(text, strlen(text), "acme", ledger_seed, note, sizeof note, &len, &error),
                      TRC_ERR_SYNTAX);
        assert_string_equal(error.rule, row[i].rule);
        assert_int_equal(error.pos, pos);
        assert_int_equal(len, 0);
        assert_string_equal(note, "");
    }
}

struct name_row {
    const char *marked; /* no mark: a good name */
};

static const struct name_row name_rows[] = {
    {"acme"},
    {"id.acme.cn/ledger"},
    {"白酒"},
    {"a\x7f"},
    {"\xe2\x80\x8b"}, /* of no width, but no space to Unicode */
    {"|"},
    {"| "},
    {"a| b"},
    {"a|+b"},
    {"|+"},
    {"a|\n"},
    {"a|\tb"},
    {"a|\x01"},
    {"a|\xc2\x85"},
    {"白|\xe3\x80\x80酒"},
    {"a|\xe2\x80\xa8"},
    {"a|\xff"},
    {"a|\xe7\x99"},
};

static void only_names_that_can_be_read_back_are_signed_with(void **state)
{
    const struct name_row *row = *state;
    char name[64], note[TRC_NOTE_SIGNED_SIZE(5)];
    struct trc_note_key key;
    struct trc_error error = TRC_ERROR_INIT;
    static const struct trc_note_key zero;
    size_t len = 0;
    const long pos = marked_text(row->marked, name);
    memset(&key, 0x5a, sizeof key);
    const enum trc_status status = trc_note_key_from_seed(name, ledger_seed, &key, &error);
    const enum trc_status signing = trc_note_sign("text\n", 5, name, ledger_seed, note, sizeof note, &len, NULL);
    assert_int_equal(signing, status);
    if (pos < 0) {
        assert_ok(status);
        assert_ok(check(note, len, &key, 1).status);
        return;
    }
    assert_status(status, TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "note-name");
    assert_int_equal(error.pos, pos);
    assert_memory_equal(&key, &zero, sizeof key);
    assert_int_equal(len, 0);
}

static void a_name_has_255_bytes_at_most(void **state)
{
    (void)state;
    char name[258], note[1000], vkey[2 * TRC_NOTE_KEY_TEXT_SIZE];
    struct trc_note_key key, again;
    size_t len = 0;
    memset(name, 'n', sizeof name);
    name[TRC_NOTE_NAME_MAX] = '\0';
    assert_ok(trc_note_key_from_seed(name, ledger_seed, &key, NULL));
    assert_ok(trc_note_sign("text\n", 5, name, ledger_seed, note, TRC_NOTE_SIGNED_SIZE(5), &len, NULL));
    assert_int_equal(len + 1, TRC_NOTE_SIGNED_SIZE(5));
    assert_ok(check(note, len, &key, 1).status);
    memset(vkey, '#', sizeof vkey);
    trc_note_key_format(&key, vkey);
    assert_int_equal(strlen(vkey) + 1, TRC_NOTE_KEY_TEXT_SIZE);
    assert_int_equal(vkey[TRC_NOTE_KEY_TEXT_SIZE], '#');
    assert_ok(trc_note_key_parse(vkey, &again, NULL));
    assert_memory_equal(&again, &key, sizeof key);

    memmove(vkey + 1, vkey, TRC_NOTE_KEY_TEXT_SIZE);
    assert_status(trc_note_key_parse(vkey, &again, NULL), TRC_ERR_RANGE);
    name[TRC_NOTE_NAME_MAX] = 'n';
    name[TRC_NOTE_NAME_MAX + 1] = '\0';
    assert_status(trc_note_key_from_seed(name, ledger_seed, &key, NULL), TRC_ERR_RANGE);
    assert_status(trc_note_sign("text\n", 5, name, ledger_seed, note, sizeof note, &len, NULL), TRC_ERR_RANGE);
}

static void a_long_name_is_shown_in_whole_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        char name[128] = "ab", note[TRC_NOTE_SIGNED_SIZE(5)];
        name[shift] = '\0';
        for (int i = 0; i < 40; i++)
            strcat(name, "\xe9\x85\x92");
        struct trc_note_key key;
        size_t len = 0;
        assert_ok(trc_note_key_from_seed(name, ledger_seed, &key, NULL));
        assert_ok(trc_note_sign("text\n", 5, name, ledger_seed, note, sizeof note, &len, NULL));
        note[0] = 'T';
        const struct answer a = check(note, len, &key, 1);
        assert_status(a.status, TRC_ERR_DAMAGED);
        for (size_t at = 0, bytes; a.error.msg[at] != '\0'; at += bytes)
            assert_true((bytes = trc_utf8_read(a.error.msg + at, strlen(a.error.msg + at), NULL)) > 0);
    }
}

static void a_note_that_does_not_fit_is_not_begun(void **state)
{
    (void)state;
    char note[256];
    size_t len = 0;
    assert_ok(trc_note_sign("text\n", 5, "acme", ledger_seed, note, sizeof note, &len, NULL));
    const size_t needed = len + 1;
    for (size_t size = 0; size <= needed; size++) {
        char *exact = malloc(size > 0 ? size : 1);
        const enum trc_status status = trc_note_sign("text\n", 5, "acme", ledger_seed, exact, size, &len, NULL);
        assert_status(status, size < needed ? TRC_ERR_RANGE : TRC_OK);
        assert_int_equal(len, size < needed ? 0 : needed - 1);
        if (size > 0)
            assert_int_equal(exact[0], size < needed ? '\0' : 't');
        free(exact);
    }
}

struct key_row {
    const char *marked, *rule;
};

static const struct key_row key_rows[] = {
    {"|", "note-name"},
    {"|+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-name"},
    {"| PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-name"},
    {"Peter| Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-name"},
    {"PeterNeumann|", "note-key"},
    {"PeterNeumann+|", "note-key"},
    {"PeterNeumann+|c74f20a", "note-key"},
    {"PeterNeumann+|c74f20a3", "note-key"},
    {"PeterNeumann+|c74f20a30+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-key"},
    {"PeterNeumann+|c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-key"},
    {"PeterNeumann+|c74f20ag+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-key"},
    {"PeterNeumann+|0xc74f20+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-key"},
    {"PeterNeumann+c74f20a3+|", "note-key"},
    {"PeterNeumann+c74f20a3+|AR==", "note-key"},
    {"PeterNeumann+c74f20a3+|AQ==", "note-key"},
    {"PeterNeumann+c74f20a3+|ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", "note-key"},
    {"PeterNeumann+c74f20a3+|ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", "note-key"},
    {"PeterNeumann+c74f20a3+|ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW ", "note-key"},
    {"PeterNeumann+c74f20a3+|ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAAAA", "note-key"},
    {"PeterNeumann+cc469956+|ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "note-key"},
    {"PeterNeumann+|c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-key-hash"},
    {"PeterNeumann+|c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX", "note-key-hash"},
    {"PeterNeuman+|c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-key-hash"},
};

static void a_key_is_refused_where_it_goes_wrong(void **state)
{
    const struct key_row *row = *state;
    static const struct trc_note_key zero;
    struct trc_note_key key;
    struct trc_error error = TRC_ERROR_INIT;
    char text[256];
    const long pos = marked_text(row->marked, text);
    memset(&key, 0x5a, sizeof key);
    assert_status(trc_note_key_parse(text, &key, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, row->rule);
    assert_int_equal(error.pos, pos);
    assert_memory_equal(&key, &zero, sizeof key);
}

/* As Go's test of it does: no part of a key is one, nor any with one byte changed, but for the case of its digits. */
static void a_key_is_all_or_nothing(void **state)
{
    (void)state;
    char text[] = PETER_KEY, part[sizeof text];
    const struct trc_note_key peter = parsed_key(text);
    struct trc_note_key key;
    for (size_t i = 0; i < strlen(text); i++)
        for (size_t j = i; j <= strlen(text); j++) {
            memcpy(part, text + i, j - i);
            part[j - i] = '\0';
            assert_int_equal(trc_note_key_parse(part, &key, NULL) == TRC_OK, i == 0 && j == strlen(text));
        }
    size_t same = 0;
    for (size_t i = 0; i < strlen(text); i++)
        for (unsigned change = 1; change < 256; change++) {
            text[i] ^= (char)change;
            if (trc_note_key_parse(text, &key, NULL) == TRC_OK) {
                assert_int_equal(change, 0x20);
                assert_memory_equal(&key, &peter, sizeof key);
                same++;
            }
            text[i] ^= (char)change;
        }
    assert_int_equal(same, 3); /* c, f and a of c74f20a3 */
}

static void a_key_of_another_type_is_not_supported(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "witness+00000000+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "ecdsa+00000000+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct trc_note_key key;
        struct trc_error error = TRC_ERROR_INIT;
        assert_status(trc_note_key_parse(texts[i], &key, &error), TRC_ERR_UNSUPPORTED);
        assert_says(error, "Ed25519");
    }
}

static void a_failing_library_is_neither_a_note_nor_a_forgery(void **state)
{
    (void)state;
    static const struct trc_note_key zero;
    struct trc_note_key key;
    char note[TRC_NOTE_SIGNED_SIZE(5)];
    size_t len = 99;
    peter_and_enoch();
    broken = true;
    const struct answer a = check_text(TEXT "\n" PETER, 2);
    const enum trc_status made = trc_note_key_from_seed("acme", ledger_seed, &key, NULL);
    /* The public key is to be had this time, the signature is not. */
    const enum trc_status signing = trc_note_sign("text\n", 5, "acme", ledger_seed, note, sizeof note, &len, NULL);
    broken = false;
    assert_status(a.status, TRC_ERR_CRYPTO);
    assert_status(made, TRC_ERR_CRYPTO);
    assert_memory_equal(&key, &zero, sizeof key);
    assert_status(signing, TRC_ERR_CRYPTO);
    assert_string_equal(note, "");
    assert_int_equal(len, 0);
}

#define ROWS(tests, rows, field, function)                                                                             \
    for (size_t i = 0; i < COUNT(rows); i++)                                                                           \
        (tests)[i] = (struct CMUnitTest){                                                                              \
            .name = (rows)[i].field, .test_func = (function), .initial_state = (void *)(uintptr_t) & (rows)[i]};

int main(void)
{
    struct CMUnitTest bad[COUNT(bad_rows)], names[COUNT(name_rows)], bad_keys[COUNT(key_rows)];
    ROWS(bad, bad_rows, marked, is_refused_where_it_goes_wrong)
    ROWS(names, name_rows, marked, only_names_that_can_be_read_back_are_signed_with)
    ROWS(bad_keys, key_rows, marked, a_key_is_refused_where_it_goes_wrong)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_of_others_are_decided_as_they_say),
        cmocka_unit_test(every_change_of_a_byte_is_noticed),
        cmocka_unit_test(a_change_anywhere_never_gives_another_text),
        cmocka_unit_test(every_shorter_and_longer_note_is_refused),
        cmocka_unit_test(a_nul_is_a_control_character_and_no_end),
        cmocka_unit_test(signatures_of_two_do_not_change_places),
        cmocka_unit_test(a_signature_does_not_go_with_another_text),
        cmocka_unit_test(one_bad_signature_of_a_known_key_spoils_the_note),
        cmocka_unit_test(unknown_signers_are_passed_over),
        cmocka_unit_test(a_hundred_signatures_are_enough),
        cmocka_unit_test(two_keys_of_one_name_are_told_apart),
        cmocka_unit_test(two_keys_of_one_name_and_hash_are_both_tried),
        cmocka_unit_test(one_key_under_two_names_is_two_keys),
        cmocka_unit_test(a_key_that_is_no_point_signs_nothing),
        cmocka_unit_test(only_texts_that_can_be_checked_are_signed),
        cmocka_unit_test(a_name_has_255_bytes_at_most),
        cmocka_unit_test(a_long_name_is_shown_in_whole_characters),
        cmocka_unit_test(a_note_that_does_not_fit_is_not_begun),
        cmocka_unit_test(a_key_is_all_or_nothing),
        cmocka_unit_test(a_key_of_another_type_is_not_supported),
        cmocka_unit_test(a_failing_library_is_neither_a_note_nor_a_forgery),
    };
    int failed = cmocka_run_group_tests_name("refused notes", bad, NULL, NULL);
    failed += cmocka_run_group_tests_name("names", names, NULL, NULL);
    failed += cmocka_run_group_tests_name("refused keys", bad_keys, NULL, NULL);
    return failed + cmocka_run_group_tests_name("notes", tests, NULL, NULL);
}
