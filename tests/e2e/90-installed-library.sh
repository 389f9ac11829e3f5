#!/usr/bin/env bash
# Goal of this test: an installation can be moved, its programs run, and other programs find the library by
# find_package(trc), shared and static, and by pkg-config.
set -eu
build=${1:?the build folder}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
"$work/moved/bin/trc" --version | grep -q '^trc [0-9]'
"$work/moved/bin/trc-scan" --version | grep -q '^trc-scan [0-9]'

mkdir "$work/user"
cat >"$work/user/main.c" <<'C'
#include <stdio.h>
#include <string.h>
#include <trc/trc.h>

int main(void)
{
    static struct trc_code code;
    const char *text = "HTTPS://ID.ACME.CN/01/06901234567892/21/60E6419MKAS0Q6064TT1";
    if (trc_code_parse(text, strlen(text), &code, NULL) != TRC_OK || code.serial_kind != TRC_SERIAL_SEALED)
        return 1;
    return puts(code.gtin) < 0;
}
C
cat >"$work/user/CMakeLists.txt" <<'C'
cmake_minimum_required(VERSION 3.25)
project(user C)
find_package(trc 0.1 REQUIRED)
add_executable(with-shared main.c)
target_link_libraries(with-shared PRIVATE trc::trc)
add_executable(with-static main.c)
target_link_libraries(with-static PRIVATE trc::trc-static)
C
cmake -S "$work/user" -B "$work/user/build" -DCMAKE_PREFIX_PATH="$work/moved" >/dev/null
cmake --build "$work/user/build" >/dev/null
for program in with-shared with-static; do
    [ "$("$work/user/build/$program")" = 06901234567892 ]
done

libdir=$(dirname "$(find "$work/moved" -name trc.pc)")
export PKG_CONFIG_PATH=$libdir
# shellcheck disable=SC2046 # flags are words
cc -o "$work/user/by-pkg-config" "$work/user/main.c" $(pkg-config --cflags --libs trc) -Wl,-rpath,"$libdir/.."
[ "$("$work/user/by-pkg-config")" = 06901234567892 ]

# The control: without the package, configuring fails.
if cmake -S "$work/user" -B "$work/user/none" -DCMAKE_PREFIX_PATH=/nonexistent >/dev/null 2>&1; then
    echo "find_package(trc) succeeded without an installation" >&2
    exit 1
fi
echo "installed library: shared, static and pkg-config users run"
