/* test_svg.c: an SVG's path encloses exactly the dark modules, and its size is in millimetres. */
#include "label_render.h"

#define SIDE_MAX (TRC_SYMBOL_SIDE_MAX + 2 * TRC_QUIET_ZONE)

static int winding[SIDE_MAX][SIDE_MAX];

/* An upright edge from (x, y) to (x, to): everything right of it is once more, or once less, inside. */
static void add_edge(int x, int y, int to)
{
    const int step = to < y ? -1 : 1;
    for (; y != to; y += step)
        for (int right = x; right < SIDE_MAX; right++)
            winding[step < 0 ? y - 1 : y][right] -= step;
}

/* Follows the path's M, h, v and z. */
static void rasterise(const char *path)
{
    int x = 0, y = 0, x0 = 0, y0 = 0, used = 0, by;
    memset(winding, 0, sizeof winding);
    for (; *path != '"'; path += used) {
        if (sscanf(path, "M%d %d%n", &x0, &y0, &used) == 2) {
            x = x0;
            y = y0;
        } else if (sscanf(path, "h%d%n", &by, &used) == 1) {
            x += by;
        } else if (sscanf(path, "v%d%n", &by, &used) == 1) {
            add_edge(x, y, y + by);
            y += by;
        } else {
            assert_int_equal(*path, 'z');
            used = 1;
            assert_int_equal(x, x0);
            add_edge(x, y, y0);
        }
    }
}

static const char *only(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    assert_non_null(found);
    assert_null(strstr(found + 1, part));
    return found + strlen(part);
}

static void path_is_the_dark_modules(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    const struct trc_print print = {.dpi = 300, .dots_a_module = 6};
    for (int round = 0; round < 40; round++) {
        struct trc_symbol symbol;
        random_symbol(&random, round == 0 ? 2900 : 1 + random_below(&random, 300), round % TRC_EC_COUNT, &symbol);
        struct memory_sink sink = MEMORY_SINK_INIT;
        assert_int_equal(trc_svg_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
        assert_int_equal(strlen(sink.bytes), sink.len);
        rasterise(only(sink.bytes, "<path fill=\"#000\" d=\""));
        /* 0 or 1, never 2 or -1: the same picture under either fill rule. */
        for (int y = 0; y < symbol.side + 8; y++)
            for (int x = 0; x < symbol.side + 8; x++)
                assert_int_equal(winding[y][x], label_is_dark(&symbol, x, y));
        free(sink.bytes);
    }
}

/* Shapes no QR symbol is sure to have: modules touching only at corners, holes, islands in holes. */
static void path_of_hard_shapes(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    const struct trc_print print = {.dpi = 300, .dots_a_module = 6};
    for (unsigned round = 0; round < 60; round++) {
        struct trc_symbol symbol = {.version = 1, .side = 21};
        for (unsigned i = 0; i < 21 * 21; i++)
            symbol.row[i / 21][0] |= (uint64_t)(round == 0   ? 0
                                                : round == 1 ? 1
                                                : round == 2 ? i % 2 /* a chequerboard, as the side is odd */
                                                             : random_below(&random, 60) < round)
                                     << i % 21;
        struct memory_sink sink = MEMORY_SINK_INIT;
        assert_int_equal(trc_svg_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
        rasterise(only(sink.bytes, "<path fill=\"#000\" d=\""));
        for (int y = 0; y < 29; y++)
            for (int x = 0; x < 29; x++)
                assert_int_equal(winding[y][x], label_is_dark(&symbol, x, y));
        free(sink.bytes);
    }
}

static void whole_text_of_a_tiny_drawing(void **state)
{
    (void)state;
    struct trc_symbol symbol = {.version = 1, .side = 21};
    symbol.row[0][0] = 3;
    symbol.row[1][0] = 5;
    const struct trc_print print = {.dpi = 203, .dots_a_module = 4};
    struct memory_sink sink = MEMORY_SINK_INIT;
    assert_int_equal(trc_svg_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
    assert_string_equal(sink.bytes, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"14.5143mm\" height=\"14.5143mm\""
                                    " viewBox=\"0 0 29 29\" shape-rendering=\"crispEdges\" stroke=\"none\">\n"
                                    "<rect width=\"29\" height=\"29\" fill=\"#fff\"/>\n"
                                    "<path fill=\"#000\" d=\"M4 4h2v1h-1v1h-1zM6 5h1v1h-1z\"/>\n"
                                    "</svg>\n");
    assert_float_equal(trc_print_label_mm(&print, &symbol), 14.5143, 0.00005);
    free(sink.bytes);
}

static enum trc_status render(const struct trc_symbol *symbol, struct memory_sink *sink, struct trc_error *error)
{
    const struct trc_print print = {.dpi = 300, .dots_a_module = 3};
    return trc_svg_write(symbol, &print, memory_sink, sink, error);
}

static void full_disk_is_an_io_error(void **state)
{
    (void)state;
    refusal_at_any_byte_is_an_io_error(render);
}

static void impossible_print(void **state)
{
    (void)state;
    impossible_print_is_refused(trc_svg_write);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_is_the_dark_modules),
        cmocka_unit_test(path_of_hard_shapes),
        cmocka_unit_test(whole_text_of_a_tiny_drawing),
        cmocka_unit_test(full_disk_is_an_io_error),
        cmocka_unit_test(impossible_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
