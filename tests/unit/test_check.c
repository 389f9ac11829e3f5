/* test_check.c: every way of changing a sealed code, named by what an attacker does, and what each seal says to it. */
#include "status_asserts.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#include "base/base32.h"
#include "code/message.h"
#include "code/serial.h"
#include "code_fixture.h"
#include "crypto/ed25519.h"

#define NONE TRC_SEAL_KIND_NONE
#define HMAC TRC_SEAL_KIND_HMAC
#define ED TRC_SEAL_KIND_ED25519
#define ABSENT TRC_SEAL_ABSENT
#define UNCHECKED TRC_SEAL_UNCHECKED
#define HOLDS TRC_SEAL_HOLDS
#define FAILS TRC_SEAL_FAILS

/* Linked with --wrap: the crypto library can be told to fail, and allocations are counted. */
static bool crypto_is_broken;
static long allocations;

enum trc_status __real_trc_ed25519_check(const uint8_t *public_key, const void *msg, size_t len,
                                         const uint8_t *signature, bool *holds);
enum trc_status __wrap_trc_ed25519_check(const uint8_t *public_key, const void *msg, size_t len,
                                         const uint8_t *signature, bool *holds);
enum trc_status __wrap_trc_ed25519_check(const uint8_t *public_key, const void *msg, size_t len,
                                         const uint8_t *signature, bool *holds)
{
    *holds = true; /* a caller that looks at this before the status is found out */
    return crypto_is_broken ? TRC_ERR_CRYPTO : __real_trc_ed25519_check(public_key, msg, len, signature, holds);
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

static void *openssl_malloc(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return __wrap_malloc(size);
}

static void *openssl_realloc(void *old, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    allocations++;
    return realloc(old, size);
}

static void openssl_free(void *memory, const char *file, int line)
{
    (void)file, (void)line;
    free(memory);
}

static struct trc_keyring ring;
static struct trc_key_cache cache;
static struct trc_code code;

static int make_ring(void **state)
{
    (void)state;
    fixture_ring(&ring);
    return 0;
}

static struct trc_check check_text(const char *text)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_check check = {HOLDS, HOLDS, true, 1};
    if (trc_code_parse(text, strlen(text), &code, &error) != TRC_OK)
        fail_msg("%s: %s", text, error.msg);
    assert_ok(trc_code_check(&code, &ring, &cache, &check));
    assert_int_equal(check.has_unit, check.serial == HOLDS);
    if (!check.has_unit)
        assert_int_equal(check.unit, 0);
    return check;
}

static void assert_check(const char *text, enum trc_seal_state serial, enum trc_seal_state seal)
{
    const struct trc_check check = check_text(text);
    if (check.serial != serial || check.seal != seal)
        fail_msg("%s: serial %d, seal %d", text, check.serial, check.seal);
}

/* Text replaced in a code that was issued as unit 1 of the example's batch. */
struct attack {
    const char *name;
    enum trc_seal_kind kind;
    const char *from, *to;
    enum trc_seal_state serial, seal;
};

