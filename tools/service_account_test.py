#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""People reach a workspace through sudo and a service account, and nothing beside the verbs.

    service_account_test.py newlyn

Makes a service account and people, follows docs/guides/service_account.md line by line with their
names, and tries as each of them what they may and what must be closed. It needs root and takes
everything away at the end. Without root, or without sudo and a way to install it, it says that it
cannot be run and ends with 77, which ctest shows as skipped.
"""
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GUIDE = os.path.join(ROOT, "docs", "guides", "service_account.md")
SKIPPED = 77
UNSET = 4294967295
REFUSED = 5
UNWRITABLE = 6
PEOPLE = """id,first_name,last_name,dob,postcode
1,Amal,Haddad,2001-04-09,AC1 2AB
2,Karim,Haddad,1998-11-30,AC1 2AB
3,Edith,Maynard,1981-12-21,AC1 3HN
"""
# Whatever works on a person's own files, with arguments that it would take.
OWN_FILES = ["init here", "dedupe people.csv", "match people.csv people.csv",
             "explain people.csv 1 2", "blocking people.csv", "train people.csv",
             "evaluate people.csv", "compare a.csv b.csv", "report people.csv", "demo",
             "borough create town", "borough load town", "purpose law", "standardise name Amal",
             "restore copy here", "rights due 2025-09-03"]
# Verbs about which the policy is asked source by source, once their arguments are read: {1} and {2}
# are entities.
OVER_SOURCES = {
    "entity correct": "{1} --field family_name --value x --reason test",
    "entity export": "{1}", "entity history": "{1}", "entity how": "{1}",
    "entity merge": "{1} {2} --reason test", "entity show": "{1}",
    "entity split": "{1} housing:1 --reason test", "entity why": "{1} {2}",
    "export crosswalk": "", "export duplicates": "housing", "export golden": "",
    "find": "--field family_name=haddad",
    "household": "{1}", "judge": "housing:1 housing:2 same --reason test", "link": "",
    "network": "{1}", "path": "{1} {2}", "record add": "-", "record delete": "-",
    "record get": "-", "record how": "-", "record replace": "-", "record search": "-",
    "record why": "-", "review agreement": "", "review claim": "",
    "review decide": "possible-{1}-{2} same --reason test", "review export": "--output labels.csv",
    "review list": "", "review release": "possible-{1}-{2}",
    "rights access": "{1} --received 2025-12-01 --output pack", "rights erase": "{1}",
    "rights object": "{1} --of debt --reason test",
    "rights rectify": "{1} --field family_name --value x --reason test",
    "rights restrict": "{1} --reason test",
    "rights seal-identity": "--former housing:2 --present housing:1 --ground adoption --reason t",
    "rights sealed-identities": "", "rights unseal-identity": "1 --reason test",
}
POLICY_TEST = """[[test]]
name = "officers search"
principal = 'User::"somebody"'
action = 'Action::"search"'
resource = 'Source::"housing"'
expect = "deny"
"""
PURPOSE = """name = "debt"
reason = "To agree payments people can keep."
owner = "Revenues"
author = "somebody.else"
lawful_basis = "public_task"
sources = ["housing"]
roles = ["officer"]
retention_days = 30
start = 2020-01-01
end = 2999-11-30
dpia = { reference = "DPIA-18", date = 2020-01-01, review = 2999-10-01 }
fields = { family_name = "show" }
"""
APPROVERS = """
@id("approvers")
permit (principal in Role::"officer", action in [Action::"purpose_show", Action::"purpose_key",
    Action::"purpose_approve"], resource is Workspace);
