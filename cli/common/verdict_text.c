/* verdict_text.c: a judgement for a person: one clear sentence, why, and what to compare the product with. */
#include <string.h>

#include "console.h"
#include "convert.h"
#include "place_text.h"
#include "text.h"
#include "verdict_out.h"

static const char *colour_start(enum trc_verdict verdict)
{
    const char *colour = trc_verdict_colour(verdict);
    return strcmp(colour, "green") == 0   ? "\033[1;37;42m"
           : strcmp(colour, "amber") == 0 ? "\033[1;30;43m"
           : strcmp(colour, "red") == 0   ? "\033[1;37;41m"
           : strcmp(colour, "blue") == 0  ? "\033[1;37;44m"
                                          : "\033[1;37;100m";
}

const char *verdict_label(enum trc_verdict verdict)
{
    static const char *const labels[TRC_VERDICT_COUNT] = {
        [TRC_VERDICT_NONE] = N_("NOT DECIDED"),      [TRC_VERDICT_AUTHENTIC] = N_("GENUINE CODE"),
        [TRC_VERDICT_CAUTION] = N_("TAKE CARE"),     [TRC_VERDICT_COUNTERFEIT] = N_("COUNTERFEIT"),
        [TRC_VERDICT_RECALLED] = N_("RECALLED"),     [TRC_VERDICT_UNKNOWN] = N_("CANNOT TELL"),
        [TRC_VERDICT_UNREADABLE] = N_("UNREADABLE"),
    };
    return _(labels[verdict]);
}

/* Facts carry stable names for programs; people get words. A name of a later release is shown as it is. */
static const char *fact_label(const char *name)
{
    static const char *const labels[][2] = {
        {"batch", N_("batch")},
        {"first", N_("first")},
        {"first_place", N_("first place")},
        {"seen_place", N_("in")},
        {"km", N_("kilometres apart")},
        {"last", N_("last")},
        {"last_place", N_("last place")},
        {"market", N_("market")},
        {"pin_place", N_("PIN used in")},
        {"pin_used", N_("PIN used")},
        {"place", N_("place")},
        {"reason", N_("reason")},
        {"recall", N_("recall")},
        {"released", N_("released for sale")},
        {"scanners", N_("different scanners")},
        {"scans", N_("scans")},
        {"since", N_("since")},
        {"sold", N_("sold")},
        {"state", N_("state")},
        {"seen", N_("seen")},
        {"then", N_("and then")},
        {"then_place", N_("in")},
        {"tries", N_("wrong tries")},
        {"url", N_("notice")},
        {"used", N_("used")},
        {"expiry", N_("expiry date")},
        {"from", N_("withdrawn from")},
        {"gtin", "GTIN"},
        {"host", N_("web host")},
        {"key_id", N_("key id")},
        {"message", N_("reason")},
        {"offset", N_("at byte")},
        {"field", N_("in the value of AI")},
        {"package_gtin", N_("GTIN on the package")},
        {"position", N_("at its character")},
        {"rule", N_("rule")},
        {"seal", N_("false seal")},
        {"seal_type", N_("seal type")},
        {"unit", N_("unit number")},
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i][0], name) == 0)
            return _(labels[i][1]);
    return name;
}

static void print_field(FILE *stream, int indent, const char *label, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    fprintf(stream, "%*s%s: ", indent, "", label);
    console_print_safe(stream, value, strlen(value));
    fputc('\n', stream);
}

static void print_fact(FILE *stream, const struct trc_fact *fact)
{
    char text[PLACE_WORDS_SIZE];
    const char *value = text;
    struct trc_place place;
    switch (fact->kind) {
    case TRC_FACT_TEXT:
        value = fact->text;
        break;
    case TRC_FACT_PLACE:
        value = trc_place_parse(fact->text, &place, NULL) == TRC_OK ? place_words(&place, text) : fact->text;
        break;
    case TRC_FACT_NUMBER:
        snprintf(text, sizeof text, "%lld", (long long)fact->number);
        break;
    case TRC_FACT_TIME:
        time_format(fact->number, text);
        break;
    case TRC_FACT_DATE:
        date_format(fact->number, text);
        break;
    }
    print_field(stream, 6, fact_label(fact->name), value);
}

/* A rule's name is for programs; where a message says the same to people, it would only be in the way. */
static void print_facts(FILE *stream, const struct trc_finding *finding)
{
    for (size_t i = 0; i < finding->fact_count; i++)
        if (finding->fact_count == 1 || strcmp(finding->fact[i].name, "rule") != 0)
            print_fact(stream, &finding->fact[i]);
}

/* What the seal covers, so that it can be compared with the thing in hand. */
static void print_product(FILE *stream, const struct trc_judgement *judgement)
{
    const struct trc_elements *elements = &judgement->code->link.elements;
    if (judgement->product != NULL) {
        print_field(stream, 4, _("product"), judgement->product->name);
        print_field(stream, 4, _("product (Chinese)"), judgement->product->name_zh);
        print_field(stream, 4, _("standard"), judgement->product->standard);
    }
    if (judgement->issuer != NULL)
        print_field(stream, 4, _("issuer"), judgement->issuer->name);
    print_field(stream, 4, "GTIN", judgement->code->gtin);
    print_field(stream, 4, _("lot"), trc_elements_value(elements, "10"));
    print_field(stream, 4, _("produced (YYMMDD)"), trc_elements_value(elements, "11"));
    print_field(stream, 4, _("expiry (YYMMDD)"), trc_elements_value(elements, "17"));
    print_field(stream, 4, _("serial"), judgement->code->serial);
}

void verdict_print_badge(FILE *stream, enum trc_verdict verdict)
{
    if (console_has_colour(stream))
        fprintf(stream, "%s %s \033[0m", colour_start(verdict), verdict_label(verdict));
    else
        fputs(verdict_label(verdict), stream);
}

/* What is false is not always the code: then it is the thing that carries it. */
static const char *sentence(const struct trc_decision *decision)
{
    bool code_is_false = false, is_other_product = false;
    for (size_t i = 0; i < decision->finding_count; i++) {
        const enum trc_finding_id id = decision->finding[i].id;
        is_other_product = is_other_product || id == TRC_FINDING_WRONG_PRODUCT;
        if (decision->finding[i].severity == TRC_SEVERITY_COUNTERFEIT)
            code_is_false = code_is_false || (id != TRC_FINDING_WRONG_PRODUCT && id != TRC_FINDING_COPIED &&
                                              id != TRC_FINDING_DESTROYED && id != TRC_FINDING_STOLEN);
    }
    if (decision->verdict != TRC_VERDICT_COUNTERFEIT || code_is_false)
        return trc_verdict_text(decision->verdict);
    return is_other_product ? _("The code is genuine, but this package is another product's. Do not trust the product.")
                            : _("The issuer made this code, but not for the product in your hand, or it is not to be "
                                "sold. Do not trust the product.");
}

void judgement_print(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement)
{
    const struct trc_decision *decision = &judgement->decision;
    verdict_print_badge(stream, decision->verdict);
    fprintf(stream, "  %s\n", sentence(decision));
    for (size_t i = 0; i < decision->finding_count; i++) {
        const struct trc_finding *finding = &decision->finding[i];
        fprintf(stream, "  - %s [%s]\n", trc_finding_text(finding->id), trc_finding_name(finding->id));
        print_facts(stream, finding);
    }
    if (judgement->sealed)
        print_product(stream, judgement);
    if (text == NULL)
        return;
    fprintf(stream, "    %s: ", _("code"));
    console_print_safe(stream, text, len);
    fputc('\n', stream);
}