static const struct attack attacks[] = {
    {"untouched", NONE, "?", "?", HOLDS, ABSENT},
    {"untouched, with H", HMAC, "?", "?", HOLDS, HOLDS},
    {"untouched, with E", ED, "?", "?", HOLDS, HOLDS},
    {"host_changed: no seal covers it", HMAC, "ID.ACME.CN", "EVIL.CN", HOLDS, HOLDS},
    {"scheme_changed: no seal covers it", HMAC, "HTTPS://", "http://", HOLDS, HOLDS},
    {"path_added: no seal covers it", HMAC, "/01/", "/SHOP/01/", HOLDS, HOLDS},
    {"unknown_key_added: no seal covers it", HMAC, "?", "?x=1&", HOLDS, HOLDS},
    {"lower_case_s", HMAC, "&S=", "&s=", HOLDS, HOLDS},
    {"swapped_gtin", NONE, "06901234567892", "06901234567908", FAILS, ABSENT},
    {"swapped_gtin, with H", HMAC, "06901234567892", "06901234567908", FAILS, FAILS},
    {"swapped_gtin, with E", ED, "06901234567892", "06901234567908", FAILS, FAILS},
    {"swapped_lot", HMAC, "LOT2409A", "LOT2409B", FAILS, FAILS},
    {"lot_in_lower_case", HMAC, "LOT2409A", "lot2409a", FAILS, FAILS},
    {"escaped_lot is the same lot", HMAC, "LOT2409A", "%4COT2409%41", HOLDS, HOLDS},
    {"moved_expiry", NONE, "17=271231", "17=281231", FAILS, ABSENT},
    {"moved_expiry, with H", HMAC, "17=271231", "17=281231", FAILS, FAILS},
    {"moved_expiry, with E", ED, "17=271231", "17=281231", FAILS, FAILS},
    {"day_00 is not day 31", HMAC, "17=271231", "17=271200", FAILS, FAILS},
    {"renamed_ai: expiry to best before", HMAC, "17=271231", "15=271231", FAILS, FAILS},
    {"added_ai", NONE, "?", "?11=240901&", FAILS, ABSENT},
    {"added_ai, with H", HMAC, "?", "?11=240901&", FAILS, FAILS},
    {"added_ai, with E", ED, "?", "?11=240901&", FAILS, FAILS},
    {"added_variant", HMAC, "/10/", "/22/2A/10/", FAILS, FAILS},
    {"removed_ai", NONE, "?17=271231", "", FAILS, ABSENT},
    {"removed_ai, with H", HMAC, "17=271231&", "", FAILS, FAILS},
    {"removed_lot, with E", ED, "/10/LOT2409A", "", FAILS, FAILS},
    {"removed_serial: nothing left to check", HMAC, "/21/60E6419MKAS0Q6064TT1", "", ABSENT, ABSENT},
    {"another_serial", HMAC, "60E6419MKAS0Q6064TT1", "60E6419MKAS0Q6064TT2", FAILS, FAILS},
    {"own_serial_put_in", HMAC, "60E6419MKAS0Q6064TT1", "SN1", ABSENT, FAILS},
    {"lower_case_serial", NONE, "60E6419MKAS0Q6064TT1", "60e6419mkas0q6064tt1", ABSENT, ABSENT},
    {"lower_case_serial, with H", HMAC, "60E6419MKAS0Q6064TT1", "60e6419mkas0q6064tt1", ABSENT, FAILS},
    {"lookalike_in_serial", NONE, "60E6419MKAS0Q6064TT1", "6OE6419MKAS0Q6064TT1", ABSENT, ABSENT},
    {"escaped_serial is the same serial", HMAC, "60E6419MKAS0Q6064TT1", "6%30E6419MKAS0Q6064TT1", HOLDS, HOLDS},
    {"serial_under_another_key", NONE, "/21/60E6", "/21/70E6", FAILS, ABSENT},
    {"serial_under_no_key", NONE, "/21/60E6", "/21/80E6", UNCHECKED, ABSENT},
    {"seal_under_another_key", HMAC, "S=H6", "S=H7", HOLDS, FAILS},
    {"seal_under_no_key", HMAC, "S=H6", "S=H8", HOLDS, UNCHECKED},
    {"signature_under_a_key_without_one", ED, "S=E6", "S=E7", HOLDS, UNCHECKED},
    {"unknown_type", HMAC, "S=H6", "S=J6", HOLDS, UNCHECKED},
    {"unknown_type_in_lower_case", HMAC, "S=H6", "S=h6", HOLDS, UNCHECKED},
    {"type_of_the_serial's_own_message", HMAC, "S=H6", "S=N6", HOLDS, UNCHECKED},
    {"escaped_type", HMAC, "S=H6", "S=%486", HOLDS, UNCHECKED},
    {"escaped_s is no seal", HMAC, "&S=", "&%53=", HOLDS, ABSENT},
    {"seal_without_a_value is no seal", NONE, "?", "?S&", HOLDS, ABSENT},
};