"""
UNCLEAR = ("newlyn: It is not clear which verb is meant, or of which workspace. Write the verb "
           "first, and --workspace FOLDER once.\n")
QUESTION = {"DATA_SOURCE": "HOUSING", "RECORD_ID": "1", "NAME_FULL": "Amal Haddad"}


def cannot_run(why):
    print(f"service_account_test: CANNOT BE RUN: {why}", file=sys.stderr)
    sys.exit(SKIPPED)


def must(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def need_sudo():
    if shutil.which("sudo") and shutil.which("adduser"):
        return
    if shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "sudo", "adduser"],
                       capture_output=True, check=False,
                       env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    if not (shutil.which("sudo") and shutil.which("adduser")):
        cannot_run("sudo and adduser are not here and could not be installed")


class Guide:
    """The blocks of the guide, with the names of this run."""

    def __init__(self, names):
        self.names = names
        with open(GUIDE, encoding="utf-8") as file:
            self.text = file.read()

    def block(self, before):
        """The indented block that follows a line."""
        at = self.text.index(before) + len(before)
        lines = []
        for line in self.text[at:].lstrip("\n").split("\n"):
            if line and not line.startswith("    "):
                break
            lines.append(line[4:])
        return self.named("\n".join(lines).strip("\n") + "\n")

    def named(self, text):
        for pattern, name in self.names:
            text = re.sub(pattern, name, text)
        return text


class Office:
    """The machine with its accounts; whoever makes it must call take_away."""

    def __init__(self, program):
        self.tag = f"nlt{os.getpid()}"
        self.service = self.tag
        self.group = f"{self.tag}-people"
        self.people = {name: f"{self.tag}{name}" for name in ("alice", "bob", "carol", "dave")}
        self.rule = f"/etc/sudoers.d/{self.tag}"
        self.folder = tempfile.mkdtemp(prefix="newlyn_service_", dir="/srv")
        os.chmod(self.folder, 0o755)
        self.program = os.path.join(self.folder, "bin", "newlyn")
        self.council = os.path.join(self.folder, "srv", "council")
        self.own = os.path.join(self.folder, "own")
        self.guide = Guide([(r"/usr/bin/newlyn", "@program@"), (r"/etc/newlyn", "@etc@"),
                            (r"/srv/newlyn", "@srv@"), (r"/var/lib/newlyn", "@home@"),
                            (r"newlyn-people", "@group@"), (r"newlyn\.sudoers", "@sudoers@"),
                            (r"/etc/sudoers\.d/newlyn", "@rule@"),
                            (r"\bnewlyn\b", self.service),
                            (r"@program@", self.program), (r"@etc@", self.path("etc")),
                            (r"@srv@", self.path("srv")), (r"@home@", self.path("home")),
                            (r"@group@", self.group), (r"@sudoers@", self.path("newlyn.sudoers")),
                            (r"@rule@", self.rule), (r"a\.haddad", self.people["alice"]),
                            (r"b\.smith", self.people["bob"]), (r"c\.jones", self.people["carol"])])
        folder = os.path.dirname(os.path.abspath(program))
        os.makedirs(os.path.dirname(self.program))
        shutil.copy(program, self.program)
        for name in ("lib", "extensions"):
            if os.path.isdir(os.path.join(folder, name)):
                shutil.copytree(os.path.join(folder, name),
                                os.path.join(os.path.dirname(self.program), name))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def set_up(self):
        """All that the guide says, in its order."""
        for name in self.people.values():
            must("useradd", "--no-create-home", "--home-dir", self.folder, "--shell", "/bin/sh",
                 name)
        must("sh", "-ec", self.guide.block("On Debian, as root:"))
        os.mkdir(self.own)
        shutil.chown(self.own, self.people["carol"], self.people["carol"])
        os.chmod(self.own, 0o777)
        self.write("own/people.csv", PEOPLE)
        roles, rules = self.guide.block("newlyn policy put rules.policy --workspace council").split(
            "// rules.policy\n")
        roles = roles[roles.index("[administrator]"):]
        self.write("own/roles.toml", roles)
        self.write("own/rules.policy", rules)
        carol = self.people["carol"]
        for words in ("init council",
                      "source add housing --from people.csv --key id --workspace council",
                      "map housing --workspace council", "source read housing --workspace council",
                      "link --workspace council", "policy put roles.toml --workspace council",
                      "policy put rules.policy --workspace council"):
            self.expect(self.as_self(carol, words), 0, "")
        hand_over = self.guide.block("As root again:")
        must("sh", "-ec", hand_over, cwd=self.own)
        shutil.rmtree(self.path("own", "council"))
        self.write("etc/environment", self.guide.block("so that nobody has to:"))
        self.write("newlyn.sudoers", self.guide.block("Save this as `newlyn.sudoers`:"))
        must("sh", "-ec", self.guide.block("can lock everybody out:"))
        for name in ("alice", "bob", "carol"):
            must("sh", "-ec", self.guide.block("who is in the group:").replace(
                self.people["alice"], self.people[name]))

    def take_away(self):
        if os.path.exists(self.rule):
            os.unlink(self.rule)
        for name in [*self.people.values(), self.service]:
            subprocess.run(["userdel", "--force", name], capture_output=True, check=False)
        for name in [self.group, self.service]:
            subprocess.run(["groupdel", name], capture_output=True, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), 0o644)

    def run_as(self, account, words, login=UNSET, text="", **environment):
        """Runs words as an account that signed in as `login`; by itself nobody has."""
        def sign_in():
            with open("/proc/self/loginuid", "w", encoding="utf-8") as file:
                file.write(str(login))

        variables = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8", **environment}
        # A shell of the account's own, as people have one, starts what follows.
        line = ["runuser", "-u", account, "--", "sh", "-c", '"$@"; exit $?', "sh", *words]
        return subprocess.run(line, cwd=self.own, env=variables, capture_output=True, text=True,
                              input=text, preexec_fn=sign_in, check=False, timeout=300)

    def as_self(self, account, line, **options):
        return self.run_as(account, [self.program, *line.split()], **options)

    def behind(self, person, line, **options):
        """Runs newlyn through sudo."""
        words = line.split() if isinstance(line, str) else line
        return self.run_as(self.people[person],
                           ["sudo", "-n", "-u", self.service, self.program, *words], **options)

    def log(self, count):
        """The last entries, as the service itself reads them."""
        done = self.as_self(self.service, f"audit list --count {count} --json",
                            NEWLYN_WORKSPACE=self.council)
        self.expect(done, 0, "")
        return json.loads(done.stdout)["entries"]

    def expect(self, done, status, words):
        said = done.stdout + done.stderr
        if done.returncode != status or words not in said:
            raise AssertionError(f"{' '.join(done.args[7:])}: {done.returncode}, wanted {status} "
                                 f"with {words!r}: {said}")

    def expect_refused(self, person, line, words, verb=None, **options):
        """It is refused in these words, and the log says so of the person, where it can."""
        done = self.behind(person, line, **options)
        self.expect(done, REFUSED, words)
        if done.stdout:
            raise AssertionError(f"{line}: refused, and answered: {done.stdout}")
        if verb is None:
            return
        entry = self.log(1)[-1]
        wanted = (self.people[person], verb, "refused")
        if (entry["who"], entry["verb"], entry["outcome"]) != wanted:
            raise AssertionError(f"{line}: the log has {entry}, wanted {wanted}")


def try_the_folder(office):
    """Nobody lists or reads it."""
    for person in office.people.values():
        for words in (["ls", office.council], ["cat", office.council + "/newlyn.toml"],
                      ["cat", office.council + "/workspace.key"], ["ls", office.path("srv")],
                      [office.program, "search", "haddad", "--workspace", office.council]):
            done = office.run_as(person, words)
            if done.returncode == 0 or "Amal" in done.stdout:
                raise AssertionError(f"{person} reads: {' '.join(words)}: {done.stdout}")


def try_roles(office):
    """Each does what their role has, and the log names them: by sudo, and by the sign-in."""
    alice, bob = office.people["alice"], office.people["bob"]
    number = pwd.getpwnam(alice).pw_uid
    for login in (UNSET, number):
        found = office.behind("alice", "search haddad --json", login=login)
        office.expect(found, 0, "amal haddad")
        entry = office.log(1)[-1]
        if (entry["who"], entry["verb"], entry["outcome"]) != (alice, "search", "allowed"):
            raise AssertionError(f"search of {alice}: the log has {entry}")
    entity = json.loads(found.stdout)["found"][0]["entity"]
    # The same at a terminal, where sudo makes one of its own for the program.
    office.expect(office.run_as(alice, ["script", "-qec", f"sudo -n -u {office.service} "
                                        f"{office.program} search haddad", "/dev/null"]),
                  0, "amal haddad")
    if office.log(1)[-1]["who"] != alice:
        raise AssertionError(f"at a terminal the log has {office.log(2)[0]}")
    office.expect(office.behind("alice", f"entity show {entity}"), 0, "haddad")
    asked = json.dumps({"DATA_SOURCE": "HOUSING", "RECORD_ID": "1"}) + "\n"
    for line in ("record get -", "record get", "record get /dev/stdin"):
        office.expect(office.behind("alice", line, text=asked), 0, entity)
    office.expect(office.behind("bob", "search haddad"), 0, "haddad")
    office.expect_refused("bob", f"entity show {entity}", "No rule permits it.", "show_entity")
    for person, line, verb in (("bob", "audit list", "audit_list"),
                               ("alice", "policy show roles.toml", "policy_show")):
        office.expect_refused(
            person, line, f"newlyn: {office.people[person]} may not do {verb} with this workspace. "
            "No rule permits it. Ask whoever keeps policy/rules.policy to permit "
            f'Action::"{verb}", or somebody who may do it.\n', verb)
    # Who signed in as bob and became alice since is still bob.
    done = office.behind("alice", f"entity show {entity}", login=pwd.getpwnam(bob).pw_uid)
    office.expect(done, REFUSED, "No rule permits it.")
    if office.log(1)[-1]["who"] != bob:
        raise AssertionError("who signed in is not in the log")
    # The role stands in the entry as well: it is in the log's own files, and in no list.
    with open(office.council + "/audit/journal", encoding="utf-8", errors="replace") as file:
        entries = file.read().replace(" ", "")
    for role in ("officer", "counter"):
        if f'"role":"{role}"' not in entries:
            raise AssertionError(f"no entry has the role {role}")
    # Who is in no group is stopped by sudo, and an administrator does what is left.
    office.expect(office.behind("dave", "search haddad"), 1, "")
    office.expect(office.behind("carol", "policy put - --as tests.toml", text=POLICY_TEST), 0, "")
    for line in ("audit list", "source list", "policy show roles.toml", "key rotate", "key show",
                 "source read housing", "link", "check", "audit verify", "export crosswalk"):
        office.expect(office.behind("carol", line), 0, "")


def verbs(office):
    """All verbs, as the help of the commands lists them."""
    found = []
    listed = must(office.program, "--help").split("Commands:\n")[1].split("\n\n")[0]
    for command in [line.split()[0] for line in listed.splitlines() if line.strip()]:
        text = must(office.program, command, "--help")
        begins = re.search(rf"^(Usage: newlyn {command} VERB.*|Subcommands:)\n", text, re.M)
        if not begins:
            found.append(command)
            continue
        rest = text[begins.end():].split("\nExample")[0]
        found += [f"{command} {line.split()[0]}" for line in rest.splitlines()
                  if re.match(r"  \S", line)]
    return found


def try_verbs(office):
    """A role that may search may do nothing else, and what one does as oneself is nobody's."""
    found = json.loads(office.behind("alice", "search haddad --json").stdout)["found"]
    entities = {str(i + 1): one["entity"] for i, one in enumerate(found)}
    own = {" ".join(line.split()[:count]) for line in OWN_FILES for count in (1, 2)}
    seen = verbs(office)
    if len(seen) < 90:
        raise AssertionError(f"only {len(seen)} verbs were found: {seen}")
    for verb in seen:
        # A seal is one of a purpose, and here there is none to name.
        if verb in ("version", "search", "seal open"):
            continue
        line = verb
        for word in OVER_SOURCES.get(verb, "").split():
            line += " " + re.sub(r"\{(.)\}", lambda of: entities[of.group(1)], word)
        question = {"RECORDS": [QUESTION, QUESTION]} if verb == "record why" else QUESTION
        done = office.behind("bob", line, text=json.dumps(question) + "\n")
        office.expect(done, REFUSED, "run it as yourself, without sudo." if verb in own else "")
        is_by_line = verb.startswith("record ") and "haddad" not in done.stdout.lower()
        if done.stdout and not is_by_line:
            raise AssertionError(f"{verb}: refused, and answered: {done.stdout}")
    for line in OWN_FILES:
        verb = next(verb for verb in seen if (line + " ").startswith(verb + " "))
        words = (f"newlyn {verb} is not done by the rights of the account {office.service}: run it "
                 "as yourself, without sudo.")
        office.expect_refused("carol", line, words, re.sub(r"[ -]", "_", verb))
    for line, what in (("profile people.csv", "Measuring files"),
                       ("profile -", "Measuring files"),
                       ("audit verify --folder .", "Verifying the log of a folder")):
        words = (f"{what} is not done by the rights of the account {office.service}: run it as "
                 "yourself, without sudo.")
        office.expect_refused("carol", line, words,
                              "profile" if line.startswith("profile") else "audit_verify")
    office.expect(office.behind("bob", "version"), 0, "newlyn")
    office.expect(office.behind("bob", "dedupe --help"), REFUSED, "without sudo")
    office.expect(office.behind("bob", "entity show --help"), 0, "newlyn entity show")


