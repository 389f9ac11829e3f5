#!/usr/bin/env bash
# Goal of this test: an RTSP camera in H.264 and an HTTP camera in MJPEG are read live and judged; --until and Ctrl-C end
# them properly; one that falls silent, refuses or is none is told as such, in time; and no answer of a server makes
# anything else be opened.
. "$(dirname "$0")/lib.sh" "$@"
here=$source/tests/e2e
for tool in ffmpeg qrencode python3; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
/usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0")' 2>/dev/null ||
    skip "gir1.2-gst-rtsp-server-1.0 is absent"
init
issue --count 2 --lot L1 --format csv --out labels.csv >/dev/null
trc batch activate 1 --quiet
a=$(codes labels.csv | sed -n 1p)
b=$(codes labels.csv | sed -n 2p)
qrencode -s 4 -o a.png "$a"
qrencode -s 4 -o b.png "$b"
film() { # SECONDS SINCE OPTION...: a moves all the time, b is there since so many seconds
    ffmpeg -v error -f lavfi -i color=gray:s=640x400:r=25 -i a.png -i b.png -filter_complex "
        [0][1]overlay=x=10+n/2:y=10[1a]; [1a][2]overlay=x=440:y=200:enable='gte(t,$2)'" -t "$1" "${@:3}"
}
mkdir http
film 15 2 -pix_fmt yuv420p -c:v libx264 -preset ultrafast -g 10 film.mp4
film 1.2 0.6 -pix_fmt yuvj420p -q:v 4 http/%03d.jpg

servers=
trap 'kill -KILL $servers 2>/dev/null || true; rm -rf "$work"' EXIT
serve() { # NAME PROGRAM ARGUMENT: starts it, with its answers in NAME.log; sets NAME to its process, NAME_port.
    "${@:2}" >"$1.log" 2>/dev/null &
    servers+=" $!"
    disown # so that its end is not told
    wait_for "$1.log" $!
    declare -g "$1=$!" "$1_port=$(head -1 "$1.log")"
}
serve rtsp "$here/rtsp-server.py" film.mp4
serve http "$here/http-server.py" http
camera=rtsp://127.0.0.1:$rtsp_port/camera
web=http://127.0.0.1:$http_port
scan() { trc-scan --decode-only --json "$@"; }
start() { # NAME OPTION...: as `scan`, in the background, into NAME.out and NAME.err; sets NAME to its process.
    : >"$1.out"
    env --default-signal=INT "$build/bin/trc-scan" --decode-only --json "${@:2}" >"$1.out" 2>"$1.err" &
    declare -g "$1=$!"
}
end() { # NAME CODE: waits for it; then `out` and `err` hold what it printed.
    local code=0
    wait "${!1}" || code=$?
    mv "$1.out" out
    mv "$1.err" err
    [ $code = "$2" ] || fail "$1 ended with $code, not $2"
}

# Read and judged. The times are those of the clock.
run 0 trc-scan --json --until 2 $camera
is "$(jq -r '[.text, .verdict] | join(" ")' out)" "$a authentic"$'\n'"$b authentic"
jq -es '.[0].frame == 0 and .[0].frames > 3 and .[1].frame >= .[0].last_frame and .[1].time_s > 0' out >/dev/null ||
    fail "wrong frames: $(cat out)"
run 0 scan $web/once
is "$(jq -r .text out)" "$a"$'\n'"$b"
jq -es '(.[0].frames | . > 5 and . <= 30) and (.[1].frames | . > 2 and . <= 15) and
    (.[0].last_time_s | . > 0.5 and . < 10)' out >/dev/null || fail "wrong frames: $(cat out)"
run 0 scan --fps 5 $web/once
[ "$(jq -s '.[0].frames' out)" -le 7 ] || fail "it looks at more than five frames a second"

# Ctrl-C is the proper end of both, with --live and on a terminal, which shows what is seen meanwhile.
start live --live $camera
wait_for live.out $live
kill -INT $live
end live 0
is "$(jq -c '[.text, has("last_frame")]' out)" "[\"$a\",false]"
mkfifo keys
: >screen
SHELL=/bin/sh env --default-signal=INT \
    script -qefc "exec trc-scan --decode-only $web/live >shown.out" screen <keys >/dev/null 2>shown.err &
shown=$!
exec 9>keys
# Of a text the end is shown, which tells codes apart.
since=$SECONDS
until grep -qF "${b: -20}" screen || ! kill -0 $shown; do
    [ $((SECONDS - since)) -lt 60 ] || fail "the second code is never shown"
    sleep 0.05
done
[ ! -s shown.out ] || fail "a code is told before the end"
printf '\003' >&9
exec 9>&-
end shown 0
is "$(sed 's/.*: HTTP/HTTP/' out)" "$a"$'\n'"$b"
grep -qE "^$web/live, frames [0-9]+ to [1-9][0-9]* \([0-9.]+ s to [0-9.]+ s\): $a$" out || fail "wrong frames: $(cat out)"
grep -qE "$web/live: .*/s; .*codes 2; Ctrl-C ends" screen || fail "the terminal does not show what is seen"

# A camera that falls silent has its codes and then an error, in time; and so has one that takes the call in silence.
start stuck --timeout 2 $web/stuck
start stopped --timeout 5 --live $camera # it takes a moment to begin
wait_for stopped.out $stopped
kill -STOP $rtsp
since=$SECONDS
start mute --timeout 2 $camera
end stuck 3
is "$(jq -r '.reason // .text' out)" "$a"$'\n'stalled
end mute 3
is "$(jq -r .error out)" "No frame came for 2 seconds. Is the camera on, and can it be reached? --timeout waits longer."
end stopped 3
is "$(jq -r '.reason // .text' out)" "$a"$'\n'stalled
[ $((SECONDS - since)) -lt 12 ] || fail "it waited for $((SECONDS - since)) seconds, not 5"

# Nobody there, nothing there.
for camera in rtsp://127.0.0.1:1/camera http://127.0.0.1:1/camera; do
    run 3 trc-scan --decode-only $camera
    says "$camera: The video or stream could not be opened: Connection refused."
done
run 3 trc-scan --decode-only $web/missing
says "404"

# A film or a playlist is no MJPEG, and what it points at is not asked for; nor is a file by a redirection.
ffmpeg -v error -i film.mp4 -t 1 -c copy http/second.ts
cp film.mp4 http/
printf '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n%s\n#EXT-X-ENDLIST\n' "$web/second.ts" >http/list.m3u8
sed "s|$web/second.ts|file:///etc/passwd|" http/list.m3u8 >http/passwd.m3u8
for path in film.mp4 list.m3u8 passwd.m3u8 away?file:///etc/passwd; do
    run 3 scan "$web/$path"
    is "$(jq -r '.reason' out)" stream-failed
    grep -qF "/$path" http.log || fail "it was not asked for: $path"
    ! grep -q root: out err || fail "the file was opened"
done
! grep -qF /second.ts http.log || fail "the playlist was followed"
# Controls: ffmpeg by itself does follow it, and a redirection to a camera is one.
ffmpeg -v error -i "$web/list.m3u8" -f null - || fail "the playlist is none"
grep -qF /second.ts http.log || fail "the log does not tell what was asked for"
run 0 scan --until 1 "$web/away?$web/live"