static void attack(void **state)
{
    const struct attack *row = *state;
    struct trc_issued issued;
    char text[TRC_CODE_MAX + 32];
    fixture_issue(&ring, row->kind, 1, NULL, &issued);
    fixture_replace(issued.text, row->from, row->to, text, sizeof text);
    assert_check(text, row->serial, row->seal);
    if (row->serial == HOLDS)
        assert_int_equal(check_text(text).unit, 1);
}

static void stripped_seal(void **state)
{
    (void)state;
    for (enum trc_seal_kind kind = HMAC; kind <= ED; kind++) {
        struct trc_issued issued;
        fixture_issue(&ring, kind, 1, NULL, &issued);
        *strstr(issued.text, "&S=") = '\0';
        assert_check(issued.text, HOLDS, ABSENT);
        fixture_issue(&ring, kind, 1, "SN-1", &issued);
        *strstr(issued.text, "&S=") = '\0';
        assert_check(issued.text, ABSENT, ABSENT);
    }
}

/* One good and one bad seal: both are told. */
static void seal_of_another_unit(void **state)
{
    (void)state;
    for (enum trc_seal_kind kind = HMAC; kind <= ED; kind++) {
        struct trc_issued first, second;
        fixture_issue(&ring, kind, 1, NULL, &first);
        fixture_issue(&ring, kind, 2, NULL, &second);
        strcpy(strstr(first.text, "&S="), strstr(second.text, "&S="));
        assert_check(first.text, HOLDS, FAILS);
    }
}

static void serial_of_another_gtin(void **state)
{
    (void)state;
    struct trc_template_config config = fixture_config(HMAC, false);
    struct trc_issued here, there;
    char text[TRC_CODE_MAX];
    fixture_issue_from(&config, &ring, 1, NULL, &here);
    config.gtin = "06901234567908";
    fixture_issue_from(&config, &ring, 1, NULL, &there);
    assert_string_not_equal(here.serial, there.serial);
    fixture_replace(here.text, here.serial, there.serial, text, sizeof text);
    assert_check(text, FAILS, FAILS);
    assert_check(there.text, HOLDS, HOLDS);
}

static void keys_of_another_issuer(void **state)
{
    (void)state;
    static struct trc_keyring theirs;
    const struct trc_secret secret = fixture_secret(FIXTURE_KEY_ID, TRC_KEY_ED25519, 1);
    assert_ok(trc_keyring_add(&theirs, &secret, NULL));
    for (enum trc_seal_kind kind = NONE; kind <= ED; kind++) {
        struct trc_issued issued;
        fixture_issue(&theirs, kind, 1, NULL, &issued);
        assert_check(issued.text, FAILS, kind == NONE ? ABSENT : FAILS);
    }
}

/* The keys for serials and for seals differ, and so do their messages: neither passes for the other. */
static void seal_made_with_the_key_for_serials(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct trc_template tmpl;
    const struct trc_template_config config = fixture_config(HMAC, false);
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    tmpl.keys.mac = tmpl.keys.serial;
    assert_ok(trc_template_issue(&tmpl, 1, NULL, &issued, NULL));
    assert_check(issued.text, HOLDS, FAILS);
}

static void query_in_any_order_holds(void **state)
{
    (void)state;
    struct trc_template_config config = fixture_config(HMAC, false);
    struct trc_issued issued;
    char text[TRC_CODE_MAX];
    config.produced = "240901";
    fixture_issue_from(&config, &ring, 1, NULL, &issued);
    const char *seal = strstr(issued.text, "S=");
    const int path = (int)strcspn(issued.text, "?");
    snprintf(text, sizeof text, "%.*s?%s&17=271231&11=240901", path, issued.text, seal);
    assert_check(text, HOLDS, HOLDS);
    snprintf(text, sizeof text, "%.*s?17=271231&%s&11=240901", path, issued.text, seal);
    assert_check(text, HOLDS, HOLDS);
    /* As an element string the seal does not travel, and the serial holds in any order. */
    snprintf(text, sizeof text, "(11)240901(17)271231(21)%s(10)LOT2409A(01)" FIXTURE_GTIN, issued.serial);
    assert_check(text, HOLDS, ABSENT);
    snprintf(text, sizeof text,
             "]d217271231112409010106901234567892"
             "10LOT2409A\x1d"
             "21%s",
             issued.serial);
    assert_check(text, HOLDS, ABSENT);
}

