/* render.c: one thread's work on a chunk: seal each unit, make its symbol, draw it in the batch's format. */
#include "issue/render.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/failure.h"
#include "common/text.h"
#include "issue/table.h"

enum trc_status renderer_open(struct renderer *renderer, const struct issue_job *job,
                              const struct trc_template *template, const struct press *press, struct trc_error *error)
{
    char pattern[TRC_CODE_MAX];
    *renderer = (struct renderer){.job = job, .template = template, .press = press};
    const size_t len = trc_template_pattern(template, NULL, pattern);
    return trc_encoder_new(pattern, len, (enum trc_ec)job->layout.ec, &renderer->encoder, error);
}

void renderer_close(struct renderer *renderer)
{
    trc_encoder_free(renderer->encoder);
    renderer->encoder = NULL;
}

enum trc_status renderer_symbol(struct renderer *renderer, const struct trc_issued *issued, struct trc_symbol *symbol,
                                struct trc_error *error)
{
    return trc_encoder_encode(renderer->encoder, issued->text, issued->text_len, symbol, error);
}

enum trc_status renderer_picture(const struct issue_layout *layout, int format, const struct trc_symbol *symbol,
                                 struct bytes *out, struct trc_error *error)
{
    switch (format) {
    case ISSUE_PNG:
        return trc_png_write(symbol, &layout->print, bytes_sink, out, error);
    case ISSUE_EPS:
        return trc_eps_write(symbol, &layout->print, bytes_sink, out, error);
    default:
        return trc_svg_write(symbol, &layout->print, bytes_sink, out, error);
    }
}

void renderer_picture_name(const struct issue_layout *layout, uint32_t unit, char name[PICTURE_NAME_SIZE])
{
    snprintf(name, PICTURE_NAME_SIZE, "%010" PRIu32 ".%s", unit, issue_format_names[layout->format]);
}

static enum trc_status render_picture(struct renderer *renderer, struct chunk *chunk, uint32_t index,
                                      const struct trc_issued *issued, struct trc_error *error)
{
    const struct issue_layout *layout = &renderer->job->layout;
    char name[PICTURE_NAME_SIZE];
    struct trc_symbol symbol;
    enum trc_status status = renderer_symbol(renderer, issued, &symbol, error);
    if (status == TRC_OK)
        status = renderer_picture(layout, layout->format, &symbol, &chunk->labels, error);
    renderer_picture_name(layout, chunk->first_unit + index, name);
    table_row(layout, chunk->first_unit + index, issued, name, &chunk->rows);
    chunk->label_end[index] = chunk->labels.len;
    return status;
}

static enum trc_status render_label(struct renderer *renderer, struct chunk *chunk, uint32_t index,
                                    const struct trc_issued *issued, struct trc_error *error)
{
    struct trc_symbol symbol;
    const struct trc_label label = {
        .symbol = &symbol, .text = issued->text, .serial = issued->serial, .pin = issued->pin};
    const enum trc_status status = renderer_symbol(renderer, issued, &symbol, error);
    return status == TRC_OK ? press_draw(renderer->press, chunk, index, &label, error) : status;
}

static enum trc_status render_one(struct renderer *renderer, struct chunk *chunk, uint32_t index,
                                  struct trc_error *error)
{
    const struct issue_job *job = renderer->job;
    const uint32_t unit = chunk->first_unit + index;
    struct trc_issued issued;
    const enum trc_status status = trc_template_issue(
        renderer->template, unit, job->batch.own_serials ? chunk->serial[index] : NULL, &issued, error);
    if (status != TRC_OK)
        return status;
    if (issue_has_labels(&job->layout))
        return render_label(renderer, chunk, index, &issued, error);
    if (job->layout.format != ISSUE_CSV)
        return render_picture(renderer, chunk, index, &issued, error);
    table_row(&job->layout, unit, &issued, NULL, &chunk->labels);
    return TRC_OK;
}

enum trc_status renderer_render(void *thread, struct chunk *chunk, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (uint32_t i = 0; status == TRC_OK && i < chunk->count; i++)
        status = render_one(thread, chunk, i, error);
    if (status == TRC_OK && (chunk->labels.failed || chunk->rows.failed))
        status = fail(error, TRC_ERR_MEMORY, _("Memory ran out."));
    return status;
}
