/* pdf.c: a PDF as pictures: those that lie in its pages, at their own resolution, and each page as it is drawn. */
#include "scanner/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/clock.h"
#include "scanner/pdf_list.h"
#include "scanner/pool.h"
#include "scanner/scratch.h"
#include "scanner/tool.h"

#define MEBIBYTE ((uint64_t)1 << 20)
#define PAGES_TEXT(number) NUMBER_TEXT(number)
#define NUMBER_TEXT(number) #number

/* What a tool takes for itself, and for each pixel while it draws in layers. */
#define MEMORY_BASE (512 * MEBIBYTE)
#define MEMORY_PER_PIXEL 16

enum { LISTING_MAX = 16 << 20, NUMBER_MAX = 32, EMBEDDED_PATH_MAX = SCAN_SCRATCH_MAX + NUMBER_MAX };

/* What is done next, or what the tool at work is for. */
enum stage { INFO, LIST, EXTRACT, EMBEDDED, DRAW, NEXT_PAGE, DONE };

struct pdf {
    struct scan_feed feed;
    struct scan_feed_config config;
    int fd;
    enum stage stage;
    struct scan_tool tool;
    int output; /* of the tool: a file in memory */
    int64_t deadline_us;
    char info[PATH_MAX], images[PATH_MAX], draw[PATH_MAX]; /* where the programs are */
    struct scan_scratch scratch;
    uint32_t page, embedded; /* at hand, from 1; taken out of it so far */
    uint32_t page_count;     /* to be read */
    uint64_t pages_found;    /* in the document */
    struct scan_pdf_page pages[SCAN_PDF_PAGES_MAX];
};

static enum scan_step end(struct pdf *pdf, enum scan_result result, const char *detail)
{
    scan_outcome_set(&pdf->feed.outcome, result, detail);
    pdf->stage = DONE;
    return SCAN_STEP_END;
}

/* Starts a tool on the document, its output into a file in memory. @return 0 or an errno. */
static int start(struct pdf *pdf, const char *program, uint64_t file_bytes, const char *scratch,
                 const char *const *arguments)
{
    const struct scan_tool_plan plan = {.confine_path = pdf->config.confine_path,
                                        .program = program,
                                        .arguments = arguments,
                                        .input = pdf->fd,
                                        .output = scan_memory_file("pdf"),
                                        .memory_bytes = MEMORY_BASE + MEMORY_PER_PIXEL * pdf->config.max_pixels,
                                        .cpu_seconds = pdf->config.timeout_s,
                                        .file_bytes = file_bytes,
                                        .scratch = scratch};
    if (plan.output < 0)
        return errno;
    pdf->output = plan.output;
    pdf->deadline_us = scan_now_us() + SCAN_PATIENCE * pdf->config.timeout_s * SCAN_SECOND_US;
    return scan_tool_start(&pdf->tool, &plan);
}

#define START(pdf, program, bytes, scratch, ...)                                                                       \
    start(pdf, (pdf)->program, bytes, scratch, (const char *const[]){__VA_ARGS__, SCAN_TOOL_INPUT, NULL})

static int start_extracting(struct pdf *pdf, const char *number)
{
    char root[EMBEDDED_PATH_MAX];
    const uint64_t file_bytes = 4 * pdf->pages[pdf->page - 1].largest + MEBIBYTE;
    snprintf(root, sizeof root, "%s/i", pdf->scratch.path);
    return start(pdf, pdf->images, file_bytes, pdf->scratch.path,
                 (const char *const[]){"-png", "-j", "-f", number, "-l", number, SCAN_TOOL_INPUT, root, NULL});
}

/* Starts what the stage asks for. @return 0, or an errno. */
static int start_stage(struct pdf *pdf)
{
    char number[NUMBER_MAX], dpi[NUMBER_MAX];
    snprintf(number, sizeof number, "%u", pdf->page);
    switch (pdf->stage) {
    case INFO:
        return START(pdf, info, LISTING_MAX, NULL, "-f", "1", "-l", PAGES_TEXT(SCAN_PDF_PAGES_MAX));
    case LIST:
        return START(pdf, images, LISTING_MAX, NULL, "-list", "-l", PAGES_TEXT(SCAN_PDF_PAGES_MAX));
    case EXTRACT:
        return start_extracting(pdf, number);
    default:
        snprintf(dpi, sizeof dpi, "%.3f", scan_pdf_dpi(&pdf->pages[pdf->page - 1], pdf->config.max_pixels));
        return START(pdf, draw, pdf->config.max_pixels + MEBIBYTE, NULL, "-gray", "-cropbox", "-r", dpi, "-f", number,
                     "-l", number);
    }
}