static void flipped_bit_of_a_serial(void **state)
{
    (void)state;
    struct trc_issued issued;
    fixture_issue(&ring, NONE, 1, NULL, &issued);
    char *serial = strstr(issued.text, issued.serial);
    for (size_t bit = 0; bit < 100; bit++) {
        char *c = &serial[bit / 5];
        const char right = *c;
        *c = trc_base32_alphabet[trc_base32_value(right) ^ 16 >> bit % 5];
        const struct trc_check check = check_text(issued.text);
        if (bit < 5) /* the key id: 7 is at hand, the others are not */
            assert_int_equal(check.serial, bit == 4 ? FAILS : UNCHECKED);
        else
            assert_int_equal(check.serial, FAILS);
        *c = right;
    }
    assert_check(issued.text, HOLDS, ABSENT);
}

/* A false tag masks another unit, which hides how much of the tag is compared. Here the unit comes out right all the
 * same, so that the tag is wrong in this one bit alone. */
static void flipped_bit_of_a_tag_that_keeps_its_unit(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct trc_unit_keys keys;
    char text[TRC_CODE_MAX], serial[TRC_SEALED_SERIAL_LEN + 1];
    fixture_issue(&ring, NONE, 1, NULL, &issued);
    assert_true(trc_unit_keys_derive(&ring, FIXTURE_KEY_ID, FIXTURE_GTIN, &keys));
    for (size_t bit = 0; bit <= 8 * TRC_TAG_LEN; bit++) {
        struct trc_sealed_serial sealed;
        assert_true(trc_serial_decode(issued.serial, TRC_SEALED_SERIAL_LEN, &sealed));
        if (bit < 8 * TRC_TAG_LEN)
            sealed.tag[bit / 8] ^= (uint8_t)(1 << bit % 8);
        sealed.masked_unit = trc_serial_mask(&keys.mask, sealed.tag, 1);
        trc_serial_encode(&sealed, serial);
        fixture_replace(issued.text, issued.serial, serial, text, sizeof text);
        assert_check(text, bit < 8 * TRC_TAG_LEN ? FAILS : HOLDS, ABSENT);
    }
}

static void flipped_bit_of_a_seal(void **state)
{
    (void)state;
    for (enum trc_seal_kind kind = HMAC; kind <= ED; kind++) {
        struct trc_issued issued;
        fixture_issue(&ring, kind, 1, NULL, &issued);
        char *body = strstr(issued.text, "S=") + 4;
        for (size_t bit = 0; bit < (kind == HMAC ? 128u : 512u); bit++) {
            char *c = &body[bit / 5];
            const char right = *c;
            *c = trc_base32_alphabet[trc_base32_value(right) ^ 16 >> bit % 5];
            assert_check(issued.text, HOLDS, FAILS);
            *c = right;
        }
        assert_check(issued.text, HOLDS, HOLDS);
    }
}

