# SPDX-License-Identifier: MIT
"""A workspace that a test asks through the program."""
import subprocess


class Council:
    """A workspace and what is asked of it."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def command(self, *arguments):
        """The command line of a verb."""
        return [self.program, *arguments, "--workspace", self.folder]

    def asked(self, *arguments, text=None):
        """The finished process of a verb, whatever it came to."""
        return subprocess.run(self.command(*arguments), input=text, capture_output=True, text=True,
                              timeout=900, check=False)

    def run(self, *arguments, text=None):
        """What a verb prints. Ends the test when it fails."""
        done = self.asked(*arguments, text=text)
        if done.returncode != 0:
            raise SystemExit(f"newlyn {' '.join(map(str, arguments))}: {done.stderr}")
        return done.stdout
