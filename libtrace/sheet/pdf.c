/* pdf.c: a PDF of labels from its first object to its last. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sheet/pdf.h"
#include "sheet/pdf_font.h"

#define MM_AN_INCH 25.4
#define POINTS_AN_INCH 72.0

static void put_box(struct trc_bytes *out, const char *name, double left, double bottom, double right, double top)
{
    trc_bytes_text(out, name);
    trc_bytes_text(out, "[");
    trc_bytes_milli(out, left);
    trc_bytes_milli(out, bottom);
    trc_bytes_milli(out, right);
    trc_bytes_milli(out, top);
    trc_bytes_text(out, "]");
}

/* A drawing that pages use by name. */
static size_t write_form(struct trc_pdf_file *file, struct trc_bytes *entries, const struct trc_bytes *content)
{
    const size_t number = trc_pdf_file_reserve(file);
    trc_bytes_put(entries, "", 1);
    if (entries->failed || content->failed)
        file->failed = true;
    else
        trc_pdf_file_deflated(file, number, entries->at, content->at, content->len);
    return number;
}

static size_t write_fixed(struct trc_pdf *pdf, const struct trc_pdf_logo *logo, const struct trc_bytes *fonts)
{
    struct trc_bytes entries = {0}, content = {0};
    trc_bytes_text(&entries, "/Type/XObject/Subtype/Form");
    put_box(&entries, "/BBox", 0, -pdf->arrangement.label.height * pdf->dot, pdf->arrangement.label.width * pdf->dot,
            0);
    trc_bytes_text(&entries, "/Resources<</Font<<");
    trc_bytes_put(&entries, fonts->at, fonts->len);
    trc_bytes_text(&entries, ">>");
    if (logo->picture != NULL) {
        trc_bytes_text(&entries, "/XObject<</L ");
        trc_pdf_file_refer(&entries, trc_pdf_logo_write(logo, &pdf->file));
        trc_bytes_text(&entries, ">>");
    }
    trc_bytes_text(&entries, ">>");
    trc_pdf_label_fixed(pdf, logo, &content);
    const size_t number = write_form(&pdf->file, &entries, &content);
    trc_bytes_free(&entries);
    trc_bytes_free(&content);
    return number;
}

static size_t write_marks(struct trc_pdf *pdf)
{
    struct trc_bytes entries = {0}, content = {0};
    trc_bytes_text(&entries, "/Type/XObject/Subtype/Form");
    put_box(&entries, "/BBox", 0, 0, pdf->grid.page_width, pdf->grid.page_height);
    trc_grid_marks(&pdf->grid, &content);
    const size_t number = write_form(&pdf->file, &entries, &content);
    trc_bytes_free(&entries);
    trc_bytes_free(&content);
    return number;
}

/* Page size and resources stand in the root of the tree, once for all pages. */
static void write_shared(struct trc_pdf *pdf, const struct trc_pdf_logo *logo)
{
    struct trc_bytes fonts = {0}, *shared = &pdf->shared;
    trc_pdf_font_write(&pdf->file, &pdf->text, &fonts);
    put_box(shared, "/MediaBox", 0, 0, pdf->grid.page_width, pdf->grid.page_height);
    trc_bytes_text(shared, "/Resources<</Font<<");
    trc_bytes_put(shared, fonts.at, fonts.len);
    trc_bytes_text(shared, ">>/XObject<</T ");
    trc_pdf_file_refer(shared, write_fixed(pdf, logo, &fonts));
    if (pdf->crop_marks) {
        trc_bytes_text(shared, "/M ");
        trc_pdf_file_refer(shared, write_marks(pdf));
    }
    trc_bytes_text(shared, ">>>>");
    trc_bytes_put(shared, "", 1);
    pdf->file.failed |= shared->failed || fonts.failed;
    pdf->tree.shared = shared->at;
    trc_bytes_free(&fonts);
}

/* Text of the document's properties: UTF-16 with its mark, in hexadecimal. */
static void write_info(struct trc_pdf *pdf, const char *title)
{
    pdf->info = trc_pdf_file_reserve(&pdf->file);
    struct trc_bytes *out = trc_pdf_file_begin(&pdf->file, pdf->info);
    trc_bytes_text(out, "<</Producer(trc " TRC_VERSION ")");
    if (title != NULL && *title != '\0') {
        trc_bytes_text(out, "/Title<feff");
        trc_pdf_font_utf16(out, title);
        trc_bytes_text(out, ">");
    }
    trc_bytes_text(out, ">>");
    trc_pdf_file_end(&pdf->file);
}

