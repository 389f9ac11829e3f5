/* ai_table.h: how the table of AIs is laid out. ai_table.c is generated; see tools/gen-ai-table.py. */
#ifndef TRC_GS1_AI_TABLE_H
#define TRC_GS1_AI_TABLE_H

#include <trc/ai.h>

#define TRC_AI_LINTS_MAX 3      /* rules of one component */
#define TRC_AI_JOINT_MAX 3      /* AIs that one requirement joins: "01+21+8040" */
#define TRC_AI_QUALIFIERS_MAX 3 /* qualifiers of one key: "22,10,21" */

/** One part of a value: a character set (enum trc_char_class), a length and its rules (enum trc_lint). */
struct trc_ai_component {
    uint8_t set;
    uint8_t len_min, len_max;
    bool optional;
    uint8_t lint[TRC_AI_LINTS_MAX];
};

/** AIs whose rows stand together: "02" is one row, "31nn" many. Row numbers, both inclusive. */
struct trc_ai_range {
    uint16_t first, last;
};

/** AIs that satisfy a requirement when all of them are present; unused places are empty ranges (first > last). */
struct trc_ai_joint {
    struct trc_ai_range range[TRC_AI_JOINT_MAX];
};

/** Qualifiers of a Digital Link key in GS1's order; each may be left out. Row numbers. */
struct trc_ai_qualifiers {
    uint8_t count;
    uint16_t row[TRC_AI_QUALIFIERS_MAX];
};

/** A run of entries in one of the arrays below. */
struct trc_ai_run {
    uint16_t first;
    uint8_t count;
};

/** What several AIs may share: everything of a dictionary entry but digits and title. */
struct trc_ai_spec {
    struct trc_ai_run components;
    struct trc_ai_run excluded;   /* trc_ai_table_ranges: must not stand together with any of these */
    struct trc_ai_run required;   /* trc_ai_table_joints: one of these must be present; none: free */
    struct trc_ai_run qualifiers; /* trc_ai_table_qualifiers: alternatives */
    const char *required_text;    /* as GS1 writes it: "01+21,02" */
};

/** AIs that begin with the same two digits have the same length; `slot` holds the first of theirs. */
struct trc_ai_prefix {
    uint16_t slot;
    uint8_t digits_len; /* 0: no such AI */
};

extern const struct trc_ai trc_ai_table[];
extern const struct trc_ai_prefix trc_ai_table_prefixes[100];
extern const uint16_t trc_ai_table_slots[]; /* row number + 1; 0: not assigned */
extern const struct trc_ai_spec trc_ai_table_specs[];
extern const struct trc_ai_component trc_ai_table_components[];
extern const struct trc_ai_range trc_ai_table_ranges[];
extern const struct trc_ai_joint trc_ai_table_joints[];
extern const struct trc_ai_qualifiers trc_ai_table_qualifiers[];

static inline const struct trc_ai_spec *trc_ai_table_spec(const struct trc_ai *ai)
{
    return &trc_ai_table_specs[ai->spec];
}

static inline unsigned trc_ai_table_row(const struct trc_ai *ai)
{
    return (unsigned)(ai - trc_ai_table);
}

#endif
