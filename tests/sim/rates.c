/* rates.c: the table of rates, read and written. */
#include "sim/rates.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    double usual;
    const char *text;
} rows[RATE_COUNT] = {
#define SIM_RATE_ROW(name, id, value, text) {id, value, text},
    SIM_RATE_MAP(SIM_RATE_ROW)
#undef SIM_RATE_ROW
};

void sim_rates_init(struct sim_rates *rates)
{
    for (size_t i = 0; i < RATE_COUNT; i++)
        rates->value[i] = rows[i].usual;
}

bool sim_rates_set(struct sim_rates *rates, const char *text)
{
    for (size_t i = 0; i < RATE_COUNT; i++) {
        const size_t len = strlen(rows[i].name);
        if (strncmp(text, rows[i].name, len) != 0 || text[len] != '=')
            continue;
        char *end;
        const double value = strtod(text + len + 1, &end);
        if (end == text + len + 1 || *end != '\0' || !(value >= 0.0 && value <= 10000.0))
            return false;
        rates->value[i] = value;
        return true;
    }
    return false;
}

void sim_rates_print(const struct sim_rates *rates, FILE *out)
{
    fputs("| rate | value | what it is, and why |\n|---|---:|---|\n", out);
    for (size_t i = 0; i < RATE_COUNT; i++)
        fprintf(out, "| `%s` | %g | %s |\n", rows[i].name, rates->value[i], rows[i].text);
}
