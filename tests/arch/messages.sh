#!/usr/bin/env bash
# Every message of the sources has a Chinese translation whose format directives fit, and help in Chinese names the same
# options. messages.sh BUILD SOURCE
set -eu
build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TRC_HOME=/nonexistent/trc
export PATH="$build/bin:$PATH"

"$source/cli/common/po/update.sh" --check

# The controls: a missing translation, a wrong directive, a translation of a message that has since changed.
must_fail() { # WHAT FILE.po
    if "$source/cli/common/po/update.sh" --check "$2" >/dev/null 2>&1; then
        echo "control: $1 was not noticed" >&2
        exit 1
    fi
}
sed 's/^msgstr "此码为真。.*/msgstr ""/' "$source/cli/common/po/zh.po" >"$work/missing.po"
sed 's/^msgstr "%s 第 %zu 行：%s"/msgstr "%s 第 %d 行：%s"/' "$source/cli/common/po/zh.po" >"$work/directive.po"
sed 's/^msgid "This code is genuine, but take a second look."/msgid "This code was genuine."/' "$source/cli/common/po/zh.po" >"$work/old.po"
for control in missing directive old; do
    if cmp -s "$source/cli/common/po/zh.po" "$work/$control.po"; then
        echo "control $control changes nothing: mend it" >&2
        exit 1
    fi
    must_fail "$control" "$work/$control.po"
done

# A control of the extraction: the tables of the public headers are read, by their sentences.
"$source/cli/common/po/extract.sh" "$work/trc.pot"
for sentence in "The issuer never issued this number." "the passphrase is wrong" "Nothing was decided."; do
    grep -qF "\"$sentence\"" "$work/trc.pot"
done

options() { grep -oE '^ +(-., )?--[a-z-]+' | sort; }
mapfile -t commands < <(trc --help | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
[ "${#commands[@]}" -gt 10 ]
for command in "${commands[@]}"; do
    # shellcheck disable=SC2086 # a command is one word or two
    diff <(trc $command --help --lang en | options) <(trc $command --help --lang zh | options) ||
        { echo "trc $command --help differs in Chinese" >&2; exit 1; }
    # shellcheck disable=SC2086
    trc $command --help --lang zh | grep -q '各命令通用的选项'
done
diff <(trc-scan --help --lang en | options) <(trc-scan --help --lang zh | options)
