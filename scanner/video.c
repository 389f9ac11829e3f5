/* video.c: what ffmpeg reads for us: video files, network streams, cameras. It writes grey frames into a pipe. */
#include "scanner/video.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "scanner/clock.h"
#include "scanner/stream.h"

/* What ffmpeg takes for itself, and for each pixel the pictures that a codec looks back at. */
#define MEMORY_BASE ((uint64_t)1 << 30)
#define MEMORY_PER_PIXEL 64

/* The codecs of cameras, phones and screen recorders. ffmpeg has hundreds more, which few have looked at. */
#define CODECS                                                                                                         \
    "h264,hevc,libdav1d,av1,vp8,vp9,mjpeg,mpeg4,mpeg2video,mpeg1video,h263,h263i,flv,msmpeg4,msmpeg4v1,msmpeg4v2,"     \
    "wmv1,"                                                                                                            \
    "wmv2,wmv3,vc1,theora,prores,dnxhd,rawvideo,png,ffv1,huffyuv,ffvhuff,dvvideo"

enum { NUMBER_MAX = 24, PROBE_US = 2000000 };

/* One way of reaching a stream, by how its name begins. */
static const struct way {
    const char *beginning, *demuxer, *protocols;
    const char *options[6]; /* before the input */
} ways[] = {
    {"rtsp://", "rtsp", "rtsp,rtp,tcp", {"-rtsp_transport", "tcp", "-allowed_media_types", "video"}},
    {"rtsps://", "rtsp", "rtsp,rtp,tcp,tls", {"-rtsp_transport", "tcp", "-allowed_media_types", "video"}},
    {"http://", "mpjpeg", "http,https,tls,tcp,httpproxy", {NULL}},
    {"https://", "mpjpeg", "http,https,tls,tcp,httpproxy", {NULL}},
    {"/dev/video", "v4l2", "file", {NULL}},
};

static const struct way *way_to(const char *path)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strncasecmp(path, ways[i].beginning, strlen(ways[i].beginning)) == 0)
            return &ways[i];
    return NULL;
}

bool scan_video_is_stream(const char *path)
{
    return way_to(path) != NULL;
}

/* What is known of one input. */
struct input {
    const char *demuxer, *protocols, *name;
    const char *const *options; /* up to a NULL */
    int fd;                     /* of a file; -1: none */
    bool net, live;
    const char *device;
};

struct command {
    const char *words[SCAN_TOOL_ARGUMENTS_MAX];
    size_t count;
    char max_pixels[NUMBER_MAX];
};

static void add(struct command *command, const char *const *words)
{
    for (; *words != NULL; words++)
        command->words[command->count++] = *words;
    command->words[command->count] = NULL;
}

#define ADD(command, ...) add(command, (const char *const[]){__VA_ARGS__, NULL})

/* Formats and protocols are named twice: as what to use, and as the only ones that may be used, so that nothing within
 * the input can call for others. */
static void make_command(const struct input *input, const struct scan_feed_config *config, struct command *command)
{
    snprintf(command->max_pixels, NUMBER_MAX, "%" PRIu64, config->max_pixels);
    ADD(command, "-nostdin", "-hide_banner", "-v", "error", "-max_pixels", command->max_pixels);
    ADD(command, "-protocol_whitelist", input->protocols, "-format_whitelist", input->demuxer);
    ADD(command, "-codec_whitelist", CODECS);
    if (input->live)
        ADD(command, "-fflags", "nobuffer", "-flags", "low_delay", "-probesize", "1000000", "-analyzeduration",
            "1000000");
    add(command, input->options);
    ADD(command, "-f", input->demuxer, "-i", input->name);
    ADD(command, "-map", "0:v:0", "-an", "-sn", "-dn", "-fps_mode", "passthrough", "-pix_fmt", "gray");
    ADD(command, "-f", "yuv4mpegpipe", "pipe:1");
}

