/* print.c: modules in whole printer dots, and what that is in millimetres. */
#include "label/print.h"

#include "base/error.h"

#define MM_AN_INCH 25.4
#define MODULE_MM_MIN 0.05
#define MODULE_MM_MAX 10.0
#define DPI_MIN 72
#define DPI_MAX 4800
#define DOTS_MAX 1890 /* 10 mm at 4800 dpi */

static enum trc_status check_dpi(unsigned dpi, struct trc_error *error)
{
    if (dpi >= DPI_MIN && dpi <= DPI_MAX)
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_RANGE, _("A resolution of %u dpi is out of range; choose %d to %d dpi."), dpi,
                         DPI_MIN, DPI_MAX);
}

enum trc_status trc_print_snap(double module_mm, unsigned dpi, struct trc_print *print, struct trc_error *error)
{
    const enum trc_status status = check_dpi(dpi, error);
    if (status != TRC_OK)
        return status;
    /* Written so that a NaN fails. */
    if (!(module_mm >= MODULE_MM_MIN && module_mm <= MODULE_MM_MAX))
        return trc_error_set(error, TRC_ERR_RANGE, _("A module width of %g mm is out of range; choose %g to %g mm."),
                             module_mm, MODULE_MM_MIN, MODULE_MM_MAX);
    const unsigned dots = (unsigned)(module_mm * dpi / MM_AN_INCH + 0.5);
    print->dpi = dpi;
    print->dots_a_module = dots > 0 ? dots : 1;
    return TRC_OK;
}

enum trc_status trc_print_check(const struct trc_print *print, struct trc_error *error)
{
    if (print->dots_a_module < 1 || print->dots_a_module > DOTS_MAX)
        return trc_error_set(error, TRC_ERR_RANGE, _("A module of %u printer dots is out of range; choose 1 to %d."),
                             print->dots_a_module, DOTS_MAX);
    return check_dpi(print->dpi, error);
}

/* sRGB's curve by its usual approximation, a square: the error is below 0.03, and nothing here is that exact. */
static double luminance(uint32_t rgb)
{
    const double red = (rgb >> 16 & 255) / 255.0, green = (rgb >> 8 & 255) / 255.0, blue = (rgb & 255) / 255.0;
    return 0.2126 * red * red + 0.7152 * green * green + 0.0722 * blue * blue;
}

double trc_print_contrast(const struct trc_print *print)
{
    return luminance(trc_print_light(print)) - luminance(print->dark);
}

double trc_print_module_mm(const struct trc_print *print)
{
    return print->dots_a_module * MM_AN_INCH / print->dpi;
}

double trc_print_label_mm(const struct trc_print *print, const struct trc_symbol *symbol)
{
    return (symbol->side + 2 * TRC_QUIET_ZONE) * trc_print_module_mm(print);
}
