/* crc.h: the CRC-32 of PNG's chunks. Internal. */
#ifndef TRC_LABEL_CRC_H
#define TRC_LABEL_CRC_H

#include <stddef.h>
#include <stdint.h>

/** Continue a CRC over `len` more bytes; start with 0. Source: ISO/IEC 15948 clause 5.5, annex D. */
uint32_t trc_crc_more(uint32_t crc, const void *bytes, size_t len);

#endif
