# What ./run, ./test and ./soak share: installing what is missing, a PostgreSQL of their own, suites and their counts.
# Sourced by them; `here` is the root of the project.

export CARGO_TERM_COLOR=never
target=${CARGO_TARGET_DIR:-$here/target}
logs=$target/test-logs
mkdir -p "$logs"

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Runs a command as root: directly, or by sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Installs packages by apt, quietly; the lists are fetched only when a package cannot be had without.
install() {
    command -v apt-get >/dev/null || fail "Please install: $* (this machine has no apt-get)"
    say "installing $*"
    local get=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@")
    as_root "${get[@]}" >"$logs/apt.log" 2>&1 && return
    as_root apt-get update -qq >>"$logs/apt.log" 2>&1
    as_root "${get[@]}" >>"$logs/apt.log" 2>&1 || { cat "$logs/apt.log" >&2; fail "apt could not install: $*"; }
}

need_compiler() {
    command -v cargo >/dev/null || fail "Santong is built by Rust 1.95 or later: https://rustup.rs"
    # rust-toolchain.toml names a compiler; where that one cannot be had, without a network, the machine's own has to do.
    (cd "$here" && cargo --version) >/dev/null 2>&1 || export RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-stable}
    command -v cc >/dev/null || install gcc libc6-dev
}

postgres_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$found/initdb" ] && say "$found"
}

need_postgres() {
    [ -n "$(postgres_bin)" ] && return
    # Debian would start a server of its own as soon as the package is there; ours are started by hand.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        say 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    install postgresql
}

# The browser of the screens' tests, and the two sets of fonts that they are shown in (crates/browser/fonts).
need_chromium() {
    local family pair wanted=()
    command -v chromium >/dev/null || wanted+=(chromium)
    command -v fc-list >/dev/null || wanted+=(fontconfig)
    family=$(fc-list : family 2>/dev/null)
    for pair in "Liberation Sans=fonts-liberation" "Noto Sans CJK SC=fonts-noto-cjk" \
        "DejaVu Sans=fonts-dejavu-core" "WenQuanYi Zen Hei=fonts-wqy-zenhei"; do
        grep -qF "${pair%=*}" <<<"$family" || wanted+=("${pair#*=}")
    done
    [ ${#wanted[@]} = 0 ] || install "${wanted[@]}"
}

# PostgreSQL refuses to run as root, so root lends it the account that its package made.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Starts a server on a free loopback port and exports its address; stop_postgres ends it by its pid.
# fsync is off: these tests kill Santong, never the machine under PostgreSQL.
start_postgres() {
    local bin port log=$logs/postgres.log
    bin=$(postgres_bin)
    pg_dir=$(mktemp -d /tmp/santong-pg.XXXXXX)
    [ "$(id -u)" = 0 ] && chown postgres "$pg_dir"
    as_postgres "$bin/initdb" -D "$pg_dir/data" -U santong -A trust -E UTF8 --locale=C --no-sync >"$log" 2>&1 \
        || { cat "$log" >&2; fail "initdb failed"; }
    for _ in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 20000))
        as_postgres "$bin/pg_ctl" -D "$pg_dir/data" -w -t 60 -s -l "$pg_dir/log" \
            -o "-h 127.0.0.1 -p $port -k $pg_dir -c fsync=off -c full_page_writes=off -c max_connections=200" \
            start >>"$log" 2>&1 && { pg_pid=$(head -n 1 "$pg_dir/data/postmaster.pid"); break; }
    done
    [ -n "${pg_pid:-}" ] || { cat "$log" "$pg_dir/log" >&2; fail "PostgreSQL did not start"; }
    export SANTONG_TEST_POSTGRES="postgres://santong@127.0.0.1:$port/postgres"
}

stop_postgres() {
    if [ -n "${pg_pid:-}" ]; then
        kill -INT "$pg_pid" 2>/dev/null
        for _ in $(seq 100); do kill -0 "$pg_pid" 2>/dev/null || break; sleep 0.1; done
        pg_pid=
    fi
    [ -z "${pg_dir:-}" ] || rm -rf "$pg_dir"
}

passed=0
failed=0

# step NAME COMMAND…: a suite of one: it passes when the command does.
step() {
    local name=$1 log=$logs/$1.log began=$SECONDS verdict=passed
    shift
    if "$@" >"$log" 2>&1 </dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)) verdict=FAILED; fi
    printf '%-44s %-22s %6d s\n' "$name" "$verdict" $((SECONDS - began))
    [ "$verdict" = passed ] || { tail -n 120 "$log"; say "whole log: $log"; }
}

# tests NAME CARGO-TEST-ARGUMENTS…: one line for each suite (a test binary, or the doc tests of a crate), as it ends.
# Lines that a test prints with "NOT RUN …" or "figure …" in front are shown.
tests() {
    local log=$logs/$1.log before=$failed
    shift
    while IFS= read -r line; do
        printf '%s\n' "$line" >&3
        tell "$line"
    done 3>"$log" < <(nice cargo test --locked --no-fail-fast "$@" 2>&1 </dev/null; echo "cargo ended with $?")
    # A run that ends badly without a failed test did not compile, or died.
    [ "$ended" = 0 ] || [ "$failed" -gt "$before" ] || failed=$((failed + 1))
    [ "$failed" = "$before" ] || {
        grep -avE '^test .* ok$|^ +Running|^running|^test result: ok|^$' "$log" | tail -n 150
        say "whole log: $log"
    }
}

# One line of what `cargo test` says.
tell() {
    local words
    case $1 in
        *" Running unittests "*) name=${1##*/deps/} name=${name%-*} ;;
        *" Running tests/"*) name=${1##*/deps/} name=${name%-*} words=${1#*Running } name="$name (${words%% *})" ;;
        *" Doc-tests "*) name="${1##* } (documentation)" ;;
        "cargo ended with "*) ended=${1##* } ;;
        *"NOT RUN "*) say "  NOT RUN ${1#*NOT RUN }" ;;
        *"figure "*) say "  ${1#*figure }" ;;
        "test result: "*)
            read -ra words <<<"$1"
            passed=$((passed + words[3]))
            failed=$((failed + words[5]))
            [ $((words[3] + words[5])) = 0 ] && return
            printf '%-44s %5d passed %3d failed %7s\n' "$name" "${words[3]}" "${words[5]}" "${1##* }"
            ;;
    esac
}

# The last line of ./test and ./soak, and what they answer.
close() {
    say "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
