# SPDX-License-Identifier: MIT
"""Prints the hash of a file as npm (sha512, base64) or pip (sha256, hex) writes it."""
import base64
import hashlib
import sys

name, path = sys.argv[1:]
with open(path, "rb") as file:
    digest = hashlib.new(name, file.read())
print(base64.b64encode(digest.digest()).decode() if name == "sha512" else digest.hexdigest())
