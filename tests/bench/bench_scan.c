/* bench_scan.c: trc-scan beside zbarimg on the same files in the same run; start-up; the price of a bomb.
 *   bench_scan           start-up, bomb, and the pictures of shared/data/qr/small
 *   bench_scan --photos  also the photographs, which takes minutes */
#include <string.h>

#include "bench.h"
#include "picture_fixture.h"
#include "run_program.h"
#include "shared_data.h"

enum { FILES_MAX = 1024, STARTS = 21, ROUNDS = 3 };

struct command {
    const char *argument[FILES_MAX + 8]; /* ends in NULL */
    size_t count;
};

static void add(struct command *command, const char *argument)
{
    if (command->count < FILES_MAX + 7)
        command->argument[command->count++] = argument;
}

static struct command our_command(void)
{
    struct command command = {{NULL}, 0};
    add(&command, TRC_SCAN);
    add(&command, "--decode-only");
    add(&command, "--jobs");
    add(&command, "1");
    return command;
}

static struct command peer_command(void)
{
    struct command command = {{NULL}, 0};
    add(&command, "/usr/bin/zbarimg");
    add(&command, "-q");
    add(&command, "-Sdisable");
    add(&command, "-Sqrcode.enable");
    return command;
}

/* Median time of some runs; the largest memory of any. */
static double run_ms(const struct command *command, unsigned runs, long *rss_kib)
{
    double ms[STARTS];
    *rss_kib = 0;
    for (unsigned i = 0; i < runs; i++) {
        struct program_run run = program_run(command->argument);
        ms[i] = run.wall_ms;
        *rss_kib = run.max_rss_kib > *rss_kib ? run.max_rss_kib : *rss_kib;
        program_run_free(&run);
    }
    return bench_median(ms, runs);
}

/* 30,000 x 30,000 white pixels of one bit: 900 MB of grey. @return Its length. */
static size_t write_bomb(const char *path)
{
    enum { SIDE = 30000 };
    static uint8_t white[SIDE / 8];
    const struct png_recipe recipe = {
        .width = SIDE, .height = SIDE, .colour_type = PNG_COLOR_TYPE_GRAY, .depth = 1, .level = 9};
    memset(white, 0xFF, sizeof white);
    struct picture_file bomb = png_make(&recipe, white, 0); /* every row the same */
    FILE *file = fopen(path, "wb");
    const bool ok = file != NULL && fwrite(bomb.bytes, 1, bomb.len, file) == bomb.len;
    if (file == NULL || fclose(file) != 0 || !ok) {
        perror(path);
        exit(1);
    }
    free(bomb.bytes);
    return bomb.len;
}

static void bench_bomb(void)
{
    char path[] = "/tmp/trc-bench-bomb.png";
    long rss_kib;
    struct command ours = our_command();
    const size_t len = write_bomb(path);
    add(&ours, path);
    const double ms = run_ms(&ours, STARTS, &rss_kib);
    printf("bomb of %zu bytes refused: %.1f ms, largest process %ld KiB\n", len, ms, rss_kib);
    unlink(path);
}

static void compare(const char *what, struct command *ours, struct command *peer, size_t pictures, unsigned rounds)
{
    long our_rss, peer_rss;
    const double our_ms = run_ms(ours, rounds, &our_rss), peer_ms = run_ms(peer, rounds, &peer_rss);
    const double n = (double)pictures;
    printf("%-28s trc-scan %8.1f ms a picture, %6ld KiB   zbarimg %8.1f ms, %6ld KiB   ratio of times %.2f\n", what,
           our_ms / n, our_rss, peer_ms / n, peer_rss, our_ms / peer_ms);
}

/* Both programs on every PNG and JPEG of one set, in the manifest's order. */
static void bench_set(const char *manifest_path, const char *set, unsigned rounds)
{
    static char line[65536];
    static char paths[FILES_MAX][512];
    struct command ours = our_command(), peer = peer_command();
    size_t count = 0;
    FILE *manifest = fopen(manifest_path, "r");
    while (manifest != NULL && count < FILES_MAX && fgets(line, sizeof line, manifest) != NULL) {
        line[strcspn(line, "\t")] = '\0';
        const char *dot = strrchr(line, '.');
        if (strncmp(line, set, strlen(set)) != 0 || dot == NULL || strcmp(dot, ".webp") == 0)
            continue;
        const int folder_len = (int)(strrchr(manifest_path, '/') - manifest_path);
        snprintf(paths[count], sizeof paths[count], "%.*s/%.400s", folder_len, manifest_path, line);
        add(&ours, paths[count]);
        add(&peer, paths[count++]);
    }
    if (manifest != NULL)
        fclose(manifest);
    if (count > 0) {
        char what[64];
        snprintf(what, sizeof what, "%s%zu pictures", set, count);
        compare(what, &ours, &peer, count, rounds);
    }
}

int main(int argc, char **argv)
{
    char manifest[4096];
    bench_bomb();
    if (access("/usr/bin/zbarimg", X_OK) != 0) {
        printf("zbarimg (package zbar-tools) is absent; nothing to compare with\n");
        return 0;
    }
    if (!shared_data_path("qr/manifest.tsv", manifest, sizeof manifest))
        return 0;
    struct command ours = our_command(), peer = peer_command();
    char one[4200];
    snprintf(one, sizeof one, "%.*s/small/zxing-qrcode-6/6.png", (int)(strrchr(manifest, '/') - manifest), manifest);
    add(&ours, one);
    add(&peer, one);
    compare("one small picture", &ours, &peer, 1, STARTS);
    bench_set(manifest, "small/", ROUNDS);
    if (argc > 1 && strcmp(argv[1], "--photos") == 0)
        bench_set(manifest, "photos/", 1);
    return 0;
}
