/* chart.c: lines and bars as SVG. Colours by Okabe and Ito, told apart by most eyes on white and on black. */
#include "sim/chart.h"

#include <stdio.h>

enum { WIDTH = 440, HEIGHT = 300, LEFT = 58, TOP = 48, RIGHT = 16, BOTTOM = 52, HEAD = 44, LEGEND_ROW = 18 };

static const char *const COLOURS[CHART_LINES_MAX] = {"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00",
                                                     "#56b4e9", "#8c7a00", "#7a5fd0", "#8a8a8a", "#b0413e"};

static double x_of(const struct chart_panel *panel, double at)
{
    const double least = panel->x[0], most = panel->x[panel->steps - 1];
    return LEFT + (at - least) / (most - least) * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct chart_panel *panel, double y)
{
    const double share = (y - panel->y_least) / (panel->y_most - panel->y_least);
    return TOP + (1 - (share > 1 ? 1 : share < 0 ? 0 : share)) * (HEIGHT - TOP - BOTTOM);
}

static void write_frame(FILE *file, const struct chart_panel *panel)
{
    fprintf(file, "<text class=\"title\" x=\"%d\" y=\"16\">%s</text><text x=\"%d\" y=\"33\">%s</text>\n", LEFT,
            panel->title, LEFT, panel->title_zh);
    for (int i = 0; i <= 4; i++) {
        const double value = panel->y_least + (panel->y_most - panel->y_least) * i / 4;
        const double y = y_of(panel, value);
        fprintf(
            file,
            "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.3g %%</text>\n",
            LEFT, y, WIDTH - RIGHT, LEFT - 6, y + 4, value);
    }
    fprintf(file, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8,
            panel->x_title);
    if (panel->limit >= 0) {
        const double y = y_of(panel, panel->limit);
        fprintf(file, "<path class=\"limit\" d=\"M%d %.1fH%d\"/>\n", LEFT, y, WIDTH - RIGHT);
    }
}

static void write_lines(FILE *file, const struct chart_panel *panel)
{
    const size_t each = panel->steps > 12 ? 2 : 1;
    for (size_t i = 0; i < panel->steps; i += each)
        fprintf(file, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g</text>\n", x_of(panel, panel->x[i]),
                HEIGHT - BOTTOM + 16, panel->x[i]);
    if (panel->usual >= 0)
        fprintf(file, "<path class=\"usual\" d=\"M%.1f %dV%d\"/>\n", x_of(panel, panel->usual), TOP, HEIGHT - BOTTOM);
    for (size_t c = 0; c < panel->lines; c++) {
        char command = 'M';
        fprintf(file, "<path class=\"%s\" stroke=\"%s\" d=\"", panel->plain ? "line plain" : "line", COLOURS[c]);
        for (size_t i = 0; i < panel->steps; i++) {
            if (panel->line[c].y[i] < 0)
                continue;
            fprintf(file, "%c%.1f %.1f", command, x_of(panel, panel->x[i]), y_of(panel, panel->line[c].y[i]));
            command = 'L';
        }
        fputs("\"/>\n", file);
    }
}

/* Their names stand in two rows, or long ones would touch. */
static void write_bars(FILE *file, const struct chart_panel *panel)
{
    const double room = (double)(WIDTH - LEFT - RIGHT) / (double)panel->steps;
    for (size_t i = 0; i < panel->steps; i++) {
        const double x = LEFT + room * (double)i, y = y_of(panel, panel->line[0].y[i]);
        fprintf(file,
                "<rect fill=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>"
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.4f</text>"
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                COLOURS[0], x + room * 0.15, y, room * 0.7, HEIGHT - BOTTOM - y, x + room / 2, y - 4,
                panel->line[0].y[i], x + room / 2, HEIGHT - BOTTOM + 13 + (int)(i % 2) * 12, panel->step[i]);
    }
}

static void write_legend(FILE *file, const struct chart_panel *panel, int top)
{
    for (size_t c = 0; c < panel->lines; c++) {
        const int x = LEFT + (int)(c % 2) * 330, y = top + (int)(c / 2) * LEGEND_ROW;
        fprintf(file,
                "<path stroke=\"%s\" stroke-width=\"3\" d=\"M%d %dh22\"/><text x=\"%d\" y=\"%d\">%s · %s</text>\n",
                COLOURS[c], x, y - 4, x + 28, y, panel->line[c].name, panel->line[c].name_zh);
    }
}

bool chart_write(const char *path, const char *title, const char *title_zh, const struct chart_panel *panels,
                 size_t count, size_t columns)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    const struct chart_panel *last = &panels[count - 1]; /* whose lines are named for all */
    const size_t lines = last->step[0] != NULL ? 0 : last->lines;
    const int legend = (int)((lines + 1) / 2) * LEGEND_ROW;
    const int rows = (int)((count + columns - 1) / columns), across = (int)(columns < count ? columns : count);
    const int width = across * WIDTH, height = HEAD + legend + rows * HEIGHT;
    fprintf(
        file,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "font-family=\"sans-serif\" font-size=\"11\">\n<style>svg{background:#fff}text{fill:#333}"
        ".title{font-size:13px;font-weight:bold}.grid{stroke:#ddd}.line{fill:none;stroke-width:2}.plain{stroke:#333}"
        ".limit{stroke:#d00;stroke-width:1.5;stroke-dasharray:6 3}.usual{stroke:#888;stroke-dasharray:2 3}"
        "@media(prefers-color-scheme:dark){svg{background:#111}text{fill:#ddd}.grid{stroke:#333}.plain{stroke:#ddd}"
        ".limit{stroke:#f66}}</style>\n"
        "<text class=\"title\" font-size=\"15\" x=\"%d\" y=\"20\">%s</text><text x=\"%d\" y=\"37\">%s</text>\n",
        width, height, width, height, LEFT, title, LEFT, title_zh);
    if (lines > 0)
        write_legend(file, last, HEAD + LEGEND_ROW - 6);
    for (size_t i = 0; i < count; i++) {
        fprintf(file, "<g transform=\"translate(%d %d)\">\n", (int)(i % columns) * WIDTH,
                HEAD + legend + (int)(i / columns) * HEIGHT);
        write_frame(file, &panels[i]);
        if (panels[i].step[0] != NULL)
            write_bars(file, &panels[i]);
        else
            write_lines(file, &panels[i]);
        fputs("</g>\n", file);
    }
    fputs("</svg>\n", file);
    return fclose(file) == 0;
}
