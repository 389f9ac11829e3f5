/* annotate.c: pictures with the codes marked on them, drawn by the workers and written to a folder. */
#include "scanner/annotate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/file_out.h"
#include "common/text.h"
#include "common/verdict_out.h"
#include "scanner/package.h"
#include "scanner/protocol.h"
#include "scanner/utf8.h"

enum { NAME_LEN_MAX = 120 };

/* One file, waiting for a worker or being drawn by one. */
struct drawing {
    struct drawing *next;
    int fd; /* -1 once a worker has it */
    struct scan_answer answer;
    struct scan_writer writer;
    struct file_out out;
    bool write_failed;
    uint32_t page, number; /* as the picture's reader counts its images */
    size_t mark_count;
    struct scan_mark mark[];
};

struct scan_annotate {
    struct drawing *first, **end; /* in the order of their names; those being drawn come first */
    struct scan_limits limits;
    char folder[PATH_MAX];
};

/* A drawing holds its picture open until it is drawn. */
static void allow_many_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

enum trc_status scan_annotate_open(const char *folder, const struct scan_limits *limits, struct scan_annotate **out,
                                   struct trc_error *error)
{
    struct stat existing;
    *out = NULL;
    if (strlen(folder) + NAME_LEN_MAX >= PATH_MAX / 2)
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), folder);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return fail_errno(error, _("The folder %s cannot be made"), folder);
    if (stat(folder, &existing) != 0 || !S_ISDIR(existing.st_mode))
        return fail(error, TRC_ERR_RANGE, _("%s is there already and is no folder; name another."), folder);
    struct scan_annotate *annotate = calloc(1, sizeof *annotate);
    if (annotate == NULL)
        return fail(error, TRC_ERR_MEMORY, "%s", trc_status_text(TRC_ERR_MEMORY));
    annotate->end = &annotate->first;
    annotate->limits = *limits;
    memcpy(annotate->folder, folder, strlen(folder) + 1);
    allow_many_descriptors();
    *out = annotate;
    return TRC_OK;
}

static void free_drawing(struct drawing *drawing)
{
    if (drawing->fd >= 0)
        close(drawing->fd);
    if (drawing->out.file != NULL)
        file_out_abandon(&drawing->out);
    scan_answer_clear(&drawing->answer);
    free(drawing);
}

void scan_annotate_close(struct scan_annotate *annotate)
{
    while (annotate != NULL && annotate->first != NULL) {
        struct drawing *first = annotate->first;
        annotate->first = first->next;
        free_drawing(first);
    }
    free(annotate);
}

/* The last part of a path, so much of it as makes a name; of a stream nothing, since there may be a password in it. */
static void short_name(const char *name, char out[NAME_LEN_MAX + 1])
{
    const char *slash = strrchr(name, '/');
    const char *from = strstr(name, "://") != NULL ? "stream" : slash != NULL ? slash + 1 : name;
    size_t len = 0, used;
    for (uint32_t c; (used = scan_utf8_next(from, strlen(from), &c)) > 0 && len + used <= NAME_LEN_MAX; from += used) {
        memcpy(out + len, from, used);
        if (!scan_utf8_is_shown(c) || c == '\\') {
            out[len++] = '_';
            continue;
        }
        len += used;
    }
    out[len] = '\0';
}

const char *scan_annotate_path(const struct scan_annotate *annotate, const struct scan_scene *scene,
                               char path[PATH_MAX])
{
    char name[NAME_LEN_MAX + 1], page[16] = "", frame[16] = "";
    short_name(scene->name, name);
    if (scene->form == SCAN_READER_DOCUMENT || scene->page > 1)
        snprintf(page, sizeof page, "-p%" PRIu32, scene->page);
    if (scene->form == SCAN_READER_FRAMES || scene->frame > 0)
        snprintf(frame, sizeof frame, "-f%" PRIu32, scene->frame);
    snprintf(path, PATH_MAX, "%.*s/%04" PRIu64 "-%s%s%s.jpg", PATH_MAX / 2, annotate->folder, scene->source, name, page,
             frame);
    return path;
}

/* The colours of VERDICTS, and violet where nobody judges: nothing is green by default. */
static void colour_of(enum trc_verdict verdict, uint8_t colour[3])
{
    static const struct {
        const char *name;
        uint8_t rgb[3];
    } COLOURS[] = {{"green", {0, 150, 60}}, {"amber", {225, 135, 0}}, {"red", {215, 20, 30}}, {"blue", {20, 80, 220}}};
    static const uint8_t VIOLET[3] = {150, 40, 190}, GREY[3] = {110, 110, 110};
    memcpy(colour, verdict == TRC_VERDICT_NONE ? VIOLET : GREY, 3);
    for (size_t i = 0; i < sizeof COLOURS / sizeof COLOURS[0]; i++)
        if (verdict != TRC_VERDICT_NONE && strcmp(trc_verdict_colour(verdict), COLOURS[i].name) == 0)
            memcpy(colour, COLOURS[i].rgb, 3);
}

static void set_label(struct scan_mark *mark, const char *label)
{
    snprintf(mark->label, sizeof mark->label, "%s", label);
}

