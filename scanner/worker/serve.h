/* serve.h: the worker's side of the conversation. */
#ifndef TRC_SCAN_SERVE_H
#define TRC_SCAN_SERVE_H

#include "scanner/protocol.h"
#include "scanner/sink.h"

/* Reads one picture: hands every symbol to the sink and says how it went. */
typedef void scan_reader(int fd, const struct scan_request *request, const struct scan_sink *sink,
                         struct scan_outcome *outcome);

/** Say that the worker is ready, or with a reason that it is not. @return false when nobody listens. */
bool scan_serve_hello(int socket, const char *failure);

/**
 * Answer requests until the parent hangs up.
 *
 * @return 0 when it did; an exit status when a request made no sense or an answer could not be sent.
 */
int scan_serve(int socket, scan_reader *reader);

/** The reader of the shipped worker: decode the picture, then look for symbols. */
scan_reader scan_serve_picture;

#endif
