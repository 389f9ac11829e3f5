/* cheap_keys.c: seals a key file anew at the least cost, so that a test can start a hundred programs that open it.
 *   cheap_keys FILE PASSPHRASE
 */
#include <stdio.h>
#include <string.h>

#include "crypto/keyfile.h"

int main(int argc, char **argv)
{
    struct trc_error error = TRC_ERROR_INIT;
    static struct trc_secrets secrets;
    if (argc != 3)
        return 2;
    const size_t len = strlen(argv[2]);
    enum trc_status status = trc_keyfile_read(argv[1], argv[2], len, &secrets, &error);
    if (status == TRC_OK)
        status = trc_keyfile_write_at_cost(argv[1], (struct trc_keyfile_cost){1, 8, 1}, argv[2], len, &secrets, &error);
    if (status != TRC_OK)
        fprintf(stderr, "cheap_keys: %s\n", error.msg);
    return status != TRC_OK;
}