static void mark_symbol(const struct scan_symbol *symbol, enum trc_verdict verdict, struct scan_mark *mark)
{
    const bool judged = verdict != TRC_VERDICT_NONE && !scan_symbology_is_product(symbol->symbology);
    memcpy(mark->quad, symbol->quad, sizeof mark->quad);
    colour_of(judged ? verdict : TRC_VERDICT_NONE, mark->colour);
    set_label(mark, judged ? verdict_label(verdict) : scan_symbology_name(symbol->symbology));
}

static void mark_located(const struct scan_located *located, struct scan_mark *mark)
{
    memcpy(mark->quad, located->quad, sizeof mark->quad);
    colour_of(TRC_VERDICT_UNREADABLE, mark->colour);
    set_label(mark, verdict_label(TRC_VERDICT_UNREADABLE));
}

static void make_marks(struct drawing *drawing, const struct scan_scene *scene, const struct scan_answer *answer,
                       const enum trc_verdict *verdicts)
{
    for (size_t i = 0; i < answer->located_count; i++)
        if (answer->located[i].page == scene->page && answer->located[i].frame == scene->frame)
            mark_located(&answer->located[i], &drawing->mark[drawing->mark_count++]);
    for (size_t i = 0; i < answer->symbol_count && drawing->mark_count < SCAN_MARKS_MAX; i++)
        if (answer->symbols[i].page == scene->page && answer->symbols[i].frame == scene->frame)
            mark_symbol(&answer->symbols[i], verdicts[i], &drawing->mark[drawing->mark_count++]);
}

bool scan_annotate_add(struct scan_annotate *annotate, int fd, const struct scan_scene *scene,
                       const struct scan_answer *answer, const enum trc_verdict *verdicts)
{
    const size_t marks = answer->symbol_count + answer->located_count;
    struct drawing *drawing = calloc(1, sizeof *drawing + marks * sizeof drawing->mark[0]);
    if (drawing == NULL)
        return false;
    make_marks(drawing, scene, answer, verdicts);
    drawing->fd = drawing->mark_count > 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (drawing->fd < 0) {
        const bool nothing_to_do = drawing->mark_count == 0;
        free_drawing(drawing);
        return nothing_to_do;
    }
    /* Pages and frames reach the worker as pictures of their own. */
    const bool apart = scene->form != SCAN_READER_PICTURE;
    drawing->page = apart ? 1 : scene->page;
    drawing->number = apart ? 0 : scene->frame;
    scan_annotate_path(annotate, scene, drawing->out.path);
    *annotate->end = drawing;
    annotate->end = &drawing->next;
    return true;
}

static bool write_bytes(void *context, const uint8_t *bytes, size_t len)
{
    struct drawing *drawing = context;
    drawing->write_failed = drawing->write_failed || fwrite(bytes, 1, len, drawing->out.file) != len;
    return !drawing->write_failed;
}

static bool is_drawn(enum scan_result result)
{
    return result == SCAN_READ || result == SCAN_TRUNCATED || result == SCAN_DAMAGED;
}

/* The worker is through with it. */
static bool finish(struct drawing *drawing, const struct scan_limits *limits)
{
    const struct scan_outcome *outcome = &drawing->answer.outcome;
    struct trc_error error = TRC_ERROR_INIT;
    char reason[SCAN_REASON_MAX];
    if (!is_drawn(outcome->result)) {
        scan_reason_format(outcome, limits, reason);
        console_error(_("%s could not be drawn: %s"), drawing->out.path, reason);
        return false;
    }
    if (drawing->write_failed) {
        console_error(_("%s cannot be written; is the disk full?"), drawing->out.path);
        return false;
    }
    const enum trc_status status = file_out_commit(&drawing->out, FILE_OUT_LAZY, &error);
    if (status != TRC_OK)
        console_fail(status, &error);
    return status == TRC_OK;
}

static enum trc_status start(struct drawing *drawing, struct scan_pool *pool, bool *failed, struct trc_error *error)
{
    const struct scan_drawing what = {drawing->page, drawing->number, drawing->mark, drawing->mark_count};
    struct trc_error reason = TRC_ERROR_INIT;
    char path[PATH_MAX];
    memcpy(path, drawing->out.path, sizeof path);
    const enum trc_status status = file_out_open(&drawing->out, path, 0666, &reason);
    const int fd = drawing->fd;
    drawing->fd = -1;
    if (status != TRC_OK) {
        console_fail(status, &reason);
        *failed = true;
        close(fd);
        drawing->answer.done = true;
        return TRC_OK;
    }
    drawing->writer = (struct scan_writer){write_bytes, drawing};
    return scan_pool_draw(pool, &drawing->answer, fd, &what, &drawing->writer, error);
}

enum trc_status scan_annotate_work(struct scan_annotate *annotate, struct scan_pool *pool, bool *failed,
                                   struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    struct drawing **at = &annotate->first;
    while (*at != NULL && status == TRC_OK) {
        struct drawing *drawing = *at;
        if (drawing->fd >= 0) {
            if (!scan_pool_has_room(pool))
                break;
            status = start(drawing, pool, failed, error);
        } else if (drawing->answer.done) {
            *failed |= drawing->out.file != NULL && !finish(drawing, &annotate->limits);
            *at = drawing->next;
            free_drawing(drawing);
        } else {
            at = &drawing->next;
        }
    }
    if (*at == NULL)
        annotate->end = at;
    return status;
}

bool scan_annotate_is_busy(const struct scan_annotate *annotate)
{
    return annotate != NULL && annotate->first != NULL;
}
