/* test_scan_broken.c: picture files of every format, broken at random and read by real workers: no run is lost, and
 * each file is answered within 2 seconds of computing and 256 MB of memory.
 *
 *   test_scan_broken [--files N]   so many broken files of each seed instead of a few; tests/long.sh does 2,000
 *
 * The seeds are made on the spot by the formats' own encoders. TRC_TEST_SEED repeats a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "qr_picture.h"
#include "random.h"
#include "scanner/pool.h"

enum { TIMEOUT_S = 2, PEAK_MAX_KIB = 256 << 10, SEED_MAX = 1 << 18, FILES_USUAL = 20, JOBS = 1 };

static unsigned files = FILES_USUAL;

/* --- seeds -------------------------------------------------------------------------------------------------------- */

static const struct seed {
    const char *path, *command; /* from qr.png; NULL: it is there */
} seeds[] = {
    {"qr.png", NULL},
    {"interlaced.png", "convert qr.png -interlace PNG interlaced.png"},
    {"colour.png", "convert qr.png -type TrueColorAlpha colour.png"},
    {"baseline.jpg", "convert qr.png -quality 60 baseline.jpg"},
    {"progressive.jpg", "convert qr.png -quality 60 -interlace JPEG progressive.jpg"},
    {"cmyk.jpg", "convert qr.png -colorspace CMYK cmyk.jpg"},
    {"lossy.webp", "cwebp -quiet qr.png -o lossy.webp"},
    {"lossless.webp", "cwebp -quiet -lossless qr.png -o lossless.webp"},
    {"animated.webp", "convert qr.png qr.png -delay 10 -resize 80x80 animated.gif; gif2webp -quiet animated.gif -o "
                      "animated.webp"},
    {"still.gif", "convert qr.png still.gif"},
    {"animated.gif", "convert -delay 10 qr.png -dispose Background -page +10+10 qr.png -loop 0 animated.gif"},
    {"plain.tif", "convert qr.png -type TrueColor -compress None plain.tif"},
    {"lzw.tif", "convert qr.png -type Grayscale -depth 8 -compress LZW lzw.tif"},
    {"fax.tif", "convert qr.png -type Bilevel -compress Group4 fax.tif"},
    {"jpeg.tif", "convert qr.png -type TrueColor -compress JPEG jpeg.tif"},
    {"tiled.tif",
     "convert qr.png -type TrueColor -compress Zip strips.tif; tiffcp -t -w 64 -l 64 strips.tif tiled.tif"},
    {"planes.tif", "convert qr.png -type TrueColor -compress None strips.tif; tiffcp -p separate -c zstd strips.tif "
                   "planes.tif"},
    {"pages.tif", "convert qr.png -type Palette -compress LZW page.tif; tiffcp page.tif page.tif page.tif pages.tif"},
    {"a.heic", "heif-enc -q 40 -p preset=ultrafast qr.png -o a.heic"},
    {"thumb.heic", "heif-enc -q 40 -t 40 -p preset=ultrafast qr.png qr.png -o thumb.heic"},
    {"a.avif", "avifenc -s 9 qr.png a.avif"},
    {"alpha.avif",
     "convert qr.png -alpha on -channel A -evaluate set 80% alpha.png; avifenc -s 9 alpha.png alpha.avif"},
    {"grid.avif",
     "convert qr.png -filter point -resize 256x256! -type TrueColor PNG24:grid.png; avifenc -s 9 --grid 2x2 "
     "grid.png grid.avif"},
    {"24.bmp", "convert qr.png -type TrueColor BMP3:24.bmp"},
    {"rle.bmp", "convert qr.png -type Palette -compress RLE BMP3:rle.bmp"},
    {"grey.pgm", "convert qr.png -depth 8 grey.pgm"},
};
enum { SEEDS = sizeof seeds / sizeof seeds[0] };