static struct scan_feed *open_input(const struct input *input, const struct scan_feed_config *config,
                                    struct scan_outcome *outcome)
{
    char program[PATH_MAX];
    struct command command = {.count = 0};
    struct scan_stream_source source = {.live = input->live, .subject = input->name};
    if (!scan_tool_find("ffmpeg", program)) {
        scan_outcome_set(outcome, SCAN_NO_PROGRAM, "ffmpeg");
        return NULL;
    }
    make_command(input, config, &command);
    const struct scan_tool_plan plan = {.confine_path = config->confine_path,
                                        .program = program,
                                        .arguments = command.words,
                                        .input = input->fd,
                                        .output = -1,
                                        .memory_bytes = MEMORY_BASE + MEMORY_PER_PIXEL * config->max_pixels,
                                        .net = input->net,
                                        .device = input->device};
    const int error = scan_tool_start(&source.tool, &plan);
    source.fd = source.tool.output;
    struct scan_feed *feed = error == 0 ? scan_stream_open(&source, config) : NULL;
    if (error != 0)
        scan_outcome_set(outcome, SCAN_NOT_OPENED, strerror(error));
    else if (feed == NULL)
        scan_outcome_set(outcome, SCAN_NO_MEMORY, "");
    return feed;
}

/* What ffprobe prints of a stream: "25/1,500", or "25/1,N/A" and then the seconds of the file. */
static uint64_t parse_frames(const char *text)
{
    unsigned long long numerator = 0, denominator = 0, frames = 0;
    double seconds = 0;
    if (sscanf(text, "%llu/%llu,%llu", &numerator, &denominator, &frames) == 3)
        return frames;
    const char *line = strchr(text, '\n');
    if (line != NULL)
        seconds = strtod(line + 1, NULL);
    const double count = denominator > 0 && seconds > 0 ? seconds * (double)numerator / (double)denominator : 0;
    return count < 1e12 ? (uint64_t)(count + 0.5) : 0;
}

/* Reads what a program prints, for a while. */
static void read_words(int fd, char *text, size_t size)
{
    const int64_t until_us = scan_now_us() + PROBE_US;
    size_t len = 0;
    for (int64_t left_us; (left_us = until_us - scan_now_us()) > 0;) {
        struct pollfd polled = {.fd = fd, .events = POLLIN};
        const ssize_t got = poll(&polled, 1, (int)(left_us / 1000) + 1) > 0 ? read(fd, text + len, size - 1 - len) : 0;
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    text[len] = '\0';
}

/* How many frames the file says it has, for the progress line alone; 0 when it does not say. */
static uint64_t count_frames(const struct input *input, const struct scan_feed_config *config)
{
    char program[PATH_MAX], text[256], detail[SCAN_DETAIL_MAX + 1];
    const char *const arguments[] = {"-v",
                                     "quiet",
                                     "-protocol_whitelist",
                                     input->protocols,
                                     "-format_whitelist",
                                     input->demuxer,
                                     "-codec_whitelist",
                                     CODECS,
                                     "-f",
                                     input->demuxer,
                                     "-select_streams",
                                     "v:0",
                                     "-show_entries",
                                     "stream=avg_frame_rate,nb_frames:format=duration",
                                     "-of",
                                     "csv=p=0",
                                     input->name,
                                     NULL};
    const struct scan_tool_plan plan = {.confine_path = config->confine_path,
                                        .program = program,
                                        .arguments = arguments,
                                        .input = input->fd,
                                        .output = -1,
                                        .memory_bytes = MEMORY_BASE + MEMORY_PER_PIXEL * config->max_pixels};
    struct scan_tool tool;
    if (!scan_tool_find("ffprobe", program) || scan_tool_start(&tool, &plan) != 0)
        return 0;
    read_words(tool.output, text, sizeof text);
    scan_tool_end(&tool, 0, NULL, detail);
    return parse_frames(text);
}

struct scan_feed *scan_video_open_file(int fd, enum scan_kind kind, const struct scan_feed_config *config,
                                       struct scan_outcome *outcome)
{
    static const char *const none[] = {NULL};
    const struct input input = {.demuxer = scan_kind_demuxer(kind),
                                .protocols = "file",
                                .name = "file:" SCAN_TOOL_INPUT,
                                .options = none,
                                .fd = fd};
    struct scan_feed *feed = open_input(&input, config, outcome);
    if (feed != NULL && config->count)
        feed->total = count_frames(&input, config);
    return feed;
}

struct scan_feed *scan_video_open_stream(const char *path, const struct scan_feed_config *config,
                                         struct scan_outcome *outcome)
{
    const struct way *way = way_to(path);
    const bool is_device = path[0] == '/';
    const struct input input = {.demuxer = way->demuxer,
                                .protocols = way->protocols,
                                .name = path,
                                .options = way->options,
                                .fd = -1,
                                .net = !is_device,
                                .live = true,
                                .device = is_device ? path : NULL};
    return open_input(&input, config, outcome);
}
