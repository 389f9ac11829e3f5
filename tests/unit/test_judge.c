/* test_judge.c: which findings evidence leads to, which verdict findings lead to, and that nothing is green by default.
 */
#include "status_asserts.h"

#include <stdio.h>
#include <trc/judge.h>

#include "base/date.h"
#include "code_fixture.h"

#define NOW 1735689600 /* 2025-01-01T00:00:00Z */
#define DAY 86400

static struct trc_code code;
static struct trc_check check;
static struct trc_issuer issuer;
static struct trc_key_facts key;
static struct trc_batch batch;
static struct trc_decision decision;

/* What the code says, as what its batch was issued with. */
static void take_value(const char *ai, char *issued)
{
    const char *value = trc_elements_value(&code.link.elements, ai);
    strcpy(issued, value != NULL ? value : "");
}

/* Evidence with nothing against it; each test spoils one thing. */
static struct trc_evidence good(const char *text)
{
    struct trc_error error = TRC_ERROR_INIT;
    if (trc_code_parse(text, strlen(text), &code, &error) != TRC_OK)
        fail_msg("%s: %s", text, error.msg);
    const bool own = code.serial_kind == TRC_SERIAL_OWN;
    check = (struct trc_check){.serial = own ? TRC_SEAL_ABSENT : TRC_SEAL_HOLDS,
                               .seal = code.seal.type != 0 ? TRC_SEAL_HOLDS : TRC_SEAL_ABSENT,
                               .has_unit = !own,
                               .unit = own ? 0 : 7};
    issuer = (struct trc_issuer){.name = "Acme", .host_count = 1, .prefix_count = 1};
    strcpy(issuer.host[0], "id.acme.cn");
    strcpy(issuer.prefix[0], "690123");
    key = (struct trc_key_facts){.key_id = 6};
    batch = (struct trc_batch){.id = 3,
                               .key_id = 6,
                               .seal = code.seal.type == 'H'   ? TRC_SEAL_KIND_HMAC
                                       : code.seal.type == 'E' ? TRC_SEAL_KIND_ED25519
                                                               : TRC_SEAL_KIND_NONE,
                               .own_serials = own,
                               .first_unit = 1,
                               .count = 10};
    take_value("10", batch.lot);
    take_value("11", batch.produced);
    take_value("17", batch.expiry);
    return (struct trc_evidence){.code = &code,
                                 .check = &check,
                                 .issuer = &issuer,
                                 .key = &key,
                                 .registry_asked = true,
                                 .batch = &batch,
                                 .active_since_s = NOW - DAY,
                                 .now_s = NOW};
}

#define SEALED "HTTPS://ID.ACME.CN/01/06901234567892/21/60E6419MKAS0Q6064TT1"
#define SEAL_H "S=H6XSKYW6FJWVKY988FMQ79VMT44W"
#define OWN "HTTPS://ID.ACME.CN/01/06901234567892/21/SN-1?" SEAL_H

/* The findings, by name and in order, joined by blanks. */
static const char *findings(const struct trc_evidence *evidence)
{
    static char text[400];
    memset(&decision, 0xa5, sizeof decision);
    trc_judge(evidence, &decision);
    text[0] = '\0';
    for (size_t i = 0; i < decision.finding_count; i++) {
        if (i > 0)
            strcat(text, " ");
        strcat(text, trc_finding_name(decision.finding[i].id));
    }
    return text;
}

static void assert_judged(const struct trc_evidence *evidence, const char *expected, enum trc_verdict verdict)
{
    assert_string_equal(findings(evidence), expected);
    assert_string_equal(trc_verdict_name(decision.verdict), trc_verdict_name(verdict));
}

static const struct trc_fact *fact_of(enum trc_finding_id id, const char *name)
{
    for (size_t i = 0; i < decision.finding_count; i++)
        for (size_t j = 0; j < decision.finding[i].fact_count; j++)
            if (decision.finding[i].id == id && strcmp(decision.finding[i].fact[j].name, name) == 0)
                return &decision.finding[i].fact[j];
    fail_msg("%s has no fact \"%s\"", trc_finding_name(id), name);
    return NULL;
}

