/* damage_chart.c: line charts as SVG, readable on light and dark pages. */
#include "damage_chart.h"

#include <stdio.h>

enum { LEFT = 46, TOP = 34, RIGHT = 14, BOTTOM = 44, LEGEND = 26, ROW = 3 };

static double x_of(const struct chart_panel *panel, double at, int width)
{
    const double least = panel->at[0], most = panel->at[panel->steps - 1];
    return LEFT + (at - least) / (most - least) * (width - LEFT - RIGHT);
}

static double y_of(double share, int height)
{
    return TOP + (1 - share) * (height - TOP - BOTTOM);
}

static void write_axes(FILE *file, const struct chart_panel *panel, int width, int height)
{
    fprintf(file, "<text class=\"title\" x=\"%d\" y=\"20\">%s</text>\n", LEFT, panel->title);
    for (int i = 0; i <= 4; i++) {
        const double y = y_of(i / 4.0, height);
        fprintf(file,
                "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d%%</text>\n",
                LEFT, y, width - RIGHT, LEFT - 6, y + 4, 25 * i);
    }
    for (size_t i = 0; i<panel->steps; i += panel->steps> 8 ? 2 : 1)
        fprintf(file, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g</text>\n", x_of(panel, panel->at[i], width),
                height - BOTTOM + 16, panel->at[i]);
    fprintf(file, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", (LEFT + width - RIGHT) / 2, height - 10,
            panel->unit);
}

static void write_panel(FILE *file, const struct chart_panel *panel, int left, int top, int width, int height)
{
    fprintf(file, "<g transform=\"translate(%d %d)\">\n", left, top);
    write_axes(file, panel, width, height);
    for (size_t c = 0; c < panel->curves; c++) {
        const struct chart_curve *curve = &panel->curve[c];
        fprintf(file, "<path class=\"curve\" stroke=\"%s\" d=\"", curve->colour);
        for (size_t i = 0; i < panel->steps; i++)
            fprintf(file, "%c%.1f %.1f", i == 0 ? 'M' : 'L', x_of(panel, panel->at[i], width),
                    y_of(curve->share[i], height));
        fputs("\"/>\n", file);
    }
    fputs("</g>\n", file);
}

bool chart_write(const char *path, const struct chart_panel *panels, size_t count, int width_px, int height_px)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    const int columns = count < ROW ? (int)count : ROW, rows = ((int)count + ROW - 1) / ROW;
    const int width = columns * width_px, height = LEGEND + rows * height_px;
    fprintf(
        file,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "font-family=\"sans-serif\" font-size=\"11\">\n<style>text{fill:#444}.title{font-size:14px;font-weight:bold}"
        ".grid{stroke:#ddd}.curve{fill:none;stroke-width:2.2}</style>\n<rect width=\"100%%\" height=\"100%%\" "
        "fill=\"#fff\"/>\n",
        width, height, width, height);
    for (size_t c = 0, x = LEFT; c < panels[0].curves; c++, x += 150)
        fprintf(file, "<path stroke=\"%s\" stroke-width=\"3\" d=\"M%zu 14h22\"/><text x=\"%zu\" y=\"18\">%s</text>\n",
                panels[0].curve[c].colour, x, x + 28, panels[0].curve[c].name);
    for (size_t i = 0; i < count; i++)
        write_panel(file, &panels[i], (int)(i % ROW) * width_px, LEGEND + (int)(i / ROW) * height_px, width_px,
                    height_px);
    fputs("</svg>\n", file);
    return fclose(file) == 0;
}
