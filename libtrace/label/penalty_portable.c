/* penalty_portable.c: masks scored with what every processor has. */
#define KERNEL trc_penalty_portable
#define LANES 2
#include "label/penalty_kernel.h"
