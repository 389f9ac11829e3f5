/* fuzz_place.c: any bytes as a place and as a list of regions: refused with a place, or written and read back the same;
 * distances from it are bounds or nothing. */
#include <string.h>
#include <trc/place.h>

#include "fuzz/fuzz.h"

#define INPUT_MAX 512

static void promise_distance(const struct trc_place *place, const char *other_text)
{
    struct trc_place other;
    FUZZ_PROMISE(trc_place_parse(other_text, &other, NULL) == TRC_OK);
    const int32_t km = trc_place_distance_km(place, &other);
    FUZZ_PROMISE(km >= -1 && km <= 20004 && km == trc_place_distance_km(&other, place));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct trc_place none;
    char text[INPUT_MAX + 1], again[TRC_PLACE_TEXT_SIZE];
    struct trc_place place, same;
    struct trc_error error = TRC_ERROR_INIT;
    if (size > INPUT_MAX)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    (void)trc_region_list_has(text, "CN-31");
    if (trc_place_parse(text, &place, &error) != TRC_OK) {
        FUZZ_PROMISE(memcmp(&place, &none, sizeof place) == 0 && error.msg[0] != '\0');
        FUZZ_PROMISE(error.status == TRC_ERR_RANGE || (error.rule != NULL && error.pos <= strlen(text)));
        return 0;
    }
    trc_place_format(&place, again);
    FUZZ_PROMISE(strlen(again) < sizeof again);
    FUZZ_PROMISE(trc_place_parse(again, &same, NULL) == TRC_OK && memcmp(&place, &same, sizeof place) == 0);
    promise_distance(&place, "CN-31");
    promise_distance(&place, "-33.9+018.4");
    promise_distance(&place, "XX");
    FUZZ_PROMISE(place.region[0] == '\0' || trc_region_is_within(place.region, place.region));
    FUZZ_PROMISE(place.region[0] == '\0' || trc_region_list_has(place.region, place.region));
    return 0;
}
