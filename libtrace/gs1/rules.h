/* rules.h: every rule that gs1/ refuses by: its stable name, and the sentence a person reads. */
#ifndef TRC_GS1_RULES_H
#define TRC_GS1_RULES_H

#include "base/error.h"

/*
 * X(constant, name, arguments, sentence). Scripts match on the name; several rows may share one when they are the same
 * rule met in different places. Arguments of the sentence: NONE; WHERE, the AI or key it is about; BOTH, that and a
 * detail, such as the right check digit.
 */
#define TRC_RULE_MAP(X)                                                                                                \
    /* numbers on their own */                                                                                         \
    X(GTIN_LENGTH, "gtin-length", NONE, N_("A GTIN has 8, 12, 13 or 14 digits: count them again."))                    \
    X(GTIN_DIGIT, "gtin-digit", NONE, N_("A GTIN holds digits only: take out spaces, hyphens and letters."))           \
    X(GTIN_CHECK, "check-digit", WHERE, N_("The last digit of this GTIN should be %s: look for a mistyped digit."))    \
    X(PREFIX_LENGTH, "prefix-length", NONE, N_("A GS1 Company Prefix has 3 to 12 digits."))                            \
    X(PREFIX_DIGIT, "prefix-digit", NONE, N_("A GS1 Company Prefix holds digits only."))                               \
    /* values of an AI */                                                                                              \
    X(EMPTY, "value-empty", WHERE, N_("AI (%s) has no value: give it one or leave the AI out."))                       \
    X(SHORT, "value-too-short", BOTH, N_("The value of AI (%s) is too short: it has at least %s characters."))         \
    X(SHORT_GTIN, "value-too-short", BOTH, N_("AI (%s) takes a GTIN of 14 digits: put zeros before it and write %s.")) \
    X(LONG, "value-too-long", BOTH, N_("The value of AI (%s) is too long: it has at most %s characters."))             \
    X(LENGTH, "value-length", WHERE, N_("The value of AI (%s) ends in the middle of one of its parts."))               \
    X(DIGIT, "digit", WHERE, N_("The value of AI (%s) may hold only digits here."))                                    \
    X(CSET82, "cset82", WHERE,                                                                                         \
      N_("The value of AI (%s) holds a character that GS1 does not allow: use A-Z a-z 0-9 and "                        \
         "!\"%%&'()*+,-./:;<=>?_ only."))                                                                              \
    X(CSET39, "cset39", WHERE, N_("The value of AI (%s) may hold only A-Z, 0-9, #, - and / here."))                    \
    X(CSET64, "cset64", WHERE, N_("The value of AI (%s) may hold only A-Z a-z 0-9 - and _ here."))                     \
    X(CSET64_PAD, "cset64-padding", WHERE, N_("The value of AI (%s) ends in the wrong number of pad characters."))     \
    X(CHECK_DIGIT, "check-digit", BOTH, N_("The check digit of AI (%s) should be %s: look for a mistyped digit."))     \
    X(CHECK_PAIR, "check-pair", BOTH,                                                                                  \
      N_("The check characters of AI (%s) should be %s: look for a mistyped character."))                              \
    X(CHECK_PAIR_SET, "check-pair", WHERE,                                                                             \
      N_("AI (%s) must end in two check characters out of 2-9 and A-Z without I and O."))                              \
    X(COMPANY_PREFIX, "company-prefix", WHERE,                                                                         \
      N_("The value of AI (%s) must begin with a GS1 Company Prefix: at least four digits."))                          \
    X(MONTH, "date", WHERE, N_("The date in AI (%s) has a month that does not exist: write 01 to 12."))                \
    X(DAY, "date", WHERE, N_("The date in AI (%s) has a day that this month does not have."))                          \
    X(HOUR, "time", WHERE, N_("The time in AI (%s) has an hour that does not exist: write 00 to 23."))                 \
    X(MINUTE, "time", WHERE, N_("The time in AI (%s) has a minute that does not exist: write 00 to 59."))              \
    X(SECOND, "time", WHERE, N_("The time in AI (%s) has a second that does not exist: write 00 to 59."))              \
    X(COUNTRY, "country", WHERE, N_("AI (%s) needs a country's three digits by ISO 3166, such as 156 for China."))     \
    X(COUNTRY_999, "country", WHERE,                                                                                   \
      N_("AI (%s) needs a country's three digits by ISO 3166, or 999 for several countries."))                         \
    X(COUNTRY_ALPHA, "country", WHERE, N_("AI (%s) needs a country's two letters by ISO 3166, such as CN."))           \
    X(CURRENCY, "currency", WHERE, N_("AI (%s) needs a currency's three digits by ISO 4217, such as 156 for CNY."))    \
    X(SEX, "biological-sex", WHERE, N_("AI (%s) takes 0, 1, 2 or 9 by ISO/IEC 5218."))                                 \
    X(IBAN_LENGTH, "iban", WHERE, N_("An IBAN in AI (%s) has 11 to 34 characters."))                                   \
    X(IBAN_COUNTRY, "iban", WHERE, N_("An IBAN in AI (%s) begins with a country's two letters by ISO 3166."))          \
    X(IBAN_CHARACTER, "iban", WHERE, N_("An IBAN in AI (%s) holds only 0-9 and A-Z."))                                 \
    X(IBAN_CHECK, "iban", WHERE, N_("The check digits of the IBAN in AI (%s) are wrong: look for a slip."))            \
    X(PERCENT_VALUE, "percent", WHERE, N_("A %% in the value of AI (%s) must be followed by two hexadecimal digits.")) \
    X(FLAG, "flag", WHERE, N_("AI (%s) takes 0 for no or 1 for yes."))                                                 \
    X(ZERO, "zero", WHERE, N_("The value of AI (%s) must be 0 here."))                                                 \
    X(NONZERO, "nonzero", WHERE, N_("The value of AI (%s) must not be zero here."))                                    \
    X(LEADING_ZERO, "leading-zero", WHERE, N_("A number in AI (%s) must not begin with 0."))                           \
    X(NON_DIGIT, "non-digit", WHERE, N_("The value of AI (%s) must hold something else than digits too."))             \
    X(WINDING, "winding", WHERE, N_("The winding direction in AI (%s) is 0, 1 or 9."))                                 \
    X(PIECE_ZERO, "piece-of-total", WHERE, N_("Neither the piece nor the total in AI (%s) may be zero."))              \
    X(PIECE_LENGTH, "piece-of-total", WHERE, N_("Piece and total in AI (%s) need the same number of digits."))         \
    X(PIECE_ORDER, "piece-of-total", WHERE, N_("The piece in AI (%s) must not exceed the total."))                     \
    X(POSITION_FORM, "position-in-sequence", WHERE, N_("AI (%s) is written as position, slash, end, such as 1/3."))    \
    X(POSITION_ORDER, "position-in-sequence", WHERE, N_("The position in AI (%s) must not exceed the end."))           \
    X(HYPHEN, "hyphen", WHERE, N_("AI (%s) takes only a hyphen here."))                                                \
    X(LATITUDE, "latitude", WHERE, N_("The latitude in AI (%s) is 0000000000 to 1800000000."))                         \
    X(LONGITUDE, "longitude", WHERE, N_("The longitude in AI (%s) is 0000000000 to 3600000000."))                      \
    X(IMPORTER, "importer-index", WHERE, N_("The importer index in AI (%s) is one of 0-9 A-Z a-z - _."))               \
    X(PACKAGE_TYPE, "package-type", WHERE, N_("AI (%s) needs a package type code of UN/ECE Recommendation 21."))       \
    X(MEDIA_TYPE, "media-type", WHERE, N_("AI (%s) needs an AIDC media type: 01 to 10 or 80 to 99."))                  \
    X(COUPON, "coupon", WHERE, N_("The coupon in AI (%s) breaks its layout at this point."))                           \
    /* lists of AIs */                                                                                                 \
    X(UNKNOWN_AI, "unknown-ai", WHERE, N_("GS1 has assigned no AI (%s): check its digits."))                           \
    X(NO_AI, "unknown-ai", NONE, N_("An AI must begin here: two to four digits."))                                     \
    X(DUPLICATE_AI, "duplicate-ai", WHERE, N_("AI (%s) stands here twice: leave one of them out."))                    \
    X(REQUIRED_AI, "required-ai", BOTH,                                                                                \
      N_("AI (%s) cannot stand without others; it needs one of these, where + joins and n is any digit: %s."))         \
    X(EXCLUDED_AI, "excluded-ai", BOTH, N_("AI (%s) must not stand together with AI (%s)."))                           \
    X(UNSERIALISED, "digital-signature", WHERE,                                                                        \
      N_("AI (%s) needs its serial component when a digital signature, AI (8030), goes with it."))                     \
    X(TOO_MANY, "too-many", WHERE, N_("This code holds more than %s AIs."))                                            \
    X(TOO_LONG, "text-too-long", WHERE, N_("This text is longer than the %s bytes that one symbol can hold."))         \
    X(NO_TEXT, "text-empty", NONE, N_("There is no code here."))                                                       \
    /* element strings */                                                                                              \
    X(BRACKET, "bracket", NONE, N_("An AI in round brackets must stand here, such as (01)."))                          \
    X(BRACKET_END, "bracket", NONE, N_("The bracket that opens here is never closed."))                                \
    X(FNC1, "fnc1", NONE,                                                                                              \
      N_("This is no GS1 code; it may be a QR code for another purpose. One that is typed has its AIs in brackets: "   \
         "(01)."))                                                                                                     \
    X(SYMBOLOGY, "symbology", NONE, N_("This symbology carries no GS1 AIs: expected ]C1, ]e0, ]d2, ]Q3 or ]J1."))      \
    /* Digital Link URIs */                                                                                            \
    X(URI_SCHEME, "uri-scheme", NONE, N_("A GS1 Digital Link begins with https:// or http://, all small or all big.")) \
    X(URI_CHARACTER, "uri-character", NONE, N_("This character may not stand in a link: percent-encode it."))          \
    X(URI_HOST, "uri-host", NONE, N_("This character may not stand in the host of a link."))                           \
    X(URI_PATH, "uri-path", NONE, N_("A GS1 Digital Link needs a host and a path after it."))                          \
    X(URI_KEY, "uri-key", NONE,                                                                                        \
      N_("The path of this link does not end in a GS1 key and its qualifiers, such as /01/09506000134352."))           \
    X(URI_NO_KEY, "uri-key", NONE, N_("None of these AIs can open a link: it needs a key such as AI (01)."))           \
    X(PERCENT, "percent", NONE, N_("A %% in a link must be followed by two hexadecimal digits."))                      \
    X(PERCENT_NUL, "percent", WHERE, N_("The value of AI (%s) holds %%00, which no value may."))                       \
    X(QUALIFIER_ORDER, "qualifier-order", BOTH,                                                                        \
      N_("AI (%s) may not stand here in the path: after AI (%s) GS1 allows its qualifiers only, in order."))           \
    X(QUALIFIER_PLACE, "qualifier-place", WHERE, N_("AI (%s) belongs in the path of this link, not after the ?."))     \
    X(NOT_ATTRIBUTE, "not-attribute", WHERE, N_("AI (%s) may not stand after the ? of a link."))                       \
    X(PARAMS, "too-many", WHERE, N_("This link holds more than %s parameters that GS1 does not know."))

enum trc_rule {
    TRC_RULE_NONE, /* nothing is wrong */
#define TRC_RULE_ENUM(constant, name, arguments, sentence) TRC_RULE_##constant,
    TRC_RULE_MAP(TRC_RULE_ENUM)
#undef TRC_RULE_ENUM
};

/**
 * Fill *error by a rule, and return TRC_ERR_SYNTAX, so that a caller can write `return trc_rules_refuse(...)`.
 *
 * @param pos           Byte offset into the caller's input.
 * @param where, detail Arguments of the rule's sentence; unused ones may be NULL.
 */
enum trc_status trc_rules_refuse(struct trc_error *error, enum trc_rule rule, size_t pos, const char *where,
                                 const char *detail) __attribute__((cold, noinline));

/** The same, with a number as the last argument of the sentence. */
enum trc_status trc_rules_refuse_count(struct trc_error *error, enum trc_rule rule, size_t pos, const char *where,
                                       size_t count) __attribute__((cold, noinline));

#endif
