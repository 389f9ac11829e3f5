/* outline.h: the outlines of a symbol's dark modules, for formats that draw paths. Internal. */
#ifndef TRC_LABEL_OUTLINE_H
#define TRC_LABEL_OUTLINE_H

#include "label/output.h"

enum trc_outline_notation {
    TRC_OUTLINE_SVG,       /* M4 4h2v1h-1v1h-1z */
    TRC_OUTLINE_POSTSCRIPT /* 4 4 m 2 h 1 v -1 h 1 v -1 h z: m, h, v, z are for the file to define; short lines */
};

/**
 * Write closed paths around all dark modules. Coordinates are whole modules, rightwards and downwards from the upper
 * left corner of the quiet zone. Dark is on the right hand, so that nonzero and even-odd filling are the same.
 */
void trc_outline_write(const struct trc_symbol *symbol, enum trc_outline_notation notation, struct trc_output *output);

#endif
