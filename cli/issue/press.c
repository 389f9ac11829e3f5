/* press.c: labels with text and measures: arranged once, then drawn on many threads. */
#include "issue/press.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/failure.h"
#include "common/text.h"

static double mm_of(int hundredths)
{
    return hundredths / 100.0;
}

static const char *name_of(const struct issue_job *job)
{
    const struct trc_product *product = &job->product;
    return job->layout.text == ISSUE_TEXT_ZH && product->name_zh[0] != '\0' ? product->name_zh : product->name;
}

static struct trc_design design_of(const struct issue_job *job)
{
    const struct issue_layout *layout = &job->layout;
    struct trc_design design = {.width_mm = mm_of(layout->label.width),
                                .height_mm = mm_of(layout->label.height),
                                .print = layout->print,
                                .pin = layout->pins,
                                .chinese = layout->text == ISSUE_TEXT_ZH};
    if (layout->text == ISSUE_TEXT_NONE)
        return design;
    design.name = name_of(job);
    design.lot = job->batch.lot;
    design.expiry = job->batch.expiry;
    design.host = job->batch.host;
    design.serial = true;
    return design;
}

static bool to_output(void *context, const void *bytes, size_t len)
{
    struct press *press = context;
    return output_write(press->output, bytes, len, &press->sink_error) == TRC_OK;
}

/* What the output said is more than what the renderer knows of it. */
static enum trc_status told(const struct press *press, enum trc_status status, struct trc_error *error)
{
    if (status == TRC_ERR_IO && press->sink_error.msg[0] != '\0')
        *error = press->sink_error;
    return status;
}

static enum trc_status open_pdf(struct press *press, const struct trc_design *design, struct trc_error *error)
{
    const struct issue_job *job = press->job;
    const struct issue_layout *layout = &job->layout;
    char id[64];
    struct trc_pdf_options options = TRC_PDF_OPTIONS_INIT;
    options.width_mm = mm_of(layout->sheet.width);
    options.height_mm = mm_of(layout->sheet.height);
    options.margin_x_mm = mm_of(layout->margin.width);
    options.margin_y_mm = mm_of(layout->margin.height);
    options.gap_x_mm = mm_of(layout->gap.width);
    options.gap_y_mm = mm_of(layout->gap.height);
    options.start = (size_t)layout->start;
    options.crop_marks = layout->crop_marks;
    options.font = issue_font(layout);
    options.logo = layout->logo[0] != '\0' ? layout->logo : NULL;
    options.title = job->batch.gtin;
    snprintf(id, sizeof id, "%s %d %" PRId64, job->batch.gtin, job->batch.key_id, job->batch.created_at_s);
    options.id = id;
    const enum trc_status status =
        trc_pdf_open(&options, design, &press->arrangement, to_output, press, &press->pdf, error);
    if (status == TRC_OK && trc_pdf_places(press->pdf) > CHUNK_UNITS_MAX)
        return fail(error, TRC_ERR_RANGE, _("A sheet has %zu labels; at most %d are possible: choose a smaller sheet."),
                    trc_pdf_places(press->pdf), CHUNK_UNITS_MAX);
    return told(press, status, error);
}

static bool needs_picture(const struct trc_arrangement *arrangement)
{
    for (size_t i = 0; i < arrangement->line_count; i++)
        if (!trc_printer_draws(arrangement->line[i].text))
            return true;
    return false;
}

static enum trc_status open_printer(struct press *press, struct trc_error *error)
{
    const struct issue_layout *layout = &press->job->layout;
    press->printer = (struct trc_printer){
        .arrangement = &press->arrangement,
        .print = layout->print,
        .gap_dots = (unsigned)(mm_of(layout->gap.height) * layout->print.dpi / 25.4 + 0.5),
        .own_qr = layout->printer_symbols,
    };
    if (!needs_picture(&press->arrangement))
        return TRC_OK;
    const enum trc_status status =
        trc_sheet_fixed_bitmap(&press->arrangement, issue_font(layout), &press->fixed, error);
    press->printer.fixed = &press->fixed;
    return status;
}

static bool to_nowhere(void *context, const void *bytes, size_t len)
{
    (void)context;
    (void)bytes;
    (void)len;
    return true;
}

static enum trc_status draw_for_printer(const struct press *press, const struct trc_label *label, trc_sink *sink,
                                        void *context, struct trc_error *error)
{
    return press->job->layout.format == ISSUE_ZPL ? trc_zpl_label(&press->printer, label, sink, context, error)
                                                  : trc_tspl_label(&press->printer, label, sink, context, error);
}

