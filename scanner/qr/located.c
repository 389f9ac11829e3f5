/* located.c: symbols that were found and could not be decoded, for those who know more about their text. */
#include "scanner/qr/located.h"

bool qr_located_inside(const struct qr_point quad[4], double x, double y)
{
    unsigned left = 0;
    for (unsigned i = 0; i < 4; i++) {
        const struct qr_point a = quad[i], b = quad[(i + 1) % 4];
        left += (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) > 0;
    }
    return left == 0 || left == 4;
}

static struct qr_point middle_of(const struct qr_point corners[4])
{
    return (struct qr_point){(corners[0].x + corners[2].x) / 2, (corners[0].y + corners[2].y) / 2};
}

void qr_located_note(struct qr_located *located, const struct qr_grid *grid, double agreement)
{
    const struct qr_point middle = middle_of(grid->corners);
    unsigned at = located->count, worst = 0;
    for (unsigned i = 0; i < located->count; i++) {
        if (qr_located_inside(located->at[i].grid.corners, middle.x, middle.y))
            at = i;
        if (located->at[i].agreement < located->at[worst].agreement)
            worst = i;
    }
    if (at == QR_LOCATED_MAX)
        at = worst;
    if (at == located->count)
        located->count++;
    else if (located->at[at].agreement >= agreement)
        return;
    located->at[at].grid = *grid;
    located->at[at].agreement = agreement;
}

void qr_located_hand_on(const struct qr_located *located, const struct qr_quad *quads, unsigned count,
                        const struct qr_sink *sink)
{
    for (unsigned i = 0; i < located->count; i++) {
        const struct qr_point middle = middle_of(located->at[i].grid.corners);
        bool decoded = false;
        for (unsigned k = 0; k < count && !decoded; k++)
            decoded = qr_located_inside(quads[k].corner, middle.x, middle.y);
        if (!decoded)
            sink->located(sink->context, &located->at[i].grid);
    }
}
