/* html.c: texts inside a page. */
#include "html.h"

#include <stdarg.h>

static const char *entity_of(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default: /* controls are no characters of a page */
        return c < 0x20 && c != '\t' && c != '\n' ? "\xef\xbf\xbd" : NULL;
    }
}

void html_text(FILE *file, const char *text)
{
    for (; *text != '\0'; text++) {
        const char *entity = entity_of((unsigned char)*text);
        if (entity != NULL)
            fputs(entity, file);
        else
            fputc(*text, file);
    }
}

void html_format(FILE *file, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    for (; *fmt != '\0'; fmt++) {
        if (fmt[0] == '%' && fmt[1] == 's')
            html_text(file, va_arg(args, const char *));
        else
            fputc(*fmt, file);
        fmt += fmt[0] == '%';
    }
    va_end(args);
}
