/* bench_pdf.c: labels a second as PDF sheets, beside a plain program that draws each label with cairo and Pango. Both
 * get the symbols ready made, and put the same lines at the same places of the same A4 sheets. */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>
#include <sys/resource.h>
#include <trc/sheet.h>

#include "bench/bench.h"

#define SYMBOLS 500 /* different ones; more would measure the cache rather than the drawing */
#define LABELS 10000
#define POINTS_A_MM (72 / 25.4)

struct job {
    struct trc_pdf_options options;
    struct trc_design design;
    struct trc_arrangement arrangement;
    struct trc_symbol symbol[SYMBOLS];
    char code[SYMBOLS][96], serial[SYMBOLS][32];
    size_t bytes; /* written, so that no work can be left out */
};

static void expect(bool good)
{
    if (!good)
        abort();
}

static bool count_bytes(void *context, const void *bytes, size_t len)
{
    (void)bytes;
    *(size_t *)context += len;
    return true;
}

static void write_ours(void *context, size_t count)
{
    struct job *job = context;
    struct trc_pdf *pdf;
    job->bytes = 0;
    expect(trc_pdf_open(&job->options, &job->design, &job->arrangement, count_bytes, &job->bytes, &pdf, NULL) ==
           TRC_OK);
    for (size_t i = 0; i < count; i++) {
        const size_t k = i % SYMBOLS;
        const struct trc_label label = {&job->symbol[k], job->code[k], job->serial[k], ""};
        expect(trc_pdf_label(pdf, &label, NULL) == TRC_OK);
    }
    expect(trc_pdf_finish(pdf, NULL) == TRC_OK);
    trc_pdf_close(pdf);
}

