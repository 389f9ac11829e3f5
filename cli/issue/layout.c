/* layout.c: how codes leave the program, from options and to and from the text that the registry keeps. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/text.h"
#include "issue/layout.h"

#define DEFAULT_DPI 300
#define DEFAULT_MODULE_MM 0.5

const char *const issue_format_names[] = {"csv", "png", "svg", NULL};
const char *const issue_ec_names[] = {"L", "M", "Q", "H", NULL};

/* A batch may be resumed from another folder: the path must mean the same there. */
static enum trc_status absolute_path(const char *given, char path[PATH_MAX], struct trc_error *error)
{
    char folder[PATH_MAX] = "";
    const bool as_it_is = given[0] == '/' || strcmp(given, "-") == 0;
    if (!as_it_is && getcwd(folder, sizeof folder) == NULL)
        return fail_errno(error, _("The working folder cannot be found"));
    const int len = as_it_is ? snprintf(path, PATH_MAX, "%s", given) : snprintf(path, PATH_MAX, "%s/%s", folder, given);
    return len < PATH_MAX ? TRC_OK : fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), given);
}

enum trc_status issue_layout_apply(const struct issue_wish *wish, struct issue_layout *layout, struct trc_error *error)
{
    if (wish->format >= 0)
        layout->format = wish->format;
    if (wish->ec >= 0)
        layout->ec = wish->ec;
    if (wish->pins)
        layout->pins = true;
    if (layout->format != ISSUE_CSV && wish->out != NULL && strcmp(wish->out, "-") == 0)
        return fail(error, TRC_ERR_RANGE, _("Pictures go to a folder; only csv can go to stdout."));
    enum trc_status status = wish->out != NULL ? absolute_path(wish->out, layout->out, error) : TRC_OK;
    if (status != TRC_OK || (wish->dpi == 0 && isnan(wish->module_mm) && layout->print.dpi != 0))
        return status;
    const unsigned dpi = wish->dpi != 0           ? (unsigned)wish->dpi
                         : layout->print.dpi != 0 ? layout->print.dpi
                                                  : DEFAULT_DPI;
    status = trc_print_snap(isnan(wish->module_mm) ? DEFAULT_MODULE_MM : wish->module_mm, dpi, &layout->print, error);
    if (status == TRC_OK && !isnan(wish->module_mm))
        console_note(_("Modules are printed %.3f mm wide: %u whole dots at %u dpi."),
                     trc_print_module_mm(&layout->print), layout->print.dots_a_module, dpi);
    return status;
}

enum trc_status issue_layout_format(const struct issue_layout *layout, char text[TRC_BATCH_OPTIONS_MAX + 1],
                                    struct trc_error *error)
{
    json_t *object = json_pack("{s:s, s:s, s:b, s:i, s:i, s:s}", "format", issue_format_names[layout->format], "ec",
                               issue_ec_names[layout->ec], "pins", layout->pins, "dpi", (int)layout->print.dpi,
                               "dots_a_module", (int)layout->print.dots_a_module, "out", layout->out);
    const size_t len = object != NULL ? json_dumpb(object, text, TRC_BATCH_OPTIONS_MAX, JSON_COMPACT) : 0;
    json_decref(object);
    if (len == 0 || len > TRC_BATCH_OPTIONS_MAX)
        return fail(error, TRC_ERR_RANGE, _("The path after --out is too long, or not UTF-8."));
    text[len] = '\0';
    return TRC_OK;
}

static int index_of(const char *const *names, const char *name)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

enum trc_status issue_layout_parse(const char *text, struct issue_layout *layout, struct trc_error *error)
{
    const char *format, *ec, *out;
    int pins, dpi, dots;
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    bool good = json_unpack(object, "{s:s, s:s, s:b, s:i, s:i, s:s}", "format", &format, "ec", &ec, "pins", &pins,
                            "dpi", &dpi, "dots_a_module", &dots, "out", &out) == 0;
    if (good) {
        layout->format = index_of(issue_format_names, format);
        layout->ec = index_of(issue_ec_names, ec);
        layout->pins = pins != 0;
        layout->print = (struct trc_print){.dpi = (unsigned)dpi, .dots_a_module = (unsigned)dots};
        good = layout->format >= 0 && layout->ec >= 0 && dpi > 0 && dots > 0 &&
               snprintf(layout->out, sizeof layout->out, "%s", out) < (int)sizeof layout->out;
    }
    json_decref(object);
    return good ? TRC_OK
                : fail(error, TRC_ERR_VERSION,
                       _("The batch was laid out by another version of this program; say "
                         "--format and --out again."));
}