static void good_codes_are_authentic(void **state)
{
    (void)state;
    const char *const texts[] = {SEALED,
                                 SEALED "?" SEAL_H,
                                 OWN,
                                 "(01)06901234567892(21)60E6419MKAS0Q6064TT1",
                                 SEALED "?17=250101",
                                 SEALED "?7003=2501010000"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct trc_evidence evidence = good(texts[i]);
        assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    }
}

static void malformed_texts_are_unreadable(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    const struct trc_error error = {TRC_ERR_SYNTAX, "check-digit", 17, "The check digit is wrong."};
    evidence.code = NULL;
    evidence.parse_error = &error;
    assert_judged(&evidence, "malformed", TRC_VERDICT_UNREADABLE);
    assert_string_equal(fact_of(TRC_FINDING_MALFORMED, "rule")->text, "check-digit");
    assert_string_equal(fact_of(TRC_FINDING_MALFORMED, "message")->text, error.msg);
    assert_int_equal(fact_of(TRC_FINDING_MALFORMED, "offset")->number, 17);
    evidence.parse_error = NULL;
    assert_judged(&evidence, "malformed", TRC_VERDICT_UNREADABLE);
    evidence = good("https://id.acme.cn/01/06901234567892");
    assert_judged(&evidence, "malformed", TRC_VERDICT_UNREADABLE);
    assert_string_equal(fact_of(TRC_FINDING_MALFORMED, "rule")->text, "no-serial");
    evidence = good("(00)006141411234567890");
    assert_judged(&evidence, "malformed", TRC_VERDICT_UNREADABLE);
    assert_string_equal(fact_of(TRC_FINDING_MALFORMED, "rule")->text, "no-gtin");
}

static void issuers(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    evidence.issuer = NULL;
    assert_judged(&evidence, "issuer_unknown", TRC_VERDICT_UNKNOWN);
    assert_string_equal(fact_of(TRC_FINDING_ISSUER_UNKNOWN, "gtin")->text, "06901234567892");
    check.serial = TRC_SEAL_FAILS; /* nobody can say by whose key */
    assert_judged(&evidence, "issuer_unknown", TRC_VERDICT_UNKNOWN);

    evidence = good(SEALED);
    strcpy(issuer.prefix[0], "690999");
    assert_judged(&evidence, "wrong_issuer", TRC_VERDICT_COUNTERFEIT); /* sealed outside the prefix */
    assert_string_equal(fact_of(TRC_FINDING_WRONG_ISSUER, "gtin")->text, "06901234567892");
    check.serial = TRC_SEAL_FAILS;
    assert_judged(&evidence, "wrong_issuer", TRC_VERDICT_COUNTERFEIT); /* our host, another's GTIN */
    strcpy(issuer.host[0], "id.other.cn");
    assert_judged(&evidence, "issuer_unknown", TRC_VERDICT_UNKNOWN); /* somebody else's altogether */

    evidence = good(SEALED);
    strcpy(issuer.host[0], "id.other.cn");
    assert_judged(&evidence, "wrong_issuer", TRC_VERDICT_COUNTERFEIT);
    assert_string_equal(fact_of(TRC_FINDING_WRONG_ISSUER, "host")->text, "id.acme.cn");
    evidence = good("https://id.acme.cn:8443/01/06901234567892/21/60E6419MKAS0Q6064TT1");
    assert_judged(&evidence, "wrong_issuer", TRC_VERDICT_COUNTERFEIT);
    evidence = good("(01)06901234567892(21)60E6419MKAS0Q6064TT1"); /* no host, none to be wrong */
    strcpy(issuer.host[0], "id.other.cn");
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
}

