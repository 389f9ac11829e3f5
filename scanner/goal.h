/* goal.h: have so many different codes been read that we may stop? */
#ifndef TRC_SCAN_GOAL_H
#define TRC_SCAN_GOAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_GOAL_MAX 1000000

struct scan_goal {
    size_t wanted; /* 0: as many as there are */
    size_t count;
    size_t slots; /* private: a power of two */
    uint64_t *hashes;
};

/** Begin. False when memory ran out. */
bool scan_goal_open(struct scan_goal *goal, size_t wanted);
void scan_goal_close(struct scan_goal *goal);

/** One more code. Two texts that happen to share 64 bits of hash count once. */
void scan_goal_note(struct scan_goal *goal, const char *text, size_t len);

bool scan_goal_reached(const struct scan_goal *goal);

/** FNV-1a, 64 bits. */
uint64_t scan_hash(const char *text, size_t len);

#endif