/* Length and algorithm follow from the type alone: nothing else is ever compared. */
static void every_length_of_every_type(void **state)
{
    (void)state;
    struct trc_issued issued[TRC_SEAL_KIND_COUNT];
    size_t holding = 0, tried = 0;
    fixture_issue(&ring, HMAC, 1, NULL, &issued[HMAC]);
    fixture_issue(&ring, ED, 1, NULL, &issued[ED]);
    for (int type = 0x21; type < 0x7f; type++)
        for (size_t len = 0; len <= 130; len++)
            for (enum trc_seal_kind kind = HMAC; kind <= ED; kind++) {
                char text[TRC_CODE_MAX];
                struct trc_check check;
                strcpy(text, issued[kind].text);
                char *seal = strstr(text, "S=") + 2;
                for (size_t i = strlen(seal); i < len; i++)
                    seal[i] = '0';
                seal[len] = '\0';
                if (len > 0)
                    seal[0] = (char)type;
                tried++;
                if (trc_code_parse(text, strlen(text), &code, NULL) != TRC_OK)
                    continue;
                assert_ok(trc_code_check(&code, &ring, &cache, &check));
                if (check.seal == HOLDS)
                    assert_string_equal(text, issued[kind].text);
                holding += check.seal == HOLDS;
            }
    assert_int_equal(tried, 94 * 131 * 2);
    assert_int_equal(holding, 2);
}

static void a_link_without_gtin_or_serial_has_nothing_to_check(void **state)
{
    (void)state;
    assert_check("https://id.acme.cn/01/06901234567892?S=H6XSKYW6FJWVKY988FMQ79VMT44W", ABSENT, ABSENT);
    assert_check("https://id.acme.cn/00/006141411234567890?S=H6XSKYW6FJWVKY988FMQ79VMT44W", ABSENT, ABSENT);
    assert_check("(00)006141411234567890", ABSENT, ABSENT);
    assert_check("(8006)069012345678920102(21)60E6419MKAS0Q6064TT1", ABSENT, ABSENT);
}

/* A public key alone checks E seals and nothing else. */
static void a_public_key_alone_checks_signatures(void **state)
{
    (void)state;
    static struct trc_keyring public_ring;
    static struct trc_key_cache public_cache;
    struct trc_issued issued;
    struct trc_check check;
    memset(&public_ring, 0, sizeof public_ring);
    trc_keyring_add_public(&public_ring, FIXTURE_KEY_ID, ring.key[FIXTURE_KEY_ID].ed25519_public);
    for (enum trc_seal_kind kind = NONE; kind <= ED; kind++) {
        fixture_issue(&ring, kind, 1, NULL, &issued);
        assert_ok(trc_code_parse(issued.text, issued.text_len, &code, NULL));
        assert_ok(trc_code_check(&code, &public_ring, &public_cache, &check));
        assert_int_equal(check.serial, UNCHECKED);
        assert_int_equal(check.seal, kind == NONE ? ABSENT : kind == ED ? HOLDS : UNCHECKED);
        assert_false(check.has_unit);
    }
}

/* Adds the AI at its full length, if it may stand beside the others. */
static void try_add(struct trc_elements *elements, unsigned number, size_t len_min)
{
    static struct trc_elements before;
    static char text[TRC_TEXT_MAX];
    char digits[8], value[100];
    size_t len;
    snprintf(digits, sizeof digits, number < 100 ? "%02u" : "%u", number);
    memset(value, '1', sizeof value);
    const struct trc_ai *ai = trc_ai_find(digits, strlen(digits));
    before = *elements;
    if (ai != NULL && ai->value_len_max >= len_min &&
        (trc_elements_add(elements, ai, value, ai->value_len_max, 0, NULL) != TRC_OK ||
         trc_elements_check_pairs(elements, NULL) != TRC_OK ||
         trc_elements_format(elements, text, sizeof text, &len) != TRC_OK))
        *elements = before;
}

