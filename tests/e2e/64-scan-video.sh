#!/usr/bin/env bash
# Goal of this test: in a film each code is told once, with the frames that showed it, whatever the codec, and judged;
# --fps, --until and --live do what they say; frames on standard input are read as they come; a film that is cut short
# has its codes and then its error; without ffmpeg it is said what to install.
. "$(dirname "$0")/lib.sh" "$@"
for tool in ffmpeg qrencode; do
    command -v $tool >/dev/null || skip "$tool is absent"
done
init
issue --count 2 --lot L1 --format csv --out labels.csv >/dev/null
trc batch activate 1 --quiet
a=$(codes labels.csv | sed -n 1p)
b=$(codes labels.csv | sed -n 2p)
c=${a/L1/L9} # which a forger changed

# 100 frames, 25 a second: a moves right, goes, and comes back; b moves up; c moves left; then nothing for 10 frames.
for code in a b c; do
    qrencode -s 4 -o $code.png "${!code}"
done
ffmpeg -v error -f lavfi -i color=gray:s=640x400:r=25 -i a.png -i b.png -i c.png -filter_complex "
    [0][1]overlay=x=10+n/4:y=10+n:enable='lt(n,40)+between(n,70,89)'[1a];
    [1a][2]overlay=x=220:y=200-n:enable='between(n,20,59)'[2a];
    [2a][3]overlay=x=440-n/4:y=100:enable='between(n,45,84)'" -frames:v 100 -pix_fmt gray film.y4m
encode() { ffmpeg -v error -i film.y4m -pix_fmt yuv420p "$@"; }
encode -c:v libx264 -preset veryfast -g 10 -movflags +faststart film.mp4
encode -c:v libx264 -preset veryfast film.mkv
encode -c:v libvpx -deadline realtime -cpu-used 8 -b:v 2M film.webm
encode -c:v mjpeg -q:v 4 -strict -1 film.avi
scan() { trc-scan --decode-only --json "$@"; }

# near CODE FIRST LAST COUNT: it was seen in these frames; compression may cost one at either end of a stay.
near() {
    jq -es --arg text "$1" --argjson frames "[$2,$3,$4]" '
        map(select(.text == $text)) | length == 1 and (.[0] |
        ([[.frame, .last_frame, .frames], $frames] | transpose | all((.[0] - .[1] | fabs) <= 2)) and
        ([.time_s - .frame / 25, .last_time_s - .last_frame / 25] | all(fabs < 0.001)))' out >/dev/null ||
        fail "it is not seen once, from $2 to $3 in $4 frames: $1"
}
for film in film.y4m film.mp4 film.mkv film.webm film.avi; do
    run 0 scan $film
    is "$(jq -r .text out)" "$a"$'\n'"$b"$'\n'"$c"
    near "$a" 0 89 60
    near "$b" 20 59 40
    near "$c" 45 84 40
    is "$(cat err)" ""
done

# Judged, for programs and for people; the same from one worker as from four.
run 1 trc-scan --json film.mp4
is "$(jq -r '[.verdict, (.findings[].id)] | join(" ")' out)" $'authentic\nauthentic\ncounterfeit forged'
run 0 trc-scan --decode-only film.y4m
prints "film.y4m, frames 0 to 89 (0.0 s to 3.6 s): $a"
run 0 scan --jobs 1 film.mp4
jq -c 'del(.ms)' out >one.jsonl
run 0 scan --jobs 4 film.mp4
is "$(jq -c 'del(.ms)' out)" "$(cat one.jsonl)"

# On standard input: a pipe of frames, and a whole film.
ffmpeg -v error -i film.mp4 -f yuv4mpegpipe -pix_fmt gray - | run 0 scan -
near "$b" 20 59 40
cat film.mp4 | run 0 scan -
near "$b" 20 59 40

# Five frames a second, counted as they are in the film: 0, 5, 10, ...
run 0 scan --fps 5 film.y4m
near "$a" 0 85 12
near "$c" 45 80 8
is "$(jq -s '[.[] | .frame % 5, .last_frame % 5] | add' out)" 0

# --until stops early, which is no failure; without it (above) there are more.
run 0 trc-scan --json --until 1 film.mp4
is "$(jq -r .text out)" "$a"
[ "$(jq .last_frame out)" -lt 20 ] || fail "it went on after the first code"
run 0 scan --until 2 film.mp4
is "$(jq -r .text out)" "$a"$'\n'"$b"

# --live tells a code while the film still comes; of its end nothing is known.
mkfifo pipe
begin() { # frames of a come through the pipe, and are read; the rest of the film is still to come
    : >out
    env --default-signal=INT "$build/bin/trc-scan" --decode-only --json --live - <pipe >out 2>err &
    pid=$!
    exec 9>pipe
    head -c 1000000 film.y4m >&9
    wait_for out $pid
    kill -0 $pid || fail "it has ended before its stream"
    is "$(jq -c '[.text, .frame, .time_s, has("last_frame"), has("frames")]' out)" "[\"$a\",0,0,false,false]"
}
begin
tail -c +1000001 film.y4m >&9
exec 9>&-
wait $pid || fail "--live ends with $?"
is "$(jq -r .text out)" "$a"$'\n'"$b"$'\n'"$c"

# Ctrl-C cuts such a stream short: that is not its end.
begin
kill -INT $pid
code=0
wait $pid || code=$?
exec 9>&-
is $code 130

# Without ffmpeg it is said what to install; frames need none.
run 3 env PATH="$build/bin" trc-scan --decode-only film.mp4
says "film.mp4: A program that is needed for this is not installed. On Debian: apt install ffmpeg"
run 0 env PATH="$build/bin" trc-scan --decode-only film.y4m

# Cut short: what was seen is told, and then that it is not all.
for kind in y4m mp4 webm; do
    head -c $(($(stat -c %s film.$kind) * 2 / 5)) film.$kind >cut.$kind
    run 3 scan cut.$kind
    is "$(jq -r '.reason // .text' out | sed -n '1p;$p')" "$a"$'\nstream-failed'
    [ "$(jq -s '.[0].frames' out)" -ge 10 ] || fail "too little is left of cut.$kind"
done
