/* bench_encoder.c: symbols a second of the bulk encoder, with each kind of processor's kernel, beside libqrencode. */
#include <qrencode.h>
#include <string.h>

#include "bench/bench.h"
#include "label/encoder.h"
#include "random.h"

#define COMPACT "HTTPS://ID.ACME.CN/01/06901234567892/21/"
#define FULL_HEAD "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/"
#define FULL_TAIL "?17=271231&S=H"
#define LETTERS "AAAAAAAAAAAAAAAAAAAA"
#define SEAL "AAAAAAAAAAAAAAAAAAAAAAAAAAA"

enum { TEXTS = 1024 };

/* What issuing gives to printing: another serial, and perhaps another seal, in every text. */
struct job {
    size_t len;
    char text[TEXTS][160];
    struct trc_encoder *encoder;
    size_t dark; /* so that no work can be left out */
};

static void expect(bool good)
{
    if (!good)
        abort();
}

static void put_letters(uint64_t *random, char *text)
{
    static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (char *at = strstr(text, "AAAA"); at != NULL; at = strstr(at, "AAAA"))
        for (; *at == 'A'; at++)
            *at = base32[random_below(random, 32)];
}

static void make(struct job *job, const char *pattern)
{
    uint64_t random = 1;
    job->len = strlen(pattern);
    expect(trc_encoder_new(pattern, job->len, TRC_EC_M, &job->encoder, NULL) == TRC_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        strcpy(job->text[i], pattern);
        put_letters(&random, job->text[i]);
    }
}

static void encode(void *context, size_t count)
{
    struct job *job = context;
    struct trc_symbol symbol;
    for (size_t i = 0; i < count; i++) {
        expect(trc_encoder_encode(job->encoder, job->text[i % TEXTS], job->len, &symbol, NULL) == TRC_OK);
        job->dark += symbol.row[10][0] & 1;
    }
}

static void encode_peer(void *context, size_t count)
{
    struct job *job = context;
    for (size_t i = 0; i < count; i++) {
        QRcode *qr = QRcode_encodeString(job->text[i % TEXTS], 0, QR_ECLEVEL_M, QR_MODE_8, 1);
        expect(qr != NULL);
        job->dark += qr->data[10] & 1;
        QRcode_free(qr);
    }
}

static bool compare(const char *what, struct job *job)
{
    static const struct {
        const char *name;
        trc_penalty_kernel *score;
        double wanted;
    } kernels[] = {
        {"portable", trc_penalty_portable, 12},
#ifdef TRC_X86
        {"avx2", trc_penalty_avx2, 25},
        {"avx512", trc_penalty_avx512, 25},
#endif
    };
    bool good = true;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        char name[80];
        trc_encoder_use(job->encoder, kernels[i].score);
        snprintf(name, sizeof name, "%s, %s", what, kernels[i].name);
        good &= bench_compare_counts(name, encode, 20000, "QRcode_encodeString", encode_peer, 500, job) >=
                kernels[i].wanted;
        if (strcmp(kernels[i].name, trc_encoder_simd()) == 0)
            break;
    }
    return good;
}

int main(void)
{
    static struct job compact, full;
    make(&compact, COMPACT LETTERS);
    make(&full, FULL_HEAD LETTERS FULL_TAIL SEAL);
    const bool compact_good = compare("compact code, 3-M", &compact), full_good = compare("lot, expiry, H seal", &full);
    trc_encoder_free(compact.encoder);
    trc_encoder_free(full.encoder);
    return compact_good && full_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
