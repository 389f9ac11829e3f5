/* measure.c: the largest symbol and the widest serial of a batch. */
#include "issue/measure.h"

#include <string.h>

#include "issue/serials.h"

/* Sealed serials differ in width: by chance none is ever wider than this one, six deviations above the mean. */
#define WIDE_SERIAL "WWWWWWWWW00000000000"

struct measuring {
    const struct trc_template *tmpl;
    struct trc_encoder *encoder;
    struct measure *out;
    struct trc_error *error;
};

static enum trc_status measure_one(struct measuring *measuring, const char *own_serial)
{
    char pattern[TRC_CODE_MAX];
    struct trc_symbol symbol;
    const size_t len = trc_template_pattern(measuring->tmpl, own_serial, pattern);
    const enum trc_status status = trc_encoder_encode(measuring->encoder, pattern, len, &symbol, measuring->error);
    if (status == TRC_OK && symbol.side > measuring->out->side)
        measuring->out->side = symbol.side;
    if (own_serial != NULL && strlen(own_serial) > strlen(measuring->out->serial))
        strcpy(measuring->out->serial, own_serial);
    return status;
}

static enum trc_status visit_recorded(void *context, uint32_t unit, const char *serial)
{
    (void)unit;
    return measure_one(context, serial);
}

/* What is wrong with a serial the registry says better: here one that is too long has no size. */
static enum trc_status measure_file(struct measuring *measuring, struct serial_file *serials)
{
    const char *serial = NULL;
    enum trc_status status = TRC_OK;
    while (status == TRC_OK) {
        status = serial_file_next(serials, &serial, measuring->error);
        if (status != TRC_OK || serial == NULL)
            break;
        if (strlen(serial) <= TRC_SERIAL_MAX)
            status = measure_one(measuring, serial);
    }
    return status == TRC_OK ? serial_file_restart(serials, measuring->error) : status;
}

enum trc_status measure_batch(const struct issue_job *job, const struct trc_template *tmpl, struct serial_file *serials,
                              struct trc_registry *registry, struct measure *out, struct trc_error *error)
{
    struct measuring measuring = {.tmpl = tmpl, .out = out, .error = error};
    char pattern[TRC_CODE_MAX];
    const size_t len = trc_template_pattern(tmpl, NULL, pattern);
    *out = (struct measure){.side = 21, .serial = ""};
    enum trc_status status = trc_encoder_new(pattern, len, (enum trc_ec)job->layout.ec, &measuring.encoder, error);
    if (status == TRC_OK && !job->batch.own_serials)
        status = measure_one(&measuring, NULL);
    else if (status == TRC_OK && serials != NULL)
        status = measure_file(&measuring, serials);
    else if (status == TRC_OK)
        status =
            trc_registry_each_serial(registry, job->batch.id, job->batch.first_unit, visit_recorded, &measuring, error);
    trc_encoder_free(measuring.encoder);
    if (!job->batch.own_serials)
        strcpy(out->serial, WIDE_SERIAL);
    return status;
}
