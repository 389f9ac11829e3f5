/* test_pin.c: scratch PINs: which key, GTIN and serial they hang on, and what counts as equal. */
#include "status_asserts.h"

#include "code_fixture.h"

static struct trc_keyring ring;

static int make_ring(void **state)
{
    (void)state;
    fixture_ring(&ring);
    return 0;
}

static void pin_of(uint8_t key_id, const char *gtin, const char *serial, char pin[TRC_PIN_SIZE])
{
    assert_true(trc_pin_derive(&ring, key_id, gtin, serial, pin));
    assert_int_equal(strlen(pin), 8);
    assert_int_equal(strspn(pin, "0123456789"), 8);
}

static void the_example_has_its_pin(void **state)
{
    (void)state;
    char pin[TRC_PIN_SIZE];
    pin_of(FIXTURE_KEY_ID, FIXTURE_GTIN, "60E6419MKAS0Q6064TT1", pin);
    assert_string_equal(pin, "22417719");
}

static void another_key_gtin_or_serial_has_another_pin(void **state)
{
    (void)state;
    char right[TRC_PIN_SIZE], pin[TRC_PIN_SIZE];
    pin_of(FIXTURE_KEY_ID, FIXTURE_GTIN, "60E6419MKAS0Q6064TT1", right);
    pin_of(FIXTURE_OTHER_KEY_ID, FIXTURE_GTIN, "60E6419MKAS0Q6064TT1", pin);
    assert_string_not_equal(pin, right);
    pin_of(FIXTURE_KEY_ID, "06901234567908", "60E6419MKAS0Q6064TT1", pin);
    assert_string_not_equal(pin, right);
    pin_of(FIXTURE_KEY_ID, FIXTURE_GTIN, "60E6419MKAS0Q6064TT2", pin);
    assert_string_not_equal(pin, right);
    /* The PIN root alone makes it: an inspector's pack holds roots' children and cannot derive it. */
    struct trc_secret secret = fixture_secret(FIXTURE_KEY_ID, TRC_KEY_HMAC, 0);
    secret.root[0] ^= 1;
    assert_ok(trc_keyring_add(&ring, &secret, NULL));
    pin_of(FIXTURE_KEY_ID, FIXTURE_GTIN, "60E6419MKAS0Q6064TT1", pin);
    assert_string_equal(pin, right);
    secret.pin_root[31] ^= 1;
    assert_ok(trc_keyring_add(&ring, &secret, NULL));
    pin_of(FIXTURE_KEY_ID, FIXTURE_GTIN, "60E6419MKAS0Q6064TT1", pin);
    assert_string_not_equal(pin, right);
    fixture_ring(&ring);
}

static void without_a_pin_root_there_is_none(void **state)
{
    (void)state;
    static struct trc_keyring bare;
    const uint8_t ids[] = {0, FIXTURE_KEY_ID, TRC_KEY_IDS - 1, TRC_KEY_IDS, 255};
    for (size_t i = 0; i < COUNT(ids); i++) {
        char pin[TRC_PIN_SIZE] = "12345678";
        assert_false(trc_pin_derive(&bare, ids[i], FIXTURE_GTIN, "A1", pin));
        assert_string_equal(pin, "");
    }
}

static void serials_go_up_to_20_characters(void **state)
{
    (void)state;
    char pin[TRC_PIN_SIZE];
    pin_of(FIXTURE_KEY_ID, FIXTURE_GTIN, "12345678901234567890", pin);
    assert_false(trc_pin_derive(&ring, FIXTURE_KEY_ID, FIXTURE_GTIN, "123456789012345678901", pin));
    assert_string_equal(pin, "");
}

/* 8 digits each, about a tenth of them beginning with 0: no PIN is cut short or printed without its zeros. */
static void pins_keep_their_leading_zeros(void **state)
{
    (void)state;
    size_t zeros = 0;
    for (int i = 0; i < 5000; i++) {
        char serial[TRC_SERIAL_MAX + 1], pin[TRC_PIN_SIZE];
        snprintf(serial, sizeof serial, "SN-%d", i);
        pin_of(FIXTURE_KEY_ID, FIXTURE_GTIN, serial, pin);
        zeros += pin[0] == '0';
    }
    assert_in_range(zeros, 400, 600);
}

static void equal_takes_the_whole_pin_and_nothing_else(void **state)
{
    (void)state;
    assert_true(trc_pin_equal("22417719", "22417719"));
    const char *const wrong[] = {"22417718", "32417719", "2241771", "224177190", "", " 22417719", "2241771\n"};
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(trc_pin_equal("22417719", wrong[i]));
    /* A PIN that could not be derived equals nothing, and least of all another empty one. */
    const char none[TRC_PIN_SIZE] = "";
    assert_false(trc_pin_equal(none, ""));
    assert_false(trc_pin_equal(none, "22417719"));
    assert_false(trc_pin_equal(none, "00000000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_has_its_pin),
        cmocka_unit_test(another_key_gtin_or_serial_has_another_pin),
        cmocka_unit_test(without_a_pin_root_there_is_none),
        cmocka_unit_test(serials_go_up_to_20_characters),
        cmocka_unit_test(pins_keep_their_leading_zeros),
        cmocka_unit_test(equal_takes_the_whole_pin_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, make_ring, NULL);
}
