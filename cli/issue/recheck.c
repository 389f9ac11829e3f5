/* recheck.c: hash files anew, and compare. */
#include "issue/recheck.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <trc/digest.h>
#include <unistd.h>

#include "issue/output.h"

/* What was written were regular files. A pipe in the place of one would keep us waiting, a device never end. */
static FILE *open_regular(const char *path)
{
    struct stat kind;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    FILE *file = fd >= 0 && fstat(fd, &kind) == 0 && S_ISREG(kind.st_mode) ? fdopen(fd, "rb") : NULL;
    if (file == NULL && fd >= 0)
        close(fd);
    return file;
}

static bool hash_file(const char *path, char text[TRC_DIGEST_TEXT_SIZE])
{
    char piece[1 << 16];
    size_t got;
    struct trc_digest digest;
    FILE *file = open_regular(path);
    if (file == NULL)
        return false;
    trc_digest_begin(&digest);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        trc_digest_add(&digest, piece, got);
    const bool whole = ferror(file) == 0;
    fclose(file);
    trc_digest_end(&digest, text);
    return whole;
}

/* One line of a manifest, "DIGEST  NAME", for a file in the manifest's folder. */
static enum recheck_answer check_line(const char *manifest, char *line, char *file)
{
    char digest[TRC_DIGEST_TEXT_SIZE];
    line[strcspn(line, "\n")] = '\0';
    const char *slash = strrchr(manifest, '/');
    const size_t folder_len = slash != NULL ? (size_t)(slash - manifest) + 1 : 0;
    if (strlen(line) < TRC_DIGEST_TEXT_SIZE + 1 ||
        snprintf(file, PATH_MAX, "%.*s%s", (int)folder_len, manifest, line + TRC_DIGEST_TEXT_SIZE + 1) >= PATH_MAX)
        return RECHECK_CHANGED;
    if (!hash_file(file, digest))
        return RECHECK_MISSING;
    return strncmp(digest, line, TRC_DIGEST_TEXT_SIZE - 1) == 0 ? RECHECK_WHOLE : RECHECK_CHANGED;
}

static enum recheck_answer check_manifest(const struct trc_print_run *run, const char *manifest, char *file)
{
    char digest[TRC_DIGEST_TEXT_SIZE], line[PATH_MAX + TRC_DIGEST_TEXT_SIZE + 4];
    snprintf(file, PATH_MAX, "%s", run->place);
    if (!hash_file(manifest, digest))
        return RECHECK_MISSING;
    snprintf(file, PATH_MAX, "%s", manifest);
    if (strcmp(digest, run->manifest) != 0)
        return RECHECK_CHANGED;
    enum recheck_answer answer = RECHECK_WHOLE;
    FILE *list = open_regular(manifest);
    while (answer == RECHECK_WHOLE && list != NULL && fgets(line, sizeof line, list) != NULL)
        answer = check_line(manifest, line, file);
    if (list != NULL)
        fclose(list);
    return answer;
}

/* A single file has no manifest beside it: the registry has the digest of the line that would be in it. */
static enum recheck_answer check_single(const struct trc_print_run *run, char *file)
{
    char digest[TRC_DIGEST_TEXT_SIZE], line[OUTPUT_LINE_MAX];
    struct trc_digest manifest;
    snprintf(file, PATH_MAX, "%s", run->place);
    if (!hash_file(run->place, digest))
        return RECHECK_MISSING;
    trc_digest_begin(&manifest);
    trc_digest_add(&manifest, line, (size_t)output_manifest_line(digest, run->place, line));
    trc_digest_end(&manifest, digest);
    return strcmp(digest, run->manifest) == 0 ? RECHECK_WHOLE : RECHECK_CHANGED;
}

enum recheck_answer recheck_run(const struct trc_print_run *run, char *file)
{
    char manifest[PATH_MAX];
    struct stat place;
    *file = '\0';
    if (run->manifest[0] == '\0')
        return RECHECK_NOTHING;
    const bool is_there = stat(run->place, &place) == 0;
    enum recheck_answer answer;
    if (is_there && S_ISREG(place.st_mode))
        answer = check_single(run, file);
    else if (is_there && snprintf(manifest, sizeof manifest, "%s/labels.sha256", run->place) < PATH_MAX)
        answer = check_manifest(run, manifest, file);
    else
        answer = output_manifest_path(run->place, manifest) ? check_manifest(run, manifest, file) : RECHECK_MISSING;
    if (answer == RECHECK_WHOLE)
        *file = '\0';
    return answer;
}
