/* serve.c: the worker's side of the conversation. */
#include "scanner/worker/serve.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scanner/clock.h"
#include "scanner/worker/picture.h"

struct service {
    int socket;
    uint64_t id;       /* of the picture at hand */
    int64_t cpu_at_us; /* what had been computed when it came */
    uint32_t symbol_count, located_count;
    size_t text_bytes;
    bool failed; /* an answer could not be sent */
    struct scan_marks marks;
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
    struct scan_message message = {.kind = SCAN_SYMBOL, .symbol = *symbol};
    message.symbol.us = (uint32_t)(scan_cpu_us() - service->cpu_at_us);
    send_message(service, &message);
}

static void take_located(void *context, const struct scan_located *located)
{
    struct service *service = context;
    if (service->located_count == SCAN_LOCATED_MAX)
        return;
    service->located_count++;
    struct scan_message message = {.kind = SCAN_LOCATED, .located = *located};
    message.located.us = (uint32_t)(scan_cpu_us() - service->cpu_at_us);
    send_message(service, &message);
}

static bool write_part(void *context, const uint8_t *bytes, size_t len)
{
    struct service *service = context;
    for (size_t done = 0; done < len && !service->failed;) {
        const size_t part = len - done < SCAN_PART_MAX ? len - done : SCAN_PART_MAX;
        send_message(service, &(struct scan_message){.kind = SCAN_PART, .part = {bytes + done, part}});
        done += part;
    }
    return !service->failed;
}

/* The descriptor that came with a packet; -1 for none. */
static int descriptor_of(struct msghdr *message)
{
    int fd = -1;
    const struct cmsghdr *header = CMSG_FIRSTHDR(message);
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

enum received { RECEIVED, HUNG_UP, NONSENSE };

static enum received receive(struct service *service, struct scan_request *request, int *fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {service->packet, sizeof service->packet};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    const ssize_t len = recvmsg(service->socket, &message, MSG_CMSG_CLOEXEC);
    if (len == 0)
        return HUNG_UP;
    *fd = len > 0 ? descriptor_of(&message) : -1;
    return *fd >= 0 && scan_request_decode(service->packet, (size_t)len, request, &service->marks) ? RECEIVED
                                                                                                   : NONSENSE;
}

static void answer(struct service *service, const struct scan_request *request, int fd, scan_reader *reader)
{
    struct scan_reply reply = {.sink = {take_symbol, take_located, service}, .writer = {write_part, service}};
    service->id = request->id;
    service->cpu_at_us = scan_cpu_us();
    service->symbol_count = service->located_count = 0;
    service->text_bytes = 0;
    reader(fd, request, &reply);
    send_message(service,
                 &(struct scan_message){.kind = SCAN_DONE,
                                        .done = {.outcome = reply.outcome, .symbol_count = service->symbol_count}});
}

int scan_serve(int socket, scan_reader *reader)
{
    struct service *service = malloc(sizeof *service);
    if (service == NULL)
        return EXIT_FAILURE;
    *service = (struct service){.socket = socket};
    enum received received = RECEIVED;
    while (received == RECEIVED && !service->failed) {
        struct scan_request request;
        int fd;
        received = receive(service, &request, &fd);
        if (received == RECEIVED) {
            answer(service, &request, fd, reader);
            close(fd);
        }
    }
    free(service);
    return received == HUNG_UP ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* One picture's images on their way from the codec through the ladder to the sink. */
struct showing {
    const struct scan_sink *sink;
    uint32_t page, number;     /* of the image at hand */
    struct scan_ladder ladder; /* what is known of it */
};

static void pass_symbol(void *context, const struct scan_symbol *symbol)
{
    const struct showing *showing = context;
    struct scan_symbol out = *symbol;
    out.page = showing->page;
    out.frame = showing->number;
    showing->sink->take(showing->sink->context, &out);
}

static void pass_located(void *context, const struct scan_located *located)
{
    const struct showing *showing = context;
    struct scan_located out = *located;
    out.page = showing->page;
    out.frame = showing->number;
    showing->sink->located(showing->sink->context, &out);
}

static void finish_image(struct showing *showing)
{
    scan_ladder_finish(&showing->ladder, &(struct scan_sink){pass_symbol, pass_located, showing});
}

/* The same image again is a closer look at it. */
static enum scan_look read_image(void *context, const struct scan_image *image)
{
    struct showing *showing = context;
    if (image->page != showing->page || image->number != showing->number)
        finish_image(showing);
    showing->page = image->page;
    showing->number = image->number;
    return scan_ladder_read(&showing->ladder, &image->frame, image->reduction,
                            &(struct scan_sink){pass_symbol, pass_located, showing});
}

/* The one image of a picture that marks are to be drawn on. */
struct marking {
    const struct scan_request *request;
    const struct scan_writer *writer;
    bool drawn;
};

static enum scan_look draw_image(void *context, const struct scan_image *image)
{
    struct marking *marking = context;
    const struct scan_drawing *drawing = marking->request->drawing;
    if (marking->drawn || image->page != drawing->page || image->number != drawing->number)
        return SCAN_LOOK_DONE;
    marking->drawn =
        scan_draw_jpeg(&image->frame, image->reduction, drawing->marks, drawing->mark_count, marking->writer);
    return marking->drawn ? SCAN_LOOK_DONE : SCAN_LOOK_NO_MEMORY;
}

static void read_picture(int fd, const struct scan_request *request, struct scan_reply *reply)
{
    struct showing *showing = calloc(1, sizeof *showing);
    if (showing == NULL) {
        reply->outcome = (struct scan_outcome){.result = SCAN_NO_MEMORY};
        return;
    }
    showing->sink = &reply->sink;
    showing->ladder.thorough = request->thorough;
    scan_picture_read(fd, request->max_pixels, &(struct scan_viewer){read_image, showing, request->thorough},
                      &reply->outcome);
    finish_image(showing);
    free(showing);
}

void scan_serve_picture(int fd, const struct scan_request *request, struct scan_reply *reply)
{
    struct marking marking = {.request = request, .writer = &reply->writer};
    if (request->drawing != NULL)
        scan_picture_read(fd, request->max_pixels, &(struct scan_viewer){draw_image, &marking, false}, &reply->outcome);
    else
        read_picture(fd, request, reply);
}
