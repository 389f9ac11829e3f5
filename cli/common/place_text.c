/* place_text.c: places in words. */
#include "place_text.h"

#include <stdio.h>

#include "i18n.h"

const char *place_words(const struct trc_place *place, char words[PLACE_WORDS_SIZE])
{
    char text[TRC_PLACE_TEXT_SIZE];
    const char *name = trc_region_name(place->region, i18n_is_chinese());
    trc_place_format(place, text);
    if (name != NULL)
        snprintf(words, PLACE_WORDS_SIZE, "%s (%s)", name, text);
    else
        snprintf(words, PLACE_WORDS_SIZE, "%s", text);
    return words;
}