/* A label like those to come, drawn for nobody: what cannot be drawn is found before a range is reserved. */
static enum trc_status rehearse(const struct press *press, const struct measure *measure, struct trc_error *error)
{
    const struct issue_job *job = press->job;
    const struct trc_symbol symbol = {.version = (uint8_t)((measure->side - 17) / 4),
                                      .side = (uint8_t)measure->side,
                                      .ec = (enum trc_ec)job->layout.ec};
    const struct trc_label label = {
        .symbol = &symbol, .text = "", .serial = measure->serial, .pin = job->layout.pins ? "00000000" : ""};
    struct trc_pdf_page *page = NULL;
    if (press->pdf == NULL)
        return draw_for_printer(press, &label, to_nowhere, NULL, error);
    enum trc_status status = trc_pdf_page_new(press->pdf, &page, error);
    if (status == TRC_OK)
        status = trc_pdf_page_draw(page, &label, 0, error);
    trc_pdf_page_free(page);
    return status;
}

enum trc_status press_arrange(struct press *press, const struct issue_job *job, unsigned side, struct trc_error *error)
{
    const struct trc_design design = design_of(job);
    *press = (struct press){.job = job, .sink_error = TRC_ERROR_INIT};
    return trc_label_arrange(&design, side, &press->arrangement, error);
}

enum trc_status press_open(struct press *press, const struct issue_job *job, const struct measure *measure,
                           struct output *output, struct trc_error *error)
{
    const struct trc_design design = design_of(job);
    enum trc_status status = press_arrange(press, job, measure->side, error);
    press->output = output;
    if (status == TRC_OK)
        status = job->layout.format == ISSUE_PDF ? open_pdf(press, &design, error) : open_printer(press, error);
    return status == TRC_OK ? rehearse(press, measure, error) : status;
}

void press_close(struct press *press)
{
    trc_pdf_close(press->pdf);
    trc_sheet_bitmap_free(&press->fixed);
    press->pdf = NULL;
}

/* ---- pages of a PDF ---- */

static uint32_t pages_a_chunk(uint32_t places)
{
    const uint32_t pages = CHUNK_UNITS_MAX / 4 / places;
    return pages < 1 ? 1 : pages > CHUNK_PAGES_MAX ? CHUNK_PAGES_MAX : pages;
}

/* Every chunk begins on a page of its own; on the first some places may be used up. */
uint32_t press_room(const struct press *press, uint32_t units)
{
    if (press->pdf == NULL)
        return CHUNK_UNITS_MAX / 4;
    const uint32_t places = (uint32_t)trc_pdf_places(press->pdf);
    return pages_a_chunk(places) * places - (units == 0 ? (uint32_t)press->job->layout.start : 0);
}

static enum trc_status draw_on_page(const struct press *press, struct chunk *chunk, uint32_t index,
                                    const struct trc_label *label, struct trc_error *error)
{
    const uint32_t places = (uint32_t)trc_pdf_places(press->pdf);
    const uint32_t used = chunk->first_unit == press->job->first_unit ? (uint32_t)press->job->layout.start : 0;
    const uint32_t place = (used + index) % places;
    enum trc_status status = TRC_OK;
    if (index == 0 || place == 0)
        chunk->page_count++;
    struct trc_pdf_page **page = &chunk->page[chunk->page_count - 1];
    if (*page == NULL)
        status = trc_pdf_page_new(press->pdf, page, error);
    if (status == TRC_OK)
        status = trc_pdf_page_draw(*page, label, place, error);
    const bool is_full = place == places - 1 || index == chunk->count - 1;
    return status == TRC_OK && is_full ? trc_pdf_page_pack(*page, error) : status;
}

/* ---- labels ---- */

enum trc_status press_draw(const struct press *press, struct chunk *chunk, uint32_t index,
                           const struct trc_label *label, struct trc_error *error)
{
    if (press->pdf != NULL)
        return draw_on_page(press, chunk, index, label, error);
    return draw_for_printer(press, label, bytes_sink, &chunk->labels, error);
}

enum trc_status press_emit(struct press *press, const struct chunk *chunk, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    if (press->pdf == NULL)
        return output_write(press->output, chunk->labels.data, chunk->labels.len, error);
    for (unsigned i = 0; status == TRC_OK && i < chunk->page_count; i++)
        status = trc_pdf_add(press->pdf, chunk->page[i], error);
    return told(press, status, error);
}

enum trc_status press_begin(struct press *press, struct trc_error *error)
{
    if (press->pdf != NULL)
        return TRC_OK;
    return told(press,
                press->job->layout.format == ISSUE_ZPL ? trc_zpl_begin(&press->printer, to_output, press, error)
                                                       : trc_tspl_begin(&press->printer, to_output, press, error),
                error);
}

enum trc_status press_end(struct press *press, struct trc_error *error)
{
    if (press->pdf != NULL)
        return told(press, trc_pdf_finish(press->pdf, error), error);
    return told(press,
                press->job->layout.format == ISSUE_ZPL ? trc_zpl_end(&press->printer, to_output, press, error)
                                                       : trc_tspl_end(&press->printer, to_output, press, error),
                error);
}
