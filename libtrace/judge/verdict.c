/* verdict.c: names, colours and sentences of verdicts and findings. */
#include <trc/verdict.h>

#include "base/error.h"

struct verdict_row {
    const char *id, *colour, *text;
};

static const struct verdict_row verdicts[] = {
#define TRC_VERDICT_ROW(name, id, colour, text) {id, colour, text},
    TRC_VERDICT_MAP(TRC_VERDICT_ROW)
#undef TRC_VERDICT_ROW
};

struct finding_row {
    const char *id, *text;
    enum trc_severity severity;
};

static const struct finding_row findings[] = {
#define TRC_FINDING_ROW(name, id, severity, text) {id, text, TRC_SEVERITY_##severity},
    TRC_FINDING_MAP(TRC_FINDING_ROW)
#undef TRC_FINDING_ROW
};

static const struct verdict_row *verdict_row(enum trc_verdict verdict)
{
    return &verdicts[(unsigned)verdict < TRC_VERDICT_COUNT ? verdict : TRC_VERDICT_NONE];
}

const char *trc_verdict_name(enum trc_verdict verdict)
{
    return verdict_row(verdict)->id;
}

const char *trc_verdict_colour(enum trc_verdict verdict)
{
    return verdict_row(verdict)->colour;
}

const char *trc_verdict_text(enum trc_verdict verdict)
{
    return _(verdict_row(verdict)->text);
}

int trc_verdict_exit_code(enum trc_verdict verdict)
{
    switch (verdict) {
    case TRC_VERDICT_AUTHENTIC:
        return 0;
    case TRC_VERDICT_CAUTION:
    case TRC_VERDICT_COUNTERFEIT:
    case TRC_VERDICT_RECALLED:
        return 1;
    default:
        return 3;
    }
}

const char *trc_finding_name(enum trc_finding_id id)
{
    return (unsigned)id < TRC_FINDING_COUNT ? findings[id].id : "?";
}

const char *trc_finding_text(enum trc_finding_id id)
{
    return (unsigned)id < TRC_FINDING_COUNT ? _(findings[id].text) : "?";
}

enum trc_severity trc_finding_severity(enum trc_finding_id id)
{
    return (unsigned)id < TRC_FINDING_COUNT ? findings[id].severity : TRC_SEVERITY_UNKNOWN;
}

const char *trc_severity_name(enum trc_severity severity)
{
    static const char *const names[TRC_SEVERITY_COUNT] = {"info",    "caution",    "recalled",
                                                          "unknown", "unreadable", "counterfeit"};
    return (unsigned)severity < TRC_SEVERITY_COUNT ? names[severity] : "?";
}