def try_workspaces(office):
    """Another workspace than the account's own is not used."""
    alice, carol = office.people["alice"], office.people["carol"]
    office.expect(office.as_self(alice, "init alices"), 0, "")
    folder = office.path("own", "alices")
    words = f"The workspace '{folder}' is not used for {alice}: it does not belong to the account "
    os.chmod(folder, 0o755)
    for line in (f"search haddad --workspace {folder}", f"search haddad --workspace={folder}"):
        office.expect_refused("alice", line, words + office.service + ".")
    # One that the account owns, in a folder that somebody else can change; and a backup.
    moved = office.path("own", "moved")
    must("cp", "-a", office.council, moved)
    office.expect_refused("alice", f"search haddad --workspace {moved}",
                          f"newlyn: The workspace '{moved}' is not used for {alice}: others than "
                          f"{office.service} and root may change the folder {office.own}.\n")
    backup = office.path("srv", "copy")
    must("runuser", "-u", office.service, "--", office.program, "backup", backup, "--workspace",
         office.council)
    office.expect_refused("alice", f"search haddad --workspace {backup}", "it is a backup")
    # A link of one's own to the right one is that one.
    os.symlink(office.council, office.path("own", "council"))
    office.expect(office.behind("alice", "search haddad --workspace council"), 0, "haddad")
    os.chmod(office.council, 0o750)
    office.expect_refused("alice", "search haddad",
                          f"newlyn: The workspace '{office.council}' is not used for {alice}: "
                          "others than its account may look into it. Run chmod 700 on it as that "
                          "account.\n")
    os.chmod(office.council, 0o700)
    # Without a policy it is for nobody; one that cannot be read lets nobody in.
    rules = office.council + "/policy/rules.policy"
    shutil.move(rules, office.path("rules"))
    office.expect_refused("carol", "audit list",
                          "newlyn: The workspace has no policy yet, so nobody but the account "
                          f"{office.service} may use it. Ask whoever keeps it for "
                          "policy/rules.policy and policy/roles.toml.\n", "audit_list")
    office.write("srv/council/policy/rules.policy", "permit")
    office.expect_refused("carol", "audit list",
                          f"newlyn: {carol} may not do audit_list with this workspace. Everything "
                          "is refused, because the policy cannot be read. Line 1 of the policy: "
                          "expected ( and found the end of the file.\n", "audit_list")
    shutil.move(office.path("rules"), rules)
    roles = office.council + "/policy/roles.toml"
    shutil.move(roles, office.path("roles"))
    office.write("srv/council/policy/roles.toml", "[administrator\n")
    office.expect_refused("carol", "audit list",
                          "newlyn: Everything is refused, because the policy cannot be read. Line "
                          "1 of the roles: Error while parsing table header: expected ']', saw "
                          "'\\n'. Mend the file.\n", "audit_list")
    shutil.move(office.path("roles"), roles)
    # A folder of the policy that the account cannot open is not changed.
    os.chmod(office.council + "/policy", 0o300)
    done = office.behind("carol", "policy put - --as tests.toml", text=POLICY_TEST)
    office.expect(done, UNWRITABLE, f"newlyn: The folder {office.council}/policy cannot be locked: "
                  "Permission denied. Look who may write there.\n")
    os.chmod(office.council + "/policy", 0o700)
    office.expect(office.behind("carol", "audit list --count 5"), 0, carol)


