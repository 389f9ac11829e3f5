/* lint_coupons.c: North American coupon codes: AI (8110), and positive offer files, AI (8112). */
#include <string.h>

#include "gs1/chars.h"
#include "gs1/lint.h"

/* Reads fields from left to right; once one is wrong, `at` stays there. */
struct reader {
    const char *text;
    size_t len, at;
    bool wrong;
};

/* One digit out of `allowed`; '\0' when it is missing or another. */
static char choice(struct reader *r, const char *allowed)
{
    if (r->wrong || r->at == r->len || strchr(allowed, r->text[r->at]) == NULL) {
        r->wrong = true;
        return '\0';
    }
    return r->text[r->at++];
}

static void digits(struct reader *r, size_t count)
{
    if (r->wrong || r->len - r->at < count)
        r->wrong = true;
    else
        r->at += count;
}

/* A field whose length stands before it, less `extra`. */
static void counted(struct reader *r, const char *allowed, size_t extra)
{
    const char length = choice(r, allowed);
    if (length != '\0')
        digits(r, (size_t)(length - '0') + extra);
}

/* As above; 9 stands for "no prefix here". */
static void company_prefix_or_none(struct reader *r)
{
    if (!r->wrong && r->at < r->len && r->text[r->at] == '9')
        r->at++;
    else
        counted(r, "0123456", 6);
}

static void purchase(struct reader *r)
{
    counted(r, "12345", 0); /* requirement */
    choice(r, "012349");    /* what the requirement counts */
    digits(r, 3);           /* family code */
}

/* A date as six digits; NULL when it does not exist. */
static const char *date(struct reader *r)
{
    struct trc_flaw flaw;
    const char *text = r->text + r->at;
    digits(r, 6);
    if (!r->wrong && trc_lint_dates_yymmdd(text, 6, &flaw) != TRC_RULE_NONE) {
        r->at -= 6;
        r->wrong = true;
    }
    return r->wrong ? NULL : text;
}

/* Optional fields begin with their number and come in ascending order. */
static bool field(struct reader *r, char number)
{
    if (r->wrong || r->at == r->len || r->text[r->at] != number)
        return false;
    r->at++;
    return true;
}

static void optional_dates(struct reader *r)
{
    const char *expiry = field(r, '3') ? date(r) : NULL;
    if (!field(r, '4'))
        return;
    const size_t begin = r->at;
    const char *start = date(r);
    if (expiry != NULL && start != NULL && memcmp(start, expiry, 6) > 0) {
        r->at = begin;
        r->wrong = true;
    }
}

static void optional_fields(struct reader *r)
{
    if (field(r, '1')) {
        choice(r, "0123"); /* how the purchases add up */
        purchase(r);
        company_prefix_or_none(r);
    }
    if (field(r, '2')) {
        purchase(r);
        company_prefix_or_none(r);
    }
    optional_dates(r);
    if (field(r, '5'))
        counted(r, "0123456789", 6); /* serial number */
    if (field(r, '6'))
        counted(r, "1234567", 6); /* retailer's prefix or GLN */
    if (field(r, '9')) {
        choice(r, "01256");      /* save value code */
        choice(r, "012");        /* which purchase it applies to */
        choice(r, "0123456789"); /* store coupon */
        choice(r, "01");         /* do not multiply */
    }
}

static struct reader open_digits(const char *part, size_t len)
{
    struct reader r = {part, len, 0, false};
    while (r.at < len && trc_chars_is(part[r.at], TRC_CHAR_DIGIT))
        r.at++;
    r.wrong = r.at < len;
    if (!r.wrong)
        r.at = 0;
    return r;
}

static enum trc_rule close_reader(const struct reader *r, struct trc_flaw *flaw)
{
    return !r->wrong && r->at == r->len ? TRC_RULE_NONE : trc_lint_flaw(flaw, r->at, TRC_RULE_COUPON);
}

enum trc_rule trc_lint_coupons_couponcode(const char *part, size_t len, struct trc_flaw *flaw)
{
    struct reader r = open_digits(part, len);
    counted(&r, "0123456", 6); /* company prefix */
    digits(&r, 6);             /* offer code */
    counted(&r, "12345", 0);   /* save value */
    purchase(&r);
    optional_fields(&r);
    return close_reader(&r, flaw);
}

enum trc_rule trc_lint_coupons_couponposoffer(const char *part, size_t len, struct trc_flaw *flaw)
{
    struct reader r = open_digits(part, len);
    choice(&r, "01");             /* format */
    counted(&r, "0123456", 6);    /* funder */
    digits(&r, 6);                /* offer code */
    counted(&r, "0123456789", 6); /* serial number */
    return close_reader(&r, flaw);
}
