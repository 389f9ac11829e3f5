/* test_sheet_pdf_tree.c: every page hangs in the tree once, every node knows its parent, whatever the number of pages.
 */
#include "status_asserts.h"

#include <stdio.h>
#include <stdlib.h>

#include "memory_sink.h"
#include "sheet/pdf_tree.h"

static const char *object(const struct memory_sink *sink, const struct trc_pdf_file *file, size_t number)
{
    char head[32];
    const char *at = sink->bytes + file->offset[number - 1];
    snprintf(head, sizeof head, "%zu 0 obj\n", number);
    assert_memory_equal(at, head, strlen(head));
    return at + strlen(head);
}

static size_t number_after(const char *text, const char *word)
{
    const char *at = strstr(text, word);
    assert_non_null(at);
    return strtoul(at + strlen(word), NULL, 10);
}

/* Returns the pages below this object, having checked their parents. */
static size_t count_pages(const struct memory_sink *sink, const struct trc_pdf_file *file, size_t number, size_t parent,
                          size_t *next_page)
{
    const char *text = object(sink, file, number);
    if (parent != 0)
        assert_int_equal(number_after(text, "/Parent "), parent);
    if (strncmp(text, "<</Type/Page/", 13) == 0) {
        assert_int_equal(number_after(text, "/Nth "), (*next_page)++);
        return 1;
    }
    size_t pages = 0;
    char *kid = strstr(text, "/Kids[") + 6;
    while (*kid != ']') {
        const size_t child = strtoul(kid, &kid, 10);
        kid += strlen(" 0 R ");
        pages += count_pages(sink, file, child, number, next_page);
    }
    assert_int_equal(number_after(text, "/Count "), pages);
    return pages;
}

static void holds_every_page_in_order(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 63, 64, 65, 128, 4095, 4096, 4097, 4161, 9000};
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct memory_sink sink = MEMORY_SINK_INIT;
        struct trc_pdf_file file;
        struct trc_pdf_tree tree = {.shared = "/MediaBox[0 0 1 1]"};
        trc_pdf_file_open(&file, memory_sink, &sink);
        for (size_t page = 0; page < counts[i]; page++) {
            const size_t number = trc_pdf_file_reserve(&file), parent = trc_pdf_tree_add(&tree, &file, number);
            struct trc_bytes *out = trc_pdf_file_begin(&file, number);
            trc_bytes_text(out, "<</Type/Page/Nth ");
            trc_bytes_uint(out, page);
            trc_bytes_text(out, "/Parent ");
            trc_pdf_file_refer(out, parent);
            trc_pdf_file_end(&file);
        }
        const size_t root = trc_pdf_tree_finish(&tree, &file);
        assert_ok(trc_pdf_file_finish(&file, root, root, "id", NULL));
        size_t next_page = 0;
        assert_null(strstr(sink.bytes, " 0000000000 00000 n")); /* nothing reserved and not written */
        assert_int_equal(count_pages(&sink, &file, root, 0, &next_page), counts[i]);
        assert_non_null(strstr(object(&sink, &file, root), "/MediaBox[0 0 1 1]"));
        for (size_t number = 1; number <= file.count; number++)
            object(&sink, &file, number);
        trc_pdf_file_close(&file);
        free(sink.bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(holds_every_page_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
