/* sink.h: takes what is found in a picture, as it is found. */
#ifndef TRC_SCAN_SINK_H
#define TRC_SCAN_SINK_H

#include "scanner/answer.h"

/* What is handed over is borrowed for the call. */
struct scan_sink {
    void (*take)(void *context, const struct scan_symbol *symbol);
    void (*located)(void *context, const struct scan_located *located);
    void *context;
};

#endif
