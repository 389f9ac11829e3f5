/* lint_lists.c: values out of a list: countries, currencies, package and media types, flags. */
#include <string.h>

#include "gs1/chars.h"
#include "gs1/lint.h"

/* clang-format off */

/* ISO 3166-1 numeric, in ascending order, three digits each. */
static const char country_numbers[] =
    "004008010012016020024028031032036040044048050051052056060064068070072074076084086090092096100104108112116120"
    "124132136140144148152156158162166170174175178180184188191192196203204208212214218222226231232233234238239242"
    "246248250254258260262266268270275276288292296300304308312316320324328332334336340344348352356360364368372376"
    "380384388392398400404408410414417418422426428430434438440442446450454458462466470474478480484492496498499500"
    "504508512516520524528531533534535540548554558562566570574578580581583584585586591598600604608612616620624626"
    "630634638642643646652654659660662663666670674678682686688690694702703704705706710716724728729732740744748752"
    "756760762764768772776780784788792795796798800804807818826831832833834840850854858860862876882887894";

/* ISO 3166-1 alpha-2, two letters each. */
static const char country_letters[] =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCX"
    "CYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIR"
    "ISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNE"
    "NFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTF"
    "TGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/* ISO 4217 numeric, three digits each. */
static const char currency_numbers[] =
    "008012032036044048050051052060064068072084090096104108116124132136144152156170174188191192203208214222230232"
    "238242262270292320324328332340344348352356360364368376388392398400404408410414417418422426430434446454458462"
    "480484496498504512516524532533548554558566578586590598600604608634643646654682690694702704706710728748752756"
    "760764776780784788800807818826834840858860882886901924925927928929930932933934936938940941943944946947948949"
    "950951952953955956957958959960961962963964965967968969970971972973975976977978979980981984985986990994997999";

/* UN/ECE Recommendation 21 with GS1's additions (PackageTypeCode), filled up to three characters with spaces. */
static const char package_types[] =
    "1A 1B 1D 1F 1G 1W 2002012022032042052062102112122C 3A 3H 43 44 4A 4B 4C 4D 4F 4G 4H 5H 5L 5M 6H 6P 7A 7B 8  "
    "8A 8B 8C 9  AA AB AC AD AF AG AH AI AJ AL AM AP APEAT AV B4 BB BC BD BE BF BG BGEBH BI BJ BK BL BM BMEBN BO "
    "BP BQ BR BRIBS BT BU BV BW BX BY BZ CA CB CBLCC CCECD CE CF CG CH CI CJ CK CL CM CN CO CP CQ CR CS CT CU CV "
    "CW CX CY CZ DA DB DC DG DH DI DJ DK DL DM DN DP DPEDR DS DT DU DV DW DX DY E1 E2 E3 EC ED EE EF EG EH EI EN "
    "FB FC FD FE FI FL FO FOBFP FPEFR FT FW FX GB GI GL GR GU GY GZ HA HB HC HG HN HR IA IB IC ID IE IF IG IH IK "
    "IL IN IZ JB JC JG JR JT JY KG KI LABLE LG LT LU LV LZ MA MB MC ME MPEMR MS MT MW MX NA NE NF NG NS NT NU NV "
    "OA OB OC OD OE OF OK OPEOT OU P2 PA PAEPB PC PD PE PF PG PH PI PJ PK PL PLPPN PO POPPP PPEPR PT PU PUEPV PX "
    "PY PZ QA QB QC QD QF QG QH QJ QK QL QM QN QP QQ QR QS RB1RB2RB3RCBRD RG RJ RK RL RO RT RZ S1 SA SB SC SD SE "
    "SECSH SI SK SL SM SO SP SS ST STLSU SV SW SX SY SZ T1 TB TC TD TE TEVTG THETI TK TL TN TO TR TRETS TT TTETU "
    "TV TW TWETY TZ UC UN UUEVA VG VI VK VL VN VO VP VQ VR VS VY WA WB WC WD WF WG WH WJ WK WL WM WN WP WQ WR WRP"
    "WS WT WU WV WW WX WY WZ X11X12X15X16X17X18X19X20X3 XA XB XC XD XF XG XH XJ XK YA YB YC YD YF YG YH YJ YK YL "
    "YM YN YP YQ YR YS YT YV YW YX YY YZ ZA ZB ZC ZD ZF ZG ZH ZJ ZK ZL ZM ZN ZP ZQ ZR ZS ZT ZU ZV ZW ZX ZY ZZ ";

