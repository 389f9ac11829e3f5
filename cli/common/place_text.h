/* place_text.h: places in words. */
#ifndef TRC_COMMON_PLACE_TEXT_H
#define TRC_COMMON_PLACE_TEXT_H

#include <trc/place.h>

#define PLACE_WORDS_SIZE 96

/** "Shanghai (CN-31)", in the user's language where the region has a name; empty when it is not known. */
const char *place_words(const struct trc_place *place, char words[PLACE_WORDS_SIZE]);

#endif