static void seals(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED "?" SEAL_H);
    check.serial = TRC_SEAL_FAILS;
    assert_judged(&evidence, "forged", TRC_VERDICT_COUNTERFEIT);
    assert_string_equal(fact_of(TRC_FINDING_FORGED, "seal")->text, "serial");
    check.serial = TRC_SEAL_HOLDS;
    check.seal = TRC_SEAL_FAILS;
    assert_judged(&evidence, "forged", TRC_VERDICT_COUNTERFEIT);
    assert_string_equal(fact_of(TRC_FINDING_FORGED, "seal")->text, "S");
    check.seal = TRC_SEAL_UNCHECKED;
    assert_judged(&evidence, "key_unknown", TRC_VERDICT_UNKNOWN);
    assert_int_equal(fact_of(TRC_FINDING_KEY_UNKNOWN, "key_id")->number, 6);
    assert_string_equal(fact_of(TRC_FINDING_KEY_UNKNOWN, "seal_type")->text, "H");
    check = (struct trc_check){TRC_SEAL_FAILS, TRC_SEAL_UNCHECKED, false, 0};
    assert_judged(&evidence, "forged", TRC_VERDICT_COUNTERFEIT);
    check = (struct trc_check){TRC_SEAL_UNCHECKED, TRC_SEAL_HOLDS, false, 0};
    assert_judged(&evidence, "key_unknown", TRC_VERDICT_UNKNOWN);

    evidence = good("(01)06901234567892(21)SN-1");
    assert_judged(&evidence, "not_sealed", TRC_VERDICT_UNREADABLE);
    evidence = good("https://id.acme.cn/01/06901234567892/21/SN-1");
    assert_judged(&evidence, "not_sealed", TRC_VERDICT_UNREADABLE);
}

/* A batch with an S seal: none, another type or another key in its place is a seal removed. */
static void stripped_seals(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    for (enum trc_seal_kind kind = TRC_SEAL_KIND_HMAC; kind < TRC_SEAL_KIND_COUNT; kind++) {
        batch.seal = kind;
        assert_judged(&evidence, "seal_stripped", TRC_VERDICT_COUNTERFEIT);
        assert_int_equal(fact_of(TRC_FINDING_SEAL_STRIPPED, "batch")->number, 3);
    }
    evidence = good(SEALED "?" SEAL_H);
    batch.seal = TRC_SEAL_KIND_ED25519;
    assert_judged(&evidence, "seal_stripped", TRC_VERDICT_COUNTERFEIT);
    evidence = good(OWN);
    batch.key_id = 7;
    assert_judged(&evidence, "seal_stripped", TRC_VERDICT_COUNTERFEIT);
    evidence = good("https://id.acme.cn/01/06901234567892/21/SN-1");
    batch.seal = TRC_SEAL_KIND_HMAC;
    assert_judged(&evidence, "seal_stripped", TRC_VERDICT_COUNTERFEIT);
    /* A seal more than the batch has takes nothing away. */
    evidence = good(SEALED "?" SEAL_H);
    batch.seal = TRC_SEAL_KIND_NONE;
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    evidence = good("(01)06901234567892(21)60E6419MKAS0Q6064TT1");
    batch.seal = TRC_SEAL_KIND_NONE;
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
}

/* An element string has no place for S, and a person may leave it out: no proof of fraud, but not green either. */
static void seals_that_were_not_given(void **state)
{
    (void)state;
    struct trc_evidence evidence = good("(01)06901234567892(21)60E6419MKAS0Q6064TT1");
    batch.seal = TRC_SEAL_KIND_HMAC;
    assert_judged(&evidence, "seal_not_carried", TRC_VERDICT_CAUTION);
    assert_int_equal(fact_of(TRC_FINDING_SEAL_NOT_CARRIED, "batch")->number, 3);
    evidence = good(SEALED);
    batch.seal = TRC_SEAL_KIND_HMAC;
    evidence.typed = true;
    assert_judged(&evidence, "seal_not_carried", TRC_VERDICT_CAUTION);
    /* Controls: the same code scanned was tampered with; another seal in its place was made by somebody. */
    evidence.typed = false;
    assert_judged(&evidence, "seal_stripped", TRC_VERDICT_COUNTERFEIT);
    evidence = good(SEALED "?" SEAL_H);
    batch.seal = TRC_SEAL_KIND_ED25519;
    evidence.typed = true;
    assert_judged(&evidence, "seal_stripped", TRC_VERDICT_COUNTERFEIT);
}

