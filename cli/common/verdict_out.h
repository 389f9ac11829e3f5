/* verdict_out.h: showing what was decided, the same way in every program. */
#ifndef TRC_COMMON_VERDICT_OUT_H
#define TRC_COMMON_VERDICT_OUT_H

#include <jansson.h>
#include <stdio.h>
#include <trc/judge.h>

/** Any bytes as a JSON string: what is not UTF-8 is taken as ISO-8859-1. */
json_t *json_text(const char *text, size_t len);

/** AI values as an object in the order of the code. */
json_t *elements_json(const struct trc_elements *elements);

/** Print an object on one line of stdout and free it. */
void json_print_line(json_t *object);

/**
 * A judgement as VERDICTS and COMMANDS lay it down: code, verdict, findings, and what may be shown of the product.
 * Data that no seal covers is left out.
 */
json_t *judgement_json(const char *text, size_t len, const struct trc_judgement *judgement);

/** Just the findings, as an array. */
json_t *findings_json(const struct trc_decision *decision);

/** One line: verdict, findings by name, code; separated by tabs. For streams. */
void judgement_print_line(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement);

/** For a person: colour, sentence, findings with their facts, what to compare the product with. `text` NULL:
 * the code was shown already. */
void judgement_print(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement);

/** The worse of two exit codes of decisions: 3 over 1 over 0. */
int exit_code_join(int a, int b);

#endif
