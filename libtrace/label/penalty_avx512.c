/* penalty_avx512.c: masks scored with AVX-512 and its counts of bits. */
#define KERNEL trc_penalty_avx512
#define LANES 8
#include "label/penalty_kernel.h"
