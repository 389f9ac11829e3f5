/* host.h: what was taken for known must be seen in the picture, above all the host, which no seal covers. */
#ifndef TRC_SCAN_INFORMED_HOST_H
#define TRC_SCAN_INFORMED_HOST_H

#include "scanner/informed/block.h"

/** Whether the symbol, where it is whole, shows another host than the stream's. */
bool informed_host_is_another(const struct informed_view *view, const struct informed_layout *layout,
                              const struct informed_stream *stream, const struct informed_damage *damage);

/**
 * Whether the host and all else that was known are seen as they are known, or, where they are covered or look
 * otherwise, vouched for by the rest of their block: other data would have given other codewords there. A block of
 * which all is known is always to be vouched for. What is wrong passes with a chance of 2^-16.
 *
 * @param[in] stream  As it was known beforehand.
 * @param[in] blocks  As they must have been printed.
 * @param[in] tries   Values among which these were chosen.
 */
bool informed_host_is_shown(const struct informed_view *view, const struct informed_layout *layout,
                            const struct informed_stream *stream, const struct informed_block *blocks,
                            const struct informed_damage *damage, uint32_t tries);

#endif
