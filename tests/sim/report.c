/* report.c: what the simulator says, in four forms. */
#include "sim/report.h"

#include <inttypes.h>

static double percent(uint64_t part, uint64_t all)
{
    return all == 0 ? 0.0 : 100.0 * (double)part / (double)all;
}

/* Codes caught by the median scan; -1 when fewer than half ever are. */
static int median_scan(const struct clone_result *result)
{
    uint64_t caught = 0;
    for (unsigned n = 0; n <= CATCH_MAX; n++) {
        caught += result->caught_at[n];
        if (2 * caught >= result->caught)
            return (int)n;
    }
    return -1;
}

/* One row of clones, in whatever form: the fields are the same. */
struct clone_row {
    double within_5, within_10, within_10_raw, too_few, warned, warned_at_first, to_owner;
    int median;
};

static struct clone_row clone_row(const struct clone_result *result)
{
    return (struct clone_row){
        .within_5 = 100 * measure_caught_share(result, 5, COUNT_ONCE),
        .within_10 = 100 * measure_caught_share(result, CAUGHT_SCANS, COUNT_ONCE),
        .within_10_raw = 100 * measure_caught_share(result, CAUGHT_SCANS, COUNT_RAW),
        .too_few = percent(result->codes - result->scanned[COUNT_ONCE][CAUGHT_SCANS], result->codes),
        .warned = percent(result->warned, result->asked),
        .warned_at_first = percent(result->warned_at_first, result->asked),
        .to_owner = percent(result->first_to_owner, result->caught),
        .median = median_scan(result),
    };
}

/* "-" where there is nothing to measure. */
static void words(double share, char text[16])
{
    if (share < 0)
        snprintf(text, 16, "-");
    else
        snprintf(text, 16, "%.2f", share);
}

static void write_share(const char *name, const char *finding, uint64_t part, uint64_t all, bool markdown)
{
    char text[80];
    const char *mark = markdown && finding[0] != '\0' ? "`" : "";
    snprintf(text, sizeof text, "%s%s%s%s", name, mark, finding, mark);
    if (markdown)
        printf("| %s | %" PRIu64 " | %.4f %% |\n", text, part, percent(part, all));
    else
        printf("  %-58s %10" PRIu64 " %9.4f %%\n", text, part, percent(part, all));
}

static void write_shares(const char *name, const uint64_t *by, uint64_t all, bool markdown)
{
    for (int i = 0; i < TRC_FINDING_COUNT; i++)
        if (by[i] > 0)
            write_share(name, trc_finding_name((enum trc_finding_id)i), by[i], all, markdown);
}

static void write_honest(const struct honest_result *honest, bool markdown)
{
    const uint64_t all = honest->units;
    if (markdown)
        puts("| | units | share |\n|---|---:|---:|");
    write_share("honest units", "", all, all, markdown);
    write_share("of these ever scanned by a consumer or inspector", "", honest->asked, all, markdown);
    write_share(markdown ? "**falsely alarmed**" : "falsely alarmed", "", honest->alarmed, all, markdown);
    write_share("of these called counterfeit", "", honest->red, all, markdown);
    write_shares("false: ", honest->alarmed_by, all, markdown);
    write_share("told a caution that was true", "", honest->told, all, markdown);
    write_shares("true: ", honest->told_by, all, markdown);
    putchar('\n');
}

