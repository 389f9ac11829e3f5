/* kind.c: what kind of file begins like this? Pure: no I/O, no allocation. */
#include "scanner/kind.h"

#include <stdbool.h>

/* How files of a kind begin; '.' stands for any byte. The first row that fits counts. */
static const struct beginning {
    enum scan_kind kind;
    size_t len;
    const char *bytes;
} beginnings[] = {
#define BEGINNING(kind, bytes)                                                                                         \
    {                                                                                                                  \
        SCAN_KIND_##kind, sizeof(bytes) - 1, bytes                                                                     \
    }
    BEGINNING(PNG, "\x89PNG\r\n\x1A\n"),
    BEGINNING(JPEG, "\xFF\xD8\xFF"),
    BEGINNING(WEBP, "RIFF....WEBP"),
    BEGINNING(GIF, "GIF8"),
    BEGINNING(TIFF, "II*\0"),
    BEGINNING(TIFF, "MM\0*"),
    BEGINNING(TIFF, "II+\0"),
    BEGINNING(TIFF, "MM\0+"),
    BEGINNING(BMP, "BM....\0\0\0\0"),
    BEGINNING(PGM, "P5"),
    BEGINNING(PPM, "P6"),
    /* One container, many contents: what is not known for a picture is a film. */
    BEGINNING(HEIC, "....ftyphe"),
    BEGINNING(HEIC, "....ftypmif1"),
    BEGINNING(HEIC, "....ftypmsf1"),
    BEGINNING(AVIF, "....ftypavi"),
    BEGINNING(MP4, "....ftyp"),
    BEGINNING(MP4, "....moov"),
    BEGINNING(MP4, "....mdat"),
    BEGINNING(MP4, "....wide"),
    BEGINNING(MATROSKA, "\x1A\x45\xDF\xA3"),
    BEGINNING(AVI, "RIFF....AVI "),
    BEGINNING(MPEG_PS, "\0\0\1\xBA"),
    BEGINNING(FLV, "FLV\1"),
    BEGINNING(OGG, "OggS"),
    BEGINNING(ASF, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"),
    BEGINNING(PDF, "%PDF-"),
    BEGINNING(Y4M, "YUV4MPEG2 "),
#undef BEGINNING
};

static bool begins_like(const struct beginning *beginning, const uint8_t *bytes, size_t len)
{
    size_t same = 0;
    while (same < beginning->len && same < len &&
           (beginning->bytes[same] == '.' || (uint8_t)beginning->bytes[same] == bytes[same]))
        same++;
    return same == beginning->len;
}

/* A transport stream has no head, only a byte that returns: packets of 188, on discs behind a clock of 4. */
static bool is_transport_stream(const uint8_t *bytes, size_t len, size_t offset, size_t packet_len)
{
    for (size_t at = offset; at <= offset + 2 * packet_len; at += packet_len)
        if (at >= len || bytes[at] != 0x47)
            return false;
    return true;
}

enum scan_kind scan_kind_of(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (begins_like(&beginnings[i], bytes, len))
            return beginnings[i].kind;
    return is_transport_stream(bytes, len, 0, 188) || is_transport_stream(bytes, len, 4, 192) ? SCAN_KIND_MPEG_TS
                                                                                              : SCAN_KIND_UNKNOWN;
}

const char *scan_kind_name(enum scan_kind kind)
{
#define NAME_ROW(id, name, reader, demuxer) name,
    static const char *const names[] = {SCAN_KIND_MAP(NAME_ROW)};
    return names[kind];
}

enum scan_kind_reader scan_kind_reader(enum scan_kind kind)
{
#define READER_ROW(id, name, reader, demuxer) SCAN_READER_##reader,
    static const enum scan_kind_reader readers[] = {SCAN_KIND_MAP(READER_ROW)};
    return readers[kind];
}

const char *scan_kind_demuxer(enum scan_kind kind)
{
#define DEMUXER_ROW(id, name, reader, demuxer) demuxer,
    static const char *const demuxers[] = {SCAN_KIND_MAP(DEMUXER_ROW)};
    return demuxers[kind];
}
