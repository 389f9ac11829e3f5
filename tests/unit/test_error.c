/* test_error.c: filling an error: what is kept, what a NULL means, and where a long message ends. */
#include "status_asserts.h"

#include <errno.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/error.h"

static void a_rule_keeps_its_name_and_place(void **state)
{
    (void)state;
    struct trc_error error = TRC_ERROR_INIT;
    assert_status(trc_error_rule(&error, "check-digit", 17, "wrong: %d", 3), TRC_ERR_SYNTAX);
    assert_int_equal(error.status, TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "check-digit");
    assert_int_equal(error.pos, 17);
    assert_string_equal(error.msg, "wrong: 3");
}

static void what_breaks_no_rule_has_neither_name_nor_place(void **state)
{
    (void)state;
    struct trc_error error = {.rule = "stale", .pos = 9};
    assert_status(trc_error_set(&error, TRC_ERR_FULL, "full"), TRC_ERR_FULL);
    assert_int_equal(error.status, TRC_ERR_FULL);
    assert_null(error.rule);
    assert_int_equal(error.pos, TRC_NO_POS);
}

static void nobody_has_to_ask_for_details(void **state)
{
    (void)state;
    assert_status(trc_error_set(NULL, TRC_ERR_FULL, "full"), TRC_ERR_FULL);
    assert_status(trc_error_rule(NULL, "rule", 0, "wrong"), TRC_ERR_SYNTAX);
    errno = EACCES;
    assert_status(trc_error_errno(NULL, "open"), TRC_ERR_PERMISSION);
}

static void errno_chooses_the_status_and_is_told(void **state)
{
    (void)state;
    const struct {
        int number;
        enum trc_status status;
    } rows[] = {{EACCES, TRC_ERR_PERMISSION}, {EPERM, TRC_ERR_PERMISSION}, {ENOMEM, TRC_ERR_MEMORY},
                {ENOSPC, TRC_ERR_IO},         {EIO, TRC_ERR_IO},           {ENOENT, TRC_ERR_IO}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_error error = TRC_ERROR_INIT;
        char expected[200];
        errno = rows[i].number;
        assert_status(trc_error_errno(&error, "writing %s", "a.png"), rows[i].status);
        snprintf(expected, sizeof expected, "writing a.png: %s", strerror(rows[i].number));
        assert_string_equal(error.msg, expected);
    }
}

/* Is every lead byte followed by as many continuation bytes as it announces? */
static bool is_whole_utf8(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        size_t more = *c >= 0xf0 ? 3 : *c >= 0xe0 ? 2 : *c >= 0xc0 ? 1 : 0;
        if ((*c & 0xc0) == 0x80)
            return false;
        for (; more > 0; more--)
            if ((*++c & 0xc0) != 0x80)
                return false;
    }
    return true;
}

/* A message cut inside a character would be no UTF-8, and no JSON either. */
static void a_message_that_is_too_long_ends_with_a_whole_character(void **state)
{
    (void)state;
    const char *const characters[] = {"x", "\u00fc", "\u4e2d", "\U00020bb7"};
    assert_false(is_whole_utf8("\xe4\xb8"));
    for (size_t i = 0; i < COUNT(characters); i++)
        for (size_t shift = 0; shift < 4; shift++) {
            char text[2 * TRC_ERROR_MSG_MAX];
            strcpy(text, &"...."[4 - shift]);
            while (strlen(text) < TRC_ERROR_MSG_MAX + 8)
                strcat(text, characters[i]);
            struct trc_error error = TRC_ERROR_INIT;
            assert_status(trc_error_set(&error, TRC_ERR_IO, "%s", text), TRC_ERR_IO);
            assert_true(is_whole_utf8(error.msg));
            assert_in_range(strlen(error.msg), TRC_ERROR_MSG_MAX - 4, TRC_ERROR_MSG_MAX - 1);
            assert_memory_equal(error.msg, text, strlen(error.msg));
            /* One that just fits loses nothing; and what errno adds is cut just so. */
            text[strlen(error.msg)] = '\0';
            assert_status(trc_error_set(&error, TRC_ERR_IO, "%s", text), TRC_ERR_IO);
            assert_string_equal(error.msg, text);
            errno = ENOSPC;
            assert_status(trc_error_errno(&error, "%s", text), TRC_ERR_IO);
            assert_true(is_whole_utf8(error.msg));
        }
}

/* <ctype.h> without the locale: every byte as in the "C" locale. */
static void ascii_is_ascii(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        const char c = (char)i;
        const bool upper = i >= 65 && i <= 90, lower = i >= 97 && i <= 122;
        assert_int_equal(trc_ascii_is_digit(c), i >= 48 && i <= 57);
        assert_int_equal(trc_ascii_is_letter(c), upper || lower);
        assert_int_equal(trc_ascii_is_space(c), i == 32 || (i >= 9 && i <= 13));
        assert_int_equal((unsigned char)trc_ascii_upper(c), lower ? i - 32 : i);
        assert_int_equal((unsigned char)trc_ascii_lower(c), upper ? i + 32 : i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_keeps_its_name_and_place),
        cmocka_unit_test(what_breaks_no_rule_has_neither_name_nor_place),
        cmocka_unit_test(nobody_has_to_ask_for_details),
        cmocka_unit_test(errno_chooses_the_status_and_is_told),
        cmocka_unit_test(a_message_that_is_too_long_ends_with_a_whole_character),
        cmocka_unit_test(ascii_is_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
