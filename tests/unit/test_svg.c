/* test_svg.c: an SVG's path encloses exactly the dark modules, and its size is in millimetres. */
#include "outline_fixture.h"

/* Follows the path's M, h, v and z. */
static void rasterise(const char *path)
{
    int x = 0, y = 0, x0 = 0, y0 = 0, used = 0, by;
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

static const struct outline_format svg = {trc_svg_write, "<path fill=\"#000\" d=\"", rasterise};

static void path_is_the_dark_modules(void **state)
{
    (void)state;
    assert_paths_of_symbols(&svg);
}

static void path_of_hard_shapes(void **state)
{
    (void)state;
    assert_paths_of_hard_shapes(&svg);
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
