/* penalty_avx2.c: masks scored with AVX2. */
#define KERNEL trc_penalty_avx2
#define LANES 4
#include "label/penalty_kernel.h"
