/* serve.c: the worker's side of the conversation. */
#include "scanner/worker/serve.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scanner/worker/picture.h"

struct service {
    int socket;
    uint64_t id; /* of the picture at hand */
    uint32_t symbol_count;
    size_t text_bytes;
    bool failed; /* an answer could not be sent */
    uint8_t packet[SCAN_PACKET_MAX];
};

static void send_message(struct service *service, struct scan_message *message)
{
    message->id = service->id;
    const size_t len = scan_message_encode(message, service->packet);
    if (write(service->socket, service->packet, len) != (ssize_t)len)
        service->failed = true;
}

bool scan_serve_hello(int socket, const char *failure)
{
    struct scan_message hello = {.kind = SCAN_HELLO, .hello.version = SCAN_PROTOCOL_VERSION};
    uint8_t packet[SCAN_DETAIL_MAX + 16];
    scan_detail_set(hello.hello.failure, failure);
    const size_t len = scan_message_encode(&hello, packet);
    return write(socket, packet, len) == (ssize_t)len;
}

/* What the parent would refuse as too much is not sent; no picture of codes comes near these limits. */
static void take_symbol(void *context, const struct scan_symbol *symbol)
{
    struct service *service = context;
    if (service->symbol_count == SCAN_SYMBOLS_MAX || symbol->text_len > SCAN_TEXT_MAX ||
        symbol->text_len > SCAN_TEXTS_MAX - service->text_bytes)
        return;
    service->symbol_count++;
    service->text_bytes += symbol->text_len;
    send_message(service, &(struct scan_message){.kind = SCAN_SYMBOL, .symbol = *symbol});
}

/* Waits for a packet and the descriptor with it. @return The packet's length, 0 when the parent has hung up. */
static ssize_t receive(int socket, uint8_t *packet, size_t size, int *fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {packet, size};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    const ssize_t len = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    *fd = -1;
    const struct cmsghdr *header = len > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(fd, CMSG_DATA(header), sizeof *fd);
    return len;
}

int scan_serve(int socket, scan_reader *reader)
{
    struct service *service = malloc(sizeof *service);
    if (service == NULL)
        return EXIT_FAILURE;
    *service = (struct service){.socket = socket};
    const struct scan_sink sink = {take_symbol, service};
    int status = EXIT_FAILURE;
    for (;;) {
        struct scan_request request;
        uint8_t packet[64];
        int fd;
        const ssize_t len = receive(socket, packet, sizeof packet, &fd);
        if (len == 0)
            status = EXIT_SUCCESS;
        if (len <= 0 || fd < 0 || !scan_request_decode(packet, (size_t)len, &request))
            break;

        struct scan_message done = {.kind = SCAN_DONE};
        service->id = request.id;
        service->symbol_count = 0;
        service->text_bytes = 0;
        reader(fd, &request, &sink, &done.done.outcome);
        close(fd);
        done.done.symbol_count = service->symbol_count;
        send_message(service, &done);
        if (service->failed)
            break;
    }
    free(service);
    return status;
}

void scan_serve_picture(int fd, const struct scan_request *request, const struct scan_sink *sink,
                        struct scan_outcome *outcome)
{
    struct scan_frame frame;
    scan_picture_read(fd, request->max_pixels, &frame, outcome);
    if (frame.pixels != NULL && !scan_zbar_read(&frame, sink))
        outcome->result = SCAN_NO_MEMORY;
    free(frame.pixels);
}
