/* parse.c: from scanned or typed text to a trace code. Says nothing about whether it is genuine. */
#include <string.h>
#include <trc/code.h>

#include "base/ascii.h"
#include "base/error.h"
#include "code/seal.h"
#include "code/serial.h"

#define SYMBOLOGY_ID_LEN 3 /* "]Q1" */

/* Anything with a scheme is meant as a link, so that its errors speak of links. No element string begins with a letter.
 */
static bool means_link(const char *text, size_t len)
{
    return trc_link_recognise(text, len) ||
           (len > 0 && trc_ascii_is_letter(text[0]) && memmem(text, len < 16 ? len : 16, "://", 3) != NULL);
}

/* The S seal is a parameter that GS1 gives no meaning to; every other such parameter is unsealed data. */
static enum trc_status read_seal(const char *text, struct trc_code *code, struct trc_error *error)
{
    const struct trc_link *link = &code->link;
    code->has_unsealed_data = link->stem.len > 0 || link->fragment.len > 0;
    for (size_t i = 0; i < link->param_count; i++) {
        const struct trc_link_param *param = &link->param[i];
        if (param->key.len != 1 || trc_ascii_upper(text[param->key.pos]) != 'S' || !param->has_value) {
            code->has_unsealed_data = true;
            continue;
        }
        if (code->seal.type != 0)
            return trc_error_rule(error, "seal-repeated", param->key.pos,
                                  _("The link carries two seals S; a trace code has one at most."));
        const enum trc_status status =
            trc_seal_parse(text + param->value.pos, param->value.len, param->value.pos, &code->seal, error);
        if (status != TRC_OK)
            return status;
    }
    return TRC_OK;
}

static enum trc_status read_host(const char *text, struct trc_code *code, struct trc_error *error)
{
    const struct trc_span host = code->link.host;
    if (host.len > TRC_HOST_MAX)
        return trc_error_rule(error, "uri-host", host.pos, _("The host name is longer than %d characters."),
                              TRC_HOST_MAX);
    for (size_t i = 0; i < host.len; i++)
        code->host[i] = trc_ascii_lower(text[host.pos + i]);
    code->host[host.len] = '\0';
    return TRC_OK;
}

/* All but the lists themselves, of which nothing counts while their counts are 0. */
static void clear(struct trc_code *code)
{
    struct trc_link *link = &code->link;
    trc_elements_clear(&link->elements);
    link->https = false;
    link->host = link->stem = link->fragment = (struct trc_span){0};
    link->path_count = link->param_count = 0;
    code->text = NULL;
    code->is_link = code->has_unsealed_data = false;
    code->host[0] = '\0';
    code->gtin = code->serial = NULL;
    code->serial_kind = TRC_SERIAL_NONE;
    code->sealed = (struct trc_sealed_serial){0};
    code->seal = (struct trc_seal){0};
}

static enum trc_status parse_link(const char *text, size_t len, bool with_seal, struct trc_code *code,
                                  struct trc_error *error)
{
    enum trc_status status = trc_link_parse(text, len, &code->link, error);
    if (status == TRC_OK)
        status = read_host(text, code, error);
    if (status == TRC_OK && with_seal)
        status = read_seal(text, code, error);
    code->is_link = status == TRC_OK;
    return status;
}

static enum trc_status parse(const char *text, size_t len, bool with_seal, struct trc_code *code,
                             struct trc_error *error)
{
    clear(code);
    if (len > TRC_TEXT_MAX)
        return trc_error_rule(error, "text-too-long", TRC_TEXT_MAX, _("The text is longer than any code (%d bytes)."),
                              TRC_TEXT_MAX);
    /* A scanner may put the symbology in front of a link too ("]Q1HTTPS://…"). */
    const size_t skip =
        len > SYMBOLOGY_ID_LEN && text[0] == ']' && means_link(text + SYMBOLOGY_ID_LEN, len - SYMBOLOGY_ID_LEN)
            ? SYMBOLOGY_ID_LEN
            : 0;
    const enum trc_status status = means_link(text + skip, len - skip)
                                       ? parse_link(text + skip, len - skip, with_seal, code, error)
                                       : trc_elements_parse(text, len, &code->link.elements, error);
    if (status != TRC_OK) {
        clear(code);
        if (error != NULL && error->pos != TRC_NO_POS)
            error->pos += skip;
        return status;
    }
    code->text = text + skip;
    trc_serial_read(code);
    return TRC_OK;
}

enum trc_status trc_code_parse(const char *text, size_t len, struct trc_code *code, struct trc_error *error)
{
    return parse(text, len, true, code, error);
}

enum trc_status trc_code_parse_unsealed(const char *text, size_t len, struct trc_code *code, struct trc_error *error)
{
    return parse(text, len, false, code, error);
}

enum trc_status trc_code_parse_typed(const char *text, size_t len, bool fold_case, char *scratch, struct trc_code *code,
                                     struct trc_error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < len; i++)
        if (!trc_ascii_is_space(text[i]))
            scratch[kept++] = (char)(fold_case ? trc_ascii_upper(text[i]) : text[i]);
    return trc_code_parse(scratch, kept, code, error);
}
