/* region.c: region codes: how they are read, what they are called, and the circle in which each lies. */
#include "base/region.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

struct row {
    char region[TRC_REGION_MAX + 1];
    char letters[3]; /* of ISO 3166-2:CN, where the region has the digits of GB/T 2260 */
    int16_t lat_tenths, lon_tenths;
    uint16_t radius_km;
    const char *name, *name_zh;
};

/*
 * In order of the code. A circle holds all of its region, distant islands too: it is a bound for distances and no map.
 * Each is the smallest around a coarse public outline (Natural Earth 1:10m; for provinces an outline of China good to
 * some 10 km, and by hand the islands of CN-46 and CN-71), widened by 5 % and 15 km. A circle that is too wide only
 * makes a distance smaller than could be said. Bouvet Island of NO, and what `elsewhere` lists of FR, NL and US, are
 * outside.
 */
static const struct row rows[] = {
    /* clang-format off: one region a line */
    {"AE", "", 247, 540, 300, "United Arab Emirates", "阿联酋"},
    {"AR", "", -385, -649, 1980, "Argentina", "阿根廷"},
    {"AT", "", 476, 133, 330, "Austria", "奥地利"},
    {"AU", "", -345, 1384, 3000, "Australia", "澳大利亚"},
    {"BD", "", 237, 904, 420, "Bangladesh", "孟加拉国"},
    {"BE", "", 504, 43, 170, "Belgium", "比利时"},
    {"BG", "", 429, 254, 310, "Bulgaria", "保加利亚"},
    {"BR", "", -103, -503, 2780, "Brazil", "巴西"},
    {"CA", "", 617, -882, 2940, "Canada", "加拿大"},
    {"CH", "", 466, 82, 210, "Switzerland", "瑞士"},
    {"CL", "", -362, -846, 2710, "Chile", "智利"},
    {"CN", "", 311, 1063, 3270, "China", "中国"},
    {"CN-11", "BJ", 401, 1165, 130, "Beijing", "北京"},
    {"CN-12", "TJ", 394, 1173, 120, "Tianjin", "天津"},
    {"CN-13", "HE", 395, 1157, 430, "Hebei", "河北"},
    {"CN-14", "SX", 377, 1121, 420, "Shanxi", "山西"},
    {"CN-15", "NM", 468, 1109, 1300, "Inner Mongolia", "内蒙古"},
    {"CN-21", "LN", 412, 1223, 340, "Liaoning", "辽宁"},
    {"CN-22", "JL", 444, 1265, 450, "Jilin", "吉林"},
    {"CN-23", "HL", 485, 1268, 710, "Heilongjiang", "黑龙江"},
    {"CN-31", "SH", 313, 1215, 100, "Shanghai", "上海"},
    {"CN-32", "JS", 333, 1193, 350, "Jiangsu", "江苏"},
    {"CN-33", "ZJ", 292, 1207, 300, "Zhejiang", "浙江"},
    {"CN-34", "AH", 320, 1174, 340, "Anhui", "安徽"},
    {"CN-35", "FJ", 259, 1181, 310, "Fujian", "福建"},
    {"CN-36", "JX", 271, 1161, 370, "Jiangxi", "江西"},
    {"CN-37", "SD", 363, 1187, 420, "Shandong", "山东"},
    {"CN-41", "HA", 339, 1138, 360, "Henan", "河南"},
    {"CN-42", "HB", 307, 1123, 430, "Hubei", "湖北"},
    {"CN-43", "HN", 275, 1117, 360, "Hunan", "湖南"},
    {"CN-44", "GD", 225, 1133, 470, "Guangdong", "广东"},
    {"CN-45", "GX", 244, 1083, 430, "Guangxi", "广西"},
    {"CN-46", "HI", 120, 1114, 980, "Hainan", "海南"},
    {"CN-50", "CQ", 302, 1078, 290, "Chongqing", "重庆"},
    {"CN-51", "SC", 312, 1026, 630, "Sichuan", "四川"},
    {"CN-52", "GZ", 267, 1068, 360, "Guizhou", "贵州"},
    {"CN-53", "YN", 255, 1018, 540, "Yunnan", "云南"},
    {"CN-54", "XZ", 316, 890, 1080, "Tibet", "西藏"},
    {"CN-61", "SN", 358, 1089, 510, "Shaanxi", "陕西"},
    {"CN-62", "GS", 376, 1007, 810, "Gansu", "甘肃"},
    {"CN-63", "QH", 357, 961, 680, "Qinghai", "青海"},
    {"CN-64", "NX", 373, 1066, 260, "Ningxia", "宁夏"},
    {"CN-65", "XJ", 406, 849, 1050, "Xinjiang", "新疆"},
    {"CN-71", "TW", 234, 1207, 560, "Taiwan", "台湾"},
    {"CN-91", "HK", 223, 1141, 60, "Hong Kong", "香港"},
    {"CN-92", "MO", 222, 1136, 30, "Macao", "澳门"},
    {"CO", "", 46, -756, 1240, "Colombia", "哥伦比亚"},
    {"CZ", "", 500, 155, 280, "Czechia", "捷克"},
    {"DE", "", 512, 105, 500, "Germany", "德国"},
    {"DK", "", 559, 117, 270, "Denmark", "丹麦"},
    {"EG", "", 268, 311, 880, "Egypt", "埃及"},
    {"ES", "", 355, -84, 1350, "Spain", "西班牙"},
    {"FI", "", 649, 245, 640, "Finland", "芬兰"},
    {"FR", "", 451, 25, 750, "France", "法国"},
    {"GB", "", 554, -41, 690, "United Kingdom", "英国"},
    {"GR", "", 383, 241, 470, "Greece", "希腊"},
    {"HU", "", 475, 194, 300, "Hungary", "匈牙利"},
    {"ID", "", -18, 1179, 2830, "Indonesia", "印度尼西亚"},
    {"IE", "", 534, -87, 270, "Ireland", "爱尔兰"},
    {"IL", "", 314, 353, 260, "Israel", "以色列"},
    {"IN", "", 210, 848, 2010, "India", "印度"},
    {"IR", "", 327, 537, 1220, "Iran", "伊朗"},
    {"IT", "", 413, 117, 700, "Italy", "意大利"},
    {"JP", "", 306, 1385, 1790, "Japan", "日本"},
    {"KE", "", 5, 378, 650, "Kenya", "肯尼亚"},
    {"KH", "", 128, 1052, 360, "Cambodia", "柬埔寨"},
    {"KR", "", 361, 1280, 410, "South Korea", "韩国"},
    {"KZ", "", 507, 668, 1580, "Kazakhstan", "哈萨克斯坦"},
    {"LA", "", 185, 1046, 580, "Laos", "老挝"},
    {"LK", "", 79, 803, 250, "Sri Lanka", "斯里兰卡"},
    {"MM", "", 192, 979, 1120, "Myanmar", "缅甸"},
    {"MN", "", 489, 1042, 1280, "Mongolia", "蒙古"},
    {"MX", "", 248, -1021, 1810, "Mexico", "墨西哥"},
    {"MY", "", 59, 1095, 1170, "Malaysia", "马来西亚"},
    {"NG", "", 94, 86, 790, "Nigeria", "尼日利亚"},
    {"NL", "", 522, 53, 200, "Netherlands", "荷兰"},
    {"NO", "", 695, 134, 1400, "Norway", "挪威"},
    {"NP", "", 280, 842, 460, "Nepal", "尼泊尔"},
    {"NZ", "", -411, 1768, 1490, "New Zealand", "新西兰"},
    {"PE", "", -93, -732, 1130, "Peru", "秘鲁"},
    {"PH", "", 124, 1217, 1040, "Philippines", "菲律宾"},
    {"PK", "", 305, 693, 1040, "Pakistan", "巴基斯坦"},
    {"PL", "", 517, 190, 450, "Poland", "波兰"},
    {"PT", "", 395, -187, 1160, "Portugal", "葡萄牙"},
    {"QA", "", 254, 512, 120, "Qatar", "卡塔尔"},
    {"RO", "", 456, 250, 410, "Romania", "罗马尼亚"},
    {"RU", "", 650, 910, 4410, "Russia", "俄罗斯"},
    {"SA", "", 251, 454, 1210, "Saudi Arabia", "沙特阿拉伯"},
    {"SE", "", 623, 159, 850, "Sweden", "瑞典"},
    {"SG", "", 13, 1038, 50, "Singapore", "新加坡"},
    {"TH", "", 131, 1006, 890, "Thailand", "泰国"},
    {"TR", "", 390, 355, 910, "Turkey", "土耳其"},
    {"UA", "", 493, 311, 720, "Ukraine", "乌克兰"},
    {"US", "", 432, -1281, 5040, "United States", "美国"},
    {"UZ", "", 428, 647, 800, "Uzbekistan", "乌兹别克斯坦"},
    {"VN", "", 159, 1053, 890, "Vietnam", "越南"},
    {"ZA", "", -354, 292, 1570, "South Africa", "南非"},
    /* clang-format on */
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

/* ISO 3166-1, all of it: 249 officially assigned codes. "EU", "UK", "XK" and other reserved ones are none of them. */
static const char countries[] =
    /* clang-format off: by rows of 36 */
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";
/* clang-format on */

/* Parts of a country by ISO 3166-2 which lie outside its circle. */
static const char elsewhere[][TRC_REGION_MAX + 1] = {
    "FR-971", "FR-972", "FR-973", "FR-974", "FR-976", "FR-BL", "FR-CP", "FR-GF", "FR-GP", "FR-MF",
    "FR-MQ",  "FR-NC",  "FR-PF",  "FR-PM",  "FR-RE",  "FR-TF", "FR-WF", "FR-YT", "NL-AW", "NL-BQ1",
    "NL-BQ2", "NL-BQ3", "NL-CW",  "NL-SX",  "US-AS",  "US-GU", "US-MP", "US-PR", "US-UM", "US-VI",
};

/* Countries of ISO 3166-1 that ISO 3166-2:CN has as parts of China, and GB/T 2260's own digits for two of these. */
static const struct {
    char prefix[TRC_REGION_MAX + 1];
    char region[TRC_REGION_MAX + 1];
} folded[] = {{"HK", "CN-91"}, {"MO", "CN-92"}, {"TW", "CN-71"}, {"CN-81", "CN-91"}, {"CN-82", "CN-92"}};

/* Does a canonical code begin with this one, as a whole? */
static bool begins(const char *region, const char *outer)
{
    const size_t len = strlen(outer);
    return len > 0 && strncmp(region, outer, len) == 0 && (region[len] == '\0' || region[len] == '-');
}

/* The canonical form of a code in upper case, filled up with zeros as the code itself must be. */
static const char *fold(const char region[TRC_REGION_MAX + 1])
{
    for (size_t i = 0; i < sizeof folded / sizeof folded[0]; i++)
        if (begins(region, folded[i].prefix))
            return folded[i].region;
    if (begins(region, "CN") && region[2] != '\0' && trc_ascii_is_letter(region[3]))
        for (size_t i = 0; i < ROW_COUNT; i++)
            if (rows[i].letters[0] != '\0' && strcmp(region + 3, rows[i].letters) == 0)
                return rows[i].region;
    return region;
}

static bool is_letter_or_digit(char c)
{
    return trc_ascii_is_letter(c) || trc_ascii_is_digit(c);
}

static size_t run_length(const char *text)
{
    size_t len = 0;
    while (is_letter_or_digit(text[len]))
        len++;
    return len;
}

size_t trc_region_read(const char *text, char region[TRC_REGION_MAX + 1])
{
    memset(region, 0, TRC_REGION_MAX + 1);
    if (run_length(text) != 2 || !trc_ascii_is_letter(text[0]) || !trc_ascii_is_letter(text[1]))
        return 0;
    size_t len = 2;
    if (text[len] == '-') {
        const size_t part = run_length(text + len + 1);
        if (part == 0)
            return 0;
        if (text[len + 1 + part] != '.') { /* else "-33.9", a latitude */
            if (part > TRC_REGION_MAX - 3)
                return 0;
            len += 1 + part;
        }
    }
    char upper[TRC_REGION_MAX + 1] = "";
    for (size_t i = 0; i < len; i++)
        upper[i] = trc_ascii_upper(text[i]);
    memcpy(region, fold(upper), sizeof upper);
    return len;
}

/* The whole of a text as one code. */
static bool read_whole(const char *text, char region[TRC_REGION_MAX + 1])
{
    const size_t len = trc_region_read(text, region);
    return len > 0 && text[len] == '\0';
}

bool trc_region_is_within(const char *region, const char *outer)
{
    char inside[TRC_REGION_MAX + 1], outside[TRC_REGION_MAX + 1];
    return read_whole(region, inside) && read_whole(outer, outside) && begins(inside, outside);
}

bool trc_region_list_has(const char *list, const char *region)
{
    char wanted[TRC_REGION_MAX + 1], entry[TRC_REGION_MAX + 1];
    if (!read_whole(region, wanted))
        return false;
    for (;; list++) {
        while (trc_ascii_is_space(*list))
            list++;
        list += trc_region_read(list, entry);
        while (trc_ascii_is_space(*list))
            list++;
        if ((*list == ',' || *list == '\0') && begins(wanted, entry))
            return true;
        list += strcspn(list, ",");
        if (*list == '\0')
            return false;
    }
}

static int compare(const void *region, const void *row)
{
    return strcmp(region, ((const struct row *)row)->region);
}

static const struct row *find(const char *region)
{
    return bsearch(region, rows, ROW_COUNT, sizeof rows[0], compare);
}

bool trc_region_is_known(const char *region)
{
    char canonical[TRC_REGION_MAX + 1];
    if (!read_whole(region, canonical))
        return false;
    if (begins(canonical, "CN")) /* whose parts are all in the table */
        return find(canonical) != NULL;
    for (const char *country = countries; *country != '\0'; country += 3)
        if (canonical[0] == country[0] && canonical[1] == country[1])
            return true;
    return false;
}

const char *trc_region_name(const char *region, bool chinese)
{
    char canonical[TRC_REGION_MAX + 1];
    if (!read_whole(region, canonical))
        return NULL;
    const struct row *row = find(canonical);
    return row == NULL ? NULL : chinese ? row->name_zh : row->name;
}

static bool is_name(const char *name, const char *text, size_t len)
{
    size_t same = 0;
    while (same < len && name[same] != '\0' && trc_ascii_lower(name[same]) == trc_ascii_lower(text[same]))
        same++;
    return same == len && name[len] == '\0';
}

const char *trc_region_find(const char *name, size_t len)
{
    for (; len > 0 && trc_ascii_is_space(name[0]); name++)
        len--;
    while (len > 0 && trc_ascii_is_space(name[len - 1]))
        len--;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (is_name(rows[i].name, name, len) || is_name(rows[i].name_zh, name, len))
            return rows[i].region;
    return NULL;
}

static bool is_elsewhere(const char *region)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (strcmp(region, elsewhere[i]) == 0)
            return true;
    return false;
}

bool trc_region_circle(const char *region, struct trc_circle *circle)
{
    const struct row *row = find(region);
    if (row == NULL && region[0] != '\0' && !is_elsewhere(region))
        row = find((const char[]){region[0], region[1], '\0'});
    if (row == NULL)
        return false;
    *circle = (struct trc_circle){row->lat_tenths / 10.0, row->lon_tenths / 10.0, row->radius_km};
    return true;
}
