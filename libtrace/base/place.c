/* place.c: places as text, and how far two of them are apart at least. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <trc/place.h>

#include "base/ascii.h"
#include "base/error.h"
#include "base/region.h"

#define LAT_MAX 90
#define LON_MAX 360 /* as input; what comes out is up to 180 */

/* Half the diagonal of a tenth of a degree squared is longest at the equator: 7.85 km. */
#define ROUNDING_KM 8.0

/*
 * Nowhere is the earth more sharply curved than along a meridian at the equator: a (1 - e^2) of WGS 84. On a ball of
 * this radius any two points are therefore no farther apart than on the ellipsoid.
 */
#define LEAST_RADIUS_KM 6335.439

#define RADIANS_PER_DEGREE 0.017453292519943295

/* A text that is read from the left. */
struct reader {
    const char *text;
    size_t at;
    struct trc_error *error;
};

static char next(const struct reader *in)
{
    return in->text[in->at];
}

static void skip_blanks(struct reader *in)
{
    while (trc_ascii_is_space(next(in)))
        in->at++;
}

static bool skip(struct reader *in, char c)
{
    if (next(in) != c)
        return false;
    in->at++;
    return true;
}

static bool is_sign(char c)
{
    return c == '+' || c == '-';
}

static enum trc_status bad_point(const struct reader *in)
{
    return trc_error_rule(in->error, "place-point", in->at,
                          _("A point is its latitude and its longitude in degrees, such as \"+31.2+121.5\" or "
                            "\"31.2, 121.5\"."));
}

/* The decimals behind the point, rounded to one: 0 to 10 tenths. */
static int read_decimals(struct reader *in, bool *all_zeros)
{
    const size_t start = in->at;
    int tenths = 0;
    *all_zeros = true;
    for (; trc_ascii_is_digit(next(in)); in->at++) {
        if (in->at == start)
            tenths = next(in) - '0';
        else if (in->at == start + 1 && next(in) >= '5')
            tenths++;
        *all_zeros = *all_zeros && next(in) == '0';
    }
    return tenths;
}

/* A number of degrees, rounded to tenths. Not within when it is over `max`, by however little. */
static enum trc_status read_degrees(struct reader *in, int max, int *tenths, bool *within)
{
    const bool negative = next(in) == '-';
    if (is_sign(next(in)))
        in->at++;
    if (!trc_ascii_is_digit(next(in)))
        return bad_point(in);
    int whole = 0;
    for (; trc_ascii_is_digit(next(in)); in->at++)
        if (whole <= max) /* which keeps it from overflowing */
            whole = whole * 10 + next(in) - '0';

    int decimals = 0;
    bool all_zeros = true;
    if (skip(in, '.')) {
        if (!trc_ascii_is_digit(next(in)))
            return bad_point(in);
        decimals = read_decimals(in, &all_zeros);
    }
    *within = whole < max || (whole == max && all_zeros);
    *tenths = (negative ? -1 : 1) * (10 * whole + decimals);
    return TRC_OK;
}

static bool skip_comma(struct reader *in)
{
    const size_t before = in->at;
    skip_blanks(in);
    if (!skip(in, ',')) {
        in->at = before;
        return false;
    }
    skip_blanks(in);
    return true;
}

static enum trc_status read_point(struct reader *in, struct trc_place *place)
{
    int lat = 0, lon = 0;
    bool lat_within = false, lon_within = false;
    const bool lat_signed = is_sign(next(in));
    enum trc_status status = read_degrees(in, LAT_MAX, &lat, &lat_within);
    if (status != TRC_OK)
        return status;
    const bool comma = skip_comma(in);
    if (!comma && !(lat_signed && is_sign(next(in))))
        return bad_point(in);
    status = read_degrees(in, LON_MAX, &lon, &lon_within);
    if (status != TRC_OK)
        return status;
    if (!comma)
        skip(in, '/'); /* which ends a point of ISO 6709 */

    if (!lat_within)
        return trc_error_set(in->error, TRC_ERR_RANGE,
                             _("A latitude goes from -90 (south) to 90 (north) degrees; it comes before the longitude, "
                               "and minutes are no part of it."));
    if (!lon_within)
        return trc_error_set(in->error, TRC_ERR_RANGE,
                             _("A longitude goes from -180 (west) to 180 (east) degrees, without minutes."));
    place->has_point = true;
    place->lat_tenths = (int16_t)lat;
    place->lon_tenths = (int16_t)(lon > 1800 ? lon - 3600 : lon <= -1800 ? lon + 3600 : lon);
    return TRC_OK;
}

