# Sourced by deploy/quickstart and deploy/cluster-demo, which define `admin`: how people get in for the first time.
# shellcheck shell=bash

# The value of a key in the answer of an admin command, of the first entry where it is a list.
value() { sed -n "s/^$1: //p" | head -n 1; }

# "role, name, link" for each role of the demonstration; nothing if the folder holds a programme of its own.
demonstration_links() {
    local answer
    answer=$(admin create-demo --from deploy/demo) || return
    awk -F ': ' -v OFS='\t' '$1 == "role" { role = $2 } $1 == "name" { name = $2 } $1 == "url" { print role, name, $2 }' <<<"$answer"
}
administrator_link() {
    local members name
    members=$(admin list-members) || return
    name=$(awk -F ': ' '$1 == "name" { name = $2 } $1 == "administrator" && $2 == "true" { print name; exit }' <<<"$members")
    if [ -z "$name" ]; then
        name=Administrator
        admin create-programme --name "Our Place" >/dev/null || return
        admin create-member --name "$name" --administrator >/dev/null || return
    fi
    printf 'administrator\t%s\t%s\n' "$name" "$(admin create-sign-in-link --member "$name" | value url)"
}
# links_for yes|"": of the demonstration if it is wanted and there is room for it, of an administrator otherwise.
links_for() {
    local links=
    if [ -n "$1" ]; then links=$(demonstration_links) || return; fi
    if [ -z "$links" ]; then links=$(administrator_link) || return; fi
    printf '%s\n' "$links"
}
