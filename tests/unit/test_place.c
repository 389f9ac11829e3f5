/* test_place.c: places as text and back, nothing finer than a tenth of a degree, and distances that never say too much.
 */
#include "status_asserts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <trc/place.h>

#include "base/region.h"
#include "marked.h"
#include "random.h"

static struct trc_place parsed(const char *text)
{
    struct trc_place place;
    struct trc_error error = TRC_ERROR_INIT;
    if (trc_place_parse(text, &place, &error) != TRC_OK)
        fail_msg("\"%s\": %s", text, error.msg);
    return place;
}

struct good_row {
    const char *text, *canonical;
};

static const struct good_row good_rows[] = {
    {"", ""},
    {"  ", ""},
    {"cn-31", "CN-31"},
    {"CN-SH", "CN-31"},
    {" DE ", "DE"},
    {"HK", "CN-91"},
    {"XX-9Z9", "XX-9Z9"},
    {"+31.23+121.47", "+31.2+121.5"},
    {"+31.23+121.47/", "+31.2+121.5"},
    {" +31.23+121.47/ ", "+31.2+121.5"},
    {"31.23,121.47", "+31.2+121.5"},
    {"31.23 ,  121.47", "+31.2+121.5"},
    {"-33.9,18.4", "-33.9+018.4"},
    {"+31+121", "+31.0+121.0"},
    {"31,121", "+31.0+121.0"},
    {"+5.3-0.12", "+05.3-000.1"},
    {"-00.04-000.04", "+00.0+000.0"},
    {"+31.2304160000000000000000000000000000001+121.4737010", "+31.2+121.5"},
    /* Halves go away from zero, on both sides; what is short of a half does not. */
    {"+31.25+121.35", "+31.3+121.4"},
    {"-31.25-121.35", "-31.3-121.4"},
    {"+31.2499999999999999999999+121.3499999999999", "+31.2+121.3"},
    {"+31.95+121.96", "+32.0+122.0"},
    {"+09.99+099.99", "+10.0+100.0"},
    /* Over the date line and at the poles. */
    {"+10.0+180.0", "+10.0+180.0"},
    {"+10.0-180.0", "+10.0+180.0"},
    {"+10.0-179.97", "+10.0+180.0"},
    {"+10.0-179.94", "+10.0-179.9"},
    {"+10.0+179.97", "+10.0+180.0"},
    {"+10.0+180.06", "+10.0-179.9"},
    {"+10.0+190", "+10.0-170.0"},
    {"+10.0-190", "+10.0+170.0"},
    {"+10.0+359.97", "+10.0+000.0"},
    {"+10.0-360.000", "+10.0+000.0"},
    {"+90+0", "+90.0+000.0"},
    {"+89.97+0", "+90.0+000.0"},
    {"-90.000-12.3", "-90.0-012.3"},
    /* Both. */
    {"CN-31+31.2+121.5", "CN-31+31.2+121.5"},
    {"CN-31 31.2,121.5", "CN-31+31.2+121.5"},
    {"cn-sh\t+31.2+121.5/", "CN-31+31.2+121.5"},
    {"DE+51.2+010.5", "DE+51.2+010.5"},
    {"DE-33.9+018.4", "DE-33.9+018.4"},
    {"ZA-33.9,18.4", "ZA-33.9+018.4"},
    {"ZA-WC-33.9+018.4", "ZA-WC-33.9+018.4"},
    {"ZA -33+18", "ZA-33.0+018.0"},
    {"CN-31-31.2-121.5", "CN-31-31.2-121.5"},
    {"CN-310-31.2-121.5", "CN-310-31.2-121.5"},
    {"CN-1.5-121.5", "CN-01.5-121.5"},
};

static void is_read_and_written(void **state)
{
    const struct good_row *row = *state;
    char text[TRC_PLACE_TEXT_SIZE + 1];
    memset(text, '#', sizeof text);
    const struct trc_place place = parsed(row->text);
    trc_place_format(&place, text);
    assert_string_equal(text, row->canonical);
    assert_int_equal(text[TRC_PLACE_TEXT_SIZE], '#');
    const struct trc_place again = parsed(text);
    assert_memory_equal(&again, &place, sizeof place);
}

struct bad_row {
    const char *marked, *rule;
};

