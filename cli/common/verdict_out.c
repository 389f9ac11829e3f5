/* verdict_out.c: showing what was decided. */
#include "verdict_out.h"

#include <string.h>

#include "console.h"
#include "convert.h"
#include "text.h"

json_t *json_text(const char *text, size_t len)
{
    json_t *string = json_stringn(text, len);
    if (string != NULL)
        return string;
    char utf8[2 * 8192];
    size_t used = 0;
    for (size_t i = 0; i < len && used + 2 <= sizeof utf8; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c >= 0x80)
            utf8[used++] = (char)(0xc0 | c >> 6);
        utf8[used++] = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
    }
    return json_stringn(utf8, used);
}

json_t *elements_json(const struct trc_elements *elements)
{
    json_t *object = json_object();
    for (size_t i = 0; i < elements->count; i++) {
        const struct trc_element *element = &elements->element[i];
        json_object_set_new(object, element->ai->digits,
                            json_stringn(elements->text + element->value, element->value_len));
    }
    return object;
}

void json_print_line(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT | JSON_SORT_KEYS * 0);
    fputc('\n', stdout);
    json_decref(object);
}

/* "2026-11-22": a fact of kind TRC_FACT_DATE holds YYYYMMDD. */
static void date_format(int64_t date, char text[TIME_TEXT_SIZE])
{
    snprintf(text, TIME_TEXT_SIZE, "%04d-%02d-%02d", (int)(date / 10000) % 10000, (int)(date / 100 % 100),
             (int)(date % 100));
}

static json_t *fact_json(const struct trc_fact *fact)
{
    char text[TIME_TEXT_SIZE];
    switch (fact->kind) {
    case TRC_FACT_NUMBER:
        return json_integer(fact->number);
    case TRC_FACT_TIME:
        return json_string(time_format(fact->number, text));
    case TRC_FACT_DATE:
        date_format(fact->number, text);
        return json_string(text);
    case TRC_FACT_TEXT:
        break;
    }
    return json_text(fact->text, strlen(fact->text));
}

json_t *findings_json(const struct trc_decision *decision)
{
    json_t *findings = json_array();
    for (size_t i = 0; i < decision->finding_count; i++) {
        const struct trc_finding *finding = &decision->finding[i];
        json_t *object = json_pack("{s:s, s:s}", "id", trc_finding_name(finding->id), "severity",
                                   trc_severity_name(trc_finding_severity(finding->id)));
        for (size_t k = 0; k < finding->fact_count; k++)
            json_object_set_new(object, finding->fact[k].name, fact_json(&finding->fact[k]));
        json_array_append_new(findings, object);
    }
    return findings;
}

static json_t *string_or_null(const char *text)
{
    return text != NULL && text[0] != '\0' ? json_string(text) : json_null();
}

/* Everything but what names the unit: GTIN, lot and serial stand beside. */
static json_t *attributes_json(const struct trc_elements *elements)
{
    json_t *attributes = elements_json(elements);
    json_object_del(attributes, "01");
    json_object_del(attributes, "10");
    json_object_del(attributes, "21");
    return attributes;
}

static json_t *product_json(const struct trc_product *product)
{
    if (product == NULL)
        return json_null();
    return json_pack("{s:s, s:o, s:o, s:o}", "name", product->name, "name_zh", string_or_null(product->name_zh),
                     "standard", string_or_null(product->standard), "market", string_or_null(product->market));
}

json_t *judgement_json(const char *text, size_t len, const struct trc_judgement *judgement)
{
    const struct trc_code *code = judgement->code;
    const bool sealed = judgement->sealed;
    char as_of[TIME_TEXT_SIZE];
    json_t *object =
        json_pack("{s:o, s:s, s:o}", "code", json_text(text, len), "verdict",
                  trc_verdict_name(judgement->decision.verdict), "findings", findings_json(&judgement->decision));
    json_object_set_new(object, "gtin", string_or_null(code != NULL ? code->gtin : NULL));
    json_object_set_new(object, "lot", string_or_null(sealed ? trc_elements_value(&code->link.elements, "10") : NULL));
    json_object_set_new(object, "serial", string_or_null(code != NULL ? code->serial : NULL));
    json_object_set_new(object, "attributes", sealed ? attributes_json(&code->link.elements) : json_object());
    json_object_set_new(object, "issuer", string_or_null(judgement->issuer != NULL ? judgement->issuer->name : NULL));
    json_object_set_new(object, "unit", judgement->has_unit ? json_integer(judgement->unit) : json_null());
    json_object_set_new(object, "batch", judgement->batch != NULL ? json_integer(judgement->batch->id) : json_null());
    json_object_set_new(object, "product", product_json(sealed ? judgement->product : NULL));
    json_object_set_new(object, "as_of", json_string(time_format(judgement->as_of_s, as_of)));
    return object;
}

