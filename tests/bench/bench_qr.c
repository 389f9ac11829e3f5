/* bench_qr.c: our QR reader beside one pass of libzbar on other people's pictures: what is read, and how long it takes.
 *   bench_qr [PREFIX]   only the pictures of shared/data/qr whose names begin so, e.g. "small/" or "photos/boof-lots/"
 *   bench_qr -v [PREFIX]  also names the pictures in which we miss a code
 * Both read the same decoded frame. WebP pictures are left out: the worker does not decode them yet. */
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "first_image.h"
#include "scanner/ladder/zbar.h"
#include "scanner/qr/qr.h"
#include "shared_data.h"

enum { SETS_MAX = 32, PICTURES_MAX = 1024, TEXT_MAX = 16384, PIXELS_MAX = 100000000 };

/* What one reader did on one set of pictures. */
struct tally {
    unsigned read;
    double ms[PICTURES_MAX];
};

struct set {
    char name[64];
    unsigned pictures, codes;
    struct tally ours, zbar;
};

/* What one reader finds in one picture. */
struct found {
    unsigned count;
    const char *expected; /* NULL when only the number is known */
    size_t expected_len;
    bool exact;
};

/* Whether two texts are the same, with CR LF as LF, and without line ends at their ends. */
static bool same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < a_len && a[i] == '\r')
            i++;
        while (k < b_len && b[k] == '\r')
            k++;
        if (i == a_len || k == b_len || a[i] != b[k])
            break;
        i++, k++;
    }
    while (i < a_len && (a[i] == '\n' || a[i] == '\r'))
        i++;
    while (k < b_len && (b[k] == '\n' || b[k] == '\r'))
        k++;
    return i == a_len && k == b_len;
}

/* Text that is neither UTF-8 nor ISO-8859-1 cannot be told right from wrong here: for kanji the number counts. */
static bool has_wide_text(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] >= 0xE0)
            return true;
    return false;
}

static void note(struct found *found, const char *text, size_t len)
{
    found->count++;
    if (found->expected != NULL && (same_text(found->expected, found->expected_len, text, len) ||
                                    has_wide_text(found->expected, found->expected_len)))
        found->exact = true;
}

static void note_ours(void *context, const struct qr_symbol *symbol)
{
    note(context, (const char *)symbol->text.bytes, symbol->text.len);
}

static void note_zbar(void *context, const struct scan_symbol *symbol)
{
    note(context, symbol->text, symbol->text_len);
}

struct job {
    const struct scan_frame *frame;
    struct found *ours, *zbar;
};

static void run_ours(void *context, size_t count)
{
    const struct job *job = context;
    (void)count;
    const struct qr_frame frame = {job->frame->pixels, job->frame->width_px, job->frame->height_px,
                                   job->frame->width_px};
    const size_t len = qr_scratch_bytes(frame.width_px, frame.height_px);
    void *scratch = malloc(len);
    if (scratch != NULL)
        qr_read(&frame, &(struct qr_options){0}, scratch, len,
                &(struct qr_sink){.take = note_ours, .context = job->ours});
    free(scratch);
}

static void run_zbar(void *context, size_t count)
{
    const struct job *job = context;
    (void)count;
    scan_zbar_qr(job->frame, &(struct scan_sink){.take = note_zbar, .context = job->zbar});
}

static size_t put_utf8(unsigned long code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
}

/* Resolve the manifest's escapes, in place: what comes out is never longer. */
static size_t unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        const char kind = from[1];
        if (kind == 'x' || kind == 'u') {
            char digits[5] = "";
            const size_t len = kind == 'x' ? 2 : 4;
            memcpy(digits, from + 2, len);
            to += put_utf8(strtoul(digits, NULL, 16), to);
            from += 2 + len;
        } else {
            *to++ = kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind == 't' ? '\t' : kind;
            from += 2;
        }
    }
    return (size_t)(to - text);
}

static unsigned counted(const struct found *found, unsigned codes)
{
    if (found->expected != NULL)
        return found->exact;
    return codes > 0 && found->count > codes ? codes : found->count;
}

