/* verdict_out.c: a judgement for programs: JSON, and tab-separated lines. */
#include "verdict_out.h"

#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "convert.h"

static bool is_among(const char *const *list, const char *text)
{
    for (; list != NULL && *list != NULL; list++)
        if (strcmp(*list, text) == 0)
            return true;
    return false;
}

void elements_write(struct json_out *out, const char *key, const struct trc_elements *elements, const char *const *but)
{
    json_out_open(out, key, '{');
    for (size_t i = 0; i < elements->count; i++) {
        const struct trc_element *element = &elements->element[i];
        if (!is_among(but, element->ai->digits))
            json_out_bytes(out, element->ai->digits, elements->text + element->value, element->value_len);
    }
    json_out_close(out, '}');
}

static void fact_write(struct json_out *out, const struct trc_fact *fact)
{
    char text[TIME_TEXT_SIZE];
    switch (fact->kind) {
    case TRC_FACT_NUMBER:
        json_out_number(out, fact->name, fact->number);
        return;
    case TRC_FACT_TIME:
        json_out_text(out, fact->name, time_format(fact->number, text));
        return;
    case TRC_FACT_DATE:
        json_out_text(out, fact->name, date_format(fact->number, text));
        return;
    case TRC_FACT_TEXT:
    case TRC_FACT_PLACE:
        json_out_text(out, fact->name, fact->text);
        return;
    }
}

static void findings_write(struct json_out *out, const struct trc_decision *decision)
{
    json_out_open(out, "findings", '[');
    for (size_t i = 0; i < decision->finding_count; i++) {
        const struct trc_finding *finding = &decision->finding[i];
        json_out_open(out, NULL, '{');
        json_out_text(out, "id", trc_finding_name(finding->id));
        json_out_text(out, "severity", trc_severity_name(finding->severity));
        for (size_t k = 0; k < finding->fact_count; k++)
            fact_write(out, &finding->fact[k]);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void product_write(struct json_out *out, const struct trc_product *product)
{
    if (product == NULL) {
        json_out_null(out, "product");
        return;
    }
    json_out_open(out, "product", '{');
    json_out_text(out, "name", product->name);
    json_out_text(out, "name_zh", product->name_zh);
    json_out_text(out, "standard", product->standard);
    json_out_text(out, "market", product->market);
    json_out_close(out, '}');
}

static void number_or_null(struct json_out *out, const char *key, bool known, int64_t number)
{
    if (known)
        json_out_number(out, key, number);
    else
        json_out_null(out, key);
}

/* What the code says of itself is shown only under a seal; GTIN and serial name what was asked about. */
static void code_write(struct json_out *out, const struct trc_judgement *judgement)
{
    static const char *const shown_beside[] = {"01", "10", "21", NULL};
    const struct trc_code *code = judgement->code;
    const struct trc_elements *sealed = judgement->sealed ? &code->link.elements : NULL;
    json_out_text(out, "gtin", code != NULL ? code->gtin : NULL);
    json_out_text(out, "lot", sealed != NULL ? trc_elements_value(sealed, "10") : NULL);
    json_out_text(out, "serial", code != NULL ? code->serial : NULL);
    if (sealed != NULL) {
        elements_write(out, "attributes", sealed, shown_beside);
    } else {
        json_out_open(out, "attributes", '{');
        json_out_close(out, '}');
    }
}

/* A stream's judgements come by the thousand in one second. */
static const char *same_second(int64_t at_s)
{
    static int64_t formatted_s;
    static char text[TIME_TEXT_SIZE];
    if (at_s != formatted_s)
        time_format(formatted_s = at_s, text);
    return text;
}

void judgement_write(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement)
{
    struct json_out out;
    json_out_begin(&out, stream);
    json_out_bytes(&out, "code", text, len);
    json_out_text(&out, "verdict", trc_verdict_name(judgement->decision.verdict));
    findings_write(&out, &judgement->decision);
    code_write(&out, judgement);
    json_out_text(&out, "issuer", judgement->issuer != NULL ? judgement->issuer->name : NULL);
    number_or_null(&out, "unit", judgement->has_unit, judgement->unit);
    number_or_null(&out, "batch", judgement->batch != NULL, judgement->batch != NULL ? judgement->batch->id : 0);
    product_write(&out, judgement->sealed ? judgement->product : NULL);
    json_out_text(&out, "as_of", same_second(judgement->as_of_s));
    json_out_end(&out);
}

/* One text of the truth: what was written is read back. Beside reading a picture the detour costs nothing. */
json_t *judgement_json(const char *text, size_t len, const struct trc_judgement *judgement)
{
    char *written = NULL;
    size_t written_len = 0;
    FILE *memory = open_memstream(&written, &written_len);
    if (memory == NULL)
        return NULL;
    judgement_write(memory, text, len, judgement);
    json_t *object = fclose(memory) == 0 ? json_loadb(written, written_len, JSON_ALLOW_NUL, NULL) : NULL;
    free(written);
    return object;
}

void judgement_print_line(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement)
{
    const struct trc_decision *decision = &judgement->decision;
    fputs_unlocked(trc_verdict_name(decision->verdict), stream);
    putc_unlocked('\t', stream);
    for (size_t i = 0; i < decision->finding_count; i++) {
        if (i > 0)
            putc_unlocked(',', stream);
        fputs_unlocked(trc_finding_name(decision->finding[i].id), stream);
    }
    putc_unlocked('\t', stream);
    console_print_safe(stream, text, len);
    putc_unlocked('\n', stream);
}

int exit_code_join(int a, int b)
{
    return a > b ? a : b;
}
