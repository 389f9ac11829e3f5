/* status.c: names and sentences of statuses. */
#include <trc/status.h>

#include "base/error.h"

const char *trc_status_name(enum trc_status status)
{
    static const char *const names[] = {
#define TRC_STATUS_NAME(name, text) #name,
        TRC_STATUS_MAP(TRC_STATUS_NAME)
#undef TRC_STATUS_NAME
    };
    return (unsigned)status < TRC_STATUS_COUNT ? names[status] : "?";
}

const char *trc_status_text(enum trc_status status)
{
    static const char *const texts[] = {
#define TRC_STATUS_TEXT(name, text) text,
        TRC_STATUS_MAP(TRC_STATUS_TEXT)
#undef TRC_STATUS_TEXT
    };
    return (unsigned)status < TRC_STATUS_COUNT ? _(texts[status]) : "?";
}
