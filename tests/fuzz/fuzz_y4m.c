/* fuzz_y4m.c: any bytes as a Y4M stream: bounded, and the same events however they are cut. */
#include "fuzz/fuzz.h"
#include "scanner/y4m.h"

/* What a stream came to: enough that two ways of cutting it can be compared. */
struct tally {
    uint64_t headers, begun, ended, luma_len, luma_sum;
    bool bad;
};

static void feed(struct scan_y4m *y4m, const uint8_t *bytes, size_t len, struct tally *tally)
{
    const uint8_t *luma;
    size_t luma_len;
    for (;;) {
        const uint8_t *const before = bytes;
        switch (scan_y4m_next(y4m, &bytes, &len, &luma, &luma_len)) {
        case SCAN_Y4M_MORE:
            FUZZ_PROMISE(len == 0);
            return;
        case SCAN_Y4M_HEADER:
            FUZZ_PROMISE(y4m->width_px > 0 && y4m->width_px <= 65535 && y4m->height_px > 0 && y4m->height_px <= 65535);
            tally->headers++;
            break;
        case SCAN_Y4M_FRAME:
            tally->begun++;
            break;
        case SCAN_Y4M_LUMA:
            FUZZ_PROMISE(luma == before && luma_len > 0 && luma + luma_len == bytes);
            tally->luma_len += luma_len;
            for (size_t i = 0; i < luma_len; i++)
                tally->luma_sum = 31 * tally->luma_sum + luma[i];
            break;
        case SCAN_Y4M_FRAME_END:
            tally->ended++;
            break;
        case SCAN_Y4M_BAD:
            FUZZ_PROMISE(y4m->trouble[0] != '\0' && !scan_y4m_may_end(y4m));
            tally->bad = true;
            return;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scan_y4m whole = SCAN_Y4M_INIT, cut = SCAN_Y4M_INIT;
    struct tally of_whole = {0}, of_cut = {0};
    feed(&whole, data, size, &of_whole);
    for (size_t at = 0, piece = 1; at < size && !of_cut.bad; at += piece, piece = piece % 7 + 1)
        feed(&cut, data + at, size - at < piece ? size - at : piece, &of_cut);
    FUZZ_PROMISE(of_whole.headers == of_cut.headers && of_whole.begun == of_cut.begun &&
                 of_whole.ended == of_cut.ended && of_whole.luma_len == of_cut.luma_len &&
                 of_whole.luma_sum == of_cut.luma_sum && of_whole.bad == of_cut.bad &&
                 scan_y4m_may_end(&whole) == scan_y4m_may_end(&cut));
    if (!of_whole.bad && scan_y4m_may_end(&whole))
        FUZZ_PROMISE(of_whole.ended * whole.width_px * whole.height_px == of_whole.luma_len);
    return 0;
}
