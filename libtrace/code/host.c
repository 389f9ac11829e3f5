/* host.c: the web host in a code: short ASCII that people can read and compare. */
#include <string.h>
#include <trc/code.h>

#include "base/ascii.h"
#include "base/error.h"

#define LABEL_MAX 63

static bool is_host_char(char c)
{
    return trc_ascii_is_letter(c) || trc_ascii_is_digit(c) || c == '-' || c == '.';
}

enum trc_status trc_host_parse(const char *text, char host[TRC_HOST_MAX + 1], struct trc_error *error)
{
    const size_t len = strlen(text);
    size_t label = 0;
    host[0] = '\0';
    if (len == 0 || len > TRC_HOST_MAX)
        return trc_error_rule(error, "host-length", 0, _("A host name has 1 to %d characters, such as id.example.cn."),
                              TRC_HOST_MAX);
    for (size_t i = 0; i <= len; i++) {
        const char c = text[i];
        if (c != '\0' && !is_host_char(c))
            return trc_error_rule(error, "host-character", i,
                                  _("The host \"%s\" may hold letters, digits, hyphens and dots only (byte %zu): no "
                                    "https://, port or path; write names in other scripts in their xn-- form."),
                                  text, i);
        if (c != '.' && c != '\0')
            continue;
        if (i == label || i - label > LABEL_MAX || text[label] == '-' || text[i - 1] == '-')
            return trc_error_rule(error, "host-label", label,
                                  _("The host \"%s\" has an empty, over-long or badly hyphenated part at byte %zu."),
                                  text, label);
        label = i + 1;
    }
    for (size_t i = 0; i <= len; i++)
        host[i] = trc_ascii_lower(text[i]);
    return TRC_OK;
}