static void units(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    evidence.batch = NULL;
    assert_judged(&evidence, "never_issued", TRC_VERDICT_COUNTERFEIT);
    assert_int_equal(fact_of(TRC_FINDING_NEVER_ISSUED, "unit")->number, 7);
    evidence.registry_asked = false;
    assert_judged(&evidence, "", TRC_VERDICT_UNKNOWN);

    evidence = good(SEALED);
    batch.own_serials = true; /* the number lies in a range of own serials: nobody sealed it */
    assert_judged(&evidence, "never_issued", TRC_VERDICT_COUNTERFEIT);
    evidence = good(OWN);
    batch.own_serials = false;
    assert_judged(&evidence, "never_issued", TRC_VERDICT_COUNTERFEIT);

    evidence = good(SEALED);
    evidence.active_since_s = 0;
    assert_judged(&evidence, "not_activated", TRC_VERDICT_CAUTION);
    assert_int_equal(fact_of(TRC_FINDING_NOT_ACTIVATED, "batch")->number, 3);
    evidence.active_since_s = NOW;
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    evidence.active_since_s = NOW + 1; /* the clock was set back, and takes nothing back */
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
}

/* A signature speaks for a serial whose own key is not held, but not for its unit. */
static void signatures_that_anyone_can_check(void **state)
{
    (void)state;
    char text[300] = SEALED "?S=E6";
    memset(text + strlen(text), '0', 103);
    struct trc_evidence evidence = good(text);
    check = (struct trc_check){TRC_SEAL_UNCHECKED, TRC_SEAL_HOLDS, false, 0};
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC); /* somebody names the batch */
    evidence.batch = NULL;
    evidence.registry_asked = false;
    assert_judged(&evidence, "key_unknown", TRC_VERDICT_UNKNOWN);
    check.seal = TRC_SEAL_FAILS;
    assert_judged(&evidence, "forged", TRC_VERDICT_COUNTERFEIT);
}

static void keys(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    key.revoked_from_s = NOW;
    assert_judged(&evidence, "key_revoked", TRC_VERDICT_CAUTION);
    assert_int_equal(fact_of(TRC_FINDING_KEY_REVOKED, "key_id")->number, 6);
    assert_int_equal(fact_of(TRC_FINDING_KEY_REVOKED, "from")->number, NOW);
    key.revoked_from_s = NOW + 1;
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    evidence.decided_at_s = NOW; /* control */
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    evidence.decided_at_s = NOW + 1; /* that time has come, and the clock was set back */
    assert_judged(&evidence, "key_revoked", TRC_VERDICT_CAUTION);
    evidence.key = NULL;
    assert_judged(&evidence, "key_unknown", TRC_VERDICT_UNKNOWN);
    assert_int_equal(fact_of(TRC_FINDING_KEY_UNKNOWN, "key_id")->number, 6);
}

struct expiry {
    const char *attributes;
    int64_t now_s;
    int32_t utc_offset_s;
    int64_t expired; /* the date told, or 0 */
};

