/* rules.c: turning a broken rule into an error that a person can read. */
#include "gs1/rules.h"

#include <stdio.h>

#define ARGUMENTS_NONE
#define ARGUMENTS_WHERE , where
#define ARGUMENTS_BOTH , where, detail

enum trc_status trc_rules_refuse(struct trc_error *error, enum trc_rule rule, size_t pos, const char *where,
                                 const char *detail)
{
    if (error == NULL)
        return TRC_ERR_SYNTAX;
    switch (rule) {
#define REFUSE(constant, name, arguments, sentence)                                                                    \
    case TRC_RULE_##constant:                                                                                          \
        return trc_error_rule(error, name, pos, _(sentence) ARGUMENTS_##arguments);
        TRC_RULE_MAP(REFUSE)
#undef REFUSE
    case TRC_RULE_NONE:
        break;
    }
    return TRC_ERR_SYNTAX;
}

enum trc_status trc_rules_refuse_count(struct trc_error *error, enum trc_rule rule, size_t pos, const char *where,
                                       size_t count)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", count);
    return trc_rules_refuse(error, rule, pos, where != NULL ? where : digits, digits);
}
