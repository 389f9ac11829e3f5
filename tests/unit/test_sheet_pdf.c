/* test_sheet_pdf.c: the same labels give the same bytes, on one thread or many; refusals come before the first byte; a
 * disk that fills up is told. What other programs read in it: tests/e2e/34-sheet.sh. */
#include "status_asserts.h"

#include <pthread.h>
#include <stdio.h>
#include <trc/sheet.h>

#include "memory_sink.h"

enum { LABELS = 50 };

struct batch {
    struct trc_pdf_options options;
    struct trc_design design;
    struct trc_arrangement arrangement;
    struct trc_symbol symbol;
    struct trc_label label;
};

static struct batch batch_of(void)
{
    struct batch batch = {
        .options = {.width_mm = 210,
                    .height_mm = 297,
                    .margin_x_mm = 8,
                    .margin_y_mm = 8,
                    .start = 3,
                    .crop_marks = true,
                    .title = "标签",
                    .id = "batch-1"},
        .design = {.width_mm = 60,
                   .height_mm = 30,
                   .print = {.dpi = 300, .dots_a_module = 5},
                   .name = "青岛陈酿白酒",
                   .lot = "L2409A",
                   .serial = true,
                   .pin = true,
                   .chinese = true},
    };
    static const char text[] = "HTTPS://ID.ACME.CN/01/06901234567892/21/60E6419MKAS0Q6064TT1";
    assert_ok(trc_symbol_encode(text, sizeof text - 1, TRC_EC_M, &batch.symbol, NULL));
    assert_ok(trc_label_arrange(&batch.design, batch.symbol.side, &batch.arrangement, NULL));
    batch.label = (struct trc_label){NULL, text, "60E6419MKAS0Q6064TT1", "48151623"};
    return batch;
}

static enum trc_status open_pdf(const struct batch *batch, struct memory_sink *sink, struct trc_pdf **pdf,
                                struct trc_error *error)
{
    return trc_pdf_open(&batch->options, &batch->design, &batch->arrangement, memory_sink, sink, pdf, error);
}

static enum trc_status write_labels(const struct batch *batch, size_t count, struct memory_sink *sink,
                                    struct trc_error *error)
{
    struct trc_pdf *pdf;
    enum trc_status status = open_pdf(batch, sink, &pdf, error);
    struct trc_label label = batch->label;
    label.symbol = &batch->symbol;
    for (size_t i = 0; i < count && status == TRC_OK; i++)
        status = trc_pdf_label(pdf, &label, error);
    if (status == TRC_OK)
        status = trc_pdf_finish(pdf, error);
    trc_pdf_close(pdf);
    return status;
}

static bool contains(const struct memory_sink *sink, const char *text)
{
    return memmem(sink->bytes, sink->len, text, strlen(text)) != NULL;
}

static void same_labels_give_the_same_bytes(void **state)
{
    (void)state;
    const struct batch batch = batch_of();
    struct memory_sink first = MEMORY_SINK_INIT, second = MEMORY_SINK_INIT;
    assert_ok(write_labels(&batch, LABELS, &first, NULL));
    assert_ok(write_labels(&batch, LABELS, &second, NULL));
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.bytes, second.bytes, first.len);
    assert_true(contains(&first, "/ID[<62617463682d31><62617463682d31>]"));
    assert_true(contains(&first, "/Title<feff68077b7e>"));
    assert_false(contains(&first, "Date"));
    free(first.bytes);
    free(second.bytes);
}

/* Two threads draw the first and second page at once. */
struct drawer {
    const struct batch *batch;
    struct trc_pdf_page *page;
    size_t first, count;
};

static void *draw(void *context)
{
    const struct drawer *drawer = context;
    struct trc_label label = drawer->batch->label;
    label.symbol = &drawer->batch->symbol;
    for (size_t i = 0; i < drawer->count; i++)
        if (trc_pdf_page_draw(drawer->page, &label, drawer->first + i, NULL) != TRC_OK)
            return NULL;
    return trc_pdf_page_pack(drawer->page, NULL) == TRC_OK ? context : NULL;
}