static enum trc_status read_region(struct reader *in, struct trc_place *place)
{
    const size_t len = trc_region_read(in->text + in->at, place->region);
    if (len == 0)
        return trc_error_rule(in->error, "place-region", in->at,
                              _("A place is the code of a region, such as \"CN-31\", \"US-CA\" or \"DE\", or a point, "
                                "such as \"+31.2+121.5\", or both in this order."));
    in->at += len;
    return TRC_OK;
}

static enum trc_status read_place(struct reader *in, struct trc_place *place)
{
    enum trc_status status = TRC_OK;
    skip_blanks(in);
    if (next(in) != '\0' && !is_sign(next(in)) && !trc_ascii_is_digit(next(in)))
        status = read_region(in, place);
    skip_blanks(in);
    if (status == TRC_OK && next(in) != '\0')
        status = read_point(in, place);
    skip_blanks(in);
    if (status == TRC_OK && next(in) != '\0')
        status = trc_error_rule(in->error, "place-end", in->at,
                                _("The place is complete before this; take away what follows it."));
    return status;
}

enum trc_status trc_place_parse(const char *text, struct trc_place *place, struct trc_error *error)
{
    struct reader in = {text, 0, error};
    memset(place, 0, sizeof *place);
    const enum trc_status status = read_place(&in, place);
    if (status != TRC_OK)
        memset(place, 0, sizeof *place);
    return status;
}

/* "+31.2" or "-004.5": a sign, this many digits, and one decimal. */
static char *put_degrees(char *out, int tenths, int digits)
{
    *out++ = tenths < 0 ? '-' : '+';
    int rest = abs(tenths);
    out[digits] = '.';
    out[digits + 1] = (char)('0' + rest % 10);
    for (int i = digits - 1; i >= 0; i--) {
        rest /= 10;
        out[i] = (char)('0' + rest % 10);
    }
    return out + digits + 2;
}

void trc_place_format(const struct trc_place *place, char text[TRC_PLACE_TEXT_SIZE])
{
    assert(abs(place->lat_tenths) <= 900 && place->lon_tenths > -1800 && place->lon_tenths <= 1800);
    const size_t region_len = strlen(place->region);
    memcpy(text, place->region, region_len);
    text += region_len;
    if (place->has_point)
        text = put_degrees(put_degrees(text, place->lat_tenths, 2), place->lon_tenths, 3);
    *text = '\0';
}

static bool place_circle(const struct trc_place *place, struct trc_circle *circle)
{
    if (!place->has_point)
        return trc_region_circle(place->region, circle);
    *circle = (struct trc_circle){place->lat_tenths / 10.0, place->lon_tenths / 10.0, ROUNDING_KM};
    return true;
}

/* Between the centres, by the haversine formula, which is exact for small distances too. */
static double least_between(const struct trc_circle *a, const struct trc_circle *b)
{
    const double lat_a = a->lat * RADIANS_PER_DEGREE, lat_b = b->lat * RADIANS_PER_DEGREE;
    const double sin_lat = sin((lat_b - lat_a) / 2);
    const double sin_lon = sin((b->lon - a->lon) * RADIANS_PER_DEGREE / 2);
    const double h = sin_lat * sin_lat + cos(lat_a) * cos(lat_b) * sin_lon * sin_lon;
    return 2 * LEAST_RADIUS_KM * asin(sqrt(fmin(h, 1)));
}

/* What is known of one of them is a region that the other may be in, by what is known of it. */
static bool may_coincide(const struct trc_place *a, const struct trc_place *b)
{
    return !(a->has_point && b->has_point) &&
           (trc_region_is_within(a->region, b->region) || trc_region_is_within(b->region, a->region));
}

int32_t trc_place_distance_km(const struct trc_place *a, const struct trc_place *b)
{
    struct trc_circle first, second;
    if (may_coincide(a, b))
        return 0;
    if (!place_circle(a, &first) || !place_circle(b, &second))
        return -1;
    const double km = least_between(&first, &second) - first.radius_km - second.radius_km;
    return km > 0 ? (int32_t)km : 0;
}
