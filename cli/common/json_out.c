/* json_out.c: JSON member by member; building and walking trees costs ten times as much as writing them. */
#include "json_out.h"

#include <string.h>

#include "utf8.h"

static void flush(struct json_out *out)
{
    fwrite(out->buffer, 1, out->used, out->stream);
    out->used = 0;
}

static void put(struct json_out *out, const char *text, size_t len)
{
    if (len > sizeof out->buffer - out->used)
        flush(out);
    if (len > sizeof out->buffer) {
        fwrite(text, 1, len, out->stream);
        return;
    }
    memcpy(out->buffer + out->used, text, len);
    out->used += len;
}

static void put_char(struct json_out *out, char c)
{
    if (out->used == sizeof out->buffer)
        flush(out);
    out->buffer[out->used++] = c;
}

static void put_key(struct json_out *out, const char *key)
{
    if (out->follows)
        put_char(out, ',');
    out->follows = true;
    if (key == NULL)
        return;
    put_char(out, '"');
    put(out, key, strlen(key));
    put(out, "\":", 2);
}

void json_out_begin(struct json_out *out, FILE *stream)
{
    out->stream = stream;
    out->follows = false;
    out->used = 0;
    put_char(out, '{');
}

void json_out_end(struct json_out *out)
{
    put(out, "}\n", 2);
    flush(out);
}

void json_out_open(struct json_out *out, const char *key, char bracket)
{
    put_key(out, key);
    put_char(out, bracket);
    out->follows = false;
}

void json_out_close(struct json_out *out, char bracket)
{
    put_char(out, bracket);
    out->follows = true;
}

/* One byte that JSON does not take as it is: a quote, a backslash, a control, or a byte of ISO-8859-1. */
static void put_escaped(struct json_out *out, unsigned char c)
{
    static const char named[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *found = c != 0 && c < 0x80 ? strchr(named, c) : NULL;
    char text[8];
    if (c >= 0x80)
        put(out, (const char[]){(char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f))}, 2);
    else if (found != NULL)
        put(out, (const char[]){'\\', names[found - named]}, 2);
    else
        put(out, text, (size_t)snprintf(text, sizeof text, "\\u%04X", c));
}

static void put_mixed(struct json_out *out, const char *text, size_t len)
{
    const bool utf8 = utf8_valid_len(text, len) == len;
    size_t written = 0;
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\' && (c < 0x80 || utf8))
            continue;
        put(out, text + written, i - written);
        put_escaped(out, c);
        written = i + 1;
    }
    put(out, text + written, len - written);
}

void json_out_bytes(struct json_out *out, const char *key, const char *text, size_t len)
{
    put_key(out, key);
    put_char(out, '"');
    if (utf8_is_plain(text, len))
        put(out, text, len);
    else
        put_mixed(out, text, len);
    put_char(out, '"');
}

void json_out_text(struct json_out *out, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        json_out_null(out, key);
    else
        json_out_bytes(out, key, text, strlen(text));
}

void json_out_number(struct json_out *out, const char *key, int64_t number)
{
    char digits[20], *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    put_key(out, key);
    if (number < 0)
        put_char(out, '-');
    put(out, at, (size_t)(digits + sizeof digits - at));
}

/* true, false or null */
static void put_word(struct json_out *out, const char *key, const char *word)
{
    put_key(out, key);
    put(out, word, strlen(word));
}

void json_out_bool(struct json_out *out, const char *key, bool value)
{
    put_word(out, key, value ? "true" : "false");
}

void json_out_null(struct json_out *out, const char *key)
{
    put_word(out, key, "null");
}
