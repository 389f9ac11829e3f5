/* writer.c: rendered chunks to their files; nothing half-written keeps its final name. */
#include "issue/writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/failure.h"
#include "common/text.h"
#include "issue/render.h"
#include "issue/table.h"
#include "issue/tar.h"

enum { TAR_ROWS_LEN = 8 << 20 }; /* bytes of rows that go into one file of a tar */

/* PINs are the second factor: no other user of the machine may read them. */
static mode_t mode_of(const struct issue_layout *layout)
{
    return layout->pins ? 0600 : 0644;
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
    const struct issue_layout *layout = &writer->job->layout;
    if (mkdir(layout->out, 0777) != 0 && errno != EEXIST)
        return fail_errno(error, _("The folder %s cannot be made"), layout->out);
    if (fresh && !is_empty_folder(layout->out))
        return fail(error, TRC_ERR_EXISTS,
                    _("%s is not an empty folder: the labels of two batches would mix. Name a new one."), layout->out);
    if (snprintf(path, sizeof path, "%s/labels.csv", layout->out) >= (int)sizeof path)
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), layout->out);
    return output_open(&writer->output, path, OUTPUT_WITH_OTHERS, mode_of(layout), fresh, error);
}

static enum trc_status choose_target(struct writer *writer, struct trc_error *error)
{
    const struct issue_job *job = writer->job;
    const char *out = job->layout.out;
    char ending[8];
    snprintf(ending, sizeof ending, ".%s", issue_format_names[job->layout.format]);
    const bool names_picture = issue_has_pictures(&job->layout) && issue_path_ends(out, ending);
    if (issue_has_labels(&job->layout))
        writer->target = WRITER_LABELS;
    else if (!issue_has_pictures(&job->layout))
        writer->target = WRITER_TABLE;
    else if (strcmp(out, "-") == 0 || issue_path_ends(out, ".tar"))
        writer->target = WRITER_TAR;
    else
        writer->target = names_picture ? WRITER_SINGLE : WRITER_FOLDER;
    if (names_picture && (job->unit_count != 1 || job->layout.pins))
        return fail(
            error, TRC_ERR_RANGE,
            _("%s can hold one picture and nothing else; for several labels, or PINs, name a folder with --out."), out);
    return TRC_OK;
}

enum trc_status writer_open(struct writer *writer, const struct issue_job *job, const struct measure *measure,
                            bool fresh, struct trc_error *error)
{
    const struct issue_layout *layout = &job->layout;
    *writer = (struct writer){.job = job};
    enum trc_status status = choose_target(writer, error);
    if (status != TRC_OK)
        return status;
    if (writer->target == WRITER_FOLDER)
        return open_folder(writer, fresh, error);
    status = output_open(&writer->output, layout->out, layout->rows_a_file > 0 ? OUTPUT_IN_PARTS : OUTPUT_WHOLE,
                         mode_of(layout), fresh, error);
    return status == TRC_OK && writer->target == WRITER_LABELS
               ? press_open(&writer->press, job, measure, &writer->output, error)
               : status;
}

static enum trc_status write_heading(struct writer *writer, struct trc_error *error)
{
    struct bytes heading = {0};
    table_heading(&writer->job->layout, writer->target == WRITER_FOLDER, &heading);
    const enum trc_status status = output_write(&writer->output, heading.data, heading.len, error);
    bytes_free(&heading);
    return status;
}

/* The heading belongs to the rows: an output that fails before the first row stays empty. */
enum trc_status writer_begin(struct writer *writer, struct trc_error *error)
{
    if (writer->target == WRITER_LABELS)
        return press_begin(&writer->press, error);
    return writer->target == WRITER_TABLE || writer->target == WRITER_FOLDER ? write_heading(writer, error) : TRC_OK;
}

uint32_t writer_room(const struct writer *writer, uint32_t units)
{
    const uint32_t rows = (uint32_t)writer->job->layout.rows_a_file;
    if (writer->target == WRITER_LABELS)
        return press_room(&writer->press, units);
    const uint32_t most = writer->target == WRITER_TABLE ? CHUNK_UNITS_MAX : CHUNK_UNITS_MAX / 8;
    const uint32_t left = rows > 0 ? rows - units % rows : most;
    return left < most ? left : most;
}

/* ---- pictures ---- */

struct picture {
    char name[PICTURE_NAME_SIZE];
    const char *data;
    size_t len;
};

static struct picture picture_of(const struct issue_layout *layout, const struct chunk *chunk, uint32_t index)
{
    const size_t start = index > 0 ? chunk->label_end[index - 1] : 0;
    struct picture picture = {.data = chunk->labels.data + start, .len = chunk->label_end[index] - start};
    renderer_picture_name(layout, chunk->first_unit + index, picture.name);
    return picture;
}

static enum trc_status store_picture(const struct writer *writer, const struct picture *picture,
                                     struct trc_error *error)
{
    char path[PATH_MAX + PICTURE_NAME_SIZE];
    struct file_out out;
    snprintf(path, sizeof path, "%s/%s", writer->job->layout.out, picture->name);
    const enum trc_status status = file_out_open(&out, path, mode_of(&writer->job->layout), error);
    if (status != TRC_OK)
        return status;
    fwrite(picture->data, 1, picture->len, out.file); /* the commit tells whether it failed */
    return file_out_commit(&out, FILE_OUT_LAZY, error);
}

