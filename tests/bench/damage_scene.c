/* damage_scene.c: a label seen by a camera. Damage belongs to the label: it is turned and tilted with it. */
#include "damage_scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "scanner/qr/warp.h"

enum { FINE = 3, SCRATCHES_MAX = 32, TEETH = 16 };

static const double MODULE_SHARE = 0.66; /* of the picture's side that the symbol takes */

/* What lies on the label: a patch, scratches, or nothing where the label ends. In modules. */
struct harm {
    enum damage_kind kind;
    double side, severity;
    double x, y, cosine, sine, half_width, half_height; /* of the patch */
    bool round, textured;
    double tone;     /* grey of the patch, or of what lies below the label */
    unsigned corner; /* bit 0: on the right, bit 1: below */
    bool sideways;   /* a side edge is torn, not the upper or lower one */
    uint64_t seed;
    unsigned scratch_count;
    double scratch[SCRATCHES_MAX][5]; /* from, to, grey */
    double tooth[TEETH + 1];
};

static double uniform(uint64_t *state, double low, double high)
{
    return low + (high - low) * (double)(random_next(state) >> 11) / 9007199254740992.0;
}

static double normal(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += uniform(state, 0, 1);
    return sum;
}

/* A patch of this share of the symbol: wholly inside it, turned by any angle, as round or as long as it happens. */
static void place_patch(struct harm *harm, uint64_t *state)
{
    static const double TONES[] = {20, 235, 120, 0};
    const double area = harm->severity / 100 * harm->side * harm->side, angle = uniform(state, 0, 3.14159265358979);
    harm->round = random_below(state, 2) == 0;
    const double form = area / (harm->round ? 3.14159265358979 : 4), aspect = sqrt(uniform(state, 1, 1.8));
    harm->half_width = sqrt(form) * aspect;
    harm->half_height = sqrt(form) / aspect;
    harm->cosine = cos(angle);
    harm->sine = sin(angle);
    const unsigned colour = random_below(state, 4);
    harm->tone = TONES[colour];
    harm->textured = colour == 3;
    const double w = fabs(harm->half_width * harm->cosine) + fabs(harm->half_height * harm->sine);
    const double h = fabs(harm->half_width * harm->sine) + fabs(harm->half_height * harm->cosine);
    const double most_w = fmin(w, harm->side / 2), most_h = fmin(h, harm->side / 2);
    harm->x = uniform(state, most_w, harm->side - most_w);
    harm->y = uniform(state, most_h, harm->side - most_h);
}

static void place_scratches(struct harm *harm, uint64_t *state)
{
    harm->scratch_count = (unsigned)lround(harm->severity);
    for (unsigned i = 0; i < harm->scratch_count && i < SCRATCHES_MAX; i++) {
        const double angle = uniform(state, 0, 6.28318530717959), len = uniform(state, 0.3, 0.9) * harm->side;
        double *line = harm->scratch[i];
        line[0] = uniform(state, 0, harm->side);
        line[1] = uniform(state, 0, harm->side);
        line[2] = line[0] + len * cos(angle);
        line[3] = line[1] + len * sin(angle);
        line[4] = random_below(state, 2) == 0 ? 225 : 60;
    }
}

static struct harm plan(const struct trc_symbol *symbol, enum damage_kind kind, double severity, uint64_t *state)
{
    struct harm harm = {.kind = kind, .side = symbol->side, .severity = severity};
    place_patch(&harm, state);
    place_scratches(&harm, state);
    harm.corner = random_below(state, 4);
    harm.sideways = random_below(state, 2) == 0;
    harm.seed = random_next(state);
    if (kind == DAMAGE_CORNER || kind == DAMAGE_TORN)
        harm.tone = uniform(state, 20, 235);
    for (unsigned i = 0; i <= TEETH; i++)
        harm.tooth[i] = uniform(state, -1.5, 1.5);
    return harm;
}

static double texture(const struct harm *harm, double x, double y)
{
    uint64_t state = harm->seed + (uint64_t)(int64_t)floor(x * 0.9) * 7919 + (uint64_t)(int64_t)floor(y * 0.9) * 104729;
    return uniform(&state, 15, 240);
}

static bool on_line(const double line[5], double x, double y)
{
    const double dx = line[2] - line[0], dy = line[3] - line[1], len2 = dx * dx + dy * dy;
    const double at = ((x - line[0]) * dx + (y - line[1]) * dy) / len2;
    const double off = ((x - line[0]) * dy - (y - line[1]) * dx) / sqrt(len2);
    return at >= 0 && at <= 1 && fabs(off) < 0.5;
}

/* What is seen at a place instead of the label; negative where the label is whole. */
static double harmed(const struct harm *harm, double x, double y)
{
    const double side = harm->side;
    if (harm->kind == DAMAGE_OCCLUSION && harm->severity > 0) {
        const double u = ((x - harm->x) * harm->cosine + (y - harm->y) * harm->sine) / harm->half_width;
        const double v = ((y - harm->y) * harm->cosine - (x - harm->x) * harm->sine) / harm->half_height;
        if (harm->round ? u * u + v * v < 1 : fabs(u) < 1 && fabs(v) < 1)
            return harm->textured ? texture(harm, x, y) : harm->tone;
    }
    if (harm->kind == DAMAGE_SCRATCHES)
        for (unsigned i = 0; i < harm->scratch_count && i < SCRATCHES_MAX; i++)
            if (on_line(harm->scratch[i], x, y))
                return harm->scratch[i][4];
    /* Seen from the corner or the edge that is gone. */
    const double u = harm->corner & 1 ? side - x : x, v = harm->corner & 2 ? side - y : y;
    if (harm->kind == DAMAGE_CORNER && harm->severity > 0 && u + v < side * sqrt(2 * harm->severity / 100))
        return harm->tone;
    if (harm->kind == DAMAGE_TORN && harm->severity > 0) {
        const double away = harm->sideways ? u : v, along = fmin(fmax(harm->sideways ? v : u, 0), side);
        const double place = along / side * TEETH, part = place - floor(place);
        const unsigned tooth = place >= TEETH ? TEETH - 1 : (unsigned)place;
        if (away < side * harm->severity / 100 + harm->tooth[tooth] * (1 - part) + harm->tooth[tooth + 1] * part)
            return harm->tone;
    }
    return -1;
}

