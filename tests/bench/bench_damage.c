/* bench_damage.c: how much damage our own labels bear, for libzbar, ZXing-C++, our reader and informed decoding, all on
 * the same pictures. bench_damage [-n PICTURES] [-o FOLDER] [KIND...]   PICTURES of each step; FOLDER gets the charts;
 * "occlusion" and so on Informed decoding knows 200 batches of the issuer, among them the right one, and holds the
 * issuer's keys; "no keys" is the same without. A text that is not the label's counts as a false read; there must be
 * none. */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "bench_zxing.h"
#include "code_fixture.h"
#include "damage_chart.h"
#include "damage_scene.h"
#include "random.h"
#include "scanner/informed/informed.h"
#include "scanner/ladder/zbar.h"

enum { STEPS = 13, BATCHES = 200, TIMES_MAX = 8192 };

enum reader { ZBAR, ZXING, OURS, NO_KEYS, INFORMED, READERS };

static const char *const READER_NAMES[READERS] = {"zbar", "ZXing-C++", "our reader", "informed, no keys", "informed"};
static const char *const READER_COLOURS[READERS] = {"#999999", "#d95f02", "#1f78b4", "#a6d854", "#1b7837"};
static const char *const KIND_NAMES[DAMAGE_COUNT] = {
#define DAMAGE_NAME(name, text, unit, least, most) text,
    DAMAGE_MAP(DAMAGE_NAME)};
static const char *const KIND_UNITS[DAMAGE_COUNT] = {
#define DAMAGE_UNIT(name, text, unit, least, most) unit,
    DAMAGE_MAP(DAMAGE_UNIT)};
static const double KIND_RANGES[DAMAGE_COUNT][2] = {
#define DAMAGE_RANGE(name, text, unit, least, most) {least, most},
    DAMAGE_MAP(DAMAGE_RANGE)};

/* How labels are printed. */
struct print {
    const char *name;
    bool lot;
    enum trc_ec ec;
};

static const struct print PRINTS[] = {
    {"compact, 3-M", false, TRC_EC_M}, {"compact, 3-L", false, TRC_EC_L}, {"lot and expiry, 4-M", true, TRC_EC_M}};

/* An issuer, who remembers the batches that were printed. */
struct issuer {
    struct trc_keyring ring;
    struct trc_key_cache cache;
    struct informed_batch batch[BATCHES];
    char gtin[BATCHES][15], lot[BATCHES][12];
};

struct bench {
    struct issuer issuer;
    struct scan_frame frame;
    void *reading, *informing;
    size_t reading_len;
    const struct trc_issued *issued; /* what the picture now looked at shows */
    bool read[READERS];
    unsigned false_reads;
    double ms[READERS][TIMES_MAX]; /* INFORMED: beyond the time of our reader; only where there was something to do */
    size_t ms_count[READERS];
};

static void note(struct bench *bench, enum reader reader, const char *text, size_t len)
{
    if (len == bench->issued->text_len && memcmp(text, bench->issued->text, len) == 0)
        bench->read[reader] = true;
    else
        bench->false_reads++;
}

static void take_zbar(void *context, const struct scan_symbol *symbol)
{
    note(context, ZBAR, symbol->text, symbol->text_len);
}

#ifdef TRC_HAVE_ZXING
static void take_zxing(void *context, const char *text, size_t len)
{
    note(context, ZXING, text, len);
}
#endif

static void take_ours(void *context, const struct qr_symbol *symbol)
{
    note(context, OURS, (const char *)symbol->text.bytes, symbol->text.len);
}

static bool seal_holds(void *context, const char *text, size_t len)
{
    struct issuer *issuer = context;
    static struct trc_code code;
    struct trc_check check;
    return trc_code_parse(text, len, &code, NULL) == TRC_OK &&
           trc_code_check(&code, &issuer->ring, &issuer->cache, &check) == TRC_OK && check.serial == TRC_SEAL_HOLDS &&
           (check.seal == TRC_SEAL_HOLDS || check.seal == TRC_SEAL_ABSENT);
}

struct look {
    struct bench *bench;
    enum reader reader;
    const struct qr_grid *grid;
};

static void run(void *context, size_t count)
{
    struct look *look = context;
    struct bench *bench = look->bench;
    static struct informed_text found;
    (void)count;
    if (look->reader == ZBAR) {
        scan_zbar_qr(&bench->frame, &(struct scan_sink){.take = take_zbar, .context = bench});
    } else if (look->reader == ZXING) {
#ifdef TRC_HAVE_ZXING
        bench_zxing_read(bench->frame.pixels, DAMAGE_SIDE_PX, DAMAGE_SIDE_PX, take_zxing, bench);
#endif
    } else {
        const struct informed_judge judge = {seal_holds, &bench->issuer, INFORMED_CALLS_MAX, INFORMED_TRIES_MAX};
        if (informed_read(look->grid, bench->issuer.batch, BATCHES, look->reader == INFORMED ? &judge : NULL,
                          bench->informing, &found))
            note(bench, look->reader, found.text, found.len);
    }
}

