/* test_terminal.c: half blocks read back as the same modules, with and without colour escapes. */
#include "label_render.h"

static const char *after(const char *text, const char *prefix)
{
    if (strncmp(text, prefix, strlen(prefix)) != 0)
        fail_msg("expected \"%s\" at \"%.20s\"", prefix, text);
    return text + strlen(prefix);
}

/* One glyph: is its upper, is its lower half light? */
static const char *glyph(const char *text, bool *upper, bool *lower)
{
    static const struct {
        const char *utf8;
        bool upper, lower;
    } glyphs[] = {{" ", 0, 0}, {"\xe2\x96\x80", 1, 0}, {"\xe2\x96\x84", 0, 1}, {"\xe2\x96\x88", 1, 1}};
    for (size_t i = 0; i < 4; i++) {
        if (strncmp(text, glyphs[i].utf8, strlen(glyphs[i].utf8)) == 0) {
            *upper = glyphs[i].upper;
            *lower = glyphs[i].lower;
            return text + strlen(glyphs[i].utf8);
        }
    }
    fail_msg("no glyph at \"%.20s\"", text);
    return text;
}

static void assert_text_is(const char *text, const struct trc_symbol *symbol, bool ansi)
{
    const int side = symbol->side + 8;
    for (int y = 0; y < side; y += 2) {
        text = after(text, ansi ? "\x1b[38;5;231;48;5;16m" : "");
        for (int x = 0; x < side; x++) {
            bool upper = false, lower = false;
            text = glyph(text, &upper, &lower);
            assert_true(upper != label_is_dark(symbol, x, y));
            assert_true(lower != label_is_dark(symbol, x, y + 1));
        }
        text = after(text, ansi ? "\x1b[0m\n" : "\n");
    }
    assert_string_equal(text, "");
}

static void reads_back_as_the_same_modules(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int round = 0; round < 40; round++) {
        struct trc_symbol symbol;
        random_symbol(&random, round == 0 ? 2900 : 1 + random_below(&random, 200), round % TRC_EC_COUNT, &symbol);
        for (int ansi = 0; ansi < 2; ansi++) {
            struct memory_sink sink = MEMORY_SINK_INIT;
            assert_int_equal(trc_terminal_write(&symbol, ansi, memory_sink, &sink, NULL), TRC_OK);
            assert_text_is(sink.bytes, &symbol, ansi);
            free(sink.bytes);
        }
    }
}

static enum trc_status render(const struct trc_symbol *symbol, struct memory_sink *sink, struct trc_error *error)
{
    return trc_terminal_write(symbol, true, memory_sink, sink, error);
}

static void closed_output_is_an_io_error(void **state)
{
    (void)state;
    refusal_at_any_byte_is_an_io_error(render);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_as_the_same_modules),
        cmocka_unit_test(closed_output_is_an_io_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
