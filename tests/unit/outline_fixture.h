/* outline_fixture.h: a path drawn from text, and compared with the modules it should enclose. */
#ifndef TRC_TESTS_OUTLINE_FIXTURE_H
#define TRC_TESTS_OUTLINE_FIXTURE_H

#include "label_render.h"

#define SIDE_MAX (TRC_SYMBOL_SIDE_MAX + 2 * TRC_QUIET_ZONE)

static int winding[SIDE_MAX][SIDE_MAX];

/* An upright edge from (x, y) to (x, to): everything right of it is once more, or once less, inside. */
static inline void add_edge(int x, int y, int to)
{
    const int step = to < y ? -1 : 1;
    for (; y != to; y += step)
        for (int right = x; right < SIDE_MAX; right++)
            winding[step < 0 ? y - 1 : y][right] -= step;
}

static inline const char *only(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    assert_non_null(found);
    assert_null(strstr(found + 1, part));
    return found + strlen(part);
}

/* How a format writes a path: the writer, what stands before the path, and what draws it into `winding`. */
struct outline_format {
    label_write *write;
    const char *before;
    void (*rasterise)(const char *path);
};

/* 0 or 1, never 2 or -1: the same picture under either fill rule. */
static inline void assert_path_is(const struct outline_format *format, const struct trc_symbol *symbol)
{
    const struct trc_print print = {.dpi = 300, .dots_a_module = 6};
    struct memory_sink sink = MEMORY_SINK_INIT;
    assert_int_equal(format->write(symbol, &print, memory_sink, &sink, NULL), TRC_OK);
    assert_int_equal(strlen(sink.bytes), sink.len);
    memset(winding, 0, sizeof winding);
    format->rasterise(only(sink.bytes, format->before));
    for (int y = 0; y < symbol->side + 8; y++)
        for (int x = 0; x < symbol->side + 8; x++)
            assert_int_equal(winding[y][x], label_is_dark(symbol, x, y));
    free(sink.bytes);
}

static inline void assert_paths_of_symbols(const struct outline_format *format)
{
    uint64_t random = random_seed();
    for (int round = 0; round < 40; round++) {
        struct trc_symbol symbol;
        random_symbol(&random, round == 0 ? 2900 : 1 + random_below(&random, 300), round % TRC_EC_COUNT, &symbol);
        assert_path_is(format, &symbol);
    }
}

/* Shapes no QR symbol is sure to have: modules touching only at corners, holes, islands in holes. */
static inline void assert_paths_of_hard_shapes(const struct outline_format *format)
{
    uint64_t random = random_seed();
    for (unsigned round = 0; round < 60; round++) {
        struct trc_symbol symbol = {.version = 1, .side = 21};
        for (unsigned i = 0; i < 21 * 21; i++) {
            const bool dark = round == 0   ? false
                              : round == 1 ? true
                              : round == 2 ? i % 2 != 0 /* a chequerboard, as the side is odd */
                                           : random_below(&random, 60) < round;
            symbol.row[i / 21][0] |= (uint64_t)dark << i % 21;
        }
        assert_path_is(format, &symbol);
    }
}

#endif
