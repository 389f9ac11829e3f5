/* writer.c: issued codes to a CSV file or a folder of pictures; nothing half-written keeps its final name. */
#include "issue/writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/console.h"
#include "common/failure.h"
#include "common/text.h"

/* PINs are the second factor: no other user of the machine may read them. */
static mode_t mode_of(const struct issue_layout *layout)
{
    return layout->pins ? 0600 : 0644;
}

static FILE *table(struct writer *writer)
{
    return writer->to_stdout ? stdout : writer->table.file;
}

static bool ends_with(const char *text, const char *ending)
{
    const size_t len = strlen(text), ending_len = strlen(ending);
    return len > ending_len && strcmp(text + len - ending_len, ending) == 0;
}

static const char *extension(int format)
{
    return format == ISSUE_PNG ? ".png" : ".svg";
}

/* Files that begin with a dot are nobody's labels. */
static bool is_empty_folder(const char *path)
{
    DIR *folder = opendir(path);
    bool empty = folder != NULL;
    for (const struct dirent *entry; empty && (entry = readdir(folder)) != NULL;)
        empty = entry->d_name[0] == '.';
    if (folder != NULL)
        closedir(folder);
    return empty;
}

static enum trc_status open_folder(struct writer *writer, bool fresh, struct trc_error *error)
{
    char path[PATH_MAX];
    const char *out = writer->layout.out;
    if (mkdir(out, 0777) != 0 && errno != EEXIST)
        return fail_errno(error, _("The folder %s cannot be made"), out);
    if (fresh && !is_empty_folder(out))
        return fail(error, TRC_ERR_EXISTS,
                    _("%s is not an empty folder: the labels of two batches would mix. Name a new one."), out);
    if (snprintf(path, sizeof path, "%s/labels.csv", out) >= (int)sizeof path)
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), out);
    return file_out_open(&writer->table, path, mode_of(&writer->layout), error);
}

/* A file may hold the only copy of another batch's codes. */
static enum trc_status refuse_overwriting(const char *path, struct trc_error *error)
{
    struct stat existing;
    if (stat(path, &existing) != 0 || !S_ISREG(existing.st_mode) || existing.st_size == 0)
        return TRC_OK;
    return fail(error, TRC_ERR_EXISTS, _("%s is there already and may hold other codes; name a new file."), path);
}

enum trc_status writer_open(struct writer *writer, const struct issue_job *job, bool fresh, struct trc_error *error)
{
    const struct issue_layout *layout = &job->layout;
    const bool names_picture = layout->format != ISSUE_CSV && ends_with(layout->out, extension(layout->format));
    writer->layout = *layout;
    writer->table.file = NULL;
    writer->to_stdout = strcmp(layout->out, "-") == 0;
    writer->single = names_picture && job->batch.count == 1 && !layout->pins;
    if (fresh && !writer->to_stdout && (writer->single || layout->format == ISSUE_CSV)) {
        const enum trc_status status = refuse_overwriting(layout->out, error);
        if (status != TRC_OK)
            return status;
    }
    if (writer->single || writer->to_stdout)
        return TRC_OK;
    if (names_picture)
        return fail(
            error, TRC_ERR_RANGE,
            _("%s can hold one picture and nothing else; for several labels, or PINs, name a folder with --out."),
            layout->out);
    return layout->format == ISSUE_CSV ? file_out_open(&writer->table, layout->out, mode_of(layout), error)
                                       : open_folder(writer, fresh, error);
}

/* The header belongs to the rows: an output that fails before the first row stays empty. */
static void put_header(struct writer *writer)
{
    FILE *file = table(writer);
    fputs("code,serial,unit", file);
    if (writer->layout.pins)
        fputs(",pin", file);
    if (writer->layout.format != ISSUE_CSV)
        fputs(",file", file);
    fputc('\n', file);
}

/* RFC 4180. Codes and sealed serials never need quotes; own serials may hold a comma or a quote. */
static void put_field(FILE *file, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, file);
        return;
    }
    fputc('"', file);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

static enum trc_status put_row(struct writer *writer, uint32_t unit, const struct trc_issued *issued,
                               const char *picture, struct trc_error *error)
{
    FILE *file = table(writer);
    put_field(file, issued->text);
    fputc(',', file);
    put_field(file, issued->serial);
    fprintf(file, ",%" PRIu32, unit);
    if (writer->layout.pins)
        fprintf(file, ",%s", issued->pin);
    if (picture != NULL)
        fprintf(file, ",%s", picture);
    fputc('\n', file);
    if (ferror(file))
        return fail_errno(error, _("%s could not be written"), writer->to_stdout ? "stdout" : writer->layout.out);
    return TRC_OK;
}

