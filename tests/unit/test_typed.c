/* test_typed.c: one slip of the finger is recognised wherever it is, two are not, and none is ever taken for a seal. */
#include "status_asserts.h"

#include <stdlib.h>

#include "code_fixture.h"
#include "random.h"

static struct trc_keyring ring;
static struct trc_key_cache cache;
static struct trc_code code;
static char scratch[TRC_CODE_MAX];

static int make_ring(void **state)
{
    (void)state;
    fixture_ring(&ring);
    return 0;
}

static bool is_sealed(const struct trc_check *check)
{
    const bool holds = check->serial == TRC_SEAL_HOLDS || check->seal == TRC_SEAL_HOLDS;
    return holds && check->serial != TRC_SEAL_FAILS && check->seal != TRC_SEAL_FAILS;
}

/* What is found in a typed text that is well formed; a slip must never come with a seal that holds. */
static struct trc_slip slip_in(const char *text)
{
    struct trc_slip slip = {"stale", 99};
    struct trc_check check;
    struct trc_error error = TRC_ERROR_INIT;
    if (trc_code_parse_typed(text, strlen(text), false, scratch, &code, &error) != TRC_OK)
        fail_msg("%s: %s", text, error.msg);
    assert_ok(trc_code_check(&code, &ring, &cache, &check));
    const bool mistyped = trc_code_is_mistyped(&code, &ring, &cache, &slip);
    assert_int_equal(mistyped, slip.field != NULL);
    assert_false(mistyped && is_sealed(&check));
    if (!mistyped)
        assert_int_equal(slip.pos, 0);
    return slip;
}

static void assert_slip(const char *text, const char *field, size_t pos)
{
    const struct trc_slip slip = slip_in(text);
    if (slip.field == NULL)
        fail_msg("%s: no slip was found", text);
    assert_string_equal(slip.field, field);
    assert_int_equal(slip.pos, pos);
}

static void assert_no_slip(const char *text)
{
    const struct trc_slip slip = slip_in(text);
    if (slip.field != NULL)
        fail_msg("%s: AI %s, position %zu", text, slip.field, slip.pos);
}

/* A code whose `field` can be written over in place. */
struct typed {
    struct trc_issued issued;
    char *serial, *lot, *expiry, *seal;
};

static void type_code(struct typed *typed, enum trc_seal_kind kind, const char *own_serial)
{
    fixture_issue(&ring, kind, 1, own_serial, &typed->issued);
    char *text = typed->issued.text;
    typed->serial = strstr(text, "/21/") + 4;
    typed->lot = strstr(text, "/10/") + 4;
    typed->expiry = strstr(text, "17=") + 3;
    typed->seal = kind != TRC_SEAL_KIND_NONE ? strstr(text, "S=") + 2 : NULL;
}

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZILOUabcz-._";

static void every_substitution_in_a_sealed_serial(void **state)
{
    (void)state;
    for (enum trc_seal_kind kind = TRC_SEAL_KIND_NONE; kind <= TRC_SEAL_KIND_ED25519; kind++) {
        struct typed typed;
        type_code(&typed, kind, NULL);
        assert_no_slip(typed.issued.text); /* as printed: it holds, and nothing has to be explained */
        for (size_t i = 0; i < TRC_SEALED_SERIAL_LEN; i++) {
            const char right = typed.serial[i];
            for (const char *c = letters; *c != '\0'; c++) {
                typed.serial[i] = *c;
                if (*c != right)
                    assert_slip(typed.issued.text, "21", i);
                if (kind == TRC_SEAL_KIND_ED25519 && c - letters > 3)
                    break; /* signatures take long, and stay out of the search */
            }
            typed.serial[i] = right;
        }
    }
}

static void every_transposition_in_a_sealed_serial(void **state)
{
    (void)state;
    struct typed typed;
    type_code(&typed, TRC_SEAL_KIND_HMAC, NULL);
    for (size_t i = 0; i + 1 < TRC_SEALED_SERIAL_LEN; i++) {
        const char left = typed.serial[i], right = typed.serial[i + 1];
        typed.serial[i] = right;
        typed.serial[i + 1] = left;
        if (left != right)
            assert_slip(typed.issued.text, "21", i);
        typed.serial[i] = left;
        typed.serial[i + 1] = right;
    }
}

