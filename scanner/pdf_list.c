/* pdf_list.c: what poppler-utils say of a document: its pages, and the pictures that lie in them. Pure. */
#include "scanner/pdf_list.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/protocol.h"

#define A4_WIDTH_PT 595
#define A4_HEIGHT_PT 842
#define PT_PER_INCH 72

/* The smallest symbol has 29 modules across with its quiet zone, and takes as many pixels at least. */
enum { CODE_SIDE_MIN = 29, LINE_MAX_LEN = 200 };

/* Copies the next line, or as much of it as any line of interest has: sscanf() looks for the end of all it is given.
 * @return What follows it; NULL at the end. */
static const char *take_line(const char *text, char line[LINE_MAX_LEN + 1])
{
    if (*text == '\0')
        return NULL;
    const size_t len = strcspn(text, "\n"), kept = len < LINE_MAX_LEN ? len : LINE_MAX_LEN;
    memcpy(line, text, kept);
    line[kept] = '\0';
    return text + len + (text[len] == '\n');
}

static bool is_sound(double pt)
{
    return pt >= 1 && pt <= 1e6; /* and not what is no number */
}

/* "Page    1 size: 595.28 x 841.89 pts (A4)" */
static void parse_size(const char *line, struct scan_pdf_page *pages)
{
    unsigned long number;
    double width, height;
    if (sscanf(line, "Page %lu size: %lf x %lf pts", &number, &width, &height) != 3 || number < 1 ||
        number > SCAN_PDF_PAGES_MAX || !is_sound(width) || !is_sound(height))
        return;
    pages[number - 1].width_pt = width;
    pages[number - 1].height_pt = height;
}

uint64_t scan_pdf_parse_info(const char *text, struct scan_pdf_page *pages)
{
    char line[LINE_MAX_LEN + 1];
    uint64_t count = 0;
    for (size_t i = 0; i < SCAN_PDF_PAGES_MAX; i++)
        pages[i] = (struct scan_pdf_page){.width_pt = A4_WIDTH_PT, .height_pt = A4_HEIGHT_PT};
    while ((text = take_line(text, line)) != NULL)
        if (strncmp(line, "Pages:", 6) == 0) /* the document's own words may come before; the last line counts */
            count = strtoul(line + 6, NULL, 10);
        else
            parse_size(line, pages);
    return count;
}

/* "   1     0 image    1240  1754  gray    1   8  jpeg   no         4  0   150   150 47.4K 2.2%" */
static void parse_image(const char *line, struct scan_pdf_page *pages, size_t count)
{
    unsigned long number;
    uint32_t width, height;
    if (sscanf(line, "%lu %*u %*s %" SCNu32 " %" SCNu32, &number, &width, &height) != 3 || number < 1 || number > count)
        return;
    struct scan_pdf_page *page = &pages[number - 1];
    const uint64_t pixels = (uint64_t)width * height;
    page->images += page->images < UINT32_MAX;
    page->large += width >= CODE_SIDE_MIN && height >= CODE_SIDE_MIN && page->large < UINT32_MAX;
    page->pixels = pixels > UINT64_MAX - page->pixels ? UINT64_MAX : page->pixels + pixels;
    page->largest = pixels > page->largest ? pixels : page->largest;
}

void scan_pdf_parse_images(const char *text, struct scan_pdf_page *pages, size_t count)
{
    char line[LINE_MAX_LEN + 1];
    while ((text = take_line(text, line)) != NULL)
        parse_image(line, pages, count);
}

bool scan_pdf_wants_images(const struct scan_pdf_page *page, uint64_t max_pixels)
{
    return page->large > 0 && page->images <= SCAN_PDF_IMAGES_MAX && page->pixels <= max_pixels;
}

double scan_pdf_dpi(const struct scan_pdf_page *page, uint64_t max_pixels)
{
    const double usual = 300, most = 1200, longer_px = 2400;
    const double width_in = page->width_pt / PT_PER_INCH, height_in = page->height_pt / PT_PER_INCH;
    const double longer_in = width_in > height_in ? width_in : height_in;
    double dpi = longer_px / longer_in;
    dpi = dpi < usual ? usual : dpi > most ? most : dpi;
    /* A little less than the bound, since sides are rounded up to whole pixels. */
    const double by_pixels = 0.99 * sqrt((double)max_pixels / (width_in * height_in));
    const double by_side = (SCAN_SIDE_MAX - 1) / longer_in;
    dpi = dpi < by_pixels ? dpi : by_pixels;
    dpi = dpi < by_side ? dpi : by_side;
    return dpi < 1 ? 1 : dpi;
}