static double paper(const struct trc_symbol *symbol, const struct harm *harm, double x, double y)
{
    const double light = 215, side = symbol->side;
    const double dark = harm->kind == DAMAGE_LOW_CONTRAST ? 35 + harm->severity : 35;
    if (x < -TRC_QUIET_ZONE || y < -TRC_QUIET_ZONE || x > side + TRC_QUIET_ZONE || y > side + TRC_QUIET_ZONE)
        return 150; /* the box that the label sticks to */
    const double seen = harmed(harm, x, y);
    if (seen >= 0)
        return seen;
    return trc_symbol_is_dark(symbol, (int)floor(x), (int)floor(y)) ? dark : light;
}

/* From the picture back to modules: a random quadrilateral's projection. */
static struct qr_warp look_from(const struct trc_symbol *symbol, uint64_t *state)
{
    struct qr_match matches[4];
    struct qr_warp back;
    const double angle = uniform(state, 0, 6.28318530717959), reach = DAMAGE_SIDE_PX * MODULE_SHARE / sqrt(2.0);
    do {
        for (int i = 0; i < 4; i++) {
            const double turn = angle + 1.5707963267949 * i, far = reach * uniform(state, 0.92, 1.08);
            const struct qr_point corner = {DAMAGE_SIDE_PX / 2.0 + far * cos(turn),
                                            DAMAGE_SIDE_PX / 2.0 + far * sin(turn)};
            matches[i] = (struct qr_match){corner, {i == 1 || i == 2 ? symbol->side : 0, i >= 2 ? symbol->side : 0}, 1};
        }
    } while (!qr_warp_fit(&back, DAMAGE_SIDE_PX, matches, 4));
    return back;
}

static void blur_rows(const float *from, float *to, const float *weight, int reach)
{
    for (int y = 0; y < DAMAGE_SIDE_PX; y++)
        for (int x = 0; x < DAMAGE_SIDE_PX; x++) {
            float sum = 0;
            for (int i = -reach; i <= reach; i++) {
                const int at = x + i < 0 ? 0 : x + i >= DAMAGE_SIDE_PX ? DAMAGE_SIDE_PX - 1 : x + i;
                sum += weight[i + reach] * from[y * DAMAGE_SIDE_PX + at];
            }
            to[x * DAMAGE_SIDE_PX + y] = sum; /* turned, so that the second pass blurs the columns */
        }
}

static void blur(float *light, float *spare, double sigma_px)
{
    enum { REACH_MAX = 40 };
    float weight[2 * REACH_MAX + 1], sum = 0;
    const int reach = (int)fmin(REACH_MAX, ceil(3 * sigma_px));
    for (int i = -reach; i <= reach; i++)
        sum += weight[i + reach] = expf((float)(-i * i / (2 * sigma_px * sigma_px)));
    for (int i = 0; i <= 2 * reach; i++)
        weight[i] /= sum;
    blur_rows(light, spare, weight, reach);
    blur_rows(spare, light, weight, reach);
}

void damage_scene_take(const struct trc_symbol *symbol, enum damage_kind kind, double severity, uint64_t seed,
                       struct scan_frame *frame)
{
    static float light[DAMAGE_SIDE_PX * DAMAGE_SIDE_PX], spare[DAMAGE_SIDE_PX * DAMAGE_SIDE_PX];
    uint64_t state = seed;
    const struct harm harm = plan(symbol, kind, severity, &state);
    const struct qr_warp back = look_from(symbol, &state);
    const double slope = uniform(&state, -0.15, 0.15), module_px = DAMAGE_SIDE_PX * MODULE_SHARE / symbol->side;
    for (int i = 0; i < DAMAGE_SIDE_PX * DAMAGE_SIDE_PX; i++) {
        const int x = i % DAMAGE_SIDE_PX, y = i / DAMAGE_SIDE_PX;
        double sum = 0;
        for (int k = 0; k < FINE * FINE; k++) {
            const struct qr_point at = qr_warp_at(&back, x + (k % FINE + 0.5) / FINE, y + (k / FINE + 0.5) / FINE);
            sum += paper(symbol, &harm, at.x, at.y);
        }
        light[i] = (float)(sum / (FINE * FINE) * (1 + slope * (x / (double)DAMAGE_SIDE_PX - 0.5)));
    }
    blur(light, spare, kind == DAMAGE_BLUR ? severity * module_px : 0.9);
    frame->width_px = frame->height_px = DAMAGE_SIDE_PX;
    for (int i = 0; i < DAMAGE_SIDE_PX * DAMAGE_SIDE_PX; i++) {
        const double noisy = (double)light[i] + (kind == DAMAGE_LOW_CONTRAST ? 5 : 3) * normal(&state);
        frame->pixels[i] = (uint8_t)fmin(255, fmax(0, noisy));
    }
}
