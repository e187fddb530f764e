"""deploy/quickstart as a stranger uses it: in a terminal, with Ctrl-C, twice."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from checks import check, expect, finish
from programme import ROOT, Browser, Refused, free_port
from terminal import InTerminal

COMMAND = str(ROOT / "deploy/quickstart")
RUNNING = "Ctrl-C stops the server."
ROLES = ["administrator", "organiser", "champion", "member"]


def refusal(*arguments, **environment):
    """What it says when it does not even begin."""
    ended = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, env={**os.environ, **environment})
    expect(ended.returncode == 1, f"status {ended.returncode}: {ended.stdout}")
    return ended.stderr


def refuses(saying, *arguments, **environment):
    said = refusal(*arguments, **environment)
    expect(saying in said, said)


def refuses_a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refuses(f"Port {port} is in use.", "--port", str(port))
        refuses(f"--port {port + 1}", "--port", str(port))


def refuses_another_system(folder):
    """With every program of this machine but Debian's."""
    programs = folder / "bin"
    programs.mkdir()
    for name in ("bash", "dirname", "realpath", "cat"):
        (programs / name).symlink_to(shutil.which(name))
    refuses("knows only Debian 12", PATH=str(programs))


def ends_all_of_a_long_step(folder):
    """A step whose child would go on for long, holding a lock for as long as it lives."""
    lock = folder / "lock"
    step = f'. "{ROOT}/deploy/toolchain.sh"; progress Waiting "{folder}/log" flock "{lock}" sh -c "echo begun; sleep 600"'
    # As in a terminal, the shell stays: its end would hang up on what was left behind.
    shell = 'trap : INT; bash -c "$0"; echo "status $?"; read -r _'
    with InTerminal("bash", "-c", shell, step, until="begun") as running:
        running.press(b"\x03", until="status 1")
        expect("Interrupted." in running.shown, running.shown)
        held_by_nobody(lock)
        running.press(b"\n")


def held_by_nobody(lock):
    # The signal may still be on its way.
    free = subprocess.run(["flock", "--timeout", "20", lock, "true"])
    expect(free.returncode == 0, "something still runs")


def opens_the_page(url):
    page = Browser(url).page()
    expect("<title>" in page and "<script" in page, page[:500])


def signs_in(link, role, name):
    browser = Browser(link.partition("/sign-in")[0])
    me = browser.sign_in_with(link)
    expect(me["member"]["name"] == name, me)
    expect(me["member"]["isAdministrator"] == (role == "administrator"), me)
    expect(("champion" in me["member"]) == (role == "champion"), me)
    overview = browser.call("ConversationService/GetOverview")
    expect(sum(state["unread"] for state in overview["channels"]) > 0, "nothing unread")
    organised = [hub for hub in overview["hubs"] if hub["myRole"] == "HUB_ROLE_ORGANISER"]
    expect(bool(organised) == (role == "organiser"), organised)
    return browser


def refuses_a_used_link(link):
    try:
        Browser(link.partition("/sign-in")[0]).sign_in_with(link)
    except Refused as refused:
        expect(refused.code in ("unauthenticated", "not_found"), refused)
    else:
        raise AssertionError("it signed in again")


def channel_of(browser, name):
    states = browser.call("ConversationService/GetOverview")["channels"]
    return next(state["channel"]["channelId"] for state in states if state["channel"]["name"] == name)


def reads_what_another_posts(champion, member):
    channel = channel_of(champion, "Next door")
    champion.call("ConversationService/PostMessage", channelId=channel, body="The kettle is on.",
                  clientMessageId="AAECAwQFBgcICQoLDA0ODw==")  # fmt: skip
    newest = member.call("ConversationService/ListMessages", channelId=channel, pageSize=1)["messages"][0]
    expect(newest["body"] == "The kettle is on.", newest)


def still_has_what_was_posted(member):
    newest = member.call("ConversationService/ListMessages", channelId=channel_of(member, "Next door"), pageSize=1)
    expect(newest["messages"][0]["body"] == "The kettle is on.", newest)


def shows_progress(shown):
    expect("Building the server: done in" in shown, shown)


def stops_cleanly(running, port):
    status = running.press_ctrl_c()
    expect(status == 0, f"status {status}; it showed:\n{running.shown[-2000:]}")
    expect("Stopped." in running.shown, running.shown)
    with socket.socket() as probe:
        expect(probe.connect_ex(("127.0.0.1", port)) != 0, "something still listens")


def first_and_second_start(folder):
    port = free_port()
    arguments = ("--port", str(port), "--data", str(folder / "demo"))
    people = {}
    with InTerminal(COMMAND, *arguments, until=RUNNING) as running:
        links = running.links
        check("long steps show progress", shows_progress, running.shown)
        check("each role has a link", lambda: expect([role for role, _, _ in links] == ROLES, running.shown))
        check("the browser client is served", opens_the_page, f"http://localhost:{port}")
        for role, name, link in links:
            check(f"the link of the {role} signs in", lambda: people.update({role: signs_in(link, role, name)}))
        check("a link works once", refuses_a_used_link, links[0][2])
        check("a member reads what a champion posts", lambda: reads_what_another_posts(people["champion"], people["member"]))
        check("a folder in use is refused", refuses, "did not start", "--port", str(free_port()), *arguments[2:])
        check("Ctrl-C stops it, and the port is free", stops_cleanly, running, port)
    with InTerminal(COMMAND, *arguments, until=RUNNING) as again:
        check("the second start keeps what was written", lambda: still_has_what_was_posted(people["member"]))
        check("the second start prints new links", lambda: expect(
            len(again.links) == 4 and not {link for *_, link in links} & {link for *_, link in again.links}, again.shown))  # fmt: skip
        check("a new link signs in", lambda: signs_in(again.links[3][2], "member", again.links[3][1]))
        check("Ctrl-C stops the second as well", stops_cleanly, again, port)


def is_an_empty_programme(link):
    browser = Browser(link.partition("/sign-in")[0])
    expect(browser.sign_in_with(link)["member"]["isAdministrator"])
    expect(browser.call("HubService/ListHubs")["hubs"] == [])
    return browser


def without_demonstration(folder):
    port = free_port()
    arguments = ("--port", str(port), f"--data={folder / 'empty'}", "--no-demo")
    for time_of_start in ("first", "second"):
        with InTerminal(COMMAND, *arguments, until=RUNNING) as running:
            links = running.links
            check(f"--no-demo, {time_of_start} start: an administrator and nobody else", lambda: expect(
                [role for role, _, _ in links] == ["administrator"], running.shown))  # fmt: skip
            check(f"--no-demo, {time_of_start} start: no hubs", is_an_empty_programme, links[0][2])
            check(f"--no-demo, {time_of_start} start: Ctrl-C", stops_cleanly, running, port)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check("an unknown option is named", refuses, "unknown option --prot", "--prot", "1")
        check("a port that is none is refused", refuses, 'not "70000"', "--port", "70000")
        check("an option without its value is named", refuses, "--data needs a value", "--data")
        check("a port in use is named, and another proposed", refuses_a_port_in_use)
        check("Ctrl-C during a long step leaves nothing running", ends_all_of_a_long_step, folder)
        check("another system than Debian is told so", refuses_another_system, folder)
        check("the demonstration, started twice", first_and_second_start, folder)
        check("an empty programme, started twice", without_demonstration, folder)
    finish()


if __name__ == "__main__":
    main()
