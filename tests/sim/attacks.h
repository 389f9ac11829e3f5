/* attacks.h: what counterfeiters and spoilers do to codes; each scenario has its own figures. */
#ifndef TRC_TESTS_SIM_ATTACKS_H
#define TRC_TESTS_SIM_ATTACKS_H

#include "sim/life.h"

enum attack_kind {
    ATTACK_CLONE,  /* one genuine label copied onto many things */
    ATTACK_SPOIL,  /* genuine units on the shelf scanned by an attacker so that they look copied */
    ATTACK_STOLEN, /* labels of a roll that was not released, each used once */
    ATTACK_REFILL, /* genuine empties filled and sold again, once */
    ATTACK_PACK    /* codes forged with a leaked inspector pack: of units that are on sale, without their PINs */
};

struct attack {
    const char *name, *text, *text_zh;
    enum attack_kind kind;
    unsigned fakes; /* of one code; SPOIL: scans */
    bool far;       /* CLONE, PACK: sold in many cities; SPOIL: with false places; REFILL: in another city */
    bool pin;       /* every unit has a scratch PIN; of clones it was copied too */
    unsigned devices, networks;   /* SPOIL: of the attacker */
    unsigned released_after_days; /* STOLEN: the range is activated all the same; 0: never */
    bool marked;                  /* STOLEN: the factory records the theft */
};

extern const struct attack attacks[];
extern const unsigned attack_count;

#define THING_ATTACKER UINT32_MAX /* scans by the attacker are no part of anybody's life */

/** One code's life under attack, unsorted. `since_s`: when the attack begins. */
void attack_life(const struct attack *attack, struct life *life, int64_t *since_s);

#endif
