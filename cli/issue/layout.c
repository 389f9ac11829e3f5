/* layout.c: how codes leave the program, from options. */
#include "issue/layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/text.h"

#define DEFAULT_DPI 300
#define DEFAULT_MODULE_MM 0.5
#define LENGTH_MAX_MM 5000

const char *const issue_format_names[] = {"csv", "png", "svg", "eps", "pdf", "zpl", "tspl", NULL};
const char *const issue_ec_names[] = {"L", "M", "Q", "H", NULL};
const char *const issue_text_names[] = {"none", "en", "zh", NULL};

bool issue_only_looks(const struct issue_wish *wish)
{
    return wish->preview != NULL && wish->out == NULL && wish->resume == 0 && wish->reprint == 0;
}

bool issue_has_pictures(const struct issue_layout *layout)
{
    return layout->format == ISSUE_PNG || layout->format == ISSUE_SVG || layout->format == ISSUE_EPS;
}

bool issue_has_labels(const struct issue_layout *layout)
{
    return layout->format == ISSUE_PDF || layout->format == ISSUE_ZPL || layout->format == ISSUE_TSPL;
}

bool issue_path_ends(const char *path, const char *ending)
{
    const size_t len = strlen(path), ending_len = strlen(ending);
    return len > ending_len && strcmp(path + len - ending_len, ending) == 0;
}

const char *issue_font(const struct issue_layout *layout)
{
    return layout->font[0] != '\0' ? layout->font : NULL;
}

enum trc_status issue_absolute_path(const char *given, char *path, size_t size, struct trc_error *error)
{
    char folder[PATH_MAX] = "";
    const bool as_it_is = given[0] == '/' || given[0] == '\0' || strcmp(given, "-") == 0;
    if (!as_it_is && getcwd(folder, sizeof folder) == NULL)
        return fail_errno(error, _("The working folder cannot be found"));
    const int len = snprintf(path, size, "%s%s%s", folder, as_it_is ? "" : "/", given);
    return len < (int)size ? TRC_OK : fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), given);
}

