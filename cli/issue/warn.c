/* warn.c: what is likely to go wrong on paper. */
#include "issue/warn.h"

#include "common/console.h"
#include "common/text.h"

/* The design's own limit: fewer dots a module, and edges that are a dot off take a third of it. */
#define DOTS_MIN 2.6

static void warn_of_modules(const struct issue_layout *layout)
{
    if (layout->format != ISSUE_CSV && layout->print.dots_a_module < DOTS_MIN)
        console_note(
            _("Modules of %u dots at %u dpi (%.2f mm) are too small for most printers and phones: have at least "
              "3 dots, with --module-mm %.2f or more."),
            layout->print.dots_a_module, layout->print.dpi, trc_print_module_mm(&layout->print),
            3 * 25.4 / layout->print.dpi + 0.005);
}

static void warn_of_quiet_zone(const struct trc_arrangement *arrangement)
{
    if (arrangement->quiet_zone < TRC_QUIET_ZONE)
        console_note(
            _("The label leaves %u modules free around the symbol instead of %d: many readers will fail. Choose a "
              "larger label or smaller modules."),
            arrangement->quiet_zone, TRC_QUIET_ZONE);
}

#define CONTRAST_MIN 0.4

/* Scanners with red light see red ink as paper. */
static bool is_reddish(uint32_t rgb)
{
    return (rgb >> 16 & 255) >= 128;
}

static void warn_of_colours(const struct trc_print *print)
{
    const double contrast = trc_print_contrast(print);
    if (contrast < 0)
        console_note(_("The dark modules are lighter than the light ones: most readers do not read such symbols."));
    else if (contrast < CONTRAST_MIN)
        console_note(_("The contrast of these colours is %.2f; below %.1f many readers will fail."), contrast,
                     CONTRAST_MIN);
    else if (is_reddish(print->dark))
        console_note(_("Scanners with red light see this dark colour as paper; have less red in it."));
}

void warn_of_print(const struct issue_job *job, const struct press *press)
{
    warn_of_modules(&job->layout);
    if (job->layout.format != ISSUE_CSV)
        warn_of_colours(&job->layout.print);
    if (issue_has_labels(&job->layout))
        warn_of_quiet_zone(&press->arrangement);
}