static const struct bad_row bad_rows[] = {
    {"|D", "place-region"},
    {"|DEU", "place-region"},
    {"|CN-", "place-region"},
    {"|CN-3100", "place-region"},
    {"  |CHINA", "place-region"},
    {"|上海", "place-region"},
    {"|.5,1", "place-region"},
    {"|,", "place-region"},
    {"|CN31.2,121.5", "place-region"},
    {"CN-31|,", "place-point"},
    {"CN-31 |X", "place-point"},
    {"DE |DE", "place-point"},
    {"+|", "place-point"},
    {"+|+", "place-point"},
    {"+31.2|", "place-point"},
    {"+31.|+121.5", "place-point"},
    {"+31.2+|", "place-point"},
    {"+31.2+121.|", "place-point"},
    {"31.2|+121.5", "place-point"},
    {"+31.2121|.5", "place-point"},
    {"+31.2| +121.5", "place-point"},
    {"31.2|", "place-point"},
    {"31.2,|", "place-point"},
    {"31.2,|,121.5", "place-point"},
    {"31.2|;121.5", "place-point"},
    {"31.2|N,121.5E", "place-point"},
    {"+31.2|e1+121.5", "place-point"},
    {"+0|x1F+121.5", "place-point"},
    {"+|-31.2+121.5", "place-point"},
    {"+|inf+nan", "place-point"},
    {"31|，121", "place-point"},
    {"ZA-33+18|", "place-point"},
    {"ZA-33|,18", "place-point"},
    {"+31.2+121.5|+10/", "place-end"},
    {"+31.2+121.5/|/", "place-end"},
    {"31.2,121.5|/", "place-end"},
    {"+31.2+121.5 |CN-31", "place-end"},
    {"+31.2+121.5|CRSWGS_84/", "place-end"},
    {"+31.2+121.5|E", "place-end"},
};

static const struct trc_place none;

static void is_refused_where_it_goes_wrong(void **state)
{
    const struct bad_row *row = *state;
    char text[64];
    struct trc_place place;
    struct trc_error error = TRC_ERROR_INIT;
    const long pos = marked_text(row->marked, text);
    memset(&place, 0x5a, sizeof place);
    assert_status(trc_place_parse(text, &place, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, row->rule);
    assert_int_equal(error.pos, pos);
    assert_memory_equal(&place, &none, sizeof place);
    assert_status(trc_place_parse(text, &place, NULL), TRC_ERR_SYNTAX);
}

/* Degrees with minutes, and the longitude first, are not taken for a place elsewhere. */
static void what_is_not_on_earth_is_out_of_range(void **state)
{
    (void)state;
    static const char *const texts[] = {"+90.0000000000000000001+0",
                                        "-91+0",
                                        "90.04,0",
                                        "121.47,31.23",
                                        "+3114+12129",
                                        "+311400+1212900",
                                        "+0+360.001",
                                        "+0-361.000",
                                        "+0+99999999999999999999",
                                        "+99999999999999999999+0",
                                        "CN-31+4294967297+4294967297"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct trc_place place;
        struct trc_error error = TRC_ERROR_INIT;
        memset(&place, 0x5a, sizeof place);
        assert_status(trc_place_parse(texts[i], &place, &error), TRC_ERR_RANGE);
        assert_int_equal(error.status, TRC_ERR_RANGE);
        assert_memory_equal(&place, &none, sizeof place);
    }
    assert_int_equal(parsed("+89.99999+0").lat_tenths, 900); /* control: rounding alone leads to no error */
}

static void every_tenth_of_a_degree_goes_there_and_back(void **state)
{
    (void)state;
    for (int tenths = -1799; tenths <= 1800; tenths++) {
        struct trc_place place = {.has_point = true, .lon_tenths = (int16_t)tenths};
        place.lat_tenths = (int16_t)(tenths / 2);
        strcpy(place.region, tenths % 3 == 0 ? "CN-31" : tenths % 3 == 1 ? "DE" : "");
        char text[TRC_PLACE_TEXT_SIZE];
        trc_place_format(&place, text);
        const struct trc_place again = parsed(text);
        assert_memory_equal(&again, &place, sizeof place);
    }
}

/* Whatever has more than one decimal leaves no trace of the others: the same bytes as of the rounded text. */
static void the_exact_point_does_not_survive(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int i = 0; i < 20000; i++) {
        const int lat = (int)random_below(&random, 179999999) - 89999999; /* millionths of a degree */
        const int lon = (int)random_below(&random, 359999999) - 179999999;
        char exact[64], coarse[64];
        snprintf(exact, sizeof exact, "%.6f,%.6f", lat / 1e6, lon / 1e6);
        snprintf(coarse, sizeof coarse, "%.1f,%.1f", round(lat / 1e5) / 10, round(lon / 1e5) / 10);
        const struct trc_place place = parsed(exact), rounded = parsed(coarse);
        assert_memory_equal(&place, &rounded, sizeof place);
        assert_true(abs(place.lat_tenths * 100000 - lat) <= 50000);
    }
}

