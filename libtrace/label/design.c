/* design.c: the forms in which a code's parts are printed for people. */
#include <trc/design.h>

#define GROUP 4

void trc_serial_grouped(const char *serial, char out[TRC_LINE_MAX])
{
    size_t len = 0;
    for (size_t i = 0; serial[i] != '\0' && len + 2 < TRC_LINE_MAX; i++) {
        if (i > 0 && i % GROUP == 0)
            out[len++] = ' ';
        out[len++] = serial[i];
    }
    out[len] = '\0';
}
