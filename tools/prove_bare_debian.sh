#!/usr/bin/env bash
# Proves that a clean clone works on a bare Debian that has only git, make and python3:
# it says what is missing to a person who is not root, sets itself up for root, runs `make test` and
# `make run`, and runs again without any network. Needs root, debootstrap and unshare (util-linux).
#
#   DEBIAN_MIRROR  where packages come from        (the first mirror of this machine's own apt)
#   DEBIAN_SUITE   which Debian                    (bookworm)
#   PROVE_BASE     a folder with a bare root that is used instead of debootstrap, and made there when missing
#   PROVE_STEPS    which steps                     (refuse test run offline)
#   PROVE_ENV      names of variables that the inside needs, such as a proxy's
#   PROVE_KEEP=1   leave the root in place and say where
#
# What this machine needs to reach its registries (resolver, own CA certificates) is lent to the inside.
set -euo pipefail

own_mirror() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
        sed -nE 's/^(URIs:|deb( \[[^]]*\])?) +([^ ]+\/debian)\/?( .*)?$/\3/p' | head -n 1
}

mirror=${DEBIAN_MIRROR:-$(own_mirror)}
suite=${DEBIAN_SUITE:-bookworm}
steps=${PROVE_STEPS:-refuse test run offline}
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d -t huiqian-prove-XXXXXX)
root=$work/root
readonly mirror suite steps repository work root

finish() {
    if [[ ${PROVE_KEEP:-} ]]; then echo "kept: $root"; else rm -rf --one-file-system "$work"; fi
}
trap finish EXIT

[[ $mirror ]] || { echo "请用 DEBIAN_MIRROR 指定软件源。Name a mirror in DEBIAN_MIRROR."; exit 2; }
[[ $(id -u) -eq 0 ]] || { echo "需要 root。Root is needed."; exit 1; }
for program in debootstrap unshare chroot git; do
    command -v "$program" >/dev/null || { echo "缺少 $program。$program is missing: apt-get install debootstrap util-linux git"; exit 1; }
done

# Every mount lives in a namespace that ends with the command, so nothing is left to unmount.
# Usage: inside [--offline] [--user NAME] COMMAND
inside() {
    local -a net=() user=() lent=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin CI=true)
    if [[ $1 == --offline ]]; then net=(--net); shift; fi
    if [[ $1 == --user ]]; then user=("--userspec=$2"); shift 2; fi
    local name
    for name in http_proxy https_proxy no_proxy SSL_CERT_FILE PIP_CERT PIP_INDEX_URL UV_DEFAULT_INDEX ${PROVE_ENV:-}; do
        if [[ ${!name:-} ]]; then lent+=("$name=${!name}"); fi
    done
    # shellcheck disable=SC2016  # expanded by the inner shell
    unshare --mount --pid --fork ${net[@]+"${net[@]}"} bash -euc '
        root=$1; shift
        mount --make-rprivate /
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount --rbind /sys "$root/sys"
        exec "$@"' inside "$root" \
        env -i "${lent[@]}" chroot ${user[@]+"${user[@]}"} "$root" bash -euc "cd /root/huiqian && $1" </dev/null
}

timed() {
    local what=$1 began=$EPOCHSECONDS
    shift
    echo; echo "=== $what"
    "$@"
    echo "=== $what: $((EPOCHSECONDS - began)) s"
}

bare_root() {
    if [[ ${PROVE_BASE:-} && -d $PROVE_BASE/etc ]]; then
        cp -a "$PROVE_BASE" "$root"
        return
    fi
    debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$work/debootstrap.log" || { tail "$work/debootstrap.log"; return 1; }
    if [[ ${PROVE_BASE:-} ]]; then cp -a "$root" "$PROVE_BASE"; fi
}

lend_network() {
    cp -L /etc/resolv.conf "$root/etc/resolv.conf"
    if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
        mkdir -p "$root/usr/local/share/ca-certificates"
        cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    fi
}

only_three() {
    mkdir -p "$root/root/huiqian"
    inside 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends git make python3' \
        >"$work/apt.log" 2>&1 || { tail "$work/apt.log"; return 1; }
    rm -rf "$root"/var/lib/apt/lists/* # as on a machine where nobody has run apt-get update
    git clone -q --no-hardlinks "$repository" "$root/root/huiqian"
}

refuses_politely() {
    chmod 755 "$root/root"
    local said
    if said=$(inside --user nobody 'make run' 2>&1); then
        echo "make run went on as nobody, without the system libraries:"; echo "$said"; return 1
    fi
    echo "$said"
    grep -q "sudo sh -c 'apt-get update && apt-get install .* libegl1" <<<"$said"
}

timed "bare $suite" bare_root
lend_network
timed "git, make, python3, clean clone of $(git -C "$repository" rev-parse --short HEAD)" only_three
for step in $steps; do
    case $step in
        refuse) timed "make run, not root: the line to type" refuses_politely ;;
        setup) timed "set-up for the tests" inside 'python3 -m tools.setup test' ;;
        test) timed "make test" inside 'bash .ci/run' ;;
        run) timed "make run" inside 'make run && ls out/sample/*.pdf' ;;
        offline) timed "set-up and make run again, no network" inside --offline 'python3 -m tools.setup test && make run' ;;
        *) echo "unknown step: $step"; exit 2 ;;
    esac
done
echo; echo "证明完毕。Proved: $steps"