static int make_seeds(void **state)
{
    if (temp_folder_enter(state) != 0)
        return -1;
    qr_picture_write("qr.png", "HTTPS://ID.ACME.CN/01/06901234567892/21/BROKEN");
    for (size_t i = 0; i < SEEDS; i++) {
        char line[512];
        snprintf(line, sizeof line, "{ %s; } >encoder.log 2>&1", seeds[i].command != NULL ? seeds[i].command : "true");
        if (system(line) != 0)
            remove(seeds[i].path);
    }
    return 0;
}

static size_t read_seed(const char *path, uint8_t bytes[SEED_MAX])
{
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return 0;
    const size_t len = fread(bytes, 1, SEED_MAX, in);
    fclose(in);
    return len;
}

/* --- breaking ----------------------------------------------------------------------------------------------------- */

/* A place in the file: as likely in its first bytes, where headers are, as in all the rest. */
static size_t somewhere(uint64_t *random, size_t len)
{
    const unsigned most = random_below(random, 2) == 0 && len > 200 ? 200 : (unsigned)len;
    return random_below(random, most);
}

static size_t break_once(uint64_t *random, uint8_t *bytes, size_t len)
{
    static const uint8_t edges[] = {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF};
    const size_t at = somewhere(random, len), left = len - at;
    const size_t part = 1 + random_below(random, left < 64 ? (unsigned)left : 64);
    switch (random_below(random, 7)) {
    case 0:
        bytes[at] ^= (uint8_t)(1 << random_below(random, 8));
        return len;
    case 1:
        bytes[at] = (uint8_t)random_next(random);
        return len;
    case 2:
        bytes[at] = edges[random_below(random, sizeof edges)];
        return len;
    case 3: /* a number of four bytes that is large */
        for (size_t i = 0; i < 4 && i < left; i++)
            bytes[at + i] = edges[random_below(random, sizeof edges)];
        return len;
    case 4: /* what comes is overwritten by what was */
        memmove(bytes + at, bytes + somewhere(random, len - part + 1), part);
        return len;
    case 5: /* something is missing */
        memmove(bytes + at, bytes + at + part, left - part);
        return len - part;
    default: /* the end is */
        return random_below(random, 4) == 0 ? at + 1 : len;
    }
}

static size_t break_file(uint64_t *random, uint8_t *bytes, size_t len)
{
    for (unsigned times = 1 + random_below(random, 6); times > 0 && len > 1; times--)
        len = break_once(random, bytes, len);
    return len;
}

/* --- reading, in a process of its own, so that nothing else counts into the peak of its children -------------------
 */

struct tally {
    unsigned answered, results[SCAN_RESULT_COUNT];
    uint64_t crashed, late;
    double slowest_ms;
    long peak_kib; /* of the largest worker */
    bool lost;     /* the run itself failed */
};

/* Makes the file of this number. @return Its length, and its bytes. */
typedef size_t file_maker(void *context, unsigned number, uint8_t bytes[SEED_MAX]);

static void read_files(const char *worker, file_maker *make, void *context, unsigned count, struct tally *tally)
{
    static uint8_t bytes[SEED_MAX];
    const struct scan_pool_config config = {
        .worker_path = worker, .jobs = JOBS, .timeout_s = TIMEOUT_S, .max_pixels = SCAN_PIXELS_DEFAULT};
    struct scan_pool *pool;
    struct rusage usage;
    tally->lost = scan_pool_open(&config, &pool, NULL) != TRC_OK;
    for (unsigned i = 0; i < count && !tally->lost; i++) {
        struct scan_answer answer = {0};
        const size_t len = make(context, i, bytes);
        tally->lost = scan_pool_submit(pool, &answer, memory_file(bytes, len), NULL) != TRC_OK;
        while (!tally->lost && !answer.done)
            tally->lost = scan_pool_wait(pool, NULL, NULL) != TRC_OK;
        tally->answered += answer.done;
        tally->results[answer.outcome.result]++;
        tally->slowest_ms = answer.ms > tally->slowest_ms ? answer.ms : tally->slowest_ms;
        scan_answer_clear(&answer);
    }
    tally->crashed = scan_pool_counts(pool).crashed;
    tally->late = scan_pool_counts(pool).late;
    scan_pool_close(pool);
    getrusage(RUSAGE_CHILDREN, &usage);
    tally->peak_kib = usage.ru_maxrss;
}

