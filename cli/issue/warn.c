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

void warn_of_print(const struct issue_job *job, const struct writer *writer)
{
    warn_of_modules(&job->layout);
    if (issue_has_labels(&job->layout))
        warn_of_quiet_zone(&writer->press.arrangement);
}