static const struct expiry expiries[] = {
    {"17=250101", NOW, 0, 0},
    {"17=250101", NOW + DAY - 1, 0, 0}, /* the day itself is still good, to its last second */
    {"17=250101", NOW + DAY, 0, 20250101},
    {"17=241231", NOW, 0, 20241231},
    {"17=241231", NOW - 1, 0, 0},
    {"17=250101", NOW + DAY - 8 * 3600 - 1, 28800, 0}, /* in China the day ends eight hours sooner */
    {"17=250101", NOW + DAY - 8 * 3600, 28800, 20250101},
    {"17=241231", NOW + 5 * 3600 - 1, -18000, 0}, /* in New York five hours later */
    {"17=241231", NOW + 5 * 3600, -18000, 20241231},
    {"17=250100", NOW + 31 * DAY - 1, 0, 0}, /* day 00: the last of the month */
    {"17=250100", NOW + 31 * DAY, 0, 20250131},
    {"17=240200", NOW, 0, 20240229},
    {"17=750101", NOW, 0, 0},        /* 2075 */
    {"17=760101", NOW, 0, 19760101}, /* 51 years ahead is the century before */
    {"7003=2501010000", NOW + DAY - 1, 0, 0},
    {"7003=2501010000", NOW + DAY, 0, 20250101},
    {"17=251231&7003=2412312359", NOW, 0, 20241231}, /* either one */
    {"17=241231&7003=2512312359", NOW, 0, 20241231},
    {"11=240101&15=240101", NOW, 0, 0}, /* produced, best before: no expiry */
    {"17=691231", -1, 0, 0},            /* before 1970, too */
    {"17=691231", 0, 0, 19691231},
};

static void expiry_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(expiries); i++) {
        char text[200];
        snprintf(text, sizeof text, SEALED "?%s", expiries[i].attributes);
        struct trc_evidence evidence = good(text);
        evidence.now_s = expiries[i].now_s;
        evidence.utc_offset_s = expiries[i].utc_offset_s;
        evidence.active_since_s = -DAY;
        assert_judged(&evidence, expiries[i].expired != 0 ? "expired" : "",
                      expiries[i].expired != 0 ? TRC_VERDICT_CAUTION : TRC_VERDICT_AUTHENTIC);
        if (expiries[i].expired != 0)
            assert_int_equal(fact_of(TRC_FINDING_EXPIRED, "expiry")->number, expiries[i].expired);
    }
}

#define YEAR(year) trc_date_to_days((struct trc_date){year, 1, 1}) * DAY

/* A date means the year nearest to when the batch was made, not to when it is read. */
static void expiry_of_a_batch(void **state)
{
    (void)state;
    static const struct {
        int made, now;
        const char *expiry;
        int64_t expired;
    } rows[] = {
        {2026, 2026, "271231", 0},        {2026, 2028, "271231", 20271231}, {2026, 2077, "271231", 20271231},
        {2026, 2078, "271231", 20271231}, {2026, 2127, "271231", 20271231}, {2026, 2200, "271231", 20271231},
        {2026, 2060, "600101", 0},        {2026, 2061, "600101", 20600101}, {2026, 2076, "760101", 0},
        {2026, 2026, "770101", 19770101}, {2080, 2080, "271231", 0},        {2080, 2128, "271231", 21271231},
        {1970, 2026, "271231", 0},                                   /* made by a clock without a battery */
        {1970, 2028, "271231", 20271231}, {2026, 1970, "271231", 0}, /* read by one */
        {2100, 2026, "271231", 0},                                   /* made by a clock that was far ahead */
        {2100, 2028, "271231", 20271231},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[200];
        snprintf(text, sizeof text, SEALED "?17=%s", rows[i].expiry);
        struct trc_evidence evidence = good(text);
        batch.created_at_s = YEAR(rows[i].made) + 1;
        evidence.active_since_s = 1;
        evidence.now_s = YEAR(rows[i].now) + 2;
        assert_judged(&evidence, rows[i].expired != 0 ? "expired" : "",
                      rows[i].expired != 0 ? TRC_VERDICT_CAUTION : TRC_VERDICT_AUTHENTIC);
        if (rows[i].expired != 0)
            assert_int_equal(fact_of(TRC_FINDING_EXPIRED, "expiry")->number, rows[i].expired);
    }
}

