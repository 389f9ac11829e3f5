/* encoder.h: what tests and benchmarks set in an encoder. Internal. */
#ifndef TRC_LABEL_ENCODER_H
#define TRC_LABEL_ENCODER_H

#include <trc/label.h>

#include "label/penalty.h"

/** Score masks with this kernel, which the processor must have. */
void trc_encoder_use(struct trc_encoder *encoder, trc_penalty_kernel *kernel);

#endif
