/* charts.c: which charts there are, and what they show. */
#include "sim/charts.h"

#include <string.h>

#include "sim/chart.h"

static bool draw(const char *folder, const char *name, const char *title, const char *title_zh,
                 const struct chart_panel *panels, size_t count)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (chart_write(path, title, title_zh, panels, count, 2))
        return true;
    perror(path);
    return false;
}

static bool draw_causes(const char *folder, const struct honest_result *honest)
{
    struct chart_panel panel = {.title = "Share of honest units, in percent",
                                .title_zh = "占正品的比例（%），虚线：0.05 % 的上限",
                                .x_title = "weightiest finding of the first false alarm · 首次误报的原因",
                                .limit = 100 * FALSE_SHARE_MAX,
                                .y_most = 0.06,
                                .usual = -1,
                                .lines = 1};
    panel.step[panel.steps] = "all";
    panel.line[0].y[panel.steps++] = 100 * measure_false_share(honest);
    for (int i = 0; i < TRC_FINDING_COUNT && panel.steps < CHART_STEPS_MAX; i++)
        if (honest->alarmed_by[i] > 0) {
            panel.step[panel.steps] = trc_finding_name((enum trc_finding_id)i);
            panel.line[0].y[panel.steps++] = 100.0 * (double)honest->alarmed_by[i] / (double)honest->units;
        }
    return draw(folder, "sim-false-alarms.svg", "False alarms in honest life, by cause", "正常流通中的误报，按原因",
                &panel, 1);
}

static void add_curves(struct chart_panel *panel, const struct figures *figures, bool far)
{
    static const char *const counts[][2] = {/* of the attacks, in their order */
                                            {"10 fakes", "10 件假货"},
                                            {"30 fakes", "30 件假货"},
                                            {"100 fakes", "100 件假货"},
                                            {"1,000 fakes", "1000 件假货"},
                                            {"10,000 fakes", "1 万件假货"}};
    for (panel->steps = 0; panel->steps < 20; panel->steps++)
        panel->x[panel->steps] = (double)panel->steps + 1;
    for (unsigned i = 0; i < attack_count; i++) {
        const bool wanted =
            figures->ran[i] && attacks[i].kind == ATTACK_CLONE && attacks[i].far == far && !attacks[i].pin;
        if (!wanted || panel->lines == sizeof counts / sizeof *counts)
            continue;
        struct chart_line *line = &panel->line[panel->lines];
        line->name = counts[panel->lines][0];
        line->name_zh = counts[panel->lines++][1];
        for (size_t n = 0; n < panel->steps; n++)
            line->y[n] = 100 * measure_caught_share(&figures->attack[i].clones, (unsigned)n + 1, COUNT_ONCE);
    }
}

static bool draw_catch(const char *folder, const struct figures *figures)
{
    struct chart_panel panels[2] = {
        {.title = "Codes caught, in percent: fakes in one city", .title_zh = "被识破的码（%）：同一城市"},
        {.title = "Codes caught, in percent: fakes in many cities", .title_zh = "被识破的码（%）：多个城市"}};
    for (int i = 0; i < 2; i++) {
        panels[i].x_title = "scans of fakes without repeats · 假货被扫的次数（十分钟内只算一次）";
        panels[i].y_most = 100;
        panels[i].limit = 100 * CAUGHT_SHARE_MIN;
        panels[i].usual = CAUGHT_SCANS;
        add_curves(&panels[i], figures, i == 1);
    }
    return draw(folder, "sim-caught.svg", "Copied codes caught, by scans of their fakes (of codes scanned so often)",
                "被复制的码：假货被扫多少次后识破（仅计被扫到该次数的码）", panels, 2);
}

/* What a sweep measures at each step. */
static const char *const SWEPT[] = {"clone-10-city", "clone-10-far", "clone-30-city", "clone-100-far"};
enum { SWEPT_COUNT = sizeof SWEPT / sizeof *SWEPT };

static const struct attack *find(const char *name)
{
    for (unsigned i = 0; i < attack_count; i++)
        if (strcmp(attacks[i].name, name) == 0)
            return &attacks[i];
    return NULL;
}

static void measure_step(struct run *run, struct chart_panel panels[2], double at)
{
    static struct honest_result honest;
    static struct attack_result caught;
    const size_t step = panels[0].steps++;
    const uint32_t units = run->units;
    panels[1].steps++;
    memset(&honest, 0, sizeof honest);
    run->units = units;
    run_honest(run, &honest);
    run->units = units / 5 > 0 ? units / 5 : 1; /* of which one in a hundred is missed, not one in two thousand */
    panels[0].x[step] = panels[1].x[step] = at;
    panels[0].line[0].y[step] = 100 * measure_false_share(&honest);
    for (int i = 0; i < SWEPT_COUNT; i++) {
        memset(&caught, 0, sizeof caught);
        run_attack(run, find(SWEPT[i]), &caught);
        panels[1].line[i].y[step] = 100 * measure_caught_share(&caught.clones, CAUGHT_SCANS, COUNT_ONCE);
    }
    run->units = units;
}