static void threads_give_the_same_bytes(void **state)
{
    (void)state;
    const struct batch batch = batch_of();
    struct memory_sink alone = MEMORY_SINK_INIT, together = MEMORY_SINK_INIT;
    struct trc_pdf *pdf;
    assert_ok(write_labels(&batch, 45, &alone, NULL));
    assert_ok(open_pdf(&batch, &together, &pdf, NULL));
    assert_int_equal(trc_pdf_places(pdf), 27); /* 24 beside the 3 left out */
    struct drawer drawer[2] = {{&batch, NULL, 3, 24}, {&batch, NULL, 0, 21}};
    pthread_t thread[2];
    for (int i = 0; i < 2; i++) {
        assert_ok(trc_pdf_page_new(pdf, &drawer[i].page, NULL));
        assert_int_equal(pthread_create(&thread[i], NULL, draw, &drawer[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        void *good;
        assert_int_equal(pthread_join(thread[i], &good), 0);
        assert_non_null(good);
        assert_ok(trc_pdf_add(pdf, drawer[i].page, NULL));
        trc_pdf_page_free(drawer[i].page);
    }
    assert_ok(trc_pdf_finish(pdf, NULL));
    trc_pdf_close(pdf);
    assert_int_equal(alone.len, together.len);
    assert_memory_equal(alone.bytes, together.bytes, alone.len);
    free(alone.bytes);
    free(together.bytes);
}

static void pages_are_as_many_as_needed(void **state)
{
    (void)state;
    static const struct {
        bool roll;
        size_t start, labels;
        const char *count;
    } rows[] = {{false, 0, 0, "/Count 1/"},  {false, 0, 27, "/Count 1/"}, {false, 0, 28, "/Count 2/"},
                {false, 26, 1, "/Count 1/"}, {false, 26, 2, "/Count 2/"}, {true, 0, 3, "/Count 3/"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct batch batch = batch_of();
        struct memory_sink sink = MEMORY_SINK_INIT;
        if (rows[i].roll)
            batch.options = (struct trc_pdf_options)TRC_PDF_OPTIONS_INIT;
        batch.options.start = rows[i].start;
        assert_ok(write_labels(&batch, rows[i].labels, &sink, NULL));
        assert_true(contains(&sink, rows[i].count));
        assert_memory_equal(sink.bytes, "%PDF-1.4\n", 9);
        assert_string_equal(sink.bytes + sink.len - 6, "%%EOF\n");
        free(sink.bytes);
    }
}

static void refusals_come_before_the_first_byte(void **state)
{
    (void)state;
    static const struct {
        const char *font, *logo, *title, *lot;
        double width_mm;
        enum trc_status status;
        const char *said;
    } rows[] = {
        {.font = "No Such Family", .status = TRC_ERR_NOT_FOUND, .said = "No Such Family"},
        {.logo = "/nonexistent.png", .status = TRC_ERR_NOT_FOUND, .said = "/nonexistent.png"},
        {.logo = "CONTRIBUTING.md", .status = TRC_ERR_DAMAGED, .said = "not a sound PNG"},
        {.title = "\xff", .status = TRC_ERR_SYNTAX, .said = "title is not UTF-8"},
        {.lot = "\xee\x80\x81", .status = TRC_ERR_SYNTAX, .said = "U+E001"},
        {.width_mm = 50, .status = TRC_ERR_RANGE, .said = "60.0 x 30.0 mm does not fit a sheet of 50 x 297 mm"},
        {.logo = "docs/img/label.png", .status = TRC_ERR_RANGE, .said = "no room for the logo"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct batch batch = batch_of();
        struct memory_sink sink = MEMORY_SINK_INIT;
        struct trc_error error = TRC_ERROR_INIT;
        struct trc_pdf *pdf;
        batch.options.font = rows[i].font;
        batch.options.logo = rows[i].logo;
        batch.options.title = rows[i].title;
        batch.options.width_mm = rows[i].width_mm > 0 ? rows[i].width_mm : batch.options.width_mm;
        if (rows[i].lot != NULL)
            batch.design.lot = rows[i].lot;
        if (rows[i].status == TRC_ERR_RANGE && rows[i].logo != NULL)
            batch.design.host = "id.acme.cn", batch.design.expiry = "271231", batch.design.height_mm = 18;
        assert_ok(trc_label_arrange(&batch.design, batch.symbol.side, &batch.arrangement, NULL));
        assert_status(open_pdf(&batch, &sink, &pdf, &error), rows[i].status);
        assert_says(error, rows[i].said);
        assert_null(pdf);
        assert_int_equal(sink.calls, 0);
    }
}

static void labels_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *serial, *pin, *said, *secret;
        uint8_t side;
    } rows[] = {
        {"60E6419MKAS0Q6064TT160E6419MKAS0Q6064TT160E6419MKAS0Q6064TT160E6419MKAS0Q6064TT1", "", "to be readable", NULL,
         29},
        {"60酒", "", "printable ASCII", NULL, 29},
        {"60E6", "481516234815162348151623481516234815162348151623", "A PIN needs a field", "4815", 29},
        {"60E6", "4815\n", "A PIN has characters", "4815", 29},
        {"60E6", "", "33 modules a side, and the label was arranged for 29", NULL, 33},
        {"60E6", "", "0 modules a side", NULL, 0},
    };
    struct batch batch = batch_of();
    assert_int_equal(batch.symbol.side, 29);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct memory_sink sink = MEMORY_SINK_INIT;
        struct trc_error error = TRC_ERROR_INIT;
        batch.label.serial = rows[i].serial;
        batch.label.pin = rows[i].pin;
        batch.symbol.side = rows[i].side;
        assert_status(write_labels(&batch, 1, &sink, &error), TRC_ERR_RANGE);
        assert_says(error, rows[i].said);
        if (rows[i].secret != NULL)
            assert_null(strstr(error.msg, rows[i].secret));
        free(sink.bytes);
    }
}

/* A refused label leaves nothing behind: the caller may go on without it. */
static void a_refused_label_leaves_no_trace(void **state)
{
    (void)state;
    const struct batch batch = batch_of();
    struct memory_sink whole = MEMORY_SINK_INIT, tried = MEMORY_SINK_INIT;
    struct trc_label good = batch.label, bad = batch.label;
    struct trc_pdf *pdf;
    good.symbol = bad.symbol = &batch.symbol;
    bad.pin = "4815\n";
    assert_ok(write_labels(&batch, 2, &whole, NULL));
    assert_ok(open_pdf(&batch, &tried, &pdf, NULL));
    for (int i = 0; i < 2; i++) {
        assert_status(trc_pdf_label(pdf, &bad, NULL), TRC_ERR_RANGE);
        assert_ok(trc_pdf_label(pdf, &good, NULL));
    }
    assert_ok(trc_pdf_finish(pdf, NULL));
    trc_pdf_close(pdf);
    assert_int_equal(whole.len, tried.len);
    assert_memory_equal(whole.bytes, tried.bytes, whole.len);
    free(whole.bytes);
    free(tried.bytes);
}

/* One that is smaller stands in the middle: the batch was arranged for its largest. */
static void a_smaller_symbol_is_taken(void **state)
{
    (void)state;
    struct batch batch = batch_of();
    struct memory_sink sink = MEMORY_SINK_INIT;
    assert_ok(trc_symbol_encode("1", 1, TRC_EC_M, &batch.symbol, NULL));
    assert_ok(write_labels(&batch, 1, &sink, NULL));
    free(sink.bytes);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    const struct batch batch = batch_of();
    struct memory_sink whole = MEMORY_SINK_INIT;
    assert_ok(write_labels(&batch, 200, &whole, NULL));
    for (size_t limit = 0; limit < whole.len; limit += whole.len / 7 + 1) {
        struct memory_sink sink = MEMORY_SINK_INIT;
        struct trc_error error = TRC_ERROR_INIT;
        sink.limit = limit;
        assert_status(write_labels(&batch, 200, &sink, &error), TRC_ERR_IO);
        assert_says(error, "Is the disk full");
        assert_int_equal(sink.after_full, 0);
        free(sink.bytes);
    }
    free(whole.bytes);
}

static void a_logo_is_in_the_file_once(void **state)
{
    (void)state;
    struct batch batch = batch_of();
    struct memory_sink one = MEMORY_SINK_INIT, many = MEMORY_SINK_INIT;
    batch.design.pin = false;
    batch.options.logo = "docs/img/label.png";
    assert_ok(trc_label_arrange(&batch.design, batch.symbol.side, &batch.arrangement, NULL));
    assert_ok(write_labels(&batch, 1, &one, NULL));
    assert_ok(write_labels(&batch, 20, &many, NULL));
    assert_true(contains(&one, "/Subtype/Image"));
    assert_true(many.len - one.len < 20 * 3000);
    free(one.bytes);
    free(many.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_labels_give_the_same_bytes),    cmocka_unit_test(threads_give_the_same_bytes),
        cmocka_unit_test(pages_are_as_many_as_needed),        cmocka_unit_test(refusals_come_before_the_first_byte),
        cmocka_unit_test(labels_that_do_not_fit_are_refused), cmocka_unit_test(a_refused_label_leaves_no_trace),
        cmocka_unit_test(a_smaller_symbol_is_taken),          cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(a_logo_is_in_the_file_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