static void write_clones(const struct figures *figures, bool markdown)
{
    if (markdown)
        puts("| attack | codes | caught within 5 scans | **within 10** | within 10, repeats counted | median scan |"
             " too few scans | holders who scan, warned | at once | first told to the genuine unit's |\n"
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    else
        puts("  attack                                                  codes   in 5   in 10  raw 10 median too few  "
             "warned at once  owner");
    for (unsigned i = 0; i < attack_count; i++) {
        const struct clone_row of = clone_row(&figures->attack[i].clones);
        const uint32_t codes = figures->attack[i].codes;
        char in_5[16], in_10[16], raw[16];
        words(of.within_5, in_5);
        words(of.within_10, in_10);
        words(of.within_10_raw, raw);
        if (!figures->ran[i] || attacks[i].kind == ATTACK_SPOIL)
            continue;
        if (markdown)
            printf("| %s | %" PRIu32 " | %s | **%s** | %s | %d | %.1f | %.1f | %.1f | %.1f |\n", attacks[i].text, codes,
                   in_5, in_10, raw, of.median, of.too_few, of.warned, of.warned_at_first, of.to_owner);
        else
            printf("  %-52s %8" PRIu32 " %6s %7s %7s %6d %7.1f %7.1f %7.1f %6.1f\n", attacks[i].text, codes, in_5,
                   in_10, raw, of.median, of.too_few, of.warned, of.warned_at_first, of.to_owner);
    }
    putchar('\n');
}

static void write_spoilt(const struct figures *figures, bool markdown)
{
    if (markdown)
        puts("| scanned on the shelf by an attacker | units | alarmed afterwards | called counterfeit |\n"
             "|---|---:|---:|---:|");
    else
        puts("  scanned on the shelf by an attacker                     units  alarmed      red");
    for (unsigned i = 0; i < attack_count; i++) {
        const struct honest_result *spoilt = &figures->attack[i].spoilt;
        const double alarmed = percent(spoilt->alarmed, spoilt->units), red = percent(spoilt->red, spoilt->units);
        if (!figures->ran[i] || attacks[i].kind != ATTACK_SPOIL)
            continue;
        if (markdown)
            printf("| %s | %" PRIu64 " | %.2f %% | %.2f %% |\n", attacks[i].text, spoilt->units, alarmed, red);
        else
            printf("  %-52s %8" PRIu64 " %6.2f %% %6.2f %%\n", attacks[i].text, spoilt->units, alarmed, red);
    }
    putchar('\n');
}

static void write_tables(const struct figures *figures, bool markdown)
{
    const struct attack *worst;
    double worst_share;
    const double caught = figures_caught(figures, &worst, &worst_share);
    if (figures->seed != 0)
        printf("%sseed %" PRIu64 "\n\n", markdown ? "#### " : "", figures->seed);
    else
        printf("%sall seeds\n\n", markdown ? "#### " : "");
    if (figures->honest_ran)
        write_honest(&figures->honest, markdown);
    if (caught >= 0)
        printf("%sclones caught within %d scans of a fake: %.2f %%; worst: %s, %.2f %%\n\n", markdown ? "" : "  ",
               CAUGHT_SCANS, 100 * caught, worst->text, 100 * worst_share);
    write_clones(figures, markdown);
    write_spoilt(figures, markdown);
}

static void write_json(const struct figures *figures)
{
    const struct honest_result *honest = &figures->honest;
    const struct attack *worst;
    double worst_share;
    const double caught = figures_caught(figures, &worst, &worst_share);
    printf("{\"seed\":%" PRIu64 ",\"units\":%" PRIu64 ",\"scans\":%" PRIu64 ",\"asked\":%" PRIu64
           ",\"alarmed\":%" PRIu64 ",\"red\":%" PRIu64 ",\"told\":%" PRIu64 ",\"false_share\":%.6f,\"caught_share\":",
           figures->seed, honest->units, honest->scans, honest->asked, honest->alarmed, honest->red, honest->told,
           measure_false_share(honest));
    if (caught >= 0)
        printf("%.6f,\"worst\":\"%s\",\"worst_share\":%.6f", caught, worst->name, worst_share);
    else
        fputs("null", stdout);
    fputs(",\"alarmed_by\":{", stdout);
    bool first = true;
    for (int i = 0; i < TRC_FINDING_COUNT; i++)
        if (honest->alarmed_by[i] > 0) {
            printf("%s\"%s\":%" PRIu64, first ? "" : ",", trc_finding_name((enum trc_finding_id)i),
                   honest->alarmed_by[i]);
            first = false;
        }
    fputs("}}\n", stdout);
    for (unsigned i = 0; i < attack_count; i++) {
        if (!figures->ran[i])
            continue;
        printf("{\"seed\":%" PRIu64 ",\"attack\":\"%s\",\"codes\":%" PRIu32, figures->seed, attacks[i].name,
               figures->attack[i].codes);
        const struct clone_row of = clone_row(&figures->attack[i].clones);
        const struct honest_result *spoilt = &figures->attack[i].spoilt;
        if (attacks[i].kind == ATTACK_SPOIL)
            printf(",\"alarmed\":%" PRIu64 ",\"red\":%" PRIu64 "}\n", spoilt->alarmed, spoilt->red);
        else
            printf(",\"fakes\":%" PRIu64 ",\"scans\":%" PRIu64 ",\"caught\":%" PRIu64 ",\"within_10\":%.4f"
                   ",\"within_10_raw\":%.4f,\"median\":%d,\"too_few\":%.4f,\"warned\":%.4f,\"warned_at_first\":%.4f}\n",
                   figures->attack[i].clones.fakes, figures->attack[i].clones.scans, figures->attack[i].clones.caught,
                   of.within_10, of.within_10_raw, of.median, of.too_few, of.warned, of.warned_at_first);
    }
}

/* Long: one figure in each row. */
static void write_figure(uint64_t seed, const char *scenario, const char *figure, double value)
{
    printf("%" PRIu64 ",%s,%s,%.6f\n", seed, scenario, figure, value);
}

static void write_csv(const struct figures *figures)
{
    const uint64_t seed = figures->seed;
    if (figures->honest_ran)
        write_figure(seed, "honest", "false_share", measure_false_share(&figures->honest));
    for (int i = 0; i < TRC_FINDING_COUNT && figures->honest_ran; i++)
        if (figures->honest.alarmed_by[i] > 0)
            write_figure(seed, "honest", trc_finding_name((enum trc_finding_id)i),
                         (double)figures->honest.alarmed_by[i] / (double)figures->honest.units);
    for (unsigned i = 0; i < attack_count; i++) {
        char name[24];
        if (!figures->ran[i])
            continue;
        if (attacks[i].kind == ATTACK_SPOIL)
            write_figure(seed, attacks[i].name, "alarmed", measure_false_share(&figures->attack[i].spoilt));
        for (unsigned n = 1; n <= 20 && attacks[i].kind != ATTACK_SPOIL; n++) {
            const double share = measure_caught_share(&figures->attack[i].clones, n, COUNT_ONCE);
            snprintf(name, sizeof name, "caught_within_%u", n);
            if (share >= 0)
                write_figure(seed, attacks[i].name, name, share);
        }
    }
}

void report_begin(enum report_form form)
{
    if (form == REPORT_CSV)
        puts("seed,scenario,figure,value");
}

void report_write(const struct figures *figures, enum report_form form)
{
    if (form == REPORT_JSON)
        write_json(figures);
    else if (form == REPORT_CSV)
        write_csv(figures);
    else
        write_tables(figures, form == REPORT_MARKDOWN);
}
