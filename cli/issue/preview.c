/* preview.c: the first label, looked at before ink is spent. */
#include "issue/preview.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/file_out.h"
#include "common/text.h"
#include "issue/render.h"

static bool ends_with(const char *text, const char *ending)
{
    const size_t len = strlen(text), ending_len = strlen(ending);
    return len > ending_len && strcmp(text + len - ending_len, ending) == 0;
}

enum trc_status preview_check(const struct issue_layout *layout, const char *path, struct trc_error *error)
{
    if (strcmp(path, "-") == 0 && strcmp(layout->out, "-") == 0)
        return fail(error, TRC_ERR_RANGE, _("--preview - and --out - both want stdout; send one of them to a file."));
    char folder[PATH_MAX], whole[2 * PATH_MAX];
    snprintf(whole, sizeof whole, "%s%s%s", path[0] != '/' && getcwd(folder, sizeof folder) != NULL ? folder : "",
             path[0] != '/' ? "/" : "", path);
    if (strcmp(whole, layout->out) == 0)
        return fail(error, TRC_ERR_RANGE, _("--preview and --out name one file; name another for the preview."));
    if (strcmp(path, "-") != 0 && !ends_with(path, ".png") && !ends_with(path, ".svg"))
        return fail(error, TRC_ERR_RANGE,
                    _("--preview takes - for the terminal, or a file that ends in .png or .svg, not \"%s\"."), path);
    return TRC_OK;
}

static bool to_file(void *context, const void *bytes, size_t len)
{
    return fwrite(bytes, 1, len, context) == len;
}

/* What is drawn, and in what surroundings. */
struct sight {
    const struct issue_layout *layout;
    const struct press *press;
    const struct trc_issued *issued;
    const struct trc_symbol *symbol;
};

static enum trc_status draw_into(const struct sight *sight, const char *path, FILE *file, struct trc_error *error)
{
    const struct issue_layout *layout = sight->layout;
    const struct trc_label label = {sight->symbol, sight->issued->text, sight->issued->serial, ""};
    if (!ends_with(path, ".png"))
        return trc_svg_write(sight->symbol, &layout->print, to_file, file, error);
    if (!issue_has_labels(layout))
        return trc_png_write(sight->symbol, &layout->print, to_file, file, error);
    return trc_sheet_preview(&sight->press->arrangement, &layout->print, &label,
                             layout->font[0] != '\0' ? layout->font : NULL, to_file, file, error);
}

static enum trc_status draw(const struct sight *sight, const char *path, struct trc_error *error)
{
    struct file_out out;
    enum trc_status status = file_out_open(&out, path, 0644, error);
    if (status != TRC_OK)
        return status;
    status = draw_into(sight, path, out.file, error);
    if (status == TRC_OK)
        return file_out_commit(&out, FILE_OUT_LAZY, error);
    file_out_abandon(&out);
    return status;
}

struct first {
    char serial[TRC_SERIAL_MAX + 1];
};

static enum trc_status keep_first(void *context, uint32_t unit, const char *serial)
{
    struct first *first = context;
    (void)unit;
    if (first->serial[0] == '\0')
        strcpy(first->serial, serial);
    return TRC_OK;
}

enum trc_status preview_first(const struct issue_job *job, const struct press *press, const struct trc_template *tmpl,
                              struct trc_registry *registry, const char *path, struct trc_error *error)
{
    struct first first = {""};
    static const char sample[] = "SAMPLE"; /* where no own serial is recorded yet */
    struct trc_issued issued;
    struct trc_symbol symbol;
    enum trc_status status = TRC_OK;
    if (job->batch.own_serials)
        status = trc_registry_each_serial(registry, job->batch.id, job->first_unit, keep_first, &first, error);
    if (first.serial[0] == '\0')
        strcpy(first.serial, sample);
    if (status == TRC_OK)
        status =
            trc_template_issue(tmpl, job->first_unit, job->batch.own_serials ? first.serial : NULL, &issued, error);
    if (status == TRC_OK)
        status = trc_symbol_encode(issued.text, issued.text_len, (enum trc_ec)job->layout.ec, &symbol, error);
    if (status != TRC_OK || strcmp(path, "-") != 0) {
        const struct sight sight = {&job->layout, press, &issued, &symbol};
        return status == TRC_OK ? draw(&sight, path, error) : status;
    }
    return trc_terminal_write(&symbol, console_has_colour(stdout), to_file, stdout, error);
}