static void list_picture(const struct picture *picture, struct bytes *sums)
{
    char text[TRC_DIGEST_TEXT_SIZE], line[OUTPUT_LINE_MAX];
    struct trc_digest digest;
    trc_digest_begin(&digest);
    trc_digest_add(&digest, picture->data, picture->len);
    trc_digest_end(&digest, text);
    bytes_add(sums, line, (size_t)output_manifest_line(text, picture->name, line));
}

enum trc_status writer_store(const struct writer *writer, struct chunk *chunk, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (uint32_t i = 0; writer->target == WRITER_FOLDER && status == TRC_OK && i < chunk->count; i++) {
        const struct picture picture = picture_of(&writer->job->layout, chunk, i);
        status = store_picture(writer, &picture, error);
        list_picture(&picture, &chunk->sums);
    }
    return status == TRC_OK && chunk->sums.failed ? fail(error, TRC_ERR_MEMORY, _("Memory ran out.")) : status;
}

static enum trc_status put_tar_file(struct writer *writer, const char *name, const void *data, size_t len,
                                    struct trc_error *error)
{
    static const char zeros[TAR_BLOCK];
    char header[TAR_BLOCK];
    tar_header(name, len, mode_of(&writer->job->layout), writer->job->batch.created_at_s, header);
    enum trc_status status = output_write(&writer->output, header, sizeof header, error);
    if (status == TRC_OK)
        status = output_write(&writer->output, data, len, error);
    return status == TRC_OK ? output_write(&writer->output, zeros, tar_padding(len), error) : status;
}

/* Rows so far, as a table of their own: a tar cannot be gone back into, and memory does not grow with the batch. */
static enum trc_status put_tar_rows(struct writer *writer, struct trc_error *error)
{
    char name[PICTURE_NAME_SIZE];
    struct bytes table = {0};
    snprintf(name, sizeof name, "labels-%04u.csv", ++writer->row_files);
    table_heading(&writer->job->layout, true, &table);
    bytes_add(&table, writer->rows.data, writer->rows.len);
    const enum trc_status status = table.failed || writer->rows.failed
                                       ? fail(error, TRC_ERR_MEMORY, _("Memory ran out."))
                                       : put_tar_file(writer, name, table.data, table.len, error);
    bytes_free(&table);
    bytes_clear(&writer->rows);
    return status;
}

static enum trc_status emit_tar(struct writer *writer, const struct chunk *chunk, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (uint32_t i = 0; status == TRC_OK && i < chunk->count; i++) {
        const struct picture picture = picture_of(&writer->job->layout, chunk, i);
        status = put_tar_file(writer, picture.name, picture.data, picture.len, error);
    }
    bytes_add(&writer->rows, chunk->rows.data, chunk->rows.len);
    return status == TRC_OK && writer->rows.len >= TAR_ROWS_LEN ? put_tar_rows(writer, error) : status;
}

/* ---- chunks in order ---- */

static enum trc_status emit_table(struct writer *writer, const struct chunk *chunk, struct trc_error *error)
{
    const uint32_t rows = (uint32_t)writer->job->layout.rows_a_file;
    enum trc_status status = TRC_OK;
    if (rows > 0 && writer->units > 0 && writer->units % rows == 0) {
        status = output_cut(&writer->output, error);
        if (status == TRC_OK)
            status = write_heading(writer, error);
    }
    return status == TRC_OK ? output_write(&writer->output, chunk->labels.data, chunk->labels.len, error) : status;
}

static enum trc_status emit_folder(struct writer *writer, const struct chunk *chunk, struct trc_error *error)
{
    output_list(&writer->output, chunk->sums.data, chunk->sums.len);
    return output_write(&writer->output, chunk->rows.data, chunk->rows.len, error);
}

static enum trc_status emit_single(struct writer *writer, const struct chunk *chunk, struct trc_error *error)
{
    return output_write(&writer->output, chunk->labels.data, chunk->labels.len, error);
}

static enum trc_status emit_labels(struct writer *writer, const struct chunk *chunk, struct trc_error *error)
{
    return press_emit(&writer->press, chunk, error);
}

enum trc_status writer_emit(void *context, const struct chunk *chunk, struct trc_error *error)
{
    static enum trc_status (*const emit[])(struct writer *, const struct chunk *, struct trc_error *) = {
        [WRITER_TABLE] = emit_table,   [WRITER_LABELS] = emit_labels, [WRITER_SINGLE] = emit_single,
        [WRITER_FOLDER] = emit_folder, [WRITER_TAR] = emit_tar,
    };
    struct writer *writer = context;
    const enum trc_status status = emit[writer->target](writer, chunk, error);
    writer->units += chunk->count;
    return status;
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

static enum trc_status end_tar(struct writer *writer, struct trc_error *error)
{
    static const char zeros[2 * TAR_BLOCK];
    const enum trc_status status = writer->rows.len > 0 ? put_tar_rows(writer, error) : TRC_OK;
    return status == TRC_OK ? output_write(&writer->output, zeros, sizeof zeros, error) : status;
}

enum trc_status writer_finish(struct writer *writer, char digest[TRC_DIGEST_TEXT_SIZE], struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    if (writer->target == WRITER_TAR)
        status = end_tar(writer, error);
    else if (writer->target == WRITER_LABELS)
        status = press_end(&writer->press, error);
    else if (writer->target == WRITER_FOLDER)
        status = sync_folder(writer->job->layout.out, error);
    return status == TRC_OK ? output_finish(&writer->output, digest, error) : status;
}

void writer_abandon(struct writer *writer)
{
    press_close(&writer->press);
    output_abandon(&writer->output);
    bytes_free(&writer->rows);
}