static void pins(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    evidence.pin_right = "22417719";
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    evidence.pin_typed = "22417719";
    assert_judged(&evidence, "pin_ok", TRC_VERDICT_AUTHENTIC);
    evidence.pin_typed = "22417718";
    assert_judged(&evidence, "pin_wrong", TRC_VERDICT_CAUTION);
    evidence.pin_typed = "";
    assert_judged(&evidence, "pin_wrong", TRC_VERDICT_CAUTION);
    /* What cannot be derived here is neither right nor wrong. */
    evidence.pin_right = "";
    assert_judged(&evidence, "key_unknown", TRC_VERDICT_UNKNOWN);
    evidence.pin_right = NULL;
    assert_judged(&evidence, "key_unknown", TRC_VERDICT_UNKNOWN);
    /* A PIN says nothing of a code that is not genuine: nobody learns by a forged one whether it was right. */
    evidence.pin_right = evidence.pin_typed = "22417719";
    check.serial = TRC_SEAL_FAILS;
    assert_judged(&evidence, "forged", TRC_VERDICT_COUNTERFEIT);
}

static void slips(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    check.serial = TRC_SEAL_FAILS;
    evidence.slip = (struct trc_slip){"21", 4};
    assert_judged(&evidence, "mistyped", TRC_VERDICT_UNREADABLE);
    assert_string_equal(fact_of(TRC_FINDING_MISTYPED, "field")->text, "21");
    assert_int_equal(fact_of(TRC_FINDING_MISTYPED, "position")->number, 5);
}

static void unsealed_data_is_told_and_changes_nothing(void **state)
{
    (void)state;
    const char *const texts[] = {SEALED "?x=1", SEALED "#x",
                                 "https://id.acme.cn/x/01/06901234567892/21/60E6419MKAS0Q6064TT1"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct trc_evidence evidence = good(texts[i]);
        assert_judged(&evidence, "unsealed_data", TRC_VERDICT_AUTHENTIC);
        check.serial = TRC_SEAL_FAILS;
        assert_judged(&evidence, "unsealed_data forged", TRC_VERDICT_COUNTERFEIT);
    }
}

/* docs/verdicts.md: counterfeit, then unreadable, unknown, recalled, caution; info alone is authentic. */
static void the_weightiest_finding_decides(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED "?17=240101&x=1");
    evidence.active_since_s = 0;
    key.revoked_from_s = 1;
    assert_judged(&evidence, "unsealed_data not_activated key_revoked expired", TRC_VERDICT_CAUTION);
    evidence.pin_typed = "1"; /* with no right one at hand: unknown outweighs caution */
    assert_judged(&evidence, "unsealed_data not_activated key_revoked expired key_unknown", TRC_VERDICT_UNKNOWN);
    strcpy(issuer.host[0], "x");
    assert_judged(&evidence, "unsealed_data wrong_issuer not_activated key_revoked expired key_unknown",
                  TRC_VERDICT_COUNTERFEIT);
    assert_true(TRC_SEVERITY_INFO < TRC_SEVERITY_CAUTION && TRC_SEVERITY_CAUTION < TRC_SEVERITY_RECALLED);
    assert_true(TRC_SEVERITY_RECALLED < TRC_SEVERITY_UNKNOWN && TRC_SEVERITY_UNKNOWN < TRC_SEVERITY_UNREADABLE);
    assert_true(TRC_SEVERITY_UNREADABLE < TRC_SEVERITY_COUNTERFEIT);
}

static bool is_closed(enum trc_seal_state state)
{
    return state == TRC_SEAL_HOLDS || state == TRC_SEAL_ABSENT;
}