static void read_picture(const char *path, struct set *set, unsigned codes, const char *text, size_t text_len,
                         const char *tell)
{
    struct scan_outcome outcome;
    const int fd = open(path, O_RDONLY);
    if (fd < 0 || set->pictures >= PICTURES_MAX)
        return;
    const struct scan_frame frame = first_image_read(fd, PIXELS_MAX, &outcome);
    close(fd);
    if (frame.pixels == NULL)
        return;
    struct found ours = {0, text, text_len, false}, zbar = ours;
    struct job job = {&frame, &ours, &zbar};
    set->ours.ms[set->pictures] = 1e3 * bench_seconds(run_ours, &job, 1);
    set->zbar.ms[set->pictures] = 1e3 * bench_seconds(run_zbar, &job, 1);
    set->pictures++;
    set->codes += text != NULL ? 1 : codes;
    set->ours.read += counted(&ours, codes);
    set->zbar.read += counted(&zbar, codes);
    if (tell != NULL && counted(&ours, codes) != (text != NULL ? 1 : codes))
        printf("  %s: %u of %u\n", tell, counted(&ours, codes), codes);
    free(frame.pixels);
}

static double mean(const double *values, unsigned count)
{
    double sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += values[i];
    return sum / count;
}

static void print_set(struct set *set)
{
    if (set->pictures == 0)
        return;
    const double our_mean = mean(set->ours.ms, set->pictures), zbar_mean = mean(set->zbar.ms, set->pictures);
    printf("%-22s %4u pictures  %4u codes   ours %4u %7.1f ms (median %6.1f)   zbar %4u %7.1f ms (median %6.1f)   "
           "ratio of times %.2f\n",
           set->name, set->pictures, set->codes, set->ours.read, our_mean, bench_median(set->ours.ms, set->pictures),
           set->zbar.read, zbar_mean, bench_median(set->zbar.ms, set->pictures), our_mean / zbar_mean);
}

/* All sets whose names begin so as one, but for boofdec, which is counted apart. */
static void print_total(const struct set *sets, unsigned count, const char *prefix)
{
    double ours_ms = 0, zbar_ms = 0;
    unsigned pictures = 0, codes = 0, ours = 0, zbar = 0;
    for (unsigned i = 0; i < count; i++) {
        if (strncmp(sets[i].name, prefix, strlen(prefix)) != 0 || strstr(sets[i].name, "boofdec") != NULL)
            continue;
        for (unsigned k = 0; k < sets[i].pictures; k++) {
            ours_ms += sets[i].ours.ms[k];
            zbar_ms += sets[i].zbar.ms[k];
        }
        pictures += sets[i].pictures;
        codes += sets[i].codes;
        ours += sets[i].ours.read;
        zbar += sets[i].zbar.read;
    }
    if (pictures > 0)
        printf("all of %-15s %4u pictures  %4u codes   ours %4u %7.1f ms   zbar %4u %7.1f ms   ratio of times %.2f\n",
               prefix, pictures, codes, ours, ours_ms / pictures, zbar, zbar_ms / pictures, ours_ms / zbar_ms);
}

/* The set that a picture belongs to: its two folders. */
static struct set *set_of(struct set *sets, unsigned *count, const char *file)
{
    const size_t len = (size_t)(strrchr(file, '/') - file);
    for (unsigned i = 0; i < *count; i++)
        if (strlen(sets[i].name) == len && strncmp(sets[i].name, file, len) == 0)
            return &sets[i];
    if (*count == SETS_MAX || len >= sizeof sets[0].name)
        return NULL;
    memcpy(sets[*count].name, file, len);
    return &sets[(*count)++];
}

int main(int argc, char **argv)
{
    static struct set sets[SETS_MAX];
    static char line[TEXT_MAX], manifest[4096];
    const bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    const char *prefix = argc > 1 + verbose ? argv[1 + verbose] : "";
    unsigned set_count = 0;
    if (!shared_data_path("qr/manifest.tsv", manifest, sizeof manifest))
        return 0;
    FILE *file = fopen(manifest, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *codes = strchr(line, '\t'), *text = codes != NULL ? strchr(codes + 1, '\t') : NULL;
        if (line[0] == '#' || text == NULL || strncmp(line, prefix, strlen(prefix)) != 0)
            continue;
        *codes++ = *text++ = '\0';
        text[strcspn(text, "\r\n")] = '\0';
        struct set *set = set_of(sets, &set_count, line);
        char path[8192];
        snprintf(path, sizeof path, "%.*s/%.3000s", (int)(strrchr(manifest, '/') - manifest), manifest, line);
        if (set != NULL && !(strncmp(line, "small/", 6) == 0 && *text == '\0')) {
            const size_t text_len = unescape(text);
            read_picture(path, set, (unsigned)strtoul(codes, NULL, 10), text_len > 0 ? text : NULL, text_len,
                         verbose ? line : NULL);
        }
    }
    if (file != NULL)
        fclose(file);
    for (unsigned i = 0; i < set_count; i++)
        print_set(&sets[i]);
    print_total(sets, set_count, "small/");
    print_total(sets, set_count, "photos/");
    print_total(sets, set_count, "negative/");
    return 0;
}