/* The ball that nobody argues about, apart from the code under test. */
#define MEAN_RADIUS_KM 6371.0088
#define DEGREES (3.14159265358979323846 / 180)

struct vector {
    double x, y, z;
};

static struct vector vector(double lat, double lon)
{
    return (struct vector){cos(lat * DEGREES) * cos(lon * DEGREES), cos(lat * DEGREES) * sin(lon * DEGREES),
                           sin(lat * DEGREES)};
}

/* By the angle between two vectors. */
static double true_km(double lat_a, double lon_a, double lat_b, double lon_b)
{
    const struct vector a = vector(lat_a, lon_a), b = vector(lat_b, lon_b);
    const struct vector cross = {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
    const double sine = sqrt(cross.x * cross.x + cross.y * cross.y + cross.z * cross.z);
    return MEAN_RADIUS_KM * atan2(sine, a.x * b.x + a.y * b.y + a.z * b.z);
}

static int32_t least_km(const char *a, const char *b)
{
    const struct trc_place first = parsed(a), second = parsed(b);
    const int32_t km = trc_place_distance_km(&first, &second);
    assert_int_equal(trc_place_distance_km(&second, &first), km);
    return km;
}

struct far_row {
    const char *name, *a, *b;
    int32_t least, most;
};

/* Distances of the towns by public tables; what can be said is up to 1 % and 16 km less. */
static const struct far_row far_rows[] = {
    {"Beijing-Shanghai: 1067 km", "39.9042,116.4074", "31.2304,121.4737", 1040, 1067},
    {"Urumqi-Harbin: 3080 km", "43.8256,87.6168", "45.8038,126.5350", 3000, 3085},
    {"London-New York: 5570 km", "51.5074,-0.1278", "40.7128,-74.0060", 5500, 5571},
    {"Singapore-Kuala Lumpur: 309 km", "1.3521,103.8198", "3.1390,101.6869", 275, 310},
    {"Suva-Apia over the date line: 1150 km", "-18.1416,178.4419", "-13.8333,-171.7667", 1120, 1156},
    {"Sydney-Santiago: 11340 km", "-33.8688,151.2093", "-33.4489,-70.6693", 11240, 11345},
    {"pole to pole: 20004 km", "+90+0", "-90+120", 19880, 20004},
    {"around the pole", "+90+0", "+90+180", 0, 0},
    {"across the pole: 222 km", "+89+0", "+89+180", 200, 210},
    {"across the date line: 22 km", "+0+179.9", "+0-179.9", 5, 7},
    {"the same tenth", "31.23,121.47", "31.2,121.5", 0, 0},
    {"the next tenth", "31.2,121.5", "31.2,121.6", 0, 0},
    {"opposite on the equator: 20015 km", "+0+90", "+0-90", 19880, 20004},
    /* Regions. */
    {"Xinjiang to Heilongjiang", "CN-65", "CN-23", 1200, 3000},
    {"Shanghai to Beijing", "CN-31", "CN-11", 800, 1000},
    {"Shanghai to the town of Beijing", "CN-31", "39.9,116.4", 900, 1000},
    {"Shanghai and Jiangsu touch", "CN-31", "CN-32", 0, 0},
    {"Shanghai is in China", "CN-31", "CN", 0, 0},
    {"Hong Kong is in China", "HK", "CN", 0, 0},
    {"Hong Kong and Guangdong touch", "HK", "CN-44", 0, 0},
    {"Germany and France touch", "DE", "FR", 0, 0},
    {"Singapore and Malaysia touch", "SG", "MY", 0, 0},
    {"Germany to Shanghai", "DE", "CN-31", 7500, 8500},
    {"Bavaria to Shanghai", "DE-BY", "CN-31", 7500, 8500},
    {"a point counts more than its region", "CN+31.2+121.5", "CN+39.9+116.4", 1040, 1067},
    {"Shanghai, and a point said to be there", "CN-31", "CN-31+39.9+116.4", 0, 0},
    {"two in one unknown region", "XX-1", "XX-1", 0, 0},
    {"an unknown region and its country", "XX-1", "XX", 0, 0},
    {"an unknown region with a point in it", "XX", "XX+10+10", 0, 0},
    {"two unknown regions", "XX-1", "XX-2", -1, -1},
    {"an unknown region and a known one", "XX", "CN", -1, -1},
    {"an unknown region and a point", "XX", "+10+10", -1, -1},
    {"no place", "", "CN", -1, -1},
    {"no place at all", "", "", -1, -1},
    {"no place and a point", "", "+10+10", -1, -1},
    {"Guam is not where the states are", "US-GU", "JP", -1, -1},
    {"Guam is of the United States", "US-GU", "US", 0, 0},
};

static void distance(void **state)
{
    const struct far_row *row = *state;
    const int32_t km = least_km(row->a, row->b);
    if (km < row->least || km > row->most)
        fail_msg("%d km, not %d to %d", km, row->least, row->most);
}

/* A town at each end of many regions lies in its circle; so the circles are where the regions are. */
static void towns_lie_in_their_regions(void **state)
{
    (void)state;
    static const char *const towns[][2] = {
        {"CN-11", "40.53,116.83"}, {"CN-12", "38.93,117.45"}, {"CN-13", "36.63,114.49"}, {"CN-14", "40.08,113.30"},
        {"CN-15", "49.21,119.77"}, {"CN-15", "41.96,101.07"}, {"CN-21", "38.91,121.61"}, {"CN-22", "42.97,129.84"},
        {"CN-23", "53.48,122.35"}, {"CN-23", "48.36,134.29"}, {"CN-31", "31.62,121.40"}, {"CN-31", "30.90,121.93"},
        {"CN-32", "34.59,119.22"}, {"CN-33", "28.00,120.70"}, {"CN-34", "29.71,118.34"}, {"CN-35", "24.48,118.09"},
        {"CN-36", "25.83,114.93"}, {"CN-37", "37.51,122.12"}, {"CN-41", "32.15,114.09"}, {"CN-42", "30.27,109.49"},
        {"CN-43", "28.31,109.74"}, {"CN-44", "20.25,110.17"}, {"CN-45", "21.48,109.12"}, {"CN-46", "18.25,109.51"},
        {"CN-46", "16.83,112.34"}, {"CN-50", "31.02,109.46"}, {"CN-51", "26.58,101.72"}, {"CN-52", "28.88,105.93"},
        {"CN-53", "21.48,101.56"}, {"CN-54", "32.50,80.11"},  {"CN-61", "32.68,109.03"}, {"CN-62", "40.14,94.66"},
        {"CN-63", "33.00,97.01"},  {"CN-64", "36.00,106.24"}, {"CN-65", "39.47,75.99"},  {"CN-65", "47.85,88.14"},
        {"CN-71", "22.00,120.74"}, {"CN-71", "24.43,118.32"}, {"CN-91", "22.20,113.90"}, {"CN-92", "22.12,113.57"},
        {"CN", "39.47,75.99"},     {"CN", "48.36,134.29"},    {"CN", "53.48,122.35"},    {"CN", "18.25,109.51"},
        {"US", "21.31,-157.86"},   {"US", "71.29,-156.79"},   {"US", "24.56,-81.78"},    {"US", "44.90,-66.98"},
        {"CA", "47.56,-52.71"},    {"CA", "48.42,-123.37"},   {"RU", "54.71,20.51"},     {"RU", "43.12,131.89"},
        {"RU", "64.73,177.51"},    {"JP", "45.42,141.67"},    {"JP", "24.34,124.16"},    {"ID", "5.55,95.32"},
        {"ID", "-8.49,140.40"},    {"IN", "8.09,77.54"},      {"IN", "34.16,77.58"},     {"IN", "27.48,95.00"},
        {"AU", "-31.95,115.86"},   {"AU", "-27.47,153.03"},   {"AU", "-42.88,147.33"},   {"BR", "-33.69,-53.46"},
        {"BR", "-7.63,-72.67"},    {"CL", "-27.15,-109.43"},  {"CL", "-54.93,-67.61"},   {"ES", "28.10,-15.41"},
        {"ES", "41.39,2.17"},      {"PT", "37.74,-25.67"},    {"PT", "32.65,-16.91"},    {"NO", "78.22,15.64"},
        {"NZ", "-46.41,168.35"},   {"NZ", "-43.95,-176.56"},  {"MY", "1.49,103.74"},     {"MY", "5.84,118.12"},
        {"VN", "22.48,103.97"},    {"VN", "9.18,105.15"},     {"TH", "6.54,101.28"},     {"PH", "20.45,121.97"},
        {"GB", "60.15,-1.14"},     {"GB", "49.91,-6.31"},     {"FR", "41.39,9.16"},      {"FR", "48.39,-4.49"},
        {"DE", "54.91,8.31"},      {"DE", "47.41,10.28"},     {"IT", "36.72,14.73"},     {"IT", "45.46,9.19"},
        {"GR", "36.43,28.22"},     {"KR", "33.50,126.53"},    {"SG", "1.35,103.82"},     {"TR", "37.57,44.04"},
    };
    for (size_t i = 0; i < COUNT(towns); i++)
        if (trc_region_name(towns[i][0], false) == NULL || least_km(towns[i][0], towns[i][1]) != 0)
            fail_msg("%s is not in %s", towns[i][1], towns[i][0]);
    assert_true(least_km("CN-31", "39.9,116.4") > 0); /* control */
}

static double random_unit(uint64_t *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* A point that is so far from another, in any direction. */
static void walk(uint64_t *random, double lat, double lon, double km, double *to_lat, double *to_lon)
{
    const double bearing = 360 * DEGREES * random_unit(random), arc = km / MEAN_RADIUS_KM, from = lat * DEGREES;
    const double sine = sin(from) * cos(arc) + cos(from) * sin(arc) * cos(bearing);
    *to_lat = asin(fmax(-1, fmin(1, sine))) / DEGREES;
    *to_lon = lon + atan2(sin(bearing) * sin(arc) * cos(from), cos(arc) - sin(from) * sine) / DEGREES;
}

/* A random place, and a random point where it may really be. */
static struct trc_place place_and_point(uint64_t *random, double *lat, double *lon)
{
    static const char *const regions[] = {"CN-31", "CN-65", "CN-11", "CN-46", "CN-91", "CN", "US", "DE", "SG",
                                          "NZ",    "RU",    "CL",    "FR",    "JP",    "ID", "NO", "QA", "ZA"};
    struct trc_place place;
    if (random_below(random, 2) == 0) {
        place = parsed(regions[random_below(random, COUNT(regions))]);
        struct trc_circle circle;
        assert_true(trc_region_circle(place.region, &circle));
        /* Often at the rim, where a bound that is too large shows. */
        const double part = random_below(random, 2) == 0 ? 1 : random_unit(random);
        walk(random, circle.lat, circle.lon, part * circle.radius_km, lat, lon);
        return place;
    }
    *lat = asin(2 * random_unit(random) - 1) / DEGREES;
    *lon = 360 * random_unit(random) - 180;
    if (random_below(random, 4) == 0) /* at the corner of its tenth */
        *lat = (random_below(random, 1800) + 0.4999) / 10 - 90, *lon = (random_below(random, 3599) + 0.4999) / 10 - 179;
    char text[64];
    snprintf(text, sizeof text, "%+.9f%+.9f", *lat, *lon);
    return parsed(text);
}

/* How often a bound, made wider by so much, is more than the truth. */
static int lies(double factor, double plus_km)
{
    uint64_t random = random_seed();
    int count = 0;
    for (int i = 0; i < 200000; i++) {
        double lat_a, lon_a, lat_b, lon_b;
        const struct trc_place a = place_and_point(&random, &lat_a, &lon_a);
        if (random_below(&random, 2) == 0) { /* often near each other */
            char text[64];
            walk(&random, lat_a, lon_a, 100 * random_unit(&random), &lat_b, &lon_b);
            snprintf(text, sizeof text, "%+.9f%+.9f", lat_b, remainder(lon_b, 360));
            const struct trc_place b = parsed(text);
            count += factor * trc_place_distance_km(&a, &b) + plus_km > true_km(lat_a, lon_a, lat_b, lon_b);
            continue;
        }
        const struct trc_place b = place_and_point(&random, &lat_b, &lon_b);
        assert_true(trc_place_distance_km(&a, &b) >= 0);
        assert_int_equal(trc_place_distance_km(&a, &b), trc_place_distance_km(&b, &a));
        count += factor * trc_place_distance_km(&a, &b) + plus_km > true_km(lat_a, lon_a, lat_b, lon_b);
    }
    return count;
}

static void the_least_distance_is_never_more_than_the_true_one(void **state)
{
    (void)state;
    assert_int_equal(lies(1, 0), 0);
    /* Controls: a bound that is a little too large does show. */
    assert_true(lies(1.01, 0) > 0);
    assert_true(lies(1, 40) > 0);
}

/* Between points a bound may not be much too small either, or it would be of no use. */
static void the_least_distance_of_points_is_close_to_the_true_one(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int i = 0; i < 100000; i++) {
        struct trc_place a = {.has_point = true}, b = {.has_point = true};
        a.lat_tenths = (int16_t)((int)random_below(&random, 1801) - 900);
        b.lat_tenths = (int16_t)((int)random_below(&random, 1801) - 900);
        a.lon_tenths = (int16_t)((int)random_below(&random, 3600) - 1799);
        b.lon_tenths = (int16_t)((int)random_below(&random, 3600) - 1799);
        const double km = true_km(a.lat_tenths / 10.0, a.lon_tenths / 10.0, b.lat_tenths / 10.0, b.lon_tenths / 10.0);
        assert_true(trc_place_distance_km(&a, &b) >= km * 0.994 - 17);
    }
}

/* From a to c it is no farther than by way of b, within what each place may be off. */
static void no_way_round_is_shorter(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int i = 0; i < 100000; i++) {
        struct trc_place place[3];
        for (size_t j = 0; j < 3; j++) {
            double lat, lon;
            do
                place[j] = place_and_point(&random, &lat, &lon);
            while (!place[j].has_point);
        }
        const int32_t direct = trc_place_distance_km(&place[0], &place[2]);
        const int32_t round_way =
            trc_place_distance_km(&place[0], &place[1]) + trc_place_distance_km(&place[1], &place[2]);
        assert_true(direct <= round_way + 2 * 16 + 2);
        assert_int_equal(trc_place_distance_km(&place[0], &place[0]), 0);
    }
}

