/* output.c: bytes to stdout, a file, or several; what was written is remembered by its digest. */
#include "issue/output.h"

#include <dirent.h>
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

int output_manifest_line(const char *digest, const char *path, char *line)
{
    return snprintf(line, OUTPUT_LINE_MAX, "%s  %s\n", digest, base_name(path));
}

/* A file may hold the only copy of another batch's codes. */
static enum trc_status refuse_overwriting(const char *path, struct trc_error *error)
{
    struct stat existing;
    if (stat(path, &existing) != 0 || !S_ISREG(existing.st_mode) || existing.st_size == 0)
        return TRC_OK;
    return fail(error, TRC_ERR_EXISTS, _("%s is there already and may hold other codes; name a new file."), path);
}

/* "codes-0007.csv" of "codes.csv". */
static bool is_part_name(const char *name, const char *path)
{
    const char *base = base_name(path), *extension = extension_of(path);
    const size_t stem = (size_t)(extension - base);
    if (strncmp(name, base, stem) != 0 || name[stem] != '-')
        return false;
    const size_t digits = strspn(name + stem + 1, "0123456789");
    return digits >= 4 && strcmp(name + stem + 1 + digits, extension) == 0;
}

/* Before anything is reserved: any part, for the first may have been moved away, and the others are met much later. */
static enum trc_status refuse_parts(const char *path, struct trc_error *error)
{
    char folder[PATH_MAX], part[PATH_MAX];
    const int folder_len = (int)(base_name(path) - path);
    snprintf(folder, sizeof folder, "%.*s", folder_len > 0 ? folder_len : 1, folder_len > 0 ? path : ".");
    DIR *entries = opendir(folder);
    enum trc_status status = TRC_OK;
    for (const struct dirent *entry; entries != NULL && status == TRC_OK && (entry = readdir(entries)) != NULL;)
        if (is_part_name(entry->d_name, path) &&
            snprintf(part, sizeof part, "%.*s%s", folder_len, path, entry->d_name) < (int)sizeof part)
            status = refuse_overwriting(part, error);
    if (entries != NULL)
        closedir(entries);
    return status;
}

/* Looked at under the lock: another program may have given the file its name a moment ago. */
static enum trc_status open_file(struct file_out *file, const char *path, mode_t mode, bool fresh,
                                 struct trc_error *error)
{
    enum trc_status status = file_out_open(file, path, mode, error);
    if (status == TRC_OK && fresh)
        status = refuse_overwriting(path, error);
    if (status != TRC_OK)
        file_out_abandon(file);
    return status;
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
    return open_file(&output->file, path, output->mode, fresh, error);
}

/* As secret as the files: whoever has the digest of one row and its code can try all PINs. */
static enum trc_status open_manifest(struct output *output, bool fresh, struct trc_error *error)
{
    char path[PATH_MAX];
    if (!output_manifest_path(output->path, path))
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), output->path);
    return open_file(&output->manifest, path, output->mode, fresh, error);
}

enum trc_status output_open(struct output *output, const char *path, enum output_kind kind, mode_t mode, bool fresh,
                            struct trc_error *error)
{
    *output = (struct output){.mode = mode, .to_stdout = strcmp(path, "-") == 0, .in_parts = kind == OUTPUT_IN_PARTS};
    trc_digest_begin(&output->manifest_digest);
    if (snprintf(output->path, sizeof output->path, "%s", path) >= (int)sizeof output->path)
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), path);
    enum trc_status status = fresh && output->in_parts ? refuse_parts(path, error) : TRC_OK;
    if (status == TRC_OK)
        status = open_part(output, fresh, error);
    return status == TRC_OK && kind != OUTPUT_WHOLE ? open_manifest(output, fresh, error) : status;
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
    char digest[TRC_DIGEST_TEXT_SIZE], line[OUTPUT_LINE_MAX];
    if (output->to_stdout)
        return fflush(stdout) == 0 ? TRC_OK : fail_errno(error, _("%s could not be written"), "stdout");
    trc_digest_end(&output->digest, digest);
    output_list(output, line, (size_t)output_manifest_line(digest, output->file.path, line));
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