/* Every combination of what may be known and what may be wrong: green only for those that have all it takes. */
static void nothing_is_green_by_default(void **state)
{
    (void)state;
    static const char *const texts[] = {SEALED,
                                        SEALED "?" SEAL_H,
                                        OWN,
                                        "(01)06901234567892(21)60E6419MKAS0Q6064TT1",
                                        "(01)06901234567892(21)SN-1",
                                        "(01)06901234567892"};
    size_t green = 0, judged = 0;
    for (size_t t = 0; t < COUNT(texts); t++)
        for (unsigned bits = 0; bits < 1u << 14; bits++)
            for (unsigned states = 0; states < 16; states++) {
                struct trc_evidence evidence = good(texts[t]);
                check.serial = (enum trc_seal_state)(states & 3);
                check.seal = (enum trc_seal_state)(states >> 2);
                check.has_unit = check.serial == TRC_SEAL_HOLDS;
                if (bits & 1)
                    evidence.issuer = NULL;
                if (bits & 2)
                    strcpy(issuer.prefix[0], "999999");
                if (bits & 4)
                    strcpy(issuer.host[0], "x");
                if (bits & 8)
                    evidence.key = NULL;
                if (bits & 16)
                    key.revoked_from_s = NOW - 1;
                if (bits & 32)
                    evidence.registry_asked = false;
                if (bits & 64)
                    evidence.batch = NULL;
                if (bits & 128)
                    evidence.active_since_s = 0;
                if (bits & 256)
                    evidence.slip.field = "21";
                if (bits & 512)
                    evidence.code = NULL;
                if (bits & 1024)
                    batch.own_serials = !batch.own_serials;
                if (bits & 2048)
                    batch.seal = TRC_SEAL_KIND_ED25519; /* which none of the texts carries */
                if (bits & 4096)
                    evidence.pin_typed = "12345678"; /* and no right one */
                if (bits & 8192)
                    key.revoked_from_s = evidence.decided_at_s = NOW + DAY;
                trc_judge(&evidence, &decision);
                judged++;
                assert_int_not_equal(decision.verdict, TRC_VERDICT_NONE);
                if (decision.verdict != TRC_VERDICT_AUTHENTIC)
                    continue;
                green++;
                assert_int_equal(decision.finding_count, 0);
                assert_int_equal(bits & ~(4u | 2048u), 0);
                assert_true(is_closed(check.serial) && is_closed(check.seal));
                assert_true(check.serial == TRC_SEAL_HOLDS || check.seal == TRC_SEAL_HOLDS);
                /* A wrong host and a missing seal show only in links. */
                assert_true(bits == 0 || !code.is_link);
            }
    assert_int_equal(judged, COUNT(texts) * (1u << 14) * 16);
    assert_in_range(green, COUNT(texts), 100); /* control: the good ones are among them */
}

/* Whatever the verdict, and unless it is green, a finding says why; only the registry's silence has none. */
static void names_of_verdicts_and_findings(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TRC_FINDING_COUNT; i++) {
        const enum trc_finding_id id = (enum trc_finding_id)i;
        assert_in_range(trc_finding_severity(id), 0, TRC_SEVERITY_COUNT - 1);
        assert_true(strlen(trc_finding_text(id)) > 10);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(trc_finding_name(id), trc_finding_name((enum trc_finding_id)j));
    }
    for (unsigned i = 0; i < TRC_VERDICT_COUNT; i++) {
        const enum trc_verdict verdict = (enum trc_verdict)i;
        assert_true(strlen(trc_verdict_text(verdict)) > 10);
        assert_int_equal(strcmp(trc_verdict_colour(verdict), "green") == 0, verdict == TRC_VERDICT_AUTHENTIC);
        assert_int_equal(trc_verdict_exit_code(verdict) == 0, verdict == TRC_VERDICT_AUTHENTIC);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(trc_verdict_name(verdict), trc_verdict_name((enum trc_verdict)j));
    }
    const int outside[] = {TRC_VERDICT_COUNT, 1000, -1};
    for (size_t i = 0; i < COUNT(outside); i++) {
        assert_string_equal(trc_verdict_name((enum trc_verdict)outside[i]), "none");
        assert_int_equal(trc_verdict_exit_code((enum trc_verdict)outside[i]), 3);
    }
    const int no_findings[] = {TRC_FINDING_COUNT, 1000, -1};
    for (size_t i = 0; i < COUNT(no_findings); i++) {
        assert_string_equal(trc_finding_name((enum trc_finding_id)no_findings[i]), "?");
        assert_int_equal(trc_finding_severity((enum trc_finding_id)no_findings[i]), TRC_SEVERITY_UNKNOWN);
        assert_string_equal(trc_severity_name((enum trc_severity)(no_findings[i] + TRC_SEVERITY_COUNT)),
                            no_findings[i] < 0 ? "counterfeit" : "?");
    }
}

