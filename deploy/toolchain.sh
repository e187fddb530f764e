# Sourced by deploy/quickstart, deploy/cluster-demo and tests/run: puts on this machine what must be there before anything
# can be built, and builds it.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node_version=20.20.2  # what is fetched where the distribution's is older than node_oldest
node_oldest=20.19

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Runs a long command with its output in a log file and a line that shows it is alive: progress "Building" LOG command…
# Interrupted, it takes with it all that the command has started.
progress() {
    local what=$1 log=$2 started=$SECONDS status=0
    shift 2
    mkdir -p "$(dirname "$log")"
    set -m  # a process group of its own
    "$@" >"$log" 2>&1 </dev/null &
    local job=$!
    set +m
    trap 'kill -TERM -- -'$job' 2>/dev/null; fail "
Interrupted. What is done so far is kept for the next time."' INT TERM HUP
    while kill -0 $job 2>/dev/null; do
        [ -t 1 ] && printf '\r\033[K  %s … %ds  %s' "$what" $((SECONDS - started)) "$(tail -c 300 "$log" | tr '\r' '\n' | tail -n 1 | cut -c1-60)"
        sleep 0.5
    done
    wait $job || status=$?
    trap - INT TERM HUP
    [ -t 1 ] && printf '\r\033[K'
    if [ $status = 0 ]; then
        say "  $what: done in $((SECONDS - started)) s"
    else
        tail -n 40 "$log" >&2
        fail "$what failed. The whole log is in $log"
    fi
}

# Packages named in the lists (one a line, # comments) that are not there. A command of the same name will do: Node.js
# and npm are often installed from elsewhere.
missing_packages() {
    local package
    sed 's/#.*//' "$@" | grep -o '[^[:space:]]\+' | sort -u | while read -r package; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' ||
            command -v "$package" >/dev/null || say "$package"
    done
}

# Says what is missing, asks before it uses sudo, and installs it. Root and CI are not asked.
install_packages() {
    local missing become=()
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "These packages are needed, and this is not Debian: ${missing[*]}"
    say "These Debian packages are needed and not installed:"
    printf '%s\n' "${missing[@]}" | fmt -w 100 | sed 's/^/  /'
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "Install them as root, or install sudo: apt-get install ${missing[*]}"
        become=(sudo)
        if [ -z "${CI:-}" ]; then
            [ -t 0 ] || fail "Run this in a terminal once, so that it can ask before it uses sudo."
            local answer
            read -r -p "Install them with sudo? [y/N] " answer
            [[ $answer == [yY]* ]] || fail "Nothing was installed."
            sudo -v
        fi
    fi
    progress "Reading the package lists" "$root/build/log/apt-update.log" "${become[@]}" apt-get -q update
    progress "Installing ${#missing[@]} packages" "$root/build/log/apt-install.log" \
        "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"
}

older_than() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" != "$2" ]; }

# A Node.js that is new enough: the machine's own, or one from npm under build/.
use_node() {
    older_than "$(node --version 2>/dev/null | tr -d v)" $node_oldest || return 0
    local machine
    case $(uname -m) in
        x86_64) machine=x64 ;;
        aarch64) machine=arm64 ;;
        *) fail "Node.js $node_oldest or newer is needed; install it for $(uname -m)." ;;
    esac
    local folder=$root/build/node
    if [ ! -x "$folder/node_modules/node-linux-$machine/bin/node" ]; then
        mkdir -p "$folder"
        progress "Fetching Node.js $node_version" "$root/build/log/node.log" \
            npm install --prefix "$folder" --no-audit --no-fund "node-linux-$machine@$node_version"
    fi
    export PATH=$folder/node_modules/node-linux-$machine/bin:$PATH
}

# The clients' packages as locked. Tests outside clients/ find them through a link.
use_client_packages() {
    local lock=$root/clients/package-lock.json installed=$root/clients/node_modules/.installed-lock.json
    use_node
    if ! cmp -s "$lock" "$installed"; then
        progress "Fetching the clients' packages" "$root/build/log/npm-ci.log" \
            npm ci --prefix "$root/clients" --no-audit --no-fund
        cp "$lock" "$installed"
    fi
    [ -e "$root/tests/node_modules" ] || ln -s ../clients/node_modules "$root/tests/node_modules"
}

build_server() {
    [ -f build/release/build.ninja ] || cmake --preset release -D OURPLACE_TESTS=OFF || return
    cmake --build --preset release --target ourplace
}
# Newer sources than what was built from them; npm itself would take seconds to find that there is nothing to do.
web_client_is_current() {
    [ -f clients/web/dist/index.html ] &&
        [ -z "$(find proto clients -newer clients/web/dist/index.html -type f \
            -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/gen/*' -print -quit)" ]
}
build_web_client() { (cd clients && npm run --silent generate && npm run --silent build && touch web/dist/index.html); }
# The server for use, and the browser client unless it is built already; from the root of the project.
build_all() {
    progress "Building the server" build/log/server.log build_server
    web_client_is_current && return
    use_client_packages
    progress "Building the browser client" build/log/web.log build_web_client
}