void judgement_print_line(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement)
{
    const struct trc_decision *decision = &judgement->decision;
    fputs(trc_verdict_name(decision->verdict), stream);
    fputc('\t', stream);
    for (size_t i = 0; i < decision->finding_count; i++) {
        if (i > 0)
            fputc(',', stream);
        fputs(trc_finding_name(decision->finding[i].id), stream);
    }
    fputc('\t', stream);
    console_print_safe(stream, text, len);
    fputc('\n', stream);
}

static const char *colour_start(enum trc_verdict verdict)
{
    const char *colour = trc_verdict_colour(verdict);
    return strcmp(colour, "green") == 0   ? "\033[1;37;42m"
           : strcmp(colour, "amber") == 0 ? "\033[1;30;43m"
           : strcmp(colour, "red") == 0   ? "\033[1;37;41m"
           : strcmp(colour, "blue") == 0  ? "\033[1;37;44m"
                                          : "\033[1;37;100m";
}

/* The verdict as one word in the user's language. */
static const char *verdict_label(enum trc_verdict verdict)
{
    static const char *const labels[TRC_VERDICT_COUNT] = {
        [TRC_VERDICT_NONE] = N_("NOT DECIDED"),      [TRC_VERDICT_AUTHENTIC] = N_("GENUINE CODE"),
        [TRC_VERDICT_CAUTION] = N_("TAKE CARE"),     [TRC_VERDICT_COUNTERFEIT] = N_("COUNTERFEIT"),
        [TRC_VERDICT_RECALLED] = N_("RECALLED"),     [TRC_VERDICT_UNKNOWN] = N_("CANNOT TELL"),
        [TRC_VERDICT_UNREADABLE] = N_("UNREADABLE"),
    };
    return _(labels[verdict]);
}

static void print_fact(FILE *stream, const struct trc_fact *fact)
{
    char text[TIME_TEXT_SIZE];
    fprintf(stream, "      %s: ", fact->name);
    if (fact->kind == TRC_FACT_TEXT)
        console_print_safe(stream, fact->text, strlen(fact->text));
    else if (fact->kind == TRC_FACT_NUMBER)
        fprintf(stream, "%lld", (long long)fact->number);
    else if (fact->kind == TRC_FACT_TIME)
        fputs(time_format(fact->number, text), stream);
    else {
        date_format(fact->number, text);
        fputs(text, stream);
    }
    fputc('\n', stream);
}

static void print_field(FILE *stream, const char *label, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    fprintf(stream, "    %s: ", label);
    console_print_safe(stream, value, strlen(value));
    fputc('\n', stream);
}

/* What the seal covers, so that it can be compared with the thing in hand. */
static void print_product(FILE *stream, const struct trc_judgement *judgement)
{
    const struct trc_elements *elements = &judgement->code->link.elements;
    if (judgement->product != NULL) {
        print_field(stream, _("product"), judgement->product->name);
        print_field(stream, _("product (Chinese)"), judgement->product->name_zh);
        print_field(stream, _("standard"), judgement->product->standard);
    }
    if (judgement->issuer != NULL)
        print_field(stream, _("issuer"), judgement->issuer->name);
    print_field(stream, "GTIN", judgement->code->gtin);
    print_field(stream, _("lot"), trc_elements_value(elements, "10"));
    print_field(stream, _("produced (YYMMDD)"), trc_elements_value(elements, "11"));
    print_field(stream, _("expiry (YYMMDD)"), trc_elements_value(elements, "17"));
    print_field(stream, _("serial"), judgement->code->serial);
}

void judgement_print(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement)
{
    const struct trc_decision *decision = &judgement->decision;
    const bool colour = console_has_colour(stream);
    fprintf(stream, "%s %s %s %s\n", colour ? colour_start(decision->verdict) : "", verdict_label(decision->verdict),
            colour ? "\033[0m" : "", trc_verdict_text(decision->verdict));
    for (size_t i = 0; i < decision->finding_count; i++) {
        const struct trc_finding *finding = &decision->finding[i];
        fprintf(stream, "  - %s [%s]\n", trc_finding_text(finding->id), trc_finding_name(finding->id));
        for (size_t k = 0; k < finding->fact_count; k++)
            print_fact(stream, &finding->fact[k]);
    }
    if (judgement->sealed)
        print_product(stream, judgement);
    if (text == NULL)
        return;
    fprintf(stream, "    %s: ", _("code"));
    console_print_safe(stream, text, len);
    fputs("\n", stream);
}

int exit_code_join(int a, int b)
{
    return a > b ? a : b;
}
