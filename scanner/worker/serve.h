/* serve.h: the worker's side of the conversation. */
#ifndef TRC_SCAN_SERVE_H
#define TRC_SCAN_SERVE_H

#include "scanner/draw/draw.h"
#include "scanner/protocol.h"
#include "scanner/sink.h"

/* Where the answer to a request goes, as it comes. */
struct scan_reply {
    struct scan_sink sink;     /* of what is read */
    struct scan_writer writer; /* of the file that is drawn */
    struct scan_outcome outcome;
};

/* Does what is asked for with one picture, and says how it went. */
typedef void scan_reader(int fd, const struct scan_request *request, struct scan_reply *reply);

/** Say that the worker is ready, or with a reason that it is not. @return false when nobody listens. */
bool scan_serve_hello(int socket, const char *failure);

/**
 * Answer requests until the parent hangs up.
 *
 * @return 0 when it did; an exit status when a request made no sense or an answer could not be sent.
 */
int scan_serve(int socket, scan_reader *reader);

/** The reader of the shipped worker: decode the picture, then look for symbols, or draw marks on it. */
scan_reader scan_serve_picture;

#endif
