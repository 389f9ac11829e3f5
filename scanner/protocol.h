/* protocol.h: what trc-scan and its worker say to each other over a socket pair, one packet a message.
 *
 * The parent sends a request with the open picture; the worker says HELLO once, when it stands in its sandbox. Asked to
 * read a picture, it answers with any number of SYMBOL and LOCATED and one DONE; asked to draw marks on one, with PART
 * after PART of a JPEG file and DONE. Both programs are installed together, so the
 * version only guards against a broken installation. The parent takes every byte from a worker for an attack: decoding
 * is strict, and a packet that breaks a rule costs the worker its life. */
#ifndef TRC_SCAN_PROTOCOL_H
#define TRC_SCAN_PROTOCOL_H

#include "scanner/mark.h"

#define SCAN_PROTOCOL_VERSION 5
#define SCAN_WORKER_SOCKET 3 /* the descriptor a worker finds its end of the socket pair at */

#define SCAN_SIDE_MAX 65535           /* pixels; JPEG's own limit is 65,500 */
#define SCAN_COORDINATE_MAX (1 << 20) /* a corner may lie outside its picture, within reason */
#define SCAN_TEXT_MAX (128 * 1024)    /* bytes; 16 joined QR codes of version 40 hold 113,424 digits */
#define SCAN_SYMBOLS_MAX 1024         /* in one picture */
#define SCAN_LOCATED_MAX 16           /* in one picture */
#define SCAN_TEXTS_MAX (1024 * 1024)  /* bytes of all texts of one picture */
#define SCAN_PART_MAX (32 * 1024)     /* bytes of a drawn file in one packet */
#define SCAN_MARKS_MAX SCAN_SYMBOLS_MAX
#define SCAN_PACKET_MAX (SCAN_TEXT_MAX + 256)

struct scan_request {
    uint64_t id;
    uint64_t max_pixels;
    bool thorough; /* to read: in all its pixels, for weak symbols among clear ones too, and measure how each is printed
                    */
    const struct scan_drawing *drawing; /* NULL to read the picture */
};

enum scan_message_kind { SCAN_HELLO = 'H', SCAN_SYMBOL = 'S', SCAN_LOCATED = 'L', SCAN_PART = 'P', SCAN_DONE = 'D' };

struct scan_message {
    enum scan_message_kind kind;
    uint64_t id; /* the request's; not in HELLO */
    union {
        struct {
            uint32_t version;
            char failure[SCAN_DETAIL_MAX + 1]; /* why the worker cannot work; empty when it can */
        } hello;
        struct scan_symbol symbol;   /* its text lies in the packet and no NUL follows it */
        struct scan_located located; /* its modules lie in the packet */
        struct {
            const uint8_t *bytes; /* in the packet */
            size_t len;           /* 1 to SCAN_PART_MAX */
        } part;
        struct {
            struct scan_outcome outcome;
            uint32_t symbol_count; /* how many SYMBOL packets went before */
        } done;
    };
};

/** @param[out] packet SCAN_PACKET_MAX bytes. At most SCAN_MARKS_MAX marks. @return Length of the packet. */
size_t scan_request_encode(const struct scan_request *request, uint8_t *packet);

/* Where the decoded marks of a request lie. */
struct scan_marks {
    struct scan_drawing drawing;
    struct scan_mark mark[SCAN_MARKS_MAX];
};

/**
 * @param[out] request Its drawing, if any, lies in *marks.
 * @return false when the packet is not a request, to the byte.
 */
bool scan_request_decode(const uint8_t *packet, size_t len, struct scan_request *request, struct scan_marks *marks);

/** @param[out] packet SCAN_PACKET_MAX bytes. The text of a symbol must be at most SCAN_TEXT_MAX. */
size_t scan_message_encode(const struct scan_message *message, uint8_t *packet);

/**
 * Take apart a packet from a worker, which may be hostile.
 *
 * @param[out] message Complete when true; its texts borrow from `packet`. Of no use otherwise.
 * @return false unless the packet is exactly as long as its fields, every enumeration and number is in range, the
 *         text is UTF-8, and details are printable ASCII.
 */
bool scan_message_decode(const uint8_t *packet, size_t len, struct scan_message *message);

/** Copy `text` into a detail field: cut to fit, and with '?' for what is not printable ASCII. */
void scan_detail_set(char detail[SCAN_DETAIL_MAX + 1], const char *text);

#endif