static void every_substitution_in_an_own_serial(void **state)
{
    (void)state;
    const char *const serials[] = {"SN-2024-000000000001", "A1", "sn_7", "OIL2024LOIO"};
    for (size_t s = 0; s < COUNT(serials); s++) {
        struct typed typed;
        type_code(&typed, TRC_SEAL_KIND_HMAC, serials[s]);
        assert_no_slip(typed.issued.text);
        for (size_t i = 0; i < strlen(serials[s]); i++) {
            const char right = typed.serial[i];
            for (const char *c = letters; *c != '\0'; c++) {
                typed.serial[i] = *c;
                if (*c != right)
                    assert_slip(typed.issued.text, "21", i);
            }
            typed.serial[i] = right;
        }
    }
}

static void lookalikes_are_read_as_digits(void **state)
{
    (void)state;
    struct typed typed;
    type_code(&typed, TRC_SEAL_KIND_NONE, NULL); /* 60E6419MKAS0Q6064TT1 */
    typed.serial[1] = 'O';
    assert_slip(typed.issued.text, "21", 1);
    typed.serial[11] = 'O';
    typed.serial[13 + 1] = 'O';
    typed.serial[19] = 'I';
    assert_slip(typed.issued.text, "21", 1);
    typed.serial[5] = 'L';
    assert_slip(typed.issued.text, "21", 1);
    /* Together with one real slip; U resembles nothing. */
    typed.serial[17] = 'U';
    assert_slip(typed.issued.text, "21", 17);
    typed.serial[18] = 'U';
    assert_no_slip(typed.issued.text);
    type_code(&typed, TRC_SEAL_KIND_HMAC, "SN-0110");
    memcpy(typed.serial, "SN-OIL0", 7);
    assert_slip(typed.issued.text, "21", 3);
}

/* A keyboard whose Y and Z are exchanged: in the serial alone, or in all that was typed. */
static void layout_swap(void **state)
{
    (void)state;
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_HMAC, true);
    struct trc_issued issued;
    config.lot = "ZYLOT";
    fixture_issue_from(&config, &ring, 1, "YZ-1YY2ZZ", &issued);
    char *serial = strstr(issued.text, "YZ-1YY2ZZ"), *lot = strstr(issued.text, "ZYLOT");
    memcpy(serial, "ZY-1ZZ2YY", 9);
    assert_slip(issued.text, "21", 0);
    memcpy(lot, "YZLOT", 5);
    assert_no_slip(issued.text); /* not in the seal: that is two slips */
    for (char *c = strstr(issued.text, "S="); *c != '\0'; c++)
        *c = *c == 'Y' ? 'Z' : *c == 'Z' ? 'Y' : *c;
    assert_slip(issued.text, "21", 0);
    serial[3] = '2';
    assert_no_slip(issued.text);
}

static void slips_in_the_other_values(void **state)
{
    (void)state;
    for (enum trc_seal_kind kind = TRC_SEAL_KIND_NONE; kind <= TRC_SEAL_KIND_ED25519; kind++) {
        struct typed typed;
        type_code(&typed, kind, NULL);
        memcpy(typed.lot, "LOT2409B", 8);
        assert_slip(typed.issued.text, "10", 7);
        memcpy(typed.lot, "LTO2409A", 8);
        assert_slip(typed.issued.text, "10", 1);
        memcpy(typed.lot, "LTO2409B", 8);
        assert_no_slip(typed.issued.text);
        memcpy(typed.lot, "LOT2409A", 8);
        memcpy(typed.expiry, "271221", 6);
        assert_slip(typed.issued.text, "17", 4);
        memcpy(typed.expiry, "721231", 6);
        assert_slip(typed.issued.text, "17", 0);
    }
}

/* Neighbours that differ by 5 leave the check digit of a GTIN as it was; nothing else gets past it. */
static void gtin_transposed_past_its_check_digit(void **state)
{
    (void)state;
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    struct trc_issued issued;
    config.gtin = "06901616161612";
    char gtin[TRC_GTIN_SIZE], text[TRC_CODE_MAX];
    strcpy(gtin, config.gtin);
    gtin[13] = trc_gtin_check_digit(gtin, 13);
    config.gtin = gtin;
    fixture_issue_from(&config, &ring, 1, NULL, &issued);
    fixture_replace(issued.text, "161616161", "611616161", text, sizeof text);
    assert_slip(text, "01", 4);
}

