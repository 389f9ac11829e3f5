/* units.c: numbers of batches and units as people type them. */
#include "units.h"

#include <stdlib.h>
#include <trc/code.h>

#include "failure.h"
#include "text.h"

enum trc_status batch_id_parse(const char *text, int64_t *id, struct trc_error *error)
{
    char *end;
    *id = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || *id < 1)
        return fail(error, TRC_ERR_RANGE, _("A batch is named by its number, not \"%s\"; `trc batch list` shows them."),
                    text);
    return TRC_OK;
}

enum trc_status units_parse(const char *text, uint32_t end_of_all, uint32_t *first, uint32_t *last,
                            struct trc_error *error)
{
    char *end;
    const long long from = strtoll(text, &end, 10);
    bool good = end != text && from >= 0 && from <= TRC_UNIT_MAX, open_ended = false;
    long long to = from;
    if (*end == '-') {
        const char *second = end + 1;
        open_ended = *second == '\0' && end_of_all > 0;
        to = strtoll(second, &end, 10);
        good = good && (open_ended || (end != second && to >= from && to <= TRC_UNIT_MAX));
    }
    if (!good || *end != '\0')
        return fail(error, TRC_ERR_RANGE, _("--units takes numbers such as 1-500, not \"%s\"."), text);
    *first = (uint32_t)from;
    *last = open_ended ? end_of_all : (uint32_t)to;
    return TRC_OK;
}