static void timed(struct bench *bench, enum reader reader, const struct qr_grid *grid)
{
    const double ms = 1e3 * bench_seconds(run, &(struct look){bench, reader, grid}, 1);
    if (bench->ms_count[reader] < TIMES_MAX)
        bench->ms[reader][bench->ms_count[reader]++] = ms;
}

static void take_located(void *context, const struct qr_grid *grid)
{
    timed(context, NO_KEYS, grid);
    timed(context, INFORMED, grid);
}

static void run_ours(void *context, size_t count)
{
    struct bench *bench = context;
    const struct qr_frame frame = {bench->frame.pixels, DAMAGE_SIDE_PX, DAMAGE_SIDE_PX, DAMAGE_SIDE_PX};
    (void)count;
    qr_read(&frame, &(struct qr_options){0}, bench->reading, bench->reading_len,
            &(struct qr_sink){take_ours, take_located, bench});
}

static void read_picture(struct bench *bench)
{
    memset(bench->read, 0, sizeof bench->read);
    timed(bench, ZBAR, NULL);
    timed(bench, ZXING, NULL);
    run_ours(bench, 1);
    /* What is read plainly needs no more. */
    bench->read[NO_KEYS] = bench->read[NO_KEYS] || bench->read[OURS];
    bench->read[INFORMED] = bench->read[INFORMED] || bench->read[OURS];
}

static void found_issuer(struct issuer *issuer, const struct print *print)
{
    fixture_ring(&issuer->ring);
    memset(&issuer->cache, 0, sizeof issuer->cache);
    for (unsigned i = 0; i < BATCHES; i++) {
        snprintf(issuer->gtin[i], sizeof issuer->gtin[i], "%.14s", FIXTURE_GTIN);
        snprintf(issuer->lot[i], sizeof issuer->lot[i], "LOT%05u", i * 37 % 100000);
        /* Other products carry other numbers in the same prefix; the right batch is the last one. */
        if (i + 1 < BATCHES) {
            char digits[14];
            snprintf(digits, sizeof digits, "06901234%05u", i * 499 % 100000);
            unsigned sum = 0;
            for (unsigned k = 0; k < 13; k++)
                sum += (unsigned)(digits[k] - '0') * (k % 2 == 0 ? 3 : 1);
            snprintf(issuer->gtin[i], sizeof issuer->gtin[i], "%s%u", digits, (10 - sum % 10) % 10);
        }
        issuer->batch[i] = (struct informed_batch){.host = FIXTURE_HOST,
                                                   .gtin = issuer->gtin[i],
                                                   .lot = print->lot ? issuer->lot[i] : NULL,
                                                   .expiry = print->lot ? "271231" : NULL,
                                                   .key_id = FIXTURE_KEY_ID};
    }
}

static void issue(const struct issuer *issuer, const struct print *print, uint32_t unit, struct trc_issued *issued,
                  struct trc_symbol *symbol)
{
    const struct informed_batch *batch = &issuer->batch[BATCHES - 1];
    const struct trc_template_config config = {
        .host = batch->host, .gtin = batch->gtin, .lot = batch->lot, .expiry = batch->expiry, .key_id = batch->key_id};
    fixture_issue_from(&config, &issuer->ring, unit, NULL, issued);
    fixture_need(trc_symbol_encode(issued->text, issued->text_len, print->ec, symbol, NULL) == TRC_OK, "a symbol");
}

/* The damage at which half are still read, between the steps around it. */
static double half_read(const struct chart_panel *panel, const struct chart_curve *curve)
{
    for (size_t i = 1; i < panel->steps; i++)
        if (curve->share[i] < 0.5 && curve->share[i - 1] >= 0.5)
            return panel->at[i - 1] + (panel->at[i] - panel->at[i - 1]) * (curve->share[i - 1] - 0.5) /
                                          (curve->share[i - 1] - curve->share[i]);
    return curve->share[0] < 0.5 ? panel->at[0] : panel->at[panel->steps - 1];
}