def try_paths(office):
    """No path leads into the workspace, whichever way it is written."""
    inside = office.council + "/policy/facts.toml"
    os.symlink(office.council + "/policy", office.path("own", "link"))
    os.symlink(office.council + "/policy/new.csv", office.path("own", "dangling.csv"))
    kept = office.path("srv", "kept.csv")
    shutil.copy(office.path("own", "people.csv"), kept)
    shutil.chown(kept, office.service)
    for line, verb in (
            (f"policy put {inside}", "policy_put"),
            ("policy put link/roles.toml", "policy_put"),
            ("policy put ../srv/council/policy/roles.toml", "policy_put"),
            (f"find {inside}", "find"),
            (f"record get {inside}", "record_get"), ("record get -- link/roles.toml", "record_get"),
            (f"source add b --from {inside}", "source_add"),
            (f"source add b --from={office.council}/*/roles.toml", "source_add"),
            (f"source add b --from {office.folder}/s*/council/policy/roles.toml", "source_add"),
            (f"source add b --from {office.folder}", "source_add"),
            (f"source add b --from {kept}", "source_add"),
            (f"source add b --from people.csv --secret file:{office.council}/workspace.key",
             "source_add"),
            (f"key secret b --from {office.council}/workspace.key", "key_secret"),
            (f"export crosswalk --output {office.council}/policy/rules.csv", "export_crosswalk"),
            (f"export crosswalk -o{office.council}/policy/rules.csv", "export_crosswalk"),
            ("export crosswalk --output dangling.csv", "export_crosswalk"),
            (f"audit checkpoint --output {office.council}/newlyn.toml", "audit_checkpoint"),
            (f"backup {office.council}/copy", "backup"),
            (f"backup {office.path('srv')}/again", "backup")):
        office.expect_refused("carol", line, "leads into a workspace, or to what the account "
                              f"{office.service} keeps to itself. Name another place, or hand it "
                              "over by standard input or output.", verb)
    # An option may swallow the next one, so that what looks like the workspace is none.
    for line, status, words in (
            (f"find --reason --workspace {inside}", 2, "is no workspace"),
            (f"find --reason --workspace {office.council}", REFUSED, UNCLEAR),
            (f"record get --reason --workspace {office.council}", REFUSED, UNCLEAR)):
        done = office.behind("carol", line)
        office.expect(done, status, words)
        if done.stdout:
            raise AssertionError(f"{line}: refused, and answered: {done.stdout}")
    # A source that is led elsewhere after it was added is not read, by nobody.
    source = office.path("own", "later.csv")
    shutil.copy(office.path("own", "people.csv"), source)
    os.chmod(source, 0o644)
    office.expect(office.behind("carol", "source add later --from later.csv --key id"), 0, "")
    office.expect(office.behind("carol", "source read later"), 0, "")
    os.unlink(source)
    os.symlink(office.council + "/policy/assigned.csv", source)
    office.expect(office.behind("carol", "source read later"), REFUSED, "leads into a workspace")
    done = office.as_self(office.service, "source read later", NEWLYN_WORKSPACE=office.council)
    office.expect(done, REFUSED, "leads into a workspace")
    for condition in ("(SELECT count(*) FROM read_text('/etc/passwd')) > 0",
                      "EXISTS (TABLE record_housing)", "EXISTS(from record_housing)"):
        office.expect(office.behind("carol", ["source", "add", "odd", "--from", "people.csv",
                                              "--key", "id", "--where", condition]),
                      REFUSED, "newlyn: A condition of a source is about one row, so it has "
                      "neither SELECT nor FROM nor another word that reads tables. Leave the rows "
                      "out in the source itself, or ask whoever keeps the workspace.\n")
    office.expect(office.behind("carol", ["source", "add", "even", "--from", "people.csv", "--key",
                                          "id", "--where", "id <> '2'"]), 0, "")


