#!/usr/bin/env bash
# Installs the Debian 12 packages that are missing: cmake/debian-packages.sh [build] [test] [demo] [bench]
# The build group is what cmake/TrcDependencies.cmake looks for.
set -euo pipefail

build="build-essential cmake ninja-build pkg-config gettext
    libssl-dev libsqlite3-dev libpq-dev libqrencode-dev libpng-dev libjpeg62-turbo-dev libtiff-dev libwebp-dev libgif-dev
    libde265-dev libdav1d-dev libzbar-dev libseccomp-dev
    libpango1.0-dev libcairo2-dev zlib1g-dev
    libjansson-dev libcsv-dev libcmocka-dev"
test="python3 python3-cryptography openssl sqlite3 postgresql zbar-tools imagemagick qrencode strace faketime man-db zsh
    clang-14 libclang-rt-14-dev clang-format clang-tidy jq bc util-linux git
    webp libtiff-tools libheif-examples libavif-bin libjpeg-turbo-progs zint
    ffmpeg poppler-utils ghostscript qpdf img2pdf librsvg2-bin fonts-dejavu-core fonts-droid-fallback
    gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-good
    nodejs npm" # npm: a renderer of ZPL for 39-printer-labels
demo="poppler-utils imagemagick fonts-dejavu-core fonts-droid-fallback qrencode jq"
bench="libzxing-dev zbar-tools" # peers to be compared with

wanted=""
for group in "${@:-build}"; do
    case "$group" in
    build | test | demo | bench) wanted+=" ${!group}" ;;
    *) echo "debian-packages.sh: there is no group \"$group\"; there are build, test, demo and bench" >&2; exit 2 ;;
    esac
done

# Another package may stand in, as the newer nodejs of its makers does for npm.
provided=" $(dpkg-query -W -f='${db:Status-Abbrev} ${Provides}\n' | sed -n 's/^ii *//p' | tr ',\n' '  ') "
missing=""
for package in $(tr ' ' '\n' <<<"$wanted" | sort -u); do
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' ||
        [[ $provided == *" $package "* ]] || missing+=" $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
    command -v sudo >/dev/null || { echo "These packages are missing; install them as root:$missing" >&2; exit 1; }
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
