/* y4m.c: the frames of a Y4M (YUV4MPEG2) stream, taken in whatever pieces it comes. Pure: no I/O, no allocation. */
#include "scanner/y4m.h"

#include <stdio.h>
#include <string.h>

#include "scanner/protocol.h"

enum { HEADER, BETWEEN, LUMA, CHROMA, BROKEN };

static enum scan_y4m_event bad(struct scan_y4m *y4m, const char *trouble)
{
    y4m->state = BROKEN;
    snprintf(y4m->trouble, sizeof y4m->trouble, "%s", trouble);
    return SCAN_Y4M_BAD;
}

/* Moves bytes up to a newline into y4m->line. @return 1 when the line is whole, 0 when more is to come, -1 when it is
 * longer than any. */
static int take_line(struct scan_y4m *y4m, const uint8_t **bytes, size_t *len)
{
    while (*len > 0) {
        const char c = (char)*(*bytes)++;
        --*len;
        if (c == '\n') {
            y4m->line[y4m->line_len] = '\0';
            y4m->line_len = 0;
            return 1;
        }
        if (y4m->line_len == SCAN_Y4M_LINE_MAX || c == '\0')
            return -1;
        y4m->line[y4m->line_len++] = c;
    }
    return 0;
}

/* A number from 0 to `max`; *end is what follows it. @return false when there is none. */
static bool parse_number(const char *at, uint32_t max, uint32_t *value, const char **end)
{
    const char *const start = at;
    uint64_t sum = 0;
    for (; *at >= '0' && *at <= '9' && sum <= max; at++)
        sum = 10 * sum + (uint64_t)(*at - '0');
    *value = (uint32_t)sum;
    *end = at;
    return at > start && sum <= max;
}

/* Bytes of colour behind the luma. @return false for a kind that is not read. */
static bool parse_colour(struct scan_y4m *y4m, const char *name)
{
    /* So many planes, each a `across`th of the width and a `down`th of the height, rounded up. */
    static const struct {
        const char *name;
        uint8_t planes, across, down;
    } kinds[] = {{"420jpeg", 2, 2, 2}, {"420mpeg2", 2, 2, 2}, {"420paldv", 2, 2, 2}, {"420", 2, 2, 2}, {"411", 2, 4, 1},
                 {"422", 2, 2, 1},     {"444", 2, 1, 1},      {"444alpha", 3, 1, 1}, {"mono", 0, 1, 1}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(name, kinds[i].name) == 0) {
            const uint64_t width = (y4m->width_px + kinds[i].across - 1) / kinds[i].across;
            const uint64_t height = (y4m->height_px + kinds[i].down - 1) / kinds[i].down;
            y4m->chroma_len = kinds[i].planes * width * height;
            return true;
        }
    return false;
}

/* One parameter of the header: a letter and its value. */
static bool parse_parameter(struct scan_y4m *y4m, const char *word, const char **colour)
{
    const char *end = "";
    bool sound = true;
    switch (word[0]) {
    case 'W':
        sound = parse_number(word + 1, SCAN_SIDE_MAX, &y4m->width_px, &end);
        break;
    case 'H':
        sound = parse_number(word + 1, SCAN_SIDE_MAX, &y4m->height_px, &end);
        break;
    case 'F':
        sound = parse_number(word + 1, INT32_MAX, &y4m->rate, &end) && *end == ':' &&
                parse_number(end + 1, INT32_MAX, &y4m->rate_scale, &end);
        break;
    case 'C':
        *colour = word + 1;
        break;
    case 'I': /* interlacing and the shape of pixels do not matter here; X is for whatever anyone likes */
    case 'A':
    case 'X':
        break;
    default:
        sound = false;
    }
    return sound && *end == '\0';
}

static enum scan_y4m_event parse_header(struct scan_y4m *y4m)
{
    const char *colour = "420";
    char *next, *word = strtok_r(y4m->line, " ", &next);
    if (word == NULL || strcmp(word, "YUV4MPEG2") != 0)
        return bad(y4m, "this is no YUV4MPEG2 stream");
    while ((word = strtok_r(NULL, " ", &next)) != NULL)
        if (!parse_parameter(y4m, word, &colour))
            return bad(y4m, "a parameter of the Y4M header makes no sense");
    if (y4m->width_px == 0 || y4m->height_px == 0)
        return bad(y4m, "the Y4M header names no width or no height");
    if (!parse_colour(y4m, colour)) {
        bad(y4m, "");
        snprintf(y4m->trouble, sizeof y4m->trouble, "its pixels are of the kind %.40s", colour);
        return SCAN_Y4M_BAD;
    }
    y4m->state = BETWEEN;
    return SCAN_Y4M_HEADER;
}

static enum scan_y4m_event begin_frame(struct scan_y4m *y4m)
{
    if (strncmp(y4m->line, "FRAME", 5) != 0 || (y4m->line[5] != '\0' && y4m->line[5] != ' '))
        return bad(y4m, "a frame of the Y4M stream does not begin where it should");
    y4m->state = LUMA;
    y4m->left = (uint64_t)y4m->width_px * y4m->height_px;
    return SCAN_Y4M_FRAME;
}

/* As much of this plane as there is. */
static size_t take_plane(struct scan_y4m *y4m, const uint8_t **bytes, size_t *len)
{
    const size_t taken = *len < y4m->left ? *len : (size_t)y4m->left;
    *bytes += taken;
    *len -= taken;
    y4m->left -= taken;
    return taken;
}

enum scan_y4m_event scan_y4m_next(struct scan_y4m *y4m, const uint8_t **bytes, size_t *len, const uint8_t **luma,
                                  size_t *luma_len)
{
    int line;
    switch (y4m->state) {
    case HEADER:
    case BETWEEN:
        line = take_line(y4m, bytes, len);
        if (line < 0)
            return bad(y4m, "a header of the Y4M stream has no end");
        if (line == 0)
            return SCAN_Y4M_MORE;
        return y4m->state == HEADER ? parse_header(y4m) : begin_frame(y4m);
    case LUMA:
        if (*len == 0)
            return SCAN_Y4M_MORE;
        *luma = *bytes;
        *luma_len = take_plane(y4m, bytes, len);
        if (y4m->left == 0) {
            y4m->state = CHROMA;
            y4m->left = y4m->chroma_len;
        }
        return SCAN_Y4M_LUMA;
    case CHROMA:
        take_plane(y4m, bytes, len);
        if (y4m->left > 0)
            return SCAN_Y4M_MORE;
        y4m->state = BETWEEN;
        return SCAN_Y4M_FRAME_END;
    default:
        return SCAN_Y4M_BAD;
    }
}

bool scan_y4m_may_end(const struct scan_y4m *y4m)
{
    return y4m->state == BETWEEN && y4m->line_len == 0;
}
