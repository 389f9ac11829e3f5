/* test_qr_reed_solomon.c: blocks come back whole up to their capacity; beyond it they are refused. */
#include "scanner/qr/reed_solomon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qr/gf256.h"
#include "random.h"

struct block {
    uint8_t codeword[QR_BLOCK_MAX];
    size_t len, parity;
};

/* Division by the generator polynomial, written the plain way: independent of the decoder. */
static struct block random_block(uint64_t *random, size_t data_len, size_t parity)
{
    struct block block = {.len = data_len + parity, .parity = parity};
    uint8_t generator[QR_PARITY_MAX + 1] = {1}; /* from the highest power down */
    for (size_t i = 0; i < parity; i++)
        for (size_t k = i + 1; k > 0; k--)
            generator[k] ^= qr_gf256_mul(generator[k - 1], qr_gf256_power[i]);
    uint8_t rest[QR_BLOCK_MAX] = {0};
    for (size_t i = 0; i < data_len; i++)
        rest[i] = block.codeword[i] = (uint8_t)random_next(random);
    for (size_t i = 0; i < data_len; i++) {
        const uint8_t factor = rest[i];
        for (size_t k = 0; k <= parity; k++)
            rest[i + k] ^= qr_gf256_mul(generator[k], factor);
    }
    memcpy(block.codeword + data_len, rest + data_len, parity);
    return block;
}

/* The first `count` of a random order of all places. */
static void random_places(uint64_t *random, size_t len, uint8_t *places)
{
    for (size_t i = 0; i < len; i++)
        places[i] = (uint8_t)i;
    for (size_t i = len - 1; i > 0; i--) {
        const size_t k = random_below(random, (unsigned)i + 1);
        const uint8_t kept = places[i];
        places[i] = places[k];
        places[k] = kept;
    }
}

static void damage(uint64_t *random, struct block *block, const uint8_t *places, size_t count)
{
    for (size_t i = 0; i < count; i++)
        block->codeword[places[i]] ^= (uint8_t)(1 + random_below(random, 255));
}

static void the_example_of_the_standard_is_whole(void **state)
{
    (void)state; /* ISO/IEC 18004:2015, annex I: "01234567" in version 1-M */
    uint8_t block[] = {0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC,
                       0x11, 0xEC, 0x11, 0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55};
    unsigned changed;
    assert_true(qr_reed_solomon_correct(block, sizeof block, 10, NULL, 0, 0, &changed));
    assert_int_equal(changed, 0);
    block[3] ^= 0x40;
    assert_true(qr_reed_solomon_correct(block, sizeof block, 10, NULL, 0, 0, &changed));
    assert_int_equal(changed, 1);
    assert_int_equal(block[3], 0x56);
}

static void errors_and_erasures_up_to_capacity_are_corrected(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int round = 0; round < 20000; round++) {
        const size_t parity = 7 + random_below(&random, QR_PARITY_MAX - 6);
        const size_t data_len = 1 + random_below(&random, 120);
        const struct block whole = random_block(&random, data_len, parity);
        struct block block = whole;
        uint8_t places[QR_BLOCK_MAX];
        random_places(&random, block.len, places);
        size_t erased = random_below(&random, (unsigned)parity + 1);
        erased = erased > block.len ? block.len : erased;
        size_t errors = (parity - erased) / 2;
        errors = errors + erased > block.len ? 0 : errors;
        damage(&random, &block, places, erased + errors);
        unsigned changed;
        assert_true(qr_reed_solomon_correct(block.codeword, block.len, parity, places, erased, 0, &changed));
        assert_memory_equal(block.codeword, whole.codeword, block.len);
        assert_int_equal(changed, erased + errors);
    }
}

static void an_erasure_that_was_right_costs_nothing_but_parity(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    const struct block whole = random_block(&random, 16, 10);
    struct block block = whole;
    const uint8_t erased[] = {0, 5, 9, 25};
    const uint8_t wrong[] = {1, 2, 3};
    unsigned changed;
    damage(&random, &block, wrong, 3);
    assert_true(qr_reed_solomon_correct(block.codeword, block.len, 10, erased, 4, 0, &changed));
    assert_memory_equal(block.codeword, whole.codeword, block.len);
    assert_int_equal(changed, 3);
}

static void the_reserve_is_kept(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    const struct block whole = random_block(&random, 19, 7);
    const uint8_t places[] = {2, 11, 20};
    for (size_t errors = 0; errors <= 3; errors++) {
        struct block block = whole;
        unsigned changed;
        damage(&random, &block, places, errors);
        assert_int_equal(qr_reed_solomon_correct(block.codeword, block.len, 7, NULL, 0, 3, &changed), errors <= 2);
        assert_int_equal(memcmp(block.codeword, whole.codeword, block.len) == 0, errors <= 2);
    }
}

/* Random words: of 13 blocks out of 2^36 one passes for 1-H with its reserve, so none does here. A refused block is
 * left alone. */
static void noise_is_refused(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int round = 0; round < 200000; round++) {
        uint8_t noise[26], kept[26];
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (uint8_t)random_next(&random);
        memcpy(kept, noise, sizeof noise);
        unsigned changed;
        assert_false(qr_reed_solomon_correct(noise, sizeof noise, 17, NULL, 0, 1, &changed));
        assert_memory_equal(noise, kept, sizeof noise);
    }
}

static void what_cannot_be_a_block_is_refused(void **state)
{
    (void)state;
    uint8_t block[QR_BLOCK_MAX + 2] = {0};
    const uint8_t erased[QR_PARITY_MAX + 1] = {0};
    unsigned changed;
    assert_true(qr_reed_solomon_correct(block, QR_BLOCK_MAX, QR_PARITY_MAX, NULL, 0, 0, &changed));
    assert_false(qr_reed_solomon_correct(block, QR_BLOCK_MAX + 1, QR_PARITY_MAX, NULL, 0, 0, &changed));
    assert_false(qr_reed_solomon_correct(block, QR_BLOCK_MAX, QR_PARITY_MAX + 1, NULL, 0, 0, &changed));
    assert_false(qr_reed_solomon_correct(block, 10, 10, NULL, 0, 0, &changed));
    assert_false(qr_reed_solomon_correct(block, 26, 10, erased, 11, 0, &changed));
    assert_false(qr_reed_solomon_correct(block, 26, 10, erased, 8, 3, &changed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_standard_is_whole),
        cmocka_unit_test(errors_and_erasures_up_to_capacity_are_corrected),
        cmocka_unit_test(an_erasure_that_was_right_costs_nothing_but_parity),
        cmocka_unit_test(the_reserve_is_kept),
        cmocka_unit_test(noise_is_refused),
        cmocka_unit_test(what_cannot_be_a_block_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
