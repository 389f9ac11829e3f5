/* fuzz_gs1.c: any bytes as GTIN, element string and link: refused with a place, or read and written back the same. */
#include <string.h>
#include <trc/gtin.h>
#include <trc/link.h>

#include "fuzz/fuzz.h"

#define TEXT_SIZE (3 * TRC_TEXT_MAX)

static char written[TEXT_SIZE], again[TEXT_SIZE];
static size_t written_len, again_len;

static void check_refusal(enum trc_status status, const struct trc_error *error, size_t size)
{
    FUZZ_PROMISE(status == TRC_ERR_SYNTAX);
    FUZZ_PROMISE(error->rule != NULL && error->msg[0] != '\0');
    FUZZ_PROMISE(error->pos <= size);
}

static bool same_elements(const struct trc_elements *a, const struct trc_elements *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const char *other = trc_elements_value(b, a->element[i].ai->digits);
        if (other == NULL || strcmp(other, a->text + a->element[i].value) != 0)
            return false;
    }
    return true;
}

static void check_elements(const struct trc_elements *elements)
{
    static struct trc_elements back;
    FUZZ_PROMISE(elements->count > 0 && elements->count <= TRC_ELEMENTS_MAX);
    FUZZ_PROMISE(trc_elements_format(elements, written, sizeof written, &written_len) == TRC_OK);
    FUZZ_PROMISE(trc_elements_parse(written, written_len, &back, NULL) == TRC_OK);
    FUZZ_PROMISE(same_elements(elements, &back));
    FUZZ_PROMISE(trc_elements_format(&back, again, sizeof again, &again_len) == TRC_OK);
    FUZZ_PROMISE(strcmp(written, again) == 0);
}

static bool inside(struct trc_span span, size_t size)
{
    return span.pos <= size && span.len <= size - span.pos;
}

static void check_link(const struct trc_link *link, size_t size)
{
    static struct trc_link back;
    FUZZ_PROMISE(inside(link->host, size) && inside(link->stem, size) && inside(link->fragment, size));
    FUZZ_PROMISE(link->param_count <= TRC_LINK_PARAMS_MAX);
    for (size_t i = 0; i < link->param_count; i++)
        FUZZ_PROMISE(inside(link->param[i].key, size) && inside(link->param[i].value, size));
    FUZZ_PROMISE(trc_link_format("http://a", &link->elements, written, sizeof written, &written_len, NULL) == TRC_OK);
    FUZZ_PROMISE(trc_link_parse(written, written_len, &back, NULL) == TRC_OK);
    FUZZ_PROMISE(same_elements(&link->elements, &back.elements));
    FUZZ_PROMISE(trc_link_format("http://a", &back.elements, again, sizeof again, &again_len, NULL) == TRC_OK);
    FUZZ_PROMISE(strcmp(written, again) == 0);
}

static void try_gtin(const char *text, size_t size)
{
    char terminated[32], gtin[TRC_GTIN_SIZE], same[TRC_GTIN_SIZE], prefix[TRC_PREFIX_SIZE];
    struct trc_error error = TRC_ERROR_INIT;
    if (size >= sizeof terminated)
        return;
    memcpy(terminated, text, size);
    terminated[size] = '\0';
    const enum trc_status status = trc_gtin_parse(terminated, gtin, &error);
    if (status == TRC_OK)
        FUZZ_PROMISE(trc_gtin_parse(gtin, same, NULL) == TRC_OK && strcmp(gtin, same) == 0);
    else
        check_refusal(status, &error, size);
    if (trc_gtin_prefix_parse(terminated, prefix, &error) != TRC_OK)
        check_refusal(TRC_ERR_SYNTAX, &error, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct trc_link link;
    const char *text = (const char *)data;
    struct trc_error error = TRC_ERROR_INIT;
    try_gtin(text, size);
    enum trc_status status = trc_elements_parse(text, size, &link.elements, &error);
    if (status == TRC_OK)
        check_elements(&link.elements);
    else
        check_refusal(status, &error, size);
    status = trc_link_parse(text, size, &link, &error);
    if (status == TRC_OK) {
        FUZZ_PROMISE(trc_link_recognise(text, size));
        check_elements(&link.elements);
        check_link(&link, size);
    } else {
        check_refusal(status, &error, size);
    }
    return 0;
}