static bool to_file(void *context, const void *bytes, size_t len)
{
    return fwrite(bytes, 1, len, context) == len;
}

static enum trc_status draw(const struct issue_layout *layout, bool png, const char *path,
                            const struct trc_issued *issued, struct trc_error *error)
{
    struct trc_symbol symbol;
    struct file_out out;
    enum trc_status status = trc_symbol_encode(issued->text, issued->text_len, (enum trc_ec)layout->ec, &symbol, error);
    if (status != TRC_OK)
        return status;
    status = file_out_open(&out, path, mode_of(layout), error);
    if (status != TRC_OK)
        return status;
    status = png ? trc_png_write(&symbol, &layout->print, to_file, out.file, error)
                 : trc_svg_write(&symbol, &layout->print, to_file, out.file, error);
    if (status != TRC_OK) {
        file_out_abandon(&out);
        return status;
    }
    return file_out_commit(&out, FILE_OUT_LAZY, error);
}

static enum trc_status put_picture(struct writer *writer, uint32_t unit, const struct trc_issued *issued,
                                   struct trc_error *error)
{
    char name[32], path[PATH_MAX + sizeof name];
    const bool png = writer->layout.format == ISSUE_PNG;
    if (writer->single)
        return draw(&writer->layout, png, writer->layout.out, issued, error);
    snprintf(name, sizeof name, "%010" PRIu32 "%s", unit, extension(writer->layout.format));
    snprintf(path, sizeof path, "%s/%s", writer->layout.out, name);
    const enum trc_status status = draw(&writer->layout, png, path, issued, error);
    return status == TRC_OK ? put_row(writer, unit, issued, name, error) : status;
}

enum trc_status writer_begin(struct writer *writer, struct trc_error *error)
{
    if (!writer->single)
        put_header(writer);
    if (!writer->single && ferror(table(writer)))
        return fail_errno(error, _("%s could not be written"), writer->layout.out);
    return TRC_OK;
}

enum trc_status writer_put(struct writer *writer, uint32_t unit, const struct trc_issued *issued,
                           struct trc_error *error)
{
    return writer->layout.format == ISSUE_CSV ? put_row(writer, unit, issued, NULL, error)
                                              : put_picture(writer, unit, issued, error);
}

/* Pictures are renamed without waiting for the disk each; one sync at the end covers them all. */
static enum trc_status sync_folder(const char *path, struct trc_error *error)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && syncfs(fd) == 0;
    const int cause = errno;
    if (fd >= 0)
        close(fd);
    errno = cause;
    return synced ? TRC_OK : fail_errno(error, _("%s could not be written to the disk"), path);
}

enum trc_status writer_finish(struct writer *writer, struct trc_error *error)
{
    if (writer->to_stdout)
        return fflush(stdout) == 0 ? TRC_OK : fail_errno(error, _("%s could not be written"), "stdout");
    if (writer->single)
        return sync_folder(writer->layout.out, error);
    const enum trc_status status = writer->layout.format == ISSUE_CSV ? TRC_OK : sync_folder(writer->layout.out, error);
    return status == TRC_OK ? file_out_commit(&writer->table, FILE_OUT_DURABLE, error) : status;
}

void writer_abandon(struct writer *writer)
{
    file_out_abandon(&writer->table);
}

enum trc_status writer_preview(const struct issue_layout *layout, const char *path, const struct trc_issued *issued,
                               struct trc_error *error)
{
    struct trc_symbol symbol;
    if (strcmp(path, "-") != 0)
        return draw(layout, ends_with(path, extension(ISSUE_PNG)), path, issued, error);
    const enum trc_status status =
        trc_symbol_encode(issued->text, issued->text_len, (enum trc_ec)layout->ec, &symbol, error);
    return status == TRC_OK ? trc_terminal_write(&symbol, console_has_colour(stdout), to_file, stdout, error) : status;
}

enum trc_status writer_check_preview(const struct issue_layout *layout, const char *path, struct trc_error *error)
{
    if (strcmp(path, "-") == 0 && strcmp(layout->out, "-") == 0)
        return fail(error, TRC_ERR_RANGE, _("--preview - and --out - both want stdout; send one of them to a file."));
    if (strcmp(path, "-") != 0 && !ends_with(path, extension(ISSUE_PNG)) && !ends_with(path, extension(ISSUE_SVG)))
        return fail(error, TRC_ERR_RANGE,
                    _("--preview takes - for the terminal, or a file that ends in .png or .svg, not \"%s\"."), path);
    return TRC_OK;
}
