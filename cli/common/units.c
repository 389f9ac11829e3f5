/* units.c: which units of a batch an option names. */
#include "units.h"

#include <stdlib.h>
#include <trc/trc.h>

#include "failure.h"
#include "text.h"

enum trc_status units_parse(const char *text, uint32_t *first, uint32_t *last, struct trc_error *error)
{
    char *end;
    const long long from = strtoll(text, &end, 10);
    bool good = end != text;
    long long to = from;
    if (*end == '-') {
        const char *second = end + 1;
        to = strtoll(second, &end, 10);
        good = good && end != second;
    }
    if (!good || *end != '\0' || from < 0 || to < from || to > TRC_UNIT_MAX)
        return fail(error, TRC_ERR_RANGE, _("--units takes numbers such as 1-500, not \"%s\"."), text);
    *first = (uint32_t)from;
    *last = (uint32_t)to;
    return TRC_OK;
}
