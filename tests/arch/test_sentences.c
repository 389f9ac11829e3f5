/* test_sentences.c: every verdict, finding and status has a sentence in Chinese, and speaks of the code, not the thing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <trc/trc.h>

static bool has_chinese(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0xe4 && (unsigned char)*text <= 0xe9)
            return true;
    return false;
}

static void check(const char *name, const char *sentence)
{
    if (!has_chinese(sentence))
        fail_msg("%s has no Chinese: \"%s\"", name, sentence);
    if (strstr(sentence, "此产品为真") != NULL)
        fail_msg("%s promises more than a seal can: \"%s\"", name, sentence);
}

static void every_sentence_is_chinese(void **state)
{
    (void)state;
    for (int i = 0; i < TRC_VERDICT_COUNT; i++)
        check(trc_verdict_name((enum trc_verdict)i), trc_verdict_text((enum trc_verdict)i));
    for (int i = 0; i < TRC_FINDING_COUNT; i++)
        check(trc_finding_name((enum trc_finding_id)i), trc_finding_text((enum trc_finding_id)i));
    for (int i = 0; i < TRC_STATUS_COUNT; i++)
        check(trc_status_name((enum trc_status)i), trc_status_text((enum trc_status)i));
}

static void green_speaks_of_the_code(void **state)
{
    (void)state;
    assert_non_null(strstr(trc_verdict_text(TRC_VERDICT_AUTHENTIC), "此码为真"));
    assert_non_null(strstr(trc_verdict_text(TRC_VERDICT_CAUTION), "此码为真"));
    assert_null(strstr(trc_verdict_text(TRC_VERDICT_COUNTERFEIT), "此码为真"));
}

/* The control: a message that nobody has translated stays English, and the check would see it. */
static void untranslated_is_noticed(void **state)
{
    (void)state;
    assert_false(has_chinese(dgettext("trc", "A message that is in no catalogue.")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_is_chinese),
        cmocka_unit_test(green_speaks_of_the_code),
        cmocka_unit_test(untranslated_is_noticed),
    };
    setlocale(LC_ALL, "C.UTF-8");
    setenv("LANGUAGE", "zh", 1);
    bindtextdomain("trc", TRC_LOCALE_DIR);
    bind_textdomain_codeset("trc", "UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
