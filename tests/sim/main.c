/* main.c: trc-sim: how often honest units are alarmed, and how soon copied codes are caught. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "sim/charts.h"
#include "sim/cross_check.h"

static const char USAGE[] =
    "usage: trc-sim [options]\n"
    "  --seed N          first seed (1)\n"
    "  --seeds N         this many seeds, one after the other, and then all of them (1)\n"
    "  --units N         honest units, and about as many fakes of each attack (1000000)\n"
    "  --scenario NAME   only this: honest, clones, or the name of one attack; may stand several times\n"
    "  --policy R=N      another threshold, by its name in `trc policy show`\n"
    "  --rate R=X        another rate, by its name in --rates\n"
    "  --rates           print the table of rates, and end\n"
    "  --json --csv --markdown\n"
    "  --charts FOLDER   also draw the charts of docs/simulator.md\n"
    "  --registry N      drive N units through a real registry instead, and compare every answer\n"
    "  --check           fail when more than 0.05 % of honest units are alarmed, or less than 99 % of clones caught\n";

struct wish {
    struct run run;
    uint64_t seeds;
    uint32_t registry_units;
    enum report_form form;
    bool check, some; /* some scenarios only */
    bool honest, *attack;
    const char *charts;
};

static bool take_number(const char *text, uint64_t most, uint64_t *number)
{
    char *end;
    *number = strtoull(text, &end, 10);
    return end != text && *end == '\0' && *number > 0 && *number <= most;
}

static bool take_policy(const char *text, struct trc_policy *policy)
{
    char name[32];
    const char *value = strchr(text, '=');
    if (value == NULL || (size_t)(value - text) >= sizeof name)
        return false;
    memcpy(name, text, (size_t)(value - text));
    name[value - text] = '\0';
    const enum trc_policy_rule rule = trc_policy_find(name);
    char *end;
    if (rule == TRC_POLICY_COUNT)
        return false;
    policy->value[rule] = strtoll(value + 1, &end, 10);
    return end != value + 1 && *end == '\0';
}

static bool take_scenario(const char *name, struct wish *wish)
{
    bool found = strcmp(name, "honest") == 0;
    wish->some = true;
    wish->honest = wish->honest || found;
    for (unsigned i = 0; i < attack_count; i++)
        if (strcmp(name, attacks[i].name) == 0 || (strcmp(name, "clones") == 0 && attacks[i].kind == ATTACK_CLONE))
            found = wish->attack[i] = true;
    return found;
}

enum choice {
    OPTION_SEED = 1000,
    OPTION_SEEDS,
    OPTION_UNITS,
    OPTION_SCENARIO,
    OPTION_POLICY,
    OPTION_RATE,
    OPTION_RATES,
    OPTION_JSON,
    OPTION_CSV,
    OPTION_MARKDOWN,
    OPTION_CHARTS,
    OPTION_REGISTRY,
    OPTION_CHECK
};

static const struct option OPTIONS[] = {{"seed", required_argument, NULL, OPTION_SEED},
                                        {"seeds", required_argument, NULL, OPTION_SEEDS},
                                        {"units", required_argument, NULL, OPTION_UNITS},
                                        {"scenario", required_argument, NULL, OPTION_SCENARIO},
                                        {"policy", required_argument, NULL, OPTION_POLICY},
                                        {"rate", required_argument, NULL, OPTION_RATE},
                                        {"rates", no_argument, NULL, OPTION_RATES},
                                        {"json", no_argument, NULL, OPTION_JSON},
                                        {"csv", no_argument, NULL, OPTION_CSV},
                                        {"markdown", no_argument, NULL, OPTION_MARKDOWN},
                                        {"charts", required_argument, NULL, OPTION_CHARTS},
                                        {"registry", required_argument, NULL, OPTION_REGISTRY},
                                        {"check", no_argument, NULL, OPTION_CHECK},
                                        {NULL, 0, NULL, 0}};