static cairo_status_t count_cairo(void *context, const unsigned char *bytes, unsigned len)
{
    count_bytes(context, bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

/* The peer as careful as a plain program may be: `kept` is one layout and font for all lines, or NULL for new ones each
 * time, as most examples have it. */
struct peer {
    PangoLayout *kept;
    PangoFontDescription *font;
};

static void draw_text(cairo_t *cairo, const struct peer *peer, const struct trc_arranged_line *line, const char *text)
{
    PangoLayout *layout = peer->kept != NULL ? peer->kept : pango_cairo_create_layout(cairo);
    pango_font_description_set_absolute_size(peer->font, 0.75 * line->box.height * PANGO_SCALE);
    pango_layout_set_font_description(layout, peer->font);
    pango_layout_set_width(layout, line->box.width * PANGO_SCALE);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_text(layout, text, -1);
    cairo_move_to(cairo, line->box.x, line->box.y);
    pango_cairo_show_layout(cairo, layout);
    if (layout != peer->kept)
        g_object_unref(layout);
}

static void draw_symbol(cairo_t *cairo, const struct job *job, const struct trc_symbol *symbol)
{
    const double dots = job->design.print.dots_a_module;
    for (int y = 0; y < symbol->side; y++)
        for (int x = 0; x < symbol->side; x++)
            if (trc_symbol_is_dark(symbol, x, y))
                cairo_rectangle(cairo, job->arrangement.symbol.x + x * dots, job->arrangement.symbol.y + y * dots, dots,
                                dots);
    cairo_fill(cairo);
}

static void draw_label(cairo_t *cairo, const struct job *job, const struct peer *peer, size_t k, double left,
                       double top)
{
    cairo_save(cairo);
    cairo_translate(cairo, left, top);
    cairo_scale(cairo, 72.0 / job->design.print.dpi, 72.0 / job->design.print.dpi);
    for (size_t i = 0; i < job->arrangement.line_count; i++) {
        const struct trc_arranged_line *line = &job->arrangement.line[i];
        char grouped[TRC_LINE_MAX];
        trc_serial_grouped(job->serial[k], grouped);
        draw_text(cairo, peer, line, line->kind == TRC_LINE_SERIAL ? grouped : line->text);
    }
    draw_symbol(cairo, job, &job->symbol[k]);
    cairo_restore(cairo);
}

static void write_peer(struct job *job, size_t count, bool keeps)
{
    const struct trc_pdf_options *sheet = &job->options;
    job->bytes = 0;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        count_cairo, &job->bytes, sheet->width_mm * POINTS_A_MM, sheet->height_mm * POINTS_A_MM);
    cairo_t *cairo = cairo_create(surface);
    struct peer peer = {keeps ? pango_cairo_create_layout(cairo) : NULL, pango_font_description_from_string("sans")};
    const size_t columns = (size_t)((sheet->width_mm - 2 * sheet->margin_x_mm) / job->design.width_mm);
    const size_t rows = (size_t)((sheet->height_mm - 2 * sheet->margin_y_mm) / job->design.height_mm);
    for (size_t i = 0; i < count; i++) {
        const size_t place = i % (columns * rows);
        if (i > 0 && place == 0)
            cairo_show_page(cairo);
        draw_label(cairo, job, &peer, i % SYMBOLS,
                   (sheet->margin_x_mm + (double)(place % columns) * job->design.width_mm) * POINTS_A_MM,
                   (sheet->margin_y_mm + (double)(place / columns) * job->design.height_mm) * POINTS_A_MM);
    }
    pango_font_description_free(peer.font);
    g_clear_object(&peer.kept);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    expect(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(surface);
}

static void write_cairo(void *context, size_t count)
{
    write_peer(context, count, false);
}

static void write_cairo_careful(void *context, size_t count)
{
    write_peer(context, count, true);
}

static void prepare(struct job *job)
{
    expect(trc_print_snap(0.4, 600, &job->design.print, NULL) == TRC_OK);
    for (size_t i = 0; i < SYMBOLS; i++) {
        snprintf(job->serial[i], sizeof job->serial[i], "60E6%04zXKAS0Q606%04zX", i * 40503 % 65536, i * 30011 % 65536);
        snprintf(job->code[i], sizeof job->code[i], "HTTPS://ID.ACME.CN/01/06901234567892/21/%s", job->serial[i]);
        expect(trc_symbol_encode(job->code[i], strlen(job->code[i]), TRC_EC_M, &job->symbol[i], NULL) == TRC_OK);
    }
    expect(trc_label_arrange(&job->design, job->symbol[0].side, &job->arrangement, NULL) == TRC_OK);
}

static long memory_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* Before anything else has used memory: ten times the labels may not take visibly more. */
static bool is_memory_flat(struct job *job)
{
    write_ours(job, LABELS);
    const long once = memory_kb();
    write_ours(job, 10 * LABELS);
    printf("memory: %ld kB after %d labels, %ld kB after %d\n", once, LABELS, memory_kb(), 10 * LABELS);
    return memory_kb() - once < 1024;
}

/* The figure of docs/performance.md: one run of each over so many labels. */
static bool is_small_and_quick(struct job *job)
{
    const double our_s = bench_seconds(write_ours, job, LABELS);
    const double ours = (double)job->bytes / LABELS;
    const double their_s = bench_seconds(write_cairo, job, LABELS);
    printf("%d labels on A4: %.3f s, %.0f bytes a label; cairo and Pango: %.3f s, %.0f bytes; ratio %.1f\n", LABELS,
           our_s, ours, their_s, (double)job->bytes / LABELS, their_s / our_s);
    return ours <= 3000 && their_s / our_s >= 10;
}

int main(int argc, char **argv)
{
    static struct job job = {
        .options = {.width_mm = 210, .height_mm = 297, .margin_x_mm = 5, .margin_y_mm = 5},
        .design = {.width_mm = 50,
                   .height_mm = 25,
                   .name = "青岛陈酿白酒 500 毫升",
                   .lot = "L2409A",
                   .expiry = "271231",
                   .host = "id.acme.cn",
                   .serial = true,
                   .chinese = true},
    };
    prepare(&job);
    bool good = is_memory_flat(&job);
    if (argc > 1 && strcmp(argv[1], "ours") == 0) { /* for a profiler */
        printf("%.0f/s, ", LABELS / bench_seconds(write_ours, &job, LABELS));
        printf("%zu bytes a label\n", job.bytes / LABELS);
        return EXIT_SUCCESS;
    }
    good &= is_small_and_quick(&job);
    good &= bench_compare("PDF, Chinese text, A4", write_ours, "cairo and Pango", write_cairo, &job, LABELS / 20) >= 10;
    good &= bench_compare("PDF, Chinese text, A4", write_ours, "one layout for all lines", write_cairo_careful, &job,
                          LABELS / 20) >= 10;
    job.options = (struct trc_pdf_options){0};
    const double roll_s = bench_seconds(write_ours, &job, LABELS);
    printf("%d labels on a roll: %.3f s, %.0f bytes a label\n", LABELS, roll_s, (double)job.bytes / LABELS);
    good &= job.bytes <= 3000 * LABELS;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
