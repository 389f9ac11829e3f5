/* chart.c: charts as SVG inside a page. */
#include "chart.h"

#include <string.h>

#include "common/text.h"
#include "html.h"

#define PART_MIN 2.0 /* what there is at all is seen: one counterfeit among thousands */

/* Measures in CSS pixels at the size each is drawn for. */
struct frame {
    const char *name;
    double width, height, left, right, top, bottom, font;
    size_t labels; /* along the days, at most */
};
static const struct frame frames[] = {
    [CHART_WIDE] = {"wide", 960, 300, 56, 8, 12, 28, 13, 12},
    [CHART_NARROW] = {"narrow", 340, 240, 42, 6, 10, 26, 12, 5},
};

/* The mark on the colour: nothing, dots, a grid, stripes, crossed stripes. */
void chart_patterns(FILE *file)
{
    static const char *const marks[SHADE_COUNT] = {
        "", "<circle class=\"mark\" cx=\"3.5\" cy=\"3.5\" r=\"1.2\"/>", "<path class=\"line\" d=\"M0 3.5H7\"/>",
        "<path class=\"line\" d=\"M-1 8L8 -1M-1 1L1 -1M6 8L8 6\"/>", "<path class=\"line\" d=\"M0 0L7 7M0 7L7 0\"/>"};
    fputs("<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\"><defs>\n", file);
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++)
        fprintf(file,
                "<pattern id=\"p-%s\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">"
                "<rect class=\"%s\" width=\"7\" height=\"7\"/>%s</pattern>\n",
                shade_name(shade), shade_name(shade), marks[shade]);
    fputs("</defs></svg>\n", file);
}

void chart_legend(FILE *file, const int64_t part[SHADE_COUNT])
{
    fputs("<ul class=\"legend\">", file);
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++)
        if (part[shade] > 0)
            html_format(file,
                        "<li><svg width=\"14\" height=\"14\" aria-hidden=\"true\" focusable=\"false\">"
                        "<rect width=\"14\" height=\"14\" rx=\"3\" fill=\"url(#p-%s)\"/></svg> %s</li>",
                        shade_name(shade), shade_words(shade));
    fputs("</ul>\n", file);
}

/* "12 genuine, 3 take care": what a stack is made of. */
static void put_parts(FILE *file, const int64_t part[SHADE_COUNT])
{
    char words[NUMBER_SIZE];
    bool follows = false;
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++)
        if (part[shade] > 0) {
            html_format(file, follows ? ", %s %s" : "%s %s", shade_words(shade), number_words(part[shade], words));
            follows = true;
        }
}

/* A step of 1, 2 or 5 times a power of ten, of which at most five make the whole. */
static int64_t grid_step(int64_t most)
{
    int64_t step = 1;
    for (int i = 0; most / step > 4; i++)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

static void put_grid(FILE *file, const struct frame *frame, int64_t most, double scale)
{
    const double floor = frame->height - frame->bottom;
    char words[NUMBER_SIZE];
    for (int64_t at = 0, step = grid_step(most); at <= most; at += step) {
        const double y = floor - (double)at * scale;
        fprintf(file,
                "<path class=\"%s\" d=\"M%.0f %.1fH%.0f\"/><text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                at == 0 ? "floor" : "grid", frame->left, y, frame->width - frame->right, frame->left - 6,
                y + frame->font / 3, number_words(at, words));
    }
}

static void put_stack(FILE *file, const struct column *column, double x, double width, double floor, double scale)
{
    double y = floor;
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++) {
        if (column->part[shade] == 0)
            continue;
        const double exact = (double)column->part[shade] * scale;
        const double height = exact < PART_MIN ? PART_MIN : exact;
        y -= height;
        fprintf(file, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#p-%s)\"/>", x, y, width,
                height, shade_name(shade));
    }
}

