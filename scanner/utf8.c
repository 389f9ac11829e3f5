/* utf8.c: is this UTF-8, and if not, what would it be as ISO-8859-1? */
#include "scanner/utf8.h"

size_t scan_utf8_next(const char *text, size_t len, uint32_t *code_point)
{
    static const struct {
        uint8_t mask, lead;
        uint32_t least; /* below it the form is overlong */
    } forms[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};

    const uint8_t *bytes = (const uint8_t *)text;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && i < len; i++) {
        if ((bytes[0] & forms[i].mask) != forms[i].lead)
            continue;
        uint32_t value = bytes[0] & (uint8_t)~forms[i].mask;
        for (size_t k = 1; k <= i; k++) {
            if ((bytes[k] & 0xC0) != 0x80)
                return 0;
            value = value << 6 | (bytes[k] & 0x3F);
        }
        if (value < forms[i].least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
            return 0;
        *code_point = value;
        return i + 1;
    }
    return 0;
}

bool scan_utf8_is_shown(uint32_t c)
{
    const bool control = c < ' ' || (c >= 0x7F && c < 0xA0), format = (c >= 0x200B && c <= 0x206F) || c == 0xFEFF;
    return !control && !format;
}

bool scan_utf8_valid(const char *text, size_t len)
{
    uint32_t code_point;
    while (len > 0) {
        const size_t used = scan_utf8_next(text, len, &code_point);
        if (used == 0)
            return false;
        text += used;
        len -= used;
    }
    return true;
}

size_t scan_utf8_from_latin1(const char *text, size_t len, char *out)
{
    size_t written = 0;
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = (uint8_t)text[i];
        if (byte >= 0x80)
            out[written++] = (char)(0xC0 | byte >> 6);
        out[written++] = (char)(byte >= 0x80 ? 0x80 | (byte & 0x3F) : byte);
    }
    return written;
}