def end_the_sudo_above(office):
    """A sudo that belongs to a person can be ended by them: whoever asked stays who asked."""
    alice = office.people["alice"]
    line = ["runuser", "-u", alice, "--", "sudo", "-n", "-u", office.service, office.program,
            "record", "get"]
    with subprocess.Popen(line, cwd=office.own, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as asked:
        begun = ["pgrep", "-u", office.service, "-f", "record get"]
        while asked.poll() is None and subprocess.run(begun, capture_output=True,
                                                      check=False).returncode != 0:
            time.sleep(0.1)
        time.sleep(3)
        ended = must("pgrep", "-f", f"^sudo -n -u {office.service}").split()
        for above in ended:
            subprocess.run(["runuser", "-u", alice, "--", "kill", "-9", above], check=False)
        asked.stdin.write(json.dumps(QUESTION) + "\n")
        asked.stdin.close()
        answer = asked.stdout.read()
    entry = [entry for entry in office.log(10) if entry["verb"] == "record_get"][-1]
    if not ended or "RESOLVED_ENTITY" not in answer or entry["who"] != alice:
        raise AssertionError(f"ending sudo {ended}: answered {answer}, the log has {entry}")


def try_environment(office):
    """Variables of a person change nothing, and SUDO_UID is nobody's word."""
    alice, bob = office.people["alice"], office.people["bob"]
    folder = office.path("own", "alices")
    done = office.run_as(alice, ["sudo", "-n", "-u", office.service, f"NEWLYN_WORKSPACE={folder}",
                                 office.program, "search", "haddad"])
    office.expect(done, 1, "")
    office.expect(office.behind("alice", "search haddad", NEWLYN_WORKSPACE=folder,
                                NEWLYN_EXTENSIONS=folder, TMPDIR=folder), 0, "haddad")
    # Even where a careless rule hands them on.
    with open(office.rule, encoding="utf-8") as file:
        rule = file.read()
    os.chmod(office.rule, 0o640)
    with open(office.rule, "w", encoding="utf-8") as file:
        file.write(rule + f'Defaults>{office.service} env_keep += "NEWLYN_WORKSPACE '
                   'NEWLYN_EXTENSIONS NEWLYN_SETTINGS TMPDIR"\n')
    office.expect_refused("alice", "search haddad", "it does not belong to the account",
                          NEWLYN_WORKSPACE=folder)
    office.expect(office.behind("alice", "search haddad", NEWLYN_WORKSPACE=office.council,
                                NEWLYN_EXTENSIONS=folder, TMPDIR="/nowhere"), 0, "haddad")
    with open(office.rule, "w", encoding="utf-8") as file:
        file.write(rule)
    os.chmod(office.rule, 0o440)
    # Forged: by a shell, and by a program of one's own that is called sudo.
    forged = str(pwd.getpwnam(bob).pw_uid)
    shutil.copy("/bin/sh", office.path("own", "sudo"))
    os.chmod(office.path("own", "sudo"), 0o755)
    for shell in ("sh", office.path("own", "sudo")):
        done = office.run_as(alice, [shell, "-c", '"$@"; exit $?', "sh", office.program, "audit",
                                     "list", "--workspace", folder], SUDO_UID=forged)
        office.expect(done, 0, alice)
        if bob in done.stdout:
            raise AssertionError(f"SUDO_UID was believed: {done.stdout}")
    # With the account's rights and no sudo above, nobody can tell who asks.
    done = subprocess.run(["runuser", "-u", office.service, "--", office.program, "audit", "list",
                           "--workspace", office.council], capture_output=True, text=True,
                          check=False, cwd=office.own, env=dict(os.environ, SUDO_UID=forged))
    office.expect(done, REFUSED, "newlyn: Nobody can tell who asks: SUDO_UID is set, and sudo did "
                  "not start this. Use sudo -u, or take SUDO_UID out of the environment.\n")
    end_the_sudo_above(office)
    # sudo that becomes the program, since no session is to be closed: the parent is the person's.
    with open(office.rule, "a", encoding="utf-8") as file:
        file.write(f"Defaults>{office.service} !use_pty, !pam_session, !pam_setcred\n")
    office.expect(office.behind("bob", "search haddad"), 0, "haddad")
    if office.log(1)[-1]["who"] != bob:
        raise AssertionError("a sudo that became the program hid who asks")
    with open(office.rule, "w", encoding="utf-8") as file:
        file.write(rule)


def try_purposes(office):
    """Who added a purpose does not approve it; another person does, with a key of their own."""
    alice, carol = office.people["alice"], office.people["carol"]
    with open(office.council + "/policy/rules.policy", "a", encoding="utf-8") as file:
        file.write(APPROVERS)
    office.expect(office.behind("carol", "purpose add -", text=PURPOSE), 0, "does not work")
    shown = json.loads(office.behind("alice", "purpose show debt --json").stdout)["versions"][0]
    if shown["added_by"] != carol:
        raise AssertionError(f"carol added it, and it says {shown}")
    approve = f"purpose approve debt --version {shown['version']} --key -"
    office.expect_refused("carol", f"purpose key {alice} --output -",
                          "a key is made by the person whose it is", "purpose_key")
    own = office.behind("carol", f"purpose key {carol} --output -")
    office.expect(own, 0, carol)
    of_alice = office.behind("alice", f"purpose key {alice} --output -")
    office.expect(of_alice, 0, alice)
    for key in (own, of_alice):
        office.expect_refused("carol", approve, "added this version of debt and cannot approve it",
                              "purpose_approve", text=key.stdout)
    office.expect(office.behind("alice", approve, text=of_alice.stdout), 0,
                  "debt, version 1: works")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if os.geteuid() != 0:
        cannot_run("it makes accounts, so it needs root")
    need_sudo()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    office = Office(sys.argv[1])
    try:
        office.set_up()
        for part in (try_the_folder, try_roles, try_verbs, try_workspaces, try_paths,
                     try_environment, try_purposes):
            part(office)
            print(f"service_account_test: {part.__doc__}")
    except AssertionError as problem:
        sys.exit(f"service_account_test: {problem}")
    finally:
        office.take_away()
    print("service_account_test: passed")


if __name__ == "__main__":
    main()
