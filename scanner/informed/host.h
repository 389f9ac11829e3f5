/* host.h: the host of a code, which no seal covers, must be seen in the picture. */
#ifndef TRC_SCAN_INFORMED_HOST_H
#define TRC_SCAN_INFORMED_HOST_H

#include "scanner/informed/block.h"

/** Whether the symbol, where it is whole, shows another host than the stream's. */
bool informed_host_is_another(const struct informed_view *view, const struct informed_layout *layout,
                              const struct informed_stream *stream, const struct informed_damage *damage);

/**
 * Whether the host is legible, or, where it is covered, vouched for by the rest of its block: a wrong host would have
 * given other codewords there. It passes with a chance below 2^-16.
 *
 * @param[in] stream  As it was known beforehand.
 * @param[in] blocks  As they must have been printed.
 * @param[in] tries   Values among which these were chosen.
 */
bool informed_host_is_shown(const struct informed_view *view, const struct informed_layout *layout,
                            const struct informed_stream *stream, const struct informed_block *blocks,
                            const struct informed_damage *damage, uint32_t tries);

#endif