static enum trc_status plan(struct trc_pdf *pdf, const struct trc_pdf_options *options, const struct trc_design *design,
                            struct trc_error *error)
{
    const double mm = MM_AN_INCH / pdf->print.dpi;
    /* The design's own measure, where it has one: rounded to dots, three labels of 70 mm would not fit on 210 mm. */
    const bool measured = design->width_mm > 0;
    const double width = measured ? design->width_mm : pdf->arrangement.label.width * mm;
    const double height = measured ? design->height_mm : pdf->arrangement.label.height * mm;
    return trc_grid_plan(options, width, height, &pdf->grid, error);
}

static enum trc_status check_title(const char *title, struct trc_error *error)
{
    if (title == NULL || trc_text_is_utf8(title))
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_SYNTAX, _("The title is not UTF-8 text: \"%.80s\"."), title);
}

/* Everything that can be refused, before the first byte is written. */
static enum trc_status prepare(struct trc_pdf *pdf, const struct trc_pdf_options *options,
                               const struct trc_design *design, struct trc_pdf_logo *logo, struct trc_error *error)
{
    enum trc_status status = check_title(options->title, error);
    if (status == TRC_OK)
        status = plan(pdf, options, design, error);
    if (status == TRC_OK)
        status = trc_text_shape(&pdf->arrangement, options->font, &pdf->text, error);
    if (status == TRC_OK && options->logo != NULL)
        status = trc_pdf_logo_open(options->logo, &pdf->arrangement, pdf->print.dpi, logo, error);
    if (status == TRC_OK)
        status = trc_pdf_page_new(pdf, &pdf->page, error);
    if (status == TRC_OK && (pdf->id = strdup(options->id != NULL ? options->id : "")) == NULL)
        status = trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while writing the PDF."));
    return status;
}

enum trc_status trc_pdf_open(const struct trc_pdf_options *options, const struct trc_design *design,
                             const struct trc_arrangement *arrangement, trc_sink *sink, void *context,
                             struct trc_pdf **out, struct trc_error *error)
{
    *out = NULL;
    struct trc_pdf *pdf = calloc(1, sizeof *pdf);
    if (pdf == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while writing the PDF."));
    pdf->arrangement = *arrangement;
    pdf->print = design->print;
    pdf->dot = POINTS_AN_INCH / design->print.dpi;
    pdf->crop_marks = options->crop_marks;
    pdf->next = options->start;
    struct trc_pdf_logo logo = {0};
    enum trc_status status = prepare(pdf, options, design, &logo, error);
    if (status == TRC_OK) {
        trc_pdf_file_open(&pdf->file, sink, context);
        write_info(pdf, options->title);
        write_shared(pdf, &logo);
        status = trc_pdf_file_status(&pdf->file, error);
    }
    trc_pdf_logo_close(&logo);
    if (status != TRC_OK)
        trc_pdf_close(pdf);
    else
        *out = pdf;
    return status;
}

size_t trc_pdf_places(const struct trc_pdf *pdf)
{
    return (size_t)pdf->grid.columns * pdf->grid.rows;
}

static enum trc_status end_page(struct trc_pdf *pdf, struct trc_error *error)
{
    pdf->next = 0;
    const enum trc_status status = trc_pdf_page_pack(pdf->page, error);
    return status != TRC_OK ? status : trc_pdf_add(pdf, pdf->page, error);
}

enum trc_status trc_pdf_label(struct trc_pdf *pdf, const struct trc_label *label, struct trc_error *error)
{
    const enum trc_status status = trc_pdf_page_draw(pdf->page, label, pdf->next, error);
    if (status != TRC_OK)
        return status;
    pdf->drawing = ++pdf->next < trc_pdf_places(pdf);
    return pdf->drawing ? TRC_OK : end_page(pdf, error);
}

enum trc_status trc_pdf_finish(struct trc_pdf *pdf, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    /* A page begun, or the one page that a document must have. */
    if (pdf->drawing || pdf->tree.level[0].number == 0)
        status = end_page(pdf, error);
    if (status != TRC_OK)
        return status;
    struct trc_pdf_file *file = &pdf->file;
    const size_t root = trc_pdf_tree_finish(&pdf->tree, file), catalog = trc_pdf_file_reserve(file);
    struct trc_bytes *out = trc_pdf_file_begin(file, catalog);
    trc_bytes_text(out, "<</Type/Catalog/Pages ");
    trc_pdf_file_refer(out, root);
    trc_bytes_text(out, ">>");
    trc_pdf_file_end(file);
    return trc_pdf_file_finish(file, catalog, pdf->info, pdf->id, error);
}

void trc_pdf_close(struct trc_pdf *pdf)
{
    if (pdf == NULL)
        return;
    trc_pdf_file_close(&pdf->file);
    trc_text_free(&pdf->text);
    trc_pdf_page_free(pdf->page);
    trc_bytes_free(&pdf->shared);
    free(pdf->id);
    free(pdf);
}