/* As many and as long AIs as one code can hold: the message that seals cover has room for all of them. */
static void the_longest_message_has_room(void **state)
{
    (void)state;
    static struct trc_elements elements;
    static char text[TRC_TEXT_MAX];
    static uint8_t message[TRC_MESSAGE_MAX];
    size_t text_len;
    trc_elements_clear(&elements);
    assert_ok(trc_elements_add(&elements, trc_ai_find("01", 2), FIXTURE_GTIN, 14, 0, NULL));
    assert_ok(trc_elements_add(&elements, trc_ai_find("21", 2), "60E6419MKAS0Q6064TT1", 20, 0, NULL));
    for (size_t len_min = 90; len_min > 0; len_min -= 10)
        for (unsigned number = 9999; number > 0; number--)
            try_add(&elements, number, len_min);
    assert_in_range(elements.count, 60, TRC_ELEMENTS_MAX);
    assert_ok(trc_elements_format(&elements, text, sizeof text, &text_len));
    const size_t len = trc_message_begin(&elements, 'N', 6, message);
    assert_in_range(trc_message_serial(message, len, "60E6419MKAS0Q6064TT1", 20), 2000, TRC_MESSAGE_MAX);
    assert_check(text, FAILS, ABSENT);
}

static void a_broken_crypto_library_decides_nothing(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct trc_check check;
    fixture_issue(&ring, ED, 1, NULL, &issued);
    assert_ok(trc_code_parse(issued.text, issued.text_len, &code, NULL));
    crypto_is_broken = true;
    const enum trc_status status = trc_code_check(&code, &ring, &cache, &check);
    crypto_is_broken = false;
    assert_status(status, TRC_ERR_CRYPTO);
    assert_int_equal(check.serial, UNCHECKED);
    assert_int_equal(check.seal, UNCHECKED);
    assert_false(check.has_unit);
    assert_int_equal(check.unit, 0);
    assert_ok(trc_code_check(&code, &ring, &cache, &check));
    assert_int_equal(check.seal, HOLDS);
}

static void hmac_codes_cost_no_allocation(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct trc_slip slip;
    const struct trc_template_config config = fixture_config(HMAC, false);
    struct trc_template tmpl;
    struct trc_check check;
    memset(&cache, 0, sizeof cache);
    const long before = allocations;
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    assert_ok(trc_template_issue(&tmpl, 7, NULL, &issued, NULL));
    assert_ok(trc_code_parse(issued.text, issued.text_len, &code, NULL));
    assert_ok(trc_code_check(&code, &ring, &cache, &check));
    assert_false(trc_code_is_mistyped(&code, &ring, &cache, &slip));
    assert_int_equal(allocations, before);
    /* Controls: both counters see an allocation. */
    void *volatile memory = malloc(1);
    free(memory);
    assert_int_equal(allocations, before + 1);
    fixture_issue(&ring, ED, 7, NULL, &issued);
    assert_true(allocations > before + 1);
}

int main(void)
{
    if (CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) != 1)
        return 1;
    struct CMUnitTest tests[COUNT(attacks)];
    for (size_t i = 0; i < COUNT(attacks); i++)
        tests[i] = (struct CMUnitTest){
            .name = attacks[i].name, .test_func = attack, .initial_state = (void *)(uintptr_t)&attacks[i]};
    const struct CMUnitTest more[] = {
        cmocka_unit_test(stripped_seal),
        cmocka_unit_test(seal_of_another_unit),
        cmocka_unit_test(serial_of_another_gtin),
        cmocka_unit_test(keys_of_another_issuer),
        cmocka_unit_test(seal_made_with_the_key_for_serials),
        cmocka_unit_test(query_in_any_order_holds),
        cmocka_unit_test(flipped_bit_of_a_serial),
        cmocka_unit_test(flipped_bit_of_a_tag_that_keeps_its_unit),
        cmocka_unit_test(flipped_bit_of_a_seal),
        cmocka_unit_test(every_length_of_every_type),
        cmocka_unit_test(a_link_without_gtin_or_serial_has_nothing_to_check),
        cmocka_unit_test(a_public_key_alone_checks_signatures),
        cmocka_unit_test(the_longest_message_has_room),
        cmocka_unit_test(a_broken_crypto_library_decides_nothing),
        cmocka_unit_test(hmac_codes_cost_no_allocation),
    };
    const int failed = cmocka_run_group_tests_name("texts changed", tests, make_ring, NULL);
    return failed + cmocka_run_group_tests_name("attacks", more, make_ring, NULL);
}
