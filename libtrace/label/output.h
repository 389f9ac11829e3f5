/* output.h: small writes gathered into larger ones on their way to a trc_sink. Internal. */
#ifndef TRC_LABEL_OUTPUT_H
#define TRC_LABEL_OUTPUT_H

#include <trc/label.h>

/* After the sink has refused once it is not called again; every later call is quietly lost, and finish tells. */
struct trc_output {
    trc_sink *sink;
    void *context;
    size_t taken; /* bytes the sink has accepted */
    size_t used;  /* bytes waiting in buffer */
    bool refused;
    char buffer[4096];
};

void trc_output_start(struct trc_output *output, trc_sink *sink, void *context);

/** False once the sink has refused, for a caller that can stop early. */
bool trc_output_bytes(struct trc_output *output, const void *bytes, size_t len);
bool trc_output_text(struct trc_output *output, const char *text);

/** As "%d" writes it, ten times as fast: outlines are mostly numbers. */
void trc_output_number(struct trc_output *output, int number);

/** At most 127 bytes after formatting; no floating point, whose form depends on the locale. */
void trc_output_format(struct trc_output *output, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** Hand the rest to the sink. TRC_OK, or TRC_ERR_IO when the sink has refused anything. */
TRC_MUST_USE enum trc_status trc_output_finish(struct trc_output *output, struct trc_error *error);

#endif