/* What a tool wrote, as text; NULL when memory ran out. */
static char *read_output(struct pdf *pdf)
{
    struct stat status;
    const size_t len = fstat(pdf->output, &status) == 0 ? (size_t)status.st_size : 0;
    char *text = malloc(len + 1);
    if (text == NULL)
        return NULL;
    const ssize_t got = pread(pdf->output, text, len, 0);
    text[got > 0 ? got : 0] = '\0';
    return text;
}

static void drop_output(struct pdf *pdf)
{
    if (pdf->output >= 0)
        close(pdf->output);
    pdf->output = -1;
}

/* What poppler complained of, without its own name for that and the full stop. */
static void trim(char *detail)
{
    static const char *const names[] = {"Command Line Error: ", "Syntax Error: ", "I/O Error: "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(detail, names[i], strlen(names[i])) == 0)
            memmove(detail, detail + strlen(names[i]), strlen(detail + strlen(names[i])) + 1);
    const size_t len = strlen(detail);
    if (len > 0 && detail[len - 1] == '.')
        detail[len - 1] = '\0';
}

static enum scan_result result_of(const char *detail)
{
    return strcmp(detail, "SIGXCPU") == 0             ? SCAN_LATE
           : strstr(detail, "ncorrect password") != 0 ? SCAN_ENCRYPTED
                                                      : SCAN_DOCUMENT_FAILED;
}

/* The pages are known. */
static enum scan_step take_info(struct pdf *pdf, bool content, const char *detail)
{
    if (!content)
        return end(pdf, result_of(detail), detail);
    char *text = read_output(pdf);
    if (text == NULL)
        return end(pdf, SCAN_NO_MEMORY, "");
    pdf->pages_found = scan_pdf_parse_info(text, pdf->pages);
    free(text);
    if (pdf->pages_found == 0)
        return end(pdf, SCAN_DOCUMENT_FAILED, "it has no pages");
    pdf->page_count = pdf->pages_found < SCAN_PDF_PAGES_MAX ? (uint32_t)pdf->pages_found : (uint32_t)SCAN_PDF_PAGES_MAX;
    pdf->feed.total = pdf->page_count;
    pdf->stage = LIST;
    return SCAN_STEP_WAIT;
}

/* The pictures in them are known; without that, the pages are drawn all the same. */
static void take_list(struct pdf *pdf, bool content)
{
    char *text = content ? read_output(pdf) : NULL;
    if (text != NULL)
        scan_pdf_parse_images(text, pdf->pages, pdf->page_count);
    free(text);
    pdf->stage = NEXT_PAGE;
}

/* Of a page that is badly damaged poppler complains so much that its last complaint is cut. */
static bool is_grave(const char *complaint)
{
    return complaint[0] != '\0' && strncmp(complaint, "Syntax Warning", strlen("Syntax Warning")) != 0;
}

/* The page is drawn, or could not be. Of a damaged one poppler draws what it can, is content, and complains. */
static enum scan_step take_page(struct pdf *pdf, bool content, const char *detail, struct scan_picture *picture)
{
    *picture = (struct scan_picture){.fd = content ? pdf->output : -1, .page = pdf->page};
    if (content)
        pdf->output = -1;
    if (!content || is_grave(detail))
        scan_outcome_set(&picture->outcome, result_of(detail), detail);
    pdf->stage = NEXT_PAGE;
    return SCAN_STEP_PICTURE;
}

static enum scan_step take_result(struct pdf *pdf, bool content, const char *detail, struct scan_picture *picture)
{
    enum scan_step step = SCAN_STEP_WAIT;
    switch (pdf->stage) {
    case INFO:
        step = take_info(pdf, content, detail);
        break;
    case LIST:
        take_list(pdf, content);
        break;
    case EXTRACT: /* whatever came out of it */
        pdf->stage = EMBEDDED;
        break;
    default:
        step = take_page(pdf, content, detail, picture);
        break;
    }
    drop_output(pdf);
    return step;
}

