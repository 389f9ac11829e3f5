/* verdict_text.c: a judgement for a person: one clear sentence, why, and what to compare the product with. */
#include <string.h>

#include "console.h"
#include "convert.h"
#include "i18n.h"
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
        {"field", N_("wrong part of the code")},
        {"package_gtin", N_("GTIN on the package")},
        {"position", N_("wrong from its character")},
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

/* The part of a code that an application identifier begins, as a buyer finds it on a label. */
static const char *field_words(const char *ai)
{
    static const char *const parts[][2] = {
        {"01", N_("product number (GTIN)")}, {"10", N_("lot")},    {"11", N_("production date")},
        {"17", N_("expiry date")},           {"21", N_("serial")},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i][0], ai) == 0)
            return _(parts[i][1]);
    return NULL;
}

/* Facts that are one of a few words, which are names for programs. */
static const char *fact_words(const struct trc_fact *fact, char text[PLACE_WORDS_SIZE])
{
    if (strcmp(fact->name, "state") == 0)
        return trc_unit_state_find(fact->text) != TRC_STATE_COUNT ? trc_unit_state_text(trc_unit_state_find(fact->text))
                                                                  : fact->text;
    if (strcmp(fact->name, "seal") == 0)
        return strcmp(fact->text, "serial") == 0 ? _("the one in the serial") : _("the one beside the serial (S)");
    if (strcmp(fact->name, "field") == 0 && field_words(fact->text) != NULL) {
        snprintf(text, PLACE_WORDS_SIZE, "%s (AI %s)", field_words(fact->text), fact->text);
        return text;
    }
    return fact->text;
}

static void print_fact(FILE *stream, const struct trc_fact *fact)
{
    char text[PLACE_WORDS_SIZE];
    const char *value = text;
    struct trc_place place;
    switch (fact->kind) {
    case TRC_FACT_TEXT:
        value = fact_words(fact, text);
        break;
    case TRC_FACT_PLACE:
        value = trc_place_parse(fact->text, &place, NULL) == TRC_OK ? place_words(&place, text) : fact->text;
        break;
    case TRC_FACT_NUMBER:
        snprintf(text, sizeof text, "%lld", (long long)fact->number);
        break;
    case TRC_FACT_TIME:
        time_words(fact->number, text);
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
    const bool zh = i18n_is_chinese(); /* then that name comes first */
    char text[TIME_TEXT_SIZE];
    if (judgement->product != NULL) {
        const struct trc_product *product = judgement->product;
        if (zh && product->name_zh[0] != '\0') {
            print_field(stream, 4, _("product"), product->name_zh);
            print_field(stream, 4, _("product (English)"), product->name);
        } else {
            print_field(stream, 4, _("product"), product->name);
            print_field(stream, 4, _("product (Chinese)"), product->name_zh);
        }
        print_field(stream, 4, _("standard"), judgement->product->standard);
    }
    if (judgement->issuer != NULL)
        print_field(stream, 4, _("issuer"), judgement->issuer->name);
    print_field(stream, 4, "GTIN", judgement->code->gtin);
    print_field(stream, 4, _("lot"), trc_elements_value(elements, "10"));
    print_field(stream, 4, _("produced"), gs1_date_words(trc_elements_value(elements, "11"), text));
    print_field(stream, 4, _("expiry"), gs1_date_words(trc_elements_value(elements, "17"), text));
    print_field(stream, 4, _("serial"), judgement->code->serial);
}

static void print_badge(FILE *stream, enum trc_verdict verdict, const char *label)
{
    if (console_has_colour(stream))
        fprintf(stream, "%s %s \033[0m", colour_start(verdict), label);
    else
        fputs(label, stream);
}

void verdict_print_badge(FILE *stream, enum trc_verdict verdict)
{
    print_badge(stream, verdict, verdict_label(verdict));
}

static bool has_finding(const struct trc_decision *decision, enum trc_finding_id id)
{
    for (size_t i = 0; i < decision->finding_count; i++)
        if (decision->finding[i].id == id)
            return true;
    return false;
}

/* What is false is not always the code: then it is the thing that carries it. */
static bool is_false_code(const struct trc_decision *decision)
{
    for (size_t i = 0; i < decision->finding_count; i++) {
        const enum trc_finding_id id = decision->finding[i].id;
        if (decision->finding[i].severity == TRC_SEVERITY_COUNTERFEIT && id != TRC_FINDING_WRONG_PRODUCT &&
            id != TRC_FINDING_COPIED && id != TRC_FINDING_DESTROYED && id != TRC_FINDING_STOLEN)
            return true;
    }
    return false;
}

/* "Counterfeit" over a genuine code would be read as "this code is false". */
static const char *headline(const struct trc_decision *decision)
{
    const bool warns = decision->verdict == TRC_VERDICT_COUNTERFEIT && !is_false_code(decision);
    return warns ? _("DO NOT BUY") : verdict_label(decision->verdict);
}

static const char *sentence(const struct trc_decision *decision)
{
    if (decision->verdict != TRC_VERDICT_COUNTERFEIT || is_false_code(decision))
        return trc_verdict_text(decision->verdict);
    return has_finding(decision, TRC_FINDING_WRONG_PRODUCT)
               ? _("The code is genuine, but this package is another product's. Do not trust the product.")
               : _("The issuer made this code, but not for the product in your hand, or it is not to be "
                   "sold. Do not trust the product.");
}

/* One finding stands for two states that people call by different words. */
static const char *finding_words(const struct trc_finding *finding)
{
    for (size_t i = 0; finding->id == TRC_FINDING_NOT_ACTIVATED && i < finding->fact_count; i++)
        if (strcmp(finding->fact[i].name, "state") == 0 &&
            strcmp(finding->fact[i].text, trc_unit_state_name(TRC_STATE_INACTIVE)) == 0)
            return _("The issuer has withdrawn this product from sale.");
    return trc_finding_text(finding->id);
}

void judgement_print(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement)
{
    const struct trc_decision *decision = &judgement->decision;
    print_badge(stream, decision->verdict, headline(decision));
    fprintf(stream, "  %s\n", sentence(decision));
    for (size_t i = 0; i < decision->finding_count; i++) {
        const struct trc_finding *finding = &decision->finding[i];
        fprintf(stream, "  - %s [%s]\n", finding_words(finding), trc_finding_name(finding->id));
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
