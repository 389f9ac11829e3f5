/* bench_seal.c: codes a second that the library seals on one thread, for tests/bench/bench_issue.sh to compare with. */
#include "bench/bench.h"
#include "code_fixture.h"

int main(void)
{
    enum { CODES = 500000 };
    struct trc_keyring ring;
    struct trc_template tmpl;
    struct trc_issued issued;
    const struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    struct timespec start, end;
    size_t bytes = 0;
    fixture_ring(&ring);
    fixture_need(trc_template_init(&tmpl, &config, &ring, NULL) == TRC_OK, "trc_template_init");
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (uint32_t unit = 1; unit <= CODES; unit++) {
        fixture_need(trc_template_issue(&tmpl, unit, NULL, &issued, NULL) == TRC_OK, "trc_template_issue");
        bytes += issued.text_len;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    fixture_need(bytes > 0, "issued.text_len");
    printf("%.0f\n", CODES / ((double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9));
    return 0;
}