/* Runs the stage's tool. @return WAIT, with the tool gone when there is something new to do. */
static enum scan_step run_tool(struct pdf *pdf, struct scan_picture *picture)
{
    char detail[SCAN_DETAIL_MAX + 1];
    if (pdf->tool.pid == 0) {
        const int error = start_stage(pdf);
        if (error != 0)
            return end(pdf, SCAN_DOCUMENT_FAILED, strerror(error));
    }
    struct pollfd ended = {.fd = pdf->tool.ended, .events = POLLIN};
    const bool late = scan_now_us() >= pdf->deadline_us;
    if (poll(&ended, 1, 0) == 0 && !late) {
        pdf->feed.wait_fd = pdf->tool.ended;
        pdf->feed.wait_until_us = pdf->deadline_us;
        return SCAN_STEP_WAIT;
    }
    const bool content = scan_tool_end(&pdf->tool, 0, NULL, detail);
    if (!content)
        trim(detail);
    return take_result(pdf, content, late ? "SIGXCPU" : detail, picture);
}

static void begin_page(struct pdf *pdf)
{
    pdf->page++;
    pdf->feed.seen = pdf->page - 1;
    pdf->embedded = 0;
    const bool wanted = scan_pdf_wants_images(&pdf->pages[pdf->page - 1], pdf->config.max_pixels);
    pdf->stage = wanted && scan_scratch_open(&pdf->scratch) ? EXTRACT : DRAW;
}

/* The next picture that was taken out of the page. */
static enum scan_step take_embedded(struct pdf *pdf, struct scan_picture *picture)
{
    static const char *const endings[] = {"png", "jpg", "ppm", "pbm"};
    for (; pdf->embedded < SCAN_PDF_IMAGES_MAX; pdf->embedded++)
        for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
            char name[NUMBER_MAX];
            snprintf(name, sizeof name, "i-%03u.%s", pdf->embedded, endings[i]);
            const int fd = scan_scratch_take(&pdf->scratch, name);
            if (fd >= 0) {
                *picture = (struct scan_picture){.fd = fd, .page = pdf->page, .embedded = ++pdf->embedded};
                return SCAN_STEP_PICTURE;
            }
        }
    scan_scratch_clear(&pdf->scratch);
    pdf->stage = DRAW;
    return SCAN_STEP_WAIT;
}

static enum scan_step next(struct scan_feed *feed, bool room, struct scan_picture *picture)
{
    struct pdf *pdf = (struct pdf *)feed;
    (void)room; /* there always is, for a feed that is not live */
    for (;;) {
        enum scan_step step = SCAN_STEP_WAIT;
        if (pdf->stage == DONE)
            return SCAN_STEP_END;
        if (pdf->stage == NEXT_PAGE && pdf->page == pdf->page_count)
            return end(pdf, pdf->pages_found > pdf->page_count ? SCAN_TOO_MANY_PAGES : SCAN_READ, "");
        if (pdf->stage == NEXT_PAGE)
            begin_page(pdf);
        else if (pdf->stage == EMBEDDED)
            step = take_embedded(pdf, picture);
        else
            step = run_tool(pdf, picture);
        if (step != SCAN_STEP_WAIT || pdf->tool.pid != 0)
            return step;
    }
}

static void close_pdf(struct scan_feed *feed)
{
    struct pdf *pdf = (struct pdf *)feed;
    char detail[SCAN_DETAIL_MAX + 1];
    scan_tool_end(&pdf->tool, 0, NULL, detail);
    scan_scratch_close(&pdf->scratch);
    drop_output(pdf);
    close(pdf->fd);
    free(pdf);
}

struct scan_feed *scan_pdf_open(int fd, const struct scan_feed_config *config, struct scan_outcome *outcome)
{
    struct pdf *pdf = calloc(1, sizeof *pdf);
    outcome->result = SCAN_NO_MEMORY;
    if (pdf == NULL) {
        close(fd);
        return NULL;
    }
    pdf->feed = (struct scan_feed){.next = next, .close = close_pdf, .form = SCAN_READER_DOCUMENT, .wait_fd = -1};
    pdf->config = *config;
    pdf->fd = fd;
    pdf->output = -1;
    pdf->tool = (struct scan_tool){.ended = -1, .output = -1, .errors = -1};
    if (scan_tool_find("pdfinfo", pdf->info) && scan_tool_find("pdfimages", pdf->images) &&
        scan_tool_find("pdftoppm", pdf->draw))
        return &pdf->feed;
    scan_outcome_set(outcome, SCAN_NO_PROGRAM, "poppler-utils");
    close_pdf(&pdf->feed);
    return NULL;
}
