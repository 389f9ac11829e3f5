/* preview.c: the first label, looked at before ink is spent. */
#include "issue/preview.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/file_out.h"
#include "common/text.h"
#include "issue/render.h"

enum trc_status preview_check(const struct issue_layout *layout, const char *path, struct trc_error *error)
{
    if (strcmp(path, "-") == 0 && strcmp(layout->out, "-") == 0)
        return fail(error, TRC_ERR_RANGE, _("--preview - and --out - both want stdout; send one of them to a file."));
    char whole[PATH_MAX];
    const enum trc_status status = issue_absolute_path(path, whole, sizeof whole, error);
    if (status != TRC_OK)
        return status;
    if (strcmp(path, "-") != 0 && strcmp(whole, layout->out) == 0)
        return fail(error, TRC_ERR_RANGE, _("--preview and --out name one file; name another for the preview."));
    if (strcmp(path, "-") != 0 && !issue_path_ends(path, ".png") && !issue_path_ends(path, ".svg"))
        return fail(error, TRC_ERR_RANGE,
                    _("--preview takes - for the terminal, or a file that ends in .png or .svg, not \"%s\"."), path);
    return TRC_OK;
}

/* A label as far as it is known, with its symbol as it will be printed. */
struct sight {
    struct renderer renderer;
    struct trc_issued issued;
    struct trc_symbol symbol;
    char own_serial[TRC_SERIAL_MAX + 1];
};

static enum trc_status draw(const struct sight *sight, const char *path, struct bytes *out, struct trc_error *error)
{
    const struct issue_layout *layout = &sight->renderer.job->layout;
    const struct trc_label label = {&sight->symbol, sight->issued.text, sight->issued.serial, ""};
    const bool png = issue_path_ends(path, ".png");
    if (png && issue_has_labels(layout))
        return trc_sheet_preview(&sight->renderer.press->arrangement, &layout->print, &label, issue_font(layout),
                                 bytes_sink, out, error);
    return renderer_picture(layout, png ? ISSUE_PNG : ISSUE_SVG, &sight->symbol, out, error);
}

static enum trc_status write_file(const char *path, const struct bytes *picture, struct trc_error *error)
{
    struct file_out out;
    const enum trc_status status = file_out_open(&out, path, 0644, error);
    if (status != TRC_OK)
        return status;
    fwrite(picture->data, 1, picture->len, out.file); /* the commit tells whether it failed */
    return file_out_commit(&out, FILE_OUT_LAZY, error);
}

static bool to_stdout(void *context, const void *bytes, size_t len)
{
    (void)context;
    return fwrite(bytes, 1, len, stdout) == len;
}

static enum trc_status show(const struct sight *sight, const char *path, struct trc_error *error)
{
    struct bytes picture = {0};
    if (strcmp(path, "-") == 0)
        return trc_terminal_write(&sight->symbol, console_has_colour(stdout), to_stdout, NULL, error);
    enum trc_status status = draw(sight, path, &picture, error);
    if (status == TRC_OK)
        status = write_file(path, &picture, error);
    bytes_free(&picture);
    return status;
}

static enum trc_status keep_first(void *context, uint32_t unit, const char *serial)
{
    struct sight *sight = context;
    (void)unit;
    if (sight->own_serial[0] == '\0')
        strcpy(sight->own_serial, serial);
    return TRC_OK;
}

/* Issue and encode the first unit. Where no own serial is recorded yet, one that never will be stands for it. */
static enum trc_status prepare(struct sight *sight, struct trc_registry *registry, struct trc_error *error)
{
    const struct issue_job *job = sight->renderer.job;
    const bool own = job->batch.own_serials;
    enum trc_status status = TRC_OK;
    if (own)
        status = trc_registry_each_serial(registry, job->batch.id, job->first_unit, keep_first, sight, error);
    if (own && sight->own_serial[0] == '\0')
        strcpy(sight->own_serial, "SAMPLE");
    if (status == TRC_OK)
        status = trc_template_issue(sight->renderer.template, job->first_unit, own ? sight->own_serial : NULL,
                                    &sight->issued, error);
    return status == TRC_OK ? renderer_symbol(&sight->renderer, &sight->issued, &sight->symbol, error) : status;
}

enum trc_status preview_first(const struct issue_job *job, const struct press *press, const struct trc_template *tmpl,
                              struct trc_registry *registry, const char *path, struct trc_error *error)
{
    struct sight sight = {.own_serial = ""};
    enum trc_status status = renderer_open(&sight.renderer, job, tmpl, press, error);
    if (status == TRC_OK)
        status = prepare(&sight, registry, error);
    if (status == TRC_OK)
        status = show(&sight, path, error);
    renderer_close(&sight.renderer);
    return status;
}