static void put_column_title(FILE *file, const struct column *column)
{
    char first[DAY_SIZE], last[DAY_SIZE], words[NUMBER_SIZE];
    day_words(column->first_day, first);
    day_words(column->last_day, last);
    fputs("<title>", file);
    if (column->first_day == column->last_day)
        html_format(file, "%s: %s", first, number_words(column->total, words));
    else
        html_format(file, _("%s to %s: %s"), first, last, number_words(column->total, words));
    if (column->total > 0)
        fputs(" (", file);
    put_parts(file, column->part);
    if (column->total > 0)
        fputs(")", file);
    fputs("</title>", file);
}

/* Month and day; for long runs year and month. */
static void put_day_label(FILE *file, const struct columns *columns, size_t index, double x, double y,
                          const char *anchor)
{
    char day[DAY_SIZE];
    day_words(columns->column[index].first_day, day);
    const bool is_long = columns->days >= 30;
    const char *text = is_long || strlen(day) < 6 ? day : day + 5;
    fprintf(file, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%.*s</text>\n", x, y, anchor, is_long ? 7 : 5, text);
}

static void put_days(FILE *file, const struct frame *frame, const struct columns *columns, double scale)
{
    const double floor = frame->height - frame->bottom;
    const double pitch = (frame->width - frame->left - frame->right) / (double)columns->count;
    const double width = pitch > 40 ? 32 : pitch * 0.8;
    const size_t every = (columns->count + frame->labels - 1) / frame->labels;
    for (size_t i = 0; i < columns->count; i++) {
        const double x = frame->left + pitch * ((double)i + 0.5);
        fputs("<g class=\"column\">", file);
        put_column_title(file, &columns->column[i]);
        fprintf(file, "<rect class=\"hit\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x - pitch / 2,
                frame->top, pitch, floor - frame->top);
        put_stack(file, &columns->column[i], x - width / 2, width, floor, scale);
        fputs("</g>\n", file);
        /* No label where it would stand out of the frame or in the way of the one before. */
        if (i % every == 0 && (i == 0 || i + every / 2 < columns->count))
            put_day_label(file, columns, i, x, frame->height - 8, "middle");
    }
}

void chart_columns(FILE *file, const struct columns *columns, const char *label, enum chart_size size)
{
    const struct frame *frame = &frames[size];
    const int64_t step = grid_step(columns->most);
    const int64_t most = (columns->most + step - 1) / step * step;
    const double room = frame->height - frame->top - frame->bottom;
    const double scale = most > 0 ? room / (double)most : 0.0;
    fprintf(file, "<svg class=\"chart %s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" font-size=\"%.0f\" aria-label=\"",
            frame->name, frame->width, frame->height, frame->font);
    html_text(file, label);
    fputs("\">\n", file);
    put_grid(file, frame, most, scale);
    put_days(file, frame, columns, scale);
    fputs("</svg>\n", file);
}

void chart_bar(FILE *file, const int64_t part[SHADE_COUNT], int64_t most, const char *label)
{
    double width[SHADE_COUNT], sum = 0.0, x = 0.0;
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++) {
        width[shade] = most > 0 ? 100.0 * (double)part[shade] / (double)most : 0.0;
        if (part[shade] > 0 && width[shade] < PART_MIN / 2)
            width[shade] = PART_MIN / 2;
        sum += width[shade];
    }
    html_format(file, "<svg class=\"bar\" role=\"img\" aria-label=\"%s: ", label);
    put_parts(file, part);
    html_format(file, "\"><title>%s: ", label);
    put_parts(file, part);
    fputs("</title>", file);
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++) {
        const double wide = sum > 100.0 ? width[shade] * 100.0 / sum : width[shade];
        if (part[shade] > 0)
            fprintf(file, "<rect x=\"%.2f%%\" width=\"%.2f%%\" height=\"14\" fill=\"url(#p-%s)\"/>", x, wide,
                    shade_name(shade));
        x += wide;
    }
    fputs("</svg>", file);
}