static void exit_codes_are_those_of_the_documentation(void **state)
{
    (void)state;
    assert_int_equal(trc_verdict_exit_code(TRC_VERDICT_AUTHENTIC), 0);
    assert_int_equal(trc_verdict_exit_code(TRC_VERDICT_CAUTION), 1);
    assert_int_equal(trc_verdict_exit_code(TRC_VERDICT_COUNTERFEIT), 1);
    assert_int_equal(trc_verdict_exit_code(TRC_VERDICT_RECALLED), 1);
    assert_int_equal(trc_verdict_exit_code(TRC_VERDICT_UNKNOWN), 3);
    assert_int_equal(trc_verdict_exit_code(TRC_VERDICT_UNREADABLE), 3);
    assert_int_equal(trc_verdict_exit_code(TRC_VERDICT_NONE), 3);
}

static void decisions_can_be_asked(void **state)
{
    (void)state;
    struct trc_evidence evidence = good(SEALED);
    key.revoked_from_s = 1;
    trc_judge(&evidence, &decision);
    assert_true(trc_decision_has(&decision, TRC_FINDING_KEY_REVOKED));
    assert_false(trc_decision_has(&decision, TRC_FINDING_EXPIRED));
    decision.finding_count = 0;
    assert_false(trc_decision_has(&decision, TRC_FINDING_KEY_REVOKED));
}

static void another_product_s_barcode_beside_a_sealed_code_is_told(void **state)
{
    (void)state;
    static const char other[][TRC_GTIN_SIZE] = {"06909876543212"};
    static const char both[][TRC_GTIN_SIZE] = {"06909876543212", "06901234567892"};
    static const char parcel[][TRC_GTIN_SIZE] = {"16901234567899"};
    static const char weighed[][TRC_GTIN_SIZE] = {"02012345678903"};
    struct trc_evidence evidence = good(SEALED);
    evidence.package_gtin = other;
    evidence.package_gtin_count = 1;
    assert_judged(&evidence, "wrong_product", TRC_VERDICT_COUNTERFEIT);
    assert_string_equal(fact_of(TRC_FINDING_WRONG_PRODUCT, "gtin")->text, "06901234567892");
    assert_string_equal(fact_of(TRC_FINDING_WRONG_PRODUCT, "package_gtin")->text, "06909876543212");
    evidence.package_gtin = parcel;
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    evidence.package_gtin = weighed;
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);
    evidence.package_gtin = both;
    evidence.package_gtin_count = 2;
    assert_judged(&evidence, "", TRC_VERDICT_AUTHENTIC);

    /* What no seal covers is no claim that a barcode could contradict. */
    check.serial = TRC_SEAL_UNCHECKED;
    evidence.package_gtin = other;
    evidence.package_gtin_count = 1;
    assert_judged(&evidence, "key_unknown", TRC_VERDICT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_product_s_barcode_beside_a_sealed_code_is_told),
        cmocka_unit_test(good_codes_are_authentic),
        cmocka_unit_test(malformed_texts_are_unreadable),
        cmocka_unit_test(issuers),
        cmocka_unit_test(seals),
        cmocka_unit_test(stripped_seals),
        cmocka_unit_test(seals_that_were_not_given),
        cmocka_unit_test(units),
        cmocka_unit_test(signatures_that_anyone_can_check),
        cmocka_unit_test(keys),
        cmocka_unit_test(expiry_dates),
        cmocka_unit_test(expiry_of_a_batch),
        cmocka_unit_test(pins),
        cmocka_unit_test(slips),
        cmocka_unit_test(unsealed_data_is_told_and_changes_nothing),
        cmocka_unit_test(the_weightiest_finding_decides),
        cmocka_unit_test(nothing_is_green_by_default),
        cmocka_unit_test(names_of_verdicts_and_findings),
        cmocka_unit_test(exit_codes_are_those_of_the_documentation),
        cmocka_unit_test(decisions_can_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
