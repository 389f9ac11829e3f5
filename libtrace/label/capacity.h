/* capacity.h: how much data a QR symbol holds. Internal. */
#ifndef TRC_LABEL_CAPACITY_H
#define TRC_LABEL_CAPACITY_H

#include <stddef.h>
#include <trc/label.h>

/** Bits for segments, headers included, in a symbol of `version` (1 to 40); a terminator need not fit. */
size_t trc_capacity_bits(unsigned version, enum trc_ec ec);

/** The smallest version from `first` to `last` that holds `bits`, or 0. */
unsigned trc_capacity_version(size_t bits, enum trc_ec ec, unsigned first, unsigned last);

#endif
