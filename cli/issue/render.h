/* render.h: units of a batch become bytes: sealed, encoded, drawn. */
#ifndef TRC_CLI_ISSUE_RENDER_H
#define TRC_CLI_ISSUE_RENDER_H

#include "issue/job.h"
#include "issue/pipeline.h"
#include "issue/press.h"

/** What a thread renders with. */
struct renderer {
    const struct issue_job *job;
    const struct trc_template *template;
    const struct press *press; /* for whole labels */
    struct trc_encoder *encoder;
};

TRC_MUST_USE enum trc_status renderer_open(struct renderer *renderer, const struct issue_job *job,
                                           const struct trc_template *template, const struct press *press,
                                           struct trc_error *error);
void renderer_close(struct renderer *renderer);

/** A chunk_render; `thread` is the struct renderer. */
enum trc_status renderer_render(void *thread, struct chunk *chunk, struct trc_error *error);

/** The symbol of one code. */
TRC_MUST_USE enum trc_status renderer_symbol(struct renderer *renderer, const struct trc_issued *issued,
                                             struct trc_symbol *symbol, struct trc_error *error);

/** One picture in the batch's format, or another of them. */
TRC_MUST_USE enum trc_status renderer_picture(const struct issue_layout *layout, int format,
                                              const struct trc_symbol *symbol, struct bytes *out,
                                              struct trc_error *error);

/** The file name of a unit's picture: PICTURE_NAME_SIZE bytes. */
#define PICTURE_NAME_SIZE 32
void renderer_picture_name(const struct issue_layout *layout, uint32_t unit, char name[PICTURE_NAME_SIZE]);

#endif