/* A manifest has a line for each file, and messages name it: a line break in the name would tear both in two. */
static enum trc_status check_out(const char *out, struct trc_error *error)
{
    if (*out == '\0')
        return fail(error, TRC_ERR_RANGE, _("%s is empty; leave it out instead."), "--out");
    for (const char *c = out; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return fail(error, TRC_ERR_RANGE,
                        _("The path after --out has a line break or another control character; name it without."));
    return TRC_OK;
}

/* "210", "12.5"; *end is behind it. Hundredths of a millimetre, or -1. Only the digits are shown to strtod(): to it the
 * "0x5" that means 0 by 5 would be a hexadecimal number. */
static int take_length(const char *text, const char **end)
{
    char digits[32], *after;
    const size_t len = strspn(text, "0123456789.");
    if (*text < '0' || *text > '9' || len >= sizeof digits)
        return -1;
    memcpy(digits, text, len);
    digits[len] = '\0';
    const double mm = strtod(digits, &after);
    *end = text + (after - digits);
    return mm <= LENGTH_MAX_MM ? (int)(mm * 100 + 0.5) : -1;
}

/* "WxH" or, where `square` allows, one length for both. */
static enum trc_status take_size(const char *text, const char *option, bool square, struct issue_size *size,
                                 struct trc_error *error)
{
    if (text == NULL)
        return TRC_OK;
    const char *at = text;
    size->width = size->height = take_length(at, &at);
    if (size->width >= 0 && *at == 'x')
        size->height = take_length(at + 1, &at);
    else if (!square)
        size->height = -1;
    if (size->width >= 0 && size->height >= 0 && *at == '\0')
        return TRC_OK;
    return fail(error, TRC_ERR_SYNTAX,
                square ? _("%s takes millimetres, such as 3 or 3x2.5, not \"%s\".")
                       : _("%s takes width and height in millimetres, such as 50x30, not \"%s\"."),
                option, text);
}

static enum trc_status take_sheet(const char *text, struct issue_size *sheet, struct trc_error *error)
{
    static const struct {
        const char *name;
        struct issue_size size;
    } named[] = {{"A4", {21000, 29700}}, {"Letter", {21590, 27940}}, {"roll", {0, 0}}};
    for (size_t i = 0; text != NULL && i < sizeof named / sizeof *named; i++)
        if (strcasecmp(text, named[i].name) == 0) {
            *sheet = named[i].size;
            return TRC_OK;
        }
    if (take_size(text, "--sheet", false, sheet, error) == TRC_OK)
        return TRC_OK;
    return fail(error, TRC_ERR_SYNTAX,
                _("--sheet takes A4, Letter, roll, or width and height in millimetres, such as 320x450, not \"%s\"."),
                text);
}

static enum trc_status take_text(const char *text, const char *option, char *into, size_t size, struct trc_error *error)
{
    if (text == NULL)
        return TRC_OK;
    if (snprintf(into, size, "%s", text) >= (int)size)
        return fail(error, TRC_ERR_RANGE, _("%s takes at most %zu characters."), option, size - 1);
    return TRC_OK;
}

static enum trc_status take_colour(const char *text, const char *option, uint32_t *rgb, struct trc_error *error)
{
    if (text == NULL)
        return TRC_OK;
    if (strlen(text) != 6 || strspn(text, "0123456789abcdefABCDEF") != 6)
        return fail(error, TRC_ERR_SYNTAX, _("%s takes a colour as RRGGBB, such as 1A3C6E, not \"%s\"."), option, text);
    *rgb = (uint32_t)strtoul(text, NULL, 16);
    return TRC_OK;
}

static enum trc_status take_colours(const struct issue_wish *wish, struct issue_layout *layout, struct trc_error *error)
{
    struct trc_print *print = &layout->print;
    print->light = trc_print_light(print);
    enum trc_status status = take_colour(wish->dark, "--dark", &print->dark, error);
    if (status == TRC_OK)
        status = take_colour(wish->light, "--light", &print->light, error);
    if (status == TRC_OK && print->dark == print->light)
        return fail(error, TRC_ERR_RANGE, _("Dark and light modules have the same colour: nobody can read that."));
    if (print->dark == 0 && print->light == 0xffffff)
        print->light = 0; /* the usual, which needs no colours */
    return status;
}

static enum trc_status take_print(const struct issue_wish *wish, struct issue_layout *layout, struct trc_error *error)
{
    if (wish->dpi == 0 && isnan(wish->module_mm) && layout->print.dpi != 0)
        return TRC_OK;
    const unsigned dpi = wish->dpi != 0           ? (unsigned)wish->dpi
                         : layout->print.dpi != 0 ? layout->print.dpi
                                                  : DEFAULT_DPI;
    const uint32_t dark = layout->print.dark, light = layout->print.light;
    const double before_mm = layout->print.dpi != 0 ? trc_print_module_mm(&layout->print) : DEFAULT_MODULE_MM;
    const enum trc_status status =
        trc_print_snap(isnan(wish->module_mm) ? before_mm : wish->module_mm, dpi, &layout->print, error);
    layout->print.dark = dark;
    layout->print.light = light;
    if (status == TRC_OK && !isnan(wish->module_mm))
        console_note(_("Modules are printed %.3f mm wide: %u whole dots at %u dpi."),
                     trc_print_module_mm(&layout->print), layout->print.dots_a_module, dpi);
    return status;
}

/* Three columns of eight labels on A4, and the width of usual rolls. */
static void take_label_defaults(struct issue_layout *layout)
{
    layout->label = (struct issue_size){5000, 3000};
    if (layout->format == ISSUE_PDF) {
        layout->sheet = (struct issue_size){21000, 29700};
        layout->margin = (struct issue_size){800, 800};
        layout->gap = (struct issue_size){200, 200};
    } else {
        layout->gap = (struct issue_size){0, 200};
    }
}

static void take_flags(const struct issue_wish *wish, struct issue_layout *layout)
{
    const bool had_labels = layout->print.dpi != 0 && issue_has_labels(layout);
    layout->format = wish->format >= 0 ? wish->format : layout->format;
    if (!had_labels && issue_has_labels(layout))
        take_label_defaults(layout);
    layout->ec = wish->ec >= 0 ? wish->ec : layout->ec;
    layout->text = wish->text >= 0 ? wish->text : layout->text;
    layout->rows_a_file = wish->rows >= 0 ? (int)wish->rows : layout->rows_a_file;
    layout->start = wish->start >= 0 ? (int)wish->start : layout->start;
    layout->pins |= wish->pins;
    layout->bom |= wish->bom;
    layout->crlf |= wish->crlf;
    layout->raw_cells |= wish->raw_cells;
    layout->crop_marks |= wish->crop_marks;
    layout->printer_symbols |= wish->printer_symbols;
}

/* An option that changes nothing is a mistake of its user's. */
static enum trc_status refuse_idle(const struct issue_wish *wish, const struct issue_layout *layout,
                                   struct trc_error *error)
{
    const bool csv = layout->format == ISSUE_CSV, pdf = layout->format == ISSUE_PDF;
    const bool printer = layout->format == ISSUE_ZPL || layout->format == ISSUE_TSPL;
    const struct {
        const char *option;
        bool given, serves;
    } rows[] = {
        {"--rows", wish->rows > 0, csv},
        {"--bom", wish->bom, csv || issue_has_pictures(layout)},
        {"--crlf", wish->crlf, csv || issue_has_pictures(layout)},
        {"--raw-cells", wish->raw_cells, csv || issue_has_pictures(layout)},
        {"--sheet", wish->sheet != NULL, pdf},
        {"--margin", wish->margin != NULL, pdf},
        {"--crop-marks", wish->crop_marks, pdf},
        {"--start", wish->start > 0, pdf},
        {"--logo", wish->logo != NULL, pdf},
        {"--gap", wish->gap != NULL, pdf || layout->format == ISSUE_TSPL},
        {"--label", wish->label != NULL, pdf || printer},
        {"--text", wish->text > 0, pdf || printer},
        {"--font", wish->font != NULL, pdf || printer},
        {"--printer-symbols", wish->printer_symbols, printer},
        {"--dark", wish->dark != NULL, pdf || issue_has_pictures(layout)},
        {"--light", wish->light != NULL, pdf || issue_has_pictures(layout)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].given && !rows[i].serves)
            return fail(error, TRC_ERR_RANGE, _("%s has no meaning for format %s; leave it out."), rows[i].option,
                        issue_format_names[layout->format]);
    if (strcmp(layout->out, "-") == 0 && layout->rows_a_file > 0)
        return fail(error, TRC_ERR_RANGE, _("--rows makes several files; name them with --out."));
    return TRC_OK;
}

enum trc_status issue_layout_apply(const struct issue_wish *wish, struct issue_layout *layout, struct trc_error *error)
{
    take_flags(wish, layout);
    enum trc_status status = take_sheet(wish->sheet, &layout->sheet, error);
    if (status == TRC_OK)
        status = take_size(wish->label, "--label", false, &layout->label, error);
    if (status == TRC_OK)
        status = take_size(wish->gap, "--gap", true, &layout->gap, error);
    if (status == TRC_OK)
        status = take_size(wish->margin, "--margin", true, &layout->margin, error);
    if (layout->format == ISSUE_PDF && layout->sheet.width == 0) {
        layout->margin = wish->margin != NULL ? layout->margin : (struct issue_size){0, 0};
        layout->gap = wish->gap != NULL ? layout->gap : (struct issue_size){0, 0};
    }
    if (status == TRC_OK)
        status = take_text(wish->font, "--font", layout->font, sizeof layout->font, error);
    if (status == TRC_OK && wish->logo != NULL)
        status = issue_absolute_path(wish->logo, layout->logo, sizeof layout->logo, error);
    if (status == TRC_OK && wish->out != NULL)
        status = check_out(wish->out, error);
    if (status == TRC_OK && wish->out != NULL)
        status = issue_absolute_path(wish->out, layout->out, sizeof layout->out, error);
    if (status == TRC_OK)
        status = refuse_idle(wish, layout, error);
    if (status == TRC_OK)
        status = take_print(wish, layout, error);
    return status == TRC_OK ? take_colours(wish, layout, error) : status;
}