static bool take_option(int option, struct wish *wish)
{
    uint64_t number = 0;
    bool ok = true;
    switch (option) {
    case OPTION_SEED:
        return take_number(optarg, UINT64_MAX, &wish->run.seed);
    case OPTION_SEEDS:
        return take_number(optarg, 1000, &wish->seeds);
    case OPTION_UNITS:
        ok = take_number(optarg, 100000000, &number);
        wish->run.units = (uint32_t)number;
        return ok;
    case OPTION_REGISTRY:
        ok = take_number(optarg, 1000000, &number);
        wish->registry_units = (uint32_t)number;
        return ok;
    case OPTION_SCENARIO:
        return take_scenario(optarg, wish);
    case OPTION_POLICY:
        return take_policy(optarg, &wish->run.replay.policy);
    case OPTION_RATE:
        return sim_rates_set(&wish->run.rates, optarg);
    case OPTION_RATES:
        sim_rates_print(&wish->run.rates, stdout);
        exit(0);
    case OPTION_CHARTS:
        wish->charts = optarg;
        return true;
    case OPTION_CHECK:
        return wish->check = true;
    case OPTION_JSON:
    case OPTION_CSV:
    case OPTION_MARKDOWN:
        wish->form = option == OPTION_JSON ? REPORT_JSON : option == OPTION_CSV ? REPORT_CSV : REPORT_MARKDOWN;
        return true;
    default:
        return false;
    }
}

static void run_seed(struct wish *wish, uint64_t seed, struct figures *figures)
{
    figures->seed = wish->run.seed = seed;
    figures->honest_ran = !wish->some || wish->honest;
    if (figures->honest_ran)
        run_honest(&wish->run, &figures->honest);
    for (unsigned i = 0; i < attack_count; i++) {
        figures->ran[i] = !wish->some || wish->attack[i];
        if (figures->ran[i])
            run_attack(&wish->run, &attacks[i], &figures->attack[i]);
    }
}

static bool holds(const struct figures *figures)
{
    const struct attack *worst;
    double worst_share;
    const double caught = figures_caught(figures, &worst, &worst_share);
    const double alarmed = measure_false_share(&figures->honest);
    if (alarmed > FALSE_SHARE_MAX)
        fprintf(stderr, "trc-sim: %.4f %% of honest units are alarmed\n", 100 * alarmed);
    if (caught >= 0 && caught < CAUGHT_SHARE_MIN)
        fprintf(stderr, "trc-sim: %.2f %% of clones are caught\n", 100 * caught);
    return alarmed <= FALSE_SHARE_MAX && (caught < 0 || caught >= CAUGHT_SHARE_MIN);
}

static int compare_with_registry(struct wish *wish)
{
    unsigned long scans;
    const unsigned long wrong = cross_check(&wish->run, wish->registry_units, &scans);
    printf("%lu units, %lu scans, %lu answered otherwise by the registry\n", (unsigned long)wish->registry_units, scans,
           wrong);
    return wrong == 0 && scans > 0 ? 0 : 1;
}

static int simulate(struct wish *wish)
{
    struct figures all;
    bool ok = true;
    const uint64_t first = wish->run.seed;
    figures_init(&all);
    report_begin(wish->form);
    for (uint64_t seed = first; seed < first + wish->seeds; seed++) {
        struct figures figures;
        figures_init(&figures);
        run_seed(wish, seed, &figures);
        figures_add(&all, &figures);
        report_write(&figures, wish->form);
        ok = (!wish->check || holds(&figures)) && ok;
        figures_free(&figures);
    }
    if (wish->seeds > 1)
        report_write(&all, wish->form);
    wish->run.seed = first;
    if (wish->charts != NULL && !charts_write(wish->charts, &all, &wish->run))
        ok = false;
    figures_free(&all);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    static struct wish wish = {.run = {.seed = 1, .units = 1000000}, .seeds = 1};
    sim_rates_init(&wish.run.rates);
    replay_init(&wish.run.replay);
    wish.attack = calloc(attack_count, sizeof *wish.attack);
    if (wish.attack == NULL)
        return 1;
    for (int option; (option = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1;)
        if (!take_option(option, &wish)) {
            fputs(USAGE, stderr);
            return 2;
        }
    const int result = wish.registry_units > 0 ? compare_with_registry(&wish) : simulate(&wish);
    free(wish.attack);
    return result;
}