static struct tally tally_of(const char *worker, file_maker *make, void *context, unsigned count)
{
    struct tally tally = {0};
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        read_files(worker, make, context, count, &tally);
        _exit(write(ends[1], &tally, sizeof tally) == sizeof tally ? 0 : 1);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &tally, sizeof tally), sizeof tally);
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return tally;
}

/* --- the tests ---------------------------------------------------------------------------------------------------- */

struct breaking {
    const uint8_t *seed;
    size_t len;
    uint64_t random;
};

static size_t make_broken(void *context, unsigned number, uint8_t bytes[SEED_MAX])
{
    struct breaking *breaking = context;
    memcpy(bytes, breaking->seed, breaking->len);
    return number == 0 ? breaking->len : break_file(&breaking->random, bytes, breaking->len);
}

static void broken_files_are_answered_in_time_and_memory(void **state)
{
    (void)state;
    static uint8_t seed[SEED_MAX];
    struct breaking breaking = {.seed = seed, .random = random_seed()};
    unsigned tried = 0, read = 0;
    for (size_t i = 0; i < SEEDS; i++) {
        breaking.len = read_seed(seeds[i].path, seed);
        if (breaking.len == 0) {
            print_message("%-16s no encoder\n", seeds[i].path);
            continue;
        }
        const uint64_t random = breaking.random;
        const struct tally tally = tally_of(SCAN_WORKER, make_broken, &breaking, files);
        breaking.random = random_next(&(uint64_t){random}); /* the child's went on in the child alone */
        print_message("%-16s %6zu bytes: read %u, truncated %u, damaged %u, crashed %llu; slowest %.0f ms, %ld MB\n",
                      seeds[i].path, breaking.len, tally.results[SCAN_READ], tally.results[SCAN_TRUNCATED],
                      tally.results[SCAN_DAMAGED], (unsigned long long)tally.crashed, tally.slowest_ms,
                      tally.peak_kib >> 10);
        assert_false(tally.lost);
        assert_int_equal(tally.answered, files);
        assert_int_equal(tally.late, 0);
        assert_int_equal(tally.crashed, 0);
        assert_true(tally.results[SCAN_READ] > 0); /* the seed itself */
#ifndef TRC_SANDBOX_RELAXED                        /* what instruments a build takes its own */
        assert_in_range(tally.peak_kib, 1000, PEAK_MAX_KIB);
#endif
        tried++;
        read += tally.results[SCAN_READ];
    }
    assert_true(tried >= 2 && read < tried * files);
}

static size_t make_order(void *context, unsigned number, uint8_t bytes[SEED_MAX])
{
    (void)number;
    const size_t len = strlen(context);
    memcpy(bytes, context, len);
    return len;
}

/* The control: what these numbers are for would be seen. */
static void a_worker_that_breaks_a_bound_is_noticed(void **state)
{
    (void)state;
    char hang[] = "hang", crash[] = "crash", read[] = "read";
    struct tally tally = tally_of(FAULTY_WORKER, make_order, hang, 1);
    assert_int_equal(tally.late, 1);
    assert_int_equal(tally.answered, 1);
    tally = tally_of(FAULTY_WORKER, make_order, crash, 1);
    assert_int_equal(tally.crashed, 1);
    tally = tally_of(FAULTY_WORKER, make_order, read, 1);
    assert_int_equal(tally.crashed + tally.late, 0);
#ifndef TRC_SANDBOX_RELAXED
    char eat[] = "eat";
    assert_in_range(tally.peak_kib, 1000, PEAK_MAX_KIB);
    tally = tally_of(FAULTY_WORKER, make_order, eat, 1);
    assert_true(tally.peak_kib > PEAK_MAX_KIB);
#endif
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--files") == 0)
        files = (unsigned)strtoul(argv[2], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_files_are_answered_in_time_and_memory),
        cmocka_unit_test(a_worker_that_breaks_a_bound_is_noticed),
    };
    return cmocka_run_group_tests(tests, make_seeds, temp_folder_leave);
}