/* What a point can be off: an independent look at all corners of a tenth of a degree, on the ellipsoid. */
static void rounding_moves_a_point_by_less_than_8_km(void **state)
{
    (void)state;
    const double a = 6378.137, e2 = 0.00669437999014;
    double most = 0;
    for (int lat = 0; lat < 900; lat++) {
        const double sine = sin(lat * 0.1 * DEGREES), w = 1 - e2 * sine * sine;
        const double north = 0.05 * DEGREES * a * (1 - e2) / pow(w, 1.5);
        const double east = 0.05 * DEGREES * a / sqrt(w) * cos((lat * 0.1 - 0.05) * DEGREES);
        most = fmax(most, sqrt(north * north + east * east));
    }
    assert_true(most > 7.8 && most < 8);
}

int main(void)
{
    static struct CMUnitTest good[COUNT(good_rows)], bad[COUNT(bad_rows)], far[COUNT(far_rows)];
    for (size_t i = 0; i < COUNT(good_rows); i++)
        good[i] = (struct CMUnitTest){.name = good_rows[i].text,
                                      .test_func = is_read_and_written,
                                      .initial_state = (void *)(uintptr_t)&good_rows[i]};
    for (size_t i = 0; i < COUNT(bad_rows); i++)
        bad[i] = (struct CMUnitTest){.name = bad_rows[i].marked,
                                     .test_func = is_refused_where_it_goes_wrong,
                                     .initial_state = (void *)(uintptr_t)&bad_rows[i]};
    for (size_t i = 0; i < COUNT(far_rows); i++)
        far[i] = (struct CMUnitTest){
            .name = far_rows[i].name, .test_func = distance, .initial_state = (void *)(uintptr_t)&far_rows[i]};
    const struct CMUnitTest rules[] = {
        cmocka_unit_test(what_is_not_on_earth_is_out_of_range),
        cmocka_unit_test(every_tenth_of_a_degree_goes_there_and_back),
        cmocka_unit_test(the_exact_point_does_not_survive),
        cmocka_unit_test(towns_lie_in_their_regions),
        cmocka_unit_test(the_least_distance_is_never_more_than_the_true_one),
        cmocka_unit_test(the_least_distance_of_points_is_close_to_the_true_one),
        cmocka_unit_test(no_way_round_is_shorter),
        cmocka_unit_test(rounding_moves_a_point_by_less_than_8_km),
    };
    int failed = cmocka_run_group_tests_name("good", good, NULL, NULL);
    failed += cmocka_run_group_tests_name("bad", bad, NULL, NULL);
    failed += cmocka_run_group_tests_name("distances", far, NULL, NULL);
    return failed + cmocka_run_group_tests_name("rules", rules, NULL, NULL);
}
