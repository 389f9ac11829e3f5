/* test_eps.c: an EPS's path encloses exactly the dark modules, its size is in points, its lines are short. */
#include "outline_fixture.h"

/* Follows the path's m, h, v and z, until it is filled. */
static void rasterise(const char *path)
{
    int x = 0, y = 0, x0 = 0, y0 = 0, used = 0, by, to;
    char letter;
    for (; strncmp(path, "fill", 4) != 0;) {
        if (sscanf(path, "%d %d m%n", &by, &to, &used) == 2 && used > 0) {
            x = x0 = by;
            y = y0 = to;
        } else if (sscanf(path, "%d %c%n", &by, &letter, &used) == 2) {
            assert_true(letter == 'h' || letter == 'v');
            if (letter == 'v')
                add_edge(x, y, y + by);
            x += letter == 'h' ? by : 0;
            y += letter == 'v' ? by : 0;
        } else {
            assert_memory_equal(path, "z\n", 2);
            used = 1;
            assert_int_equal(x, x0);
            add_edge(x, y, y0);
        }
        for (; path[used] == ' ' || path[used] == '\n'; used++)
            ;
        path += used;
        used = 0;
    }
}

static const struct outline_format eps = {trc_eps_write, "\n0 setgray\n", rasterise};

static void path_is_the_dark_modules(void **state)
{
    (void)state;
    assert_paths_of_symbols(&eps);
}

static void path_of_hard_shapes(void **state)
{
    (void)state;
    assert_paths_of_hard_shapes(&eps);
}

/* Adobe's conventions allow 255 characters in a line. */
static void lines_are_short(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    struct trc_symbol symbol;
    random_symbol(&random, 2900, TRC_EC_L, &symbol);
    const struct trc_print print = {.dpi = 600, .dots_a_module = 13};
    struct memory_sink sink = MEMORY_SINK_INIT;
    assert_int_equal(trc_eps_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
    for (const char *line = sink.bytes, *end; *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        assert_non_null(end);
        assert_true(end - line <= 255);
    }
    free(sink.bytes);
}

static void whole_text_of_a_tiny_drawing(void **state)
{
    (void)state;
    struct trc_symbol symbol = {.version = 1, .side = 21};
    symbol.row[0][0] = 3;
    symbol.row[1][0] = 5;
    const struct trc_print print = {.dpi = 203, .dots_a_module = 4};
    struct memory_sink sink = MEMORY_SINK_INIT;
    assert_int_equal(trc_eps_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
    /* 29 modules of 4 dots at 203 dpi: 116 * 72 / 203 = 41.14286 points. */
    assert_string_equal(sink.bytes, "%!PS-Adobe-3.0 EPSF-3.0\n"
                                    "%%BoundingBox: 0 0 42 42\n"
                                    "%%HiResBoundingBox: 0 0 41.1429 41.1429\n"
                                    "%%EndComments\n"
                                    "8 dict begin gsave\n"
                                    "/m{moveto}bind def /h{0 rlineto}bind def /v{0 exch rlineto}bind def "
                                    "/z{closepath}bind def\n"
                                    "/module 288 203 div def 0 29 module mul translate module dup neg scale\n"
                                    "1 setgray\n"
                                    "0 0 m 29 h 29 v -29 h z fill\n"
                                    "0 setgray\n"
                                    "4 4 m 2 h 1 v -1 h 1 v -1 h z\n"
                                    "6 5 m 1 h 1 v -1 h z\n"
                                    "fill grestore end\n"
                                    "showpage\n"
                                    "%%EOF\n");
    free(sink.bytes);
}

static enum trc_status render(const struct trc_symbol *symbol, struct memory_sink *sink, struct trc_error *error)
{
    const struct trc_print print = {.dpi = 300, .dots_a_module = 3};
    return trc_eps_write(symbol, &print, memory_sink, sink, error);
}

static void full_disk_is_an_io_error(void **state)
{
    (void)state;
    refusal_at_any_byte_is_an_io_error(render);
}

static void impossible_print(void **state)
{
    (void)state;
    impossible_print_is_refused(trc_eps_write);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_is_the_dark_modules), cmocka_unit_test(path_of_hard_shapes),
        cmocka_unit_test(lines_are_short),          cmocka_unit_test(whole_text_of_a_tiny_drawing),
        cmocka_unit_test(full_disk_is_an_io_error), cmocka_unit_test(impossible_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
