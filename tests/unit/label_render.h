/* label_render.h: what the tests of every picture format share: a symbol to draw, and a disk that fills up under it. */
#ifndef TRC_TESTS_LABEL_RENDER_H
#define TRC_TESTS_LABEL_RENDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <trc/label.h>

#include "memory_sink.h"
#include "random.h"

/* A symbol of `len` random bytes. */
static inline void random_symbol(uint64_t *random, size_t len, enum trc_ec ec, struct trc_symbol *symbol)
{
    char text[3000];
    assert_true(len <= sizeof text);
    for (size_t i = 0; i < len; i++)
        text[i] = (char)random_below(random, 256);
    assert_int_equal(trc_symbol_encode(text, len, ec, symbol, NULL), TRC_OK);
}

/* Is this module of the label, quiet zone included, dark? */
static inline bool label_is_dark(const struct trc_symbol *symbol, int x, int y)
{
    return trc_symbol_is_dark(symbol, x - TRC_QUIET_ZONE, y - TRC_QUIET_ZONE);
}

typedef enum trc_status label_render(const struct trc_symbol *symbol, struct memory_sink *sink,
                                     struct trc_error *error);

/* The sink takes N bytes and no more, for N from nothing to all but one; all of them is the control. */
static inline void refusal_at_any_byte_is_an_io_error(label_render *render)
{
    uint64_t random = random_seed();
    struct trc_symbol symbol;
    random_symbol(&random, 2800, TRC_EC_L, &symbol); /* several buffers full */
    struct memory_sink whole = MEMORY_SINK_INIT;
    assert_int_equal(render(&symbol, &whole, NULL), TRC_OK);
    assert_true(whole.calls > 2);

    const size_t step = whole.len / 250;
    size_t refusals = 0;
    for (size_t limit = 0; limit<whole.len; limit += whole.len - limit> step ? step : 1, refusals++) {
        struct memory_sink sink = MEMORY_SINK_INIT;
        struct trc_error error = TRC_ERROR_INIT;
        sink.limit = limit;
        assert_int_equal(render(&symbol, &sink, &error), TRC_ERR_IO);
        assert_int_equal(error.status, TRC_ERR_IO);
        char said[32];
        snprintf(said, sizeof said, "took %zu bytes", sink.len);
        assert_non_null(strstr(error.msg, said));
        assert_int_equal(sink.after_full, 0);
        assert_true(sink.full && sink.len <= limit);
        assert_true(sink.len == 0 || memcmp(sink.bytes, whole.bytes, sink.len) == 0);
        free(sink.bytes);
    }
    assert_true(refusals > 250);

    struct memory_sink just_enough = MEMORY_SINK_INIT;
    just_enough.limit = whole.len;
    assert_int_equal(render(&symbol, &just_enough, NULL), TRC_OK);
    assert_int_equal(just_enough.len, whole.len);
    assert_memory_equal(just_enough.bytes, whole.bytes, whole.len);
    free(just_enough.bytes);
    free(whole.bytes);
}

typedef enum trc_status label_write(const struct trc_symbol *symbol, const struct trc_print *print, trc_sink *sink,
                                    void *context, struct trc_error *error);

/* A struct trc_print that no trc_print_snap() made is refused before the first byte. */
static inline void impossible_print_is_refused(label_write *write)
{
    static const struct trc_print prints[] = {{.dpi = 0, .dots_a_module = 8},
                                              {.dpi = 300, .dots_a_module = 0},
                                              {.dpi = UINT32_MAX, .dots_a_module = 8},
                                              {.dpi = 300, .dots_a_module = UINT32_MAX}};
    uint64_t random = 1;
    struct trc_symbol symbol;
    random_symbol(&random, 40, TRC_EC_M, &symbol);
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct memory_sink sink = MEMORY_SINK_INIT;
        struct trc_error error = TRC_ERROR_INIT;
        assert_int_equal(write(&symbol, &prints[i], memory_sink, &sink, &error), TRC_ERR_RANGE);
        assert_int_equal(error.status, TRC_ERR_RANGE);
        assert_int_equal(sink.calls, 0);
    }
}

#endif
