/* fuzz_informed.c: any grid, any batch, any judge: what comes out is what the judge upheld and the batch allows. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "informed_fixture.h"
#include "scanner/informed/pattern.h"

enum { HEAD = 8, CALLS = 64, SPAN = 24 };

/* What the judge said last. */
struct verdicts {
    unsigned mood, calls;
    bool upheld;
    char text[INFORMED_TEXT_MAX];
    size_t len;
};

static bool holds(void *context, const char *text, size_t len)
{
    struct verdicts *verdicts = context;
    FUZZ_PROMISE(len < INFORMED_TEXT_MAX && text[len] == '\0');
    memcpy(verdicts->text, text, len);
    verdicts->len = len;
    verdicts->upheld = verdicts->mood != 0 && ++verdicts->calls % verdicts->mood == 0;
    verdicts->calls += verdicts->mood == 0;
    return verdicts->upheld;
}

/* A whole code of ours, over which the data are laid: so the fuzzer starts from something that is read. */
static void make_grid(const uint8_t *data, size_t size, unsigned version, struct qr_grid *grid)
{
    static struct trc_keyring ring;
    static struct qr_grid ours;
    if (ours.side == 0) {
        struct trc_issued issued;
        static struct trc_symbol symbol;
        fixture_ring(&ring);
        fixture_issue(&ring, TRC_SEAL_KIND_NONE, 1, NULL, &issued);
        informed_draw(issued.text, TRC_EC_M, &symbol);
        informed_sample(&symbol, &ours);
    }
    *grid = ours;
    if (version != 0) {
        grid->version = (uint8_t)version;
        grid->side = (uint8_t)(17 + 4 * version);
    }
    const size_t modules = (size_t)grid->side * grid->side;
    for (size_t i = 0; i < modules && size > 0; i++)
        if (version != 0 || data[i / SPAN % size] & 1)
            grid->soft[i] = (int8_t)data[i % size];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct qr_grid grid;
    static struct informed_text found;
    static struct informed_pattern pattern;
    static void *scratch;
    if (size < HEAD)
        return 0;
    if (scratch == NULL)
        scratch = malloc(informed_scratch_bytes());
    FUZZ_PROMISE(scratch != NULL);
    struct trc_template_config config = fixture_config((enum trc_seal_kind)(data[0] % TRC_SEAL_KIND_COUNT), false);
    struct informed_batch batch = informed_batch_of(&config, data[1] % 24);
    char lot[20] = "";
    for (unsigned i = 0; i < data[2] % 19u; i++)
        lot[i] = (char)(data[HEAD - 1] + i) != '\0' ? (char)(data[HEAD - 1] + i) : '*';
    if (data[3] & 1)
        batch.lot = lot;
    if (data[3] & 2)
        batch.gtin = "06######5678##";
    if (data[3] & 4)
        batch.expiry = NULL;
    batch.key_id = data[4] % 40;
    make_grid(data + HEAD, size - HEAD, data[5] % 12, &grid);
    struct verdicts verdicts = {.mood = data[6] % 4};
    const struct informed_judge judge = {holds, &verdicts, CALLS, INFORMED_TRIES_MAX};
    const bool judged = data[3] & 8;
    if (!informed_read(&grid, &batch, 1, judged ? &judge : NULL, scratch, &found)) {
        FUZZ_PROMISE(found.calls == verdicts.calls && found.calls <= CALLS);
        return 0;
    }
    FUZZ_PROMISE(found.sealed == judged && informed_pattern_of(&batch, &pattern) && found.len == pattern.len);
    for (unsigned i = 0; i < found.len; i++)
        FUZZ_PROMISE(informed_allows(pattern.text[i], found.text[i]));
    if (judged)
        FUZZ_PROMISE(verdicts.upheld && verdicts.len == found.len && memcmp(verdicts.text, found.text, found.len) == 0);
    FUZZ_PROMISE(found.corrected <= found.codewords && found.known <= found.codewords);
    return 0;
}