static void every_substitution_in_an_h_seal(void **state)
{
    (void)state;
    const char *const serials[] = {NULL, "SN-1"};
    for (size_t s = 0; s < COUNT(serials); s++) {
        struct typed typed;
        type_code(&typed, TRC_SEAL_KIND_HMAC, serials[s]);
        for (size_t i = 2; i < TRC_SEAL_H_LEN; i++) {
            const char right = typed.seal[i];
            for (const char *c = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; *c != '\0'; c++) {
                typed.seal[i] = *c;
                if (*c == right || (i == TRC_SEAL_H_LEN - 1 && strchr("048CGMRW", *c) == NULL))
                    continue; /* a pad bit: malformed, and told as such */
                assert_slip(typed.issued.text, "S", i);
            }
            typed.seal[i] = right;
        }
        typed.seal[1] = '7'; /* another key of the ring */
        assert_slip(typed.issued.text, "S", 1);
    }
}

static void two_slips_are_none(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    struct typed typed;
    for (size_t round = 0; round < 200; round++) {
        type_code(&typed, round % 2 != 0 ? TRC_SEAL_KIND_HMAC : TRC_SEAL_KIND_NONE, NULL);
        const size_t first = random_below(&random, 18),
                     second = first + 2 + random_below(&random, 18 - (unsigned)first);
        typed.serial[first] = typed.serial[first] == '7' ? '8' : '7';
        assert_slip(typed.issued.text, "21", first);
        typed.serial[second] = typed.serial[second] == 'W' ? 'X' : 'W';
        assert_no_slip(typed.issued.text);
    }
}

/* An unknown key id or type would leave a seal open rather than false: that is no correction. */
static void a_false_seal_beside_a_good_serial_is_no_slip(void **state)
{
    (void)state;
    struct typed typed, other;
    type_code(&typed, TRC_SEAL_KIND_HMAC, NULL);
    fixture_issue(&ring, TRC_SEAL_KIND_HMAC, 2, NULL, &other.issued);
    strcpy(typed.seal, strstr(other.issued.text, "S=") + 2);
    assert_no_slip(typed.issued.text);
    type_code(&typed, TRC_SEAL_KIND_ED25519, NULL);
    typed.seal[50] = typed.seal[50] == '0' ? '1' : '0';
    assert_no_slip(typed.issued.text);
}

/* A seal that cannot be checked here does not stand in the way of a slip in the serial. */
static void a_seal_that_cannot_be_checked_stays_out_of_it(void **state)
{
    (void)state;
    struct typed typed;
    type_code(&typed, TRC_SEAL_KIND_HMAC, NULL);
    typed.seal[0] = 'X';
    assert_no_slip(typed.issued.text);
    typed.serial[3] = typed.serial[3] == '7' ? '8' : '7';
    assert_slip(typed.issued.text, "21", 3);
    type_code(&typed, TRC_SEAL_KIND_ED25519, NULL);
    typed.seal[1] = '7'; /* no public key */
    typed.serial[3] = typed.serial[3] == '7' ? '8' : '7';
    assert_slip(typed.issued.text, "21", 3);
}

static void codes_that_nobody_sealed_are_no_slips(void **state)
{
    (void)state;
    static struct trc_keyring theirs;
    const struct trc_secret secret = fixture_secret(FIXTURE_KEY_ID, TRC_KEY_ED25519, 1);
    assert_ok(trc_keyring_add(&theirs, &secret, NULL));
    for (uint32_t unit = 0; unit < 30; unit++)
        for (enum trc_seal_kind kind = TRC_SEAL_KIND_NONE; kind <= TRC_SEAL_KIND_ED25519; kind++) {
            struct trc_issued issued;
            fixture_issue(&theirs, kind, unit, NULL, &issued);
            assert_no_slip(issued.text);
        }
    assert_no_slip("(01)06901234567892(21)SN-1");
    assert_no_slip("(01)06901234567892");
    assert_no_slip("(00)006141411234567890");
    assert_no_slip("https://id.acme.cn/01/06901234567892/21/SN-1?S=X6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_substitution_in_a_sealed_serial),
        cmocka_unit_test(every_transposition_in_a_sealed_serial),
        cmocka_unit_test(every_substitution_in_an_own_serial),
        cmocka_unit_test(lookalikes_are_read_as_digits),
        cmocka_unit_test(layout_swap),
        cmocka_unit_test(slips_in_the_other_values),
        cmocka_unit_test(gtin_transposed_past_its_check_digit),
        cmocka_unit_test(every_substitution_in_an_h_seal),
        cmocka_unit_test(two_slips_are_none),
        cmocka_unit_test(a_false_seal_beside_a_good_serial_is_no_slip),
        cmocka_unit_test(a_seal_that_cannot_be_checked_stays_out_of_it),
        cmocka_unit_test(codes_that_nobody_sealed_are_no_slips),
    };
    return cmocka_run_group_tests(tests, make_ring, NULL);
}