static void print_panel(const struct chart_panel *panel, const char *print)
{
    printf("\n%s, %s: share read at %s\n%-18s", panel->title, print, panel->unit, "");
    for (size_t i = 0; i < panel->steps; i++)
        printf("%7g", panel->at[i]);
    printf("   half read at\n");
    for (size_t r = 0; r < READERS; r++) {
        printf("%-18s", READER_NAMES[r]);
        for (size_t i = 0; i < panel->steps; i++)
            printf("%7.2f", panel->curve[r].share[i]);
        printf("   %.3g\n", half_read(panel, &panel->curve[r]));
    }
    const double best = fmax(half_read(panel, &panel->curve[ZBAR]), half_read(panel, &panel->curve[ZXING]));
    printf("informed against the best peer: ratio %.2f\n", half_read(panel, &panel->curve[INFORMED]) / best);
}

static void sweep(struct bench *bench, const struct print *print, enum damage_kind kind, unsigned pictures,
                  struct chart_panel *panel)
{
    static struct trc_symbol symbol;
    struct trc_issued issued;
    *panel =
        (struct chart_panel){.title = KIND_NAMES[kind], .unit = KIND_UNITS[kind], .steps = STEPS, .curves = READERS};
    for (unsigned r = 0; r < READERS; r++)
        panel->curve[r] = (struct chart_curve){.name = READER_NAMES[r], .colour = READER_COLOURS[r]};
    bench->issued = &issued;
    found_issuer(&bench->issuer, print);
    for (unsigned step = 0; step < STEPS; step++) {
        panel->at[step] = KIND_RANGES[kind][0] + (KIND_RANGES[kind][1] - KIND_RANGES[kind][0]) * step / (STEPS - 1);
        for (unsigned n = 0; n < pictures; n++) {
            uint64_t state = ((uint64_t)kind << 32 | step << 16 | n) * 0x9e3779b97f4a7c15;
            issue(&bench->issuer, print, (uint32_t)random_next(&state) & TRC_UNIT_MAX, &issued, &symbol);
            damage_scene_take(&symbol, kind, panel->at[step], random_next(&state), &bench->frame);
            read_picture(bench);
            for (unsigned r = 0; r < READERS; r++)
                panel->curve[r].share[step] += bench->read[r] / (double)pictures;
        }
    }
    print_panel(panel, print->name);
}

static bool wanted(char **kinds, int count, enum damage_kind kind)
{
    for (int i = 0; i < count; i++)
        if (strcmp(kinds[i], KIND_NAMES[kind]) == 0)
            return true;
    return count == 0;
}

static void write_charts(const char *folder, const struct chart_panel *occlusion, size_t prints,
                         const struct chart_panel *others, size_t count)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/damage-occlusion.svg", folder);
    if (prints > 0 && !chart_write(path, occlusion, prints, 380, 300))
        perror(path);
    snprintf(path, sizeof path, "%s/damage-others.svg", folder);
    if (count > 0 && !chart_write(path, others, count, 380, 230))
        perror(path);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    static struct chart_panel occlusion[3], others[DAMAGE_COUNT];
    static char titles[3][64];
    size_t prints = 0, count = 0;
    unsigned pictures = 40;
    const char *folder = NULL;
    for (int option; (option = getopt(argc, argv, "n:o:")) != -1;)
        if (option == 'n')
            pictures = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'o')
            folder = optarg;
        else
            return 2;
    bench.frame.pixels = malloc((size_t)DAMAGE_SIDE_PX * DAMAGE_SIDE_PX);
    bench.reading_len = qr_scratch_bytes(DAMAGE_SIDE_PX, DAMAGE_SIDE_PX);
    bench.reading = malloc(bench.reading_len);
    bench.informing = malloc(informed_scratch_bytes());
    fixture_need(bench.frame.pixels != NULL && bench.reading != NULL && bench.informing != NULL, "memory");
    for (enum damage_kind kind = 0; kind < DAMAGE_COUNT; kind++) {
        if (!wanted(argv + optind, argc - optind, kind))
            continue;
        for (unsigned p = 0; p < (kind == DAMAGE_OCCLUSION ? 3 : 1); p++) {
            struct chart_panel *panel = kind == DAMAGE_OCCLUSION ? &occlusion[prints] : &others[count++];
            sweep(&bench, &PRINTS[p], kind, pictures, panel);
            if (kind == DAMAGE_OCCLUSION) {
                snprintf(titles[prints], sizeof titles[prints], "%s", PRINTS[p].name);
                panel->title = titles[prints++];
            }
        }
    }
    printf("\nfalse reads: %u\n", bench.false_reads);
    for (enum reader r = 0; r < READERS; r++)
        if (bench.ms_count[r] > 0 && r != OURS) {
            const double median = bench_median(bench.ms[r], bench.ms_count[r]);
            printf("%-18s %5zu times, median %.1f ms, most %.1f ms\n", READER_NAMES[r], bench.ms_count[r], median,
                   bench.ms[r][bench.ms_count[r] - 1]);
        }
    if (folder != NULL)
        write_charts(folder, occlusion, prints, others, count);
    return bench.false_reads > 0;
}
