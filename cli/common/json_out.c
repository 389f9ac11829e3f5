/* json_out.c: JSON member by member; building and walking trees costs ten times as much as writing them. */
#include "json_out.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void put(struct json_out *out, const char *text, size_t len)
{
    fwrite_unlocked(text, 1, len, out->stream);
}

static void put_key(struct json_out *out, const char *key)
{
    if (out->follows)
        putc_unlocked(',', out->stream);
    out->follows = true;
    if (key == NULL)
        return;
    putc_unlocked('"', out->stream);
    put(out, key, strlen(key));
    put(out, "\":", 2);
}

struct json_out json_out_begin(FILE *stream)
{
    putc_unlocked('{', stream);
    return (struct json_out){.stream = stream};
}

void json_out_end(struct json_out *out)
{
    put(out, "}\n", 2);
}

void json_out_open(struct json_out *out, const char *key, char bracket)
{
    put_key(out, key);
    putc_unlocked(bracket, out->stream);
    out->follows = false;
}

void json_out_close(struct json_out *out, char bracket)
{
    putc_unlocked(bracket, out->stream);
    out->follows = true;
}

/* Codes are plain ASCII; what is not goes through the library, which knows UTF-8. */
static bool is_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] < 0x20 || text[i] > 0x7e || text[i] == '"' || text[i] == '\\')
            return false;
    return true;
}

static json_t *from_latin1(const char *text, size_t len)
{
    char *utf8 = malloc(2 * len + 1);
    size_t used = 0;
    for (size_t i = 0; utf8 != NULL && i < len; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c >= 0x80)
            utf8[used++] = (char)(0xc0 | c >> 6);
        utf8[used++] = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
    }
    json_t *string = utf8 != NULL ? json_stringn(utf8, used) : NULL;
    free(utf8);
    return string;
}

static void put_escaped(struct json_out *out, const char *text, size_t len)
{
    json_t *string = json_stringn(text, len);
    if (string == NULL)
        string = from_latin1(text, len);
    if (string == NULL || json_dumpf(string, out->stream, JSON_ENCODE_ANY) != 0)
        put(out, "null", 4);
    json_decref(string);
}

void json_out_bytes(struct json_out *out, const char *key, const char *text, size_t len)
{
    put_key(out, key);
    if (!is_plain(text, len)) {
        put_escaped(out, text, len);
        return;
    }
    putc_unlocked('"', out->stream);
    put(out, text, len);
    putc_unlocked('"', out->stream);
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
    char digits[24];
    put_key(out, key);
    put(out, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, number));
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
