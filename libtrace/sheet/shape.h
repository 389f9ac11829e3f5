/* shape.h: Pango, asked for the outlines of one line. Internal. */
#ifndef TRC_SHEET_SHAPE_H
#define TRC_SHEET_SHAPE_H

#include <pango/pangocairo.h>

#include "sheet/text.h"

struct trc_shape {
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *font;
    PangoLayout *layout;
    cairo_surface_t *surface;
    cairo_t *cairo;
};

/** @return TRC_OK; TRC_ERR_NOT_FOUND when no font of this family is installed; TRC_ERR_MEMORY. Close in any case. */
TRC_MUST_USE enum trc_status trc_shape_open(struct trc_shape *shape, const char *family, struct trc_error *error);
void trc_shape_close(struct trc_shape *shape);

/** Lay out one line; cut with an ellipsis when it is wider than `width_max` TRC_EM units. */
TRC_MUST_USE enum trc_status trc_shape_line(struct trc_shape *shape, const char *line, struct trc_error *error);
double trc_shape_width(const struct trc_shape *shape);
void trc_shape_cut(struct trc_shape *shape, double width_max);

/** Each glyph in turn: where it stands in TRC_EM units from the line's start, and the characters it shows. */
typedef bool trc_shape_glyph(void *context, PangoFont *font, unsigned id, const char *text, size_t len, double x,
                             double y, double advance);
bool trc_shape_walk(const struct trc_shape *shape, trc_shape_glyph *each, void *context);

/** Its outline; NULL when memory ran out. */
cairo_path_t *trc_shape_outline(const struct trc_shape *shape, PangoFont *font, unsigned id);

#endif