static void begin_pair(struct chart_panel panels[2], const char *x_title, double usual)
{
    memset(panels, 0, 2 * sizeof *panels);
    panels[0] = (struct chart_panel){.title = "Honest units alarmed falsely, in percent",
                                     .title_zh = "误报的正品（%）",
                                     .x_title = x_title,
                                     .y_most = 0.2,
                                     .limit = 100 * FALSE_SHARE_MAX,
                                     .usual = usual,
                                     .lines = 1,
                                     .plain = true};
    panels[1] = (struct chart_panel){.title = "Copied codes caught within 10 scans, in percent",
                                     .title_zh = "10 次扫码内被识破的码（%）",
                                     .x_title = x_title,
                                     .y_least = 70,
                                     .y_most = 100,
                                     .limit = 100 * CAUGHT_SHARE_MIN,
                                     .usual = usual,
                                     .lines = SWEPT_COUNT};
    for (int i = 0; i < SWEPT_COUNT; i++) {
        panels[1].line[i].name = find(SWEPT[i])->text;
        panels[1].line[i].name_zh = find(SWEPT[i])->text_zh;
    }
}

static void sweep_policy(const struct run *usual, enum trc_policy_rule rule, const char *name, const int64_t *values,
                         size_t count, struct chart_panel panels[2])
{
    static struct run run;
    begin_pair(panels, name, (double)usual->replay.policy.value[rule]);
    run = *usual;
    for (size_t i = 0; i < count; i++) {
        run.replay.policy.value[rule] = values[i];
        measure_step(&run, panels, (double)values[i]);
    }
}

static void sweep_rate(const struct run *usual, enum sim_rate rate, const char *name, const double *values,
                       size_t count, struct chart_panel panels[2])
{
    static struct run run;
    begin_pair(panels, name, usual->rates.value[rate]);
    run = *usual;
    for (size_t i = 0; i < count; i++) {
        run.rates.value[rate] = values[i];
        measure_step(&run, panels, values[i]);
    }
}

#define EACH(values) values, sizeof(values) / sizeof *(values)

static bool draw_thresholds(const char *folder, const struct run *usual)
{
    static const int64_t scanners[] = {3, 4, 5, 6, 7, 8, 9, 10};
    static const int64_t days[] = {30, 50, 70, 90, 120, 150, 180};
    static const int64_t many[] = {6, 8, 9, 10, 11, 12, 14, 16};
    static const int64_t scans[] = {8, 12, 16, 20, 25, 30, 40, 50};
    static struct chart_panel panels[8];
    sweep_policy(usual, TRC_POLICY_SCANNERS_MAX, "scanners_max · 独立扫码者数", EACH(scanners), panels);
    sweep_policy(usual, TRC_POLICY_SCANNERS_DAYS, "scanners_days · 天数", EACH(days), panels + 2);
    sweep_policy(usual, TRC_POLICY_SCANS_MANY, "scans_many · 扫码次数，达到后人数上限减一", EACH(many), panels + 4);
    sweep_policy(usual, TRC_POLICY_SCANS_MAX, "scans_max · 扫码次数", EACH(scans), panels + 6);
    return draw(folder, "sim-thresholds.svg", "What each threshold does (dotted: its default)",
                "各阈值的作用（点线：默认值）", panels, 8);
}

static bool draw_world(const char *folder, const struct run *usual)
{
    static const double scan[] = {0.05, 0.1, 0.2, 0.35, 0.5, 0.7};
    static const double kept[] = {0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.85, 1};
    static const double resold[] = {0, 0.005, 0.01, 0.015, 0.02};
    static const double days[] = {5, 15, 30, 45, 60, 90};
    static struct chart_panel panels[8];
    sweep_rate(usual, RATE_BUYER_SCANS, "buyer_scans · 会扫码的买家", EACH(scan), panels);
    sweep_rate(usual, RATE_DEVICE_KEPT, "device_kept · 隔日仍能认出的手机", EACH(kept), panels + 2);
    sweep_rate(usual, RATE_RESOLD, "resold · 二手转卖的产品", EACH(resold), panels + 4);
    sweep_rate(usual, RATE_FAKES_DAYS, "fakes_days · 假货在多少天内售出", EACH(days), panels + 6);
    return draw(folder, "sim-world.svg", "What if the world is another (dotted: as assumed)",
                "若现实与假设不同（点线：所作假设）", panels, 8);
}

bool charts_write(const char *folder, const struct figures *figures, const struct run *of_figures)
{
    static struct run run;
    const struct run *usual = &run;
    run = *of_figures;
    run.units = run.units / 2 > 0 ? run.units / 2 : 1; /* of each step of a sweep */
    return draw_causes(folder, &figures->honest) && draw_catch(folder, figures) && draw_thresholds(folder, usual) &&
           draw_world(folder, usual);
}