/* clang-format on */

/* Is `code` one of the codes of `width` characters that stand one after the other in ascending order? */
static bool listed(const char *list, size_t size, size_t width, const char *code)
{
    size_t low = 0, high = (size - 1) / width;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int order = memcmp(code, list + middle * width, width);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static enum trc_rule one_of(const char *set, char c, struct trc_flaw *flaw, enum trc_rule rule)
{
    return strchr(set, c) != NULL ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, rule);
}

enum trc_rule trc_lint_lists_iso3166(const char *part, size_t len, struct trc_flaw *flaw)
{
    if (len == 3 && listed(country_numbers, sizeof country_numbers, 3, part))
        return TRC_RULE_NONE;
    return trc_lint_flaw(flaw, 0, TRC_RULE_COUNTRY);
}

enum trc_rule trc_lint_lists_iso3166999(const char *part, size_t len, struct trc_flaw *flaw)
{
    if (len == 3 && (memcmp(part, "999", 3) == 0 || listed(country_numbers, sizeof country_numbers, 3, part)))
        return TRC_RULE_NONE;
    return trc_lint_flaw(flaw, 0, TRC_RULE_COUNTRY_999);
}

enum trc_rule trc_lint_lists_iso3166alpha2(const char *part, size_t len, struct trc_flaw *flaw)
{
    if (len == 2 && listed(country_letters, sizeof country_letters, 2, part))
        return TRC_RULE_NONE;
    return trc_lint_flaw(flaw, 0, TRC_RULE_COUNTRY_ALPHA);
}

enum trc_rule trc_lint_lists_iso4217(const char *part, size_t len, struct trc_flaw *flaw)
{
    if (len == 3 && listed(currency_numbers, sizeof currency_numbers, 3, part))
        return TRC_RULE_NONE;
    return trc_lint_flaw(flaw, 0, TRC_RULE_CURRENCY);
}

enum trc_rule trc_lint_lists_packagetype(const char *part, size_t len, struct trc_flaw *flaw)
{
    char code[3] = {' ', ' ', ' '};
    if (len <= sizeof code) {
        memcpy(code, part, len);
        if (listed(package_types, sizeof package_types, sizeof code, code))
            return TRC_RULE_NONE;
    }
    return trc_lint_flaw(flaw, 0, TRC_RULE_PACKAGE_TYPE);
}

/* GS1 General Specifications, table "AIDC media type": 01 to 10, and 80 to 99 for local use. */
enum trc_rule trc_lint_lists_mediatype(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    const bool assigned = part[0] >= '8' || (part[0] == '0' && part[1] != '0') || (part[0] == '1' && part[1] == '0');
    return assigned ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_MEDIA_TYPE);
}

enum trc_rule trc_lint_lists_iso5218(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return one_of("0129", part[0], flaw, TRC_RULE_SEX);
}

enum trc_rule trc_lint_lists_yesno(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return one_of("01", part[0], flaw, TRC_RULE_FLAG);
}

enum trc_rule trc_lint_lists_winding(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return one_of("019", part[0], flaw, TRC_RULE_WINDING);
}

enum trc_rule trc_lint_lists_importeridx(const char *part, size_t len, struct trc_flaw *flaw)
{
    if (len == 1 && trc_chars_is(part[0], TRC_CHAR_CSET64) && part[0] != '=')
        return TRC_RULE_NONE;
    return trc_lint_flaw(flaw, 0, TRC_RULE_IMPORTER);
}
