/* rates.h: every rate of the simulated world, in one table, each with where it comes from. */
#ifndef TRC_TESTS_SIM_RATES_H
#define TRC_TESTS_SIM_RATES_H

#include <stdbool.h>
#include <stdio.h>

/*
 * One row: constant, name, value, what it is and why this value. No row was measured by us. Most are assumptions, and
 * where in doubt they make honest life look more like a copy.
 */
#define SIM_RATE_MAP(X)                                                                                                \
    /* Phones, places and networks. */                                                                                 \
    X(DEVICE_KEPT, "device_kept", 0.70,                                                                                \
      "people whose device is known again another day; the pseudonym of the others is new every day, because the "     \
      "service sets no cookies")                                                                                       \
    X(NAMELESS, "nameless", 0.05, "people of whose device nothing is known at all: privacy browsers")                  \
    X(OTHER_APP, "other_app", 0.12,                                                                                    \
      "scans that the same person makes with another app than before (WeChat, Alipay, camera): another pseudonym")     \
    X(NO_NETWORK, "no_network", 0.01, "scans whose address is not told to the service")                                \
    X(POOLS, "pools_per_million", 4.0,                                                                                 \
      "networks (/24 or /48) per operator and million people behind which phones share addresses; three operators")    \
    X(PLACE_NONE, "place_none", 0.15, "people whose scans carry no place")                                             \
    X(PLACE_POINT, "place_point", 0.25,                                                                                \
      "people whose scans carry a point: they allow it; the others' a province only")                                  \
    X(REGION_WRONG, "region_wrong", 0.01,                                                                              \
      "scans whose province, told by the address, is another one; vendors of such tables say about 99 % are right")    \
    X(POINT_WRONG, "point_wrong", 0.001, "points in another city: cell towers, stale fixes")                           \
    X(VPN, "vpn", 0.015, "people all of whose scans come from another city: VPN, company gateway, roaming")            \
    X(TRADE_WRONG, "trade_wrong", 0.00005, "trade scans with the place of another branch; they log in at their site")  \
    X(CLOCK_SKEWED, "clock_skewed", 0.003, "trade scans sent later by a hand-held whose clock is up to 2 h off")       \
    /* Factory and trade. */                                                                                           \
    X(LINE_TWICE, "line_twice", 0.02, "units scanned twice on the line")                                               \
    X(FACTORY_PHONE, "factory_phone", 0.0001,                                                                          \
      "units sold although somebody tried their label with a phone at the factory, before release: 1 of a batch of "   \
      "10,000")                                                                                                        \
    X(LATE_RELEASE, "late_release", 0.001, "units in shops up to 10 days before the office releases the batch")        \
    X(HAS_MARKET, "has_market", 0.30, "units shipped to a market that is on record")                                   \
    X(OFF_MARKET, "off_market", 0.01, "of these, units that a distributor sells elsewhere: the caution is true")       \
    X(WAREHOUSE_SCAN, "warehouse_scan", 0.80, "units scanned in the factory's warehouse")                              \
    X(DISTRIBUTOR_SCAN, "distributor_scan", 0.60, "units scanned by the distributor")                                  \
    X(SHIPPED_BY_AIR, "shipped_by_air", 0.05, "shipments by air cargo; the others by truck")                           \
    X(SHOP_SCAN, "shop_scan", 0.70, "units scanned by the shop on arrival")                                            \
    X(SCAN_TWICE, "scan_twice", 0.15, "trade scans repeated within minutes, sometimes with another hand-held")         \
    X(STOCKTAKING, "stocktaking", 0.20, "units scanned once more in the shop before they are sold")                    \
    X(CHECKOUT_SCAN, "checkout_scan", 0.30, "units whose code the till reads")                                         \
    X(SALE_RECORDED, "sale_recorded", 0.25, "units whose sale the shop records")                                       \
    X(SALE_WRONG, "sale_wrong", 0.002,                                                                                 \
      "units recorded as sold in place of another that lay beside them, where sales are recorded")                     \
    X(INSPECTED, "inspected", 0.005, "units scanned by an inspector in the shop")                                      \
    X(SAMPLE, "sample", 0.002, "units that become samples")                                                            \
    X(EXPORTED, "exported", 0.005, "units marked as exported")                                                         \
    X(SHORT_DATED, "short_dated", 0.10, "units that expire within the simulated time")                                 \
    /* Shoppers. */                                                                                                    \
    X(SHELF_SCANNERS, "shelf_scanners", 0.12, "people who scan a unit on the shelf and do not buy it, on average")     \
    X(DISPLAY, "display", 0.003, "units that stand in front or on display")                                            \
    X(DISPLAY_SCANNERS, "display_scanners", 2.0, "people who scan these without buying, on average")                   \
    X(SHOP_NETWORK, "shop_network", 0.15, "shoppers in the shop's own network; the others use mobile data")            \
    X(SHELF_DAYS, "shelf_days", 20.0, "days on the shelf, on average")                                                 \
    /* Buyers. */                                                                                                      \
    X(BUYER_SCANS, "buyer_scans", 0.35, "buyers who ever scan; campaigns report 1 to 20 %")                            \
    X(SCANS_IN_SHOP, "scans_in_shop", 0.30, "of these, at once in the shop")                                           \
    X(SCANS_AT_HOME, "scans_at_home", 0.40, "the same day at home; the rest 10 days later on average")                 \
    X(REPEATS, "repeats", 0.35, "scans repeated within minutes, and these again")                                      \
    X(RESCANS, "rescans", 0.50, "scans on other days, on average, over months")                                        \
    X(FOND, "fond", 0.001, "scanning buyers who scan every few days, for points or recipes")                           \
    X(FOND_SCANS, "fond_scans", 15.0, "how often these do, on average")                                                \
    X(HOUSEHOLD, "household", 1.6, "others in the household, on average (census 2020: 2.6 people in one)")             \
    X(HOUSEHOLD_SCANS, "household_scans", 0.12, "each of them who scans what the buyer scanned")                       \
    X(MOBILE_AT_HOME, "mobile_at_home", 0.25, "scans at home over mobile data")                                        \
    X(GUESTS, "guests", 0.03, "guests who scan, on average")                                                           \
    X(LINK_SHARED, "link_shared", 0.005, "scanning buyers who send the page's link to others")                         \
    X(LINK_OPENED, "link_opened", 0.70, "people who open such a link, on average, 3 of 10 in another city")            \
    X(PREVIEWED, "previewed", 0.30, "shared links that a program opens to draw a preview")                             \
    X(PREVIEW_UNKNOWN, "preview_unknown", 0.10, "previews not told from people, out of data centres")                  \
    X(TRAVELS, "travels", 0.01, "scanning buyers who scan at both ends of a flight or train ride the same day")        \
    /* The scratch PIN. */                                                                                             \
    X(HAS_PIN, "has_pin", 0.30, "units with a scratch PIN")                                                            \
    X(TYPES_PIN, "types_pin", 0.25, "scanning buyers who scratch and type it")                                         \
    X(PIN_MISTYPED, "pin_mistyped", 0.05, "who first type it wrongly")                                                 \
    X(PIN_TWICE, "pin_twice", 0.15, "who type it a second time within the hour")                                       \
    X(PIN_BY_FAMILY, "pin_by_family", 0.05, "PINs that somebody else of the household types again")                    \
    /* Where things go. */                                                                                             \
    X(GIFT, "gift", 0.08, "units bought as gifts")                                                                     \
    X(GIFT_AGAIN, "gift_again", 0.10, "gifts that are given away again")                                               \
    X(GIFT_FAR, "gift_far", 0.50, "gifts that go to another city")                                                     \
    X(GIFT_SAME_DAY, "gift_same_day", 0.30, "of these carried by plane or train; the others by courier")               \
    X(RETURNED, "returned", 0.04, "sold units that come back and are sold again")                                      \
    X(RETURN_RECORDED, "return_recorded", 0.60, "returns recorded as such, and then as on sale again")                 \
    X(RETURN_LEFT, "return_left", 0.05, "returns sold while still recorded as returned")                               \
    X(RESOLD, "resold", 0.005, "units sold second hand, months later")                                                 \
    X(RESOLD_AGAIN, "resold_again", 0.15, "of these sold once more, and once more")                                    \
    X(PROSPECTS, "prospects", 1.0, "others who look at it and scan before it is sold second hand, on average")         \
    X(PICTURED, "pictured", 0.02, "second-hand offers with a legible picture of the code")                             \
    X(PICTURE_SCANNERS, "picture_scanners", 1.0, "strangers anywhere who scan such a picture, on average")             \
    /* Counterfeiters. */                                                                                              \
    X(FAKES_DAYS, "fakes_days", 30.0, "days over which the fakes of one label are sold")                               \
    X(FAKES_TRADE_SCAN, "fakes_trade_scan", 0.05, "fakes that some shop scans; most shops that sell them do not")

enum sim_rate {
#define SIM_RATE_ENUM(name, id, value, text) RATE_##name,
    SIM_RATE_MAP(SIM_RATE_ENUM)
#undef SIM_RATE_ENUM
        RATE_COUNT
};

struct sim_rates {
    double value[RATE_COUNT];
};

void sim_rates_init(struct sim_rates *rates);
/** "name=value"; false when there is no such rate or the value is none. */
bool sim_rates_set(struct sim_rates *rates, const char *text);
/** As a Markdown table. */
void sim_rates_print(const struct sim_rates *rates, FILE *out);

#endif
