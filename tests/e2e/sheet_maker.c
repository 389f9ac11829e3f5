/* sheet_maker.c: a PDF of labels with a Chinese name, and on stdout the code and serial of each.
 * sheet_maker OUTPUT.pdf COUNT [width=MM] [height=MM] [margin=MM] [gap=MM] [start=N] [marks=1] [pin=1] [chinese=0]
 *             [label_width=MM] [label_height=MM] [dpi=N] [font=FAMILY] [logo=FILE.png] [name=TEXT] [threads=1] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/sheet.h>

struct wish {
    struct trc_pdf_options options;
    struct trc_design design;
    double label_module_mm;
    bool by_page; /* through the calls for many threads */
};

static bool into_file(void *context, const void *bytes, size_t len)
{
    return fwrite(bytes, 1, len, context) == len;
}

static _Noreturn void give_up(const struct trc_error *error)
{
    fprintf(stderr, "sheet_maker: %s\n", error->msg);
    exit(1);
}

static void need(enum trc_status status, const struct trc_error *error)
{
    if (status != TRC_OK)
        give_up(error);
}

static const char *value_of(const char *argument, const char *name)
{
    const size_t len = strlen(name);
    return strncmp(argument, name, len) == 0 && argument[len] == '=' ? argument + len + 1 : NULL;
}

static void take_measure(struct wish *wish, const char *argument)
{
    const struct {
        const char *name;
        double *to[2];
    } measures[] = {
        {"width", {&wish->options.width_mm}},
        {"height", {&wish->options.height_mm}},
        {"margin", {&wish->options.margin_x_mm, &wish->options.margin_y_mm}},
        {"gap", {&wish->options.gap_x_mm, &wish->options.gap_y_mm}},
        {"label_width", {&wish->design.width_mm}},
        {"label_height", {&wish->design.height_mm}},
        {"module", {&wish->label_module_mm}},
    };
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        const char *value = value_of(argument, measures[i].name);
        for (int k = 0; value != NULL && k < 2; k++)
            if (measures[i].to[k] != NULL)
                *measures[i].to[k] = strtod(value, NULL);
    }
}

static void take(struct wish *wish, const char *argument)
{
    const char *value;
    take_measure(wish, argument);
    if ((value = value_of(argument, "start")) != NULL)
        wish->options.start = strtoul(value, NULL, 10);
    if ((value = value_of(argument, "marks")) != NULL)
        wish->options.crop_marks = *value == '1';
    if ((value = value_of(argument, "pin")) != NULL)
        wish->design.pin = *value == '1';
    if ((value = value_of(argument, "chinese")) != NULL)
        wish->design.chinese = *value == '1';
    if ((value = value_of(argument, "threads")) != NULL)
        wish->by_page = *value == '1';
    if ((value = value_of(argument, "dpi")) != NULL)
        wish->design.print.dpi = (unsigned)strtoul(value, NULL, 10);
    if ((value = value_of(argument, "font")) != NULL)
        wish->options.font = value;
    if ((value = value_of(argument, "logo")) != NULL)
        wish->options.logo = value;
    if ((value = value_of(argument, "name")) != NULL)
        wish->design.name = value;
}

static void make_label(size_t number, char code[128], char serial[32], struct trc_symbol *symbol)
{
    snprintf(serial, 32, "60E6419MKAS0Q606%04zu", number);
    snprintf(code, 128, "HTTPS://ID.ACME.CN/01/06901234567892/21/%s", serial);
    struct trc_error error = TRC_ERROR_INIT;
    need(trc_symbol_encode(code, strlen(code), TRC_EC_M, symbol, &error), &error);
}

/* As threads would: whole pages, then added in their order. */
static void add_by_page(struct trc_pdf *pdf, struct trc_pdf_page *page, const struct trc_label *label, size_t place,
                        bool last)
{
    struct trc_error error = TRC_ERROR_INIT;
    need(trc_pdf_page_draw(page, label, place, &error), &error);
    if (!last && place + 1 < trc_pdf_places(pdf))
        return;
    need(trc_pdf_page_pack(page, &error), &error);
    need(trc_pdf_add(pdf, page, &error), &error);
}

static void write_labels(const struct wish *wish, struct trc_pdf *pdf, size_t count)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_pdf_page *page;
    need(trc_pdf_page_new(pdf, &page, &error), &error);
    for (size_t i = 0; i < count; i++) {
        char code[128], serial[32];
        struct trc_symbol symbol;
        make_label(i, code, serial, &symbol);
        const struct trc_label label = {&symbol, code, serial, wish->design.pin ? "48151623" : ""};
        if (wish->by_page)
            add_by_page(pdf, page, &label, (wish->options.start + i) % trc_pdf_places(pdf), i + 1 == count);
        else
            need(trc_pdf_label(pdf, &label, &error), &error);
        printf("%s %s\n", code, serial);
    }
    trc_pdf_page_free(page);
}

static void make(struct wish *wish, FILE *file, size_t count)
{
    struct trc_error error = TRC_ERROR_INIT;
    char code[128], serial[32];
    struct trc_symbol symbol;
    struct trc_arrangement arrangement;
    struct trc_pdf *pdf;
    make_label(0, code, serial, &symbol);
    need(trc_print_snap(wish->label_module_mm, wish->design.print.dpi, &wish->design.print, &error), &error);
    need(trc_label_arrange(&wish->design, symbol.side, &arrangement, &error), &error);
    need(trc_pdf_open(&wish->options, &wish->design, &arrangement, into_file, file, &pdf, &error), &error);
    fprintf(stderr, "%zu places\n", trc_pdf_places(pdf));
    write_labels(wish, pdf, count);
    need(trc_pdf_finish(pdf, &error), &error);
    trc_pdf_close(pdf);
}

int main(int argc, char **argv)
{
    struct wish wish = {
        .options = {.title = "标签 labels", .id = "batch-1"},
        .design = {.width_mm = 60,
                   .height_mm = 30,
                   .print = {.dpi = 600},
                   .name = "青岛陈酿白酒 500 ml",
                   .lot = "L2409A",
                   .expiry = "271231",
                   .host = "id.acme.cn",
                   .serial = true,
                   .chinese = true},
        .label_module_mm = 0.5,
    };
    if (argc < 3)
        return 2;
    for (int i = 3; i < argc; i++)
        take(&wish, argv[i]);
    FILE *file = fopen(argv[1], "wb");
    if (file == NULL)
        return 2;
    make(&wish, file, strtoul(argv[2], NULL, 10));
    return fclose(file) == 0 ? 0 : 1;
}
