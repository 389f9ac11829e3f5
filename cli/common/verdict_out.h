/* verdict_out.h: showing what was decided, the same way in every program. */
#ifndef TRC_COMMON_VERDICT_OUT_H
#define TRC_COMMON_VERDICT_OUT_H

#include <jansson.h>
#include <stdio.h>
#include <trc/judge.h>

#include "json_out.h"

/** AI values as an object in the order of the code; `but` NULL, or AIs to leave out, ended by a NULL. */
void elements_write(struct json_out *out, const char *key, const struct trc_elements *elements, const char *const *but);

/**
 * A judgement as VERDICTS and COMMANDS lay it down, one line: code, verdict, findings, and what may be shown of the
 * product. Data that no seal covers is left out.
 */
void judgement_write(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement);

/** The same as an object, to join with other members. NULL when memory runs out. */
json_t *judgement_json(const char *text, size_t len, const struct trc_judgement *judgement);

/** One line: verdict, findings by name, code; separated by tabs. For streams. */
void judgement_print_line(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement);

/**
 * For a person: colour, sentence, findings with their facts, what to compare the product with, and the code itself
 * unless `text` is NULL because it was shown already.
 */
void judgement_print(FILE *stream, const char *text, size_t len, const struct trc_judgement *judgement);

/** The verdict as a word or two in the user's language. */
const char *verdict_label(enum trc_verdict verdict);

/** The same in its colour. */
void verdict_print_badge(FILE *stream, enum trc_verdict verdict);

/** The worse of two exit codes of decisions: 3 over 1 over 0. */
int exit_code_join(int a, int b);

#endif
