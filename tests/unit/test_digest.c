/* test_digest.c: SHA-256 in pieces is SHA-256. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <trc/digest.h>

/* FIPS 180-4's examples. */
static const struct {
    const char *text, *digest;
} vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void whatever_the_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        for (size_t piece = 1; piece <= 64; piece++) {
            char text[TRC_DIGEST_TEXT_SIZE];
            struct trc_digest digest;
            const size_t len = strlen(vectors[i].text);
            trc_digest_begin(&digest);
            for (size_t at = 0; at < len; at += piece)
                trc_digest_add(&digest, vectors[i].text + at, len - at < piece ? len - at : piece);
            trc_digest_end(&digest, text);
            assert_string_equal(text, vectors[i].digest);
        }
}

/* A copy goes on from where it was made. */
static void a_copy_is_a_digest_of_its_own(void **state)
{
    (void)state;
    char text[TRC_DIGEST_TEXT_SIZE];
    struct trc_digest digest, copy;
    trc_digest_begin(&digest);
    trc_digest_add(&digest, "ab", 2);
    copy = digest;
    trc_digest_add(&digest, "x", 1);
    trc_digest_add(&copy, "c", 1);
    trc_digest_end(&copy, text);
    assert_string_equal(text, vectors[1].digest);
    trc_digest_end(&digest, text);
    assert_string_not_equal(text, vectors[1].digest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_the_pieces),
        cmocka_unit_test(a_copy_is_a_digest_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
