/* measure.c: the largest symbol of a batch: of all alike, or of the serial that needs the most. */
#include "issue/measure.h"

#include <string.h>

#include "issue/serials.h"

struct measure {
    const struct trc_template *tmpl;
    struct trc_encoder *encoder;
    unsigned side;
    struct trc_error *error;
};

static enum trc_status measure_one(struct measure *measure, const char *own_serial)
{
    char pattern[TRC_CODE_MAX];
    struct trc_symbol symbol;
    const size_t len = trc_template_pattern(measure->tmpl, own_serial, pattern);
    const enum trc_status status = trc_encoder_encode(measure->encoder, pattern, len, &symbol, measure->error);
    if (status == TRC_OK && symbol.side > measure->side)
        measure->side = symbol.side;
    return status;
}

static enum trc_status visit_recorded(void *context, uint32_t unit, const char *serial)
{
    (void)unit;
    return measure_one(context, serial);
}

/* What is wrong with a serial the registry says better: here one that is too long has no size. */
static enum trc_status measure_file(struct measure *measure, struct serial_file *serials)
{
    const char *serial = NULL;
    enum trc_status status = TRC_OK;
    while (status == TRC_OK) {
        status = serial_file_next(serials, &serial, measure->error);
        if (status != TRC_OK || serial == NULL)
            break;
        if (strlen(serial) <= TRC_SERIAL_MAX)
            status = measure_one(measure, serial);
    }
    return status == TRC_OK ? serial_file_restart(serials, measure->error) : status;
}

enum trc_status measure_side(const struct issue_job *job, const struct trc_template *tmpl, struct serial_file *serials,
                             struct trc_registry *registry, unsigned *side, struct trc_error *error)
{
    struct measure measure = {.tmpl = tmpl, .error = error};
    char pattern[TRC_CODE_MAX];
    const size_t len = trc_template_pattern(tmpl, NULL, pattern);
    enum trc_status status = trc_encoder_new(pattern, len, (enum trc_ec)job->layout.ec, &measure.encoder, error);
    if (status == TRC_OK && !job->batch.own_serials)
        status = measure_one(&measure, NULL);
    else if (status == TRC_OK && serials != NULL)
        status = measure_file(&measure, serials);
    else if (status == TRC_OK)
        status =
            trc_registry_each_serial(registry, job->batch.id, job->batch.first_unit, visit_recorded, &measure, error);
    trc_encoder_free(measure.encoder);
    *side = measure.side > 0 ? measure.side : 21;
    return status;
}
