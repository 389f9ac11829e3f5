/* output.c: bytes to stdout, a file, or several; what was written is remembered by its digest. */
#include "issue/output.h"

#include <string.h>
#include <sys/stat.h>

#include "common/failure.h"
#include "common/text.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Where the extension begins: at the end when there is none. */
static const char *extension_of(const char *path)
{
    const char *name = base_name(path), *dot = strrchr(name, '.');
    return dot != NULL && dot != name ? dot : path + strlen(path);
}

bool output_part_path(const char *path, unsigned part, char out[PATH_MAX])
{
    const char *extension = extension_of(path);
    return snprintf(out, PATH_MAX, "%.*s-%04u%s", (int)(extension - path), path, part, extension) < PATH_MAX;
}

bool output_manifest_path(const char *path, char out[PATH_MAX])
{
    return snprintf(out, PATH_MAX, "%.*s.sha256", (int)(extension_of(path) - path), path) < PATH_MAX;
}

/* A file may hold the only copy of another batch's codes. */
static enum trc_status refuse_overwriting(const char *path, struct trc_error *error)
{
    struct stat existing;
    if (stat(path, &existing) != 0 || !S_ISREG(existing.st_mode) || existing.st_size == 0)
        return TRC_OK;
    return fail(error, TRC_ERR_EXISTS, _("%s is there already and may hold other codes; name a new file."), path);
}

static enum trc_status open_part(struct output *output, bool fresh, struct trc_error *error)
{
    char path[PATH_MAX];
    trc_digest_begin(&output->digest);
    output->part++;
    if (output->to_stdout)
        return TRC_OK;
    if (!output->in_parts)
        snprintf(path, sizeof path, "%s", output->path);
    else if (!output_part_path(output->path, output->part, path))
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), output->path);
    const enum trc_status status = fresh ? refuse_overwriting(path, error) : TRC_OK;
    return status == TRC_OK ? file_out_open(&output->file, path, output->mode, error) : status;
}

static enum trc_status open_manifest(struct output *output, struct trc_error *error)
{
    char path[PATH_MAX];
    if (!output_manifest_path(output->path, path))
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), output->path);
    return file_out_open(&output->manifest, path, 0644, error);
}

enum trc_status output_open(struct output *output, const char *path, enum output_kind kind, mode_t mode, bool fresh,
                            struct trc_error *error)
{
    *output = (struct output){.mode = mode, .to_stdout = strcmp(path, "-") == 0, .in_parts = kind == OUTPUT_IN_PARTS};
    trc_digest_begin(&output->manifest_digest);
    if (snprintf(output->path, sizeof output->path, "%s", path) >= (int)sizeof output->path)
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), path);
    const enum trc_status status = open_part(output, fresh, error);
    return status == TRC_OK && kind != OUTPUT_WHOLE ? open_manifest(output, error) : status;
}

enum trc_status output_write(struct output *output, const void *data, size_t len, struct trc_error *error)
{
    FILE *file = output->to_stdout ? stdout : output->file.file;
    if (fwrite(data, 1, len, file) != len)
        return fail_errno(error, _("%s could not be written"), output->to_stdout ? "stdout" : output->file.path);
    if (!output->to_stdout)
        trc_digest_add(&output->digest, data, len);
    return TRC_OK;
}

void output_list(struct output *output, const void *lines, size_t len)
{
    trc_digest_add(&output->manifest_digest, lines, len);
    if (output->manifest.file != NULL)
        fwrite(lines, 1, len, output->manifest.file); /* the commit tells whether it failed */
}

static enum trc_status close_part(struct output *output, struct trc_error *error)
{
    char digest[TRC_DIGEST_TEXT_SIZE], line[TRC_DIGEST_TEXT_SIZE + PATH_MAX + 4];
    if (output->to_stdout)
        return fflush(stdout) == 0 ? TRC_OK : fail_errno(error, _("%s could not be written"), "stdout");
    trc_digest_end(&output->digest, digest);
    const int len = snprintf(line, sizeof line, "%s  %s\n", digest, base_name(output->file.path));
    output_list(output, line, (size_t)len);
    return file_out_commit(&output->file, FILE_OUT_DURABLE, error);
}

enum trc_status output_cut(struct output *output, struct trc_error *error)
{
    const enum trc_status status = close_part(output, error);
    return status == TRC_OK ? open_part(output, false, error) : status;
}

enum trc_status output_finish(struct output *output, char digest[TRC_DIGEST_TEXT_SIZE], struct trc_error *error)
{
    digest[0] = '\0';
    const enum trc_status status = close_part(output, error);
    if (status != TRC_OK || output->to_stdout)
        return status;
    trc_digest_end(&output->manifest_digest, digest);
    return output->manifest.file != NULL ? file_out_commit(&output->manifest, FILE_OUT_DURABLE, error) : TRC_OK;
}

void output_abandon(struct output *output)
{
    file_out_abandon(&output->file);
    file_out_abandon(&output->manifest);
}
