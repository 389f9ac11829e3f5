/* secret_file.c: a key's roots as hex lines, as they rest in a safe. */
#include "common/secret_file.h"

#include <string.h>

#include "common/convert.h"
#include "common/failure.h"
#include "common/text.h"

#define HEX_LEN (2 * TRC_SECRET_LEN)

/* A line of 64 hex digits; *at moves behind it. */
static bool take_hex_line(const char **at, uint8_t secret[TRC_SECRET_LEN])
{
    if (strlen(*at) < HEX_LEN || !hex_parse(*at, secret, TRC_SECRET_LEN))
        return false;
    *at += HEX_LEN;
    *at += strspn(*at, "\r");
    if (**at != '\0' && **at != '\n')
        return false;
    *at += **at == '\n';
    return true;
}

/* Bring existing roots; a PIN root that the file does not hold stays the fresh random one. */
enum trc_status secret_file_read(const char *path, struct trc_secret *secret, struct trc_error *error)
{
    char text[4 * HEX_LEN] = "";
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return fail_errno(error, _("The secret file %s cannot be opened"), path);
    setvbuf(file, NULL, _IONBF, 0); /* leaves no second copy of the secret in a buffer */
    const size_t len = fread(text, 1, sizeof text - 1, file);
    const bool readable = !ferror(file);
    fclose(file);
    const char *at = text;
    bool good = readable && len == strlen(text) && take_hex_line(&at, secret->root);
    if (good && *at != '\0')
        good = take_hex_line(&at, secret->pin_root) && *at == '\0';
    trc_wipe(text, sizeof text);
    if (good)
        return TRC_OK;
    return fail(error, TRC_ERR_SYNTAX,
                _("%s must hold the root secret as 64 hex digits on its first line and, if wanted, the PIN root on its "
                  "second; nothing else."),
                path);
}

void secret_file_write(FILE *file, const struct trc_secret *secret)
{
    char hex[HEX_LEN + 1];
    setvbuf(file, NULL, _IONBF, 0); /* leaves no copy of the secret in a buffer */
    hex_format(secret->root, TRC_SECRET_LEN, hex);
    fprintf(file, "%s\n", hex);
    hex_format(secret->pin_root, TRC_SECRET_LEN, hex);
    fprintf(file, "%s\n", hex);
    trc_wipe(hex, sizeof hex);
}
