/* actor.h: who does what is recorded. */
#ifndef TRC_COMMON_ACTOR_H
#define TRC_COMMON_ACTOR_H

/** The name that was given, or the user of this machine. Static or borrowed; may be empty. */
const char *actor_name(const char *given);

#endif
