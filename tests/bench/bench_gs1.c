/* bench_gs1.c: what it costs to read a trace code's text. The peer is what no reader can go below: copying the text. */
#include <string.h>
#include <trc/link.h>

#include "bench.h"

struct work {
    const char *text;
    size_t len;
    struct trc_link link;
    char copy[TRC_TEXT_MAX];
};

static void parse_link(void *context, size_t count)
{
    struct work *work = context;
    for (size_t i = 0; i < count; i++)
        if (trc_link_parse(work->text, work->len, &work->link, NULL) != TRC_OK)
            abort();
}

static void parse_elements(void *context, size_t count)
{
    struct work *work = context;
    for (size_t i = 0; i < count; i++)
        if (trc_elements_parse(work->text, work->len, &work->link.elements, NULL) != TRC_OK)
            abort();
}

static void copy_bytes(void *context, size_t count)
{
    struct work *work = context;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < work->len; j++)
            ((volatile char *)work->copy)[j] = work->text[j];
}

static void measure(const char *what, bench_run *run, const char *text)
{
    static struct work work;
    double ns[BENCH_ROUNDS];
    const size_t count = 1000000;
    work.text = text;
    work.len = strlen(text);
    bench_compare(what, run, "copying it byte by byte", copy_bytes, &work, count);
    for (size_t i = 0; i < BENCH_ROUNDS; i++)
        ns[i] = bench_seconds(run, &work, count) * 1e9 / (double)count;
    printf("%-44s %8.0f ns each\n", what, bench_median(ns, BENCH_ROUNDS));
}

int main(void)
{
    measure("link, sealed serial", parse_link,
            "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/60E6419MKAS0Q6064TT1?17=271231");
    measure("link, sealed serial and S seal", parse_link,
            "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/60E6419MKAS0Q6064TT1?17=271231"
            "&S=H6XSKYW6FJWVKY988FMQ79VMT44W");
    measure("element string", parse_elements, "(01)06901234567892(10)LOT2409A(21)60E6419MKAS0Q6064TT1(17)271231");
    return 0;
}
