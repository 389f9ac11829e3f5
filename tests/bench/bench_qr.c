/* bench_qr.c: our QR reader and the whole ladder beside one pass of libzbar and ZXing-C++ (where it is installed) on
 * other people's pictures: what is read, mean times, and in brackets their ratios to libzbar's.
 *   bench_qr [PREFIX]   only the pictures of shared/data/qr whose names begin so, e.g. "small/" or "photos/boof-lots/"
 *   bench_qr -v [PREFIX]  also names the pictures in which the ladder misses a code
 * All read the same decoded frame. */
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "bench_zxing.h"
#include "first_image.h"
#include "scanner/ladder/ladder.h"
#include "scanner/ladder/zbar.h"
#include "scanner/qr/qr.h"
#include "shared_data.h"

enum { SETS_MAX = 32, PICTURES_MAX = 1024, TEXT_MAX = 16384, PIXELS_MAX = 100000000 };

enum reader { ZBAR, ZXING, OURS, LADDER, READERS };

static const char *const READER_NAMES[READERS] = {"zbar", "ZXing-C++", "our reader", "ladder"};

/* What one reader did on one set of pictures. */
struct tally {
    unsigned read;
    double ms[PICTURES_MAX];
};

struct set {
    char name[64];
    unsigned pictures, codes;
    struct tally tally[READERS];
};

/* What one reader finds in one picture. */
struct found {
    unsigned count;
    const char *expected; /* NULL when only the number is known */
    size_t expected_len;
    bool lenient; /* text in the symbol's own character set is not told right from wrong */
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

/* Kanji in the bytes of a symbol as it is, or as libzbar guesses them: there the number counts. */
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
                                    (found->lenient && has_wide_text(found->expected, found->expected_len))))
        found->exact = true;
}

static void note_ours(void *context, const struct qr_symbol *symbol)
{
    note(context, (const char *)symbol->text.bytes, symbol->text.len);
}

static void note_symbol(void *context, const struct scan_symbol *symbol)
{
    if (symbol->symbology == SCAN_SYMBOLOGY_QR)
        note(context, symbol->text, symbol->text_len);
}

#ifdef TRC_HAVE_ZXING
static void note_zxing(void *context, const char *text, size_t len)
{
    note(context, text, len);
}
#endif

static void ignore_located(void *context, const struct scan_located *located)
{
    (void)context;
    (void)located;
}

struct job {
    enum reader reader;
    const struct scan_frame *frame;
    struct found *found;
};

static void read_ours(const struct job *job)
{
    const struct qr_frame frame = {job->frame->pixels, job->frame->width_px, job->frame->height_px,
                                   job->frame->width_px};
    const size_t len = qr_scratch_bytes(frame.width_px, frame.height_px);
    void *scratch = malloc(len);
    if (scratch != NULL)
        qr_read(&frame, &(struct qr_options){0}, scratch, len,
                &(struct qr_sink){.take = note_ours, .context = job->found});
    free(scratch);
}

static void run(void *context, size_t count)
{
    static struct scan_ladder ladder;
    const struct job *job = context;
    const struct scan_sink sink = {note_symbol, ignore_located, job->found};
    (void)count;
    switch (job->reader) {
    case ZBAR:
        scan_zbar_qr(job->frame, &sink);
        break;
    case ZXING:
#ifdef TRC_HAVE_ZXING
        bench_zxing_read(job->frame->pixels, (int)job->frame->width_px, (int)job->frame->height_px, note_zxing,
                         job->found);
#endif
        break;
    case OURS:
        read_ours(job);
        break;
    default:
        scan_ladder_read(&ladder, job->frame, 1, &sink);
        scan_ladder_finish(&ladder, &sink);
        break;
    }
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
    for (enum reader reader = 0; reader < READERS; reader++) {
        struct found found = {0, text, text_len, reader == ZBAR || reader == OURS, false};
        struct job job = {reader, &frame, &found};
        set->tally[reader].ms[set->pictures] = 1e3 * bench_seconds(run, &job, 1);
        set->tally[reader].read += counted(&found, codes);
        if (reader == LADDER && tell != NULL && counted(&found, codes) != (text != NULL ? 1 : codes))
            printf("  %s: %u of %u\n", tell, counted(&found, codes), codes);
    }
    set->pictures++;
    set->codes += text != NULL ? 1 : codes;
    free(frame.pixels);
}

static double sum(const double *values, unsigned count)
{
    double total = 0;
    for (unsigned i = 0; i < count; i++)
        total += values[i];
    return total;
}

static void print_row(const char *name, unsigned pictures, unsigned codes, const unsigned *read, const double *ms)
{
    printf("%-22s %4u pictures %4u codes", name, pictures, codes);
    for (enum reader reader = 0; reader < READERS; reader++)
        printf("   %s %4u %6.1f ms (%.2f)", READER_NAMES[reader], read[reader], ms[reader] / pictures,
               ms[reader] / ms[ZBAR]);
    printf("\n");
}

static void print_set(struct set *set)
{
    unsigned read[READERS];
    double ms[READERS];
    for (enum reader reader = 0; reader < READERS; reader++) {
        read[reader] = set->tally[reader].read;
        ms[reader] = sum(set->tally[reader].ms, set->pictures);
    }
    if (set->pictures > 0)
        print_row(set->name, set->pictures, set->codes, read, ms);
}

/* All sets whose names begin so as one, but for boofdec, which is counted apart. */
static void print_total(const struct set *sets, unsigned count, const char *prefix)
{
    unsigned pictures = 0, codes = 0, read[READERS] = {0};
    double ms[READERS] = {0};
    char name[64];
    for (unsigned i = 0; i < count; i++) {
        if (strncmp(sets[i].name, prefix, strlen(prefix)) != 0 || strstr(sets[i].name, "boofdec") != NULL)
            continue;
        pictures += sets[i].pictures;
        codes += sets[i].codes;
        for (enum reader reader = 0; reader < READERS; reader++) {
            read[reader] += sets[i].tally[reader].read;
            ms[reader] += sum(sets[i].tally[reader].ms, sets[i].pictures);
        }
    }
    snprintf(name, sizeof name, "all of %s", prefix);
    if (pictures > 0)
        print_row(name, pictures, codes, read, ms);
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
