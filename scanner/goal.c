/* goal.c: have so many different codes been read that we may stop? */
#include "scanner/goal.h"

#include <stdlib.h>

uint64_t scan_hash(const char *text, size_t len)
{
    uint64_t value = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < len; i++)
        value = (value ^ (uint8_t)text[i]) * UINT64_C(0x100000001B3);
    return value;
}

bool scan_goal_open(struct scan_goal *goal, size_t wanted)
{
    *goal = (struct scan_goal){.wanted = wanted, .slots = 2};
    while (goal->slots < 2 * wanted) /* so that there is always a free one */
        goal->slots *= 2;
    goal->hashes = wanted > 0 ? calloc(goal->slots, sizeof *goal->hashes) : NULL;
    return wanted == 0 || goal->hashes != NULL;
}

void scan_goal_close(struct scan_goal *goal)
{
    free(goal->hashes);
    *goal = (struct scan_goal){0};
}

void scan_goal_note(struct scan_goal *goal, const char *text, size_t len)
{
    uint64_t hash = scan_hash(text, len);
    if (goal->hashes == NULL || scan_goal_reached(goal))
        return;
    hash += hash == 0; /* which marks a free slot */
    size_t at = (size_t)(hash ^ hash >> 32) & (goal->slots - 1);
    while (goal->hashes[at] != 0 && goal->hashes[at] != hash)
        at = (at + 1) & (goal->slots - 1);
    goal->count += goal->hashes[at] == 0;
    goal->hashes[at] = hash;
}

bool scan_goal_reached(const struct scan_goal *goal)
{
    return goal->wanted > 0 && goal->count >= goal->wanted;
}
